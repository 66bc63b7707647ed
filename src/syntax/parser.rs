//! `parse(file, text, limits) -> Parsed`: from tokens to the tree of a rule file.
//!
//! In: the text of one file. Out: a tree, the tokens, every mistake found in one run; it never
//! fails and never panics. Statements dispatch on their first word, conditions are a precedence
//! loop, nothing is tried twice. Absent: names looked up, types, dates compared.

mod calendar;
mod clause;
mod condition;
mod cursor;
mod duty;
mod items;
mod law;
mod property;
mod recover;
mod scenario;
mod sets;
mod usual;

#[cfg(test)]
mod tests;

use super::layout::Role;
use super::lexer::lex;
use super::token::{Token, TokenKind};
use super::tree;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{FileId, Limits, Span};
use recover::{Level, NO_PARTNER};

/// What came of one file.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What could be read.
    pub tree: tree::File,
    /// All tokens in order, comments among them.
    pub tokens: Vec<Token>,
    /// Every mistake, in the order of its place.
    pub diagnostics: Vec<Diagnostic>,
    /// One role for each token that is no comment.
    pub(crate) roles: Vec<Role>,
}

/// Reads one file of rules.
///
/// ```
/// use casus::syntax::parser::parse;
/// use casus::text::{FileId, Limits};
/// let parsed = parse(FileId(0), "state USA\nstat KOR\n", &Limits::default());
/// assert_eq!(parsed.tree.items.len(), 2);
/// assert_eq!(parsed.diagnostics.len(), 1);
/// assert_eq!(parsed.diagnostics[0].help.as_deref(), Some("did you mean `state`?"));
/// ```
#[must_use]
pub fn parse(file: FileId, text: &str, limits: &Limits) -> Parsed {
    if text.len() > limits.rule_file_bytes {
        let message =
            format!("this file has {} bytes, more than the limit of {}", text.len(), limits.rule_file_bytes);
        let diagnostic = Diagnostic::new(Code::TOO_LARGE, file, Span::default(), message)
            .help("split it into several files; their order does not matter");
        return Parsed {
            tree: tree::File::default(),
            tokens: Vec::new(),
            diagnostics: vec![diagnostic],
            roles: Vec::new(),
        };
    }
    let (tokens, errors) = lex(text);
    let mut parser = Parser::new(file, text, &tokens, limits);
    for error in errors {
        let diagnostic = Diagnostic::new(error.code, file, error.span, error.message).help(error.help);
        parser.push(diagnostic);
    }
    let tree = parser.file();
    let (diagnostics, roles) = parser.finish();
    Parsed { tree, tokens, diagnostics, roles }
}

/// A statement that cannot be read on; its diagnostic has been pushed already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Broken;

type Parse<T> = Result<T, Broken>;

struct Parser<'t> {
    text: &'t str,
    file: FileId,
    limits: &'t Limits,
    /// Tokens without comments.
    tokens: Vec<Token>,
    /// For each brace the index of the brace that belongs to it.
    partners: Vec<u32>,
    /// Some brace of the file is never closed; only then does the indentation count as a hint.
    unclosed: bool,
    pos: usize,
    /// Open recursive shapes of every kind, counted together.
    depth: usize,
    /// Open parentheses of the condition being read, for the layout.
    nesting: usize,
    levels: Vec<Level>,
    /// The statement was reported already; more about it would be noise.
    quiet: bool,
    /// The token at which the current statement begins.
    statement: usize,
    /// Where a block was last reported as not closed.
    open_end: Option<u32>,
    /// The end of the file was reported as missing a brace.
    end_reported: bool,
    diagnostics: Vec<Diagnostic>,
    /// Inside a property, whose conditions know more atoms.
    in_property: bool,
    /// Diagnostics beyond the limit.
    more: usize,
    roles: Vec<Role>,
}

