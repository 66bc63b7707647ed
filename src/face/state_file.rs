//! The state of a crisis in a file: what `--save` writes and `--resume` reads.
//!
//! In: a path, the rules and options of the run. Out: a course, or a message. Absent: what a state holds
//! (`life`).

use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::console::{Failure, Outcome};
use super::input::hex;
use super::load::Rules;
use super::stance;
use crate::evaluate::{Filter, Stance};
use crate::ir::Program;
use crate::life::{Course, Mark, Setting};

/// By what the rules and options of a run are known again.
pub(crate) fn mark(rules: &Rules, stance: &Stance, filter: &Filter) -> Mark {
    // The texts alone: where they lie changes no answer.
    let mut texts: Vec<String> =
        rules.files.iter().map(|(_, file)| hex(&Sha256::digest(&file.text))).collect();
    texts.sort();
    texts.dedup();
    Mark { rules: hex(&Sha256::digest(texts.join("\n"))), options: options(rules.program(), stance, filter) }
}

/// The options that change answers, in words.
fn options(program: &Program, stance: &Stance, filter: &Filter) -> String {
    let closed: Vec<String> = stance::readings(program, stance)
        .iter()
        .map(|(asked, answer)| format!("{asked} is {answer}"))
        .collect();
    let treaties: Vec<&str> = filter
        .treaties
        .iter()
        .filter_map(|id| program.treaty(*id))
        .map(|treaty| treaty.name.as_str())
        .collect();
    let mut parts = vec![stance::in_words(program, stance)];
    parts.extend((!closed.is_empty()).then(|| format!("readings {}", closed.join(", "))));
    parts.extend((!treaties.is_empty()).then(|| format!("only {}", treaties.join(", "))));
    parts.join("; ")
}

/// The course in a file.
pub(crate) fn load<'p>(path: &Path, setting: &Setting<'p>) -> Outcome<Course<'p>> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| Failure::file("read", name, &error))?;
    Course::read(setting, &text).map_err(|error| Failure::message(format!("`{}`: {error}", path.display())))
}

/// Writes a course to a file.
pub(crate) fn save(path: &Path, course: &Course<'_>, setting: &Setting<'_>) -> Outcome<()> {
    let mut text = course.write(setting)?;
    text.push('\n');
    fs::write(path, text).map_err(|error| Failure::file("write", path.display(), &error))
}
