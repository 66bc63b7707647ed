//! Cards in bands as SVG: what calls for an act stands above it, numbered, with a line from one to the other.
//!
//! In: bands of cards. Out: SVG text. Absent: what the cards say (`drawing`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::face::picture::{cut, escape};

/// How a card looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// An event that is given.
    Given,
    /// An act on the side of the one that acted first.
    One,
    /// An act on the other side.
    Other,
    /// An act where there are no two sides.
    NoSide,
    /// What is not settled.
    Open,
}

impl Look {
    fn fill(self) -> &'static str {
        match self {
            Look::Given => "#eeeeee",
            Look::One => "#d6e8f7",
            Look::Other => "#fbe3c0",
            Look::NoSide => "#e6dff0",
            Look::Open => "#ffffff",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Look::Given => "given",
            Look::One => "the side that acted first",
            Look::Other => "the other side",
            Look::NoSide => "on no side of two",
            Look::Open => "not settled",
        }
    }
}

/// An event or an act.
#[derive(Debug, Clone)]
pub(super) struct Card {
    /// Its number; others cite it.
    pub(super) number: usize,
    /// Who against whom.
    pub(super) heading: String,
    /// What, by which clauses, on what it rests.
    pub(super) lines: Vec<String>,
    /// What hovering shows.
    pub(super) more: String,
    /// Its colours.
    pub(super) look: Look,
    /// Every duty that calls for it was only taken as owed.
    pub(super) unsure: bool,
    /// It breaks another duty.
    pub(super) breaks: bool,
    /// The cards that call for it.
    pub(super) from: BTreeSet<usize>,
}

/// The cards of one round, or a remark without cards.
#[derive(Debug, Clone)]
pub(super) struct Band {
    /// Above them.
    pub(super) heading: String,
    /// In their order.
    pub(super) cards: Vec<Card>,
}

impl Band {
    pub(super) fn new(heading: String) -> Band {
        Band { heading, cards: Vec::new() }
    }
}

/// Numbers cards in the order in which they stand, and what they cite with them.
pub(super) fn number_in_order(bands: &mut [Band]) {
    let cards = bands.iter().flat_map(|band| &band.cards);
    let order: BTreeMap<usize, usize> = cards.zip(1..).map(|(card, place)| (card.number, place)).collect();
    for card in bands.iter_mut().flat_map(|band| &mut band.cards) {
        card.number = order.get(&card.number).copied().unwrap_or(card.number);
        card.from = card.from.iter().filter_map(|cited| order.get(cited).copied()).collect();
    }
}

/// The whole picture.
pub(super) struct Sheet {
    /// Above everything.
    pub(super) title: String,
    /// From top to bottom.
    pub(super) bands: Vec<Band>,
    /// Lines below: who stands against whom.
    pub(super) end: Vec<String>,
}

const MARGIN: i32 = 14;
const CARD: i32 = 300;
const GAP: i32 = 18;
const ACROSS: usize = 4;
const WIDTH: i32 = 2 * MARGIN + 4 * CARD + 3 * GAP;
/// Height of a line of text.
const LINE: i32 = 15;
/// Letters that fit into a line of a card, in the types of the body and of the heading.
const LETTERS: usize = 44;
const HEADING: usize = 35;
/// Lines of one sentence; what is longer is cut, and hovering shows it.
const LINES: usize = 5;
/// Room between rows of cards, for the lines between them.
const BETWEEN: i32 = 26;

/// A card with its place.
struct Placed<'c> {
    card: &'c Card,
    heading: Vec<String>,
    body: Vec<String>,
    x: i32,
    y: i32,
    height: i32,
}

impl Sheet {
    /// The picture as SVG.
    pub(super) fn svg(&self) -> String {
        let looks: BTreeSet<Look> = self.cards().map(|card| card.look).collect();
        let breaks = self.cards().any(|card| card.breaks);
        let unsure = self.cards().any(|card| card.unsure);
        let mut y = 66;
        let mut words = Vec::new();
        let mut placed = Vec::new();
        for band in &self.bands {
            y += 22;
            words.push(text(MARGIN, y, 14, true, &band.heading));
            y += 12;
            for row in band.cards.chunks(ACROSS) {
                y = place(row, y, &mut placed) + BETWEEN;
            }
        }
        for line in self.end.iter().flat_map(|line| wrapped(line, 180)) {
            y += LINE + 3;
            let heading = !line.starts_with(' ') && !line.is_empty();
            let x = if heading { MARGIN } else { 2 * MARGIN };
            words.push(text(x, y, 13, heading, line.trim()));
        }
        let height = y + 20;
        let mut lines = head(&self.title, height);
        legend(&mut lines, &looks, unsure, breaks);
        let at: BTreeMap<usize, &Placed<'_>> = placed.iter().map(|one| (one.card.number, one)).collect();
        for one in &placed {
            let from = one.card.from.iter().filter_map(|from| at.get(from));
            lines.extend(from.filter_map(|from| edge(from, one)));
        }
        placed.iter().for_each(|one| one.draw(&mut lines));
        lines.extend(words);
        lines.push("</svg>".to_owned());
        lines.into_iter().fold(String::new(), |mut out, line| {
            let _infallible = writeln!(out, "{line}");
            out
        })
    }

