//! Blocks, statements and recovery: what keeps one mistake from hiding the rest.
//!
//! In: the parser, a kind of block, how to read one of its lines. Out: the position behind the
//! block, whatever it holds. A broken line costs itself; reading goes on at the next token that
//! is first on its line and opens a statement here, or at the brace that closes the block.
//! Absent: what the lines say.

use super::cursor::list_of;
use super::{Broken, Parse, Parser, usual};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::syntax::keywords;
use crate::syntax::layout::Braces;
use crate::syntax::lexer::shorten;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{Cond, CondKind};
use crate::text::Span;

/// No partner brace.
pub(super) const NO_PARTNER: u32 = u32::MAX;

/// A kind of block, by what its statements may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    File,
    Nodes,
    Performance,
    Calendar,
    Actor,
    Place,
    Question,
    Statement,
    Treaty,
    Clause,
    Rider,
    Interpretation,
    Test,
    Property,
    Event,
}

impl Level {
    /// The words that open a statement here.
    pub(super) fn keywords(self) -> &'static [&'static str] {
        match self {
            Level::File => keywords::ITEMS,
            Level::Nodes | Level::Event => &[],
            Level::Performance => keywords::PERFORMANCE_LINES,
            Level::Calendar => keywords::CALENDAR_LINES,
            Level::Actor => keywords::ACTOR_LINES,
            Level::Place => keywords::PLACE_LINES,
            Level::Question => keywords::QUESTION_LINES,
            Level::Statement => keywords::STATEMENT_LINES,
            Level::Treaty => keywords::TREATY_LINES,
            Level::Clause => keywords::CLAUSE_LINES,
            Level::Rider => keywords::RIDER_LINES,
            Level::Interpretation => keywords::INTERPRETATION_LINES,
            Level::Test => keywords::TEST_LINES,
            Level::Property => keywords::PROPERTY_LINES,
        }
    }

    /// Any name may open a statement here.
    fn free(self) -> bool {
        matches!(self, Level::Nodes | Level::Event | Level::Interpretation)
    }

    /// The words whose appearance in an inner block shows that the block was not closed.
    fn openers(self) -> &'static [&'static str] {
        match self {
            Level::File => keywords::ITEMS,
            Level::Treaty => &["clause", "area", "term", "question", "parties", "party", "protects", "leg"],
            _ => &[],
        }
    }

    /// What a statement of this block is called.
    fn what(self) -> &'static str {
        match self {
            Level::File => "an item",
            Level::Nodes => "a node",
            Level::Performance => "a line of a performance",
            Level::Calendar => "a line of a calendar",
            Level::Actor => "a line of an actor",
            Level::Place => "a line of a place",
            Level::Question => "a line of a question",
            Level::Statement => "a line of a statement",
            Level::Treaty => "a line of a treaty",
            Level::Clause => "a line of a clause",
            Level::Rider => "a line of a rider",
            Level::Interpretation => "a line of an interpretation",
            Level::Test => "a line of a test",
            Level::Property => "a line of a property",
            Level::Event => "a field of an event",
        }
    }

    /// The column at which the rest of a line begins, zero if keywords are not aligned here.
    fn pad(self, keyword: &str) -> u8 {
        match (self, keyword) {
            (_, "rider" | "clause" | "area" | "term" | "question" | "reading" | "only") => 0,
            (Level::Treaty, "gap") => 0,
            (Level::Clause, _) => 14,
            (Level::Treaty | Level::Statement, _) => 11,
            (Level::Question, _) => 9,
            (Level::Performance, _) => 7,
            _ => 0,
        }
    }
}

/// The partner of each brace, and whether some opening brace has none.
pub(super) fn partners(tokens: &[Token]) -> (Vec<u32>, bool) {
    let mut partners = vec![NO_PARTNER; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    let index = |n: usize| u32::try_from(n).unwrap_or(NO_PARTNER);
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::OpenBrace => open.push(at),
            TokenKind::CloseBrace => {
                let Some(from) = open.pop() else { continue };
                if let Some(slot) = partners.get_mut(from) {
                    *slot = index(at);
                }
                if let Some(slot) = partners.get_mut(at) {
                    *slot = index(from);
                }
            }
            _ => {}
        }
    }
    (partners, !open.is_empty())
}

