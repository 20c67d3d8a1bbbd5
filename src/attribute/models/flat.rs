//! Trees laid out flat, so that many rows go through them quickly, with the very answers of smartcore.
//!
//! ```text
//!   node n asks: is x[input] more than the threshold?      no -> 2n + 1      yes -> 2n + 2
//!   every way is seven questions long: below an early leaf the threshold is infinite, and all go left
//! ```
//! Sixteen rows go down together, without a branch. Cells are f32, as the table has them; the threshold, an f64 between
//! two of them, becomes the largest f32 not above it, which sends every f32 the same way.

use super::taken::Taken;
use std::ops::Range;

/// Questions on the way to a leaf.
pub(super) const QUESTIONS: usize = 7;
const LEAVES: usize = 1 << QUESTIONS;
/// Rows that go down a tree together.
const TOGETHER: usize = 16;
/// Rows that go through all trees before the next ones do: as many as stay near the processor.
const BLOCK: usize = 256;

/// One tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FlatTree {
    /// Inputs and thresholds by level; the last is not used.
    nodes: [(u32, f32); LEAVES],
    leaves: [f64; LEAVES],
}

impl FlatTree {
    /// Lays out a tree; `None` where it asks more than `QUESTIONS` on a way, or is broken.
    pub fn of(nodes: &[Taken]) -> Option<Self> {
        let mut tree = FlatTree { nodes: [(0, f32::INFINITY); LEAVES], leaves: [0.0; LEAVES] };
        let mut open = vec![(0, 0, 0)];
        while let Some((from, to, asked)) = open.pop() {
            let node = nodes.get(from)?;
            match (node.children, node.threshold) {
                ([Some(low), Some(high)], Some(threshold)) if asked < QUESTIONS => {
                    tree.nodes[to] = (u32::try_from(node.feature).ok()?, not_above(threshold));
                    open.push((low, 2 * to + 1, asked + 1));
                    open.push((high, 2 * to + 2, asked + 1));
                }
                ([None, None], _) => {
                    let below = LEAVES >> asked;
                    let first = (to + 1) * below - LEAVES;
                    tree.leaves[first..first + below].fill(node.output);
                }
                _ => return None,
            }
        }
        Some(tree)
    }

    /// The leaves of up to `TOGETHER` rows.
    #[inline(always)]
    fn leaves(&self, rows: &[f32], columns: usize, count: usize) -> [usize; TOGETHER] {
        self.ways(rows, columns, count, |_, _, _| {})
    }

    /// The same; `seen` is told of each question: the row, the input, the threshold.
    #[inline(always)]
    fn ways(
        &self,
        rows: &[f32],
        columns: usize,
        count: usize,
        mut seen: impl FnMut(usize, u32, f32),
    ) -> [usize; TOGETHER] {
        let mut at = [0usize; TOGETHER];
        for _ in 0..QUESTIONS {
            for (row, at) in at.iter_mut().enumerate().take(count) {
                let (input, threshold) = self.nodes[*at % LEAVES];
                seen(row, input, threshold);
                let cell = rows[row * columns + input as usize];
                *at = 2 * *at + 1 + usize::from(cell > threshold);
            }
        }
        at.map(|at| (at + 1) % LEAVES)
    }
}

/// The largest f32 that is not above a number.
fn not_above(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) > value { near.next_down() } else { near }
}

/// Mean answer of the trees for each row of `cells` (row by row), the trees added up in their order.
pub(super) fn means(trees: &[FlatTree], cells: &[f32], columns: usize) -> Vec<f64> {
    let mut sums = vec![0.0; cells.len() / columns.max(1)];
    for (cells, sums) in cells.chunks(BLOCK * columns.max(1)).zip(sums.chunks_mut(BLOCK)) {
        for tree in trees {
            for (rows, sums) in cells.chunks(TOGETHER * columns.max(1)).zip(sums.chunks_mut(TOGETHER)) {
                let leaves = tree.leaves(rows, columns, sums.len());
                sums.iter_mut().zip(leaves).for_each(|(sum, leaf)| *sum += tree.leaves[leaf]);
            }
        }
    }
    sums.iter_mut().for_each(|sum| *sum /= trees.len() as f64);
    sums
}

/// Rows and how they are shuffled.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Filled cells, row by row.
    pub cells: &'a [f32],
    /// Number of inputs.
    pub columns: usize,
    /// For each shuffle and row the row whose cells it gets.
    pub orders: &'a [Vec<u32>],
    /// Neighbouring inputs that move together.
    pub moved: &'a [Range<usize>],
}