    fn cards(&self) -> impl Iterator<Item = &Card> {
        self.bands.iter().flat_map(|band| &band.cards)
    }
}

/// Gives the cards of a row their places; the lower edge of the tallest.
fn place<'c>(row: &'c [Card], y: i32, placed: &mut Vec<Placed<'c>>) -> i32 {
    let mut x = MARGIN;
    let mut lower = y;
    for card in row {
        let heading = wrapped(&format!("{}  {}", card.number, card.heading), HEADING);
        let cited: Vec<String> = card.from.iter().map(usize::to_string).collect();
        let cited = (!cited.is_empty()).then(|| format!("called up by {}", cited.join(", ")));
        let body: Vec<String> =
            card.lines.iter().chain(cited.as_ref()).flat_map(|line| wrapped(line, LETTERS)).collect();
        let height = 14 + LINE * number(heading.len() + body.len()) + 4;
        lower = lower.max(y + height);
        placed.push(Placed { card, heading, body, x, y, height });
        x += CARD + GAP;
    }
    lower
}

impl Placed<'_> {
    fn draw(&self, lines: &mut Vec<String>) {
        let Placed { card, x, y, height, .. } = self;
        let (stroke, wide) = if card.breaks { ("#b03000", 2) } else { ("#555555", 1) };
        let dashes = if card.look == Look::Open || card.unsure { r#" stroke-dasharray="6 4""# } else { "" };
        let fill = card.look.fill();
        let more: Vec<&str> = std::iter::once(&card.more).chain(&card.lines).map(String::as_str).collect();
        lines.push(format!(
            r#"<rect x="{x}" y="{y}" width="{CARD}" height="{height}" rx="4" fill="{fill}" stroke="{stroke}" stroke-width="{wide}"{dashes}><title>{}</title></rect>"#,
            escape(&more.join("; ")),
        ));
        let mut down = y + 17;
        for line in &self.heading {
            lines.push(text(x + 8, down, 13, true, line));
            down += LINE;
        }
        for line in &self.body {
            lines.push(text(x + 8, down, 12, false, line));
            down += LINE;
        }
    }
}

/// A line from what calls to what it calls up; it leaves and arrives on the right, clear of the headings. What is
/// open stands at the end, far from what calls for it: there the numbers say enough.
fn edge(from: &Placed<'_>, to: &Placed<'_>) -> Option<String> {
    // A later event may call again for what is done already; a line upward would only confuse.
    if to.card.look == Look::Open || from.y >= to.y {
        return None;
    }
    let (x1, y1) = (from.x + CARD * 9 / 10, from.y + from.height);
    let (x2, y2) = (to.x + CARD * 4 / 5, to.y);
    let bend = 18;
    Some(format!(
        r##"<path d="M {x1} {y1} C {x1} {} {x2} {} {x2} {y2}" fill="none" stroke="#8a8a8a"/><circle cx="{x2}" cy="{y2}" r="3" fill="#8a8a8a"/>"##,
        y1 + bend,
        y2 - bend,
    ))
}

fn head(title: &str, height: i32) -> Vec<String> {
    vec![
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">"#
        ),
        format!(r##"<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>"##),
        text(MARGIN, 26, 16, true, &cut(title, 140)),
    ]
}

