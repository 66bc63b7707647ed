//! The fewest groups of wishes such that all wishes of a group can be granted at once.
//!
//! In: wishes, and how two of them are joined. Out: groups, and how many there must be at least. Absent:
//! what is wished for.
//!
//! Two wishes that clash never share a group, so as many groups are needed as there are wishes that all
//! clash with each other: that is the bound. Groups are first made greedily; if there are more than the
//! bound, every way to share them out is tried, up to a number of steps.

/// Groups of wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cover<F> {
    /// The wishes of each group, by their places, and what grants them all.
    pub groups: Vec<(Vec<usize>, F)>,
    /// Fewer groups than this are impossible.
    pub at_least: usize,
}

/// Shares wishes out. `join` gives what grants two things at once, if anything does; `clash` says of each
/// two wishes whether nothing does.
pub(crate) fn fewest<F: Copy>(
    wishes: &[F],
    clash: &[Vec<bool>],
    join: &mut dyn FnMut(F, F) -> Option<F>,
    steps: usize,
) -> Cover<F> {
    let clique = largest_clique(clash, steps);
    let degree = |at: &usize| clash.get(*at).map_or(0, |row| row.iter().filter(|is| **is).count());
    let mut order: Vec<usize> = (0..wishes.len()).filter(|at| !clique.contains(at)).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(degree(at)), *at));
    let order: Vec<usize> = clique.iter().copied().chain(order).collect();
    let mut sharing = Sharing { wishes, clash, order: &order, join, best: Vec::new(), steps };
    sharing.greedy();
    let mut at_least = clique.len();
    if sharing.best.len() > at_least {
        let tried_all = sharing.all_ways(at_least);
        if tried_all {
            at_least = sharing.best.len();
        }
    }
    Cover { groups: sharing.best, at_least }
}

/// Which wishes clash with which.
pub(crate) fn clashes<F: Copy>(wishes: &[F], meet: &mut dyn FnMut(F, F) -> bool) -> Vec<Vec<bool>> {
    let mut clash = vec![vec![false; wishes.len()]; wishes.len()];
    for (at, one) in wishes.iter().enumerate() {
        for (other_at, other) in wishes.iter().enumerate().skip(at + 1) {
            let is = !meet(*one, *other);
            for (row, column) in [(at, other_at), (other_at, at)] {
                if let Some(slot) = clash.get_mut(row).and_then(|row| row.get_mut(column)) {
                    *slot = is;
                }
            }
        }
    }
    clash
}

fn is_clash(clash: &[Vec<bool>], one: usize, other: usize) -> bool {
    clash.get(one).and_then(|row| row.get(other)).copied().unwrap_or(false)
}

/// Wishes that all clash with each other: the most that are found within the steps, first found first.
fn largest_clique(clash: &[Vec<bool>], steps: usize) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::new();
    let mut left = steps;
    let mut order: Vec<usize> = (0..clash.len()).collect();
    let degree = |at: &usize| clash.get(*at).map_or(0, |row| row.iter().filter(|is| **is).count());
    order.sort_by_key(|at| (std::cmp::Reverse(degree(at)), *at));
    grow(clash, &mut Vec::new(), order, &mut best, &mut left);
    best
}

fn grow(
    clash: &[Vec<bool>],
    held: &mut Vec<usize>,
    may: Vec<usize>,
    best: &mut Vec<usize>,
    left: &mut usize,
) {
    if held.len() > best.len() {
        best.clone_from(held);
    }
    for (at, one) in may.iter().enumerate() {
        if held.len() + may.len() - at <= best.len() || *left == 0 {
            return;
        }
        *left -= 1;
        let rest = may.iter().skip(at + 1).copied().filter(|other| is_clash(clash, *one, *other)).collect();
        held.push(*one);
        grow(clash, held, rest, best, left);
        held.pop();
    }
}

struct Sharing<'s, F> {
    wishes: &'s [F],
    clash: &'s [Vec<bool>],
    order: &'s [usize],
    join: &'s mut dyn FnMut(F, F) -> Option<F>,
    best: Vec<(Vec<usize>, F)>,
    steps: usize,
}