/// Mean answers of the trees where the rows stand, and for each of the moved inputs after each shuffle: shuffles × rows.
///
/// A tree is asked again only of rows on whose way it asks about what has moved; the others keep their answer.
pub(super) fn moved_means(trees: &[FlatTree], asked: &Asked) -> (Vec<f64>, Vec<Vec<f64>>) {
    let rows = asked.cells.len() / asked.columns.max(1);
    let mut still = vec![0.0; rows];
    let mut changes = vec![vec![0.0; rows * asked.orders.len()]; asked.moved.len()];
    let (mut leaves, mut ways, mut again) = (vec![0; rows], vec![0u64; rows], Vec::new());
    for tree in trees {
        stand(tree, asked, &mut leaves, &mut ways);
        still.iter_mut().zip(&leaves).for_each(|(sum, &leaf)| *sum += tree.leaves[leaf]);
        for (inputs, changes) in asked.moved.iter().zip(&mut changes) {
            let these = inputs.clone().fold(0, |bits, input| bits | bit(input));
            again.clear();
            again.extend((0..rows).filter(|&row| ways[row] & these != 0));
            for (order, changes) in asked.orders.iter().zip(changes.chunks_exact_mut(rows.max(1))) {
                change(tree, asked, inputs, order, &again, &leaves, changes);
            }
        }
    }
    let count = trees.len() as f64;
    let sums =
        |changes: Vec<f64>| changes.iter().zip(still.iter().cycle()).map(|(c, s)| (s + c) / count).collect();
    let after = changes.into_iter().map(sums).collect();
    still.iter_mut().for_each(|sum| *sum /= count);
    (still, after)
}

/// The leaf of each row, and a bit for each input asked about on the way there.
fn stand(tree: &FlatTree, asked: &Asked, leaves: &mut [usize], ways: &mut [u64]) {
    let together = asked.cells.chunks(TOGETHER * asked.columns.max(1));
    for ((rows, leaves), ways) in together.zip(leaves.chunks_mut(TOGETHER)).zip(ways.chunks_mut(TOGETHER)) {
        ways.fill(0);
        let seen = |row: usize, input: u32, threshold: f32| {
            if threshold < f32::INFINITY {
                ways[row] |= bit(input as usize);
            }
        };
        let found = tree.ways(rows, asked.columns, leaves.len(), seen);
        leaves.copy_from_slice(&found[..leaves.len()]);
    }
}

/// A bit for an input; beyond 64 some share theirs, and a few rows more are asked again for nothing.
fn bit(input: usize) -> u64 {
    1 << (input % 64)
}

/// Adds what a shuffle of some inputs changes in the answers for the rows `again`.
fn change(
    tree: &FlatTree,
    asked: &Asked,
    inputs: &Range<usize>,
    order: &[u32],
    again: &[usize],
    leaves: &[usize],
    changes: &mut [f64],
) {
    let columns = asked.columns;
    let mut cells = Vec::with_capacity(TOGETHER * columns);
    for rows in again.chunks(TOGETHER) {
        cells.clear();
        for &row in rows {
            let start = cells.len();
            let other = order[row] as usize * columns;
            cells.extend_from_slice(&asked.cells[row * columns..(row + 1) * columns]);
            cells[start + inputs.start..start + inputs.end]
                .copy_from_slice(&asked.cells[other + inputs.start..other + inputs.end]);
        }
        let found = tree.leaves(&cells, columns, rows.len());
        for (&row, leaf) in rows.iter().zip(found) {
            changes[row] += tree.leaves[leaf] - tree.leaves[leaves[row]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// Trees drawn at random; every shuffled row built and asked anew.
    #[test]
    fn rows_asked_again_are_all_that_change() {
        let mut rng = Seed::new(4).rng();
        for columns in [3, 70] {
            let mut tree = || {
                let mut nodes = vec![Taken::default()];
                for at in 0..60 {
                    if at >= nodes.len() || (at > 4 && rng.uniform() < 0.3) {
                        continue;
                    }
                    nodes[at].feature = rng.below(columns - 1);
                    nodes[at].threshold = Some(rng.normal());
                    nodes[at].children = [Some(nodes.len()), Some(nodes.len() + 1)];
                    (0..2).for_each(|_| nodes.push(Taken { output: rng.uniform(), ..Taken::default() }));
                }
                FlatTree::of(&nodes)
            };
            let trees: Vec<FlatTree> = (0..40).filter_map(|_| tree()).collect();
            assert!(trees.len() > 10);
            let cells: Vec<f32> = (0..53 * columns).map(|_| rng.normal() as f32).collect();
            let mut order: Vec<u32> = (0..53).collect();
            rng.shuffle(&mut order);
            let orders = [order.clone(), order.iter().rev().copied().collect()];
            let moved = [0..1, 1..columns - 1, columns - 1..columns];
            let asked = Asked { cells: &cells, columns, orders: &orders, moved: &moved };
            let (still, after) = moved_means(&trees, &asked);
            assert_eq!(still, means(&trees, &cells, columns));
            for (inputs, after) in moved.iter().zip(&after) {
                for (order, after) in orders.iter().zip(after.chunks(53)) {
                    let mut shuffled = cells.clone();
                    for (row, &from) in order.iter().enumerate() {
                        for input in inputs.clone() {
                            shuffled[row * columns + input] = cells[from as usize * columns + input];
                        }
                    }
                    let wanted = means(&trees, &shuffled, columns);
                    assert!(after.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-13));
                }
            }
            // the last input is asked about by no tree
            assert!(after[2].chunks(53).all(|after| after == still) && after[0][..53] != still[..]);
        }
    }
}