impl<'t> Parser<'t> {
    fn new(file: FileId, text: &'t str, all: &[Token], limits: &'t Limits) -> Self {
        let tokens: Vec<Token> =
            all.iter().copied().filter(|token| token.kind != TokenKind::Comment).collect();
        let (partners, unclosed) = recover::partners(&tokens);
        let roles = vec![Role::default(); tokens.len()];
        Parser {
            text,
            file,
            limits,
            tokens,
            partners,
            unclosed,
            pos: 0,
            depth: 0,
            nesting: 0,
            levels: Vec::new(),
            quiet: false,
            statement: 0,
            open_end: None,
            end_reported: false,
            diagnostics: Vec::new(),
            in_property: false,
            more: 0,
            roles,
        }
    }

    fn file(&mut self) -> tree::File {
        let mut file = tree::File::default();
        self.levels.push(Level::File);
        while let Some(token) = self.peek() {
            let before = self.pos;
            if token.kind == TokenKind::CloseBrace {
                self.report(Code::EXPECTED, token.span, "this `}` closes nothing", "remove it");
                self.pos += 1;
                continue;
            }
            if self.reopens(&file, token) {
                self.reopen(&mut file);
            } else {
                self.statement_starts();
                self.statement = before;
                let item = self.item();
                self.settle();
                match item {
                    Ok(item) => file.items.push(item),
                    Err(Broken) => self.sync(before, before),
                }
            }
            if self.pos == before {
                self.pos += 1;
            }
        }
        file
    }

    /// A line of a treaty after the brace that closed the treaty: one brace too many before it.
    fn reopens(&self, file: &tree::File, token: Token) -> bool {
        let treaty = file.items.last().is_some_and(|item| matches!(item.kind, tree::ItemKind::Treaty(_)));
        let after_brace = self.previous().is_some_and(|t| t.kind == TokenKind::CloseBrace);
        treaty
            && after_brace
            && token.first
            && self.word().is_some_and(|word| {
                Level::Treaty.keywords().contains(&word) && !Level::File.keywords().contains(&word)
            })
    }

    fn reopen(&mut self, file: &mut tree::File) {
        let Some(tree::Item { span, kind: tree::ItemKind::Treaty(treaty) }) = file.items.last_mut() else {
            return;
        };
        let here = self.peek().map(|token| token.span).unwrap_or_default();
        let brace = self.previous().map(|token| token.span).unwrap_or_default();
        let message = format!("`{}` stands outside any treaty", self.word().unwrap_or_default());
        let closed = format!("this closed `{}`", treaty.name.text);
        self.push(
            Diagnostic::new(Code::EXPECTED, self.file, here, message)
                .also(self.file, brace, closed)
                .help("one `}` before it is too many"),
        );
        self.lines(Level::Treaty, None, &mut |p| p.treaty_line(&mut treaty.lines));
        *span = span.to(self.previous_span());
    }

    fn finish(mut self) -> (Vec<Diagnostic>, Vec<Role>) {
        // Reading errors come before grammar errors at one place; the sort keeps that order.
        self.diagnostics.sort_by_key(|d| (d.primary.span.start, d.primary.span.end));
        if self.more > 0 {
            let end = Span::new(self.text.len(), self.text.len());
            let message = format!("{} more mistakes are not shown", self.more);
            self.diagnostics.push(
                Diagnostic::new(Code::TOO_MANY, self.file, end, message)
                    .help("mend the first ones and read again"),
            );
        }
        (self.diagnostics, self.roles)
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        if self.full() {
            self.more += 1;
        } else {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether one more diagnostic would only be counted; then its words need not be made.
    fn full(&self) -> bool {
        self.diagnostics.len() >= self.limits.diagnostics
    }

    /// Pushes a mistake of grammar, unless its statement was reported already.
    fn report(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if self.quiet {
            return;
        }
        let help = help.into();
        let diagnostic = Diagnostic::new(code, self.file, span, message);
        self.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    fn partner(&self, brace: usize) -> Option<usize> {
        self.partners.get(brace).copied().filter(|p| *p != NO_PARTNER).map(|p| p as usize)
    }
}
