//! The commands and options, as the user writes them.
//!
//! In: arguments. Out: plain data. Absent: looking names up, reading files, doing anything.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::evaluate::Status;
use crate::ir::Evidence;

mod laws;
pub(crate) use laws::{AskArgs, ChanceOptions, ConflictArgs, LintArgs, MutateArgs, ProveArgs};

mod compare;
pub(crate) use compare::CompareArgs;

mod cases;
pub(crate) use cases::{CasesArgs, CasesFormat};

mod codings;
pub(crate) use codings::{
    CodingFormat, CompareAtopArgs, CompareCodingsArgs, ComparedWith, ImportArgs, ImportAtopArgs,
    ImportWarsArgs, Imported,
};

const AFTER_HELP: &str = "\
Exit codes:
  0    done
  1    findings: errors in checked rules, files that `fmt --check` would change, tests that differ
  2    not carried out: wrong options, unknown names, files that cannot be read, rules with errors
  3    some lines of the events were refused or too complex; the others were decided
  141  the reader of the output went away

What was asked for goes to standard output; what went wrong goes to standard error.
casus applies encoded readings of treaty texts. Its answers are no legal advice, and each names the \
evidence it rests on.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "casus", version, about, long_about = None, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Cli {
    /// When to colour the output; NO_COLOR in the environment turns `auto` off
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Decide which obligations the events call up
    Eval(EvalArgs),
    /// Give the reasons of the answers for one event
    Explain(ExplainArgs),
    /// Say who is bound to whom by what on a day
    Bound(BoundArgs),
    /// Follow the events of one crisis and give the life of each obligation
    Timeline(TimelineArgs),
    /// Say what is still to be done in a crisis on a day, by whom, by when
    Owed(OwedArgs),
    /// Say who would be at war with whom if everybody who owes armed force performed
    Cascade(CascadeArgs),
    /// Turn your own copy of a scholars' data set into rules, or score its codings
    Import(ImportArgs),
    /// Compare the rules with your own copy of a scholars' data set
    CompareCodings(CompareCodingsArgs),
    /// Run the tests written in rule files
    Test(TestArgs),
    /// Prove the laws written in rule files, or find the events that break them
    Prove(ProveArgs),
    /// Say which fact to find out first, because it settles most of what is open
    Ask(AskArgs),
    /// Compare two ways to read the rules, two rule folders, or two texts, over all events
    Compare(CompareArgs),
    /// Write the fewest events in which every condition of a clause decides once, to be signed
    Cases(CasesArgs),
    /// Find duties of two instruments that cannot both be met
    Conflicts(ConflictArgs),
    /// Change rules a little, one change at a time, and say which changes no test and no law notices
    Mutate(MutateArgs),
    /// Find what in rules can never matter
    Lint(LintArgs),
    /// Lay out rule files in the standard form
    Fmt(FmtArgs),
    /// List what the rules declare
    List(ListArgs),
    /// Print the JSON Schema of an event
    Schema(SchemaArgs),
    /// Check rule files without deciding anything
    Check(CheckArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// The command to describe; the whole program if none
        command: Option<String>,
    },
}

/// Which rules to use.
#[derive(Debug, Clone, Args)]
pub(crate) struct RuleOptions {
    /// A rule file, or a folder of rule files, to use beside the built-in rules
    #[arg(long = "rules", value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// Start without the built-in rules
    #[arg(long)]
    pub no_builtin: bool,
}

/// Which evidence counts.
#[derive(Debug, Clone, Args)]
pub(crate) struct EvidenceOption {
    /// Count only what carries one of these tags: text, two_sources, one_source, recall, unverified
    #[arg(long = "evidence", value_name = "TAGS", value_delimiter = ',', value_parser = parse_tag)]
    pub tags: Vec<Evidence>,
}

impl EvidenceOption {
    /// The tags that count; none where every one does.
    pub(crate) fn kept(&self) -> Option<BTreeSet<Evidence>> {
        (!self.tags.is_empty()).then(|| self.tags.iter().copied().collect())
    }
}

