//! Source text: files, spans, lines, limits.
//!
//! In: bytes that a face has read. Out: checked text with byte spans and a line index.
//! Absent: any idea of the language, any reading from disk.

use std::ops::Range;

/// A place in one source file, in bytes, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`, in bytes.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end) }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range that indexes the text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Identity of one source file within a [`Files`] table; dense from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// One source file: a display name and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The name shown to the user: a path, or `builtin:` and a path.
    pub name: String,
    /// The whole text, UTF-8.
    pub text: String,
    line_starts: Vec<u32>,
}

impl File {
    /// A file from its name and text.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX)),
        );
        File { name: name.into(), text, line_starts }
    }

    /// Line and column of a byte offset, both from one; the column counts characters.
    ///
    /// ```
    /// # use casus::text::File;
    /// let file = File::new("a.casus", "tree act {\n  ramming\n}\n");
    /// assert_eq!(file.line_col(13), (2, 3));
    /// ```
    #[must_use]
    pub fn line_col(&self, offset: u32) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&s| s <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |s| s.chars().count());
        (line, column + 1)
    }
}

/// All source files of one run, in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<File>,
}

impl Files {
    /// Adds a file and returns its identity.
    pub fn add(&mut self, file: File) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// The file of an identity that this table gave out.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// Every file with its identity, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }
}

/// Every limit of the program in one place; `docs/limits.md` prints this table.
///
/// Each limit names the measurement it rests on. Passing one is a diagnostic, never a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one rule file. The largest shipped file has under 60 kB; parsing 1.6 MB took 0.32 s.
    pub rule_file_bytes: usize,
    /// Nesting of conditions, blocks and JSON values. A recursive ladder overflowed a 2 MiB stack
    /// at 148 parentheses in a debug build; the deepest shipped rule nests under 10.
    pub depth: usize,
    /// Diagnostics kept for one file; more are counted, not shown.
    pub diagnostics: usize,
    /// Bytes of one line of an event file. The longest real event has under 4 kB.
    pub event_line_bytes: usize,
    /// Values in one list of an event (acts, parties, records). The longest real list has 32.
    pub list_values: usize,
    /// Nodes of the decision diagram of one verdict. Shipped rules on real events stay under 2,000; an event that says nothing takes 110 MB with it.
    pub diagram_nodes: usize,
    /// Nodes of the decision diagram of all events of one day. The widest clauses of the shipped rules
    /// take 2 million with any record and 0.1 million without; a million take about 0.2 GB.
    pub proof_nodes: usize,
    /// Nodes of the decision diagram of all events of one day, where it is asked what never changes anything. With it 201 points of the shipped rules are not decided, most of them for want of room; with 400,000 it was twelve fewer when it was tried.
    pub lint_nodes: usize,
    /// How often clauses are looked at on a stretch of days for one part of a condition or one question. A term of one instrument takes under 300; shared terms and questions are reached by up to 500 clauses.
    pub lint_looks: usize,
    /// Cases of small worlds that are judged one by one for one law. Not measured on the shipped rules yet.
    pub small_world_cases: usize,
    /// Pairs of obligor and beneficiary of one clause. Thirty-two allies make 992 where each is struck.
    pub pairs: usize,
    /// Candidates that are answered one by one where the event does not name who did it or was struck;
    /// more are one answer, for whoever it was. The largest pact with a name for each party has six.
    pub named_candidates: usize,
    /// Sets tried in the search for the smallest pivots of one clause on one event.
    pub pivot_steps: usize,
    /// Smallest sets of pivots that are listed for one verdict, each way.
    pub pivot_sets: usize,
    /// Nodes of the decision diagram in which a suite is looked for among all events of a day; past them only events among few actors are looked at, up to `proof_nodes`.
    pub suite_nodes: usize,
    /// Ways to share conditions out over events that are tried for a suite of one clause, each way; past them the suite may be larger than the smallest.
    pub suite_steps: usize,
    /// Actors of whom a condition of a suite is asked one by one. More are left aside, and if the condition decided of none of these that is said.
    pub suite_actors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            rule_file_bytes: 4 << 20,
            depth: 64,
            diagnostics: 200,
            event_line_bytes: 1 << 20,
            list_values: 1_000,
            diagram_nodes: 400_000,
            proof_nodes: 2_000_000,
            lint_nodes: 150_000,
            lint_looks: 300,
            small_world_cases: 4_000,
            pairs: 2_000,
            named_candidates: 8,
            pivot_steps: 20_000,
            pivot_sets: 12,
            suite_nodes: 300_000,
            suite_steps: 20_000,
            suite_actors: 24,
        }
    }
}
