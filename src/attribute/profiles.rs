//! What the network makes of a variable: its probabilities while the variable runs through its values.
//!
//! ```text
//!   partial dependence   PD_k(l) = mean over rows of p_k(row with the variable at l)
//!   held                 p_k at l while every other variable stands at its .2, .5, .8 quantile (Lek)
//! ```
//! A number runs through eleven quantiles from .02 to .98, so no value is one that the data hardly have; words run through
//! their levels. The rows are the same for all networks; values are means over splits, intervals come from half-samples, as
//! for everything read off a network. Held lines that are not parallel to each other show that what the variable does
//! depends on the others.
//!
//! Sources: Friedman 2001, Annals of Statistics 29:1189-1232, doi:10.1214/aos/1013203451; Lek et al. 1996, Ecological
//! Modelling 90:39-52, doi:10.1016/0304-3800(95)00142-5.

use super::by_rows::by_rows;
use super::cells::{Cells, seen, thinned};
use super::rankings::{over_units, unit_scores};
use super::{Evidence, Run, Scores, Unit};
use crate::error::Result;
use crate::prepare::{Dataset, Kind, Variable};
use crate::stats::{Estimate, interval, quantile};
use crate::train::Rows;
use crate::train::lanes::{Block, LANES};
use crate::train::moved::{Moves, Standing, blocks};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows that partial dependence is averaged over at most.
const ROWS: usize = 200;
/// Places of a number, as shares of the rows below.
const PLACES: [f64; 11] = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98];
/// Quantiles at which all other numbers are held.
const HELD: [f64; 3] = [0.2, 0.5, 0.8];
/// Levels of a category, the most frequent first.
const LEVELS: usize = 8;
/// Variables kept, those that move the probabilities most.
const KEPT: usize = 30;

/// `profiles[]` of the report: the probabilities while one variable runs through its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// The variable.
    pub variable: String,
    /// Where it stands, in the units of the file; 0, 1, … for words.
    pub levels: Vec<f64>,
    /// What the levels are called; empty for numbers.
    pub names: Vec<String>,
    /// One curve a class (of two classes the second).
    pub curves: Vec<Curve>,
}

/// The probability of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Curve {
    /// The class.
    pub class: String,
    /// Partial dependence at each level, with its half-sample interval.
    pub points: Vec<Estimate>,
    /// Probability at each level while all other variables are held at their .2, .5 and .8 quantiles.
    pub held: Vec<Vec<f64>>,
}

impl Curve {
    /// Highest less lowest partial dependence.
    pub fn range(&self) -> f64 {
        let (low, high) = self
            .points
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p.mean), high.max(p.mean)));
        (high - low).max(0.0)
    }
}

impl Profile {
    /// Mean range over its classes.
    pub fn range(&self) -> f64 {
        self.curves.iter().map(Curve::range).sum::<f64>() / self.curves.len().max(1) as f64
    }
}

/// Where one variable runs: for each level the values of its inputs in `Inputs`.
struct Grid {
    levels: Vec<Vec<f64>>,
    shown: Vec<f64>,
    names: Vec<String>,
    /// Where it stands while another variable runs: for each of `HELD` the values of its inputs; two values and words
    /// at the most frequent.
    held: Vec<Vec<f64>>,
}

