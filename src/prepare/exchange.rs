//! What changes places where rows come in groups: whole groups, never single rows.
//!
//! Rows of a group (a patient, say) are alike in their variables and alike in their classes. Whether the two have to do with each
//! other is asked of the groups, then: shuffled row by row, both lose what rows of a group share, and what is left is no
//! picture of 'no connection' (it lets noise that is constant within groups look like a find).
//!
//! ```text
//!   rows of taker     1 2 3 4          every group takes the rows of one other, each group is taken from once;
//!   take the place    │ │ │ │          rows within it in random order, a smaller group's again from the start,
//!   of giver's rows   9 7 8 9          a larger group's as many as are needed
//! ```
//! Where groups have equal sizes this is a permutation of the rows, and the test by it is exact: it draws uniformly from the
//! group of permutations under which nothing changes if variables and classes of a group have nothing to do with each other
//! and the order of rows within a group says nothing of one of them. Where sizes differ, groups change places with groups of about
//! their size (`POOL` of them at least), so that a group keeps its weight; it is then exact as far as classes do not hang on
//! the size within such a pool.
//!
//! Reference: Winkler, Webster, Vidaurre, Nichols and Smith (2015), doi:10.1016/j.neuroimage.2015.05.092 (whole blocks,
//! and rows within them).

use super::Dataset;
use crate::seed::Rng;
use std::collections::BTreeMap;

/// Groups that change places with each other at least, where there are as many.
const POOL: usize = 8;

/// Which groups change places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Pools of groups of about the same size; of each group its rows, ascending.
    pools: Vec<Vec<Vec<u32>>>,
    rows: usize,
}

impl Exchange {
    /// Of rows with these group numbers.
    pub fn of(groups: &[u32]) -> Self {
        let mut by_group: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (row, &group) in groups.iter().enumerate() {
            by_group.entry(group).or_default().push(row as u32);
        }
        let mut sized: Vec<Vec<u32>> = by_group.into_values().collect();
        // stable: groups of one size stay in the order of their numbers
        sized.sort_by_key(Vec::len);
        Exchange { pools: pooled(sized), rows: groups.len() }
    }

    /// That of a column of groups the user named; none without one. (Rows that are kept together because they are identical
    /// are few and change places one by one.)
    pub fn named(dataset: &Dataset) -> Option<Self> {
        dataset.named_groups().map(Exchange::of)
    }

    /// For each row the row whose place it takes, in one random order of groups.
    pub fn order(&self, rng: &mut Rng) -> Vec<u32> {
        let mut order = vec![0; self.rows];
        for pool in &self.pools {
            let mut givers: Vec<usize> = (0..pool.len()).collect();
            rng.shuffle(&mut givers);
            for (takers, &giver) in pool.iter().zip(&givers) {
                let mut given = pool[giver].clone();
                rng.shuffle(&mut given);
                for (&row, &from) in takers.iter().zip(given.iter().cycle()) {
                    order[row as usize] = from;
                }
            }
        }
        order
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.pools.iter().map(Vec::len).sum()
    }

    /// How many groups of equal size would be worth these: (Σ rows)² / Σ rows² (Kish 1965, Survey Sampling, 11.7).
    pub fn worth(&self) -> f64 {
        let sizes = || self.pools.iter().flatten().map(|group| group.len() as f64);
        let squares: f64 = sizes().map(|size| size * size).sum();
        if squares > 0.0 { sizes().sum::<f64>().powi(2) / squares } else { 0.0 }
    }

