//! Comparisons as records: one line of JSON for each item and day.

use std::io::Write as _;

use serde::Serialize;
use serde_json::value::RawValue;

use super::page::{self, Sheet};
use crate::analyse::compare::{Class, Count, Relation, Trouble};
use crate::event::to_json;
use crate::face::console::{Console, Outcome};
use crate::ir::Program;

pub(super) fn write(console: &mut Console, sheet: &Sheet<'_>) -> Outcome<()> {
    let program = sheet.comparison.host;
    for row in sheet.rows {
        let found = row.found.as_ref().ok();
        let counts = found.map(|found| Counts {
            only_first: number(found.counts[0]),
            only_second: number(found.counts[1]),
            both: number(found.counts[2]),
            only_first_however_read: number(found.however_read[0]),
            only_second_however_read: number(found.however_read[1]),
            all: number(found.all),
        });
        let record = Record {
            first: &sheet.args.first,
            second: &sheet.args.second,
            item: &row.named.name,
            day: row.day.to_string(),
            relation: found.map(|found| found.relation).map(Relation::word),
            by_acts_only: found.is_some_and(|found| found.by_acts_only),
            not_decided: match &row.found {
                Err(Trouble::TooComplex) => Some("more is open than the limits allow".to_owned()),
                Err(Trouble::NotConfirmed(event)) => Some(format!("not confirmed: {event}")),
                Ok(_) => None,
            },
            obligors: found.map(|found| page::obligors(program, found)),
            events: counts,
            only_first: classes(program, found.map(|found| found.first.as_slice()).unwrap_or_default()),
            only_second: classes(program, found.map(|found| found.second.as_slice()).unwrap_or_default()),
            values: found
                .into_iter()
                .flat_map(|found| &found.values)
                .map(|row| {
                    let [both, first, second, neither] = row.groups.clone();
                    let field = program.field(row.field).map_or("?", |row| row.name.as_str());
                    ValuesRecord { field, both, first, second, neither }
                })
                .collect(),
            record_closed: found.is_some_and(|found| found.closed_record),
            schema_version: 1,
        };
        serde_json::to_writer(&mut console.out, &record)?;
        writeln!(console.out)?;
    }
    Ok(())
}

fn number(count: Count) -> Number {
    Number {
        exact: count.exact.map(|n| n.to_string()),
        power_of_ten: count.power.is_finite().then_some(count.power),
    }
}

fn classes<'p>(program: &'p Program, list: &[Class]) -> Vec<ClassRecord<'p>> {
    let one = |class: &Class| ClassRecord {
        however_read: class.however_read,
        class: class
            .parts
            .iter()
            .map(|part| PartRecord { of: part.name.clone(), any_but: part.but, values: part.values.clone() })
            .collect(),
        event: RawValue::from_string(to_json(program, &class.event)).ok(),
        readings: page::readings(program, class),
        obligor: class.obligor.map(|who| program.actor_name(who)),
        first: class.statuses[0].word(),
        second: class.statuses[1].word(),
    };
    list.iter().map(one).collect()
}

#[derive(Serialize)]
struct Record<'a> {
    first: &'a str,
    second: &'a str,
    item: &'a str,
    day: String,
    relation: Option<&'static str>,
    by_acts_only: bool,
    not_decided: Option<String>,
    obligors: Option<Vec<String>>,
    events: Option<Counts>,
    only_first: Vec<ClassRecord<'a>>,
    only_second: Vec<ClassRecord<'a>>,
    values: Vec<ValuesRecord<'a>>,
    record_closed: bool,
    schema_version: u32,
}

#[derive(Serialize)]
struct Counts {
    only_first: Number,
    only_second: Number,
    both: Number,
    only_first_however_read: Number,
    only_second_however_read: Number,
    all: Number,
}

/// A number too large for many readers of JSON stands in quotes.
#[derive(Serialize)]
struct Number {
    exact: Option<String>,
    power_of_ten: Option<f64>,
}

#[derive(Serialize)]
struct ClassRecord<'a> {
    however_read: bool,
    class: Vec<PartRecord>,
    event: Option<Box<RawValue>>,
    readings: Vec<(String, String)>,
    obligor: Option<&'a str>,
    first: &'static str,
    second: &'static str,
}

#[derive(Serialize)]
struct PartRecord {
    of: String,
    any_but: bool,
    values: Vec<String>,
}

#[derive(Serialize)]
struct ValuesRecord<'a> {
    field: &'a str,
    both: Vec<String>,
    first: Vec<String>,
    second: Vec<String>,
    neither: Vec<String>,
}
