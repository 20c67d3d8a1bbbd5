//! What a variable can do: effects on the rows, each with mean 0 and standard deviation 1.
//!
//! ```text
//!   straight   u             u = the variable in sd units, cut to ±3; of a category a normal draw for each level
//!   bent       v² less its straight part, by least squares on 1, u            v = u cut to ±1.5
//!   joint      v_a v_b less what either adds straight, by least squares on 1, u_a, u_b
//! ```
//! What least squares takes away is what a straight reading could see; what stays, it cannot. Cutting keeps a few rows from
//! being the whole effect: squares and products of what is far out are farther out still.

use crate::attribute::cells::{self, Cells};
use crate::prepare::{Dataset, Kind, scale};
use crate::seed::Seed;
use crate::stats::correlation::pearson;

/// Standard deviations beyond which a value counts as that far.
const CUT: f64 = 3.0;
/// The same for what is squared or multiplied.
const NEARER: f64 = 1.5;
/// Share of the variance that must be left of an effect once its straight part is gone.
const LEFT: f64 = 1e-6;

/// The variables of a table as effects see them.
pub(super) struct Effects<'a> {
    dataset: &'a Dataset,
    cells: Cells,
}

impl<'a> Effects<'a> {
    /// All rows of the table, filled and in sd units.
    pub fn of(dataset: &'a Dataset) -> Self {
        let rows: Vec<u32> = (0..dataset.rows() as u32).collect();
        let scaling = scale::fit(&dataset.inputs, &rows);
        Effects { dataset, cells: cells::seen(dataset, &rows, &scaling) }
    }

    /// Number of variables.
    pub fn variables(&self) -> usize {
        self.dataset.variables.len()
    }

    /// The straight effect; `None` for a variable that is the same on all rows.
    pub fn straight(&self, variable: usize, seed: Seed) -> Option<Vec<f64>> {
        let inputs = self.dataset.variables[variable].inputs.clone();
        if self.dataset.variables[variable].kind == Kind::Category {
            return standardised(self.of_levels(inputs, seed));
        }
        standardised(self.cells.column(inputs.start).map(|x| x.clamp(-CUT, CUT)).collect())
    }

    /// A normal draw for each level, given to the rows that have it.
    fn of_levels(&self, inputs: std::ops::Range<usize>, seed: Seed) -> Vec<f64> {
        let mut rng = seed.child("levels", 0).rng();
        let draws: Vec<f64> = inputs.clone().map(|_| rng.normal()).collect();
        // where rare levels share one, it has no input
        let rare = rng.normal();
        // the input of a level is 0 or 1 before the change of units, so above its mean where the row has the level
        let value = |row: usize| -> f64 {
            let own = &self.cells.row(row)[inputs.clone()];
            own.iter().position(|&x| x > 0.0).map_or(rare, |level| draws[level])
        };
        (0..self.cells.rows()).map(value).collect()
    }

    /// The bent effect; `None` where nothing is left of the square: two values have no bend, and levels no order.
    pub fn bent(&self, variable: usize, seed: Seed) -> Option<Vec<f64>> {
        if self.dataset.variables[variable].kind != Kind::Number {
            return None;
        }
        let u = self.straight(variable, seed)?;
        let square = u.iter().map(|u| nearer(u) * nearer(u)).collect();
        standardised(less(square, &[&u])?)
    }

    /// The joint effect; `None` where nothing is left of the product.
    pub fn joint(&self, a: usize, b: usize, seed: Seed) -> Option<Vec<f64>> {
        let (first, second) = (self.straight(a, seed.child("a", 0))?, self.straight(b, seed.child("b", 0))?);
        let product = first.iter().zip(&second).map(|(x, y)| nearer(x) * nearer(y)).collect();
        standardised(less(product, &[&first, &second])?)
    }

    /// Correlation of two variables, the largest in magnitude among their inputs.
    pub fn correlation(&self, a: usize, b: usize) -> f64 {
        let column = |input: usize| self.cells.column(input).collect::<Vec<f64>>();
        let mut largest = 0.0f64;
        for i in self.dataset.variables[a].inputs.clone() {
            let first = column(i);
            for j in self.dataset.variables[b].inputs.clone() {
                let r = pearson(&first, &column(j)).unwrap_or(0.0);
                if r.abs() > largest.abs() {
                    largest = r;
                }
            }
        }
        largest
    }
}

