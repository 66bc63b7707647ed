//! `format(text, limits) -> text`: the canonical layout of a rule file.
//!
//! In: the text of one file. Out: the same tokens and comments in the same order, laid out anew;
//! or the mistakes, if it does not parse. It prints tokens where the parser marked statements and
//! places to break, never the tree, and refuses to give out a text with other tokens than it was
//! given. Absent: files; the caller reads and writes.
//!
//! The layout: two blanks a level, one statement a line, keywords of treaties and clauses in
//! columns. A line that is too long is broken before its parts, then before `or`, then before
//! `and`; where the author broke before one of these, it stays broken. One blank line between
//! statements is kept, and items that take several lines stand apart.

use std::ops::Range;

use super::layout::{Braces, Fill, PART, Role};
use super::lexer::lex;
use super::parser::parse;
use super::token::{Token, TokenKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{FileId, Limits, Span};

/// The column that a line should not pass.
const WIDTH: usize = 96;

/// Lays a rule file out.
///
/// ```
/// use casus::syntax::format::format;
/// use casus::text::Limits;
/// let text = format("state   USA\n\n\n\nstate KOR // Seoul\n", &Limits::default());
/// assert_eq!(text.as_deref(), Ok("state USA\n\nstate KOR  // Seoul\n"));
/// ```
///
/// # Errors
///
/// The diagnostics of the parser, if the text has any mistake: what was not understood is not
/// laid out.
pub fn format(text: &str, limits: &Limits) -> Result<String, Vec<Diagnostic>> {
    let file = FileId::default();
    let parsed = parse(file, text, limits);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    let out = Printer::new(text, &parsed.tokens, &parsed.roles).print();
    if same_tokens(text, &parsed.tokens, &out) {
        return Ok(out);
    }
    let diagnostic = Diagnostic::new(
        Code::FORMAT_CHANGED,
        file,
        Span::default(),
        "this file cannot be laid out without changing its words",
    );
    Err(vec![diagnostic.help("leave it as it is and report the file")])
}

/// Whether `out` has the tokens of `text`, comments among them, in the same order.
fn same_tokens(text: &str, tokens: &[Token], out: &str) -> bool {
    let (again, errors) = lex(out);
    errors.is_empty()
        && again.len() == tokens.len()
        && tokens.iter().zip(&again).all(|(a, b)| a.kind == b.kind && a.text(text) == b.text(out))
}

/// A token that is no comment, with what stands before it.
#[derive(Debug, Clone)]
struct Piece<'t> {
    token: Token,
    text: &'t str,
    /// Columns.
    width: usize,
    role: Role,
    /// Blanks before it where it does not begin a line.
    gap: usize,
    /// Comments between it and the token before it.
    comments: Range<usize>,
}

/// A comment with its place.
#[derive(Debug, Clone, Copy)]
struct Comment<'t> {
    text: &'t str,
    /// It stands on a line of its own.
    own_line: bool,
    /// A blank line stands before it.
    blank: bool,
}

/// An item with the comments above it, laid out.
#[derive(Debug, Default)]
struct Chunk {
    text: String,
    /// The author left a blank line above.
    blank: bool,
    /// The item takes several lines, its comments not counted.
    tall: bool,
}

struct Printer<'t> {
    pieces: Vec<Piece<'t>>,
    comments: Vec<Comment<'t>>,
    /// Whether a blank line stands before each piece.
    blanks: Vec<bool>,
    /// Index of the comments behind the last token.
    tail: Range<usize>,
    /// Sum of gaps and widths up to each piece, so that any width is a difference.
    widths: Vec<usize>,
    /// How many places up to each piece force a break: a comment, or a break the author chose.
    forced: Vec<usize>,
    /// For each opening brace that holds statements, its closing one.
    closes: Vec<usize>,
    chunks: Vec<Chunk>,
    out: String,
    column: usize,
    /// Nothing but an opening brace stands above, so that no blank line is kept.
    opened: bool,
}

