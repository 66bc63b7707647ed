//! Embeds every rule file under `rules/` in the library.
//!
//! In: the folder `rules/`. Out: `builtin_rules.rs`, a sorted table of names and texts.
//! Absent: any reading of what the files say.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("rules");
    let mut names = Vec::new();
    collect(&root, "", &mut names)?;
    // The table must be the same on every machine, whatever order the file system gives.
    names.sort();

    let mut table = String::from("&[\n");
    for name in &names {
        let path = root.join(name);
        writeln!(table, "    (\"builtin:{name}\", include_str!({:?})),", path.to_string_lossy())?;
    }
    table.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("builtin_rules.rs"), table)?;
    Ok(())
}

/// Collects the rule files under a folder as names with forward slashes, relative to the root.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file_name = entry.file_name();
        let Some(file_name) = file_name.to_str() else {
            return Err(format!("a file name under rules/{prefix} is not UTF-8").into());
        };
        let name = format!("{prefix}{file_name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), names)?;
        } else if file_name.ends_with(".casus") {
            names.push(name);
        }
    }
    Ok(())
}
