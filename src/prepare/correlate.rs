//! Pearson's correlations of all pairs of numeric variables, in one way through the rows.
//!
//! Over the n rows in which both are present, in standard-deviation units (so that no scale breaks the squares):
//!
//! ```text
//! r = (Σxy / n - Σx / n · Σy / n) / √((Σx² / n - (Σx / n)²) (Σy² / n - (Σy / n)²))
//! ```
//!
//! Pairs are taken a tile of variables against a tile, and rows a block at a time, so that only cells of a block stand in
//! standard-deviation units; the sums of a pair run through the rows in their order, whatever the tiles.

use super::Kind;
use super::encode::{Encoded, Units};
use rayon::prelude::*;

/// Correlation above which two variables are near copies.
pub const NEAR_COPY: f64 = 0.95;
/// Variables of a tile.
const TILE: usize = 32;
/// Rows of a block.
const BLOCK: usize = 512;

/// A correlation with another variable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct With {
    /// The other variable.
    pub with: usize,
    /// Pearson's correlation.
    pub r: f64,
    /// Rows in which both are present.
    pub rows: usize,
}

/// What is kept of the correlations of all pairs.
pub struct Correlations {
    /// For each variable the one it is most correlated with in magnitude, the earlier on ties.
    pub closest: Vec<Option<With>>,
    /// Pairs of near copies and their correlation, by the second and then the first variable.
    pub near: Vec<(usize, usize, f64)>,
}

/// One column and its units.
struct Standard<'a> {
    variable: usize,
    cells: &'a [f64],
    units: Units,
}

impl Correlations {
    /// Of the columns of numbers among the variables; NaN is missing.
    pub fn of(encoded: &[Encoded]) -> Self {
        let numbers = encoded.iter().enumerate().filter(|(_, v)| v.kind != Kind::Category);
        let columns: Vec<Standard> = numbers
            .map(|(variable, encoded)| {
                let cells = &encoded.columns[0][..];
                Standard { variable, cells, units: Units::of(cells) }
            })
            .collect();
        let tiles: Vec<&[Standard]> = columns.chunks(TILE).collect();
        let pairs: Vec<(usize, usize)> =
            (0..tiles.len()).flat_map(|b| (0..=b).map(move |a| (a, b))).collect();
        // a chunk at a time: of very many variables only what is kept is held
        let mut found = Correlations { closest: vec![None; encoded.len()], near: Vec::new() };
        for pairs in pairs.chunks(256) {
            let tiles: Vec<_> = pairs.par_iter().map(|&(a, b)| tile(tiles[a], tiles[b])).collect();
            tiles.into_iter().flatten().for_each(|(a, b, r, rows)| found.keep(a, b, r, rows));
        }
        found.near.sort_by_key(|&(a, b, _)| (b, a));
        found
    }

    fn keep(&mut self, a: usize, b: usize, r: f64, rows: usize) {
        for (of, with) in [(a, b), (b, a)] {
            let nearer = |best: With| {
                let (new, old) = (r.abs(), best.r.abs());
                new > old || (new == old && with < best.with)
            };
            if self.closest[of].is_none_or(nearer) {
                self.closest[of] = Some(With { with, r, rows });
            }
        }
        if r.abs() > NEAR_COPY {
            self.near.push((a, b, r));
        }
    }
}

/// Correlations of the pairs of two tiles (of one with itself: each pair once), with their rows.
fn tile(first: &[Standard], second: &[Standard]) -> Vec<(usize, usize, f64, usize)> {
    let rows = first.first().map_or(0, |column| column.cells.len());
    let mut sums = vec![Sums::default(); first.len() * second.len()];
    let (mut xs, mut ys) = (vec![0.0; first.len() * BLOCK], vec![0.0; second.len() * BLOCK]);
    for start in (0..rows).step_by(BLOCK) {
        let end = rows.min(start + BLOCK);
        standardise(first, start, end, &mut xs);
        standardise(second, start, end, &mut ys);
        for (a, x) in first.iter().zip(xs.chunks_exact(BLOCK)).enumerate() {
            for (b, y) in second.iter().zip(ys.chunks_exact(BLOCK)).enumerate() {
                if x.0.variable < y.0.variable {
                    sums[a * second.len() + b].add(&x.1[..end - start], &y.1[..end - start]);
                }
            }
        }
    }
    let places = (0..first.len()).flat_map(|a| (0..second.len()).map(move |b| (a, b)));
    places
        .zip(&sums)
        .filter_map(|((a, b), sums)| {
            sums.pearson().map(|(r, rows)| (first[a].variable, second[b].variable, r, rows))
        })
        .collect()
}

