//! What an event costs, and what a crisis of many events costs, over the shipped rules.
//!
//! `cargo bench --bench events` prints the time and the events in a second of each row. Rows stand beside
//! their limit in the same run: reading the same lines without deciding them, and deciding them without
//! rules. `cargo bench --bench events -- --sample-count 1 5000` runs one size once.

#[path = "made/mod.rs"]
mod made;

use casus::evaluate::{Filter, Stance, decide};
use casus::event::Event;
use casus::ir::Program;
use casus::life::follow;
use casus::text::Limits;
use divan::Bencher;
use divan::counter::ItemsCount;
use made::Kind;

fn main() {
    divan::main();
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
fn follow_a_crisis_of_every_deed(bencher: Bencher<'_, '_>, size: usize) {
    crisis(bencher, Kind::Open, size);
}
