//! What an event costs, and what a crisis of many events costs, over the shipped rules.
//!
//! `cargo bench --bench events` prints the time and the events in a second of each row. Rows stand beside
//! their limit in the same run: reading the same lines without deciding them, and deciding them without
//! rules. `cargo bench --bench events -- --sample-count 1 5000` runs one size once.
//!
//! `cargo bench --bench events -- growth 1250 5000` follows a crisis of each kind at two sizes and prints what
//! an event costs at the one beside what it costs at the other: near 1, the cost grows with the events.
//!
//! `cargo bench --bench events -- lines many 10000` prints the event file of such a crisis.

#[path = "made/mod.rs"]
mod made;

use std::io::Write as _;

use casus::evaluate::{Filter, Stance, decide};
use casus::event::Event;
use casus::ir::Program;
use casus::life::follow;
use casus::text::Limits;
use divan::Bencher;
use divan::counter::ItemsCount;
use made::Kind;

fn main() {
    let told: Vec<String> = std::env::args().skip(1).filter(|one| !one.starts_with("--")).collect();
    match told.split_first() {
        Some((first, sizes)) if first == "growth" => growth(sizes),
        Some((first, told)) if first == "lines" => lines(told),
        _ => divan::main(),
    }
}

/// The event file of a crisis of a kind and a size.
fn lines(told: &[String]) {
    let size = told.iter().find_map(|one| one.parse().ok()).unwrap_or(1_250);
    let kind = Kind::ALL.into_iter().find(|kind| told.contains(&name(*kind))).unwrap_or(Kind::Dozens);
    let text = made::lines(&program(true), kind, size);
    // Nobody is left to read if the output is closed.
    drop(std::io::stdout().write_all(text.as_bytes()));
}

fn name(kind: Kind) -> String {
    format!("{kind:?}").to_lowercase()
}

/// What an event costs in a short crisis and in a long one, for each kind of crisis or those named.
fn growth(told: &[String]) {
    let sizes: Vec<usize> = told.iter().filter_map(|one| one.parse().ok()).collect();
    let (short, long) = match sizes.as_slice() {
        [short, long, ..] => (*short, *long),
        _ => (1_250, 5_000),
    };
    let kinds: Vec<String> = told.iter().filter(|one| one.parse::<usize>().is_err()).cloned().collect();
    let program = program(true);
    for kind in Kind::ALL {
        let name = name(kind);
        if !kinds.is_empty() && !kinds.contains(&name) {
            continue;
        }
        let [one, other] = [short, long].map(|size| for_each(&program, kind, size));
        let line = format!(
            "{name}: {:.2} ms an event of {short}, {:.2} ms of {long}, {:.2} times\n",
            one * 1e3,
            other * 1e3,
            other / one
        );
        // Nobody is left to tell if the output is closed.
        drop(std::io::stdout().write_all(line.as_bytes()));
    }
}

/// Seconds that an event costs in a crisis of so many.
fn for_each(program: &Program, kind: Kind, size: usize) -> f64 {
    let events = made::read(program, &made::lines(program, kind, size));
    let (stance, filter, limits) = (Stance::default(), Filter::default(), Limits::default());
    let start = std::time::Instant::now();
    divan::black_box(follow(program, &events, &stance, &filter, None, &limits));
    start.elapsed().as_secs_f64() / size as f64
}

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const CRISES: [usize; 5] = [100, 1_250, 2_500, 5_000, 10_000];

/// The shipped rules, without their clauses if none are to be decided.
fn program(clauses: bool) -> Program {
    let mut program = made::shipped();
    if !clauses {
        program.clauses.clear();
    }
    program
}

fn answers(program: &Program, events: &[Event], filter: &Filter) -> usize {
    let (stance, limits) = (Stance::default(), Limits::default());
    let one = |event: &Event| decide(program, event, &stance, filter, &limits).verdicts.len();
    events.iter().map(one).sum()
}

/// The limit: the lines are read and nothing is decided.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn read_only(bencher: Bencher<'_, '_>, size: usize) {
    let program = program(true);
    let lines = made::lines(&program, Kind::Dozens, size);
    bencher.counter(ItemsCount::new(size)).bench_local(|| made::read(&program, &lines));
}

/// The limit of deciding: the same events under no clause.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn decide_without_rules(bencher: Bencher<'_, '_>, size: usize) {
    let empty = program(false);
    let rules = program(true);
    let events = made::read(&rules, &made::lines(&rules, Kind::Dozens, size));
    bencher.counter(ItemsCount::new(size)).bench_local(|| answers(&empty, &events, &Filter::default()));
}

/// What is owed, available or unsettled, each with what it turns on.
#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn decide_what_is_called_up(bencher: Bencher<'_, '_>, size: usize) {
    let program = program(true);
    let events = made::read(&program, &made::lines(&program, Kind::Dozens, size));
    let filter = Filter { skip_not_owed: true, skip_standing: true, ..Filter::default() };
    bencher.counter(ItemsCount::new(size)).bench_local(|| answers(&program, &events, &filter));
}

/// Every answer of every clause, with the reason of each that is not owed.
#[divan::bench(args = [100, 1_000], sample_count = 3, sample_size = 1)]
fn decide_everything(bencher: Bencher<'_, '_>, size: usize) {
    let program = program(true);
    let events = made::read(&program, &made::lines(&program, Kind::Dozens, size));
    bencher.counter(ItemsCount::new(size)).bench_local(|| answers(&program, &events, &Filter::default()));
}

/// One crisis of so many events, of each kind: where the events in a second stay the same, cost grows with
/// the events.
fn crisis(bencher: Bencher<'_, '_>, kind: Kind, size: usize) {
    let program = program(true);
    let events = made::read(&program, &made::lines(&program, kind, size));
    let (stance, filter, limits) = (Stance::default(), Filter::default(), Limits::default());
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| follow(&program, &events, &stance, &filter, None, &limits).obligations.len());
}

#[divan::bench(args = CRISES, sample_count = 1, sample_size = 1)]
fn follow_a_crisis_of_two_dozen_states(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Dozens, size);
}

#[divan::bench(args = CRISES, sample_count = 1, sample_size = 1)]
fn follow_a_crisis_between_two_states(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Pair, size);
}

#[divan::bench(args = CRISES, sample_count = 1, sample_size = 1)]
fn follow_a_crisis_among_all_states(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Many, size);
}

#[divan::bench(args = CRISES, sample_count = 1, sample_size = 1)]
fn follow_a_crisis_among_the_parties_of_a_pact(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Pact, size);
}

#[divan::bench(args = CRISES, sample_count = 1, sample_size = 1)]
fn follow_a_crisis_of_votes(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Council, size);
}

#[divan::bench(args = CRISES, sample_count = 1, sample_size = 1)]
fn follow_a_crisis_of_every_deed(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Open, size);
}
