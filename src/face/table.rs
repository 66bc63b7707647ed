//! Tables that fit the terminal.
//!
//! In: headings, rows of text, for `eval` groups of verdicts. Out: text. Absent: choosing what is
//! shown.

use comfy_table::{
    Attribute, Cell, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use super::columns::{PADDING, fold, longest_word, widths};
use super::console::clean;
use super::row::{Group, Hidden};
use super::silent;
use super::words;
use crate::evaluate::{BeneficiaryOut, EXCLUDED, Status, Verdict};
use crate::event::Event;
use crate::ir::{
    ActorId, ActorSet, Clause, ClauseId, Evidence, LimbRole, Program, Response, SetClass, TreatyId,
};

/// A thin line under the heading.
const PLAIN: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The same, and a thinner line between rows, since their cells run over several lines.
const RULED: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .row_separator(LineStyle::none().fill('┈').junction('┈'));

/// Lines that are no longer than this stay whole in a list, as dates and pairs of years do.
const UNBROKEN: usize = 14;

/// Lines that are longer than this are read as well in two, so that no column has more room for them.
const READ_WELL: usize = 40;

/// A table without colours. Where its columns do not fit as they are, each has room by its longest line.
pub(crate) fn plain(heading: &[&str], rows: Vec<Vec<String>>, width: usize) -> String {
    let longest = |at: usize| {
        let cells = rows.iter().filter_map(move |row| row.get(at)).flat_map(|cell| cell.lines());
        let title = heading.get(at).copied().into_iter();
        cells.chain(title).map(|line| line.chars().count()).max().unwrap_or(0)
    };
    let lines: Vec<usize> = (0..heading.len()).map(longest).collect();
    let first = lines.first().copied().unwrap_or(0) + PADDING;
    let all = lines.iter().map(|line| line + PADDING + 1).sum::<usize>();
    if all > width + 1 && first <= width / 2 {
        let shares: Vec<usize> = lines.iter().skip(1).map(|line| (*line).min(READ_WELL)).collect();
        return laid(PLAIN, heading, rows, (&shares, UNBROKEN), width);
    }
    let mut table = empty(PLAIN, width);
    table.set_header(heading.to_vec());
    // Names stand in the first column; broken ones could not be copied into an option.
    table.add_rows(rows);
    if first <= width / 2
        && let Some(column) = table.column_mut(0)
    {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    finished(&table)
}

/// A table with lines between its rows. The first column has what it needs, the others share the rest as `shares`
/// says, but none is so narrow that a word in it is broken while another has room to spare.
pub(crate) fn ruled(heading: &[&str], rows: Vec<Vec<String>>, shares: &[usize], width: usize) -> String {
    laid(RULED, heading, rows, (shares, 0), width)
}

fn laid(
    style: TableStyle,
    heading: &[&str],
    rows: Vec<Vec<String>>,
    (shares, unbroken): (&[usize], usize),
    width: usize,
) -> String {
    let mut table = empty(style, width);
    table.set_header(heading.to_vec());
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let line = |text: &String| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let title = heading.first().map_or(0, |text| text.chars().count());
    let first = cells(0).map(line).max().unwrap_or(0).max(title) + PADDING;
    let needs: Vec<usize> = (1..heading.len())
        .map(|at| cells(at).map(|text| longest_word(text)).chain(heading.get(at).map(|t| longest_word(t))))
        .zip((1..heading.len()).map(|at| cells(at).map(line).max().unwrap_or(0)))
        .map(|(words, line)| {
            let word = words.max().unwrap_or(0);
            if line <= unbroken { word.max(line) } else { word }
        })
        .map(|need| need + PADDING)
        .collect();
    // A blank stands between two columns.
    let beside = first + needs.len();
    let rooms = rooms(&needs, shares, width.saturating_sub(beside));
    table.add_rows(rows.into_iter().map(|row| {
        // A name that is too long for any column is folded behind its marks.
        let room = |at: usize| {
            at.checked_sub(1).and_then(|at| rooms.get(at)).map(|room| room.saturating_sub(PADDING))
        };
        row.iter()
            .enumerate()
            .map(|(at, text)| room(at).map_or_else(|| text.clone(), |room| fold(text, room)))
            .collect::<Vec<_>>()
    }));
    for (column, room) in
        table.column_iter_mut().zip(std::iter::once(None).chain(rooms.into_iter().map(Some)))
    {
        column.set_constraint(match room {
            None => ColumnConstraint::ContentWidth,
            Some(room) => ColumnConstraint::Absolute(Width::Fixed(u16::try_from(room).unwrap_or(u16::MAX))),
        });
    }
    finished(&table)
}

/// How wide columns are that share a width, where each should have what it needs.
fn rooms(needs: &[usize], shares: &[usize], width: usize) -> Vec<usize> {
    let all: usize = shares.iter().sum::<usize>().max(1);
    let mut rooms: Vec<usize> =
        needs.iter().zip(shares).map(|(need, share)| (width * share / all).max(*need)).collect();
    // Whoever has most to spare gives; if nobody has, the widest does.
    while rooms.iter().sum::<usize>() > width {
        let spare = |at: &usize| {
            let (room, need) = (rooms.get(*at).copied().unwrap_or(0), needs.get(*at).copied().unwrap_or(0));
            (room.saturating_sub(need), room)
        };
        let Some(at) = (0..rooms.len()).max_by_key(spare) else { break };
        match rooms.get_mut(at) {
            Some(room) if *room > 3 => *room -= 1,
            _ => break,
        }
    }
    rooms
}

fn empty(style: TableStyle, width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(style);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    // Colour is decided by the console; the library must not look at the terminal again.
    table.force_no_tty();
    table
}

fn finished(table: &Table) -> String {
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

fn coloured(answer: Cell, status: Status) -> Cell {
    match status {
        Status::Owed => answer.add_attribute(Attribute::Bold),
        Status::Available => answer.fg(Color::Cyan),
        Status::Contested | Status::Undetermined | Status::Open => answer.fg(Color::Yellow),
        Status::LeftOut => answer.add_attribute(Attribute::Italic),
        Status::NotOwed => answer.add_attribute(Attribute::Dim),
    }
}

/// What is needed to show the answers for one event.
pub(crate) struct Block<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The event.
    pub event: &'a Event,
    /// The stance in words.
    pub stance: &'a str,
    /// The instruments that were asked for by name.
    pub asked: &'a [TreatyId],
    /// What is shown.
    pub groups: &'a [Group<'a>],
    /// Duties against each other, as text.
    pub opposed: String,
    /// What is not.
    pub hidden: Hidden,
    /// Columns.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
}

impl Block<'_> {
    /// Heading, table and footnotes, with an empty line at the end.
    pub(crate) fn text(&self) -> String {
        let mut text = self.heading();
        if self.groups.is_empty() {
            text.push_str("  no answer to show\n");
        } else {
            text.push_str(&self.table());
        }
        text.push_str(&self.opposed);
        for note in self.footnotes() {
            text.push_str(&silent::line(&note, self.width));
        }
        text.push('\n');
        text
    }

    fn heading(&self) -> String {
        let mut line = format!("{}  {}", clean(&self.event.id), self.event.date);
        if let Some(title) = &self.event.title {
            line.push_str("  ");
            line.push_str(&clean(title));
        }
        if self.colour {
            line = format!("\u{1b}[1m{line}\u{1b}[0m");
        }
        format!("{line}\n{}\n", self.stance)
    }

    fn table(&self) -> String {
        let mut table = empty(RULED, self.width);
        if self.colour {
            table.enforce_styling();
        }
        let heading = ["instrument", "who", "to whom", "what", "answer", "turns on / because"];
        table.set_header(heading);
        let rows: Vec<[String; 6]> = self.groups.iter().filter_map(|group| self.row(group)).collect();
        let room = widths(heading, &rows, self.width);
        for (row, group) in rows.iter().zip(self.groups) {
            let mut cells: Vec<Cell> =
                row.iter().zip(room).map(|(text, room)| Cell::new(fold(text, room))).collect();
            if let Some(answer) = cells.get_mut(4).filter(|_| self.colour) {
                *answer = coloured(answer.clone(), group.verdict.status);
            }
            table.add_row(cells);
        }
        for (column, room) in table.column_iter_mut().zip(room) {
            let room = u16::try_from(room + PADDING).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(room)));
        }
        finished(&table)
    }

    fn row(&self, group: &Group<'_>) -> Option<[String; 6]> {
        let verdict = group.verdict;
        let clause = self.program.clause(verdict.clause)?;
        let response = response(clause, verdict);
        let spoken = response.modality;
        let treaty = self.program.treaty(clause.treaty).map_or("?", |treaty| treaty.name.as_str());
        let instrument = format!("{treaty}\n{}, {}", clean(&clause.article), clause.name);
        let mut answer = verdict.status.word_for(spoken).to_owned();
        if verdict.standing {
            answer.push_str(", always");
        }
        if group.evidence < Evidence::OneSource {
            answer.push_str(&format!(" ({})", group.evidence.word()));
        }
        Some([
            instrument,
            obligors(self.program, &response.obligors, group),
            to_whom(self.program, verdict.clause, verdict.beneficiary).to_owned(),
            clean(&words::what_in_short(self.program, response)),
            answer,
            clean(&why(verdict, response)),
        ])
    }

    /// What is hidden, what general law adds, what cannot be said.
    fn footnotes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut overlays: Vec<String> = Vec::new();
        let mut gaps: Vec<String> = Vec::new();
        for group in self.groups {
            for note in &group.verdict.overlays {
                let article = self.program.clause(note.clause).map_or("", |clause| clause.article.as_str());
                let line = format!("{} ({})", self.program.clause_path(note.clause), clean(article));
                if !overlays.contains(&line) {
                    overlays.push(line);
                }
            }
            // What an answer that is left out would rest on stands beside it already.
            let told = group.verdict.status == Status::LeftOut;
            let gaps_of = group.verdict.gaps.iter().filter(|(article, _)| !told || article != EXCLUDED);
            for (article, reason) in gaps_of {
                let path = self.program.clause_path(group.verdict.clause);
                let line = format!("{path} leaves out {}: {}", clean(article), clean(reason));
                if !gaps.contains(&line) {
                    gaps.push(line);
                }
            }
        }
        notes.extend(gaps);
        notes.extend(self.asked.iter().flat_map(|id| self.silent(*id)));
        if !overlays.is_empty() {
            notes.push(format!("general law beside these measures: {}", overlays.join(", ")));
        }
        notes.extend(words::later_deeds(&self.event.later_days()));
        let hidden = self.hidden.words();
        if !hidden.is_empty() {
            let all = if self.groups.is_empty() { "; --all shows them" } else { "" };
            notes.push(format!("not shown: {}{all}", hidden.join(", ")));
        }
        notes
    }

    /// Why an instrument that was asked for says nothing on the day, as far as the rules tell.
    fn silent(&self, id: TreatyId) -> Vec<String> {
        let shown = |group: &Group<'_>| self.program.clause(group.verdict.clause).map(|row| row.treaty);
        if self.groups.iter().any(|group| shown(group) == Some(id)) {
            return Vec::new();
        }
        silent::why(self.program, id, self.event.date)
    }
}

