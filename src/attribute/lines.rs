//! The linear regression of every variable on all others, from one inverse.
//!
//! With `P` the inverse of the covariance `S` of all inputs over training rows and `m` their means, the residuals of the
//! regression of inputs R on all others are `P_RR⁻¹ (P (x - m))_R`. A ridge on the variances keeps `S` regular where inputs
//! add up to a constant, as those of a category do, and keeps slopes small where rows are few (Hoerl and Kennard 1970,
//! doi:10.1080/00401706.1970.10488634).
//!
//! With `X` the `n` centred rows and fewer of them than inputs, `ridge P = I - Xᵀ (n ridge I + X Xᵀ)⁻¹ X` (Woodbury): what
//! is inverted is rows × rows, and the factor drops out of the residuals.

use super::cells::Cells;
use crate::error::{Error, Result};
use crate::prepare::Variable;
use linfa_linalg::cholesky::{InverseC, SolveC};
use ndarray::{Array2, ArrayView1, ShapeBuilder};
use std::ops::Range;

/// What the lines of any ridge need of their training rows.
pub(super) struct Moments {
    means: Vec<f64>,
    rows: f64,
    products: Products,
}

enum Products {
    /// Sums of products of inputs.
    Inputs(Array2<f64>),
    /// Centred rows, and the sums of products of rows.
    Rows(Array2<f64>, Array2<f64>),
}

/// The lines of all variables at once.
pub(super) struct Lines {
    means: Vec<f64>,
    precision: Precision,
}

/// The inverse of the covariance, up to a factor.
enum Precision {
    Whole(Array2<f64>),
    /// `I - Zᵀ X` as X and Z, rows × inputs.
    Low(Array2<f64>, Array2<f64>),
}

impl Moments {
    /// Of training rows as the network sees them.
    pub fn of(train: &Cells) -> Self {
        let (count, columns) = (train.rows(), train.columns);
        let rows = count.max(1) as f64;
        let means: Vec<f64> = (0..columns).map(|c| train.column(c).sum::<f64>() / rows).collect();
        let off = (0..count).map(|row| train.row(row).iter().zip(&means).map(|(x, mean)| x - mean));
        let products = if count < columns {
            let mut rows = Array2::zeros((count, columns));
            off.zip(rows.rows_mut()).for_each(|(off, mut to)| off.zip(&mut to).for_each(|(x, to)| *to = x));
            let product = |(a, b): (usize, usize)| dot(rows.row(a), rows.row(b));
            let products = symmetric(count, product);
            Products::Rows(rows, products)
        } else {
            Products::Inputs(products(off, columns))
        };
        Moments { means, rows, products }
    }

    /// The lines with a ridge, in squared sd units.
    ///
    /// # Errors
    /// `Error::Internal` when the sums have no inverse, which the ridge prevents.
    pub fn lines(&self, ridge: f64) -> Result<Lines> {
        let precision = match &self.products {
            Products::Inputs(sums) => Precision::Whole(inverse(&(sums / self.rows + diagonal(sums, ridge)))?),
            Products::Rows(rows, sums) => {
                let mut held = sums + diagonal(sums, ridge * self.rows);
                // column after column, as they are solved
                let mut inputs = Array2::zeros(rows.dim().f());
                inputs.assign(rows);
                Precision::Low(rows.clone(), held.solvec(&inputs).map_err(refused)?)
            }
        };
        Ok(Lines { means: self.means.clone(), precision })
    }
}

/// Sums of products of inputs over rows.
fn products(rows: impl Iterator<Item = impl Iterator<Item = f64>>, columns: usize) -> Array2<f64> {
    // b <= a, one row after the other
    let mut sums = vec![0.0; columns * (columns + 1) / 2];
    let mut off = vec![0.0; columns];
    for row in rows {
        off.iter_mut().zip(row).for_each(|(off, x)| *off = x);
        let mut left = sums.as_mut_slice();
        for (a, first) in off.iter().enumerate() {
            let (here, rest) = left.split_at_mut(a + 1);
            here.iter_mut().zip(&off).for_each(|(sum, second)| *sum += first * second);
            left = rest;
        }
    }
    symmetric(columns, |(high, low)| sums[high * (high + 1) / 2 + low])
}

/// From the entries on and below the diagonal.
fn symmetric(size: usize, entry: impl Fn((usize, usize)) -> f64) -> Array2<f64> {
    let mut all = Array2::zeros((size, size));
    for high in 0..size {
        for low in 0..=high {
            all[(high, low)] = entry((high, low));
            all[(low, high)] = all[(high, low)];
        }
    }
    all
}

fn diagonal(like: &Array2<f64>, value: f64) -> Array2<f64> {
    Array2::from_diag_elem(like.nrows(), value)
}

impl Lines {
    /// What the lines leave of every input: for each row `P_RR⁻¹ (P (x - m))_R` of each variable.
    ///
    /// # Errors
    /// As for `Moments::lines`.
    pub fn residuals(&self, cells: &Cells, variables: &[Variable]) -> Result<Cells> {
        let inside: Vec<(Range<usize>, Array2<f64>)> = variables
            .iter()
            .map(|v| Ok((v.inputs.clone(), inverse(&self.precision.of(&v.inputs))?)))
            .collect::<Result<_>>()?;
        let mut values = vec![0.0; cells.values.len()];
        for row in 0..cells.rows() {
            let off: Vec<f64> = cells.row(row).iter().zip(&self.means).map(|(x, m)| x - m).collect();
            let weighed = self.precision.times(&off);
            let to = &mut values[row * cells.columns..(row + 1) * cells.columns];
            for (inputs, inverse) in &inside {
                for (at, line) in inputs.clone().zip(inverse.rows()) {
                    to[at] = dot(line, ArrayView1::from(&weighed[inputs.clone()]));
                }
            }
        }
        Ok(Cells { columns: cells.columns, values })
    }
}

