//! Tokens: what the lexer hands on.
//!
//! In: nothing; these are plain values. Out: kinds and places. Absent: the text itself, which
//! stays with its file, and any idea of grammar.

use crate::text::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A name or keyword; which of the two is decided by the parser from the place.
    Word,
    /// A quoted text, quotes included.
    Text,
    /// A number, sign included.
    Number,
    /// A date such as `1949-04-04`.
    Date,
    /// From `//` to the end of the line, without trailing blanks.
    Comment,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    More,
    /// `>=`
    MoreEqual,
    /// `/`
    Slash,
    /// `%`
    Percent,
}

/// One token with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Only blanks stand before it on its line.
    pub first: bool,
}

impl Token {
    /// The token as written in `source`, the text it was read from.
    ///
    /// ```
    /// # use casus::syntax::lexer::lex;
    /// let source = "parties USA";
    /// let (tokens, _) = lex(source);
    /// assert_eq!(tokens[1].text(source), "USA");
    /// ```
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        source.get(self.span.range()).unwrap_or("")
    }
}