    /// Natural logarithm of the number of different labellings that changing places makes, about: of groups with different
    /// classes inside each pool, times the orders of the classes within each group. (Where each group has one class, any
    /// may change places with any: see `Ensemble::shuffled_labels`.)
    pub fn labellings(&self, codes: &[u32]) -> f64 {
        let (mut sum, mut classes) = (0.0, BTreeMap::new());
        for pool in &self.pools {
            let mut kinds: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
            for group in pool {
                let counts = counted(group, codes);
                sum += ways(&counts);
                *classes.entry(counts.len()).or_default() += 1;
                *kinds.entry(counts).or_default() += 1;
            }
            sum += ways(&kinds.into_values().collect::<Vec<usize>>());
        }
        let pure = self.pools.iter().flatten().all(|group| one_class(group, codes));
        if pure { ways(&classes.into_values().collect::<Vec<usize>>()) } else { sum }
    }
}

/// Groups in order of size, cut into pools: a pool ends where the size changes and it holds enough.
fn pooled(sized: Vec<Vec<u32>>) -> Vec<Vec<Vec<u32>>> {
    let mut pools: Vec<Vec<Vec<u32>>> = Vec::new();
    for same in sized.chunk_by(|a, b| a.len() == b.len()) {
        match pools.last_mut().filter(|pool| pool.len() < POOL) {
            Some(pool) => pool.extend_from_slice(same),
            None => pools.push(same.to_vec()),
        }
    }
    // what is left over at the end is too little for a pool of its own
    if pools.len() > 1
        && pools.last().is_some_and(|last| last.len() < POOL)
        && let Some(last) = pools.pop()
        && let Some(before) = pools.last_mut()
    {
        before.extend(last);
    }
    pools
}

fn one_class(group: &[u32], codes: &[u32]) -> bool {
    group.windows(2).all(|pair| codes[pair[0] as usize] == codes[pair[1] as usize])
}

/// Rows of each class in a group, up to the last it has.
fn counted(group: &[u32], codes: &[u32]) -> Vec<usize> {
    let mut counts = Vec::new();
    for &row in group {
        let class = codes[row as usize] as usize;
        if counts.len() <= class {
            counts.resize(class + 1, 0);
        }
        counts[class] += 1;
    }
    counts
}

