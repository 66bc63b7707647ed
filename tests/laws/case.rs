//! One made-up case brought before the program, and its answers as the tests' own data.

use std::collections::BTreeMap;

use casus::evaluate::{BeneficiaryOut, Decision, Filter, Stance, Status, Verdict, decide};
use casus::event::{Event, Names, event_from_json};
use casus::ir::{Program, QuestionId, ReadingId};
use casus::resolve::resolve;
use casus::syntax::parser::parse;
use casus::text::{FileId, Limits};

use crate::facts::{AGAINST, BY, Ev, Known, St, completions, is_wider};
use crate::lawyer::{Ben, Key, Lawyer, Outcome};
use crate::make::Maker;
use crate::model::{ACTORS, To, Word, World};

pub struct Case {
    pub world: World,
    pub event: Ev,
    pub stance: St,
    pub program: Program,
}

impl Case {
    /// A case made from choices; none if it has no completion within bounds.
    pub fn new(choices: &[u8], facts: &[u8], most: usize) -> Option<Self> {
        let (world, event, stance) = made(choices, facts, most)?;
        let program = load(&[world.text()]);
        Some(Case { world, event, stance, program })
    }

    pub fn decide(&self, event: &Ev, stance: &St) -> Decision {
        let event = self.event_of(event);
        decide(&self.program, &event, &self.stance_of(stance), &Filter::default(), &Limits::default())
    }

    pub fn event_of(&self, event: &Ev) -> Event {
        read(&self.program, &event.json())
    }

    pub fn stance_of(&self, stance: &St) -> Stance {
        stance_in(&self.program, stance)
    }

    /// The stance that closes every question as a completion does.
    pub fn closed(&self, known: &Known) -> Stance {
        let readings: BTreeMap<QuestionId, ReadingId> = known
            .readings
            .iter()
            .enumerate()
            .map(|(q, r)| {
                (self.program.find_question(&format!("q{q}")).expect("a question"), ReadingId::at(*r))
            })
            .collect();
        Stance { readings, ..Stance::default() }
    }

    /// Whether a clause binds those who did it or were struck, and the event does not say who.
    fn binds_whoever(&self, treaty: usize, at: usize) -> bool {
        let set = &self.world.treaties[treaty].clauses[at].obligors;
        let silent = |field: usize| matches!(self.event.facts[field], crate::facts::F::Missing);
        set.names.is_empty()
            && match set.words.as_slice() {
                [Word::Attacker] => silent(BY),
                [Word::Victim] => silent(AGAINST),
                _ => false,
            }
    }

    /// The answer for nobody in particular that a pair belongs to, where the event names nobody.
    pub fn for_whoever(&self, (treaty, at, obligor, to): Key) -> Key {
        let clause = &self.world.treaties[treaty].clauses[at];
        let silent = matches!(self.event.facts[AGAINST], crate::facts::F::Missing);
        let struck = silent && clause.on.is_some() && matches!(clause.to, To::Unsaid);
        let obligor = if self.binds_whoever(treaty, at) { WHOEVER } else { obligor };
        (treaty, at, obligor, if struck { Ben::Struck } else { to })
    }

    /// Clause, obligor and beneficiary of a verdict; none where nobody would owe anything.
    pub fn key(&self, verdict: &Verdict) -> Option<Key> {
        let clause = self.program.clause(verdict.clause)?;
        let treaty: usize = self.program.treaty(clause.treaty)?.name.strip_prefix('t')?.parse().ok()?;
        let place =
            self.program.treaty(clause.treaty)?.clauses.iter().position(|id| *id == verdict.clause)?;
        let who = |id| ACTORS.iter().position(|name| *name == self.program.actor_name(id));
        let to = match verdict.beneficiary {
            BeneficiaryOut::None => Ben::Nobody,
            BeneficiaryOut::Struck => Ben::Struck,
            BeneficiaryOut::Parties => Ben::Parties,
            BeneficiaryOut::All => Ben::All,
            BeneficiaryOut::Actor(actor) => Ben::Actor(who(actor)?),
        };
        let obligor = match verdict.obligor {
            Some(actor) => who(actor)?,
            None if self.binds_whoever(treaty, place) => WHOEVER,
            None => return None,
        };
        Some((treaty, place, obligor, to))
    }
}

/// A world with an event and a stance made from choices; none if there is too much open.
pub fn made(choices: &[u8], facts: &[u8], most: usize) -> Option<(World, Ev, St)> {
    let world = Maker::new(choices).world();
    let (event, stance) = Maker::new(facts).event(&world, most);
    (!is_wider(&world, &event, &stance, most)).then_some((world, event, stance))
}

/// The obligor of an answer for whoever did it or was struck.
pub const WHOEVER: usize = usize::MAX;

/// A stance as the program has it.
pub fn stance_in(program: &Program, stance: &St) -> Stance {
    let question = |at: usize| program.find_question(&format!("q{at}")).expect("a question");
    let actor = |who: usize| program.find_actor(ACTORS[who]).expect("an actor");
    Stance {
        readings: stance.closed.iter().map(|(q, r)| (question(*q), ReadingId::at(*r))).collect(),
        as_held_by: stance.held_by.iter().map(|who| (actor(*who), None)).collect(),
        read_as_of: stance.as_of,
        facts_of: stance.facts_of.map(actor),
        ..Stance::default()
    }
}