/// What the colours and frames stand for, as far as they are shown.
fn legend(lines: &mut Vec<String>, looks: &BTreeSet<Look>, unsure: bool, breaks: bool) {
    let mut x = MARGIN;
    let mut entry = |fill: &str, stroke: &str, dashes: &str, word: &str| {
        lines.push(format!(
            r#"<rect x="{x}" y="44" width="20" height="14" rx="3" fill="{fill}" stroke="{stroke}"{dashes}/>"#
        ));
        lines.push(text(x + 26, 56, 12, false, word));
        x += 50 + 7 * number(word.chars().count());
    };
    for look in looks {
        let dashes = if *look == Look::Open { r#" stroke-dasharray="4 3""# } else { "" };
        entry(look.fill(), "#555555", dashes, look.word());
    }
    if unsure {
        entry("#f7f7f7", "#555555", r#" stroke-dasharray="4 3""#, "taken as owed, though it is not settled");
    }
    if breaks {
        entry("#ffffff", "#b03000", "", "breaks another duty");
    }
}

fn text(x: i32, y: i32, size: i32, bold: bool, words: &str) -> String {
    let weight = if bold { r#" font-weight="bold""# } else { "" };
    format!(r#"<text x="{x}" y="{y}" font-size="{size}"{weight}>{}</text>"#, escape(words))
}

/// Lines of so many letters; the first keeps the blanks before it, a sentence of too many lines is cut.
fn wrapped(sentence: &str, letters: usize) -> Vec<String> {
    let indent: String = sentence.chars().take_while(|c| *c == ' ').collect();
    let mut lines: Vec<String> = vec![indent];
    for word in sentence.split_whitespace() {
        let fits = |line: &String| line.chars().count() + 1 + word.chars().count() <= letters;
        match lines.last_mut() {
            Some(line) if line.trim().is_empty() => line.push_str(word),
            Some(line) if fits(line) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(line) = lines.last_mut() {
            line.push_str(" …");
        }
    }
    lines.iter().map(|line| cut(line, letters + 2)).collect()
}

/// A count as a measure.
fn number(count: usize) -> i32 {
    i32::try_from(count.min(1_000_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(number: usize, look: Look, from: &[usize]) -> Card {
        Card {
            number,
            heading: "A <b> against C".to_owned(),
            lines: vec!["enters & stays".to_owned()],
            more: "more".to_owned(),
            look,
            unsure: false,
            breaks: false,
            from: from.iter().copied().collect(),
        }
    }

    fn sheet(bands: Vec<Band>) -> String {
        Sheet { title: "t".to_owned(), bands, end: vec!["At the end".to_owned()] }.svg()
    }

    #[test]
    fn what_is_called_up_cites_what_calls_and_a_line_joins_what_is_settled() {
        let mut given = Band::new("given".to_owned());
        given.cards.push(card(1, Look::Given, &[]));
        let mut round = Band::new("round 1".to_owned());
        round.cards.extend([card(2, Look::One, &[1]), card(3, Look::Open, &[1])]);
        let shown = sheet(vec![given, round]);
        assert_eq!(shown.matches("<path").count(), 1, "{shown}");
        assert_eq!(shown.matches(r#"stroke-dasharray="6 4""#).count(), 1, "only what is open is dashed");
        assert_eq!(shown.matches("called up by 1").count(), 2, "{shown}");
        assert!(shown.contains("A &lt;b&gt; against C") && shown.contains("enters &amp; stays"), "{shown}");
        assert!(shown.contains(">not settled<") && !shown.contains(">the other side<"), "{shown}");
    }

    #[test]
    fn cards_of_a_row_stand_apart_and_the_next_row_below() {
        let mut band = Band::new("many".to_owned());
        band.cards.extend((1..=5).map(|number| card(number, Look::Given, &[])));
        let mut placed = Vec::new();
        let lower = place(band.cards.get(..4).unwrap(), 100, &mut placed);
        place(band.cards.get(4..).unwrap(), lower + BETWEEN, &mut placed);
        let row: Vec<i32> = placed.iter().take(4).map(|one| one.x).collect();
        assert!(row.windows(2).all(|pair| pair[1] - pair[0] > CARD), "{row:?}");
        assert!(placed[4].y > placed[0].y + placed[0].height, "the fifth is under the first");
        assert!(row[3] + CARD + MARGIN <= WIDTH);
    }

    #[test]
    fn numbers_follow_the_order_of_the_page() {
        let mut bands = vec![Band::new("first".to_owned()), Band::new("second".to_owned())];
        bands[0].cards.push(card(7, Look::Given, &[]));
        bands[1].cards.extend([card(9, Look::One, &[7]), card(2, Look::Other, &[9, 7])]);
        number_in_order(&mut bands);
        let seen: Vec<_> = bands.iter().flat_map(|band| &band.cards).map(|c| (c.number, &c.from)).collect();
        assert_eq!(seen[0].0, 1);
        assert_eq!((seen[1].0, seen[1].1), (2, &BTreeSet::from([1])));
        assert_eq!((seen[2].0, seen[2].1), (3, &BTreeSet::from([1, 2])));
    }

    #[test]
    fn nothing_is_no_panic() {
        assert!(sheet(Vec::new()).ends_with("</svg>\n"));
    }
}
