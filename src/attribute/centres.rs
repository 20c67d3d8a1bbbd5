//! Groups of rows that lie together, and their centres: k-means with the starts of k-means++.
//!
//! Centres start at rows drawn with probability proportional to the squared distance to the nearest centre so far (Arthur
//! and Vassilvitskii 2007); then rows go to their nearest centre and centres to the mean of their rows (Lloyd 1982,
//! doi:10.1109/TIT.1982.1056489) until no row changes. Distances are in sd units of the rows, so units don't matter. Ties go
//! to the first centre; sums run in the order of the rows.

use super::cells::Cells;
use crate::seed::{Rng, Seed};

/// Rounds at most.
const ROUNDS: usize = 100;

/// Rows in groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Centres {
    /// For each group the mean of its rows.
    pub centres: Vec<Vec<f64>>,
    /// For each row its group.
    pub group: Vec<usize>,
}

/// At most `count` groups of the rows; fewer where there are fewer distinct rows, none without rows.
pub(super) fn centres(cells: &Cells, count: usize, seed: Seed) -> Centres {
    let nearness = Nearness::of(cells);
    let mut centres = starts(cells, count, &nearness, &mut seed.rng());
    let mut group = vec![0; cells.rows()];
    for round in 0..ROUNDS {
        let nearest: Vec<usize> =
            (0..cells.rows()).map(|row| nearness.nearest(&centres, cells.row(row)).0).collect();
        if round > 0 && nearest == group {
            break;
        }
        group = nearest;
        let means = means(cells, &group, centres.len());
        centres.iter_mut().zip(means).for_each(|(centre, mean)| {
            // a group that lost all its rows stays where it was
            if let Some(mean) = mean {
                *centre = mean;
            }
        });
    }
    Centres { centres, group }
}

fn starts(cells: &Cells, count: usize, nearness: &Nearness, rng: &mut Rng) -> Vec<Vec<f64>> {
    if cells.rows() == 0 {
        return Vec::new();
    }
    let mut centres = vec![cells.row(rng.below(cells.rows())).to_vec()];
    while centres.len() < count {
        let far: Vec<f64> =
            (0..cells.rows()).map(|row| nearness.nearest(&centres, cells.row(row)).1).collect();
        let whole: f64 = far.iter().sum();
        if whole <= 0.0 {
            break;
        }
        let mut left = rng.uniform() * whole;
        let mut drawn = None;
        for (row, distance) in far.iter().enumerate().filter(|(_, distance)| **distance > 0.0) {
            drawn = Some(row);
            left -= distance;
            if left < 0.0 {
                break;
            }
        }
        let Some(row) = drawn else { break };
        centres.push(cells.row(row).to_vec());
    }
    centres
}

/// One over the variance of each column; 0 for a constant.
struct Nearness(Vec<f64>);

impl Nearness {
    fn of(cells: &Cells) -> Self {
        let rows = cells.rows().max(1) as f64;
        let weight = |column: usize| {
            let mean = cells.column(column).sum::<f64>() / rows;
            let variance = cells.column(column).map(|x| (x - mean) * (x - mean)).sum::<f64>() / rows;
            if variance > 0.0 { 1.0 / variance } else { 0.0 }
        };
        Nearness((0..cells.columns).map(weight).collect())
    }

    /// The nearest centre and its squared distance.
    fn nearest(&self, centres: &[Vec<f64>], row: &[f64]) -> (usize, f64) {
        let distance = |centre: &[f64]| {
            centre
                .iter()
                .zip(row)
                .zip(&self.0)
                .map(|((a, b), weight)| weight * (a - b) * (a - b))
                .sum::<f64>()
        };
        let mut best = (0, f64::INFINITY);
        for (at, centre) in centres.iter().enumerate() {
            let here = distance(centre);
            if here < best.1 {
                best = (at, here);
            }
        }
        best
    }
}

fn means(cells: &Cells, group: &[usize], count: usize) -> Vec<Option<Vec<f64>>> {
    let mut sums = vec![vec![0.0; cells.columns]; count];
    let mut rows = vec![0usize; count];
    for (row, &group) in group.iter().enumerate() {
        rows[group] += 1;
        sums[group].iter_mut().zip(cells.row(row)).for_each(|(sum, x)| *sum += x);
    }
    let mean = |(sums, rows): (Vec<f64>, usize)| {
        (rows > 0).then(|| sums.into_iter().map(|sum| sum / rows as f64).collect())
    };
    sums.into_iter().zip(rows).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_heaps_are_found_from_any_start() {
        // heaps about (0, 0), (10, 0), (0, 10), four rows each: their means are the centres
        let corner = [(-0.5, 0.0), (0.5, 0.0), (0.0, 0.3), (0.0, -0.1)];
        let heaps = [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)];
        let values =
            heaps.iter().flat_map(|h| corner.iter().flat_map(move |c| [h.0 + c.0, h.1 + c.1])).collect();
        let cells = Cells { columns: 2, values };
        for seed in 0..20 {
            let mut found = centres(&cells, 3, Seed::new(seed)).centres;
            found.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
            for (centre, truth) in found.iter().zip([[0.0, 0.05], [0.0, 10.05], [10.0, 0.05]]) {
                assert!(
                    (centre[0] - truth[0]).abs() < 1e-12 && (centre[1] - truth[1]).abs() < 1e-12,
                    "{found:?}"
                );
            }
        }
    }

    #[test]
    fn few_distinct_rows_make_few_groups() {
        let cells = Cells { columns: 1, values: vec![1.0, 2.0, 1.0, 2.0] };
        assert_eq!(centres(&cells, 5, Seed::new(0)).centres.len(), 2);
        assert!(centres(&Cells { columns: 1, values: Vec::new() }, 5, Seed::new(0)).centres.is_empty());
    }
}
