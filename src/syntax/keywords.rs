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
    "scheme",
    "duty",
    "bond",
    "motion",
    "deed",
    "conflict",
    "overlap",
    "performance",
    "calendar",
    "state",
    "group",
    "organ",
    "class",
    "place",
    "region",
    "term",
    "area",
    "question",
    "statement",
    "treaty",
    "overlay",
    "interpretation",
    "test",
    "property",
];

/// Words that open a line of a performance.
pub const PERFORMANCE_LINES: &[&str] =
    &["of", "choice", "kind", "deed", "says", "breaks", "states", "mutual"];

/// Words that open a line of a calendar.
pub const CALENDAR_LINES: &[&str] = &["weekend", "holiday"];

/// Words that open a line of an actor.
pub const ACTOR_LINES: &[&str] = &["code", "succeeds", "cite"];

/// Words that open a line of a place.
pub const PLACE_LINES: &[&str] = &[
    "in",
    "kind",
    "at",
    "territory",
    "administered",
    "claimed",
    "polygon",
    "core",
    "extent",
    "land",
    "reach",
    "cite",
];

/// Words that open a line of a question.
pub const QUESTION_LINES: &[&str] = &["of", "source", "evidence", "reading"];

/// Words that open a line of a political statement.
pub const STATEMENT_LINES: &[&str] =
    &["by", "to", "of", "date", "until", "reads", "guarantee", "note", "cite", "evidence"];

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
    "calendar",
    "parties",
    "party",
    "protects",
    "signatory",
    "leg",
    "ends",
    "yields",
    "prevails",
    "presumes",
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
    "guarantee",
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
    "duty",
    "power",
    "yields",
    "prevails",
    "survives",
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

/// Words that open a line of a property.
pub const PROPERTY_LINES: &[&str] = &[
    "source",
    "note",
    "for",
    "on",
    "from",
    "until",
    "given",
    "event",
    "where",
    "if",
    "always",
    "never",
    "possible",
    "monotone",
    "symmetric",
    "same",
    "unchanged",
    "broken",
];