impl<'t> Printer<'t> {
    fn new(text: &'t str, tokens: &[Token], roles: &[Role]) -> Self {
        let mut pieces: Vec<Piece<'t>> = Vec::new();
        let mut comments = Vec::new();
        let mut blanks = Vec::new();
        let mut roles = roles.iter().copied();
        let mut first_comment = 0;
        let mut behind = 0;
        for token in tokens {
            let between = text.get(behind..token.span.start as usize).unwrap_or_default();
            let blank = between.bytes().filter(|b| *b == b'\n').count() > 1;
            behind = token.span.end as usize;
            let written = token.text(text);
            if token.kind == TokenKind::Comment {
                comments.push(Comment { text: written, own_line: token.first, blank });
                continue;
            }
            let role = roles.next().unwrap_or_default();
            let gap = pieces.last().map_or(0, |before| gap(before, *token, role));
            let width = written.chars().count();
            let comments = first_comment..comments.len();
            first_comment = comments.end;
            pieces.push(Piece { token: *token, text: written, width, role, gap, comments });
            blanks.push(blank);
        }
        let tail = first_comment..comments.len();
        let mut printer = Printer {
            widths: Vec::with_capacity(pieces.len() + 1),
            forced: Vec::with_capacity(pieces.len() + 1),
            closes: closes(&pieces),
            pieces,
            comments,
            blanks,
            tail,
            chunks: Vec::new(),
            out: String::new(),
            column: 0,
            opened: true,
        };
        printer.measure();
        printer
    }

    fn measure(&mut self) {
        let (mut width, mut forced) = (0, 0);
        for piece in &self.pieces {
            self.widths.push(width);
            self.forced.push(forced);
            width += piece.gap + piece.width;
            let chosen = piece.role.rank.is_some() && piece.token.first;
            forced += usize::from(chosen || !piece.comments.is_empty());
        }
        self.widths.push(width);
        self.forced.push(forced);
    }

    fn print(mut self) -> String {
        for line in self.lines() {
            self.line(&line);
        }
        let tail = self.tail.clone();
        self.boundary(tail, false, 0);
        self.end_chunk();
        let mut text = String::new();
        let mut tall_above = false;
        for (n, chunk) in self.chunks.iter().enumerate() {
            if n > 0 && (chunk.blank || chunk.tall || tall_above) {
                text.push('\n');
            }
            text.push_str(&chunk.text);
            tall_above = chunk.tall;
        }
        text
    }