/// The profiles of the variables that move the probabilities most, in the order of the data's columns.
///
/// # Errors
/// `Error::Internal` where a network cannot be evaluated.
pub fn profiles(splits: &Evidence, halves: &Evidence) -> Result<Vec<Profile>> {
    let dataset = splits.dataset;
    let grids: Vec<Grid> = (0..dataset.variables.len()).map(|v| grid(dataset, v)).collect();
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let drawn = thinned(&all, ROWS, splits.seed.child("profiles", 0));
    let at = |held: usize| grids.iter().flat_map(|grid| grid.held[held].iter().copied()).collect();
    let held: Vec<Vec<f64>> = (0..HELD.len()).map(at).collect();
    let curves = |of: &Evidence| {
        by_rows(of, |rows, runs| {
            let sweep = Sweep::new(dataset, &of.rows[rows], &drawn, &held, &grids);
            Ok(runs.iter().map(|run| sweep.scores(run)).collect())
        })
    };
    let (over_splits, over_halves) = (curves(splits)?, curves(halves)?);
    let centers = over_units(&over_splits, |run| run.values.clone());
    let held = over_units(&over_splits, |run| run.beside.clone());
    let by_half = unit_scores(&over_halves, Unit::Raw);
    let point = |at: usize| {
        let halves: Vec<f64> = by_half.iter().map(|half| half[at]).collect();
        interval::half_samples(centers[at], &halves).within(0.0, 1.0)
    };
    let (mut profiles, mut at) = (Vec::with_capacity(grids.len()), 0);
    for (grid, variable) in grids.into_iter().zip(&dataset.variables) {
        let count = grid.levels.len();
        let curve = |class: String, at: usize| Curve {
            class,
            points: (at..at + count).map(point).collect(),
            held: (0..HELD.len()).map(|h| held[at * HELD.len() + h * count..][..count].to_vec()).collect(),
        };
        let classes = shown(dataset);
        let curves = classes.into_iter().enumerate().map(|(place, class)| curve(class, at + place * count));
        let curves: Vec<Curve> = curves.collect();
        at += curves.len() * count;
        profiles.push(Profile {
            variable: variable.name.clone(),
            levels: grid.shown,
            names: grid.names,
            curves,
        });
    }
    Ok(leading(profiles))
}

/// Those of the largest range, in their order.
fn leading(profiles: Vec<Profile>) -> Vec<Profile> {
    let ranges: Vec<f64> = profiles.iter().map(Profile::range).collect();
    let kept = crate::stats::rank::top(&ranges, KEPT);
    let kept = |at: &usize| kept.binary_search(at).is_ok();
    profiles.into_iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, profile)| profile).collect()
}

/// Classes whose probability is shown; two mirror each other.
pub(super) fn shown(dataset: &Dataset) -> Vec<String> {
    let names = dataset.target.classes.clone();
    if names.len() == 2 { names[1..].to_vec() } else { names }
}

/// Cells of a column that are not missing.
fn present(dataset: &Dataset, column: usize) -> Vec<f64> {
    let missing = &dataset.inputs.missing[column];
    let cells = dataset.inputs.cells.column(column).enumerate();
    let cells = cells.filter(|(row, _)| missing.binary_search(&(*row as u32)).is_err());
    cells.map(|(_, cell)| f64::from(cell)).collect()
}

fn grid(dataset: &Dataset, v: usize) -> Grid {
    let variable = &dataset.variables[v];
    let first = variable.inputs.start;
    let summary = dataset.summary.variables.get(v);
    let names = summary.map_or(&[][..], |summary| &summary.levels);
    let in_file = |cell: f64| cell * dataset.inputs.spread[first] + dataset.inputs.center[first];
    match variable.kind {
        Kind::Category => {
            words(dataset, variable, names, summary.map_or(&[][..], |summary| &summary.histogram))
        }
        Kind::Number | Kind::Binary => {
            let mut cells = present(dataset, first);
            cells.sort_by(f64::total_cmp);
            let held = |&p: &f64| match variable.kind {
                Kind::Binary => vec![cells.get(cells.len() / 2).copied().unwrap_or(0.0)],
                _ => vec![quantile::of_sorted(&cells, p)],
            };
            let held = HELD.iter().map(held).collect();
            let mut levels: Vec<f64> = match variable.kind {
                Kind::Binary => cells.first().into_iter().chain(cells.last()).copied().collect(),
                _ => PLACES.iter().map(|&p| quantile::of_sorted(&cells, p)).collect(),
            };
            levels.dedup();
            Grid {
                shown: levels.iter().map(|&cell| in_file(cell)).collect(),
                names: if names.len() == levels.len() { names.to_vec() } else { Vec::new() },
                levels: levels.into_iter().map(|cell| vec![cell]).collect(),
                held,
            }
        }
    }
}

