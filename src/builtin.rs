//! The rule library that is part of the program.
//!
//! In: nothing; the files under `rules/` are embedded when the crate is built. Out: their names
//! and texts, in a fixed order. Absent: parsing, resolving, reading from disk.

use crate::text::{File, FileId, Files};

/// Names and texts, sorted by name.
static RULES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// Every embedded rule file as its name, such as `builtin:treaties/rio.casus`, and its text.
///
/// ```
/// let names: Vec<&str> = casus::builtin::rules().map(|(name, _)| name).collect();
/// assert!(names.is_sorted());
/// assert!(names.contains(&"builtin:treaties/us_philippines.casus"));
/// ```
pub fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RULES.iter().copied()
}

/// Adds every embedded rule file to a table of files, in order.
///
/// ```
/// let mut files = casus::text::Files::default();
/// let ids = casus::builtin::add_to(&mut files);
/// assert_eq!(ids.len(), casus::builtin::rules().count());
/// ```
pub fn add_to(files: &mut Files) -> Vec<FileId> {
    rules().map(|(name, text)| files.add(File::new(name, text))).collect()
}
