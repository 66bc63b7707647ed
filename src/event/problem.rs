//! What is wrong with a line of an event file, and how it is said.
//!
//! In: a code, a place, words. Out: [`EventDiagnostic`]. Absent: when to report, colours.

use crate::diagnostic::{self, Code, Severity};
use crate::text::Span;

/// One message on one line of an event file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDiagnostic {
    /// The stable code.
    pub code: Code,
    /// How serious.
    pub severity: Severity,
    /// The line of the file, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// The field, for instance `act`, `record.by` or `place.in`; none if it is about the whole line.
    pub field: Option<String>,
    /// One line, lower case, without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl EventDiagnostic {
    /// The message as plain text: one line that names file, line, column, code and field, and a
    /// second line if there is help. No line end at the end.
    ///
    /// ```
    /// use casus::diagnostic::Code;
    /// use casus::event::EventDiagnostic;
    /// let said = EventDiagnostic {
    ///     code: Code::UNKNOWN_VALUE,
    ///     severity: Code::UNKNOWN_VALUE.severity(),
    ///     line: 3,
    ///     column: 17,
    ///     field: Some("act".to_owned()),
    ///     message: "unknown value `rammming`".to_owned(),
    ///     help: Some("did you mean `ramming`?".to_owned()),
    /// };
    /// assert_eq!(
    ///     said.render("events.jsonl"),
    ///     "events.jsonl:3:17: error[C0403] in `act`: unknown value `rammming`\n  help: did you mean `ramming`?"
    /// );
    /// ```
    #[must_use]
    pub fn render(&self, file_name: &str) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let field = self.field.as_ref().map(|field| format!(" in `{field}`")).unwrap_or_default();
        let mut out = format!(
            "{file_name}:{}:{}: {severity}[{}]{field}: {}",
            self.line,
            self.column,
            self.code.number(),
            self.message
        );
        if let Some(help) = &self.help {
            out.push_str("\n  help: ");
            out.push_str(help);
        }
        out
    }
}

/// A message whose place is still in bytes, so that files and test blocks can share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: Code,
    pub(super) at: Span,
    pub(super) field: Option<String>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Problem {
    /// A message without field and help.
    pub(super) fn new(code: Code, at: Span, message: impl Into<String>) -> Self {
        Problem { code, at, field: None, message: message.into(), help: None }
    }

    /// The field it is about.
    pub(super) fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// What to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to do, if anything comes to mind.
    pub(super) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// The message for a line of a file.
    pub(super) fn on_line(self, line: usize, text: &str) -> EventDiagnostic {
        EventDiagnostic {
            code: self.code,
            severity: self.code.severity(),
            line,
            column: column(text, self.at.start as usize),
            field: self.field,
            message: self.message,
            help: self.help,
        }
    }
}

/// Messages up to a limit; the rest are counted.
#[derive(Debug)]
pub(super) struct Problems {
    kept: Vec<Problem>,
    limit: usize,
    left_out: usize,
}

impl Problems {
    /// Room for so many, at least one.
    pub(super) fn new(limit: usize) -> Self {
        Problems { kept: Vec::new(), limit: limit.max(1), left_out: 0 }
    }

    /// Keeps or counts a message.
    pub(super) fn add(&mut self, problem: Problem) {
        if self.kept.len() < self.limit {
            self.kept.push(problem);
        } else {
            self.left_out += 1;
        }
    }

    /// Whether more would only be counted, so that no work need go into wording them.
    pub(super) fn is_full(&self) -> bool {
        self.kept.len() >= self.limit
    }

    /// How many so far.
    pub(super) fn len(&self) -> usize {
        self.kept.len() + self.left_out
    }

    /// The messages in the order of their places, and one more if some were left out.
    pub(super) fn into_vec(mut self) -> Vec<Problem> {
        self.kept.sort_by_key(|problem| problem.at);
        if self.left_out > 0 {
            let at = self.kept.last().map(|problem| problem.at).unwrap_or_default();
            let message = format!("{} more messages on this event are not shown", self.left_out);
            self.kept
                .push(Problem::new(Code::TOO_MANY, at, message).help("mend the first ones and run again"));
        }
        self.kept
    }
}

/// The column of a byte offset in a line: characters, from one.
pub(super) fn column(text: &str, offset: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < offset).count() + 1
}

/// Characters of a user's word that a message repeats. The longest declared name has under 40.
const SHOWN: usize = 60;

/// A user's word in backticks: cut, and without characters that could move a terminal's cursor.
pub(super) fn quoted(word: &str) -> String {
    let mut out = String::from("`");
    for (count, c) in word.chars().enumerate() {
        if count == SHOWN {
            out.push('…');
            break;
        }
        // Marks that change the direction of writing could make a message read as something else.
        let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if c.is_control() || hidden {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.push('`');
    out
}

/// A question that names the nearest of some names, or those of which the word is a part.
pub(super) fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // The measure of likeness costs the product of the lengths; a text this long is no slip of the pen.
    if word.chars().take(SHOWN + 1).count() > SHOWN {
        return None;
    }
    let names: Vec<&str> = names.into_iter().collect();
    diagnostic::did_you_mean(word, names.iter().copied()).or_else(|| {
        // That measure misses slips in words of three or four letters, such as `atc` for `act`.
        let distance = |name: &&&str| strsim::osa_distance(&word.to_lowercase(), &name.to_lowercase());
        let near = names.iter().filter(|name| distance(name) == 1).min();
        near.map(|name| format!("did you mean `{name}`?"))
    })
}

/// Names for a message: at most eight, then a count.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const AT_MOST: usize = 8;
    let mut out = String::new();
    let mut count = 0;
    for name in names {
        if count < AT_MOST {
            if count > 0 {
                out.push_str(", ");
            }
            out.push_str(&quoted(name));
        }
        count += 1;
    }
    if count > AT_MOST {
        out.push_str(&format!(" and {} more", count - AT_MOST));
    }
    out
}
