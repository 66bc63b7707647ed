//! Clauses of which an event was once not confirmed, and what was wrong.

use casus::analyse::cases::{Wanted, suite};
use casus::evaluate::Stance;
use casus::ir::ClauseId;
use casus::text::Limits;
use jiff::civil::date;

use crate::program_of;

const WORDS: &str = r#"
  tree act { force { invasion raid } menace } tree object { vessel } tree place_kind { land } tree nature { pact }
  tree kind { defence } tree deed { own_act { invoked consented } } tree response { assist }
  field act: tree act  field by: actor  field against: actor  field object: tree object  field place: place
  state ARC state BOL state CYR group gang
"#;

/// How many events the suite of a clause has.
fn events_of(treaties: &str, clause: u32) -> usize {
    let program = program_of(&format!("{WORDS}{treaties}"));
    let wanted = Wanted { clause: ClauseId(clause), day: date(1965, 1, 1), obligor: None };
    let suite = suite(&program, &wanted, &Stance::default(), &Limits::default()).unwrap();
    assert_eq!(suite.may_be_larger_by(), 0);
    suite.cases.len()
}

/// A deed toward nobody in particular counts toward everybody. The event showed a deed, and the same toward none of all
/// who may be meant.
#[test]
fn a_deed_is_done_toward_somebody_where_everybody_is_asked_about() {
    let text = r#"
      treaty t { cite "x" evidence text nature pact in force 1950-01-01 parties ARC, BOL
        clause help "1" evidence text {
          kind defence  trigger standing
          requires "x" any party has invoked
          response every other party shall assist  consultation none  process none  report none
          rider ARC "x" evidence text { only if (any party has own_act to attacker and act is force) }
        }
      }"#;
    assert!(events_of(text, 0) > 2);
}

/// Where there is one instrument, a deed under any is one under it. The event showed a deed that was not done under
/// the one there is.
#[test]
fn a_deed_is_done_under_some_instrument_where_there_is_one_alone() {
    let text = r#"
      treaty t { cite "x" evidence text nature pact in force 1950-01-01 parties ARC, BOL
        clause help "1" evidence text {
          kind defence  trigger act is force on a party
          requires "x" any party has invoked anywhere
          except "y" (any party has invoked and act is raid)
          response every other party shall assist  consultation none  process none  report none
        }
      }"#;
    assert!(events_of(text, 0) > 2);
}
