//! Deeds that one actor does for another.
//!
//! In: who did it, and on whose behalf as it was written. Out: the deeds that this is, or what is wrong. Absent:
//! whether the law attributes it so; that is what whoever writes the event says, as with any other fact.
//!
//! What is done on behalf of another is a deed of both: whoever carries goods for the seller has carried them,
//! and the seller has delivered. What is only declared (a party's own acts and those done by several together, votes
//! and what else moves a motion, what changes a bond) is the deed of the one for whom it is said, and
//! of nobody else: who hands over a notice has not left.

use super::checker::Checker;
use super::problem::quoted;
use super::raw::Item;
use super::{About, Agency, Deed};
use crate::diagnostic::Code;
use crate::ir::{ActorId, NodeId, Program};
use jiff::civil::Date;

const FIELD: &str = "record.on_behalf_of";

impl Checker<'_, '_> {
    /// For whom a deed was done: one actor, and another than the one who did it.
    pub(super) fn principal(
        &mut self,
        item: &Item<'_>,
        by: Option<&[ActorId]>,
        day: Option<Date>,
    ) -> Option<ActorId> {
        let principals = self.actors(item, FIELD, day)?;
        let several = "write an entry for each that did it, and for each for whom".to_owned();
        let [principal] = principals.as_slice() else {
            let message = format!("{} takes one actor", quoted("on_behalf_of"));
            self.wrong(Code::WRONG_TYPE, item.at, FIELD, message, Some(several));
            return None;
        };
        let [author] = by? else {
            let message = "one actor does a deed on behalf of another, and here several do";
            self.wrong(Code::WRONG_TYPE, item.at, FIELD, message, Some(several));
            return None;
        };
        if author == principal {
            let name = quoted(self.names.program().actor_name(*author));
            let message = format!("{name} stands both in `by` and in `on_behalf_of`");
            let help = "leave `on_behalf_of` out where somebody acts for itself".to_owned();
            self.wrong(Code::IMPOSSIBLE_EVENT, item.at, FIELD, message, Some(help));
            return None;
        }
        Some(*principal)
    }
}

impl Deed {
    /// The deeds that this one is if it was done on behalf of another: one of each of the two, or, where it is only
    /// declared, one of the other alone.
    ///
    /// ```
    /// use casus::event::{Names, event_from_json};
    /// use casus::{ir::{ActorId, Program}, text::Limits};
    /// let program = Program::default();
    /// let text = r#"{"id":"a","date":"1990-08-02"}"#;
    /// let event = event_from_json(&Names::new(&program), &Limits::default(), text, 1).unwrap();
    /// let deeds = event.record.into_iter().flat_map(|deed| deed.on_behalf_of(&program, ActorId(1)));
    /// assert_eq!(deeds.count(), 0);
    /// ```
    #[must_use]
    pub fn on_behalf_of(self, program: &Program, principal: ActorId) -> Vec<Deed> {
        let about = |agency| About { agency: Some(agency), ..self.about.clone() };
        let of_principal = Deed { by: principal, about: about(Agency::Through(self.by)), ..self.clone() };
        if is_declared(program, self.does) {
            return vec![of_principal];
        }
        let of_author = Deed { about: about(Agency::For(principal)), ..self };
        vec![of_author, of_principal]
    }
}

/// Whether a deed is the word of somebody, which another can only bring.
fn is_declared(program: &Program, does: NodeId) -> bool {
    let tree = program.kernel.deed;
    let own = [Some(program.kernel.own_act), program.tree(tree).and_then(|tree| tree.find("joint_act"))];
    let mut motions = program.motion_deeds.iter().flat_map(|row| &row.by);
    own.into_iter().flatten().any(|above| program.is_under(tree, does, above))
        || motions.any(|node| program.is_under(tree, does, *node))
        || program.power(does).is_some()
}

/// The entry that a deed stands for when it is written: who did it, and on whose behalf; none where the deed that
/// follows says it too.
pub(super) fn entry(record: &[Deed], at: usize) -> Option<(ActorId, Option<ActorId>)> {
    let deed = record.get(at)?;
    match deed.about.agency {
        Some(Agency::Through(author)) => Some((author, Some(deed.by))),
        Some(Agency::For(principal)) => {
            let next = record.get(at + 1);
            let both = |next: &Deed| {
                (next.by, next.about.agency) == (principal, Some(Agency::Through(deed.by)))
                    && (next.does, next.to) == (deed.does, deed.to)
            };
            (!next.is_some_and(both)).then_some((deed.by, None))
        }
        None => Some((deed.by, None)),
    }
}
