//! What is laid out once stays as it is when it is laid out again.
#![no_main]

use casus::text::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let limits = Limits::default();
    if let Ok(once) = casus::syntax::format::format(text, &limits) {
        let twice = casus::syntax::format::format(&once, &limits).expect("what was laid out parses");
        assert_eq!(once, twice);
    }
});
