//! The command line: the only place where files are read and anything is printed.
//!
//! In: arguments, files, standard input. Out: standard output, standard error, an exit code; all
//! of it is described in `docs/command-line.md`. Absent: meaning; every answer comes from the
//! rooms behind this one.

use std::env;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::text::Limits;
use console::{Console, Exit, Outcome};
use options::{Cli, ColorWhen, Command};

mod agreements;
mod ask;
mod bond_rows;
mod bonds;
mod bound;
mod cascade;
mod cases;
mod check;
mod columns;
mod compare;
mod compare_codings;
mod conflicts;
mod console;
mod council;
mod crisis;
mod drawing;
mod eval;
mod explain;
mod fmt;
mod hanging;
mod import;
mod input;
mod instruments;
mod lint;
mod list;
mod load;
mod mutate;
mod names;
mod opposed;
mod options;
mod picture;
mod prove;
mod queries;
mod receipt;
mod records;
mod render;
mod replays;
mod revision;
mod row;
mod search;
mod silent;
mod snippet;
mod stance;
mod state_file;
mod table;
mod test;
mod unsettled;
mod words;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().collect();
    // Colour is needed before the arguments are understood, for the message that they are not.
    let when = colour_wanted(&arguments);
    let command = Cli::command().color(match when {
        ColorWhen::Auto => clap::ColorChoice::Auto,
        ColorWhen::Always => clap::ColorChoice::Always,
        ColorWhen::Never => clap::ColorChoice::Never,
    });
    let given = arguments.get(1).and_then(|word| word.to_str()).map(str::to_owned);
    let parsed = command.try_get_matches_from(arguments).and_then(|m| Cli::from_arg_matches(&m));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            let error = hinted(error, given.as_deref());
            // Help and version are asked for and succeed; everything else is a mistake.
            let exit = if error.exit_code() == 0 { Exit::Done } else { Exit::Usage };
            return match error.print() {
                Ok(()) => exit.into(),
                Err(_) => Exit::Pipe.into(),
            };
        }
    };
    let mut console = Console::of_process(cli.color);
    let outcome = run(&mut console, cli.command);
    console.finish(outcome).into()
}

fn run(console: &mut Console, command: Command) -> Outcome<Exit> {
    let limits = Limits::default();
    match command {
        Command::Eval(args) => eval::run(console, &args, &limits),
        Command::Explain(args) => explain::run(console, &args, &limits),
        Command::Bound(args) => bound::run(console, &args, &limits),
        Command::Timeline(args) => crisis::timeline(console, &args, &limits),
        Command::Cascade(args) => cascade::run(console, &args, &limits),
        Command::Owed(args) => crisis::owed(console, &args, &limits),
        Command::Import(args) => import::run(console, &args, &limits),
        Command::CompareCodings(args) => compare_codings::run(console, &args, &limits),
        Command::Test(args) => test::run(console, &args, &limits),
        Command::Conflicts(args) => conflicts::run(console, &args, &limits),
        Command::Lint(args) => lint::run(console, &args, &limits),
        Command::Mutate(args) => mutate::run(console, &args, &limits),
        Command::Prove(args) => prove::run(console, &args, &limits),
        Command::Ask(args) => ask::run(console, &args, &limits),
        Command::Compare(args) => compare::run(console, &args, &limits),
        Command::Cases(args) => cases::run(console, &args, &limits),
        Command::Fmt(args) => fmt::run(console, &args, &limits),
        Command::List(args) => list::run(console, &args, &limits),
        Command::Schema(args) => check::schema(console, &args, &limits),
        Command::Check(args) => check::run(console, &args, &limits),
        Command::Completions { shell } => {
            // Made in memory first: the generator panics where its writer fails.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "casus", &mut script);
            console.out.write_all(&script)?;
            Ok(Exit::Done)
        }
        Command::Man { command } => man(console, command.as_deref()),
    }
}

fn man(console: &mut Console, name: Option<&str>) -> Outcome<Exit> {
    let mut all = Cli::command();
    // Gives each command its full name, as it stands in the usage line.
    all.build();
    let page = match name {
        None => all,
        Some(name) => {
            let Some(found) = all.find_subcommand(name) else {
                let known: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
                return Err(names::refuse("command", name, known));
            };
            found.clone()
        }
    };
    clap_mangen::Man::new(page).render(&mut console.out)?;
    Ok(Exit::Done)
}

/// Some commands take by position what others take by option; whoever mixes them up is told so.
fn hinted(mut error: clap::Error, command: Option<&str>) -> clap::Error {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else { return error };
    let tip = match (command, option.as_str()) {
        (Some("check" | "fmt" | "lint" | "mutate" | "test"), "--rules") => {
            "rule files are named here without an option: FILE, not --rules FILE"
        }
        (Some("conflicts"), "--treaty") => {
            "instruments are named here without an option: NAME, not --treaty NAME"
        }
        _ => return error,
    };
    error.remove(ContextKind::SuggestedArg);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}

/// What `--color` says, before the arguments are parsed; a wrong value is reported later.
fn colour_wanted(arguments: &[OsString]) -> ColorWhen {
    let mut words = arguments.iter().filter_map(|a| a.to_str());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        match value {
            Some("always") => return ColorWhen::Always,
            Some("never") => return ColorWhen::Never,
            _ => {}
        }
    }
    ColorWhen::Auto
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_known_before_the_rest() {
        let wanted = |line: &str| colour_wanted(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(wanted("casus --color=never eval"), ColorWhen::Never);
        assert_eq!(wanted("casus eval --color always x"), ColorWhen::Always);
        assert_eq!(wanted("casus eval x"), ColorWhen::Auto);
    }
}
