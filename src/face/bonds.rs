//! Who is bound to whom by what on a day, and on what choices that rests.
//!
//! In: the program, a day. Out: for each clause that runs, its obligors and beneficiaries, with
//! what is special about their bonds. Absent: events, printing. A membership or a leg that runs
//! only under a reading is counted as a bond that rests on that choice, never decided here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::ir::{
    ActorId, ActorRef, ActorSet, Beneficiary, ClauseId, Evidence, Leg, Membership, NodeId, Origin, Program,
    SetClass, Treaty, TreatyId,
};
use crate::syntax::tree::Modality;

/// What is special about a bond.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Choice {
    /// Under which instrument.
    pub treaty: TreatyId,
    /// Which sort.
    pub sort: Sort,
    /// Whose bond; for a leg, whose duties.
    pub actor: ActorId,
    /// For a leg, toward whom.
    pub toward: Option<ActorId>,
    /// The day on which it began, where one is stated.
    pub since: Option<Date>,
    /// In the words of the rules.
    pub because: Option<String>,
    /// Where the condition is written, if it depends on one.
    pub condition: Option<Origin>,
    /// Where the bond is written.
    pub origin: Origin,
}

/// The sorts of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// Bound only under some readings.
    Conditional,
    /// Bound in law, takes no part.
    Frozen,
    /// Bound still, notice given.
    Denounced,
    /// Duties toward one party suspended: not counted, unless `Conditional` too.
    Suspended,
    /// Protected, or covered as one of a class, without being a party.
    ProtectedOnly,
    /// The text was secret on the day.
    Secret,
}

impl Sort {
    /// Whether who counts partners has something to choose. Whoever gave notice is bound until it runs
    /// out, and a secret text binds: both are worth a note, and neither is in doubt.
    fn in_doubt(self) -> bool {
        matches!(self, Sort::Conditional | Sort::Frozen | Sort::Suspended)
    }

    /// The word used in output.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Sort::Conditional => "conditional",
            Sort::Frozen => "frozen",
            Sort::Denounced => "denounced",
            Sort::Suspended => "suspended",
            Sort::ProtectedOnly => "protected_only",
            Sort::Secret => "secret",
        }
    }
}

/// One duty of one actor toward another.
#[derive(Debug, Clone)]
pub(crate) struct Bond {
    /// Who owes.
    pub from: ActorId,
    /// Toward whom.
    pub to: ActorId,
    /// What it rests on, as indexes of the list of choices.
    pub choices: Vec<usize>,
    /// A leg that is suspended, whatever the readings: known, not counted.
    pub suspended: bool,
}

/// Everything that one clause binds on the day.
#[derive(Debug, Clone)]
pub(crate) struct Bonds {
    /// The clause.
    pub clause: ClauseId,
    /// Who owes.
    pub obligors: Vec<ActorId>,
    /// To whom, as far as the rules name them.
    pub beneficiaries: Vec<ActorId>,
    /// Also whoever an event will name, or everyone.
    pub open_ended: bool,
    /// Each pair.
    pub pairs: Vec<Bond>,
    /// What any of it rests on, as indexes of the list of choices.
    pub choices: BTreeSet<usize>,
}

/// All bonds of a day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Day {
    /// By clause, in the order of the program.
    pub clauses: Vec<Bonds>,
    /// What they rest on.
    pub choices: Vec<Choice>,
    /// Clauses, bonds and legs that do not count for their tag, each with its instrument.
    pub left_out: BTreeSet<(TreatyId, String)>,
}

/// Which bonds are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The day.
    pub on: Date,
    /// Either way.
    pub party: Option<ActorId>,
    /// Under this node of the tree `kind`.
    pub kind: Option<NodeId>,
    /// Only what carries one of these tags, or none; everything if none are named.
    pub evidence: Option<BTreeSet<Evidence>>,
}

impl Wanted {
    fn keeps(&self, tag: Option<Evidence>) -> bool {
        self.evidence.as_ref().is_none_or(|kept| tag.is_none_or(|tag| kept.contains(&tag)))
    }
}

