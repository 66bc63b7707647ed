//! Rule files as they were at a revision of a folder under git.
//!
//! In: a revision, a folder. Out: the texts of its rule files. Absent: changing anything; only what
//! git has stored is read.

use std::path::Path;
use std::process::Command;

use super::console::{Failure, Message, Outcome};

/// The rule files of a folder at a revision, with the names `REVISION:path`.
pub(crate) fn texts(revision: &str, folder: &Path) -> Outcome<Vec<(String, String)>> {
    let mut all = Vec::new();
    let listed = git(folder, &["ls-tree", "-r", "-z", "--name-only", revision])?;
    for path in listed.split('\0').filter(|path| path.ends_with(".casus")) {
        let text = git(folder, &["show", &format!("{revision}:./{path}")])?;
        all.push((format!("{revision}:{path}"), text));
    }
    if all.is_empty() {
        let folder = folder.display();
        return Err(Failure::message(format!("revision `{revision}` has no .casus files in `{folder}`")));
    }
    all.sort();
    Ok(all)
}

/// Whether a word names a revision of what is kept in a folder.
pub(crate) fn exists(revision: &str, folder: &Path) -> bool {
    let wanted = format!("{revision}^{{commit}}");
    !revision.starts_with('-') && git(folder, &["rev-parse", "--verify", "--quiet", &wanted]).is_ok()
}

fn git(folder: &Path, words: &[&str]) -> Outcome<String> {
    let ran = Command::new("git").arg("-C").arg(folder).args(words).output();
    let done = ran.map_err(|error| {
        Failure::Message(Message {
            code: None,
            text: format!("cannot run git: {error}"),
            help: Some("a revision is read through git; name a rule folder instead".to_owned()),
        })
    })?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let first = said.lines().next().unwrap_or("git gave no reason").to_owned();
        return Err(Failure::message(format!("git cannot read `{}`: {first}", words.join(" "))));
    }
    String::from_utf8(done.stdout)
        .map_err(|_| Failure::message(format!("`{}` is not UTF-8", words.join(" "))))
}