    fn piece(&self, at: usize) -> Option<&Piece<'t>> {
        self.pieces.get(at)
    }

    /// The width of the pieces of a range on one line, without the gap before the first.
    fn width(&self, range: &Range<usize>) -> usize {
        let sum = |at: usize| self.widths.get(at).copied().unwrap_or_default();
        let gap = self.piece(range.start).map_or(0, |piece| piece.gap);
        (sum(range.end) - sum(range.start)).saturating_sub(gap)
    }

    /// Whether a comment or a break of the author's lies behind the first piece of a range.
    fn is_forced(&self, range: &Range<usize>) -> bool {
        let sum = |at: usize| self.forced.get(at).copied().unwrap_or_default();
        range.len() > 1 && sum(range.end) > sum(range.start + 1)
    }

    /// Cuts the tokens into lines: one statement each, or a brace that closes a block.
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut depth = 0_usize;
        let mut start = 0;
        let mut at = 0;
        let end_line = |lines: &mut Vec<Line>, range: Range<usize>, depth: usize, opens: bool| {
            if !range.is_empty() {
                lines.push(Line { range, depth, opens });
            }
        };
        while let Some(piece) = self.piece(at) {
            if piece.role.close && depth > 0 {
                end_line(&mut lines, start..at, depth, false);
                depth -= 1;
                start = at;
            } else if piece.role.start {
                end_line(&mut lines, start..at, depth, false);
                start = at;
            }
            if piece.role.open.is_some() {
                let close = self.closes.get(at).copied().unwrap_or(at);
                if self.expands(start, at, close, depth) {
                    end_line(&mut lines, start..at + 1, depth, true);
                    depth += 1;
                    start = at + 1;
                } else {
                    at = close;
                }
            }
            at += 1;
        }
        end_line(&mut lines, start..self.pieces.len(), depth, false);
        lines
    }

    /// Whether braces are laid out over several lines.
    fn expands(&self, start: usize, open: usize, close: usize, depth: usize) -> bool {
        let style = self.piece(open).and_then(|piece| piece.role.open);
        let inner = open + 1..close + 1;
        if style == Some(Braces::Block) && inner.len() > 1 {
            return true;
        }
        let commented =
            inner.clone().any(|at| self.piece(at).is_some_and(|piece| !piece.comments.is_empty()));
        if inner.len() <= 1 {
            return commented;
        }
        let broken = self.piece(open + 1).is_some_and(|piece| piece.token.first);
        match style {
            Some(Braces::Fit) => {
                let nested = inner.clone().any(|at| {
                    let inside = self.piece(at).is_some_and(|piece| piece.role.open.is_some());
                    inside && self.piece(at + 1).is_some_and(|piece| piece.token.first)
                });
                let wide = 2 * depth + self.width(&(start..close + 1)) > WIDTH;
                commented || broken || nested || wide
            }
            _ => commented || broken,
        }
    }

    fn end_chunk(&mut self) {
        let text = std::mem::take(&mut self.out);
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.text.push_str(&text);
        } else if !text.is_empty() {
            self.chunks.push(Chunk { text, ..Chunk::default() });
        }
    }

    fn line(&mut self, line: &Line) {
        let at = line.range.start;
        let Some(piece) = self.pieces.get(at).cloned() else { return };
        let item = line.depth == 0 && !piece.role.close;
        let closes = piece.role.close;
        let mut boundary = piece.comments.clone();
        if item {
            // A comment at the end of the last item belongs to it; the others stand above this one.
            boundary = self.trailing(boundary);
            self.end_chunk();
            let above = self.comments.get(boundary.clone()).and_then(|comments| comments.first());
            let blank = above.map_or_else(|| self.blank(at), |comment| comment.blank);
            self.chunks.push(Chunk { blank, ..Chunk::default() });
            self.opened = true;
        }
        self.boundary(boundary, closes, line.depth);
        if self.blank(at) && !self.opened && !closes {
            self.out.push('\n');
        }
        let above = self.out.len();
        self.indent(2 * line.depth);
        self.statement(line, &piece);
        self.out.push('\n');
        let lines = self.out.get(above..).unwrap_or_default().bytes().filter(|b| *b == b'\n').count();
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.tall |= lines > 1 || line.depth > 0 || line.opens;
        }
        self.opened = line.opens;
    }

    fn blank(&self, at: usize) -> bool {
        self.blanks.get(at).copied().unwrap_or_default()
    }

    /// Puts the comment that stands at the end of the line above there; gives back the others.
    fn trailing(&mut self, comments: Range<usize>) -> Range<usize> {
        match self.comments.get(comments.start).copied() {
            Some(comment) if !comments.is_empty() && !comment.own_line => {
                if self.out.ends_with('\n') {
                    self.out.pop();
                    self.out.push_str("  ");
                }
                self.out.push_str(comment.text);
                self.out.push('\n');
                comments.start + 1..comments.end
            }
            _ => comments,
        }
    }

    /// Comments between two lines.
    fn boundary(&mut self, comments: Range<usize>, closes: bool, depth: usize) {
        let rest = self.trailing(comments);
        for comment in self.comments.get(rest).unwrap_or_default().to_vec() {
            if comment.blank && !self.opened {
                self.out.push('\n');
            }
            self.indent(2 * (depth + usize::from(closes)));
            self.out.push_str(comment.text);
            self.out.push('\n');
            self.opened = false;
        }
    }

    fn indent(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(' ', columns));
        self.column = columns;
    }

    fn statement(&mut self, line: &Line, first: &Piece<'t>) {
        let words = usize::from(first.role.words);
        let head = line.range.start..line.range.start + words;
        let pad = usize::from(first.role.pad);
        let column = 2 * line.depth;
        if pad > 0 && head.end < line.range.end && !self.is_forced(&(head.start..head.end + 1)) {
            self.flat(&head);
            let gap = pad.saturating_sub(self.width(&head)).max(1);
            self.out.extend(std::iter::repeat_n(' ', gap));
            self.column += gap;
            let rest = head.end..line.range.end;
            self.segment(&rest, column + pad, false);
            return;
        }
        // Behind a heading that goes on, its lines would look like its rest; the rest goes further in.
        let further = if line.opens { 4 } else { 2 };
        self.segment(&line.range, column + further, false);
    }

    /// Pieces in a row, the line never broken.
    fn flat(&mut self, range: &Range<usize>) {
        for at in range.clone() {
            let Some(piece) = self.pieces.get(at) else { return };
            let gap = if at == range.start { 0 } else { piece.gap };
            self.out.extend(std::iter::repeat_n(' ', gap));
            self.out.push_str(piece.text);
            self.column += gap + piece.width;
        }
    }

    /// A part of a statement, of which the first piece stands where the printer is.
    fn segment(&mut self, range: &Range<usize>, continued: usize, within: bool) {
        let forced = self.is_forced(range);
        if !forced && self.column + self.width(range) <= WIDTH {
            self.flat(range);
            return;
        }
        let column = if within { continued + 2 } else { continued };
        let inner = range.start + 1..range.end;
        let Some(rank) = inner.clone().filter_map(|at| self.piece(at)?.role.rank).min() else {
            self.fill(range, column);
            return;
        };
        let mut start = range.start;
        for at in inner {
            if self.piece(at).is_some_and(|piece| piece.role.rank == Some(rank)) {
                self.segment(&(start..at), column, rank != PART);
                self.next_line(at, column);
                start = at;
            }
        }
        self.segment(&(start..range.end), column, rank != PART);
    }

    /// Pieces without a place to break: as many on a line as fit.
    fn fill(&mut self, range: &Range<usize>, continued: usize) {
        let fill = self.piece(range.start).map(|piece| piece.role.fill).unwrap_or_default();
        let (separator, column) = match fill {
            Fill::Points => (Some(TokenKind::Semicolon), self.column),
            Fill::Pieces => (Some(TokenKind::Semicolon), continued),
            Fill::Commas => (Some(TokenKind::Comma), continued),
        };
        let separates = |piece: Option<&Piece<'t>>| piece.is_some_and(|p| Some(p.token.kind) == separator);
        let mut chunk_end = range.start;
        for at in range.clone() {
            if at >= chunk_end {
                let next = (at..range.end).find(|n| separates(self.piece(*n)));
                chunk_end = next.map_or(range.end, |n| n + 1);
            }
            let Some(piece) = self.pieces.get(at).cloned() else { return };
            let behind = at > range.start && separates(self.piece(at - 1));
            let long = self.column + piece.gap + self.width(&(at..chunk_end)) > WIDTH;
            if at > range.start && !piece.comments.is_empty() || behind && long && self.column > column {
                self.next_line(at, column);
            } else if at > range.start {
                self.out.extend(std::iter::repeat_n(' ', piece.gap));
                self.column += piece.gap;
            }
            self.out.push_str(piece.text);
            self.column += piece.width;
        }
    }

    /// Begins a new line for a piece within its statement, its comments before it.
    fn next_line(&mut self, at: usize, column: usize) {
        let comments = self.piece(at).map(|piece| piece.comments.clone()).unwrap_or_default();
        self.out.push('\n');
        let rest = self.trailing(comments);
        for comment in self.comments.get(rest).unwrap_or_default().to_vec() {
            self.indent(column);
            self.out.push_str(comment.text);
            self.out.push('\n');
        }
        self.indent(column);
    }
}

