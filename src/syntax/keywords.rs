//! The words of the language, in one table.
//!
//! In: a word. Out: whether it is reserved, and which words open a statement of which block.
//! Absent: where a word is a keyword and where a name; the parser decides that from the place.
//! A test holds this table to `grammar/casus.ebnf`.

/// Words that can never be names: they join or begin conditions wherever one may stand.
pub const CONNECTIVES: &[&str] = &[
    "and", "or", "not", "is", "in", "of", "on", "as", "by", "for", "to", "from", "until", "before", "where",
    "has", "have", "some", "every", "any", "each", "at", "least", "most", "always", "never", "if", "unless",
];

/// Words that open an item of a file.
pub const ITEMS: &[&str] = &[
    "tree",
    "scale",
    "field",
    "state",
    "group",
    "organ",
    "class",
    "place",
    "region",
    "term",
    "area",
    "question",
    "treaty",
    "overlay",
    "interpretation",
    "test",
    "property",
];

/// Words that open a line of a place.
pub const PLACE_LINES: &[&str] =
    &["in", "kind", "at", "territory", "administered", "claimed", "polygon", "cite"];

/// Words that open a line of a question.
pub const QUESTION_LINES: &[&str] = &["of", "source", "evidence", "reading"];

/// Words that open a line of a treaty or overlay.
pub const TREATY_LINES: &[&str] = &[
    "cite",
    "evidence",
    "source",
    "nature",
    "signed",
    "in",
    "ended",
    "depositary",
    "parties",
    "party",
    "protects",
    "signatory",
    "leg",
    "ends",
    "note",
    "gap",
    "area",
    "term",
    "question",
    "clause",
];

/// Words that open a line of a clause.
pub const CLAUSE_LINES: &[&str] = &[
    "kind",
    "trigger",
    "scope",
    "opinion",
    "requires",
    "except",
    "until",
    "response",
    "object",
    "consultation",
    "process",
    "report",
    "deadline",
    "termination",
    "attaches",
    "rider",
    "public",
    "note",
    "cite",
    "evidence",
    "gap",
];

/// Words that open a line of a rider.
pub const RIDER_LINES: &[&str] = &["only", "response", "note", "cite", "evidence"];

/// Words that open a line of an interpretation, beside `QUESTION is READING`.
pub const INTERPRETATION_LINES: &[&str] = &["overlay", "held", "note", "cite"];

/// Words that open a line of a test.
pub const TEST_LINES: &[&str] = &["source", "given", "event", "expect"];

/// Words that have a meaning within a statement only.
pub const INNER: &[&str] = &[
    "also",
    "actor",
    "yes_no",
    "number",
    "since",
    "extends",
    "read",
    "facts",
    "force",
    "suspended",
    "denounced",
    "frozen",
    "when",
    "because",
    "standing",
    "none",
    "constitutional",
    "shall",
    "may",
    "undertakes",
    "would",
    "will",
    "all",
    "means",
    "its",
    "own",
    "discretion",
    "demand",
    "acting",
    "after",
    "level",
    "vote",
    "quorum",
    "consensus",
    "binding",
    "immediately",
    "forthwith",
    "promptly",
    "without",
    "delay",
    "within",
    "hours",
    "hour",
    "days",
    "day",
    "months",
    "month",
    "years",
    "year",
    "off",
    "one",
    "disputed",
    "record",
    "owed",
    "available",
    "contested",
    "undetermined",
    "unsettled",
    "open",
    "anywhere",
    "a",
    "an",
    "bound",
    "north",
    "south",
    "east",
    "west",
    "other",
    "nobody",
    "protected",
    "attacker",
    "victim",
    "text",
    "two_sources",
    "one_source",
    "recall",
    "unverified",
];

/// Whether a word is reserved and so cannot be a name.
///
/// ```
/// use casus::syntax::keywords::is_connective;
/// assert!(is_connective("unless"));
/// assert!(!is_connective("trigger"));
/// ```
#[must_use]
pub fn is_connective(word: &str) -> bool {
    CONNECTIVES.contains(&word)
}

/// Every word of the language, each once, in alphabetical order.
///
/// ```
/// let all = casus::syntax::keywords::all();
/// assert!(all.is_sorted() && all.contains(&"trigger"));
/// ```
#[must_use]
pub fn all() -> Vec<&'static str> {
    let tables = [
        CONNECTIVES,
        ITEMS,
        PLACE_LINES,
        QUESTION_LINES,
        TREATY_LINES,
        CLAUSE_LINES,
        RIDER_LINES,
        INTERPRETATION_LINES,
        TEST_LINES,
        INNER,
    ];
    let mut all: Vec<&str> = tables.into_iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
