//! The options of the commands that look at many events at once, or at rules instead of events.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::{CodingFormat, InputOptions, ListFormat, RuleOptions, StanceOptions, parse_date};
use crate::analyse::mutants::Kind;

/// `casus ask`.
#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    #[command(flatten)]
    pub input: InputOptions,
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub stance: StanceOptions,
    /// Which event; may be left out if the file has one
    #[arg(long, value_name = "ID")]
    pub event: Option<String>,
    /// Only what these treaties leave open
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Only what these actors may owe
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Show so many facts and so many questions
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub most: usize,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `casus prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    /// A part of the title of a property; all of them if none
    #[arg(value_name = "PROPERTY")]
    pub property: Vec<String>,
    #[command(flatten)]
    pub rules: RuleOptions,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Write the events that break a law to this file
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Also search by chance, and judge every case of small worlds; the three must agree
    #[arg(long)]
    pub search: bool,
    #[command(flatten)]
    pub chance: ChanceOptions,
}

/// How to search by chance.
#[derive(Debug, Clone, Args)]
pub(crate) struct ChanceOptions {
    /// The seed of the search: the same seed tries the same events
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// How many events are tried for each law
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    pub cases: u32,
}

/// `casus conflicts`.
#[derive(Debug, Args)]
pub(crate) struct ConflictArgs {
    /// One instrument, to hold against all others, or several, to hold against each other; all if none
    #[arg(value_name = "TREATY")]
    pub treaty: Vec<String>,
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub stance: StanceOptions,
    /// Only this day; every day if none
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// Only what these actors owe
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Leave out help to the same actor that is asked for twice
    #[arg(long)]
    pub no_overlaps: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Write the events to this file
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}

/// `casus lint`.
#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// Rule files or folders to look at beside the built-in rules; the built-in rules if none
    #[arg(value_name = "RULES")]
    pub paths: Vec<PathBuf>,
    /// Look only at the paths, without the built-in rules
    #[arg(long, requires = "paths")]
    pub no_builtin: bool,
    /// Also what is only seen over all events: clauses that never apply, lines that change nothing,
    /// clauses that others cover, contrary duties that nothing ranks, readings and names without use.
    /// Without it these are the warnings of `casus check`
    #[arg(long)]
    pub deep: bool,
    /// Only what is written in these instruments; two and more are also held against each other
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Also list what could not be decided, one by one
    #[arg(long, requires = "deep")]
    pub undecided: bool,
    /// Give exit code 1 where anything is found
    #[arg(long)]
    pub strict: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = CodingFormat::Table)]
    pub format: CodingFormat,
}

/// `casus mutate`.
#[derive(Debug, Args)]
pub(crate) struct MutateArgs {
    /// Rule files or folders whose rules are changed and whose tests and laws are asked; the built-in
    /// rules and the folder `tests` if none
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Start without the built-in rules
    #[arg(long, requires = "paths")]
    pub no_builtin: bool,
    /// Only so many changes, chosen by the seed
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Another number chooses others
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Only these sorts of change: line, not, date, place, modality, response, swap, connective, leg,
    /// number, party, holder, reading
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = parse_kind)]
    pub only: Vec<Kind>,
    /// How to print
    #[arg(long, value_enum, default_value_t = CodingFormat::Table)]
    pub format: CodingFormat,
}

/// A sort of change.
fn parse_kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text)
        .ok_or_else(|| format!("no sort of change; there are {}", Kind::ALL.map(Kind::word).join(", ")))
}