impl<F: Copy> Sharing<'_, F> {
    /// The group that results if a wish joins one, if it can.
    fn joined(&mut self, group: &(Vec<usize>, F), wish: usize) -> Option<F> {
        if group.0.iter().any(|other| is_clash(self.clash, wish, *other)) {
            return None;
        }
        let wanted = *self.wishes.get(wish)?;
        (self.join)(group.1, wanted)
    }

    fn greedy(&mut self) {
        let mut groups: Vec<(Vec<usize>, F)> = Vec::new();
        for wish in self.order {
            let mut taken = false;
            for at in 0..groups.len() {
                let Some(group) = groups.get(at).cloned() else { continue };
                if let Some(both) = self.joined(&group, *wish) {
                    if let Some(slot) = groups.get_mut(at) {
                        slot.0.push(*wish);
                        slot.1 = both;
                    }
                    taken = true;
                    break;
                }
            }
            if !taken && let Some(alone) = self.wishes.get(*wish) {
                groups.push((vec![*wish], *alone));
            }
        }
        self.best = groups;
    }

    /// Tries every way to share out; whether it came to the end.
    fn all_ways(&mut self, at_least: usize) -> bool {
        self.share(0, &mut Vec::new(), at_least)
    }

    fn share(&mut self, next: usize, groups: &mut Vec<(Vec<usize>, F)>, at_least: usize) -> bool {
        if groups.len() >= self.best.len() || self.best.len() == at_least {
            return true;
        }
        let Some(wish) = self.order.get(next).copied() else {
            self.best.clone_from(groups);
            return true;
        };
        for at in 0..groups.len() {
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            let Some(group) = groups.get(at).cloned() else { continue };
            let Some(both) = self.joined(&group, wish) else { continue };
            let mut wider = group.clone();
            wider.0.push(wish);
            wider.1 = both;
            if let Some(slot) = groups.get_mut(at) {
                *slot = wider;
            }
            let whole = self.share(next + 1, groups, at_least);
            if let Some(slot) = groups.get_mut(at) {
                *slot = group;
            }
            if !whole {
                return false;
            }
        }
        if groups.len() + 1 >= self.best.len() {
            return true;
        }
        let Some(alone) = self.wishes.get(wish).copied() else { return true };
        groups.push((vec![wish], alone));
        let whole = self.share(next + 1, groups, at_least);
        groups.pop();
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(wishes: &[u32], steps: usize) -> Cover<u32> {
        let clash = clashes(wishes, &mut |a, b| a & b != 0);
        fewest(wishes, &clash, &mut |a, b| (a & b != 0).then_some(a & b), steps)
    }

    /// A wish is the set of events that grant it, one bit each.
    fn of(wishes: &[u32]) -> Cover<u32> {
        shared(wishes, 10_000)
    }

    /// The fewest events of six that grant every wish, by trying all sets of events.
    fn by_hand(wishes: &[u32]) -> usize {
        let sets = (0_u32..64).filter(|set| wishes.iter().all(|wish| wish & set != 0));
        sets.map(u32::count_ones).min().map_or(usize::MAX, |n| n as usize)
    }

    #[test]
    fn three_wishes_that_clash_pair_by_pair_take_three_events() {
        let cover = of(&[1, 2, 4]);
        assert_eq!((cover.groups.len(), cover.at_least), (3, 3));
    }

    #[test]
    fn wishes_that_fit_two_by_two_and_not_all_three_take_two() {
        // Each two share an event, and no event grants all three.
        let cover = of(&[0b011, 0b110, 0b101]);
        assert_eq!((cover.groups.len(), cover.at_least), (2, 2));
    }

    #[test]
    fn nothing_is_wished_for() {
        assert_eq!(of(&[]).groups.len(), 0);
    }

    #[test]
    fn all_small_lists_of_wishes_are_granted_by_as_few_events_as_by_hand() {
        // A fixed mixing of numbers, so that the lists differ and are the same in every run.
        let mut state = 0x2545_f491_u32;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        };
        for _ in 0..3000 {
            let number = next() % 8;
            let wishes: Vec<u32> = (0..number).map(|_| next() % 63 + 1).collect();
            let cover = of(&wishes);
            assert_eq!(cover.groups.len(), by_hand(&wishes), "{wishes:?}");
            assert_eq!(cover.at_least, cover.groups.len(), "{wishes:?}");
            let mut met: Vec<usize> = cover.groups.iter().flat_map(|(list, _)| list.clone()).collect();
            met.sort_unstable();
            assert_eq!(met, (0..wishes.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn without_steps_the_bound_stays_below() {
        let wishes = [0b011, 0b110, 0b101, 0b011];
        let cover = shared(&wishes, 0);
        assert!(cover.at_least <= 2 && cover.groups.len() >= 2);
    }
}