/// A category at each of its most frequent levels: its input high, the others low; last, all low at what rare levels share.
/// `names` and `rows` are those of its levels.
fn words(dataset: &Dataset, variable: &Variable, names: &[String], rows: &[usize]) -> Grid {
    let wider = |(low, high): (f64, f64), cell: f64| (low.min(cell), high.max(cell));
    let ends =
        |column: usize| present(dataset, column).into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), wider);
    let ends: Vec<(f64, f64)> = variable.inputs.clone().map(ends).collect();
    let level = |on: usize| -> Vec<f64> {
        ends.iter().enumerate().map(|(at, &(low, high))| if at == on { high } else { low }).collect()
    };
    let rare = dataset.inputs.has_rare(&variable.inputs).then_some(ends.len());
    let alone = ends.len().min(LEVELS - usize::from(rare.is_some()));
    let places = || (0..alone).chain(rare);
    // levels come by their rows, but for the one that rare levels share
    let standing = rare.filter(|_| rows.last() > rows.first()).unwrap_or(0);
    Grid {
        held: vec![level(standing); HELD.len()],
        levels: places().map(level).collect(),
        shown: (0..places().count()).map(|at| at as f64).collect(),
        names: places().filter_map(|at| names.get(at).cloned()).collect(),
    }
}

/// The networks of one row set at all places.
struct Sweep<'a> {
    dataset: &'a Dataset,
    /// Rows and held rows, once for each level of the variable with most.
    stands: Cells,
    /// Rows of one level.
    rows: usize,
    /// For each variable how far the rows are moved, and its levels.
    moves: Vec<(Vec<Block>, usize)>,
}

impl<'a> Sweep<'a> {
    fn new(dataset: &'a Dataset, rows: &Rows, drawn: &[u32], held: &[Vec<f64>], grids: &[Grid]) -> Self {
        let scaling = &rows.scaling;
        let see = |column: usize, cell: f64| (cell - scaling.center[column]) / scaling.spread[column];
        let mut cells = seen(dataset, drawn, scaling);
        for row in held {
            cells.values.extend(row.iter().enumerate().map(|(column, &cell)| see(column, cell)));
        }
        let count = cells.rows();
        let most = grids.iter().map(|grid| grid.levels.len()).max().unwrap_or(0);
        let moves = grids.iter().zip(&dataset.variables).map(|(grid, variable)| {
            let start = variable.inputs.start;
            let by = variable.inputs.clone().flat_map(|column| {
                let cells = &cells;
                let shift = move |level: &Vec<f64>| {
                    let to = see(column, level[column - start]);
                    (0..count).map(move |row| (to - cells.row(row)[column]) as f32)
                };
                blocks(grid.levels.iter().flat_map(shift))
            });
            (by.collect(), grid.levels.len())
        });
        let moves = moves.collect();
        let columns = cells.columns;
        let stands = Cells { columns, values: cells.values.repeat(most) };
        Sweep { dataset, stands, rows: count, moves }
    }

