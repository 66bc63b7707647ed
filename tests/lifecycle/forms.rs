//! The forms in which an event is written: what one says, the others say.

use casus::event::{CsvReader, Event, Line, from_block, to_block};
use casus::ir::Program;
use casus::syntax::parser::parse;
use casus::syntax::tree::{ItemKind, TestLineKind};
use casus::text::{FileId, Limits};

/// Holds rows of CSV to the first so many deeds of an event, and the block of a rule file to all of them.
pub(crate) fn same_in_every_form(program: &Program, event: &Event, (csv, deeds): (&str, usize)) {
    let limits = Limits::default();
    let rows: Vec<Line> = CsvReader::new(program, csv.as_bytes(), limits).collect();
    let [Line::Event(row)] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.record, event.record[..deeds]);
    let lines = to_block(program, event).expect("a block").join("\n    ");
    let text = format!("test \"t\" {{\n  event {{\n    {lines}\n  }}\n}}\n");
    let parsed = parse(FileId(0), &text, &limits);
    assert!(parsed.diagnostics.is_empty(), "{:?} {text}", parsed.diagnostics);
    let blocks = parsed.tree.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Test(test) => test.lines.iter().find_map(|line| match &line.kind {
            TestLineKind::Event(lines) => Some(from_block(program, lines, FileId(0)).expect("an event")),
            _ => None,
        }),
        _ => None,
    });
    let blocks: Vec<Event> = blocks.collect();
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].record, event.record);
}
