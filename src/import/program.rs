//! The built-in rules, alone or with written ones, as a program.
//!
//! In: rule text. Out: a program without errors, or the errors. Absent: files of the user.

use crate::builtin;
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::resolve::resolve;
use crate::syntax::parser::parse;
use crate::text::{File, Files, Limits};

/// The built-in rules with written ones beside them, checked.
///
/// ```
/// use casus::import::program::with_builtin;
/// use casus::text::Limits;
/// assert!(with_builtin(None, &Limits::default()).is_ok());
/// assert!(with_builtin(Some("class sea_power = {NOWHERE}"), &Limits::default()).is_err());
/// ```
///
/// # Errors
/// Every error of the text, or of what it does to the built-in rules.
pub fn with_builtin(written: Option<&str>, limits: &Limits) -> Result<Program, Vec<Diagnostic>> {
    let mut files = Files::default();
    let mut ids = builtin::add_to(&mut files);
    ids.extend(written.map(|text| files.add(File::new("written.casus", text))));
    let mut trees = Vec::new();
    let mut errors: Vec<Diagnostic> = Vec::new();
    for id in ids {
        let Some(file) = files.get(id) else { continue };
        let parsed = parse(id, &file.text, limits);
        errors.extend(parsed.diagnostics.into_iter().filter(Diagnostic::is_error));
        trees.push((id, parsed.tree));
    }
    let resolved = resolve(&trees, limits);
    errors.extend(resolved.diagnostics.iter().filter(|d| d.is_error()).cloned());
    if errors.is_empty() { Ok(resolved.program) } else { Err(errors) }
}
