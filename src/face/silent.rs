//! Why an instrument that was asked for by name says nothing.
//!
//! In: the instrument, a day. Out: lines: whether it was in force, whether it binds anybody, what the rules leave
//! out of it. Absent: whether it says something, and layout.

use jiff::civil::Date;

use super::console::{Console, Outcome, clean};
use super::hanging::hanging;
use super::words;
use crate::ir::{Gap, Program, TreatyId};

/// Why an instrument says nothing on a day, as far as the rules tell.
pub(crate) fn why(program: &Program, id: TreatyId, day: Date) -> Vec<String> {
    let Some(treaty) = program.treaty(id) else { return Vec::new() };
    let mut notes = Vec::new();
    if !treaty.days.contains(day) {
        let days = words::days(&treaty.days);
        notes.push(format!("{} is not in force on {day}: {days}", treaty.name));
    } else if !treaty.overlay && !treaty.parties.iter().any(|member| member.days.contains(day)) {
        notes.push(format!("{} binds nobody on {day}, as far as the rules know", treaty.name));
    }
    let gap =
        |gap: &Gap| format!("{} leaves out {}: {}", treaty.name, clean(&gap.article), clean(&gap.reason));
    notes.extend(treaty.gaps.iter().map(gap));
    notes
}

/// Writes why for each of some instruments.
pub(crate) fn write(console: &mut Console, program: &Program, ids: &[TreatyId], day: Date) -> Outcome<()> {
    for note in ids.iter().flat_map(|id| why(program, *id, day)) {
        console.out.write_all(line(&note, console.width).as_bytes())?;
    }
    Ok(())
}

/// A note over as many lines as it needs, those after the first a little to the right.
pub(crate) fn line(note: &str, width: usize) -> String {
    let (first, rest) = note.split_once(' ').unwrap_or((note, ""));
    hanging(&format!("{first} "), 2, rest, width)
}