/// A tag as rule files write it, or short.
fn parse_tag(text: &str) -> Result<Evidence, String> {
    let word = match text {
        "2src" => "two_sources",
        "1src" => "one_source",
        word => word,
    };
    Evidence::parse(word).ok_or_else(|| {
        "no tag of evidence; there are text, two_sources (2src), one_source (1src), recall, unverified"
            .to_owned()
    })
}

/// How disputed words and facts are to be taken.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Readings")]
pub(crate) struct StanceOptions {
    /// Answer the questions that this interpretation closes
    #[arg(long, value_name = "NAME")]
    pub interpretation: Option<String>,
    /// Answer one question; stronger than every other choice
    #[arg(long = "read", value_name = "QUESTION=READING")]
    pub read: Vec<String>,
    /// Answer each question as this actor held it on the day
    #[arg(long, value_name = "PARTY")]
    pub as_held_by: Option<String>,
    /// Take this actor's word where facts are disputed
    #[arg(long, value_name = "PARTY")]
    pub facts_of: Option<String>,
    #[command(flatten)]
    pub evidence: EvidenceOption,
    /// Leave out an overlay, such as `us_war_powers`; repeated or joined
    #[arg(long, value_name = "OVERLAY", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Use the readings held on this day rather than on the day of the event
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub read_as_of: Option<Date>,
}

/// How events are read.
#[derive(Debug, Clone, Args)]
pub(crate) struct InputOptions {
    /// The events, one a line; `-` reads standard input
    #[arg(value_name = "EVENTS")]
    pub events: PathBuf,
    /// The form of the events; `auto` takes CSV for names ending in .csv, else JSON Lines
    #[arg(long, value_name = "FORM", value_enum, default_value_t = InputForm::Auto)]
    pub input: InputForm,
    /// The scheme whose codes the events use without naming it: `iso3`, `cow`, `cowc`, `gw`
    #[arg(long, value_name = "SCHEME")]
    pub codes: Option<String>,
}

/// The form of an event file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputForm {
    /// By the name of the file
    Auto,
    /// JSON Lines
    Json,
    /// Comma-separated values with a header
    Csv,
}

/// `casus eval`.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(flatten)]
    pub input: InputOptions,
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub stance: StanceOptions,
    /// Only these treaties
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Only what these actors owe or are owed by name
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Only these answers; `not-owed` shows them without --all
    #[arg(long, value_name = "STATUS", value_enum, value_delimiter = ',')]
    pub status: Vec<StatusWord>,
    /// Also what is not owed and what is owed all the time, in every format
    #[arg(long)]
    pub all: bool,
    /// Also what is owed all the time, whatever happens
    #[arg(long)]
    pub standing: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Write refused lines, as they were, to this file
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Join obligors that get the same answer into one line of JSON or CSV; tables always do
    #[arg(long)]
    pub grouped: bool,
    /// Also say what the answers were made from: version, hashes, readings, dates
    #[arg(long)]
    pub receipt: bool,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people
    Table,
    /// JSON Lines
    Json,
    /// Comma-separated values with a header
    Csv,
}

/// A status as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusWord {
    /// Whatever the unknown
    Owed,
    /// If a party did an act of its own
    Available,
    /// Whatever parties do
    #[value(alias = "not_owed", alias = "not owed")]
    NotOwed,
    /// On open questions only
    Contested,
    /// On unknown facts only
    Undetermined,
    /// On both
    Open,
    /// Resting on evidence that --evidence leaves out
    #[value(alias = "left_out", alias = "left out")]
    LeftOut,
}

impl StatusWord {
    /// The status that it names.
    pub(crate) fn status(self) -> Status {
        match self {
            StatusWord::Owed => Status::Owed,
            StatusWord::Available => Status::Available,
            StatusWord::NotOwed => Status::NotOwed,
            StatusWord::Contested => Status::Contested,
            StatusWord::Undetermined => Status::Undetermined,
            StatusWord::Open => Status::Open,
            StatusWord::LeftOut => Status::LeftOut,
        }
    }
}

