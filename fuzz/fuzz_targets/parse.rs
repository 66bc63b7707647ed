//! Any bytes that are text parse without a panic, and what parses resolves without one.
#![no_main]

use casus::text::{FileId, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let limits = Limits::default();
    let parsed = casus::syntax::parser::parse(FileId(0), text, &limits);
    let _ = casus::resolve::resolve(&[(FileId(0), parsed.tree)], &limits);
});