/// Logarithm of the orders of things of several kinds: n! / (n_1! n_2! …).
fn ways(counts: &[usize]) -> f64 {
    let factorial = |n: usize| (2..=n).map(|k| (k as f64).ln()).sum::<f64>();
    factorial(counts.iter().sum()) - counts.iter().map(|&count| factorial(count)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use proptest::prelude::*;

    /// Group numbers of groups of these sizes, rows dealt round by round so that groups are no runs.
    fn numbered(sizes: &[usize]) -> Vec<u32> {
        let most = sizes.iter().copied().max().unwrap_or(0);
        let round = |round: usize| (0..sizes.len()).filter(move |&g| sizes[g] > round).map(|g| g as u32);
        (0..most).flat_map(round).collect()
    }

    /// The group whose rows each group took.
    fn givers(groups: &[u32], order: &[u32]) -> BTreeMap<u32, Vec<u32>> {
        let mut givers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (row, &from) in order.iter().enumerate() {
            givers.entry(groups[row]).or_default().push(groups[from as usize]);
        }
        givers
    }

    proptest! {
        #[test]
        fn every_group_takes_one_group_and_each_is_taken_from_once(
            sizes in prop::collection::vec(1usize..9, 1..30), seed in 0u64..1_000
        ) {
            let groups = numbered(&sizes);
            let order = Exchange::of(&groups).order(&mut Seed::new(seed).rng());
            prop_assert_eq!(order.len(), groups.len());
            let mut taken = Vec::new();
            for (taker, from) in givers(&groups, &order) {
                prop_assert!(from.iter().all(|giver| *giver == from[0]));
                let rows: Vec<u32> = (0..groups.len()).filter(|&r| groups[r] == taker).map(|r| order[r]).collect();
                // each row of the giver equally often, but for one
                let times = |row: u32| rows.iter().filter(|&&r| r == row).count();
                let given: Vec<usize> = (0..groups.len() as u32)
                    .filter(|&r| groups[r as usize] == from[0]).map(times).collect();
                prop_assert!(given.iter().max().unwrap() - given.iter().min().unwrap() <= 1);
                taken.push(from[0]);
            }
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), sizes.len());
        }

        #[test]
        fn groups_of_equal_size_permute_the_rows(size in 1usize..6, count in 1usize..20, seed in 0u64..1_000) {
            let groups = numbered(&vec![size; count]);
            let mut order = Exchange::of(&groups).order(&mut Seed::new(seed).rng());
            order.sort_unstable();
            prop_assert_eq!(order, (0..(size * count) as u32).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn groups_change_places_with_groups_of_their_size_where_there_are_enough() {
        let sizes: Vec<usize> = [[2; 9], [5; 9]].concat();
        let groups = numbered(&sizes);
        let exchange = Exchange::of(&groups);
        assert_eq!(exchange.pools.iter().map(Vec::len).collect::<Vec<_>>(), [9, 9]);
        for seed in 0..20 {
            let order = exchange.order(&mut Seed::new(seed).rng());
            let same = |(row, &from): (usize, &u32)| (groups[row] < 9) == (groups[from as usize] < 9);
            assert!(order.iter().enumerate().all(same));
        }
        let pools = |sizes: &[usize]| {
            Exchange::of(&numbered(sizes)).pools.iter().map(Vec::len).collect::<Vec<usize>>()
        };
        // too few of a size join the next larger, and what is left over the last
        assert_eq!(pools(&[1, 1, 2, 2, 2, 3, 3, 4, 5, 6]), [10]);
        assert_eq!(pools(&(1..=20).collect::<Vec<_>>()), [8, 12]);
        assert_eq!(pools(&[7; 30]), [30]);
        assert_eq!(pools(&[]), Vec::<usize>::new());
    }

    #[test]
    fn every_group_is_as_likely_to_be_taken() {
        let groups = numbered(&[3, 3, 3, 3]);
        let exchange = Exchange::of(&groups);
        let mut counts = [[0u32; 4]; 4];
        for seed in 0..2_000 {
            for (taker, from) in givers(&groups, &exchange.order(&mut Seed::new(seed).rng())) {
                counts[taker as usize][from[0] as usize] += 1;
            }
        }
        // 500 each, with a standard deviation of 19
        assert!(counts.iter().flatten().all(|&count| count.abs_diff(500) < 97), "{counts:?}");
    }

    #[test]
    fn labellings_are_as_many_as_permutations_make() {
        let oracle: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/oracles/groups.json")).unwrap();
        for case in oracle["labellings"].as_array().unwrap() {
            let of_groups: Vec<Vec<u32>> = serde_json::from_value(case["codes"].clone()).unwrap();
            let numbers = of_groups.iter().enumerate().flat_map(|(g, codes)| vec![g as u32; codes.len()]);
            let labellings = Exchange::of(&numbers.collect::<Vec<u32>>()).labellings(&of_groups.concat());
            assert!((labellings - case["labellings"].as_f64().unwrap().ln()).abs() < 1e-12, "{case}");
        }
    }

    #[test]
    fn labellings_and_worth_are_as_by_hand() {
        // six pure groups, three of each class: 6! / (3! 3!) = 20
        let groups = numbered(&[2; 6]);
        let pure: Vec<u32> = groups.iter().map(|group| group % 2).collect();
        assert!((Exchange::of(&groups).labellings(&pure) - 20f64.ln()).abs() < 1e-12);
        // two groups of three rows with classes 0 0 1 and 0 1 1: two orders of groups, three of rows in each
        let codes = [0, 0, 0, 1, 1, 1];
        let two = Exchange::of(&[0, 1, 0, 1, 0, 1]);
        assert!((two.labellings(&codes) - 18f64.ln()).abs() < 1e-12);
        // (1 + 1 + 6)² / (1 + 1 + 36) = 64 / 38
        assert!((Exchange::of(&numbered(&[1, 1, 6])).worth() - 64.0 / 38.0).abs() < 1e-12);
        assert_eq!(Exchange::of(&[]).worth(), 0.0);
    }
}
