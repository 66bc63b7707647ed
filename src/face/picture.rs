//! A crisis as a picture: parties down, days across, each duty a bar coloured by its state.
//!
//! In: rows of dated stretches. Out: SVG text. Absent: where the stretches come from.

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::life::{Live, Stand, State};

/// One duty or decision.
pub(crate) struct Bar {
    /// Whose; bars of one party stand together.
    pub party: String,
    /// What, and to whom.
    pub label: String,
    /// From which day it stood how, in order.
    pub stretches: Vec<(Date, &'static str)>,
}

const LABELS: i32 = 470;
const DAYS: i32 = 720;
const ROW: i32 = 24;
const TOP: i32 = 96;
/// Letters of a label that fit beside the bars.
const LETTERS: usize = 66;
/// Day marks along the top.
const MARKS: i32 = 9;

/// The colours of states, told apart by people who do not see red and green alike, and their words.
const STATES: [(State, &str); 9] = [
    (State::Live(Live::Available), "#dddddd"),
    (State::Live(Live::Triggered), "#f0e442"),
    (State::Live(Live::Consulting), "#56b4e9"),
    (State::Live(Live::Due), "#e69f00"),
    (State::Suspended(Live::Due), "#aa99cc"),
    (State::Breached, "#b03000"),
    (State::Ended(crate::life::End::Performed), "#009e73"),
    (State::Ended(crate::life::End::Released), "#999999"),
    (State::Ended(crate::life::End::Terminated), "#555555"),
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

fn colour(word: &str) -> &'static str {
    let duty = STATES.iter().find(|(other, _)| other.word() == word).map(|(_, colour)| *colour);
    let decision = || STANDS.iter().find(|(other, _)| other.word() == word).map(|(_, colour)| *colour);
    duty.or_else(decision).unwrap_or("#000000")
}

/// The words of a legend with their colours: those of duties, and of the decisions that are shown.
fn legend(bars: &[Bar]) -> Vec<(&'static str, &'static str)> {
    let shown =
        |stand: &Stand| bars.iter().any(|bar| bar.stretches.iter().any(|(_, word)| *word == stand.word()));
    let duties = STATES.iter().map(|(state, fill)| (state.word(), *fill));
    duties
        .chain(STANDS.iter().filter(|(stand, _)| shown(stand)).map(|(stand, fill)| (stand.word(), *fill)))
        .collect()
}

/// The picture of some duties, up to the end of a day.
pub(crate) fn svg(title: &str, bars: &[Bar], last: Date) -> String {
    let first =
        bars.iter().filter_map(|bar| bar.stretches.first()).map(|(day, _)| *day).min().unwrap_or(last);
    let days = (last - first).get_days().max(0) + 1;
    let at = |day: Date| LABELS + (day.min(last) - first).get_days().clamp(0, days) * DAYS / days;
    let parties =
        bars.windows(2).filter(|two| two.first().map(|b| &b.party) != two.last().map(|b| &b.party)).count();
    let rows = i32::try_from(bars.len() + parties + usize::from(!bars.is_empty())).unwrap_or(0);
    let (width, height) = (LABELS + DAYS + 80, TOP + rows * ROW + 20);
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">"#
    ));
    line(format!(r##"<rect width="{width}" height="{height}" fill="#ffffff"/>"##));
    line(format!(r#"<text x="12" y="24" font-size="16" font-weight="bold">{}</text>"#, escape(title)));
    let mut x = 12;
    for (word, fill) in legend(bars) {
        line(format!(r#"<rect x="{x}" y="38" width="14" height="14" fill="{fill}"/>"#));
        line(format!(r#"<text x="{}" y="50">{word}</text>"#, x + 19));
        x += 30 + 8 * i32::try_from(word.len()).unwrap_or(10);
    }
    let step = (days + MARKS - 1) / MARKS;
    let mut mark = 0;
    if bars.is_empty() {
        // Without a duty there are no days to mark.
        line(format!(r#"<text x="12" y="{}">no obligation to show</text>"#, TOP - 12));
        mark = days;
    }
    while mark < days {
        let day = first.saturating_add(mark.days());
        let x = at(day);
        line(format!(
            r##"<line x1="{x}" y1="{}" x2="{x}" y2="{}" stroke="#cccccc"/>"##,
            TOP - 6,
            height - 12
        ));
        line(format!(r#"<text x="{x}" y="{}" font-size="11">{day}</text>"#, TOP - 12));
        mark += step.max(1);
    }
    let mut y = TOP;
    let mut party: Option<&str> = None;
    for bar in bars {
        if party != Some(bar.party.as_str()) {
            party = Some(&bar.party);
            line(format!(r#"<text x="12" y="{}" font-weight="bold">{}</text>"#, y + 17, escape(&bar.party)));
            y += ROW;
        }
        line(format!(r#"<text x="24" y="{}">{}</text>"#, y + 17, escape(&shortened(&bar.label))));
        for (place, (from, state)) in bar.stretches.iter().enumerate() {
            let until = bar.stretches.get(place + 1).map_or(last.saturating_add(1.day()), |(day, _)| *day);
            let start = at(*from);
            let end = LABELS + (until - first).get_days().clamp(0, days) * DAYS / days;
            if end > start {
                line(format!(
                    r#"<rect x="{start}" y="{}" width="{}" height="{}" fill="{}"><title>{}</title></rect>"#,
                    y + 4,
                    end - start,
                    ROW - 8,
                    colour(state),
                    escape(&format!("{state} from {from}: {}", bar.label)),
                ));
            }
        }
        y += ROW;
    }
    let _infallible = writeln!(out, "</svg>");
    out
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LETTERS {
        return label.to_owned();
    }
    let cut: String = label.chars().take(LETTERS - 1).collect();
    format!("{cut}…")
}

/// Text that may stand in SVG.
fn escape(text: &str) -> String {
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

    #[test]
    fn a_bar_covers_the_days_of_its_state() {
        let stretches = vec![
            (date(1914, 8, 1), State::Live(Live::Due).word()),
            (date(1914, 8, 6), State::Ended(crate::life::End::Performed).word()),
        ];
        let bar = Bar { party: "A <b>".to_owned(), label: "x & y".to_owned(), stretches };
        let picture = svg("t", &[bar], date(1914, 8, 10));
        // Ten days on 720 points: five due, five performed.
        assert!(
            picture.contains(r##"<rect x="470" y="124" width="360" height="16" fill="#e69f00">"##),
            "{picture}"
        );
        assert!(
            picture.contains(r##"<rect x="830" y="124" width="360" height="16" fill="#009e73">"##),
            "{picture}"
        );
        assert!(picture.contains("A &lt;b&gt;") && picture.contains("x &amp; y"), "{picture}");
    }

    #[test]
    fn no_bar_is_no_panic() {
        let picture = svg("t", &[], date(1914, 8, 10));
        assert!(picture.contains("no obligation to show") && picture.ends_with("</svg>\n"), "{picture}");
        assert!(!picture.contains("1914"), "{picture}");
    }
}
