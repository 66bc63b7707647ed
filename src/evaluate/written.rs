//! A space as a text that solvers of other people read (SMT-LIB 2.6): what its functions are made of, by the
//! operations that were asked for, and questions about them.
//!
//! In: a space whose steps were recorded ([`Space::keep_steps`]), [`Question`]s. Out: [`Written`]. Absent: laws
//! (`analyse::laws`), files, other people's solvers.
//!
//! The answer is not in the text: it has the tests of single facts, and how they were joined. So a solver that
//! answers alike has checked the diagrams, their order and their reductions.

use std::collections::BTreeSet;

use super::condition::{Variable, Walk};
use super::diagram::Rank;
use super::settle;
use super::space::{Fun, Space};
use terms::{At, Term, Terms};
use text::Sheet;

mod terms;
#[cfg(test)]
mod tests;
mod text;

/// A question about some functions, and what this program answers.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// What is asked, in words.
    pub asked: String,
    /// The functions of which one has to be true, each with its name.
    pub any: Vec<(String, Fun)>,
    /// Values that some variables have besides.
    pub event: Vec<(Rank, usize)>,
    /// Whether there is such an event.
    pub answer: bool,
}

/// A text with what is in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    pub text: String,
    /// Variables that are looked at.
    pub variables: usize,
    /// Pairs of functions that this program took for equal.
    pub claims: usize,
    /// What is asked and what this program answers, in order.
    pub asked: Vec<(String, bool)>,
}

impl Space<'_, '_> {
    /// Keeps from now on how functions are made. To be asked before any is.
    pub fn keep_steps(&mut self) {
        self.walk.diagram.record();
    }

    /// The text of some questions; nothing if no steps were recorded. With `open` fields and questions may be
    /// left open.
    pub fn written(&mut self, questions: &[Question], open: bool) -> Option<Written> {
        let rules = self.rules(open);
        let walk = &*self.walk;
        let steps = walk.diagram.steps()?;
        let mut terms = Terms::new(&walk.diagram, steps);
        let asked: Vec<Vec<(String, At)>> = questions
            .iter()
            .map(|question| question.any.iter().map(|(name, f)| (name.clone(), terms.of(*f))).collect())
            .collect();
        let claims = terms.claims();
        // What the world allows is said of what is looked at; the rest can always be filled.
        let mut roots: Vec<At> = asked.iter().flatten().map(|(_, at)| *at).collect();
        roots.extend(claims.iter().flat_map(|claim| [claim.one, claim.other]));
        let mut looked_at = ranks(&terms, &roots);
        looked_at.extend(questions.iter().flat_map(|question| &question.event).map(|(rank, _)| *rank));
        let rules: Vec<At> = rules.into_iter().map(|rule| terms.of(rule)).collect();
        let rules: Vec<At> =
            rules.into_iter().filter(|rule| ranks(&terms, &[*rule]).is_subset(&looked_at)).collect();
        roots.extend(&rules);
        let mut sheet = Sheet::new(walk, &terms, &roots, open);
        sheet.variables(&looked_at);
        sheet.definitions(steps);
        sheet.world(&rules);
        let mut all = Vec::new();
        for (question, any) in questions.iter().zip(&asked) {
            sheet.question(question, any);
            all.push((question.asked.clone(), question.answer));
        }
        if !claims.is_empty() {
            all.push((sheet.claims(&claims), false));
        }
        Some(Written { text: sheet.done(), variables: looked_at.len(), claims: claims.len(), asked: all })
    }

    /// What the world allows, in parts that look at little each.
    fn rules(&mut self, open: bool) -> Vec<Fun> {
        let asked: Vec<(Rank, Variable)> = self
            .walk
            .variables
            .iter()
            .filter(|(rank, _)| !Walk::is_act(**rank))
            .map(|(rank, variable)| (*rank, variable.clone()))
            .collect();
        let (places, apart) = settle::rules(self.walk, &asked);
        let of_facts = places.into_iter().chain(apart).filter(|rule| *rule != Fun::TRUE);
        let mut all: Vec<Fun> = of_facts.collect();
        if open {
            // Some way to fill in what is left open has to be allowed, by all rules at once.
            let together = all.into_iter().fold(Fun::TRUE, |all, one| self.and(all, one));
            all = vec![self.opened(together)];
        }
        all.extend(self.walk.record_rules(&asked));
        all
    }
}

/// The variables that some terms test.
fn ranks(terms: &Terms<'_>, roots: &[At]) -> BTreeSet<Rank> {
    let used = terms.used(roots).into_keys();
    let tested = used.filter_map(|at| match terms.rows().get(at.index()) {
        Some(Term::Test(rank, _)) => Some(*rank),
        _ => None,
    });
    tested.collect()
}