fn standardise(columns: &[Standard], start: usize, end: usize, into: &mut [f64]) {
    for (column, into) in columns.iter().zip(into.chunks_exact_mut(BLOCK)) {
        for (cell, &x) in into.iter_mut().zip(&column.cells[start..end]) {
            *cell = column.units.standard(x);
        }
    }
}

/// Sums of x, y, x², y² and xy over the rows where both are present.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    rows: usize,
    of: [f64; 5],
}

impl Sums {
    fn add(&mut self, x: &[f64], y: &[f64]) {
        for (&x, &y) in x.iter().zip(y) {
            if x.is_nan() || y.is_nan() {
                continue;
            }
            self.rows += 1;
            for (sum, term) in self.of.iter_mut().zip([x, y, x * x, y * y, x * y]) {
                *sum += term;
            }
        }
    }

    /// The correlation and its rows; none of fewer than four rows or without spread.
    fn pearson(&self) -> Option<(f64, usize)> {
        let n = self.rows;
        let [x, y, xx, yy, xy] = self.of.map(|sum| sum / n.max(1) as f64);
        let spread = (xx - x * x) * (yy - y * y);
        (n > 3 && spread > 1e-20).then(|| (((xy - x * y) / spread.sqrt()).clamp(-1.0, 1.0), n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn number(cells: Vec<f64>) -> Encoded<'static> {
        Encoded {
            kind: Kind::Number,
            columns: vec![Cow::Owned(cells)],
            levels: Vec::new(),
            rare: Vec::new(),
            missing: 0,
        }
    }

    #[test]
    fn the_correlation_is_pearsons_where_both_are_present() {
        // x 1 2 3 4 5, y 2 1 4 3 5: Σ(x-3)(y-3) = 8 of 10 and 10, r = 0.8; the row with a hole counts for neither
        let x = number(vec![1.0, 2.0, f64::NAN, 3.0, 4.0, 5.0]);
        let y = number(vec![2.0, 1.0, 9.0, 4.0, 3.0, 5.0]);
        let found = Correlations::of(&[x, y]).closest[1].unwrap();
        assert!((found.r - 0.8).abs() < 1e-9 && found.rows == 5 && found.with == 0, "{found:?}");
    }

    #[test]
    fn tiles_find_what_all_pairs_find() {
        let rows = 2 * BLOCK + 7;
        let cell =
            |column: usize, row: usize| ((row * (column + 3) * 7919) % 1009) as f64 + (row * column) as f64;
        let columns: Vec<Encoded> =
            (0..2 * TILE + 5).map(|c| number((0..rows).map(|row| cell(c, row)).collect())).collect();
        let found = Correlations::of(&columns);
        for (of, closest) in found.closest.iter().enumerate() {
            let pair = |a: usize, b: usize| {
                Correlations::of(&[
                    number(columns[a].columns[0].to_vec()),
                    number(columns[b].columns[0].to_vec()),
                ])
                .closest[0]
                    .unwrap()
            };
            let others = (0..columns.len()).filter(|&other| other != of);
            let best = others
                .map(|other| (other, pair(of.min(other), of.max(other)).r))
                .reduce(|best, next| if next.1.abs() > best.1.abs() { next } else { best })
                .unwrap();
            let closest = closest.unwrap();
            assert_eq!((closest.with, closest.r.to_bits()), (best.0, best.1.to_bits()));
        }
    }
}