/// `casus explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub input: InputOptions,
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub stance: StanceOptions,
    /// Which event; may be left out if the file has one
    #[arg(long, value_name = "ID")]
    pub event: Option<String>,
    /// Only this treaty
    #[arg(long, value_name = "ID")]
    pub treaty: Option<String>,
    /// Only this clause: its name, or TREATY.CLAUSE
    #[arg(long, value_name = "ID")]
    pub clause: Option<String>,
    /// Only what this actor owes or is owed by name
    #[arg(long, value_name = "CODE")]
    pub party: Option<String>,
    /// Only the faces of each clause
    #[arg(long, conflicts_with = "full")]
    pub short: bool,
    /// Every condition, with file and line
    #[arg(long)]
    pub full: bool,
}

/// A crisis and how to look at it.
#[derive(Debug, Args)]
pub(crate) struct CrisisOptions {
    #[command(flatten)]
    pub input: InputOptions,
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub stance: StanceOptions,
    /// Only these treaties
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Only what these actors owe or are owed by name
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub party: Vec<String>,
    /// Write what was told and what came of it to this file
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Go on from such a file, with events of the days after it
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
}

/// How a timeline is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TimelineFormat {
    /// A list for people
    Table,
    /// JSON Lines, an obligation a line
    Json,
    /// A picture: parties down, days across
    Svg,
}

/// `casus timeline`.
#[derive(Debug, Args)]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    pub crisis: CrisisOptions,
    /// Only up to the end of this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// How to print
    #[arg(long, value_enum, default_value_t = TimelineFormat::Table)]
    pub format: TimelineFormat,
    /// Also what only waits for an act of a party
    #[arg(long)]
    pub all: bool,
}

/// `casus owed`.
#[derive(Debug, Args)]
pub(crate) struct OwedArgs {
    #[command(flatten)]
    pub crisis: CrisisOptions,
    /// How to print
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// The day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Date,
}

/// `casus cascade`.
#[derive(Debug, Args)]
pub(crate) struct CascadeArgs {
    #[command(flatten)]
    pub input: InputOptions,
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub stance: StanceOptions,
    /// An answer that turns on readings is that of whoever owes, as it held them on the day
    #[arg(long, help_heading = "Readings")]
    pub own_readings: bool,
    /// Only these treaties
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Only what is given up to the end of this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// At most this many rounds on a day
    #[arg(long, value_name = "N")]
    pub rounds: Option<usize>,
    /// Also do what is owed on these answers only
    #[arg(long, value_name = "STATUS", value_enum, value_delimiter = ',')]
    pub also: Vec<AlsoWord>,
    /// These actors do not perform
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub refuses: Vec<String>,
    /// Only duties that nothing less than the act performs
    #[arg(long)]
    pub least: bool,
    /// Also promises between those who came in only by this
    #[arg(long)]
    pub all: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = CascadeFormat::Table)]
    pub format: CascadeFormat,
}

/// How a cascade is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CascadeFormat {
    /// For people
    Table,
    /// JSON Lines, a record a line
    Json,
    /// A picture: rounds down, each act with what called for it
    Svg,
}

/// An answer that may be taken as owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlsoWord {
    /// If a party did an act of its own
    Available,
    /// On open questions only
    Contested,
    /// On unknown facts only
    Undetermined,
    /// On both
    Open,
}

impl AlsoWord {
    /// The status that it names.
    pub(crate) fn status(self) -> Status {
        match self {
            AlsoWord::Available => Status::Available,
            AlsoWord::Contested => Status::Contested,
            AlsoWord::Undetermined => Status::Undetermined,
            AlsoWord::Open => Status::Open,
        }
    }
}

