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
    /// Why it could not be run, for instance because its event is refused.
    pub refused: Option<String>,
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
    /// Where this expectation comes from, if the test says so.
    pub note: Option<String>,
    /// The line on which it stands, from one.
    pub line: usize,
}

impl TestReport {
    /// Whether everything that the test expects is so.
    ///
    /// ```
    /// use casus::analyse::report::TestReport;
    /// let report = TestReport { agreed: 3, ..TestReport::default() };
    /// assert!(report.holds());
    /// assert!(!TestReport { refused: Some("no such event".to_owned()), ..report }.holds());
    /// ```
    #[must_use]
    pub fn holds(&self) -> bool {
        self.refused.is_none() && self.differed == 0
    }
}