/// One line before it is broken.
#[derive(Debug, Clone)]
struct Line {
    range: Range<usize>,
    depth: usize,
    /// It ends with a brace that opens a block.
    opens: bool,
}

/// For each opening brace that holds statements, its closing one.
fn closes(pieces: &[Piece<'_>]) -> Vec<usize> {
    let mut closes: Vec<usize> = (0..pieces.len()).collect();
    let mut open = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.role.open.is_some() {
            open.push(at);
        } else if piece.role.close
            && let Some(slot) = open.pop().and_then(|from: usize| closes.get_mut(from))
        {
            *slot = at;
        }
    }
    closes
}

/// Blanks between two tokens of one line.
fn gap(before: &Piece<'_>, token: Token, role: Role) -> usize {
    use TokenKind::{
        CloseBrace, CloseParen, Comma, Date, Dot, Number, OpenBrace, OpenParen, Semicolon, Slash, Word,
    };
    let left = before.token.kind;
    let inner_brace =
        (left == OpenBrace && before.role.open.is_none()) || (token.kind == CloseBrace && !role.close);
    let joined = match (left, token.kind) {
        (OpenBrace, CloseBrace) | (OpenParen, _) | (_, CloseParen | Comma | Semicolon) => true,
        (Word, Dot) | (Dot, Word) => true,
        (Number, Slash) | (Slash, Number | Date) => true,
        _ => inner_brace,
    };
    usize::from(!joined && !role.tight)
}
