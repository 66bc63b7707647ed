//! From paths to a checked program.
//!
//! In: paths of rule files and folders. Out: their texts, the program, what was found wrong.
//! Absent: drawing diagnostics, deciding anything.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::console::{Console, Exit, Failure, Outcome};
use super::options::RuleOptions;
use super::render;
use crate::builtin;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::resolve;
use crate::syntax;
use crate::text::{File, FileId, Files, Limits, Span};

/// The extension of rule files.
const EXTENSION: &str = "casus";

/// Rules with everything that is known about them.
pub(crate) struct Rules {
    /// Every file, the built-in ones first.
    pub files: Files,
    /// The rules; usable only where no diagnostic is an error.
    pub resolved: resolve::Resolved,
    /// What was found, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// For the user's files, their names without the way to them.
    short: Vec<(FileId, String)>,
}

impl Rules {
    /// The program.
    pub(crate) fn program(&self) -> &ir::Program {
        &self.resolved.program
    }

    /// `file:line` of a rule.
    pub(crate) fn at(&self, origin: ir::Origin) -> String {
        match self.files.get(origin.file) {
            Some(file) => format!("{}:{}", file.name, file.line_col(origin.span.start).0),
            None => String::new(),
        }
    }

    /// The name of a file from the path on that the user gave, so that it says nothing of the machine.
    pub(crate) fn short_name(&self, id: FileId) -> &str {
        let own = self.short.iter().find(|(file, _)| *file == id).map(|(_, name)| name.as_str());
        own.or_else(|| self.files.get(id).map(|file| file.name.as_str())).unwrap_or_default()
    }

    /// Whether a file is part of the program.
    pub(crate) fn is_builtin(&self, id: FileId) -> bool {
        self.files.get(id).is_some_and(|file| file.name.starts_with("builtin:"))
    }

    /// The user's files that have errors. One that clashes with a built-in file has the error, wherever it
    /// was found.
    fn unsound(&self) -> Vec<Unsound> {
        let own = |label: &FileId| !self.is_builtin(*label);
        let mut found: Vec<(FileId, Unsound)> = Vec::new();
        for diagnostic in self.diagnostics.iter().filter(|one| one.is_error()) {
            let places = std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary);
            let Some(label) = places.into_iter().find(|label| own(&label.file)) else { continue };
            if let Some((_, known)) = found.iter_mut().find(|(id, _)| *id == label.file) {
                known.errors += 1;
            } else if let Some(file) = self.files.get(label.file) {
                let first = (file.line_col(label.span.start).0, diagnostic.message.clone());
                found.push((label.file, Unsound { file: file.name.clone(), errors: 1, first }));
            }
        }
        found.into_iter().map(|(_, unsound)| unsound).collect()
    }

    /// How many diagnostics are errors.
    pub(crate) fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|d| d.is_error()).count()
    }
}

/// Reads, parses and resolves rules; mistakes in them are in the result, unreadable files are not.
pub(crate) fn rules(paths: &[PathBuf], with_builtin: bool, limits: &Limits) -> Outcome<Rules> {
    rules_and(paths, Vec::new(), with_builtin, limits)
}

/// Reads rules from paths, and from texts that have a name but no path.
pub(crate) fn rules_and(
    paths: &[PathBuf],
    texts: Vec<(String, String)>,
    with_builtin: bool,
    limits: &Limits,
) -> Outcome<Rules> {
    let mut sources = Sources::default();
    for path in paths {
        sources.add_path(path, limits)?;
    }
    for (name, text) in texts {
        sources.files.push(Source { short: name.clone(), file: File::new(name, text), trouble: None });
    }
    Ok(made(sources.files, with_builtin, limits))
}

/// A file that is left out, since it has errors beside the others.
pub(crate) struct Unsound {
    /// Its name.
    pub file: String,
    /// How many errors.
    pub errors: usize,
    /// The line and the message of the first.
    pub first: (usize, String),
}

/// The rules of those files that can be read together, and the others. What needs a name of a file that is
/// left out is left out too. Where no file would be left, everything is kept, with its errors.
pub(crate) fn sound(
    paths: &[PathBuf],
    with_builtin: bool,
    limits: &Limits,
) -> Outcome<(Rules, Vec<Unsound>)> {
    let mut sources = Sources::default();
    for path in paths {
        sources.add_path(path, limits)?;
    }
    let whole = made(sources.files.clone(), with_builtin, limits);
    let mut left: Vec<Source> = sources.files;
    let mut unsound = Vec::new();
    let mut rules = made(left.clone(), with_builtin, limits);
    while rules.errors() > 0 {
        let found = rules.unsound();
        left.retain(|source| !found.iter().any(|bad| bad.file == source.file.name));
        unsound.extend(found);
        // An error that is in no file of the user would never go away.
        if left.is_empty() || rules.unsound().is_empty() {
            return Ok((whole, Vec::new()));
        }
        rules = made(left.clone(), with_builtin, limits);
    }
    unsound.sort_by(|a, b| a.file.cmp(&b.file));
    Ok((rules, unsound))
}

