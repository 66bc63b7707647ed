//! Any bytes read as an event file give events or refusals, never a panic.
#![no_main]

use casus::event::EventReader;
use casus::ir::Program;
use casus::text::{FileId, Limits};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

const RULES: &str = "tree act { use_of_force { raid } } tree object { territory } tree place_kind { island } \
    tree deed { own_act { invoked } } tree response { assist } tree kind { defence } tree nature { pact } \
    scale gravity { none < grave } field act : tree act field by : actor field against : actor \
    field object : tree object field place : place field gravity : scale gravity field share : number \
    state AAA state BBB place here { at 1, 2 }";

fn program() -> &'static Program {
    static PROGRAM: OnceLock<Program> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let limits = Limits::default();
        let parsed = casus::syntax::parser::parse(FileId(0), RULES, &limits);
        casus::resolve::resolve(&[(FileId(0), parsed.tree)], &limits).program
    })
}

fuzz_target!(|data: &[u8]| {
    for line in EventReader::new(program(), data, Limits::default()) {
        let _ = line;
    }
});