/// The response that a verdict is about: that of the clause, or of the rider of the obligor.
pub(crate) fn response<'c>(clause: &'c Clause, verdict: &Verdict) -> &'c Response {
    let rider = verdict.rider.and_then(|index| clause.riders.get(index));
    rider.and_then(|rider| rider.response.as_ref()).unwrap_or(&clause.response)
}

/// Above this many, a whole class is named by its word.
const NAMED: usize = 3;
/// The same for those who did it and those who were struck.
const ROLES: usize = 8;

/// Who, in words.
pub(crate) fn obligors(program: &Program, set: &ActorSet, group: &Group<'_>) -> String {
    let codes: Vec<ActorId> = group.obligors.iter().copied().flatten().collect();
    if codes.is_empty() {
        // Nobody in particular owes what somebody may owe; where nobody is bound, it cannot be owed.
        let somebody = group.verdict.because.role != Some(LimbRole::Bound);
        return if somebody { words::set(program, set) } else { "nobody".to_owned() };
    }
    // Who did it and who was struck are few, and a reader wants to see which.
    let by_role = set.classes.iter().all(|class| matches!(class, SetClass::Attacker | SetClass::Victim));
    if group.whole && codes.len() > if by_role { ROLES } else { NAMED } && set.names.is_empty() {
        return format!("{} ({})", words::set(program, set), codes.len());
    }
    codes.iter().map(|id| program.actor_name(*id)).collect::<Vec<_>>().join(", ")
}

/// To whom, in words.
pub(crate) fn to_whom(program: &Program, clause: ClauseId, beneficiary: BeneficiaryOut) -> &str {
    match beneficiary {
        BeneficiaryOut::None => "",
        BeneficiaryOut::Actor(id) => program.actor_name(id),
        BeneficiaryOut::Struck => "whoever is struck",
        BeneficiaryOut::Parties => "the parties",
        BeneficiaryOut::All => {
            program.clause(clause).map_or("everyone", |clause| words::everyone(program, &clause.response))
        }
    }
}

/// On what an unsettled answer turns; why a settled one is what it is.
pub(crate) fn why(verdict: &Verdict, response: &Response) -> String {
    let turns = words::turns_on(&verdict.pivots, response.modality);
    if !turns.is_empty() {
        return turns;
    }
    if !verdict.pivots.depends_on.is_empty() && !verdict.status.is_settled() {
        return format!("turns on {}", verdict.pivots.depends_on.join(", "));
    }
    words::because(verdict)
}
