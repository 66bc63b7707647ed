//! Laws made up from a list of choices, as rule sets are (`make`).
//!
//! Out: a property. Absent: any idea of what it comes to.

use crate::facts::FIELDS;
use crate::law::{Binders, Body, Change, Law, Part, Property, Under, Verb, Who, Word};
use crate::lawyer::Outcome;
use crate::make::{Maker, Scope};
use crate::model::{DEED, KIND, World};

impl Maker<'_> {
    pub fn property(&mut self, world: &World) -> Property {
        let mut binders = Binders::default();
        let forms = self.pick(20);
        let two = matches!(forms, 12 | 13);
        match self.pick(6) {
            _ if two => binders.parties = Some((2, Some(self.pick(world.treaties.len())))),
            1 => binders.parties = Some((1 + self.pick(2), Some(self.pick(world.treaties.len())))),
            2 => binders.state = Some(self.one_in(2)),
            3 => {
                binders.treaty = true;
                binders.parties = Some((1 + self.pick(2), None));
            }
            4 => binders.treaty = true,
            _ => {}
        }
        if self.one_in(8) {
            binders.reading = Some(self.pick(world.questions.len()));
        }
        let rows = matches!(forms, 10 | 14 | 17) || self.one_in(8);
        if rows {
            let kind = self.one_in(2).then(|| 1 + self.pick(KIND.len() - 1));
            binders.clause = Some((kind, self.pick(world.treaties.len())));
        }
        // Laws of two events are asked of events of which all is known.
        let open = self.one_in(6) && forms < 10;
        let only_where = self.one_in(5).then(|| self.part(1, world, &binders, open));
        let body = |maker: &mut Self| {
            if binders.clause.is_some() && maker.pick(2) == 0 {
                Body::Rows
            } else {
                Body::Part(maker.part(1, world, &binders, open))
            }
        };
        let law = match forms {
            0 | 1 => Law::Never(self.part(2, world, &binders, open)),
            2 | 3 => Law::Always(self.part(2, world, &binders, open)),
            4..=7 => {
                let first = self.part(2, world, &binders, open);
                Law::If(first, self.part(2, world, &binders, open))
            }
            8 | 9 => Law::Possible(self.part(2, world, &binders, open)),
            10 | 11 => {
                let field = self.among(&[5, 6, 7]);
                Law::Monotone(field, body(self))
            }
            12 | 13 => Law::Symmetric(self.part(1, world, &binders, open)),
            14..=16 => Law::Same(body(self)),
            _ => {
                let change = match self.pick(5) {
                    0 | 1 => Change::Field(self.pick(FIELDS.len())),
                    2 => Change::Deed(1 + self.pick(DEED.len() - 1)),
                    _ => Change::Question(self.pick(world.questions.len())),
                };
                Law::Unchanged(change, body(self))
            }
        };
        Property { binders, only_where, law }
    }

    fn someone(&mut self, binders: &Binders) -> Who {
        let bound = binders.parties.map_or(usize::from(binders.state.is_some()), |(number, _)| number);
        if bound > 0 && self.pick(2) == 0 {
            return Who::Bound(self.pick(bound));
        }
        Who::Named(self.pick(5))
    }

    fn maybe(&mut self, binders: &Binders) -> Option<Who> {
        (self.pick(3) > 0).then(|| self.someone(binders))
    }

    fn word(&mut self, open: bool) -> Word {
        if open && self.one_in(2) {
            return self.among(&[
                Word::Settled,
                Word::Unsettled,
                Word::Contested,
                Word::Undetermined,
                Word::Open,
            ]);
        }
        Word::Is(self.among(&[Outcome::Owed, Outcome::Available, Outcome::NotOwed]))
    }

    fn part(&mut self, depth: usize, world: &World, binders: &Binders, open: bool) -> Part {
        match self.pick(if depth == 0 { 8 } else { 12 }) {
            0..=2 => {
                let treaty = self.pick(world.treaties.len());
                let clauses = &world.treaties[treaty].clauses;
                let name = clauses[self.pick(clauses.len())].name;
                let word = self.word(open);
                let to = self.one_in(3).then(|| self.someone(binders));
                Part::Stands { treaty, name, word, by: self.maybe(binders), to }
            }
            3 if binders.clause.is_some() => Part::Bound { word: self.word(open), by: self.maybe(binders) },
            3..=5 => {
                let under = match self.pick(3) {
                    0 if binders.treaty => Under::Bound,
                    0 | 1 => Under::Treaty(self.pick(world.treaties.len())),
                    _ => Under::Any,
                };
                let verb = self.among(&[Verb::Owes, Verb::Owes, Verb::May, Verb::ShallNot]);
                let what = self.among(&[1, 1, 2, 3, 4, 0]).max(1);
                let who = self.maybe(binders);
                let nobody = who.is_none() && self.one_in(4);
                let to = self.one_in(2).then(|| self.someone(binders));
                Part::Owes { who, nobody, verb, what, to, under }
            }
            6 | 7 => {
                let slots = binders.parties.map_or(usize::from(binders.state.is_some()), |(n, _)| n);
                let terms = (0..world.terms.len()).filter(|t| world.terms[*t].treaty.is_none()).collect();
                let scope = Scope { slots, terms, ..Scope::default() };
                Part::Holds(self.condition(1, &scope, world, 0))
            }
            8 => Part::Not(Box::new(self.part(depth - 1, world, binders, open))),
            9 | 10 => Part::All(self.parts(depth, world, binders, open)),
            _ => Part::Any(self.parts(depth, world, binders, open)),
        }
    }

    fn parts(&mut self, depth: usize, world: &World, binders: &Binders, open: bool) -> Vec<Part> {
        (0..2).map(|_| self.part(depth - 1, world, binders, open)).collect()
    }
}
