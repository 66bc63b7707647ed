//! Which answers are shown, and which of them are one row.
//!
//! In: the verdicts of one event. Out: groups of them, in their order, and how many are hidden.
//! Absent: words and layout.

use crate::evaluate::{BeneficiaryOut, Status, Verdict};
use crate::ir::{ActorId, Evidence, Program, TreatyId};
use crate::syntax::tree::Modality;

/// What is shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    /// Only these treaties; all if none is named.
    pub treaties: Vec<TreatyId>,
    /// Only where one of these is the obligor or the named beneficiary; all if none is named.
    pub parties: Vec<ActorId>,
    /// Only these answers; all if none is named.
    pub statuses: Vec<Status>,
    /// Also what is not owed, and what is always owed.
    pub all: bool,
    /// Also what is always owed.
    pub standing: bool,
    /// Also rights to leave an instrument and calls to review it, which wait for a word of a party whatever
    /// happens.
    pub bonds: bool,
}

/// Where a row stands in a table for people: duties to defend first, then what else is owed or
/// disputed, then what waits for an act of a party, last bare permissions; of each sort what instruments say
/// before what general law adds.
///
/// Other forms of output keep the order of the rules.
pub(crate) fn urgency(program: &Program, verdict: &Verdict) -> (u8, bool) {
    let Some(clause) = program.clause(verdict.clause) else { return (4, false) };
    let general = program.treaty(clause.treaty).is_some_and(|treaty| treaty.overlay);
    let defence = program.tree(program.kernel.kind).and_then(|tree| tree.find("defence"));
    let sort = match verdict.status {
        _ if defence.is_some_and(|node| program.is_under(program.kernel.kind, clause.kind, node)) => 0,
        _ if clause.response.modality == Modality::May => 3,
        Status::Available => 2,
        _ => 1,
    };
    (sort, general)
}

/// Answers that are the same but for the obligor.
#[derive(Debug)]
pub(crate) struct Group<'v> {
    /// The first of them.
    pub verdict: &'v Verdict,
    /// Who; none where nobody is bound on the day.
    pub obligors: Vec<Option<ActorId>>,
    /// The weakest evidence of any of them: a membership may be less well known than the clause.
    pub evidence: Evidence,
    /// Nobody else has another answer under this clause toward this beneficiary.
    pub whole: bool,
}

/// How many answers the filters let through but are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hidden {
    /// Not owed.
    pub not_owed: usize,
    /// Owed all the time.
    pub standing: usize,
    /// Rights to leave, calls to review.
    pub bonds: usize,
}

/// Whether an answer is a right to leave an instrument, or a review that nobody has asked for.
fn is_about_a_bond(program: &Program, verdict: &Verdict) -> bool {
    let Some(clause) = program.clause(verdict.clause) else { return false };
    let kinds = program.tree(program.kernel.kind);
    let of = |name: &str| {
        kinds
            .and_then(|tree| tree.find(name))
            .is_some_and(|node| program.is_under(program.kernel.kind, clause.kind, node))
    };
    match verdict.status {
        Status::Owed => clause.response.modality == Modality::May && of("duration"),
        Status::Available => of("duration") || of("review"),
        _ => false,
    }
}

impl Hidden {
    /// What is hidden, in words; nothing if nothing is.
    pub(crate) fn words(self) -> Vec<String> {
        let parts =
            [(self.not_owed, "not owed"), (self.standing, "standing"), (self.bonds, "on leaving or review")];
        parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| format!("{number} {what}"))
            .collect()
    }
}

impl Shown {
    /// Whether the filters let a verdict through.
    fn wanted(&self, program: &Program, verdict: &Verdict) -> bool {
        let treaty = program.clause(verdict.clause).map(|clause| clause.treaty);
        let of_party = |party: &ActorId| {
            verdict.obligor == Some(*party) || verdict.beneficiary == BeneficiaryOut::Actor(*party)
        };
        (self.treaties.is_empty() || treaty.is_some_and(|id| self.treaties.contains(&id)))
            && (self.parties.is_empty() || self.parties.iter().any(of_party))
            && (self.statuses.is_empty() || self.statuses.contains(&verdict.status))
    }

    /// The verdicts to show, in order, and how many more there are.
    pub(crate) fn pick<'v>(&self, program: &Program, verdicts: &'v [Verdict]) -> (Vec<&'v Verdict>, Hidden) {
        let mut hidden = Hidden::default();
        let mut shown = Vec::new();
        for verdict in verdicts.iter().filter(|verdict| self.wanted(program, verdict)) {
            if verdict.standing && !self.all && !self.standing {
                hidden.standing += 1;
            } else if verdict.status == Status::NotOwed && !self.all && self.statuses.is_empty() {
                hidden.not_owed += 1;
            } else if !self.bonds && !self.all && is_about_a_bond(program, verdict) {
                hidden.bonds += 1;
            } else {
                shown.push(verdict);
            }
        }
        (shown, hidden)
    }
}

