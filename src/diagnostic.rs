//! What is said to the user about a mistake: one value, many renderings.
//!
//! In: a code of the registry, a place, words. Out: a [`Diagnostic`]. Absent: how it is drawn
//! (`face::render`), and any decision on when to report.

use crate::text::{FileId, Span};

mod registry;
pub use registry::{CODES, Code, CodeEntry};

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The program or event cannot be used as it stands.
    Error,
    /// It can be used, but something is probably not what was meant.
    Warning,
}

/// A place in a file with a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The file.
    pub file: FileId,
    /// The place.
    pub span: Span,
    /// What is to be said of it; may be empty for the main place.
    pub text: String,
}

/// One message to the user.
///
/// The message is lower case, without a full stop, with the user's own words in backticks.
///
/// ```
/// use casus::diagnostic::{Code, Diagnostic};
/// use casus::text::{FileId, Span};
/// let d = Diagnostic::new(Code::UNKNOWN_NAME, FileId(0), Span::new(0, 9), "unknown state `Freedonia`")
///     .help("did you mean `Fredonia`?");
/// assert_eq!(d.code.number(), "C0201");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How serious.
    pub severity: Severity,
    /// One line.
    pub message: String,
    /// The main place.
    pub primary: Label,
    /// Other places that belong to it.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// What else to know.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic with the severity that the registry gives its code.
    #[must_use]
    pub fn new(code: Code, file: FileId, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            primary: Label { file, span, text: String::new() },
            secondary: Vec::new(),
            help: None,
            notes: Vec::new(),
        }
    }

    /// The words under the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// A second place.
    #[must_use]
    pub fn also(mut self, file: FileId, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { file, span, text: text.into() });
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// What else to know.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Whether it stops the run.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Help for a word that names nothing: the names of which it is a whole part, else the nearest one.
///
/// Who writes `blockade` does not know that there are two; a name that only looks alike would mislead.
///
/// ```
/// use casus::diagnostic::did_you_mean;
/// let names = ["land_blockade", "naval_blockade", "benin", "west_berlin"];
/// assert_eq!(did_you_mean("berlin", names).as_deref(), Some("did you mean `west_berlin`?"));
/// assert_eq!(did_you_mean("blockade", names).as_deref(), Some("did you mean `land_blockade` or `naval_blockade`?"));
/// assert_eq!(did_you_mean("benim", names).as_deref(), Some("did you mean `benin`?"));
/// assert_eq!(did_you_mean("zebra", names), None);
/// let terms = ["armenia", "open_attack", "kinetic_attack"];
/// assert_eq!(did_you_mean("armed_attack", terms).as_deref(), Some("did you mean `kinetic_attack` or `open_attack`?"));
/// ```
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    /// More than these tell the reader nothing.
    const AT_MOST: usize = 4;
    let names: Vec<&str> = names.into_iter().collect();
    let mut within: Vec<&str> = names.iter().copied().filter(|name| is_part(word, name)).collect();
    within.sort_unstable();
    within.dedup();
    let meant = match within.as_slice() {
        [] => slip_or_kin(word, &names, AT_MOST),
        some if some.len() <= AT_MOST => within,
        some => vec![nearest(word, names).or_else(|| some.first().copied())?],
    };
    if meant.is_empty() {
        return None;
    }
    let quoted: Vec<String> = meant.iter().map(|name| format!("`{name}`")).collect();
    let list = match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => quoted.concat(),
    };
    Some(format!("did you mean {list}?"))
}

/// The nearest name; before one that only looks a little alike, a few names that share a whole part with the word.
fn slip_or_kin<'a>(word: &str, names: &[&'a str], at_most: usize) -> Vec<&'a str> {
    let near = nearest(word, names.iter().copied());
    let close =
        near.is_some_and(|name| strsim::jaro_winkler(&word.to_lowercase(), &name.to_lowercase()) >= 0.9);
    let parts: Vec<&str> = word.split('_').filter(|part| part.len() > 4).collect();
    let mut kin: Vec<&str> =
        names.iter().copied().filter(|name| parts.iter().any(|part| is_part(part, name))).collect();
    kin.sort_unstable();
    kin.dedup();
    if !close && word.contains('_') && (1..=at_most).contains(&kin.len()) {
        return kin;
    }
    near.into_iter().collect()
}

/// Whether a word is one or more whole parts of a name that is longer; parts are joined by `_`.
fn is_part(word: &str, name: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { text.to_lowercase().split('_').map(str::to_owned).collect() };
    let (word, name) = (parts(word), parts(name));
    word.len() < name.len()
        && word.iter().any(|part| part.len() > 2)
        && name.windows(word.len()).any(|some| some == word)
}

/// The nearest of some names, if one is near enough to be a slip of the pen.
///
/// ```
/// assert_eq!(casus::diagnostic::nearest("rammming", ["ramming", "raid"]), Some("ramming"));
/// assert_eq!(casus::diagnostic::nearest("zebra", ["ramming", "raid"]), None);
/// ```
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let score = strsim::jaro_winkler(&lower, &name.to_lowercase());
        // Ties go to the name that sorts first, so that the help never depends on hashing.
        let better = best.is_none_or(|(s, n)| score > s || (score == s && name < n));
        if better {
            best = Some((score, name));
        }
    }
    best.filter(|(score, _)| *score >= 0.82).map(|(_, name)| name)
}
