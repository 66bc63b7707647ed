//! The options of the commands that read scholars' codings: `casus import`, `casus compare-codings`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::RuleOptions;

/// `casus import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What is read
    #[command(subcommand)]
    pub what: Imported,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Imported {
    /// ATOP member rows as treaties in rule text, every slot without a code an open question
    Atop(ImportAtopArgs),
    /// Codings of alliances in wars: write them as rules and events, decide them, compare
    Wars(ImportWarsArgs),
}

/// `casus import atop`.
#[derive(Debug, Args)]
pub(crate) struct ImportAtopArgs {
    /// The member file of ATOP 4.01
    #[arg(value_name = "MEMBER.csv")]
    pub members: PathBuf,
    /// Only these alliances, by number
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub id: Vec<u32>,
    /// Where to write the rules; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `casus import wars`.
#[derive(Debug, Args)]
pub(crate) struct ImportWarsArgs {
    /// The member file of ATOP 4.01
    #[arg(long, value_name = "MEMBER.csv")]
    pub atop: PathBuf,
    /// The participants of the COW inter-state wars 4.0
    #[arg(long, value_name = "COW_WARS.csv")]
    pub wars: PathBuf,
    /// The codings of Berkemeier and Fuhrmann 2018
    #[arg(long, value_name = "BF.csv")]
    pub codings: PathBuf,
    /// Keep the written rules, the events and the answers in this folder
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = CodingFormat::Table)]
    pub format: CodingFormat,
}

/// How codings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodingFormat {
    /// Tables for people
    Table,
    /// JSON Lines
    Json,
}

/// `casus compare-codings`.
#[derive(Debug, Args)]
pub(crate) struct CompareCodingsArgs {
    /// With what
    #[command(subcommand)]
    pub what: ComparedWith,
}

/// What the rules can be compared with.
#[derive(Debug, Subcommand)]
pub(crate) enum ComparedWith {
    /// ATOP member rows: promises, conditions, parties and their days
    Atop(CompareAtopArgs),
}

/// `casus compare-codings atop`.
#[derive(Debug, Args)]
pub(crate) struct CompareAtopArgs {
    /// The member file of ATOP 4.01
    #[arg(value_name = "MEMBER.csv")]
    pub members: PathBuf,
    #[command(flatten)]
    pub rules: RuleOptions,
    /// How to print
    #[arg(long, value_enum, default_value_t = CodingFormat::Table)]
    pub format: CodingFormat,
}
