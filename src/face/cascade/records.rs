//! A cascade as JSON Lines, one record a line; `docs/command-line.md` lists the fields.
//!
//! In: a cascade. Out: lines. Absent: choosing what is shown.

use std::io::Write as _;

use serde::Serialize;

use crate::cascade::{Act, Branch, Cascade, Collision, Ground, Miss, Other, Talk, Tie, Unless};
use crate::evaluate::Verdict;
use crate::face::console::{Console, Outcome};
use crate::face::{records, table};
use crate::ir::{ActorId, ClauseId, Program};

/// One line.
#[derive(Serialize)]
#[serde(tag = "record", rename_all = "snake_case")]
enum Record<'a> {
    Act {
        performance: &'a str,
        who: &'a str,
        against: &'a str,
        day: String,
        round: usize,
        given: bool,
        grounds: Vec<GroundRecord<'a>>,
        schema_version: u32,
    },
    WouldFollow {
        performance: &'a str,
        who: &'a str,
        against: Vec<&'a str>,
        #[serde(flatten)]
        answer: Answer<'a>,
        unless: &'static str,
        less_would_do: bool,
        given: bool,
        schema_version: u32,
    },
    NotCalledUp {
        who: &'a str,
        partners: Vec<&'a str>,
        close: bool,
        #[serde(flatten)]
        answer: Answer<'a>,
        schema_version: u32,
    },
    NoDutyToFight {
        who: Option<&'a str>,
        #[serde(flatten)]
        answer: Answer<'a>,
        schema_version: u32,
    },
    Collision {
        who: &'a str,
        against: &'a str,
        by: Vec<String>,
        but: Option<Answer<'a>>,
        but_against: Option<&'a str>,
        schema_version: u32,
    },
    Tie {
        performance: &'a str,
        who: &'a str,
        against: &'a str,
        since: String,
        given: bool,
        schema_version: u32,
    },
    Sides {
        performance: &'a str,
        one: Vec<&'a str>,
        other: Vec<&'a str>,
        tangled: bool,
        schema_version: u32,
    },
    Total {
        events: usize,
        acts: usize,
        would_follow: usize,
        not_called_up: usize,
        cut: bool,
        schema_version: u32,
    },
}

#[derive(Serialize)]
struct GroundRecord<'a> {
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    beneficiary: Option<&'a str>,
    event: &'a str,
    day: String,
    round: usize,
    status: &'static str,
    less_would_do: bool,
    readings: Vec<String>,
    turns_on: &'a [String],
    evidence: &'static str,
}

#[derive(Serialize)]
struct Answer<'a> {
    treaty: &'a str,
    clause: &'a str,
    article: &'a str,
    beneficiary: Option<&'a str>,
    event: &'a str,
    status: &'static str,
    reason: Option<&'static str>,
    because: String,
    evidence: &'static str,
}

/// Writes a cascade.
pub(super) fn write(console: &mut Console, program: &Program, came: &Cascade) -> Outcome<()> {
    let make = Make { program, came };
    let acts = came.acts.iter().map(|act| make.act(act));
    let branches = came.branches.iter().map(|branch| make.branch(branch));
    let misses = came.misses.iter().map(|miss| make.miss(miss));
    let talks = came.talks.iter().map(|talk| make.talk(talk));
    let collisions = came.collisions.iter().filter_map(|one| make.collision(one));
    let ties = came.ties.iter().map(|tie| make.tie(tie));
    let all = acts.chain(branches).chain(misses).chain(talks).chain(collisions).chain(ties);
    for record in all.chain(make.sides()).chain([make.total()]) {
        serde_json::to_writer(&mut console.out, &record)?;
        writeln!(console.out)?;
    }
    Ok(())
}

struct Make<'a> {
    program: &'a Program,
    came: &'a Cascade,
}

