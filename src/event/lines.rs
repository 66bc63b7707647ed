//! Lines of a file in bounded memory, and what a reader of events gives for each.
//!
//! In: a buffered reader. Out: numbered lines, never more of one than the limit. Absent: what the
//! lines mean.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};
use std::io::{self, BufRead};

use super::Event;
use super::problem::{EventDiagnostic, Problem, column};
use crate::diagnostic::Code;
use crate::text::{Limits, Span};

/// What a line of an event file gave.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one line lives at a time, and nearly all are events")]
pub enum Line {
    /// An event; its `line` is the line of the file.
    Event(Event),
    /// A line that is not decided.
    Refused {
        /// The line, from one.
        line: usize,
        /// The line as read, without its end, for a file of rejects; at most
        /// [`Limits::event_line_bytes`].
        text: Vec<u8>,
        /// Bytes of the line beyond `text` that were skipped.
        cut: u64,
        /// Why; empty if the refusal before this one already spoke for the rest of a file that is
        /// in another format.
        diagnostics: Vec<EventDiagnostic>,
    },
}

/// One line without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawLine {
    /// From one.
    pub(super) number: usize,
    /// Bytes that did not fit.
    pub(super) cut: u64,
}

/// Reads lines that end in LF or CRLF; a byte order mark before the first is skipped.
#[derive(Debug)]
pub(super) struct LineReader<R> {
    reader: R,
    limit: usize,
    number: usize,
    buffer: Vec<u8>,
}

impl<R: BufRead> LineReader<R> {
    pub(super) fn new(reader: R, limits: &Limits) -> Self {
        LineReader { reader, limit: limits.event_line_bytes, number: 0, buffer: Vec::new() }
    }

    /// The next line that is not blank; it is then the one that [`Self::text`] gives.
    ///
    /// # Errors
    /// The reader's.
    pub(super) fn next_line(&mut self) -> io::Result<Option<RawLine>> {
        while let Some(line) = self.any_line()? {
            if line.cut > 0 || !self.buffer.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// The number of the line that was read last, zero before the first.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    fn any_line(&mut self) -> io::Result<Option<RawLine>> {
        self.buffer.clear();
        // Room for the mark and for CR, which do not count.
        let room = self.limit.saturating_add(4);
        let mut total: u64 = 0;
        let mut ended = false;
        while !ended {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                if total == 0 {
                    return Ok(None);
                }
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let content = end.unwrap_or(chunk.len());
            let kept = content.min(room.saturating_sub(self.buffer.len()));
            self.buffer.extend_from_slice(chunk.get(..kept).unwrap_or_default());
            total = total.saturating_add(content as u64);
            ended = end.is_some();
            let used = content + usize::from(ended);
            if ended && total == 0 {
                self.reader.consume(used);
                self.number += 1;
                return Ok(Some(RawLine { number: self.number, cut: 0 }));
            }
            self.reader.consume(used);
        }
        self.number += 1;
        if self.number == 1 && self.buffer.starts_with(b"\xef\xbb\xbf") {
            self.buffer.drain(..3);
            total -= 3;
        }
        if total == self.buffer.len() as u64 && self.buffer.last() == Some(&b'\r') {
            self.buffer.pop();
            total -= 1;
        }
        self.buffer.truncate(self.limit);
        Ok(Some(RawLine { number: self.number, cut: total - self.buffer.len() as u64 }))
    }
}

impl<R> LineReader<R> {
    /// The line that was read last as text, or why it cannot be used.
    pub(super) fn text(&self, line: RawLine) -> Result<&str, EventDiagnostic> {
        if line.cut > 0 {
            let total = line.cut.saturating_add(self.buffer.len() as u64);
            let message = format!("a line of {total} bytes; the limit is {}", self.limit);
            return Err(Problem::new(Code::TOO_LARGE, Span::default(), message)
                .help("one event a line; is the end of the line missing?")
                .on_line(line.number, ""));
        }
        std::str::from_utf8(&self.buffer).map_err(|error| {
            let valid = self.buffer.get(..error.valid_up_to()).unwrap_or_default();
            let before = std::str::from_utf8(valid).unwrap_or_default();
            let wide =
                line.number == 1 && (valid.is_empty() && matches!(self.buffer.first(), Some(0xfe | 0xff)));
            let help = if wide {
                "this looks like UTF-16; save the file as UTF-8"
            } else {
                "save the file as UTF-8"
            };
            let message = format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1);
            let mut said =
                Problem::new(Code::NOT_UTF8, Span::default(), message).help(help).on_line(line.number, "");
            said.column = column(before, before.len());
            said
        })
    }

