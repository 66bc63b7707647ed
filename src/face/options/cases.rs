//! The options of `casus cases`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::{EvidenceOption, RuleOptions, StanceOptions, parse_date};

/// `casus cases`.
#[derive(Debug, Args)]
pub(crate) struct CasesArgs {
    #[command(flatten)]
    pub rules: RuleOptions,
    /// Only clauses of these treaties; every clause of the rules if neither these nor clauses are named
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub treaty: Vec<String>,
    /// Only these clauses: a name, or TREATY.CLAUSE
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub clause: Vec<String>,
    /// Only what this actor would owe; else one obligor speaks for all, and each with a reservation or a
    /// suspended leg for itself
    #[arg(long, value_name = "CODE")]
    pub party: Option<String>,
    /// The day of the events; else, clause by clause, the last day on which something changes that it
    /// looks at while it runs
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub on: Option<Date>,
    /// Answer the questions that this interpretation closes
    #[arg(long, visible_alias = "interpretation", value_name = "NAME", help_heading = "Readings")]
    pub under: Option<String>,
    /// Answer one question; stronger than every other choice
    #[arg(long = "read", value_name = "QUESTION=READING", help_heading = "Readings")]
    pub read: Vec<String>,
    /// Answer each question as this actor held it on the day
    #[arg(long, value_name = "PARTY", help_heading = "Readings")]
    pub as_held_by: Option<String>,
    /// Use the readings held on this day rather than on the day of the events
    #[arg(long, value_name = "DATE", value_parser = parse_date, help_heading = "Readings")]
    pub read_as_of: Option<Date>,
    /// A sheet to read and sign, `test` blocks, or events as JSON Lines
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = CasesFormat::Table)]
    pub format: CasesFormat,
    /// Write to this file, or to one file for each clause in this folder, and print a summary
    #[arg(long, value_name = "PATH")]
    pub save: Option<PathBuf>,
}

impl CasesArgs {
    /// How disputed words are to be read, as other commands take it.
    pub(crate) fn stance(&self) -> StanceOptions {
        StanceOptions {
            interpretation: self.under.clone(),
            read: self.read.clone(),
            as_held_by: self.as_held_by.clone(),
            facts_of: None,
            evidence: EvidenceOption { tags: Vec::new() },
            without: Vec::new(),
            read_as_of: self.read_as_of,
        }
    }
}

/// How a suite is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CasesFormat {
    /// A sheet for people
    Table,
    /// `test` blocks for a rule file
    Test,
    /// Events, one a line
    Json,
}

impl CasesFormat {
    /// The ending of a file of this form.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            CasesFormat::Table => "txt",
            CasesFormat::Test => "casus",
            CasesFormat::Json => "jsonl",
        }
    }
}