/// The partners of an actor, or all that are bound if no actor was named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Total {
    /// Bound, whatever the choices; also who gave notice that still runs.
    pub firm: BTreeSet<ActorId>,
    /// Bound, but every bond with them rests on a choice.
    pub on_choice: BTreeSet<ActorId>,
    /// Only protected or covered, never bound themselves.
    pub covered: BTreeSet<ActorId>,
    /// Only suspended bonds.
    pub suspended: BTreeSet<ActorId>,
    /// Distinct pairs that are bound.
    pub pairs: usize,
}

impl Day {
    /// Finds the bonds of a day.
    pub(crate) fn of(program: &Program, wanted: &Wanted) -> Day {
        let mut day = Day::default();
        for (index, clause) in program.clauses.iter().enumerate() {
            let Some(treaty) = program.treaty(clause.treaty) else { continue };
            let kind = program.kernel.kind;
            let of_kind = wanted.kind.is_none_or(|above| program.is_under(kind, clause.kind, above));
            // General law binds everyone to everyone and would drown what was agreed.
            if treaty.overlay
                || !of_kind
                || !treaty.days.contains(wanted.on)
                || !clause.days.contains(wanted.on)
            {
                continue;
            }
            if !wanted.keeps(Some(clause.evidence)) {
                let what =
                    format!("{} ({})", program.clause_path(ClauseId::at(index)), clause.evidence.word());
                day.left_out.insert((clause.treaty, what));
                continue;
            }
            let mut finder =
                Finder { program, wanted, on: wanted.on, id: clause.treaty, treaty, day: &mut day };
            if let Some(bonds) = finder.clause(ClauseId::at(index), wanted.party) {
                day.clauses.push(bonds);
            }
        }
        // What is left out elsewhere says nothing of the party that is asked about.
        let concerns = |treaty: &Treaty, who: ActorId| {
            let mut members = treaty.parties.iter().chain(&treaty.protected);
            treaty.parties.is_empty() || members.any(|m| m.actor == who && m.days.contains(wanted.on))
        };
        day.left_out.retain(|(id, _)| {
            wanted.party.is_none_or(|who| program.treaty(*id).is_some_and(|treaty| concerns(treaty, who)))
        });
        day
    }

    /// The distinct partners by duties of a kind; a permission binds nobody and is not counted.
    pub(crate) fn total(&self, program: &Program, party: Option<ActorId>, kind: NodeId) -> Total {
        let mut total = Total::default();
        let mut pairs = BTreeSet::new();
        for (_, bond) in self.counted(program, kind) {
            let sort = |index: &usize| self.choices.get(*index).map(|choice| choice.sort);
            let sorts: Vec<Sort> = bond.choices.iter().filter_map(sort).collect();
            // One side is the party that asks, if one does; it is no partner of its own.
            for actor in [bond.from, bond.to].into_iter().filter(|actor| party != Some(*actor)) {
                // Whoever protects is bound by it; the protected one is not.
                let into = if bond.suspended {
                    &mut total.suspended
                } else if actor == bond.to && sorts.contains(&Sort::ProtectedOnly) {
                    &mut total.covered
                } else if sorts.iter().any(|sort| sort.in_doubt()) {
                    &mut total.on_choice
                } else {
                    &mut total.firm
                };
                into.insert(actor);
            }
            if !bond.suspended {
                pairs.insert((bond.from.min(bond.to), bond.from.max(bond.to)));
            }
        }
        total.pairs = pairs.len();
        // Each actor counts once, by the surest of its bonds.
        total.on_choice = &total.on_choice - &total.firm;
        let bound = &total.firm | &total.on_choice;
        total.covered = &total.covered - &bound;
        total.suspended = &(&total.suspended - &bound) - &total.covered;
        total
    }