    /// The line that was read last, refused.
    pub(super) fn refused(&self, line: RawLine, diagnostics: Vec<EventDiagnostic>) -> Line {
        Line::Refused { line: line.number, text: self.buffer.clone(), cut: line.cut, diagnostics }
    }
}

/// A refusal that is about the file rather than a line of it.
pub(super) fn about_file(line: usize, code: Code, message: String, help: &str) -> Line {
    let said = Problem::new(code, Span::default(), message).help(help).on_line(line, "");
    Line::Refused { line, text: Vec::new(), cut: 0, diagnostics: vec![said] }
}

/// Identifiers that were given out, with their lines.
///
/// Kept as 128 bits each, about 40 bytes an event, so that memory does not grow with their length;
/// two of a thousand million random ones fall together with a chance of one in 10^20.
#[derive(Debug, Default)]
pub(super) struct Seen {
    lines: HashMap<u128, usize>,
}

impl Seen {
    /// The earlier line of an identifier, or none and it is taken.
    pub(super) fn earlier(&mut self, id: &str, line: usize) -> Option<usize> {
        match self.lines.entry(u128::from(half(0, id)) << 64 | u128::from(half(1, id))) {
            Entry::Occupied(entry) => Some(*entry.get()),
            Entry::Vacant(entry) => {
                entry.insert(line);
                None
            }
        }
    }
}

fn half(salt: u8, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    salt.hash(&mut hasher);
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8], limit: usize, chunk: usize) -> Vec<(usize, Vec<u8>, u64)> {
        let limits = Limits { event_line_bytes: limit, ..Limits::default() };
        let mut reader = LineReader::new(BufReader::with_capacity(chunk, bytes), &limits);
        let mut out = Vec::new();
        while let Some(line) = reader.next_line().unwrap() {
            out.push((line.number, reader.buffer.clone(), line.cut));
        }
        out
    }

    #[test]
    fn lines_keep_their_numbers() {
        let lines = read(b"\xef\xbb\xbfa\r\n\r\n  \n\nb\nc", 10, 3);
        assert_eq!(lines, [(1, b"a".to_vec(), 0), (5, b"b".to_vec(), 0), (6, b"c".to_vec(), 0)]);
    }

    #[test]
    fn a_line_at_the_limit_is_whole_and_one_more_byte_is_cut() {
        assert_eq!(read(b"12345\r\n12345\n", 5, 2), [(1, b"12345".to_vec(), 0), (2, b"12345".to_vec(), 0)]);
        assert_eq!(read(b"123456\r\nx", 5, 2), [(1, b"12345".to_vec(), 1), (2, b"x".to_vec(), 0)]);
        assert_eq!(read(b"\xef\xbb\xbf12345\r\n", 5, 64), [(1, b"12345".to_vec(), 0)]);
    }

    proptest! {
        #[test]
        fn agrees_with_splitting_in_memory(
            bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b' '), Just(b'x'), Just(0xefu8)], 0..60),
            chunk in 1usize..9,
        ) {
            let mut expected = Vec::new();
            for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                if !line.iter().all(u8::is_ascii_whitespace) {
                    expected.push((at + 1, line.to_vec(), 0));
                }
            }
            prop_assert_eq!(read(&bytes, 1000, chunk), expected);
        }

        #[test]
        fn never_keeps_more_than_the_limit_and_counts_the_rest(
            bytes in proptest::collection::vec(prop_oneof![1 => Just(b'\n'), 9 => Just(b'x')], 0..200),
            limit in 1usize..12,
            chunk in 1usize..9,
        ) {
            let lines: Vec<usize> = bytes.split(|b| *b == b'\n').map(<[u8]>::len).filter(|n| *n > 0).collect();
            let read = read(&bytes, limit, chunk);
            prop_assert_eq!(read.iter().map(|(_, text, cut)| text.len() + *cut as usize).collect::<Vec<_>>(), lines);
            prop_assert!(read.iter().all(|(_, text, _)| text.len() <= limit));
        }
    }
}