impl Precision {
    /// `P x`.
    fn times(&self, x: &[f64]) -> Vec<f64> {
        match self {
            Precision::Whole(all) => all.rows().into_iter().map(|p| dot(p, ArrayView1::from(x))).collect(),
            Precision::Low(rows, solved) => {
                let mut left = x.to_vec();
                for (row, solved) in rows.rows().into_iter().zip(solved.rows()) {
                    let along = dot(row, ArrayView1::from(x));
                    left.iter_mut().zip(solved).for_each(|(left, z)| *left -= along * z);
                }
                left
            }
        }
    }

    /// `P_RR`, whose inverse is the covariance of the inputs given all others.
    fn of(&self, inputs: &Range<usize>) -> Array2<f64> {
        let size = inputs.len();
        let entry = |a: usize, b: usize| match self {
            Precision::Whole(all) => all[(a, b)],
            Precision::Low(rows, solved) => f64::from(a == b) - dot(solved.column(a), rows.column(b)),
        };
        Array2::from_shape_fn((size, size), |(a, b)| entry(inputs.start + a, inputs.start + b))
    }
}

/// The sum of products, first to last, whatever the machine.
fn dot(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn inverse(matrix: &Array2<f64>) -> Result<Array2<f64>> {
    matrix.invc().map_err(refused)
}

fn refused(error: linfa_linalg::LinalgError) -> Error {
    Error::Internal(format!("linfa-linalg: {error}"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::prepare::Kind;
    use crate::seed::Seed;

    /// Variables of so many inputs each.
    pub fn variables(sizes: &[usize]) -> Vec<Variable> {
        let mut start = 0;
        let variable = |&size: &usize| {
            let inputs = start..start + size;
            start = inputs.end;
            Variable { name: format!("v{start}"), kind: Kind::Number, inputs }
        };
        sizes.iter().map(variable).collect()
    }

    fn left(train: &Cells, cells: &Cells, sizes: &[usize], ridge: f64) -> Cells {
        Moments::of(train).lines(ridge).unwrap().residuals(cells, &variables(sizes)).unwrap()
    }

    fn drawn(rows: usize, columns: usize, seed: u64) -> Cells {
        let mut rng = Seed::new(seed).rng();
        Cells { columns, values: (0..rows * columns).map(|_| rng.normal()).collect() }
    }

    #[test]
    fn two_inputs_by_hand() {
        // x = (-1, 0, 1, 0), y = (-2, 1, 2, -1): means 0, s_xx = 1/2, s_yy = 5/2, s_xy = 1
        // x on y: slope 1 / (5/2) = 2/5; y on x: slope 1 / (1/2) = 2
        let cells = Cells { columns: 2, values: vec![-1.0, -2.0, 0.0, 1.0, 1.0, 2.0, 0.0, -1.0] };
        let left = left(&cells, &cells, &[1, 1], 1e-6);
        let wanted = [-0.2, 0.0, -0.4, 1.0, 0.2, 0.0, 0.4, -1.0];
        let off = left.values.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 1e-4, "{left:?}");
    }

    #[test]
    fn a_ridge_by_hand() {
        // as above with a ridge of 1/2: x on y has the slope 1 / (5/2 + 1/2) = 1/3, y on x 1 / (1/2 + 1/2) = 1
        let cells = Cells { columns: 2, values: vec![-1.0, -2.0, 0.0, 1.0, 1.0, 2.0, 0.0, -1.0] };
        let left = left(&cells, &cells, &[1, 1], 0.5);
        let third = 1.0 / 3.0;
        let wanted = [-third, -1.0, -third, 1.0, third, 1.0, third, -1.0];
        let off = left.values.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 1e-12, "{left:?}");
    }

    #[test]
    fn fewer_rows_than_inputs_give_what_the_whole_inverse_gives() {
        let (train, judged) = (drawn(9, 12, 5), drawn(4, 12, 6));
        let sizes = [1, 1, 3, 1, 2, 1, 1, 1, 1];
        for ridge in [0.01, 1.0] {
            let low = left(&train, &judged, &sizes, ridge);
            let moments = Moments::of(&train);
            let Products::Rows(rows, _) = &moments.products else { panic!("rows are fewer") };
            let sums = products(rows.rows().into_iter().map(|row| row.to_vec().into_iter()), 12);
            let whole = Moments { products: Products::Inputs(sums), ..moments };
            let whole = whole.lines(ridge).unwrap().residuals(&judged, &variables(&sizes)).unwrap();
            let off = low.values.iter().zip(&whole.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-9, "ridge {ridge}: {off}");
        }
    }

    #[test]
    fn residuals_have_nothing_to_do_with_the_other_inputs() {
        let mut rng = Seed::new(3).rng();
        let mut values = Vec::new();
        for _ in 0..200 {
            let (a, b, c) = (rng.normal(), rng.normal(), rng.normal());
            values.extend([a, a + 0.5 * b, b - c, c]);
        }
        let cells = Cells { columns: 4, values };
        // the second and third belong to one variable
        let left = left(&cells, &cells, &[1, 2, 1], 1e-6);
        for (residual, others) in [(0, vec![1, 2, 3]), (1, vec![0, 3]), (2, vec![0, 3]), (3, vec![0, 1, 2])] {
            for other in others {
                let product: f64 = left.column(residual).zip(cells.column(other)).map(|(r, x)| r * x).sum();
                assert!(product.abs() / 200.0 < 0.02, "{residual} {other}: {product}");
            }
        }
    }
}