fn nearer(u: &f64) -> f64 {
    u.clamp(-NEARER, NEARER)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Mean 0, standard deviation 1; `None` for equal values.
fn standardised(values: Vec<f64>) -> Option<Vec<f64>> {
    let center = mean(&values);
    let centred: Vec<f64> = values.iter().map(|v| v - center).collect();
    let spread = (dot(&centred, &centred) / centred.len().max(1) as f64).sqrt();
    (spread > 1e-9).then(|| centred.iter().map(|v| v / spread).collect())
}

/// What least squares on a constant and the given effects leaves of the values; `None` where that is next to nothing.
fn less(values: Vec<f64>, of: &[&[f64]]) -> Option<Vec<f64>> {
    let mut left: Vec<f64> = values.iter().map(|v| v - mean(&values)).collect();
    let before = dot(&left, &left);
    let mut axes: Vec<Vec<f64>> = Vec::new();
    for effect in of {
        let mut axis = effect.to_vec();
        for known in &axes {
            let share = dot(&axis, known) / dot(known, known);
            axis.iter_mut().zip(known).for_each(|(a, k)| *a -= share * k);
        }
        if dot(&axis, &axis) > LEFT * dot(effect, effect) {
            axes.push(axis);
        }
    }
    for axis in &axes {
        let share = dot(&left, axis) / dot(axis, axis);
        left.iter_mut().zip(axis).for_each(|(l, a)| *l -= share * a);
    }
    (dot(&left, &left) > LEFT * before).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::testing::{get, oracle, regroup};
    use crate::train::testing::dataset;

    #[test]
    fn numpy_finds_the_same_effects() {
        let oracle = oracle("truth");
        let columns: Vec<Vec<f64>> = get(&oracle, "columns");
        let table = dataset(&columns, &vec![0; columns[0].len()], 2);
        let effects = Effects::of(&table);
        let seed = Seed::new(0);
        let near = |found: Option<Vec<f64>>, key: &str| {
            let expected: Vec<f64> = get(&oracle, key);
            // cells are kept in f32
            for (a, b) in found.unwrap().iter().zip(&expected) {
                assert!((a - b).abs() < 2e-5, "{key}: {a} and {b}");
            }
        };
        near(effects.straight(0, seed), "straight");
        near(effects.bent(0, seed), "bent");
        near(effects.joint(0, 1, seed), "joint");
    }

    #[test]
    fn what_has_no_bend_has_no_bent_effect() {
        let binary: Vec<f64> = (0..20).map(|row| f64::from(row % 2)).collect();
        let constant = vec![1.0; 20];
        let table = dataset(&[binary, constant], &[0; 20], 2);
        let effects = Effects::of(&table);
        let seed = Seed::new(0);
        assert!(effects.straight(0, seed).is_some() && effects.bent(0, seed).is_none());
        assert!(effects.straight(1, seed).is_none() && effects.joint(0, 1, seed).is_none());
        assert!((effects.correlation(0, 0) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn levels_get_one_value_each() {
        // three levels as three inputs of 0 and 1
        let level = |l: usize| (0..30).map(|row| f64::from(u8::from(row % 3 == l))).collect::<Vec<f64>>();
        let mut table = dataset(&[level(0), level(1), level(2)], &[0; 30], 2);
        regroup(&mut table, &[(Kind::Category, 3)]);
        let effects = Effects::of(&table);
        let effect = effects.straight(0, Seed::new(5)).unwrap();
        assert!((0..27).all(|row| effect[row] == effect[row + 3]));
        assert!(effect[0] != effect[1] && effect[1] != effect[2]);
        assert!(mean(&effect).abs() < 1e-12 && (dot(&effect, &effect) / 30.0 - 1.0).abs() < 1e-12);
        assert!(effects.bent(0, Seed::new(5)).is_none());
    }
}