/// Joins verdicts that differ in the obligor only; `all` are the verdicts before any filter.
pub(crate) fn join<'v>(shown: &[&'v Verdict], all: &[Verdict]) -> Vec<Group<'v>> {
    let mut groups: Vec<Group<'v>> = Vec::new();
    for verdict in shown {
        // INVARIANT(verdict-order): the verdicts of one clause stand together, so only the groups
        // at the end can take one more.
        let fits = groups
            .iter()
            .rposition(|group| group.verdict.clause != verdict.clause)
            .map_or(0, |before| before + 1);
        match groups.iter_mut().skip(fits).find(|group| same(group.verdict, verdict)) {
            Some(group) => {
                group.obligors.push(verdict.obligor);
                group.evidence = group.evidence.min(verdict.evidence);
            }
            None => groups.push(alone(verdict)),
        }
    }
    for group in &mut groups {
        let rivals = all
            .iter()
            .filter(|v| v.clause == group.verdict.clause && v.beneficiary == group.verdict.beneficiary);
        group.whole = rivals.count() == group.obligors.len();
    }
    groups
}

/// Each verdict as a group of its own.
pub(crate) fn single<'v>(shown: &[&'v Verdict]) -> Vec<Group<'v>> {
    shown.iter().map(|verdict| alone(verdict)).collect()
}

fn alone(verdict: &Verdict) -> Group<'_> {
    Group { verdict, obligors: vec![verdict.obligor], evidence: verdict.evidence, whole: false }
}

/// Whether two verdicts of a clause differ at most in the obligor and in the limbs behind it.
fn same(a: &Verdict, b: &Verdict) -> bool {
    a.clause == b.clause
        && a.beneficiary == b.beneficiary
        && a.status == b.status
        && a.standing == b.standing
        && a.rider == b.rider
        // Where a rule is written may be the line of each party's own membership.
        && a.because.role == b.because.role
        && a.because.text == b.because.text
        && a.pivots == b.pivots
        && a.overlays == b.overlays
        && a.gaps == b.gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Pivots, Reason};
    use crate::ir::{ClauseId, Origin};

    fn verdict(clause: u32, obligor: u32, status: Status, standing: bool) -> Verdict {
        Verdict {
            clause: ClauseId(clause),
            obligor: Some(ActorId(obligor)),
            beneficiary: BeneficiaryOut::Actor(ActorId(9)),
            status,
            standing,
            rider: None,
            pivots: Pivots::default(),
            limbs: Vec::new(),
            because: Reason { role: None, text: "it holds".to_owned(), origin: Origin::default() },
            evidence: Evidence::Text,
            overlays: Vec::new(),
            gaps: Vec::new(),
            left_out: Vec::new(),
        }
    }

    #[test]
    fn what_is_hidden_is_counted() {
        let verdicts = [
            verdict(0, 1, Status::Owed, false),
            verdict(0, 2, Status::NotOwed, false),
            verdict(1, 1, Status::Owed, true),
        ];
        let program = Program::default();
        let (shown, hidden) = Shown::default().pick(&program, &verdicts);
        assert_eq!((shown.len(), hidden), (1, Hidden { not_owed: 1, standing: 1, bonds: 0 }));
        let everything = Shown { all: true, ..Shown::default() };
        assert_eq!(everything.pick(&program, &verdicts).0.len(), 3);
        let asked = Shown { statuses: vec![Status::NotOwed], ..Shown::default() };
        assert_eq!(asked.pick(&program, &verdicts).0.len(), 1);
    }

    #[test]
    fn obligors_with_one_answer_are_one_row() {
        let verdicts = [
            verdict(0, 1, Status::Owed, false),
            verdict(0, 2, Status::Open, false),
            verdict(0, 3, Status::Owed, false),
            verdict(1, 1, Status::Owed, false),
            verdict(1, 2, Status::Owed, false),
        ];
        let shown: Vec<&Verdict> = verdicts.iter().collect();
        let groups = join(&shown, &verdicts);
        let sizes: Vec<(usize, bool)> = groups.iter().map(|g| (g.obligors.len(), g.whole)).collect();
        assert_eq!(sizes, [(2, false), (1, false), (2, true)]);
    }
}