/// Words that have a meaning within a statement only.
pub const INNER: &[&str] = &[
    "also",
    "around",
    "itself",
    "another",
    "struck",
    "then",
    "whether",
    "owes",
    "under",
    "somebody",
    "settled",
    "parties",
    "states",
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
    "against",
    "notice",
    "newly",
    "under",
    "level",
    "vote",
    "decide",
    "decided",
    "majority",
    "present",
    "voters",
    "excluded",
    "veto",
    "quorum",
    "consensus",
    "binding",
    "immediately",
    "forthwith",
    "promptly",
    "without",
    "nothing",
    "beside",
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
    "stated",
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
    "the",
    "same",
    "event",
    "was",
    "times",
    "time",
    "with",
    "toward",
    "over",
    "plus",
    "whole",
    "started",
    "full",
    "week",
    "beginning",
    "even",
    "while",
    "breached",
    "working",
    "next",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
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
        ACTOR_LINES,
        PLACE_LINES,
        QUESTION_LINES,
        STATEMENT_LINES,
        TREATY_LINES,
        CLAUSE_LINES,
        PERFORMANCE_LINES,
        CALENDAR_LINES,
        RIDER_LINES,
        INTERPRETATION_LINES,
        TEST_LINES,
        PROPERTY_LINES,
        PERFORMANCE_LINES,
        INNER,
    ];
    let mut all: Vec<&str> = tables.into_iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: &str = include_str!("../../grammar/casus.ebnf");

    /// The grammar without its comments.
    fn productions() -> String {
        let mut out = String::new();
        let mut rest = GRAMMAR;
        while let Some((before, after)) = rest.split_once("(*") {
            out.push_str(before);
            rest = after.split_once("*)").map_or("", |(_, rest)| rest);
        }
        out + rest
    }

    fn is_word(text: &str) -> bool {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    }

    /// The quoted words of some productions.
    fn terminals(text: &str) -> Vec<&str> {
        let mut words: Vec<&str> = text.split('"').skip(1).step_by(2).filter(|word| is_word(word)).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    fn production(name: &str) -> String {
        // A production ends with its line; other semicolons are quoted.
        let all = productions().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        let found = all.split(";\n").map(str::trim).find_map(|rule| {
            let (left, right) = rule.split_once('=')?;
            (left.trim() == name).then(|| right.trim().to_owned())
        });
        found.unwrap_or_else(|| panic!("no production {name}"))
    }

    /// The words that open an alternative of a production; other productions are looked into.
    fn openers(name: &str) -> Vec<String> {
        let mut words = Vec::new();
        for alternative in alternatives(&production(name)) {
            let alternative = alternative.trim_start_matches(['(', ' ']);
            let first = alternative.split([',', ')']).next().unwrap_or("").trim();
            for first in first.split('|').map(str::trim) {
                match first.strip_prefix('"') {
                    Some(word) => words.push(word.trim_end_matches('"').to_owned()),
                    None if first.chars().all(|c| c.is_ascii_uppercase()) => {}
                    None => words.extend(openers(first)),
                }
            }
        }
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Splits at the bars outside all brackets.
    fn alternatives(rule: &str) -> Vec<String> {
        let mut all = vec![String::new()];
        let (mut depth, mut quoted) = (0_i32, false);
        for c in rule.chars() {
            match c {
                '"' => quoted = !quoted,
                '(' | '[' | '{' if !quoted => depth += 1,
                ')' | ']' | '}' if !quoted => depth -= 1,
                _ => {}
            }
            if c == '|' && depth == 0 && !quoted {
                all.push(String::new());
            } else if let Some(last) = all.last_mut() {
                last.push(c);
            }
        }
        all.iter().map(|a| a.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    fn sorted(words: &[&'static str]) -> Vec<&'static str> {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    }

    #[test]
    fn the_table_has_the_words_of_the_grammar_and_no_others() {
        let productions = productions();
        let mut words = terminals(&productions);
        // `unless` is reserved for later and stands in no production.
        words.extend(CONNECTIVES);
        words.sort_unstable();
        words.dedup();
        assert_eq!(words, all());
    }

    #[test]
    fn the_reserved_words_are_those_of_the_grammar() {
        let (_, list) = GRAMMAR.split_once("Reserved connectives:").expect("the list");
        let list = list.split_once("*)").expect("its end").0;
        let mut words: Vec<&str> = list.split_whitespace().collect();
        words.sort_unstable();
        assert_eq!(words, sorted(CONNECTIVES));
    }

    #[test]
    fn statements_open_with_the_words_of_the_grammar() {
        let tables = [
            ("item", ITEMS),
            ("performance_line", PERFORMANCE_LINES),
            ("calendar_line", CALENDAR_LINES),
            ("actor_line", ACTOR_LINES),
            ("place_line", PLACE_LINES),
            ("question_line", QUESTION_LINES),
            ("statement_line", STATEMENT_LINES),
            ("treaty_line", TREATY_LINES),
            ("clause_line", CLAUSE_LINES),
            ("rider_line", RIDER_LINES),
            ("interp_line", INTERPRETATION_LINES),
            ("test_line", TEST_LINES),
            ("property_line", PROPERTY_LINES),
        ];
        for (name, table) in tables {
            assert_eq!(openers(name), sorted(table), "{name}");
        }
    }

    #[test]
    fn or_binds_weaker_than_and_and_and_weaker_than_not() {
        // The grammar says so by its ladder; the parser is held to it in its own tests.
        assert_eq!(production("condition"), "conjunction, { \"or\", conjunction }");
        assert_eq!(production("conjunction"), "negation, { \"and\", negation }");
        assert_eq!(production("negation"), "\"not\", negation | primary");
    }

    #[test]
    fn the_parser_asks_for_no_word_outside_the_table() {
        let sources = [
            include_str!("parser.rs"),
            include_str!("parser/clause.rs"),
            include_str!("parser/condition.rs"),
            include_str!("parser/cursor.rs"),
            include_str!("parser/items.rs"),
            include_str!("parser/law.rs"),
            include_str!("parser/property.rs"),
            include_str!("parser/recover.rs"),
            include_str!("parser/scenario.rs"),
            include_str!("parser/sets.rs"),
        ];
        let all = all();
        for source in sources {
            let code: Vec<&str> =
                source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let source = code.join("\n");
            let openers = ["at_word(\"", "expect_word(\"", "Some(\""];
            for asked in openers.iter().flat_map(|opener| source.split(opener).skip(1)) {
                let word = asked.split('"').next().unwrap_or("");
                assert!(all.contains(&word), "`{word}` is asked for and not in the table");
            }
        }
    }
}
