//! A comparison as a page: how each clause stands, what tells the two apart, the events that show it.

use std::io::Write as _;

use super::{Page, Row, beside};
use crate::analyse::compare::{Class, Compared, Comparison, Count, Part, Relation, Trouble};
use crate::event::to_json;
use crate::face::console::{Console, Outcome, clean};
use crate::face::options::CompareArgs;
use crate::face::{table, words};
use crate::ir::Program;

/// Values named in a cell before the rest are only counted.
const NAMED: usize = 8;

/// Everything that a page is made of.
pub(super) struct Sheet<'a> {
    pub args: &'a CompareArgs,
    pub page: Page,
    pub comparison: &'a Comparison<'a>,
    pub rows: &'a [Row<'a>],
}

impl Sheet<'_> {
    fn program(&self) -> &Program {
        self.comparison.host
    }

    fn names(&self) -> [&str; 2] {
        [&self.args.first, &self.args.second]
    }

    pub fn print(&self, console: &mut Console) -> Outcome<()> {
        writeln!(console.out, "{}", clean(&self.heading()))?;
        let differing: Vec<&Row<'_>> = self.rows.iter().filter(|row| !is_same(row)).collect();
        if matches!(self.page, Page::Texts(_)) {
            for row in self.rows {
                self.articles(console, row)?;
            }
        }
        if !differing.is_empty() {
            let text = self.overview(&differing, console.width);
            console.out.write_all(clean(&text).as_bytes())?;
        }
        for row in &differing {
            self.row(console, row)?;
        }
        let counted = |wanted: &dyn Fn(&Compared) -> bool| {
            self.rows.iter().filter(|row| row.found.as_ref().is_ok_and(wanted)).count()
        };
        let same = counted(&|found| found.relation == Relation::Equivalent);
        let silent = counted(&|found| found.relation == Relation::Silent);
        let open = self.rows.iter().filter(|row| row.found.is_err()).count();
        let total = words::count(self.rows.len(), "comparison", "comparisons");
        let apart = differing.len() - open;
        write!(console.out, "\n{total}: {apart} apart, {same} the same")?;
        if silent > 0 {
            write!(console.out, ", {silent} that call up nothing on any event")?;
        }
        if open > 0 {
            write!(console.out, ", {open} not decided")?;
        }
        writeln!(console.out)?;
        Ok(())
    }

    fn heading(&self) -> String {
        let [first, second] = self.names();
        let mut lines = vec![format!("{first} and {second}")];
        let mut days: Vec<_> = self.rows.iter().map(|row| row.day).collect();
        days.sort();
        days.dedup();
        match days.as_slice() {
            [day] => lines.push(format!("all events of {day} in which every fact is known")),
            [from, .., until] => {
                let count = words::count(days.len(), "day", "days");
                lines.push(format!(
                    "all events of {count} on which the rules change, from {from} to {until}, in which every fact is known"
                ));
            }
            [] => lines.push("no day".to_owned()),
        }
        if let Some(condition) = &self.args.only_where {
            lines.push(format!("only events where {condition}"));
        }
        match &self.page {
            Page::Readings => lines.push("what neither of the two says is read every way".to_owned()),
            Page::Folders => lines.push(
                "every question read every way; values, deeds and readings that only one of the two knows are left aside"
                    .to_owned(),
            ),
            Page::Texts(parties) => {
                let codes: Vec<&str> = parties.iter().map(|id| self.program().actor_name(*id)).collect();
                lines.push(format!("both texts as if {} had signed them; no bond between two of them rests", codes.join(", ")));
                lines.push(match &self.args.interpretation {
                    Some(name) => format!("disputed words as {name} reads them"),
                    None => "every question read every way".to_owned(),
                });
            }
        }
        lines.join("\n")
    }

    /// A line for each item on which the two part.
    fn overview(&self, rows: &[&Row<'_>], width: usize) -> String {
        let [first, second] = self.names();
        let several = self.args.all_days;
        let mut heading = vec!["clause"];
        if several {
            heading.push("from");
        }
        let (only_first, only_second) = (format!("only {first}"), format!("only {second}"));
        let texts = matches!(self.page, Page::Texts(_));
        let (a, b) =
            if texts { ("only first", "only second") } else { (only_first.as_str(), only_second.as_str()) };
        heading.extend(["how they stand", a, b, "both", "of"]);
        let cells = rows.iter().map(|row| {
            let mut cells = vec![row.named.name.clone()];
            if several {
                cells.push(row.day.to_string());
            }
            match &row.found {
                Ok(found) => {
                    cells.push(self.standing(found));
                    cells.extend(found.counts.map(number));
                    cells.push(number(found.all));
                }
                Err(Trouble::TooComplex) => cells.push("not decided: too much is open".to_owned()),
                Err(Trouble::NotConfirmed(_)) => cells.push("FAULT: an event is not confirmed".to_owned()),
            }
            cells
        });
        table::plain(&heading, cells.collect(), width)
    }

    fn standing(&self, found: &Compared) -> String {
        let [first, second] =
            if matches!(self.page, Page::Texts(_)) { ["the first", "the second"] } else { self.names() };
        let text = match found.relation {
            Relation::Silent => "neither calls up anything".to_owned(),
            Relation::Equivalent => "the same".to_owned(),
            Relation::FirstImplies => format!("{first} implies {second}"),
            Relation::SecondImplies => format!("{second} implies {first}"),
            Relation::Disjoint => "never both".to_owned(),
            Relation::Overlap => "each calls up what the other does not".to_owned(),
        };
        if found.by_acts_only { format!("{text}, in what parties could call up") } else { text }
    }

    fn row(&self, console: &mut Console, row: &Row<'_>) -> Outcome<()> {
        writeln!(console.out)?;
        let day = if self.args.all_days { format!(", from {}", row.day) } else { String::new() };
        writeln!(console.out, "{}{day}", clean(&row.named.name))?;
        let found = match &row.found {
            Ok(found) => found,
            Err(Trouble::TooComplex) => {
                writeln!(console.out, "  not decided: more is open than the limits allow")?;
                return Ok(());
            }
            Err(Trouble::NotConfirmed(event)) => {
                writeln!(console.out, "  FAULT: the evaluator does not confirm {event}")?;
                return Ok(());
            }
        };
        writeln!(console.out, "  for {}", some(&obligors(self.program(), found)))?;
        for (side, classes) in [&found.first, &found.second].into_iter().enumerate() {
            self.side(console, found, side, classes)?;
        }
        if found.closed_record {
            writeln!(
                console.out,
                "  aside: the record shows no deeds, since with any deeds too much is open"
            )?;
        }
        Ok(())
    }

    fn side(&self, console: &mut Console, found: &Compared, side: usize, classes: &[Class]) -> Outcome<()> {
        let [name, other] = if side == 0 {
            self.names()
        } else {
            let [a, b] = self.names();
            [b, a]
        };
        let (Some(count), Some(firm)) = (found.counts.get(side), found.however_read.get(side)) else {
            return Ok(());
        };
        if count.exact == Some(0) {
            return Ok(());
        }
        let share = 10_f64.powf(count.power - found.all.power) * 100.0;
        writeln!(
            console.out,
            "  only under {}: {} of {} events, {}; {} of them however open questions are read",
            clean(name),
            number(*count),
            number(found.all),
            percent(share),
            number(*firm),
        )?;
        for class in classes {
            self.class(console, class, [name, other], side)?;
        }
        Ok(())
    }

    fn class(
        &self,
        console: &mut Console,
        class: &Class,
        [name, other]: [&str; 2],
        side: usize,
    ) -> Outcome<()> {
        let program = self.program();
        writeln!(console.out, "    where")?;
        for part in &class.parts {
            writeln!(console.out, "      {}", clean(&part_words(part)))?;
        }
        if class.however_read && class.parts.iter().all(|part| !part.question) {
            writeln!(console.out, "      however open questions are read")?;
        }
        writeln!(console.out, "    such as {}", to_json(program, &class.event))?;
        let taken: Vec<String> =
            readings(program, class).into_iter().map(|(q, r)| format!("{q} is {r}")).collect();
        if !taken.is_empty() {
            writeln!(console.out, "    with {}", taken.join(", "))?;
        }
        let who = class.obligor.map_or("whoever it was", |who| program.actor_name(who));
        let [one, two] = class.statuses;
        let (here, there) = if side == 0 { (one, two) } else { (two, one) };
        writeln!(
            console.out,
            "    {who}: {} under {}, {} under {}",
            here.word(),
            clean(name),
            there.word(),
            clean(other)
        )?;
        Ok(())
    }

    /// The two articles beside each other, and what can call up each, field by field.
    fn articles(&self, console: &mut Console, row: &Row<'_>) -> Outcome<()> {
        let [first, second] = self.names();
        let item = &row.named.item;
        let parts = beside::rows(self.comparison.sides[0].program, row.day, [&item.left, &item.right]);
        writeln!(console.out, "\n{}", clean(&row.named.name))?;
        let text = table::plain(&["", first, second], parts, console.width);
        console.out.write_all(clean(&text).as_bytes())?;
        let Ok(found) = &row.found else { return Ok(()) };
        if found.values.is_empty() {
            return Ok(());
        }
        writeln!(console.out, "\nwhat an event must be to call up the two, field by field, on some reading")?;
        let cells = found.values.iter().map(|values| {
            let name = self.program().field(values.field).map_or("?", |field| field.name.as_str());
            let mut cells = vec![name.to_owned()];
            cells.extend(values.groups.iter().map(|group| some(group)));
            cells
        });
        let text = table::plain(
            &["", "both", "only the first", "only the second", "neither"],
            cells.collect(),
            console.width,
        );
        console.out.write_all(clean(&text).as_bytes())?;
        writeln!(console.out)?;
        Ok(())
    }
}