/// Reads one statement of a block.
pub(super) type Line<'f, 't> = &'f mut dyn FnMut(&mut Parser<'t>) -> Parse<()>;

/// What a block belongs to, for messages.
pub(super) struct Owner {
    /// `clause defend`
    pub(super) title: String,
    /// Where its opening brace stands, if one does.
    pub(super) brace: Option<Span>,
}

impl<'t> Parser<'t> {
    pub(super) fn level(&self) -> Level {
        self.levels.last().copied().unwrap_or(Level::File)
    }

    /// Marks the position as the beginning of a statement.
    pub(super) fn statement_starts(&mut self) {
        if let Some(role) = self.role() {
            role.start = true;
        }
    }

    /// Forgets what belonged to the statement that has ended.
    pub(super) fn settle(&mut self) {
        self.quiet = false;
        self.nesting = 0;
    }

    /// Counts one more recursive shape; every way out of the statement sets the count back.
    pub(super) fn deeper(&mut self, span: Span) -> Parse<()> {
        self.depth += 1;
        if self.depth <= self.limits.depth {
            return Ok(());
        }
        let message = format!("this nests deeper than {} levels", self.limits.depth);
        self.report(Code::TOO_DEEP, span, message, "give a part of it a name of its own");
        self.quiet = true;
        Err(Broken)
    }

