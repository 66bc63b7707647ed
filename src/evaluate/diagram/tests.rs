use super::*;

fn variable(d: &mut Diagram, rank: Rank, width: usize, value: usize) -> Ref {
    d.node(rank, (0..width).map(|v| Ref::of(v == value)).collect())
}

#[test]
fn equal_functions_are_one_node() {
    let mut d = Diagram::new(1000);
    let a = variable(&mut d, 0, 3, 1);
    let b = variable(&mut d, 1, 2, 1);
    let left = d.and(a, b);
    let (na, nb) = (d.not(a), d.not(b));
    let right = d.or(na, nb);
    assert_eq!(d.not(right), left);
}

#[test]
fn one_of_all_values_is_true() {
    let mut d = Diagram::new(1000);
    let any = (0..3).fold(Ref::FALSE, |any, v| {
        let one = variable(&mut d, 0, 3, v);
        d.or(any, one)
    });
    assert_eq!(any, Ref::TRUE);
}

#[test]
fn exists_drops_a_variable() {
    let mut d = Diagram::new(1000);
    let a = variable(&mut d, 0, 3, 1);
    let b = variable(&mut d, 1, 2, 1);
    let both = d.and(a, b);
    assert_eq!(d.exists(both, &|rank| rank == 1), a);
    assert_eq!(d.support(both).len(), 2);
}

#[test]
fn fillings_are_counted() {
    let mut d = Diagram::new(1000);
    let a = variable(&mut d, 0, 3, 1);
    let b = variable(&mut d, 2, 2, 1);
    let either = d.or(a, b);
    let widths = BTreeMap::from([(0, 3), (1, 5), (2, 2)]);
    // 3 * 5 * 2 fillings, less those of two values, five and one that make both false.
    assert_eq!(d.count(either, &widths), Some(20));
    assert_eq!(d.count(Ref::TRUE, &widths), Some(30));
    let wide: BTreeMap<Rank, usize> = (0..40).map(|rank| (rank, 100)).collect();
    assert_eq!(d.count(either, &wide), None);
}

#[test]
fn a_box_is_widened_as_far_as_it_stays_inside() {
    let mut d = Diagram::new(1000);
    let a = variable(&mut d, 0, 3, 1);
    let b = variable(&mut d, 1, 2, 1);
    let either = d.or(a, b);
    let of_first = d.everywhere_in(either, &BTreeMap::from([(1, vec![1])]), 0);
    assert_eq!(of_first, Ref::TRUE);
    let of_first = d.everywhere_in(either, &BTreeMap::new(), 0);
    assert_eq!(of_first, a);
}

#[test]
fn a_drawn_way_makes_it_true_and_every_way_is_drawn() {
    let mut d = Diagram::new(1000);
    let a = variable(&mut d, 0, 3, 1);
    let b = variable(&mut d, 1, 4, 2);
    let either = d.or(a, b);
    let widths = |rank| if rank == 0 { 3 } else { 4 };
    let shares = d.shares(either, &widths);
    // Numbers evenly spread, so that each of the six ways comes up, and those through `a` as
    // often as they are among all: four of six.
    let (mut through_a, mut seen) = (0, BTreeSet::new());
    for step in 0..600_u32 {
        let mut next = [f64::from(step) / 600.0, f64::from(step % 7) / 7.0, 0.5, 0.5].into_iter();
        let path = d.draw(either, &shares, &mut || next.next().unwrap_or(0.5));
        let path: BTreeMap<Rank, usize> = path.into_iter().flatten().collect();
        assert!(d.is_true_at(either, &path));
        through_a += u32::from(path.get(&0) == Some(&1));
        seen.insert(path);
    }
    assert_eq!(through_a, 400);
    assert_eq!(seen.len(), 3);
    assert_eq!(d.draw(Ref::FALSE, &shares, &mut || 0.0), None);
}

#[test]
fn functions_meet_where_their_conjunction_is_true() {
    let mut d = Diagram::new(10_000);
    let single: Vec<Ref> = (0..3).flat_map(|rank| (0..3).map(move |value| (rank, value))).fold(
        Vec::new(),
        |mut all, (rank, value)| {
            all.push(variable(&mut d, rank, 3, value));
            all
        },
    );
    let mut functions = Vec::new();
    for (at, one) in single.iter().enumerate() {
        let other = single.get((at * 4 + 3) % single.len()).copied().unwrap_or(Ref::TRUE);
        functions.extend([*one, d.and(*one, other), d.or(*one, other), d.not(*one)]);
    }
    let mut apart = 0;
    for a in &functions {
        for b in &functions {
            for c in &functions {
                let two = d.and(*a, *b);
                let three = d.and(two, *c);
                assert_eq!(d.meet([*a, *b, *c]), three != Ref::FALSE);
                apart += usize::from(three == Ref::FALSE);
            }
        }
    }
    assert!(apart > 1000 && apart < functions.len().pow(3) / 2, "{apart}");
}

#[test]
fn the_budget_is_kept() {
    let mut d = Diagram::new(5);
    let mut f = Ref::TRUE;
    for rank in 0..10 {
        let v = variable(&mut d, rank, 2, 1);
        f = d.and(f, v);
    }
    assert!(d.is_full());
}