/// `casus bound`.
#[derive(Debug, Args)]
pub(crate) struct BoundArgs {
    #[command(flatten)]
    pub rules: RuleOptions,
    /// The day
    #[arg(long, value_name = "DATE", value_parser = parse_date, required_unless_present = "by_year")]
    pub on: Option<Date>,
    /// Count the partners on the last day of each of these years, as in 1949..2016
    #[arg(long, value_name = "YEARS", value_parser = parse_years, conflicts_with = "on", requires = "party")]
    pub by_year: Option<YearRange>,
    /// Beside those of a data set: your CSV file of partners with the columns atopid, partner_ccode, start, end
    #[arg(long, value_name = "PARTNERS.csv", requires = "by_year", conflicts_with = "on")]
    pub against: Option<PathBuf>,
    /// Also the clauses that say how the instruments work
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub evidence: EvidenceOption,
    /// Only bonds of this actor, either way
    #[arg(long, value_name = "CODE")]
    pub party: Option<String>,
    /// Only clauses of this kind
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = BoundFormat::Table)]
    pub format: BoundFormat,
}

/// How bonds are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BoundFormat {
    /// Blocks for people
    Table,
    /// JSON Lines
    Json,
}

/// How lists are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table for people
    Table,
    /// JSON Lines
    Json,
    /// A page of tables
    Markdown,
}

/// `casus test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Rule files or folders whose tests are run; the built-in tests if none
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Start without the built-in rules
    #[arg(long)]
    pub no_builtin: bool,
    #[command(flatten)]
    pub evidence: EvidenceOption,
    #[command(flatten)]
    pub chance: ChanceOptions,
}

/// `casus fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Rule files or folders; `-` reads standard input and writes standard output
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Only say which files would change
    #[arg(long)]
    pub check: bool,
}

/// `casus list`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub what: Listed,
    #[command(flatten)]
    pub rules: RuleOptions,
    /// For instruments, the day on which they are looked at
    #[arg(long, value_name = "DATE", value_parser = parse_date, required_if_eq("what", "instruments"))]
    pub on: Option<Date>,
    /// How to print; markdown for instruments only
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    /// Treaties, statutes and overlays
    Treaties,
    /// The same as they stand on a day, with kinds of clause, guarantee and gaps
    Instruments,
    /// Clauses
    Clauses,
    /// Disputed points with their readings
    Questions,
    /// What was said without a duty
    Statements,
    /// Named choices of readings
    Interpretations,
    /// Kinds of act
    Acts,
    /// Places and regions
    Places,
    /// States, groups and organs
    Actors,
    /// Fields of an event
    Fields,
    /// Deeds of a record
    Deeds,
}

/// `casus schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    #[command(flatten)]
    pub rules: RuleOptions,
}

/// `casus check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Rule files or folders to check beside the built-in rules
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Check only the paths, without the built-in rules
    #[arg(long, requires = "paths")]
    pub no_builtin: bool,
    /// Also list what cannot be said yet
    #[arg(long)]
    pub gaps: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people
    Text,
    /// JSON Lines
    Json,
}

/// The years from one to another, both counted.
pub(crate) type YearRange = std::ops::RangeInclusive<i16>;

/// Two years with two points between, or one year.
fn parse_years(text: &str) -> Result<YearRange, String> {
    let year = |word: &str| match word.parse::<i16>() {
        Ok(year) if word.len() == 4 && year > 0 => Ok(year),
        _ => Err("years are written as 1949..2016".to_owned()),
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (year(first)?, year(last)?);
    if first > last {
        return Err(format!("{first} is later than {last}"));
    }
    Ok(first..=last)
}

/// A civil date written with four, two and two digits.
fn parse_date(text: &str) -> Result<Date, String> {
    // The calendar library also takes times and week dates, which mean nothing here.
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match text.parse::<Date>() {
        Ok(date) if plain => Ok(date),
        _ => Err("not a day of the calendar, write it as 1982-04-02".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn years_run_from_the_earlier_to_the_later() {
        assert_eq!(parse_years("1949..2016"), Ok(1949..=2016));
        assert_eq!(parse_years("2023"), Ok(2023..=2023));
        for text in ["2016..1949", "49..50", "1949-2016", "1949..", "..", "-949..1000"] {
            assert!(parse_years(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_plain_days_are_dates() {
        assert!(parse_date("1982-04-02").is_ok());
        for text in ["1982-4-2", "1982-02-30", "1982-04-02T00:00", "19820402", ""] {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }
}
