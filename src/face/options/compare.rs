//! The options of `casus compare`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::{ListFormat, RuleOptions, parse_date};

/// `casus compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// An interpretation or an actor, as NAME or NAME@DATE; a treaty or TREATY.CLAUSE; a rule file or
    /// folder; or a revision of a folder under git, such as HEAD~1
    #[arg(value_name = "FIRST")]
    pub first: String,
    /// The same sort of thing
    #[arg(value_name = "SECOND")]
    pub second: String,
    #[command(flatten)]
    pub rules: RuleOptions,
    /// Only clauses of these treaties
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Only these clauses: a name, or TREATY.CLAUSE
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub clause: Vec<String>,
    /// The day of the events; the day from which the rules change no more if none
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// The first day of every stretch on which nothing changes that the clauses look at
    #[arg(long, conflicts_with = "on")]
    pub all_days: bool,
    /// Only events of which this condition is true, such as `in south_china_sea`
    #[arg(long = "where", value_name = "CONDITION")]
    pub only_where: Option<String>,
    /// For treaties, the states that are parties to both; those of the first if none are named
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub parties: Vec<String>,
    /// For treaties, the interpretation under which both are read
    #[arg(long, value_name = "NAME")]
    pub interpretation: Option<String>,
    /// How many classes of events to show where the two part, each way
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub classes: usize,
    /// How to print
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
    /// Write the events on which the two part to this file
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}
