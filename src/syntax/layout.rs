//! Where statements begin and lines may be broken: what the formatter needs of the grammar.
//!
//! In: the parser writes one [`Role`] for each token that is no comment. Out: the formatter reads
//! them. Absent: the tree; the formatter prints tokens, so that it can lose none.

/// How the contents of a pair of braces are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Braces {
    /// One statement a line, always.
    Block,
    /// On one line if it fits and was written so, else one part a line.
    Fit,
}

/// How a line too long is broken where no place to break is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Fill {
    /// After commas, the rest further in.
    #[default]
    Commas,
    /// After semicolons, the rest below the beginning.
    Points,
    /// After semicolons, the rest further in.
    Pieces,
}

/// What one token means for the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Role {
    /// A statement begins here.
    pub start: bool,
    /// The column to which the keyword is padded, zero for none.
    pub pad: u8,
    /// How many words the keyword has.
    pub words: u8,
    /// Braces that hold statements open here.
    pub open: Option<Braces>,
    /// Braces that hold statements close here.
    pub close: bool,
    /// The line may be broken before this token; low ranks break first.
    pub rank: Option<u8>,
    /// How a line too long is broken where no place to break is marked.
    pub fill: Fill,
    /// No blank before this token.
    pub tight: bool,
}

/// The condition of a term, the details of a party: what breaks first.
pub(crate) const PART: u8 = 0;

/// Holders and citations within a heading.
pub(crate) const HEAD: u8 = 1;

/// Rank of an `or` within `nesting` pairs of parentheses; its `and` ranks one higher.
pub(crate) fn or_rank(nesting: usize) -> u8 {
    u8::try_from(nesting.saturating_mul(2).saturating_add(2)).unwrap_or(u8::MAX - 1).min(u8::MAX - 1)
}