    /// The keyword of a statement, taken; a slip of the pen is reported and read as what it is near.
    pub(super) fn keyword(&mut self, extra: &str) -> Parse<&'static str> {
        let level = self.level();
        let words = level.keywords();
        let found = self.word();
        if let Some(word) = words.iter().copied().find(|word| found == Some(word)) {
            if let Some(role) = self.role() {
                role.pad = level.pad(word);
                role.words = if word == "in" { 2 } else { 1 };
            }
            self.pos += 1;
            return Ok(word);
        }
        let Some(token) = self.peek() else { return Err(self.fail(level.what())) };
        let begins = token.first || self.previous().is_none_or(|t| t.kind == TokenKind::OpenBrace);
        if !begins {
            if let Some(word) = self.taken_as_name(words) {
                return Ok(word);
            }
            let message = format!("expected the end of the line, found {}", self.describe(token));
            let help = self.leftover_help();
            self.report(Code::EXPECTED, token.span, message, help);
            return Err(Broken);
        }
        let near = found.and_then(|word| nearest(word, words.iter().copied()));
        if let (Some(word), Some(near)) = (found, near.and_then(|n| words.iter().copied().find(|w| *w == n)))
        {
            let message = format!("expected {}, found `{}`", level.what(), shorten(word));
            self.report(Code::EXPECTED, token.span, message, format!("did you mean `{near}`?"));
            self.quiet = true;
            self.pos += 1;
            return Ok(near);
        }
        if self.full() && !self.quiet {
            self.more += 1;
            return Err(Broken);
        }
        let message = format!("expected {}, found {}", level.what(), self.describe(token));
        let help = if level == Level::Question && matches!(found, Some("held" | "cite")) {
            "a reading says in this order: its text, `held by …`, `cite …`".to_owned()
        } else if let Some(meant) = found.and_then(|word| usual::line(level, word)) {
            meant.to_owned()
        } else {
            format!("{} begins with {}{extra}", level.what(), list_of(words))
        };
        self.report(Code::EXPECTED, token.span, message, help);
        Err(Broken)
    }

    /// The keyword of the line above that was taken for a name, because the line before it lacks one.
    ///
    /// Words that open statements are free as names, so `kind` at the end of a line takes `trigger`
    /// from the next one. What then is left over on that line shows the mistake.
    fn taken_as_name(&mut self, words: &[&'static str]) -> Option<&'static str> {
        if !self.previous_may_be_keyword() {
            return None;
        }
        let written = self.previous()?.text(self.text);
        let word = words.iter().copied().find(|word| *word == written)?;
        let short = self.tokens.get(self.pos.checked_sub(2)?).copied()?;
        let message = format!("expected more after {}", self.describe(short));
        let end = Span { start: short.span.end, end: short.span.end };
        self.report(Code::EXPECTED, end, message, format!("`{word}` begins a line of its own"));
        Some(word)
    }

    /// Whether a token ahead is first on its line and may open a statement of this block.
    pub(super) fn may_be_keyword(&self, ahead: usize) -> bool {
        self.peek_at(ahead).is_some_and(|token| self.keyword_first(token))
    }

    /// The same of the token that was taken last.
    pub(super) fn previous_may_be_keyword(&self) -> bool {
        self.previous().is_some_and(|token| self.keyword_first(token))
    }

    fn keyword_first(&self, token: Token) -> bool {
        token.first && self.level().keywords().contains(&token.text(self.text))
    }

    /// What is often left over behind lines of one kind.
    fn leftover_of_line(&self) -> Option<String> {
        let opening = self.opening_word()?;
        let (before, here) = (self.previous()?.kind, self.kind(0)?);
        if self.peek()?.text(self.text) == ";" {
            let help = "a line ends without a sign";
            return Some(help.to_owned());
        }
        let written = self.previous()?.text(self.text);
        if let Some(meant) = self.word().and_then(|word| usual::leftover(opening, written, word)) {
            return Some(meant);
        }
        let help = match opening {
            "parties" | "party" | "signatory" | "protects" if self.at_word("and") => {
                "between names stands a comma".to_owned()
            }
            "parties" | "party" | "signatory" | "protects"
                if before == TokenKind::Date && here == TokenKind::Comma =>
            {
                format!("those with other days have a line of their own: `{opening} … from …`")
            }
            "response" if before == TokenKind::Word && here == TokenKind::Word => {
                "the response is one name, as `casus list clauses` shows them; what else the text says stands in quotes after a comma".to_owned()
            }
            _ => return None,
        };
        Some(help)
    }

    /// The word with which the current or, where that has just ended, the last statement began.
    fn opening_word(&self) -> Option<&'t str> {
        let before = self.roles.get(..self.pos)?;
        let at = before.iter().rposition(|role| role.start)?;
        self.tokens.get(at).map(|token| token.text(self.text))
    }

    /// What may have been meant by a word that is left over behind a statement.
    fn leftover_help(&self) -> String {
        const JOINERS: [&str; 7] = ["and", "or", "has", "have", "is", "in", "at"];
        if let Some(help) = self.leftover_of_line() {
            return help;
        }
        let after_word = self.previous().is_some_and(|token| token.kind == TokenKind::Word);
        let Some(word) = self.word().filter(|word| after_word && !keywords::is_connective(word)) else {
            return String::new();
        };
        match nearest(word, JOINERS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "between names stands a comma, between conditions `and` or `or`".to_owned(),
        }
    }

    /// Reads the heading of a block; a broken one still lets its block be read.
    pub(super) fn heading<T>(&mut self, read: impl FnOnce(&mut Self) -> Parse<T>) -> Option<T> {
        let heading = read(self);
        if heading.is_err() {
            self.quiet = true;
            while let Some(token) = self.peek() {
                if token.first || matches!(token.kind, TokenKind::OpenBrace | TokenKind::CloseBrace) {
                    break;
                }
                self.pos += 1;
            }
        }
        heading.ok()
    }

    /// `{ lines }`, one statement after another.
    pub(super) fn block(&mut self, level: Level, title: String, line: Line<'_, 't>) -> Parse<()> {
        let open = self.pos;
        let brace = self.span();
        if self.is(TokenKind::OpenBrace) {
            if let Some(role) = self.role() {
                role.open = Some(if level == Level::Event { Braces::Fit } else { Braces::Block });
            }
            self.pos += 1;
        } else if self.peek().is_some_and(|token| token.first && self.opens_here(level, token))
            && !level.free()
        {
            let message = format!("expected `{{` after the heading of {title}");
            let span = self.end_of_previous();
            self.report(Code::EXPECTED, span, message, "");
        } else {
            return Err(self.fail("`{`"));
        }
        if let Err(Broken) = self.deeper(brace) {
            let behind = self.partner(open).map_or(self.tokens.len(), |close| close + 1);
            self.end_reported |= behind == self.tokens.len();
            self.pos = behind;
            self.depth -= 1;
            return Err(Broken);
        }
        let brace = (open < self.pos).then_some(brace);
        self.lines(level, Some(&Owner { title, brace }), line);
        self.depth -= 1;
        Ok(())
    }

    /// Statements up to the brace that closes them, that brace included.
    pub(super) fn lines(&mut self, level: Level, owner: Option<&Owner>, line: Line<'_, 't>) {
        let (quiet, nesting) = (self.quiet, self.nesting);
        self.settle();
        self.levels.push(level);
        loop {
            let Some(token) = self.peek() else {
                self.not_closed(owner, true);
                break;
            };
            if token.kind == TokenKind::CloseBrace {
                if let Some(role) = self.role() {
                    role.close = true;
                }
                self.pos += 1;
                break;
            }
            if self.belongs_outside(token) {
                self.not_closed(owner, false);
                break;
            }
            let (before, depth) = (self.pos, self.depth);
            self.statement_starts();
            self.statement = before;
            let read = line(self);
            self.depth = depth;
            self.settle();
            if read.is_err() {
                self.sync(before, before);
            }
            if self.pos == before {
                self.pos += 1;
            }
        }
        self.levels.pop();
        (self.quiet, self.nesting) = (quiet, nesting);
    }

    fn not_closed(&mut self, owner: Option<&Owner>, at_end: bool) {
        let Some(owner) = owner else { return };
        // Every block around the open one is open at the end of the file as well; one message is enough.
        if at_end && std::mem::replace(&mut self.end_reported, true) {
            return;
        }
        let here = self.end_of_previous();
        // So it is where several blocks end too early at one place.
        if self.open_end.replace(here.start) == Some(here.start) {
            return;
        }
        let message = format!("{} is not closed", owner.title);
        let mut diagnostic = Diagnostic::new(Code::EXPECTED, self.file, here, message)
            .label("expected `}` here at the latest");
        if let Some(brace) = owner.brace {
            diagnostic = diagnostic.also(self.file, brace, "opened here");
        }
        self.push(diagnostic.help("close it with `}`"));
    }

    /// Whether a statement of this kind of block can begin with the token.
    fn opens_here(&self, level: Level, token: Token) -> bool {
        let word = token.text(self.text);
        token.kind == TokenKind::Word && (level.free() || level.keywords().contains(&word))
    }

    /// Whether the token at the position plainly belongs to a block further out, so that a brace is missing.
    fn belongs_outside(&self, token: Token) -> bool {
        self.outside(self.pos, token)
    }

    fn outside(&self, at: usize, token: Token) -> bool {
        if !token.first || token.kind != TokenKind::Word {
            return false;
        }
        let word = token.text(self.text);
        let named = self.tokens.get(at + 1).is_some_and(|next| {
            let name = next.kind == TokenKind::Word && !keywords::is_connective(next.text(self.text));
            !next.first && (name || (next.kind == TokenKind::Text && matches!(word, "test" | "property")))
        });
        if !named {
            return false;
        }
        // Where braces do not balance, an item at the margin is taken at its word. In a file that
        // balances the margin means nothing, as the grammar demands.
        let margin = token.span.start == 0
            || self.text.as_bytes().get(token.span.start as usize - 1).is_some_and(|b| *b == b'\n');
        if self.unclosed && margin && self.levels.len() > 1 && keywords::ITEMS.contains(&word) {
            return true;
        }
        let level = self.level();
        !level.free()
            && !level.keywords().contains(&word)
            && self.levels.iter().rev().skip(1).any(|outer| outer.openers().contains(&word))
    }

    /// The column of a token that is first on its line.
    fn column(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at).filter(|token| token.first)?;
        let above = self.text.get(..token.span.start as usize)?;
        Some(above.len() - above.rfind('\n').map_or(0, |n| n + 1))
    }

    /// Goes on to where reading can be taken up again, after a statement that began at `statement`.
    ///
    /// That is a keyword that is first on its line, or, since a keyword may be misspelt, a word in
    /// the column of the broken statement. At least the token at `before` is passed over.
    pub(super) fn sync(&mut self, before: usize, statement: usize) {
        let level = self.level();
        let column = self.column(statement);
        while let Some(token) = self.peek() {
            let moved = self.pos > before;
            match token.kind {
                TokenKind::CloseBrace
                    if level == Level::File && self.partner(self.pos).is_none() && moved =>
                {
                    break;
                }
                TokenKind::CloseBrace if level != Level::File => break,
                TokenKind::OpenBrace => {
                    self.skip_braces(before);
                    continue;
                }
                TokenKind::Word if moved && token.first => {
                    let aligned = column.is_some()
                        && self.column(self.pos) == column
                        && !keywords::is_connective(token.text(self.text));
                    if aligned || self.opens_here(level, token) || self.belongs_outside(token) {
                        break;
                    }
                }
                _ => {}
            }
            self.pos += 1;
        }
    }

    /// From an opening brace to behind its partner, or to a statement that shows that it has none.
    fn skip_braces(&mut self, before: usize) {
        let Some(close) = self.partner(self.pos) else {
            self.pos += 1;
            return;
        };
        let block = self.peek_at(1).is_some_and(|token| token.first);
        let level = self.level();
        let from = (self.pos + 1).max(before + 1);
        let stop = self.tokens.get(from..close).unwrap_or_default().iter().enumerate().find(|(n, token)| {
            let at = from + n;
            // A block may hold lines that look like ours; a list within a line may not.
            token.first
                && if block {
                    self.unclosed && self.outside(at, **token)
                } else {
                    self.opens_here(level, **token)
                }
        });
        self.pos = stop.map_or(close + 1, |(n, _)| from + n);
    }

    /// `{ … }` within a statement. When its inside is broken, goes behind the closing brace.
    pub(super) fn braces<T>(&mut self, read: &mut dyn FnMut(&mut Self) -> Parse<T>) -> Parse<T> {
        let open = self.pos;
        self.expect(TokenKind::OpenBrace, "{")?;
        let inside = read(self);
        let last = self.pos;
        let result = match inside {
            Ok(inside) => self.expect(TokenKind::CloseBrace, "}").map(|()| inside),
            Err(Broken) => Err(Broken),
        };
        if result.is_err() {
            // Without a partner nothing is known of the end; in a free block every word could open a line.
            let level = self.level();
            let close = self.partner(open);
            let rest = close.and_then(|close| self.tokens.get(last..close)).unwrap_or_default();
            let stop =
                rest.iter().position(|token| token.first && !level.free() && self.opens_here(level, *token));
            self.pos = stop.map_or(close.map_or(last, |close| last.max(close + 1)), |n| last + n);
            self.quiet = true;
        }
        result
    }

    /// A condition, or the mark of a broken one, so that its line is not lost.
    pub(super) fn condition_or_error(&mut self) -> Cond {
        let before = self.pos;
        let start = self.span();
        let (depth, statement) = (self.depth, self.statement);
        match self.condition() {
            Ok(cond) => cond,
            Err(Broken) => {
                self.depth = depth;
                // The statement's own keyword stands before, so a statement may begin right here.
                self.sync(before.saturating_sub(1), statement);
                let span = if self.pos > before { self.since(start) } else { self.end_of_previous() };
                self.quiet = true;
                Cond { span, kind: CondKind::Error }
            }
        }
    }
}