    /// `values`: variables × classes × levels; `beside`: variables × classes × held × levels.
    fn scores(&self, run: &Run) -> Scores {
        let network = Standing::new(run.network, &self.stands.values, self.stands.columns);
        let classes = network.classes();
        let first = usize::from(classes == 2);
        let drawn = self.rows - HELD.len();
        let mut scores = Scores { unit: run.unit, ..Scores::default() };
        for ((by, levels), variable) in self.moves.iter().zip(&self.dataset.variables) {
            let inputs: Vec<usize> = variable.inputs.clone().collect();
            let moves = Moves { inputs: &inputs, by };
            let probabilities = network.probabilities(moves);
            for class in first..classes {
                let at =
                    |place: usize| f64::from(probabilities[place / LANES * classes + class].0[place % LANES]);
                for level in 0..*levels {
                    let from = level * self.rows;
                    scores.values.push((from..from + drawn).map(at).sum::<f64>() / drawn as f64);
                }
                for held in 0..HELD.len() {
                    scores.beside.extend((0..*levels).map(|level| at(level * self.rows + drawn + held)));
                }
            }
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{evidence, get, largest, oracle, regroup};
    use super::*;
    use crate::train::testing::{dataset, rows};
    use crate::train::{Layer, Network};

    fn means(curve: &Curve) -> Vec<f64> {
        curve.points.iter().map(|point| point.mean).collect()
    }

    #[test]
    fn curves_are_those_of_scikit_learn() {
        let oracle = oracle("profiles");
        let columns: Vec<Vec<f64>> = get(&oracle, "columns");
        let table = dataset(&columns, &[0; 40], 3);
        let sets = [rows(&table, (0..40).collect(), Vec::new())];
        let networks: [Network; 1] = [get(&oracle, "network")];
        let of = evidence(&table, &sets, &networks);
        let found = profiles(&of, &of).unwrap();
        for (profile, expected) in found.iter().zip(oracle["variables"].as_array().unwrap()) {
            let levels: Vec<f64> = get(expected, "levels");
            let scale = levels.iter().fold(0.0f64, |most, l| most.max(l.abs()));
            assert!(largest(&profile.levels, &levels) < 1e-6 * scale, "{:?} {levels:?}", profile.levels);
            let classes: Vec<Vec<f64>> = get(expected, "classes");
            let held: Vec<Vec<Vec<f64>>> = get(expected, "held");
            for (k, (curve, expected)) in profile.curves.iter().zip(&classes).enumerate() {
                assert!(largest(&means(curve), expected) < 2e-6, "{curve:?} {expected:?}");
                for (curve, held) in curve.held.iter().zip(&held) {
                    assert!(largest(curve, &held[k]) < 2e-6, "{curve:?} {:?}", held[k]);
                }
            }
        }
    }

    /// Three words, one input each; the network adds 0, 1 and 2 sd of the word's own input to the logit: every row is moved
    /// to each word in turn, so the curve does not depend on the rows, nor on which words they have.
    #[test]
    fn words_are_tried_one_after_the_other() {
        let columns: Vec<Vec<f64>> =
            (0..3).map(|word| (0..6).map(|row| f64::from(u8::from(row % 3 == word))).collect()).collect();
        let mut table = dataset(&columns, &[0, 1, 0, 1, 0, 1], 2);
        regroup(&mut table, &[(Kind::Category, 3)]);
        let sets = [rows(&table, (0..6).collect(), Vec::new())];
        // relu units in their straight part: the logit is x_2 + 2 x_3, with x in sd units
        let hidden = Layer {
            weights: vec![vec![0.0, 1.0, 2.0]],
            biases: vec![9.0],
            activation: Some(crate::options::Activation::Relu),
        };
        let logit = Layer { weights: vec![vec![1.0]], biases: vec![-9.0], activation: None };
        let networks = [Network { layers: vec![hidden, logit] }];
        let of = evidence(&table, &sets, &networks);
        let found = profiles(&of, &of).unwrap();
        // a word in a third of the rows: mean 1/3, sd √2/3, so it stands at √2, and the others at -1/√2
        let (on, off) = (2f64.sqrt(), -(0.5f64.sqrt()));
        let p = |logit: f64| 1.0 / (1.0 + (-logit).exp());
        let expected = [p(off + 2.0 * off), p(on + 2.0 * off), p(off + 2.0 * on)];
        assert_eq!(found[0].curves.len(), 1);
        assert!(largest(&means(&found[0].curves[0]), &expected) < 1e-6, "{found:?}");
    }

    #[test]
    fn the_word_that_rare_ones_share_is_tried_last() {
        let columns: Vec<Vec<f64>> =
            (0..2).map(|word| (0..6).map(|row| f64::from(u8::from(row % 3 == word))).collect()).collect();
        let mut table = dataset(&columns, &[0, 1, 0, 1, 0, 1], 2);
        regroup(&mut table, &[(Kind::Category, 2)]);
        table.inputs.rare = vec![0, 1];
        let sets = [rows(&table, (0..6).collect(), Vec::new())];
        let levels = super::super::gradient::levels(&table, &sets[0], &table.variables[0]);
        let (on, off) = (2f64.sqrt(), -(0.5f64.sqrt()));
        for (level, expected) in levels.iter().zip([[on, off], [off, on], [off, off]]) {
            assert!(largest(level, &expected) < 1e-6, "{levels:?}");
        }
        let names = ["a", "b", "other"].map(str::to_owned);
        let grid = words(&table, &table.variables[0], &names, &[2, 2, 2]);
        assert_eq!((levels.len(), grid.levels.len(), grid.names.last()), (3, 3, names.last()));
        assert_eq!(grid.held[0], grid.levels[0], "all three have two rows");
        let grid = words(&table, &table.variables[0], &names, &[2, 1, 3]);
        assert_eq!(grid.held[0], grid.levels[2], "rare ones together are the most");
    }
}