/// Parses and resolves files beside the built-in ones.
fn made(sources: Vec<Source>, with_builtin: bool, limits: &Limits) -> Rules {
    let mut files = Files::default();
    let mut ids = Vec::new();
    if with_builtin {
        for (name, text) in builtin::rules() {
            // A copy of a built-in file adds nothing to it; the user's name for it is kept, so
            // that messages point to the file that can be changed.
            if !sources.iter().any(|source| source.file.text == text) {
                ids.push(files.add(File::new(name, text)));
            }
        }
    }
    let mut diagnostics = Vec::new();
    let mut short = Vec::new();
    for source in sources {
        let id = files.add(source.file);
        short.push((id, source.short));
        match source.trouble {
            None => ids.push(id),
            Some(Trouble { code, message, at }) => {
                diagnostics.push(Diagnostic::new(code, id, Span::new(at, at), message));
            }
        }
    }
    let mut trees = Vec::new();
    for id in ids {
        let Some(file) = files.get(id) else { continue };
        let parsed = syntax::parser::parse(id, &file.text, limits);
        diagnostics.extend(parsed.diagnostics);
        trees.push((id, parsed.tree));
    }
    let mut resolved = resolve::resolve(&trees, limits);
    let found = std::mem::take(&mut resolved.diagnostics);
    if diagnostics.iter().any(Diagnostic::is_error) {
        // A declaration that could not be read makes every use of its name look unknown.
        diagnostics.extend(found.into_iter().filter(|d| !follows_from_unread(d.code)));
    } else {
        diagnostics.extend(found);
    }
    diagnostics.sort_by_key(|d| (d.primary.file, d.primary.span, d.code));
    Rules { files, resolved, diagnostics, short }
}

/// Whether a mistake may only be the trace of a declaration that could not be read.
fn follows_from_unread(code: Code) -> bool {
    [Code::UNKNOWN_NAME, Code::UNDECLARED_KERNEL, Code::UNUSED_QUESTION, Code::EMPTY_AREA].contains(&code)
}

/// Rules that can be used; where they have errors, the errors are shown and the command ends.
pub(crate) fn usable(console: &mut Console, options: &RuleOptions, limits: &Limits) -> Outcome<Rules> {
    let rules = rules(&options.rules, !options.no_builtin, limits)?;
    without_errors(console, rules)
}

/// Rules as they are, or their errors shown and the end of the command.
pub(crate) fn without_errors(console: &mut Console, rules: Rules) -> Outcome<Rules> {
    if rules.errors() == 0 {
        return Ok(rules);
    }
    for diagnostic in rules.diagnostics.iter().filter(|d| d.is_error()) {
        console.err.write_all(render::human(diagnostic, &rules.files, console.colour_err).as_bytes())?;
    }
    if let Some(hint) = copy_hint(&rules) {
        console.err.write_all(hint.as_bytes())?;
    }
    Err(Failure::Reported(Exit::Usage))
}

/// What to say where a changed copy of a built-in file was loaded beside the original.
pub(crate) fn copy_hint(rules: &Rules) -> Option<String> {
    let clash = rules.diagnostics.iter().any(|d| {
        d.code == Code::DUPLICATE_NAME
            && d.secondary
                .iter()
                .any(|label| rules.is_builtin(label.file) != rules.is_builtin(d.primary.file))
    });
    clash.then(|| {
        "help: these rules are built in already; use --no-builtin where a whole copy of them is given\n"
            .to_owned()
    })
}

/// Rule files as they were read.
#[derive(Default)]
struct Sources {
    files: Vec<Source>,
    seen: BTreeSet<PathBuf>,
}

/// One of them.
#[derive(Clone)]
struct Source {
    file: File,
    short: String,
    trouble: Option<Trouble>,
}

/// Why a file that exists cannot be parsed.
#[derive(Clone)]
struct Trouble {
    code: Code,
    message: String,
    at: usize,
}

impl Sources {
    fn add_path(&mut self, given: &Path, limits: &Limits) -> Outcome<()> {
        for path in rule_files(given)? {
            // The same file may be named twice, by itself and by its folder.
            let real = fs::canonicalize(&path).map_err(|e| Failure::file("read", display(&path), &e))?;
            if self.seen.insert(real) {
                // What stands above the path that the user gave belongs to the machine.
                let above = given.parent().unwrap_or(Path::new(""));
                let short = display(path.strip_prefix(above).unwrap_or(&path));
                let (file, trouble) = read(&path, limits)?;
                self.files.push(Source { file, short, trouble });
            }
        }
        Ok(())
    }
}

fn read(path: &Path, limits: &Limits) -> Outcome<(File, Option<Trouble>)> {
    let name = display(path);
    let unreadable = |e: io::Error| Failure::file("read", &name, &e);
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > limits.rule_file_bytes as u64 {
        let message = format!("a rule file of {size} bytes; the limit is {}", limits.rule_file_bytes);
        return Ok((File::new(name, ""), Some(Trouble { code: Code::TOO_LARGE, message, at: 0 })));
    }
    match String::from_utf8(fs::read(path).map_err(unreadable)?) {
        Ok(text) => Ok((File::new(name, text), None)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(at);
            let text = String::from_utf8(bytes).unwrap_or_default();
            let message = "the bytes from here on are not UTF-8".to_owned();
            Ok((File::new(name, text), Some(Trouble { code: Code::NOT_UTF8, message, at })))
        }
    }
}

/// The rule files that a path names: itself, or all under it in order of their names.
pub(crate) fn rule_files(path: &Path) -> Outcome<Vec<PathBuf>> {
    let kind = fs::metadata(path).map_err(|e| Failure::file("read", path.display(), &e))?;
    if !kind.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    walk(path, &mut found)?;
    if found.is_empty() {
        return Err(Failure::message(format!("no .{EXTENSION} files in `{}`", display(path))));
    }
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome<()> {
    let unreadable = |e: io::Error| Failure::file("read", folder.display(), &e);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        // Links to folders are not followed, so that a circle of links ends.
        if entry.file_type().map_err(unreadable)?.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|e| e == EXTENSION) {
            found.push(path);
        }
    }
    Ok(())
}

/// A path as shown, the same on every system.
pub(crate) fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
