//! `casus fmt`: lays out rule files in the standard form.
//!
//! In: rule files or standard input. Out: the same files rewritten, or what would change. Absent:
//! the layout itself, and any change to a file that does not parse.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::console::{Console, Exit, Failure, Outcome};
use super::load::{display, rule_files};
use super::options::FmtArgs;
use super::render;
use super::words;
use crate::diagnostic::Diagnostic;
use crate::syntax;
use crate::text::{File, Files, Limits};

/// Runs `casus fmt`.
pub(crate) fn run(console: &mut Console, args: &FmtArgs, limits: &Limits) -> Outcome<Exit> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        if args.paths.len() > 1 {
            return Err(Failure::message("`-` stands alone: standard input is one file"));
        }
        return standard_input(console, args, limits);
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    for path in &args.paths {
        for file in rule_files(path)? {
            if !paths.contains(&file) {
                paths.push(file);
            }
        }
    }
    let mut changed = 0;
    let mut broken = 0;
    for path in &paths {
        let name = display(path);
        let text = fs::read_to_string(path).map_err(|e| Failure::file("read", &name, &e))?;
        match syntax::format::format(&text, limits) {
            Err(diagnostics) => {
                broken += 1;
                show(console, &name, text, &diagnostics)?;
            }
            Ok(laid_out) if laid_out == text => {}
            Ok(laid_out) => {
                changed += 1;
                if !args.check {
                    fs::write(path, laid_out).map_err(|e| Failure::file("write", &name, &e))?;
                }
                writeln!(console.out, "{name}")?;
            }
        }
    }
    let did = if args.check { "would change" } else { "changed" };
    let files = words::count(paths.len(), "file", "files");
    writeln!(console.err, "{files}: {changed} {did}, {broken} not laid out because of errors")?;
    Ok(if broken > 0 || (args.check && changed > 0) { Exit::Findings } else { Exit::Done })
}

fn standard_input(console: &mut Console, args: &FmtArgs, limits: &Limits) -> Outcome<Exit> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|e| Failure::file("read", "standard input", &e))?;
    match syntax::format::format(&text, limits) {
        Err(diagnostics) => {
            show(console, "standard input", text, &diagnostics)?;
            Ok(Exit::Findings)
        }
        Ok(laid_out) => {
            if !args.check {
                console.out.write_all(laid_out.as_bytes())?;
            }
            Ok(if args.check && laid_out != text { Exit::Findings } else { Exit::Done })
        }
    }
}

/// Shows why a file was not laid out.
fn show(console: &mut Console, name: &str, text: String, diagnostics: &[Diagnostic]) -> Outcome<()> {
    let mut files = Files::default();
    let id = files.add(File::new(name, text));
    for diagnostic in diagnostics {
        let mut diagnostic = diagnostic.clone();
        // The formatter knows one file only and has no table to number it in.
        diagnostic.primary.file = id;
        diagnostic.secondary.iter_mut().for_each(|label| label.file = id);
        console.err.write_all(render::human(&diagnostic, &files, console.colour_err).as_bytes())?;
    }
    Ok(())
}
