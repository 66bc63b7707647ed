//! The sides of a war: who stands with whom, told from who stands against whom.
//!
//! In: ties. Out: for each separate war its two sides, or that there are no two. Absent: alliances.

use std::collections::{BTreeMap, BTreeSet};

use super::Tie;
use crate::ir::ActorId;

/// Those who are in one war, directly or through others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// The side of the one that acted first.
    pub one: Vec<ActorId>,
    /// The other side.
    pub other: Vec<ActorId>,
    /// Some enemies of an enemy are enemies too, so that there are no two sides; then `one` has all.
    pub tangled: bool,
}

impl Sides {
    /// The sides of each separate war, in the order in which the wars began.
    ///
    /// ```
    /// use casus::cascade::{Sides, Tie};
    /// use casus::ir::ActorId;
    /// use jiff::civil::date;
    /// let tie = |who, enemy| Tie {
    ///     performance: 0, who: ActorId(who), enemy: ActorId(enemy), since: date(1914, 8, 1), given: true,
    /// };
    /// let sides = Sides::of(&[tie(1, 2), tie(3, 1)]);
    /// assert_eq!(sides[0].one, [ActorId(1)]);
    /// assert_eq!(sides[0].other, [ActorId(2), ActorId(3)]);
    /// assert!(Sides::of(&[tie(1, 2), tie(2, 3), tie(3, 1)])[0].tangled);
    /// ```
    #[must_use]
    pub fn of(ties: &[Tie]) -> Vec<Sides> {
        let mut enemies: BTreeMap<ActorId, BTreeSet<ActorId>> = BTreeMap::new();
        for tie in ties {
            enemies.entry(tie.who).or_default().insert(tie.enemy);
            enemies.entry(tie.enemy).or_default().insert(tie.who);
        }
        let mut side: BTreeMap<ActorId, bool> = BTreeMap::new();
        let mut all = Vec::new();
        for tie in ties {
            if !side.contains_key(&tie.who) {
                all.push(colour(tie.who, &enemies, &mut side));
            }
        }
        all
    }
}

/// Goes from enemy to enemy, each on the other side.
fn colour(
    first: ActorId,
    enemies: &BTreeMap<ActorId, BTreeSet<ActorId>>,
    side: &mut BTreeMap<ActorId, bool>,
) -> Sides {
    let mut members: BTreeSet<ActorId> = BTreeSet::from([first]);
    side.insert(first, true);
    let mut work = vec![first];
    let mut tangled = false;
    while let Some(actor) = work.pop() {
        let of = side.get(&actor).copied().unwrap_or(true);
        for enemy in enemies.get(&actor).into_iter().flatten() {
            match side.get(enemy) {
                Some(other) => tangled |= *other == of,
                None => {
                    side.insert(*enemy, !of);
                    members.insert(*enemy);
                    work.push(*enemy);
                }
            }
        }
    }
    let (one, other) =
        members.into_iter().partition(|actor| tangled || side.get(actor).copied().unwrap_or(true));
    Sides { one, other, tangled }
}
