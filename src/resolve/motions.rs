//! Motions, the deeds that move them, and how a clause has one decided; deeds that are done against somebody.
//! Absent: counting votes.

use super::actors::set;
use super::conditions::Scope;
use super::{Context, Items};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Decision, Motion, MotionDeeds, MotionId, NodeId, Origin, Stage, TermId, VoteBase, VoteRule};
use crate::syntax::tree::{self, Base, ConsultPart, Name};
use crate::text::FileId;

/// Every name is a motion by being used; which deeds move it is said line by line.
pub(super) fn resolve(cx: &mut Context, items: &Items<'_>) {
    let Some(deed) = cx.program.find_tree("deed") else { return };
    for item in &items.motions {
        let motion = item.it.name.as_ref().map(|name| declare(cx, name, item.file));
        let by: Vec<NodeId> = item.it.by.iter().filter_map(|name| cx.node(deed, name, item.file)).collect();
        let Some(stage) = Stage::parse(&item.it.stage.text) else {
            let all = Stage::ALL.map(|stage| stage.word().to_owned()).to_vec();
            cx.unknown("turn of a motion", &item.it.stage, item.file, all);
            continue;
        };
        let origin = Origin { file: item.file, span: item.it.stage.span };
        cx.program.motion_deeds.push(MotionDeeds { motion, stage, by, origin });
    }
}

/// Deeds that are done against somebody, with what stands under them.
pub(super) fn against(cx: &mut Context, items: &Items<'_>) {
    let Some(deed) = cx.program.find_tree("deed") else { return };
    for item in &items.against {
        let named: Vec<NodeId> =
            item.it.deeds.iter().filter_map(|name| cx.node(deed, name, item.file)).collect();
        cx.program.against.extend(named);
    }
}

fn declare(cx: &mut Context, name: &Name, file: FileId) -> MotionId {
    cx.program.find_motion(&name.text).unwrap_or_else(|| {
        let origin = Origin { file, span: name.span };
        cx.program.motions.push(Motion { name: name.text.clone(), origin });
        MotionId::at(cx.program.motions.len() - 1)
    })
}

/// How a clause has a motion decided; none if its consultation line puts no motion.
pub(super) fn decision(cx: &mut Context, parts: &[ConsultPart], scope: &Scope) -> Option<Decision> {
    let (mut motion, mut origin) = (None, Origin::default());
    let mut rest = Rest::default();
    for part in parts {
        match part {
            ConsultPart::Decide(name) => {
                origin = Origin { file: scope.file, span: name.span };
                motion = cx.program.find_motion(&name.text);
                if motion.is_none() {
                    let all = cx.program.motions.iter().map(|motion| motion.name.clone()).collect();
                    cx.unknown("motion", name, scope.file, all);
                }
            }
            other => rest.take(cx, other, scope),
        }
    }
    Some(Decision {
        motion: motion?,
        organs: rest.organs,
        demand: rest.demand,
        vote: rest.vote,
        quorum: rest.quorum,
        consensus: rest.consensus,
        excluded: rest.excluded,
        veto: rest.veto,
        binding: rest.binding,
        free: rest.free,
        origin,
    })
}

/// The parts of a decision that stand alone.
#[derive(Default)]
struct Rest {
    organs: Vec<crate::ir::ActorId>,
    demand: Option<crate::ir::ActorSet>,
    vote: Option<VoteRule>,
    quorum: Option<(u32, u32)>,
    consensus: bool,
    excluded: Option<TermId>,
    veto: Option<crate::ir::ActorSet>,
    binding: Option<bool>,
    free: Vec<NodeId>,
}

impl Rest {
    fn take(&mut self, cx: &mut Context, part: &ConsultPart, scope: &Scope) {
        match part {
            ConsultPart::OnDemandOf(who) => self.demand = Some(set(cx, who, scope)),
            ConsultPart::Organ(names) => {
                self.organs = names.iter().filter_map(|name| cx.actor(name, scope.file)).collect();
            }
            ConsultPart::Quorum(fraction) => {
                self.quorum = super::clauses::fraction_of(cx, fraction, scope);
            }
            ConsultPart::Vote(vote) => self.vote = rule(cx, vote, scope),
            ConsultPart::Consensus => self.consensus = true,
            ConsultPart::Excluded(name) => self.excluded = voters_term(cx, name, scope),
            ConsultPart::Veto(who) => self.veto = Some(set(cx, who, scope)),
            ConsultPart::Binding(binding, except) => {
                self.binding = Some(*binding);
                let tree = cx.program.kernel.response;
                self.free = except.iter().filter_map(|name| cx.node(tree, name, scope.file)).collect();
            }
            _ => {}
        }
    }
}

fn rule(cx: &mut Context, vote: &tree::Vote, scope: &Scope) -> Option<VoteRule> {
    let fraction = match &vote.fraction {
        None => None,
        Some(fraction) => Some(super::clauses::fraction_of(cx, fraction, scope)?),
    };
    let base = match &vote.base {
        Base::Text(_) => VoteBase::Words,
        Base::Name(name) => match VoteBase::parse(&name.text) {
            Some(base) => base,
            None => {
                let all = ["parties", "voters", "present"].map(str::to_owned).to_vec();
                cx.unknown("base of votes", name, scope.file, all);
                return None;
            }
        },
    };
    Some(VoteRule { fraction, base })
}

/// A term of this instrument or a shared one, about one actor.
fn voters_term(cx: &mut Context, name: &Name, scope: &Scope) -> Option<TermId> {
    let local = scope.treaty.and_then(|treaty| cx.terms.get(&(Some(treaty.0), name.text.clone())).copied());
    let found = local.or_else(|| cx.terms.get(&(None, name.text.clone())).copied());
    let Some((term, declared)) = found else {
        let mut names: Vec<String> = cx
            .terms
            .keys()
            .filter(|(treaty, _)| treaty.is_none() || *treaty == scope.treaty.map(|treaty| treaty.0))
            .map(|(_, name)| name.clone())
            .collect();
        names.sort();
        cx.unknown("term", name, scope.file, names);
        return None;
    };
    let want = cx.program.term(term).map_or(0, |row| row.params.len());
    if want != 1 {
        let message = format!("`{}` is about {want} actors; who may not vote is said of one", name.text);
        cx.push(
            Diagnostic::new(Code::WRONG_COUNT, scope.file, name.span, message)
                .also(declared.file, declared.span, "declared here")
                .help("name a term with one actor: `term not_voting(p) = …`"),
        );
        return None;
    }
    Some(term)
}