fn is_same(row: &Row<'_>) -> bool {
    row.found.as_ref().is_ok_and(|found| found.relation.is_same())
}

/// Who is treated differently.
pub(super) fn obligors(program: &Program, found: &Compared) -> Vec<String> {
    let name = |who: &Option<crate::ir::ActorId>| {
        who.map_or_else(|| "whoever it was".to_owned(), |who| program.actor_name(who).to_owned())
    };
    found.obligors.iter().map(name).collect()
}

/// The readings that the event of a class takes.
pub(super) fn readings(program: &Program, class: &Class) -> Vec<(String, String)> {
    class
        .readings
        .iter()
        .filter_map(|(question, reading)| {
            let row = program.question(*question)?;
            Some((row.name.clone(), row.readings.get(reading.index())?.name.clone()))
        })
        .collect()
}

fn part_words(part: &Part) -> String {
    if part.name == "record" {
        return part.values.join(", ");
    }
    let verb = if part.but { "is not" } else { "is" };
    let joined =
        if part.values.len() == 1 { part.values.join("") } else { format!("one of {}", some(&part.values)) };
    format!("{} {verb} {joined}", part.name)
}

fn some(values: &[String]) -> String {
    if values.is_empty() {
        return "—".to_owned();
    }
    let mut text = values.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if values.len() > NAMED {
        text.push_str(&format!(" and {} more", values.len() - NAMED));
    }
    text
}

/// A count as people write it: exact as long as it can be read.
fn number(count: Count) -> String {
    match count.exact {
        Some(exact) if exact < 1_000_000_000_000 => {
            let digits = exact.to_string();
            let mut text = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    text.push(' ');
                }
                text.push(digit);
            }
            text
        }
        _ => {
            let power = count.power.floor();
            format!("{:.2}e{power:.0}", 10_f64.powf(count.power - power))
        }
    }
}

fn percent(share: f64) -> String {
    if share >= 0.01 { format!("{share:.2} %") } else { format!("{share:.1e} %") }
}
