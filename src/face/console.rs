//! Where output goes, whether it is coloured, how wide it is, and how a command ends.
//!
//! In: text. Out: bytes on the two streams, an exit code. Absent: what the text says.

use std::env;
use std::fmt;
use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

use super::options::ColorWhen;
use super::render;
use crate::diagnostic::Code;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// It did what was asked.
    Done,
    /// It found what it was asked to look for.
    Findings,
    /// It could not be carried out.
    Usage,
    /// Some lines were refused, the others were decided.
    Refused,
    /// The reader of the output went away.
    Pipe,
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) fn number(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            // What a shell reports for a program that a closed pipe has stopped.
            Exit::Pipe => 141,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.number())
    }
}

/// Why a command stopped before its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was said already; only the code is left.
    Reported(Exit),
    /// To be said, without a place in a file.
    Message(Message),
    /// Writing failed.
    Output(io::Error),
}

/// A message without a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its code, if the registry has one.
    pub code: Option<Code>,
    /// One line.
    pub text: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    /// A message without a code.
    pub(crate) fn message(text: impl Into<String>) -> Self {
        Failure::Message(Message { code: None, text: text.into(), help: None })
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(doing: &str, name: impl fmt::Display, error: &io::Error) -> Self {
        let text = format!("cannot {doing} `{name}`: {}", reason(error));
        Failure::Message(Message { code: Some(Code::UNREADABLE), text, help: None })
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        // Plain data always has a JSON form, so what failed is the writing.
        Failure::Output(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// What the operating system says, without its numbers, which differ between systems.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

/// The result of a command or of a part of it.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// The two streams of a run.
pub(crate) struct Console {
    /// What was asked for.
    pub out: Box<dyn Write>,
    /// What went wrong.
    pub err: Box<dyn Write>,
    /// Whether the output is coloured.
    pub colour_out: bool,
    /// Whether the messages are coloured.
    pub colour_err: bool,
    /// Columns of the output.
    pub width: usize,
    /// A progress bar may be drawn: somebody watches the messages and the output goes elsewhere.
    pub watched: bool,
}

/// Columns where the output is no terminal.
const WIDTH: usize = 100;

impl Console {
    /// The streams of this process.
    pub(crate) fn of_process(when: ColorWhen) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let (out_terminal, err_terminal) = (out.is_terminal(), err.is_terminal());
        let colour = |terminal: bool| match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => terminal && !plain_wanted(),
        };
        let width = if out_terminal {
            comfy_table::Table::new().width().map(usize::from).filter(|columns| *columns > 0).unwrap_or(WIDTH)
        } else {
            WIDTH
        };
        Console {
            out: Box::new(io::BufWriter::new(out)),
            err: Box::new(err),
            colour_out: colour(out_terminal),
            colour_err: colour(err_terminal),
            // Six columns cannot be read in less, and lines that are longer are hard to follow.
            width: width.clamp(72, 240),
            watched: err_terminal && !out_terminal,
        }
    }

    /// Ends a run: writes what is still held back, says what failed, and gives the exit code.
    pub(crate) fn finish(mut self, outcome: Outcome<Exit>) -> Exit {
        let outcome = outcome.and_then(|exit| self.out.flush().map(|()| exit).map_err(Failure::from));
        match outcome {
            Ok(exit) | Err(Failure::Reported(exit)) => match self.out.flush() {
                Ok(()) => exit,
                Err(error) => self.output_failed(&error),
            },
            Err(Failure::Message(message)) => {
                // A message that cannot be delivered changes nothing about how the command ended.
                drop(self.out.flush());
                self.say(&message);
                Exit::Usage
            }
            Err(Failure::Output(error)) => self.output_failed(&error),
        }
    }

    fn output_failed(&mut self, error: &io::Error) -> Exit {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Exit::Pipe;
        }
        let text = format!("cannot write the output: {}", reason(error));
        self.say(&Message { code: None, text, help: None });
        Exit::Usage
    }

    fn say(&mut self, message: &Message) {
        drop(self.err.write_all(render::message(message, self.colour_err).as_bytes()));
    }
}

/// Whether the environment asks for plain text.
fn plain_wanted() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|value| value == "dumb")
}

/// Text that is safe on a terminal: control characters, which could move the cursor or change
/// colours, are replaced.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_the_documented_ones() {
        let codes = [Exit::Done, Exit::Findings, Exit::Usage, Exit::Refused, Exit::Pipe].map(Exit::number);
        assert_eq!(codes, [0, 1, 2, 3, 141]);
    }

    #[test]
    fn terminal_escapes_do_not_pass() {
        assert_eq!(clean("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\nc");
    }
}