    /// The partners of an actor whose count a choice could touch, each with the instruments that bind
    /// it whatever is chosen: none where it counts only with choices.
    pub(crate) fn touched(
        &self,
        program: &Program,
        party: ActorId,
        kind: NodeId,
        choice: usize,
    ) -> BTreeMap<ActorId, BTreeSet<TreatyId>> {
        let in_doubt = |bond: &Bond| {
            let sort = |index: &usize| self.choices.get(*index).map(|choice| choice.sort);
            bond.choices.iter().filter_map(sort).any(Sort::in_doubt)
        };
        let partner = |bond: &Bond| if bond.from == party { bond.to } else { bond.from };
        let mut touched = BTreeMap::new();
        if !self.choices.get(choice).is_some_and(|choice| choice.sort.in_doubt()) {
            return touched;
        }
        let running = || self.counted(program, kind).filter(|(_, bond)| !bond.suspended);
        for (_, bond) in running().filter(|(_, bond)| bond.choices.contains(&choice)) {
            touched.entry(partner(bond)).or_insert_with(BTreeSet::new);
        }
        for (treaty, bond) in running().filter(|(_, bond)| !in_doubt(bond)) {
            if let Some(firm) = touched.get_mut(&partner(bond)) {
                firm.insert(treaty);
            }
        }
        touched
    }

    /// The bonds by duties of a kind, each with its instrument; suspended ones are among them.
    pub(crate) fn counted<'d>(
        &'d self,
        program: &'d Program,
        kind: NodeId,
    ) -> impl Iterator<Item = (TreatyId, &'d Bond)> {
        self.clauses.iter().flat_map(move |bonds| {
            let clause = program.clause(bonds.clause).filter(|clause| {
                program.is_under(program.kernel.kind, clause.kind, kind)
                    && clause.response.modality != Modality::May
            });
            let treaty = clause.map(|clause| clause.treaty);
            let pairs = if treaty.is_some() { bonds.pairs.as_slice() } else { &[] };
            pairs.iter().map(move |bond| (treaty.unwrap_or_default(), bond))
        })
    }

    fn choice(&mut self, choice: Choice) -> usize {
        self.choices.iter().position(|known| *known == choice).unwrap_or_else(|| {
            self.choices.push(choice);
            self.choices.len() - 1
        })
    }
}

/// An actor of a set with the choices that its place in the set rests on.
type Member = (ActorId, Vec<usize>);

struct Finder<'a> {
    program: &'a Program,
    wanted: &'a Wanted,
    on: Date,
    id: TreatyId,
    treaty: &'a Treaty,
    day: &'a mut Day,
}

