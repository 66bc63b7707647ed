//! What running the tests of the rules found: plain data, ready to be printed.
//!
//! In: nothing. Out: [`TestReport`]. Absent: running tests, printing.

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestReport {
    /// The name of its file.
    pub file: String,
    /// The line of its title, from one.
    pub line: usize,
    /// Its title.
    pub title: String,
    /// Where the expected answers come from, one source after another.
    pub source: String,
    /// How many expectations agree.
    pub agreed: usize,
    /// How many differ.
    pub differed: usize,
    /// How many cannot be compared, since the answer would rest on evidence that was not asked for.
    pub left_out: usize,
    /// It could not be run, for instance because its event is refused; `lines` then say why.
    pub refused: bool,
    /// Its expectations, in order.
    pub lines: Vec<ExpectReport>,
}

/// One expectation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExpectReport {
    /// The name `treaty.clause`.
    pub path: String,
    /// The obligor; every one if none.
    pub by: Option<String>,
    /// The beneficiary; every one if none.
    pub to: Option<String>,
    /// What the test expects, in its own words.
    pub expected: String,
    /// What the rules say.
    pub got: String,
    /// Whether the two agree.
    pub agreed: bool,
    /// The answer would rest on evidence that was not asked for, so that there is nothing to compare.
    pub left_out: bool,
    /// More on a difference: the reason given, the pivots found, why it could not be run.
    pub note: Option<String>,
}

impl TestReport {
    /// Whether everything that the test expects is so.
    ///
    /// ```
    /// use casus::analyse::TestReport;
    /// let report = TestReport { agreed: 3, ..TestReport::default() };
    /// assert!(report.holds());
    /// assert!(!TestReport { refused: true, ..report }.holds());
    /// ```
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.refused && self.differed == 0
    }
}
