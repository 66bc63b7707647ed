//! The numbered registry of diagnostics. A number is never reused for another meaning.

use super::Severity;

/// A stable code, printed as `C` and four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

/// One row of the registry.
#[derive(Debug, Clone, Copy)]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// Its severity.
    pub severity: Severity,
    /// A short name for machines.
    pub name: &'static str,
    /// One line for `docs/diagnostics.md`.
    pub summary: &'static str,
}

impl Code {
    /// The code as printed.
    #[must_use]
    pub fn number(self) -> String {
        format!("C{:04}", self.0)
    }

    /// The row of this code.
    #[must_use]
    pub fn entry(self) -> Option<&'static CodeEntry> {
        CODES.iter().find(|entry| entry.code == self)
    }

    /// The severity that the registry gives it.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.entry().map_or(Severity::Error, |entry| entry.severity)
    }
}

macro_rules! codes {
    ($($number:literal $name:ident $severity:ident $machine:literal $summary:literal;)*) => {
        impl Code {
            $(#[doc = $summary] pub const $name: Code = Code($number);)*
        }
        /// Every code, in order of its number.
        pub const CODES: &[CodeEntry] = &[
            $(CodeEntry { code: Code($number), severity: Severity::$severity, name: $machine, summary: $summary },)*
        ];
    };
}

codes! {
    // 01xx: reading text
    101 BAD_CHARACTER Error "bad-character" "a character that no rule uses";
    102 UNTERMINATED_TEXT Error "unterminated-text" "a quoted text without its end";
    103 BAD_DATE Error "bad-date" "a date that is not in the calendar";
    104 EXPECTED Error "expected" "something else was expected here";
    105 TOO_DEEP Error "too-deep" "nesting deeper than the limit";
    106 TOO_LARGE Error "too-large" "a file or line larger than the limit";
    107 NOT_UTF8 Error "not-utf8" "bytes that are not UTF-8";
    108 TOO_MANY Error "too-many" "more diagnostics than are shown";
    109 UNREADABLE Error "unreadable" "a file that cannot be read";
    110 FORMAT_CHANGED Error "format-changed" "a file that cannot be laid out without changing it";
    // 02xx: names and types
    201 UNKNOWN_NAME Error "unknown-name" "a name that nothing declares";
    202 DUPLICATE_NAME Error "duplicate-name" "a name declared twice";
    203 WRONG_KIND Error "wrong-kind" "a name of one kind where another is needed";
    204 WRONG_TYPE Error "wrong-type" "a value of a type that the field does not take";
    205 CYCLE Error "cycle" "a definition that depends on itself";
    206 MISSING_CITATION Error "missing-citation" "a clause, treaty or reading without its source";
    207 BAD_INTERVAL Error "bad-interval" "an interval that ends before it begins";
    208 OVERLAP Error "overlap" "two versions or memberships that hold on the same day";
    209 TOO_FEW Error "too-few" "a question with fewer than two readings";
    210 UNCLAIMED_READING Warning "unclaimed-reading" "a reading that nobody is said to hold";
    211 MISSING_PART Error "missing-part" "a clause without a part that it needs";
    212 DUPLICATE_PART Error "duplicate-part" "a part written twice where one is allowed";
    213 UNBOUND_ROLE Error "unbound-role" "a role that has no meaning here";
    214 WRONG_COUNT Error "wrong-count" "a term used with the wrong number of actors";
    215 UNDECLARED_KERNEL Error "undeclared-kernel" "a tree that every rule set must declare";
    216 BAD_NUMBER Error "bad-number" "a number outside its range";
    // 03xx: lints
    301 UNREACHABLE Warning "unreachable" "a clause or version that can never apply";
    302 EMPTY_AREA Warning "empty-area" "an area that contains no declared place";
    303 UNUSED_QUESTION Warning "unused-question" "a question that no rule asks";
    304 OUTSIDE_FORCE Warning "outside-force" "a date outside the time in which the instrument ran";
    306 SILENCE Warning "silence" "a clause that does not say where its article is silent";
    307 MISSING_NATURE Warning "missing-nature" "an instrument that does not say what sort it is";
    308 MISSING_GUARANTEE Warning "missing-guarantee" "a clause whose kind of guarantee cannot be told";
    309 UNHELD_STATEMENT Warning "unheld-statement" "a statement that gives its speaker a reading that the question does not";
    310 IDLE_LINE Warning "idle-line" "a line, or a part of one, that changes nothing where it stands";
    311 IDLE_EXCEPTION Warning "idle-exception" "an exception or an end that never takes anything away";
    312 SAME_DUTY Warning "same-duty" "two clauses of one instrument that say the same";
    313 SHADOWED Warning "shadowed" "a clause that is owed only where another already asks for the same";
    314 OUTRANKED Warning "outranked" "a clause that is owed only where another comes before it";
    315 UNRANKED Warning "unranked" "two duties that cannot both be met, and nothing ranks them";
    316 IDLE_QUESTION Warning "idle-question" "a question whose readings never change a verdict";
    317 SAME_READING Warning "same-reading" "readings of a question that come to the same everywhere";
    318 UNUSED Warning "unused" "names that are declared and that no rule uses";
    319 NOBODY_BOUND Warning "nobody-bound" "an instrument that binds nobody on any day";
    320 IDLE_LAW Warning "idle-law" "a law that speaks of no event";
    321 LIFELESS Warning "lifeless" "a standing duty with a term, which no deed can move";
    322 OUT_OF_ORDER Warning "out-of-order" "days that do not follow each other as they would";
    // 04xx: events
    401 BAD_JSON Error "bad-json" "a line that is not a JSON object";
    402 UNKNOWN_FIELD Error "unknown-field" "a field that the vocabulary does not declare";
    403 UNKNOWN_VALUE Error "unknown-value" "a value that the vocabulary does not declare";
    404 MISSING_FIELD Error "missing-field" "an event without a part that it needs";
    405 IMPOSSIBLE_EVENT Error "impossible-event" "facts that cannot all be true";
    406 DUPLICATE_EVENT Error "duplicate-event" "two events with one identifier";
    407 BAD_CSV Error "bad-csv" "a row that does not fit its header";
    408 EMPTY_INPUT Error "empty-input" "an input without any event";
    409 TOO_COMPLEX Error "too-complex" "a verdict with more unknowns than the limit allows";
    410 DUPLICATE_KEY Error "duplicate-key" "a field, part or value written twice in one event";
    411 AMBIGUOUS_CODE Error "ambiguous-code" "a code that means different actors in different lists";
    // 05xx: tests and options
    501 UNKNOWN_OPTION_NAME Error "unknown-option-name" "an option that names something undeclared";
    502 BAD_TEST Error "bad-test" "a test that cannot be run";
    503 BAD_PROPERTY Error "bad-property" "a property that says nothing that could be checked";
}