/// The program of some files; the rule sets of these tests are right, so any mistake is a failure.
pub fn load(texts: &[String]) -> Program {
    let limits = Limits::default();
    let mut trees = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let file = FileId(u32::try_from(at).expect("few files"));
        let parsed = parse(file, text, &limits);
        assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
        trees.push((file, parsed.tree));
    }
    let resolved = resolve(&trees, &limits);
    let errors: Vec<_> = resolved.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{}\n{errors:?}", texts.join("\n"));
    resolved.program
}

pub fn read(program: &Program, json: &str) -> Event {
    event_from_json(&Names::new(program), &Limits::default(), json, 1)
        .unwrap_or_else(|e| panic!("{json}\n{e:?}"))
}

/// Every completion of a case with what it comes to for every pair that ever owes anything.
pub struct Table {
    pub rows: Vec<(Known, BTreeMap<Key, Outcome>)>,
    /// Clauses with more acts than can be tried one by one.
    pub skipped: Vec<(usize, usize)>,
}

impl Table {
    pub fn new(case: &Case) -> Self {
        let (_, all) = completions(&case.world, &case.event, &case.stance);
        let mut skipped = Vec::new();
        let mut rows = Vec::new();
        for known in all {
            let mut outcomes = BTreeMap::new();
            for (treaty, row) in case.world.treaties.iter().enumerate() {
                for at in 0..row.clauses.len() {
                    match Lawyer::new(&case.world, &known).outcomes(treaty, at) {
                        Some(found) => outcomes.extend(found),
                        None => skipped.push((treaty, at)),
                    }
                }
            }
            rows.push((known, outcomes));
        }
        skipped.sort_unstable();
        skipped.dedup();
        Table { rows, skipped }
    }

    /// The same completions, where the answers of several pairs are one.
    pub fn joined(mut self, join: impl Fn(Key) -> Key) -> Self {
        for (_, outcomes) in &mut self.rows {
            let mut joined: BTreeMap<Key, Outcome> = BTreeMap::new();
            for (key, outcome) in std::mem::take(outcomes) {
                let best = joined.entry(join(key)).or_insert(outcome);
                *best = (*best).min(outcome);
            }
            *outcomes = joined;
        }
        self
    }

    pub fn outcome(&self, row: usize, key: &Key) -> Outcome {
        self.rows[row].1.get(key).copied().unwrap_or(Outcome::NotOwed)
    }

    /// The status by its definition, over all completions.
    pub fn status(&self, key: &Key) -> Status {
        let outcomes: Vec<Outcome> = (0..self.rows.len()).map(|row| self.outcome(row, key)).collect();
        if outcomes.windows(2).all(|two| two[0] == two[1]) {
            return match outcomes[0] {
                Outcome::Owed => Status::Owed,
                Outcome::Available => Status::Available,
                Outcome::NotOwed => Status::NotOwed,
            };
        }
        // It depends on something only if changing that alone changes it somewhere.
        let readings = |row: usize| self.rows[row].0.readings.clone();
        let facts = |row: usize| {
            let questions = self.rows[row].0.readings.len();
            self.rows[row].0.choices[questions..].to_vec()
        };
        match (varies(&outcomes, facts), varies(&outcomes, readings)) {
            (true, false) => Status::Contested,
            (false, true) => Status::Undetermined,
            _ => Status::Open,
        }
    }
}

/// Whether rows that agree on `fixed` ever have different outcomes.
fn varies(outcomes: &[Outcome], fixed: impl Fn(usize) -> Vec<usize>) -> bool {
    let mut seen: BTreeMap<Vec<usize>, Outcome> = BTreeMap::new();
    outcomes.iter().enumerate().any(|(row, outcome)| *seen.entry(fixed(row)).or_insert(*outcome) != *outcome)
}

/// The event of a completion; none where it has a kind that only an inner node stands for.
pub fn concrete(known: &Known) -> Option<Ev> {
    use crate::facts::{ACTF, F, OBJECTF, V};
    use crate::model::{ACT, OBJECT, under};
    let leaf = |field: usize, value: &V| {
        let tree = match field {
            ACTF => ACT,
            OBJECTF => OBJECT,
            _ => return true,
        };
        !matches!(value, V::Node(node) if (0..tree.len()).any(|n| n != *node && under(tree, n, *node)))
    };
    let expressible = known.facts.iter().enumerate().all(|(field, list)| list.iter().all(|v| leaf(field, v)));
    let unique = known.facts.iter().all(|list| list.iter().enumerate().all(|(n, v)| !list[..n].contains(v)));
    // Both sides may come to be the same list of one; no reader lets that pass.
    (expressible && unique).then(|| Ev {
        day: known.day,
        facts: known.facts.clone().map(F::Stated),
        own: known.own.clone(),
        record: known.record.clone(),
    })
}
