//! Divisions that don't look at the classes: the test for a signal must treat real and shuffled labels alike.

use super::Dataset;
use crate::seed::Seed;
use std::collections::BTreeMap;

/// Training and held-out rows, both ascending.
type Pair = (Vec<u32>, Vec<u32>);

/// K folds of all rows, whole groups on one side.
pub fn plain_folds(dataset: &Dataset, folds: usize, seed: Seed) -> Vec<Pair> {
    let rows: Vec<u32> = (0..dataset.rows() as u32).collect();
    let blocks = shuffled_blocks(dataset, &rows, seed);
    let mut fold_of: BTreeMap<u32, usize> = BTreeMap::new();
    let mut sizes = vec![0usize; folds];
    for block in blocks {
        let smallest = (0..folds).min_by_key(|&f| sizes[f]).unwrap_or(0);
        sizes[smallest] += block.len();
        fold_of.extend(block.into_iter().map(|row| (row, smallest)));
    }
    let side = |fold: usize, held: bool| -> Vec<u32> {
        fold_of.iter().filter(|&(_, &f)| (f == fold) == held).map(|(&row, _)| row).collect()
    };
    (0..folds).map(|fold| (side(fold, false), side(fold, true))).collect()
}

/// One inner split of the given rows: `share` of them held back, whole groups on one side.
pub fn plain_inner(dataset: &Dataset, rows: &[u32], share: f64, seed: Seed) -> Pair {
    let wanted = ((rows.len() as f64 * share) as usize).max(1);
    let mut held: Vec<u32> = Vec::new();
    let mut kept: Vec<u32> = Vec::new();
    for block in shuffled_blocks(dataset, rows, seed) {
        if held.len() < wanted { held.extend(block) } else { kept.extend(block) }
    }
    held.sort_unstable();
    kept.sort_unstable();
    (kept, held)
}

/// Rows in blocks that stay together (a group, or one row), in random order.
fn shuffled_blocks(dataset: &Dataset, rows: &[u32], seed: Seed) -> Vec<Vec<u32>> {
    let mut blocks: Vec<Vec<u32>> = match &dataset.groups {
        None => rows.iter().map(|&row| vec![row]).collect(),
        Some(groups) => {
            let mut by_group: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for &row in rows {
                by_group.entry(groups[row as usize]).or_default().push(row);
            }
            by_group.into_values().collect()
        }
    };
    seed.rng().shuffle(&mut blocks);
    blocks
}
