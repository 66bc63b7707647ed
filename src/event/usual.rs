//! What other data sets call the fields of an event, so that a stranger is told our word.
//!
//! In: a key that no field has. Out: the field that is likely meant, and how it is written. Absent:
//! taking such a key for the field; a word may mean two things, and a guess would decide law.

use crate::ir::{FieldId, FieldType, Program};

/// Words for who did it.
const BY: [&str; 9] =
    ["actor", "actor1", "aggressor", "attacker", "author", "from", "initiator", "perpetrator", "side_a"];

/// Words for whom it struck.
const AGAINST: [&str; 8] = ["actor2", "defender", "on", "side_b", "struck", "target", "targets", "victim"];

/// Words for where it was.
const PLACE: [&str; 11] = [
    "at",
    "coordinates",
    "country",
    "lat",
    "latitude",
    "location",
    "lon",
    "longitude",
    "position",
    "region",
    "where",
];

/// Words for what was done.
const ACT: [&str; 7] = ["action", "acts", "event", "event_type", "kind", "type", "what"];

/// Words for the day.
const DATE: [&str; 6] = ["day", "event_date", "start", "time", "timestamp", "when"];

/// Words for what parties did about it.
const RECORD: [&str; 6] = ["actions", "deeds", "documented", "history", "reactions", "responses"];

/// Words for the heading.
const TITLE: [&str; 5] = ["description", "headline", "label", "name", "summary"];

/// What is likely meant by a key that no field has.
pub(super) fn meant(program: &Program, key: &str) -> Option<String> {
    let key = key.to_lowercase();
    let is = |words: &[&str]| words.contains(&key.as_str());
    let field = |id: FieldId| program.field(id).map(|row| row.name.as_str());
    let kernel = program.kernel;
    if is(&BY) {
        return field(kernel.by).map(|name| format!("who did it stands in `{name}`"));
    }
    if is(&AGAINST) {
        let (whom, what) = field(kernel.against).zip(field(kernel.object_field))?;
        return Some(format!("whom it struck stands in `{whom}`, what of theirs in `{what}`"));
    }
    if is(&PLACE) {
        let name = field(kernel.place)?;
        return Some(format!(
            "where it was stands in `{name}`: a declared place, or {{\"lat\": 14.8, \"lon\": 117.9}}"
        ));
    }
    if is(&ACT) {
        let act = program.fields.iter().find(|row| row.kind == FieldType::Tree(kernel.act));
        let act = act.map(|row| row.name.as_str())?;
        return Some(format!("what was done stands in `{act}`"));
    }
    let reserved = [
        (&DATE[..], "the day stands in `date`, as 2024-06-17"),
        (&RECORD[..], "what was done about it stands in `record`, a list of deeds"),
        (&TITLE[..], "a heading stands in `title`, a free remark in `note`"),
    ];
    reserved.into_iter().find(|(words, _)| is(words)).map(|(_, said)| said.to_owned())
}

/// What is likely meant by a part of a deed that no deed has. The words are those of fields elsewhere, where they mean
/// other things: `on` is a day here, and whom it struck there.
pub(super) fn meant_of_a_deed(key: &str) -> Option<&'static str> {
    let key = key.to_lowercase();
    let told: [(&[&str], &str); 6] = [
        (&["on", "at", "when", "day", "time"], "the day of a deed stands in `date`, as 2024-06-17"),
        (&["who", "actor", "author", "from", "state", "party"], "who did it stands in `by`"),
        (
            &["act", "action", "did", "done", "deed", "what", "type"],
            "what was done stands in `does`: a kind of deed, see `casus list deeds`",
        ),
        (&["against", "target", "toward", "towards", "with", "whom"], "toward whom stands in `to`"),
        (&["under", "instrument", "pact", "agreement"], "the instrument stands in `treaty`"),
        (&["article", "duty"], "the clause stands in `clause`, by its name in the rules"),
    ];
    told.into_iter().find(|(words, _)| words.contains(&key.as_str())).map(|(_, said)| said)
}