impl<'a> Make<'a> {
    fn performance(&self, at: usize) -> &'a str {
        self.program.performances.get(at).map_or("?", |one| one.name.as_str())
    }

    fn name(&self, actor: ActorId) -> &'a str {
        self.program.actor_name(actor)
    }

    fn event(&self, at: usize) -> &'a str {
        self.came.events.get(at).map_or("?", |event| event.id.as_str())
    }

    /// Instrument, clause and article.
    fn clause(&self, id: ClauseId) -> (&'a str, &'a str, &'a str) {
        let clause = self.program.clause(id);
        let treaty = clause.and_then(|clause| self.program.treaty(clause.treaty));
        (
            treaty.map_or("?", |treaty| treaty.name.as_str()),
            clause.map_or("?", |clause| clause.name.as_str()),
            clause.map_or("?", |clause| clause.article.as_str()),
        )
    }

    fn answer(&self, at: usize, verdict: &Verdict) -> Answer<'a> {
        let (treaty, clause, article) = self.clause(verdict.clause);
        let because = self
            .program
            .clause(verdict.clause)
            .map_or_else(String::new, |clause| table::why(verdict, table::response(clause, verdict)));
        Answer {
            treaty,
            clause,
            article,
            beneficiary: records::beneficiary(self.program, verdict.beneficiary),
            event: self.event(at),
            status: verdict.status.word(),
            reason: verdict.because.role.map(|role| role.word()),
            because,
            evidence: verdict.evidence.word(),
        }
    }

    fn ground(&self, ground: &'a Ground) -> GroundRecord<'a> {
        let (treaty, clause, article) = self.clause(ground.clause);
        let readings = ground.readings.iter().filter_map(|(question, reading)| {
            let question = self.program.question(*question)?;
            let reading = question.readings.get(reading.index())?;
            Some(format!("{} is {}", question.name, reading.name))
        });
        GroundRecord {
            treaty,
            clause,
            article,
            beneficiary: records::beneficiary(self.program, ground.beneficiary),
            event: self.event(ground.event),
            day: ground.day.to_string(),
            round: ground.round,
            status: ground.status.word(),
            less_would_do: ground.choice,
            readings: readings.collect(),
            turns_on: &ground.turns_on,
            evidence: ground.evidence.word(),
        }
    }

    fn act(&self, act: &'a Act) -> Record<'a> {
        Record::Act {
            performance: self.performance(act.performance),
            who: self.name(act.who),
            against: self.name(act.enemy),
            day: act.day.to_string(),
            round: act.round,
            given: act.event.is_none(),
            grounds: act.grounds.iter().map(|ground| self.ground(ground)).collect(),
            schema_version: records::SCHEMA_VERSION,
        }
    }

    fn branch(&self, branch: &'a Branch) -> Record<'a> {
        Record::WouldFollow {
            performance: self.performance(branch.performance),
            who: self.name(branch.who),
            against: branch.enemies.iter().map(|enemy| self.name(*enemy)).collect(),
            answer: self.answer(branch.event, &branch.verdict),
            unless: match branch.unless {
                Unless::Unsure(_) => "unsure",
                Unless::Less => "less_would_do",
                Unless::Refused => "refused",
                Unless::NoEnemy => "no_enemy",
            },
            less_would_do: branch.choice,
            given: branch.given,
            schema_version: records::SCHEMA_VERSION,
        }
    }

    fn miss(&self, miss: &'a Miss) -> Record<'a> {
        Record::NotCalledUp {
            who: self.name(miss.who),
            partners: miss.partners.iter().map(|partner| self.name(*partner)).collect(),
            close: miss.close,
            answer: self.answer(miss.event, &miss.verdict),
            schema_version: records::SCHEMA_VERSION,
        }
    }

    fn talk(&self, talk: &'a Talk) -> Record<'a> {
        Record::NoDutyToFight {
            who: talk.verdict.obligor.map(|who| self.name(who)),
            answer: self.answer(talk.event, &talk.verdict),
            schema_version: records::SCHEMA_VERSION,
        }
    }

    fn collision(&self, one: &'a Collision) -> Option<Record<'a>> {
        let act = self.came.acts.get(one.act)?;
        let (but, but_against) = match &one.other {
            Other::Duty { event, verdict } => (Some(self.answer(*event, verdict)), None),
            Other::Act(other) => (None, self.came.acts.get(*other).map(|other| self.name(other.enemy))),
        };
        Some(Record::Collision {
            who: self.name(act.who),
            against: self.name(act.enemy),
            by: act.grounds.iter().map(|ground| self.program.clause_path(ground.clause)).collect(),
            but,
            but_against,
            schema_version: records::SCHEMA_VERSION,
        })
    }

    fn tie(&self, tie: &'a Tie) -> Record<'a> {
        Record::Tie {
            performance: self.performance(tie.performance),
            who: self.name(tie.who),
            against: self.name(tie.enemy),
            since: tie.since.to_string(),
            given: tie.given,
            schema_version: records::SCHEMA_VERSION,
        }
    }

    fn sides(&self) -> Vec<Record<'a>> {
        let mutual = self.program.performances.iter().enumerate().filter(|(_, one)| one.mutual);
        let mut all = Vec::new();
        for (at, one) in mutual {
            let names = |side: &[ActorId]| side.iter().map(|actor| self.name(*actor)).collect();
            all.extend(self.came.sides(self.program, at).iter().map(|sides| Record::Sides {
                performance: one.name.as_str(),
                one: names(&sides.one),
                other: names(&sides.other),
                tangled: sides.tangled,
                schema_version: records::SCHEMA_VERSION,
            }));
        }
        all
    }

    fn total(&self) -> Record<'a> {
        Record::Total {
            events: self.came.given,
            acts: self.came.acts.len(),
            would_follow: self.came.branches.len(),
            not_called_up: self.came.misses.len(),
            cut: self.came.cut,
            schema_version: records::SCHEMA_VERSION,
        }
    }
}
