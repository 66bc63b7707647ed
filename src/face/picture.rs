//! A crisis as a picture: parties down, days across, each duty a bar coloured by its state, and a
//! numbered line for each day on which something happened.
//!
//! In: rows of dated stretches. Out: SVG text. Absent: where the stretches come from (`drawing`).

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::drawing::BOND;
use crate::evaluate::Status;
use crate::life::{End, Live, Stand, State};

/// One duty, decision or changed bond.
pub(super) struct Bar {
    /// Whose; bars of one party stand together.
    pub(super) party: String,
    /// What, and to whom.
    pub(super) label: String,
    /// From which day it stood how, in order.
    pub(super) stretches: Vec<(Date, &'static str)>,
}

/// What is drawn.
pub(super) struct Picture {
    /// Above everything.
    pub(super) title: String,
    /// In the order in which they stand.
    pub(super) bars: Vec<Bar>,
    /// What happened on which day, in order.
    pub(super) happened: Vec<(Date, String)>,
    /// The last day.
    pub(super) last: Date,
}

const DAYS: i32 = 720;
const ROW: i32 = 24;
const MARGIN: i32 = 12;
/// Where the words of states stand.
const LEGEND: i32 = 38;
/// Width of a letter at the size of labels: wide enough for the common sans-serif types.
const LETTER: i32 = 7;
/// Letters of a label that fit beside the bars.
const LETTERS: usize = 72;
/// Day marks along the top.
const MARKS: i32 = 8;
/// A stretch shorter than this could not be seen.
const LEAST: i32 = 3;
/// Numbers of events that are nearer to each other than this would overlap.
const APART: i32 = 22;
/// Events that are told in words below the bars; what is more is counted.
const TOLD: usize = 60;

/// The colours of states, told apart by people who do not see red and green alike.
const STATES: [(State, &str); 9] = [
    (State::Live(Live::Available), "#dddddd"),
    (State::Live(Live::Triggered), "#f0e442"),
    (State::Live(Live::Consulting), "#56b4e9"),
    (State::Live(Live::Due), "#e69f00"),
    (State::Suspended(Live::Due), "#aa99cc"),
    (State::Breached, "#b03000"),
    (State::Ended(End::Performed), "#009e73"),
    (State::Ended(End::Released), "#999999"),
    (State::Ended(End::Terminated), "#555555"),
];

/// The colours of rights and prohibitions, which are open or binding where a duty would be due.
const SPOKEN: [(&str, &str); 4] = [
    ("open to be used", "#0072b2"),
    ("binding", "#b8860b"),
    ("used", "#3b8f7a"),
    ("kept to its end", "#7fbfa9"),
];

/// The colours of decisions; what is settled one way or the other has the colours of duties that are.
const STANDS: [(Stand, &str); 11] = [
    (Stand::NotRequested, "#dddddd"),
    (Stand::Requested, "#f7f0a8"),
    (Stand::Convened, "#56b4e9"),
    (Stand::Undecided, "#e69f00"),
    (Stand::Decided, "#009e73"),
    (Stand::Rejected, "#b03000"),
    (Stand::Vetoed, "#7a1fa2"),
    (Stand::NoQuorum, "#aa99cc"),
    (Stand::Lapsed, "#999999"),
    (Stand::Lifted, "#555555"),
    (Stand::Contested, "#cc79a7"),
];

/// What is not settled is striped, each kind in its colour.
pub(super) const UNSETTLED: [(Status, &str); 4] = [
    (Status::Contested, "#cc79a7"),
    (Status::Undetermined, "#7f7f7f"),
    (Status::Open, "#56b4e9"),
    (Status::LeftOut, "#bbbbbb"),
];

/// All words that a stretch may have, in the order of the legend, with what fills them.
fn fills() -> Vec<(&'static str, String)> {
    let plain = STATES
        .iter()
        .map(|(state, colour)| (state.word(), *colour))
        .chain(SPOKEN)
        .chain(STANDS.iter().map(|(stand, colour)| (stand.word(), *colour)))
        .chain([(BOND, "#222255")]);
    let mut all: Vec<(&'static str, String)> = Vec::new();
    let striped = UNSETTLED.iter().map(|(status, _)| (status.word(), format!("url(#{})", stripes(*status))));
    for (word, fill) in striped.chain(plain.map(|(word, colour)| (word, colour.to_owned()))) {
        if !all.iter().any(|(other, _)| *other == word) {
            all.push((word, fill));
        }
    }
    all
}

fn stripes(status: Status) -> String {
    status.word().replace(' ', "-")
}

/// Measures and scale of one picture.
struct Sheet {
    first: Date,
    days: i32,
    /// Where the days begin.
    left: i32,
    /// Where the rows begin.
    top: i32,
    /// Where the rows end.
    bottom: i32,
    width: i32,
    height: i32,
}

impl Sheet {
    fn of(picture: &Picture, legend: &[(&'static str, String)], marks: usize) -> Sheet {
        let starts = picture.bars.iter().filter_map(|bar| bar.stretches.first()).map(|(day, _)| *day);
        let first = starts.chain(picture.happened.iter().map(|(day, _)| *day)).min();
        let first = first.unwrap_or(picture.last).min(picture.last);
        let days = (picture.last - first).get_days().max(0) + 1;
        let letters = picture.bars.iter().map(|bar| shortened(&bar.label).chars().count()).max();
        let left = 2 * MARGIN + 24 + LETTER * number(letters.unwrap_or(20)).max(20);
        let width = left + DAYS + 80;
        let top = LEGEND + ROW * lines_of(legend, width) + 52;
        let mut parties = 0;
        let mut before: Option<&str> = None;
        for bar in &picture.bars {
            parties += i32::from(before != Some(bar.party.as_str()));
            before = Some(&bar.party);
        }
        let bottom = top + (number(picture.bars.len()) + parties) * ROW;
        let told = picture.happened.len().min(TOLD) + usize::from(picture.happened.len() > TOLD);
        let words = if marks > 0 { 40 + 18 * number(told) } else { 0 };
        Sheet { first, days, left, top, bottom, width, height: bottom + 20 + words }
    }

    /// Where the morning of a day lies.
    fn at(&self, day: Date) -> i32 {
        self.left + (day - self.first).get_days().clamp(0, self.days) * DAYS / self.days
    }
}

/// Where the words of a legend stand, line by line.
fn places_of(legend: &[(&'static str, String)], width: i32) -> Vec<(i32, i32)> {
    let (mut x, mut line) = (MARGIN, 0);
    legend
        .iter()
        .map(|(word, _)| {
            let wide = 34 + 8 * number(word.len());
            if x > MARGIN && x + wide > width {
                (x, line) = (MARGIN, line + 1);
            }
            let place = (x, line);
            x += wide;
            place
        })
        .collect()
}

fn lines_of(legend: &[(&'static str, String)], width: i32) -> i32 {
    places_of(legend, width).last().map_or(1, |(_, line)| line + 1)
}

/// Events whose numbers would stand on each other share a mark: the days' places, first and last number.
fn marks(picture: &Picture, at: impl Fn(Date) -> i32) -> Vec<(Vec<i32>, usize, usize)> {
    let mut all: Vec<(Vec<i32>, usize, usize)> = Vec::new();
    for (place, (day, _)) in picture.happened.iter().enumerate() {
        if *day > picture.last {
            break;
        }
        let x = at(*day);
        match all.last_mut() {
            Some((places, _, last)) if places.first().is_some_and(|first| x - first < APART) => {
                if places.last() != Some(&x) {
                    places.push(x);
                }
                *last = place + 1;
            }
            _ => all.push((vec![x], place + 1, place + 1)),
        }
    }
    all
}

impl Picture {
    /// The picture as SVG.
    pub(super) fn svg(&self) -> String {
        let all = fills();
        let mut legend = all.clone();
        legend.retain(|(word, _)| {
            self.bars.iter().any(|bar| bar.stretches.iter().any(|(_, shown)| shown == word))
        });
        let sheet = Sheet::of(self, &legend, self.happened.len());
        let mut lines: Vec<String> = Vec::new();
        head(&mut lines, &self.title, &sheet, &legend);
        if self.bars.is_empty() {
            // Without a duty there are no days to mark.
            let y = sheet.top - MARGIN;
            lines.push(format!(r#"<text x="{MARGIN}" y="{y}">no obligation to show</text>"#));
        } else {
            self.days(&mut lines, &sheet);
            self.rows(&mut lines, &sheet, &all);
        }
        self.words(&mut lines, &sheet);
        lines.push("</svg>".to_owned());
        lines.into_iter().fold(String::new(), |mut out, line| {
            let _infallible = writeln!(out, "{line}");
            out
        })
    }

    /// The marks of days, and the numbered lines of events.
    fn days(&self, lines: &mut Vec<String>, sheet: &Sheet) {
        let step = ((sheet.days + MARKS - 1) / MARKS).max(1);
        let mut mark = 0;
        while mark < sheet.days {
            let day = sheet.first.saturating_add(mark.days());
            let (x, y) = (sheet.at(day), sheet.top);
            lines.push(format!(
                r##"<line x1="{x}" y1="{}" x2="{x}" y2="{}" stroke="#dddddd"/>"##,
                y - 6,
                sheet.bottom
            ));
            lines.push(format!(r#"<text x="{x}" y="{}" font-size="11">{day}</text>"#, y - 30));
            mark += step;
        }
        for (places, first, last) in marks(self, |day| sheet.at(day)) {
            for x in &places {
                lines.push(format!(
                    r##"<line x1="{x}" y1="{}" x2="{x}" y2="{}" stroke="#444444" stroke-dasharray="2 3"/>"##,
                    sheet.top - 8,
                    sheet.bottom
                ));
            }
            let x = places.first().copied().unwrap_or(sheet.left);
            let number = if first == last { first.to_string() } else { format!("{first}–{last}") };
            lines.push(format!(
                r#"<text x="{x}" y="{}" font-size="11" font-weight="bold">{number}</text>"#,
                sheet.top - 12
            ));
        }
    }

    fn rows(&self, lines: &mut Vec<String>, sheet: &Sheet, all: &[(&'static str, String)]) {
        let mut y = sheet.top;
        let mut party: Option<&str> = None;
        for bar in &self.bars {
            if party != Some(bar.party.as_str()) {
                party = Some(&bar.party);
                lines.push(format!(
                    r#"<text x="{MARGIN}" y="{}" font-weight="bold">{}</text>"#,
                    y + 17,
                    escape(&bar.party)
                ));
                y += ROW;
            }
            lines.push(format!(r#"<text x="24" y="{}">{}</text>"#, y + 17, escape(&shortened(&bar.label))));
            self.stretches(lines, sheet, all, bar, y);
            y += ROW;
        }
    }

    fn stretches(
        &self,
        lines: &mut Vec<String>,
        sheet: &Sheet,
        all: &[(&'static str, String)],
        bar: &Bar,
        y: i32,
    ) {
        for (place, (from, state)) in bar.stretches.iter().enumerate() {
            if *from > self.last {
                break;
            }
            let next = bar.stretches.get(place + 1).map(|(day, _)| *day);
            if next == Some(*from) {
                continue;
            }
            let (start, end) =
                (sheet.at(*from), sheet.at(next.unwrap_or_else(|| self.last.saturating_add(1.day()))));
            let fill =
                all.iter().find(|(word, _)| word == state).map_or("#000000", |(_, fill)| fill.as_str());
            lines.push(format!(
                r#"<rect x="{start}" y="{}" width="{}" height="{}" fill="{fill}"><title>{}</title></rect>"#,
                y + 4,
                (end - start).max(LEAST),
                ROW - 8,
                escape(&format!("{state} from {from}: {}", bar.label)),
            ));
        }
    }

    /// What happened, in words, below the rows.
    fn words(&self, lines: &mut Vec<String>, sheet: &Sheet) {
        if self.happened.is_empty() {
            return;
        }
        let mut y = sheet.bottom + 36;
        lines.push(format!(r#"<text x="{MARGIN}" y="{y}" font-weight="bold">What happened</text>"#));
        for (place, (day, what)) in self.happened.iter().take(TOLD).enumerate() {
            y += 18;
            lines.push(format!(
                r#"<text x="24" y="{y}">{}  {day}  {}</text>"#,
                place + 1,
                escape(&cut(what, 2 * LETTERS))
            ));
        }
        if let Some(more) = self.happened.len().checked_sub(TOLD).filter(|more| *more > 0) {
            lines.push(format!(r#"<text x="24" y="{}">and {more} more</text>"#, y + 18));
        }
    }
}

fn head(lines: &mut Vec<String>, title: &str, sheet: &Sheet, legend: &[(&'static str, String)]) {
    let (width, height) = (sheet.width, sheet.height);
    lines.push(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">"#
    ));
    let shown = |status: &Status| legend.iter().any(|(word, _)| *word == status.word());
    for (status, colour) in UNSETTLED.iter().filter(|(status, _)| shown(status)) {
        lines.push(format!(
            r##"<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f7f7f7"/><rect width="3" height="6" fill="{colour}"/></pattern></defs>"##,
            stripes(*status)
        ));
    }
    lines.push(format!(r##"<rect width="{width}" height="{height}" fill="#ffffff"/>"##));
    let title = escape(title);
    lines.push(format!(r#"<text x="{MARGIN}" y="24" font-size="16" font-weight="bold">{title}</text>"#));
    for ((word, fill), (x, line)) in legend.iter().zip(places_of(legend, width)) {
        let y = LEGEND + ROW * line;
        lines.push(format!(r#"<rect x="{x}" y="{y}" width="14" height="14" fill="{fill}"/>"#));
        lines.push(format!(r#"<text x="{}" y="{}">{word}</text>"#, x + 19, y + 12));
    }
}

/// A count as a measure; far more rows than a picture can have are as many as it can.
fn number(count: usize) -> i32 {
    i32::try_from(count.min(10_000_000)).unwrap_or(0)
}

fn shortened(label: &str) -> String {
    cut(label, LETTERS)
}

pub(super) fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{cut}…")
}

/// Text that may stand in SVG.
pub(super) fn escape(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn picture(bars: Vec<Bar>, happened: Vec<(Date, String)>) -> String {
        Picture { title: "t".to_owned(), bars, happened, last: date(1914, 8, 10) }.svg()
    }

    fn bar(stretches: Vec<(Date, &'static str)>) -> Bar {
        Bar { party: "A <b>".to_owned(), label: "x & y".to_owned(), stretches }
    }

    #[test]
    fn a_bar_covers_the_days_of_its_state() {
        let due = State::Live(Live::Due).word();
        let performed = State::Ended(End::Performed).word();
        let shown =
            picture(vec![bar(vec![(date(1914, 8, 1), due), (date(1914, 8, 6), performed)])], Vec::new());
        // Ten days on 720 points: five due, five performed.
        let place = |fill: &str, x: &str| {
            shown.lines().any(|line| {
                line.contains(&format!(r#"width="360" height="16" fill="{fill}""#))
                    && line.contains(&format!(r#"<rect x="{x}""#))
            })
        };
        assert!(place("#e69f00", "188") && place("#009e73", "548"), "{shown}");
        assert!(shown.contains("A &lt;b&gt;") && shown.contains("x &amp; y"), "{shown}");
        assert!(!shown.contains(">breached<"), "the legend has what is shown: {shown}");
    }

    #[test]
    fn what_is_not_settled_is_striped_and_in_the_legend() {
        let shown = picture(vec![bar(vec![(date(1914, 8, 1), Status::Contested.word())])], Vec::new());
        assert!(shown.contains(r##"fill="url(#contested)"><title>"##), "{shown}");
        assert!(shown.contains(r#"<pattern id="contested""#) && shown.contains(">contested<"), "{shown}");
    }

    #[test]
    fn events_too_near_to_each_other_share_a_mark() {
        let due = State::Live(Live::Due).word();
        let told = [(1, "one"), (1, "two"), (9, "three")];
        let told = told.iter().map(|(day, what)| (date(1914, 8, *day), (*what).to_owned())).collect();
        let shown = picture(vec![bar(vec![(date(1914, 8, 1), due)])], told);
        assert!(shown.contains(">1–2<") && shown.contains(">3<"), "{shown}");
        assert!(shown.contains("3  1914-08-09  three"), "{shown}");
    }

    #[test]
    fn no_bar_is_no_panic() {
        let shown = picture(Vec::new(), Vec::new());
        assert!(shown.contains("no obligation to show") && shown.ends_with("</svg>\n"), "{shown}");
        assert!(!shown.contains("1914"), "{shown}");
    }
}
