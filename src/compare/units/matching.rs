//! Which unit of one network is which of another: weight matching, as an assignment problem.
//!
//! Every pair of units has a cosine of their vectors ([`Vectors`]); of all ways to give each unit of the reference a
//! unit of the other network of its own, the one with the largest sum of cosines is taken (Ainsworth, Hayase and
//! Srinivasa 2023, doi:10.48550/arXiv.2209.04836, section 3.2, for one layer; the problem is that of Kuhn 1955,
//! doi:10.1002/nav.3800020109). Units that may be turned around are compared by the size of the cosine, and turned where
//! it is negative. Where the other network has fewer units at work, some units of the reference get none.

use super::vectors::Vectors;
use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

/// Cosines are compared as whole numbers of 2⁻⁴⁰: sums of them are exact, so that the best assignment is, and ends.
const STEPS: f64 = (1u64 << 40) as f64;

/// The counterpart of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counterpart {
    /// Which unit of the other network.
    pub unit: usize,
    /// Cosine of the two vectors, after it was turned: from 0 for units that may be, else from -1, to 1.
    pub cosine: f64,
    /// Whether it was turned around.
    pub turned: bool,
}

/// For each unit of the reference its counterpart; none for an idle unit, or where the other network has no unit left.
pub fn counterparts(reference: &Vectors, other: &Vectors) -> Vec<Option<Counterpart>> {
    let working = |of: &Vectors| -> Vec<usize> {
        (0..of.len()).filter(|&unit| of.directions[unit].is_some()).collect()
    };
    let (rows, columns) = (working(reference), working(other));
    let alike: Vec<Vec<f64>> =
        rows.iter().map(|&a| columns.iter().map(|&b| cosine(reference, a, other, b)).collect()).collect();
    let mut found = vec![None; reference.len()];
    for (row, column) in assign(&alike).into_iter().enumerate() {
        found[rows[row]] = column.map(|column| Counterpart {
            unit: columns[column],
            cosine: alike[row][column],
            turned: reference.odd && product(reference, rows[row], other, columns[column]) < 0.0,
        });
    }
    found
}

/// How much alike two units are: their cosine, without its sign where a unit may be turned; 0 where one of them is idle.
pub fn cosine(first: &Vectors, a: usize, second: &Vectors, b: usize) -> f64 {
    let cosine = product(first, a, second, b).clamp(-1.0, 1.0);
    if first.odd { cosine.abs() } else { cosine }
}

fn product(first: &Vectors, a: usize, second: &Vectors, b: usize) -> f64 {
    let (Some(a), Some(b)) = (&first.directions[a], &second.directions[b]) else { return 0.0 };
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Gives each row a column of its own so that the sum of the numbers, each from -1 to 1, is the largest; none where there
/// are more rows than columns.
pub fn assign(alike: &[Vec<f64>]) -> Vec<Option<usize>> {
    let columns = alike.first().map_or(0, Vec::len);
    if columns == 0 {
        return vec![None; alike.len()];
    }
    let width = columns.max(alike.len());
    // columns that are not there are worth the same to all rows
    let worth = |(row, column): (usize, usize)| {
        alike[row].get(column).map_or(0, |cosine| (cosine * STEPS).round() as i64)
    };
    let (_, assigned) = kuhn_munkres(&Matrix::from_fn(alike.len(), width, worth));
    assigned.into_iter().map(|column| (column < columns).then_some(column)).collect()
}
