//! Trees laid out flat, so that many rows go through them quickly, with the very answers of smartcore.
//!
//! ```text
//!   node n asks: is x[input] more than the threshold?      no -> 2n + 1      yes -> 2n + 2
//!   every way is seven questions long: below an early leaf the threshold is infinite, and all go left
//! ```
//! Sixteen rows go down together, without a branch. Cells are f32, as the table has them; the threshold, an f64 between
//! two of them, becomes the largest f32 not above it, which sends every f32 the same way.

use super::taken::Taken;

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

    /// Adds the answers for up to `TOGETHER` rows.
    #[inline]
    fn add(&self, rows: &[f32], columns: usize, sums: &mut [f64]) {
        let mut at = [0usize; TOGETHER];
        for _ in 0..QUESTIONS {
            for (row, at) in at.iter_mut().enumerate().take(sums.len()) {
                let (input, threshold) = self.nodes[*at % LEAVES];
                let cell = rows[row * columns + input as usize];
                *at = 2 * *at + 1 + usize::from(cell > threshold);
            }
        }
        for (sum, at) in sums.iter_mut().zip(at) {
            *sum += self.leaves[(at + 1) % LEAVES];
        }
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
                tree.add(rows, columns, sums);
            }
        }
    }
    sums.iter_mut().for_each(|sum| *sum /= trees.len() as f64);
    sums
}
