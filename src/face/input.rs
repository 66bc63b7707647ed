//! The events of a run: opened, hashed if a receipt is wanted, counted while they are read.
//!
//! In: a path or `-`. Out: a reader. Absent: what the lines mean.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest as _, Sha256};

use super::console::{Console, Failure, Message, Outcome};
use super::load::display;
use super::options::{InputForm, InputOptions};
use crate::event::{CsvReader, EventReader, Line};
use crate::ir::{Program, SchemeId};
use crate::text::Limits;

/// Events that are ready to be read.
pub(crate) struct Source {
    /// The name for messages.
    pub name: String,
    /// The name for a receipt: without folders.
    pub short: String,
    /// Whether the events are CSV.
    pub csv: bool,
    /// From standard input, so that answers must not wait for the end.
    pub streamed: bool,
    /// The hash of all of it, if a receipt is wanted.
    pub sha256: Option<String>,
    /// How many bytes it has, where that is known.
    pub size: Option<u64>,
    read: Rc<Cell<u64>>,
    reader: Box<dyn BufRead>,
}

/// Opens the events that the options name.
pub(crate) fn open(options: &InputOptions, hashed: bool) -> Outcome<Source> {
    let path = options.events.as_path();
    let streamed = path == Path::new("-");
    let name = if streamed { "standard input".to_owned() } else { display(path) };
    let unreadable = |e: io::Error| Failure::file("read", &name, &e);
    let mut sha256 = None;
    let mut size = None;
    let inner: Box<dyn Read> = if streamed {
        if hashed {
            // A receipt stands before the answers, so all of the input must be seen first.
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map_err(unreadable)?;
            sha256 = Some(hex(&Sha256::digest(&bytes)));
            Box::new(Cursor::new(bytes))
        } else {
            Box::new(io::stdin())
        }
    } else {
        if hashed {
            let mut hasher = Sha256::new();
            io::copy(&mut File::open(path).map_err(unreadable)?, &mut hasher).map_err(unreadable)?;
            sha256 = Some(hex(&hasher.finalize()));
        }
        let file = File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if about.is_dir() {
            return Err(unreadable(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if path.extension().is_some_and(|end| end == "casus") {
            // Each of its lines would be refused for itself, and none would say what is wrong.
            let text = format!("`{name}` is a file of rules, and events are asked for");
            let help =
                Some(format!("rules go behind `--rules {name}`; `casus test {name}` runs their tests"));
            return Err(Failure::Message(Message { code: None, text, help }));
        }
        size = about.is_file().then_some(about.len());
        Box::new(file)
    };
    let read = Rc::new(Cell::new(0));
    let reader = Box::new(BufReader::with_capacity(1 << 16, Counting { inner, read: Rc::clone(&read) }));
    let is_csv = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    Ok(Source {
        short: path
            .file_name()
            .filter(|_| !streamed)
            .map_or(name.clone(), |n| n.to_string_lossy().into_owned()),
        csv: match options.input {
            InputForm::Auto => is_csv,
            InputForm::Csv => true,
            InputForm::Json => false,
        },
        name,
        streamed,
        sha256,
        size,
        read,
        reader,
    })
}

impl Source {
    /// How many bytes have been read.
    pub(crate) fn position(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.read)
    }

    /// The heading of a CSV file, without the end of its line; none for JSON Lines.
    pub(crate) fn heading(&mut self) -> Option<Vec<u8>> {
        if !self.csv {
            return None;
        }
        // Only looked at, not taken: the reader must see it too. One that cannot be read is its matter.
        let start = self.reader.fill_buf().ok()?;
        let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        Some(line.strip_suffix(b"\r").unwrap_or(line).to_vec())
    }

    /// The lines of the events, bare codes taken in a scheme if one is given.
    pub(crate) fn lines<'p>(
        self,
        program: &'p Program,
        codes: Option<SchemeId>,
        limits: &Limits,
    ) -> Box<dyn Iterator<Item = Line> + 'p> {
        if self.csv {
            Box::new(CsvReader::new(program, self.reader, *limits).with_codes(codes))
        } else {
            Box::new(EventReader::new(program, self.reader, *limits).with_codes(codes))
        }
    }

    /// The same for a crisis, whose events may be told by their month alone.
    pub(crate) fn lines_of_crisis<'p>(
        self,
        program: &'p Program,
        codes: Option<SchemeId>,
        limits: &Limits,
    ) -> Box<dyn Iterator<Item = Line> + 'p> {
        if self.csv {
            Box::new(CsvReader::new(program, self.reader, *limits).with_codes(codes).with_months())
        } else {
            Box::new(EventReader::new(program, self.reader, *limits).with_codes(codes).with_months())
        }
    }
}

struct Counting {
    inner: Box<dyn Read>,
    read: Rc<Cell<u64>>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}

/// Files above this size get a progress bar; smaller ones are done before one could be read.
const LONG: u64 = 256 << 10;

/// A progress bar, if somebody watches and the file is long.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    position: Rc<Cell<u64>>,
    steps: u32,
}

impl Progress {
    /// A bar for a source.
    pub(crate) fn of(console: &Console, source: &Source) -> Progress {
        let size = source.size.filter(|size| console.watched && *size > LONG);
        let bar = size.map(|size| {
            let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5));
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {eta}") {
                bar.set_style(style);
            }
            bar
        });
        Progress { bar, position: source.position(), steps: 0 }
    }

    /// One more event was decided.
    pub(crate) fn step(&mut self) {
        // Drawing for each event would cost more than deciding it.
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(64)
            && let Some(bar) = &self.bar
        {
            bar.set_position(self.position.get());
        }
    }

    /// Writes something that must not be drawn over.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
