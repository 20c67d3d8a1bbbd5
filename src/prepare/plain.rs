//! Divisions that don't look at the classes: the test for a signal must treat real and shuffled labels alike.

use super::Dataset;
use crate::seed::Seed;
use std::collections::BTreeMap;

/// Training and held-out rows, both ascending.
type Pair = (Vec<u32>, Vec<u32>);

/// Folds of all rows, as `plain_folds_of`.
pub fn plain_folds(dataset: &Dataset, folds: usize, seed: Seed) -> Vec<Pair> {
    let rows: Vec<u32> = (0..dataset.rows() as u32).collect();
    plain_folds_of(dataset, &rows, folds, seed)
}

/// Folds of these rows, whole groups on one side; fewer than asked for where there are fewer groups.
pub fn plain_folds_of(dataset: &Dataset, rows: &[u32], folds: usize, seed: Seed) -> Vec<Pair> {
    let blocks = shuffled_blocks(dataset, rows, seed);
    let folds = folds.min(blocks.len());
    let mut fold_of = vec![0usize; dataset.rows()];
    let mut sizes = vec![0usize; folds];
    for block in blocks {
        let smallest = (0..folds).min_by_key(|&f| sizes[f]).unwrap_or(0);
        sizes[smallest] += block.len();
        block.into_iter().for_each(|row| fold_of[row as usize] = smallest);
    }
    let side = |fold: usize, held: bool| -> Vec<u32> {
        rows.iter().copied().filter(|&row| (fold_of[row as usize] == fold) == held).collect()
    };
    (0..folds).map(|fold| (side(fold, false), side(fold, true))).collect()
}

/// One inner split of the given rows: `share` of them held back, whole groups on one side (if there are two).
pub fn plain_inner(dataset: &Dataset, rows: &[u32], share: f64, seed: Seed) -> Pair {
    let wanted = ((rows.len() as f64 * share) as usize).max(1);
    let mut held: Vec<u32> = Vec::new();
    let mut kept: Vec<u32> = Vec::new();
    let mut blocks = shuffled_blocks(dataset, rows, seed);
    if let [only] = &blocks[..] {
        // inside a single group there is nothing to keep apart
        blocks = only.iter().map(|&row| vec![row]).collect();
        seed.child("rows", 0).rng().shuffle(&mut blocks);
    }
    let last = blocks.len().saturating_sub(1);
    for (place, block) in blocks.into_iter().enumerate() {
        let spared = place == last && kept.is_empty();
        if held.len() < wanted && !spared { held.extend(block) } else { kept.extend(block) }
    }
    held.sort_unstable();
    kept.sort_unstable();
    (kept, held)
}

/// The rows, or whole groups drawn from them until there are `most` rows; ascending.
pub fn at_most(dataset: &Dataset, rows: &[u32], most: usize, seed: Seed) -> Vec<u32> {
    if rows.len() <= most {
        return rows.to_vec();
    }
    let mut drawn = Vec::with_capacity(most);
    for block in shuffled_blocks(dataset, rows, seed) {
        if drawn.is_empty() || drawn.len() + block.len() <= most {
            drawn.extend(block);
        }
    }
    drawn.sort_unstable();
    drawn
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load_bytes;
    use crate::options::Options;
    use crate::prepare::prepare;

    /// Twenty rows in groups of the given sizes.
    fn grouped(sizes: &[usize]) -> Dataset {
        let text: String = (0..20).map(|row| format!("{}.5,{}\n", row * row, row % 2)).collect();
        let options = Options::default().check().unwrap();
        let table = load_bytes("d.csv", format!("x,y\n{text}").as_bytes(), &options).unwrap();
        let mut data = prepare(&table, &options).unwrap();
        let groups =
            sizes.iter().enumerate().flat_map(|(group, &size)| std::iter::repeat_n(group as u32, size));
        data.groups = Some(groups.collect());
        data
    }

    #[test]
    fn folds_of_some_rows_hold_no_others() {
        let data = grouped(&[2; 10]);
        let some: Vec<u32> = (4..16).collect();
        let folds = plain_folds_of(&data, &some, 3, Seed::new(2));
        assert_eq!(folds.len(), 3);
        let mut held: Vec<u32> = folds.iter().flat_map(|(_, held)| held.clone()).collect();
        held.sort_unstable();
        assert_eq!(held, some);
        assert!(folds.iter().all(|(train, held)| train.len() + held.len() == some.len()));
    }

    #[test]
    fn a_draw_keeps_whole_groups_and_its_limit() {
        let data = grouped(&[3, 4, 6, 7]);
        let groups = data.groups.as_ref().unwrap();
        let rows: Vec<u32> = (0..data.rows() as u32).collect();
        let most = data.rows() / 2;
        let drawn = at_most(&data, &rows, most, Seed::new(3));
        assert!(!drawn.is_empty() && drawn.len() <= most && drawn.is_sorted());
        let of = |row: &u32| groups[*row as usize];
        assert!(drawn.iter().all(|row| rows.iter().filter(|r| of(r) == of(row)).all(|r| drawn.contains(r))));
        assert_eq!(at_most(&data, &rows, data.rows(), Seed::new(3)), rows);
    }

    #[test]
    fn no_side_is_ever_empty() {
        for sizes in [vec![20], vec![1, 19], vec![19, 1], vec![1, 1, 18], vec![5, 5, 5, 5], vec![1; 20]] {
            let data = grouped(&sizes);
            let rows: Vec<u32> = (0..20).collect();
            for seed in 0..20 {
                let (kept, held) = plain_inner(&data, &rows, 0.2, Seed::new(seed));
                assert!(!kept.is_empty() && !held.is_empty(), "{sizes:?}");
                assert_eq!(kept.len() + held.len(), 20);
                let folds = plain_folds(&data, 5, Seed::new(seed));
                assert_eq!(folds.len(), sizes.len().min(5));
                if sizes.len() > 1 {
                    assert!(
                        folds.iter().all(|(train, test)| !train.is_empty() && !test.is_empty()),
                        "{sizes:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn groups_stay_together_where_there_are_several() {
        let data = grouped(&[3, 4, 6, 7]);
        let groups = data.groups.clone().unwrap();
        let of = |rows: &[u32]| rows.iter().map(|&row| groups[row as usize]).collect::<Vec<u32>>();
        for (train, test) in plain_folds(&data, 5, Seed::new(3)) {
            assert!(of(&test).iter().all(|group| !of(&train).contains(group)));
        }
        let (kept, held) = plain_inner(&data, &(0..20).collect::<Vec<u32>>(), 0.2, Seed::new(3));
        assert!(of(&held).iter().all(|group| !of(&kept).contains(group)));
    }
}