impl Finder<'_> {
    /// The bonds of a clause; none if nobody that is wanted is bound or benefits.
    fn clause(&mut self, id: ClauseId, party: Option<ActorId>) -> Option<Bonds> {
        let program = self.program;
        let clause = program.clause(id)?;
        let (obligors, _) = self.members(&clause.response.obligors);
        let obligors: Vec<Member> = obligors.into_iter().filter_map(|member| self.bound(member)).collect();
        let (beneficiaries, open_ended) = match &clause.response.beneficiary {
            Beneficiary::None => (Vec::new(), false),
            Beneficiary::All => (Vec::new(), true),
            Beneficiary::Set(set) => self.members(set),
            Beneficiary::Victim => match &clause.on {
                Some(on) => self.members(on),
                None => (Vec::new(), true),
            },
        };
        let secret = clause.public.filter(|public| self.on < *public).map(|public| Choice {
            treaty: self.id,
            sort: Sort::Secret,
            actor: obligors.first().map(|(actor, _)| *actor).unwrap_or_default(),
            toward: None,
            since: Some(public),
            because: None,
            condition: None,
            origin: clause.origin,
        });
        let involved = |member: &Member| party.is_none_or(|party| member.0 == party);
        let mut pairs = Vec::new();
        for (from, of_from) in &obligors {
            for (to, of_to) in &beneficiaries {
                let wanted = party.is_none_or(|party| *from == party || *to == party);
                if from != to && wanted {
                    pairs.push(self.pair((*from, of_from), (*to, of_to), secret.as_ref()));
                }
            }
        }
        // A clause that runs toward everyone is still a bond of its obligors.
        let alone = beneficiaries.is_empty() && obligors.iter().any(involved);
        if pairs.is_empty() && !alone {
            return None;
        }
        let mut choices: BTreeSet<usize> =
            pairs.iter().flat_map(|pair| pair.choices.iter().copied()).collect();
        if alone {
            choices.extend(obligors.iter().filter(|m| involved(m)).flat_map(|(_, own)| own.iter().copied()));
        }
        Some(Bonds {
            clause: id,
            obligors: obligors.iter().map(|(actor, _)| *actor).collect(),
            beneficiaries: beneficiaries.iter().map(|(actor, _)| *actor).collect(),
            open_ended,
            pairs,
            choices,
        })
    }

    fn pair(&mut self, from: (ActorId, &[usize]), to: (ActorId, &[usize]), secret: Option<&Choice>) -> Bond {
        let mut choices: Vec<usize> = from.1.iter().chain(to.1).copied().collect();
        let mut suspended = false;
        for leg in &self.treaty.legs {
            if leg.from == from.0 && leg.to == to.0 && leg.days.contains(self.on) {
                if !self.wanted.keeps(leg.evidence) {
                    let pair = [leg.from, leg.to].map(|id| self.program.actor_name(id));
                    self.leave_out(
                        &format!("the suspended leg from {} to {}", pair[0], pair[1]),
                        leg.evidence,
                    );
                    continue;
                }
                let choice = self.leg(leg);
                choices.push(self.day.choice(choice));
                suspended |= leg.when.is_none();
            }
        }
        if let Some(secret) = secret {
            choices.push(self.day.choice(secret.clone()));
        }
        choices.sort_unstable();
        choices.dedup();
        Bond { from: from.0, to: to.0, choices, suspended }
    }

    fn leave_out(&mut self, what: &str, tag: Option<Evidence>) {
        let tag = tag.map_or("no tag", Evidence::word);
        self.day.left_out.insert((self.id, format!("{}: {what} ({tag})", self.treaty.name)));
    }

    fn leg(&self, leg: &Leg) -> Choice {
        Choice {
            treaty: self.id,
            sort: Sort::Suspended,
            actor: leg.from,
            toward: Some(leg.to),
            since: leg.days.from,
            because: leg.because.clone(),
            condition: leg.when.as_ref().map(|when| when.origin),
            origin: leg.origin,
        }
    }

    /// Whether a member of the obligors is bound: a named actor owes only while it is a party,
    /// unless the instrument has no list of parties, as a statute has none.
    fn bound(&mut self, member: Member) -> Option<Member> {
        if self.treaty.parties.is_empty() {
            return Some((member.0, Vec::new()));
        }
        let (actor, _) = member;
        let choices = self.membership(&self.treaty.parties, actor)?;
        Some((actor, choices))
    }

    /// The actors of a set on the day, each once, and whether it also holds others that only an
    /// event can name.
    fn members(&mut self, set: &ActorSet) -> (Vec<Member>, bool) {
        let mut found: Vec<Member> = Vec::new();
        let mut open_ended = false;
        let mut add = |actor: ActorId, choices: Vec<usize>| match found.iter_mut().find(|(a, _)| *a == actor)
        {
            // Two ways into a set: the one that rests on fewer choices is the one that counts.
            Some((_, known)) if choices.len() < known.len() => *known = choices,
            Some(_) => {}
            None => found.push((actor, choices)),
        };
        for class in &set.classes {
            match class {
                SetClass::Party => {
                    for (actor, choices) in self.all(&self.treaty.parties) {
                        add(actor, choices);
                    }
                }
                SetClass::Protected => {
                    for (actor, mut choices) in self.all(&self.treaty.protected) {
                        choices.push(self.protected_only(actor));
                        add(actor, choices);
                    }
                }
                SetClass::Class(id) => {
                    let Some(class) = self.program.class(*id) else { continue };
                    for (actor, days) in &class.members {
                        if days.contains(self.on) {
                            let choices = self.of_outsider(*actor);
                            add(*actor, choices);
                        }
                    }
                }
                SetClass::Kind(_) => {
                    // Any state: the parties are among them, and partners of each other.
                    for (actor, choices) in self.all(&self.treaty.parties) {
                        add(actor, choices);
                    }
                    open_ended = true;
                }
                SetClass::Attacker | SetClass::Victim => open_ended = true,
            }
        }
        for name in &set.names {
            match name {
                ActorRef::Literal(actor) => {
                    let choices = self.of_outsider(*actor);
                    add(*actor, choices);
                }
                _ => open_ended = true,
            }
        }
        let excepted = |actor: ActorId| set.except.contains(&ActorRef::Literal(actor));
        found.retain(|(actor, _)| !excepted(*actor));
        found.sort_by(|a, b| self.program.actor_name(a.0).cmp(self.program.actor_name(b.0)));
        (found, open_ended)
    }

    /// What the place of an actor in a class rests on: its membership, or being covered without one.
    fn of_outsider(&mut self, actor: ActorId) -> Vec<usize> {
        self.membership(&self.treaty.parties, actor).unwrap_or_else(|| vec![self.protected_only(actor)])
    }

    fn protected_only(&mut self, actor: ActorId) -> usize {
        let origin = self
            .treaty
            .protected
            .iter()
            .find(|member| member.actor == actor && member.days.contains(self.on))
            .map_or(self.treaty.origin, |member| member.origin);
        self.day.choice(Choice {
            treaty: self.id,
            sort: Sort::ProtectedOnly,
            actor,
            toward: None,
            since: None,
            because: None,
            condition: None,
            origin,
        })
    }

    /// Everyone on a list on the day.
    fn all(&mut self, list: &[Membership]) -> Vec<Member> {
        let mut actors: Vec<ActorId> = list.iter().map(|member| member.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        actors.into_iter().filter_map(|actor| Some((actor, self.membership(list, actor)?))).collect()
    }

    /// The choices that the membership of an actor rests on; none if it is no member on the day.
    fn membership(&mut self, list: &[Membership], actor: ActorId) -> Option<Vec<usize>> {
        let on = self.on;
        let running = list.iter().filter(|member| member.actor == actor && member.days.contains(on));
        let mut best: Option<Vec<Choice>> = None;
        for member in running {
            if !self.wanted.keeps(member.evidence) {
                let name = self.program.actor_name(actor).to_owned();
                self.leave_out(&format!("the bond of {name}"), member.evidence);
                continue;
            }
            let choices = self.of_member(member);
            if best.as_ref().is_none_or(|known| choices.len() < known.len()) {
                best = Some(choices);
            }
        }
        let choices = best?;
        Some(choices.into_iter().map(|choice| self.day.choice(choice)).collect())
    }

    fn of_member(&self, member: &Membership) -> Vec<Choice> {
        let choice = |sort: Sort, since: Option<Date>| Choice {
            treaty: self.id,
            sort,
            actor: member.actor,
            toward: None,
            since,
            because: member.because.clone(),
            condition: None,
            origin: member.origin,
        };
        let mut choices = Vec::new();
        if let Some(when) = &member.when {
            choices.push(Choice { condition: Some(when.origin), ..choice(Sort::Conditional, None) });
        }
        if let Some(since) = member.frozen.filter(|since| *since <= self.on) {
            choices.push(choice(Sort::Frozen, Some(since)));
        }
        if let Some(since) = member.denounced.filter(|since| *since <= self.on) {
            choices.push(choice(Sort::Denounced, Some(since)));
        }
        choices
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve;
    use crate::syntax;
    use crate::text::{FileId, Limits};

    const GUARANTEE: &str = r#"
question is_return_valid "Did Gammaland come back?" {
  source "invented"
  reading yes "it did" held by CCC cite "invented"
  reading no "it did not" held by AAA cite "invented"
}

treaty guarantee "Guarantee of Deltaland" {
  cite     "2 ITS 1"
  evidence recall
  nature   mutual_defence
  signed   1990-01-01
  in force 1990-01-01
  parties  AAA, EEE
  party    BBB frozen from 2005-01-01
  party    CCC from 2003-01-01 when is_return_valid is yes
  protects DDD
  leg AAA to EEE suspended from 2004-01-01 until 2006-01-01

  clause defend "Art. 1" evidence text {
    kind         defence
    trigger      act is invasion
                 on a party or protected
    response     every other party shall assistance for victim
    consultation none
    process      none
    report       none
    public from 1991-01-01
  }

  clause help "Art. 2" evidence text {
    kind         defence
    trigger      act is ramming
                 on any state
    response     every other party may assistance for victim
    consultation none
    process      none
    report       none
  }
}
"#;

    fn program() -> Program {
        let texts = [include_str!("../../tests/cli/rules/pact.casus"), GUARANTEE];
        let limits = Limits::default();
        let trees: Vec<_> = texts
            .iter()
            .zip(0..)
            .map(|(text, at)| (FileId(at), syntax::parser::parse(FileId(at), text, &limits).tree))
            .collect();
        let resolved = resolve::resolve(&trees, &limits);
        assert!(resolved.is_usable(), "{:?}", resolved.diagnostics);
        resolved.program
    }

    /// The notes of the bond of two actors under `guarantee.defend` on a day; none if there is no bond.
    fn notes(program: &Program, on: &str, from: &str, to: &str) -> Option<Vec<&'static str>> {
        let wanted = Wanted { on: on.parse().unwrap(), ..Wanted::default() };
        let day = Day::of(program, &wanted);
        let [from, to] = [from, to].map(|name| program.find_actor(name).unwrap());
        let bonds =
            day.clauses.iter().find(|bonds| program.clause_path(bonds.clause) == "guarantee.defend")?;
        let bond = bonds.pairs.iter().find(|bond| bond.from == from && bond.to == to)?;
        Some(bond.choices.iter().map(|index| day.choices[*index].sort.word()).collect())
    }

    #[test]
    fn each_bond_says_what_it_rests_on() {
        let program = program();
        let rows = "
            1989-12-31 ; EEE ; AAA ; no bond
            1990-06-01 ; EEE ; AAA ; secret
            2000-01-01 ; EEE ; AAA ;
            2000-01-01 ; BBB ; AAA ;
            2005-01-01 ; BBB ; AAA ; frozen
            2002-12-31 ; CCC ; AAA ; no bond
            2003-01-01 ; CCC ; AAA ; conditional
            2003-12-31 ; AAA ; EEE ;
            2004-01-01 ; AAA ; EEE ; suspended
            2004-01-01 ; EEE ; AAA ;
            2006-01-01 ; AAA ; EEE ;
            2000-01-01 ; AAA ; DDD ; protected_only
            2000-01-01 ; DDD ; AAA ; no bond
            2000-01-01 ; AAA ; AAA ; no bond";
        for row in rows.lines().filter(|row| !row.trim().is_empty()) {
            let cells: Vec<&str> = row.split(';').map(str::trim).collect();
            let [on, from, to, expected] = cells.as_slice() else { panic!("{row}") };
            let found = notes(&program, on, from, to).map_or("no bond".to_owned(), |notes| notes.join(", "));
            assert_eq!(found, *expected, "{row}");
        }
    }

    #[test]
    fn partners_are_counted_by_their_surest_bond() {
        let program = program();
        let total = |on: &str, party: Option<&str>| {
            let party = party.map(|name| program.find_actor(name).unwrap());
            let kind = program.tree(program.kernel.kind).and_then(|tree| tree.find("defence")).unwrap();
            let day = Day::of(
                &program,
                &Wanted { on: on.parse().unwrap(), party, kind: Some(kind), evidence: None },
            );
            let total = day.total(&program, party, kind);
            let names = |set: &BTreeSet<ActorId>| {
                set.iter().map(|actor| program.actor_name(*actor)).collect::<Vec<_>>().join(" ")
            };
            [names(&total.firm), names(&total.on_choice), names(&total.covered), names(&total.suspended)]
        };
        // Before the pact of 2000 only the guarantee binds; the permission of Art. 2 never counts.
        assert_eq!(total("1999-01-01", Some("AAA")), ["BBB EEE", "", "DDD", ""]);
        assert_eq!(total("1999-01-01", Some("DDD")), ["AAA BBB EEE", "", "", ""]);
        assert_eq!(total("1999-01-01", None), ["AAA BBB EEE", "", "DDD", ""]);
        // The pact also binds Gammaland, whatever its return to the guarantee is worth.
        assert_eq!(total("2004-06-01", Some("AAA")), ["BBB CCC EEE", "", "DDD", ""]);
    }
}
