//! An event of a suite, told to the evaluator alone, as a `test` block would tell it.
//!
//! In: a case. Out: whether the evaluator answers as it should, with its answer. Absent: all events at
//! once.

use crate::analyse::tests::rows_of;
use crate::evaluate::{BeneficiaryOut, Filter, Stance, Status, Verdict, decide};
use crate::ir::{ClauseId, Program, QuestionId};
use crate::text::Limits;

use super::Case;

/// What the evaluator is asked with.
pub(super) struct Told<'t> {
    pub program: &'t Program,
    pub stance: &'t Stance,
    pub limits: &'t Limits,
}

impl Told<'_> {
    /// Fills in the answer; if it is another than the case says, gives it in words.
    pub fn confirm(&self, clause: ClauseId, case: &mut Case) -> Result<(), String> {
        let mut stance = self.stance.clone();
        stance.readings.extend(case.readings.iter().map(|(q, r)| (*q, *r)));
        let rows = self.rows(clause, case, &stance)?;
        let agrees = |rows: &[Verdict]| match rows {
            [] => case.status == Status::NotOwed,
            rows => rows.iter().all(|row| row.status == case.status),
        };
        let by_test = agrees(&rows);
        // What runs to all parties is meant; a leg that rests has an answer of its own.
        let mut rows = rows;
        if case.to_parties {
            rows.retain(|row| !matches!(row.beneficiary, BeneficiaryOut::Actor(_)));
        }
        if !agrees(&rows) {
            let got: Vec<&str> = rows.iter().map(|row| row.status.word()).collect();
            return Err(if got.is_empty() { "no answer".to_owned() } else { got.join(", ") });
        }
        case.by_test = by_test;
        case.verdict = rows.into_iter().next();
        if !case.readings.is_empty() {
            let open = self.rows(clause, case, self.stance)?;
            let mut names: Vec<&String> = open
                .iter()
                .filter(|row| !row.status.is_settled())
                .flat_map(|r| &r.pivots.depends_on)
                .collect();
            names.sort();
            names.dedup();
            let asked = names.into_iter().filter_map(|name| self.program.find_question(name));
            // Only what was given with the event is in dispute here.
            case.turns_on = asked.filter(|id: &QuestionId| case.readings.contains_key(id)).collect();
        }
        Ok(())
    }

    fn rows(&self, clause: ClauseId, case: &Case, stance: &Stance) -> Result<Vec<Verdict>, String> {
        let path = self.program.clause_path(clause);
        let texts = (0..self.program.clauses.len()).map(ClauseId::at);
        let clauses = texts.filter(|id| self.program.clause_path(*id) == path).collect();
        let filter = Filter { clauses, obligors: case.obligor.into_iter().collect(), ..Filter::default() };
        // Whoever is asked about by name is answered by name, as in a test.
        let asks_names = case.obligor.is_some() || case.to.is_some();
        let named_candidates = if asks_names { usize::MAX } else { self.limits.named_candidates };
        let limits = Limits { named_candidates, ..*self.limits };
        let decision = decide(self.program, &case.event, stance, &filter, &limits);
        if let Some(problem) = decision.too_complex.first() {
            return Err(problem.to_string());
        }
        let rows = rows_of(self.program, &case.event, &decision.verdicts, case.obligor, case.to);
        Ok(rows.into_iter().cloned().collect())
    }
}
