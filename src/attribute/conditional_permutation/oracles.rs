//! Against hidimstat's CFI: `tests/oracles/conditional.py` says what is the same there and what is not.
//!
//! Residuals and t are held to 1e-9. Scores are the means over all cyclic shifts, handed to both, to 1e-6, for networks
//! predict in f32; and over 2,000 shuffles of our own within four of their standard errors.

use super::*;
use crate::attribute::Evidence;
use crate::attribute::lines::Moments;
use crate::attribute::testing::{evidence, get, largest, oracle, regroup};
use crate::prepare::{Dataset, Kind};
use crate::stats::interval;
use crate::train::testing::{dataset, moments, rows};
use crate::train::{Network, Rows};
use serde_json::Value;

struct Case {
    table: Dataset,
    network: Network,
    sets: [Rows; 1],
    /// As the network sees them, in f64: the table itself has f32.
    train: Cells,
    held: Cells,
    ridge: f64,
    residuals: Vec<f64>,
    importance: Vec<f64>,
    /// Standard deviation of the score of one shuffle.
    spread: Vec<f64>,
}

impl Case {
    fn of(from: &Value) -> Self {
        let columns: Vec<Vec<f64>> = get(from, "columns");
        let (all, train) = (columns[0].len(), get::<usize>(from, "train_rows"));
        let classes = get::<Vec<u32>>(from, "classes");
        let labels: Vec<u32> = vec![0; train].into_iter().chain(classes).collect();
        let mut table = dataset(&columns, &labels, 1 + *labels.iter().max().expect("rows") as usize);
        let kind = |size: usize| (if size > 1 { Kind::Category } else { Kind::Number }, size);
        regroup(&mut table, &get::<Vec<usize>>(from, "sizes").into_iter().map(kind).collect::<Vec<_>>());
        let scaled = |rows: std::ops::Range<usize>| {
            let moments: Vec<(f64, f64)> = columns.iter().map(|column| moments(&column[..train])).collect();
            let row = |row: usize| {
                columns.iter().zip(&moments).map(move |(of, (c, s))| (of[row] - c) / s).collect()
            };
            Cells { columns: columns.len(), values: rows.flat_map::<Vec<f64>, _>(row).collect() }
        };
        Case {
            sets: [rows(&table, (0..train as u32).collect(), (train as u32..all as u32).collect())],
            network: get(from, "network"),
            train: scaled(0..train),
            held: scaled(train..all),
            ridge: get(from, "ridge"),
            residuals: get::<Vec<Vec<f64>>>(from, "residuals").concat(),
            importance: get(from, "importance"),
            spread: get(from, "spread"),
            table,
        }
    }

    fn all() -> Vec<Self> {
        oracle("conditional")["cases"].as_array().expect("cases").iter().map(Case::of).collect()
    }

    fn left(&self) -> Cells {
        let lines = Moments::of(&self.train).lines(self.ridge).unwrap();
        lines.residuals(&self.held, &self.table.variables).unwrap()
    }
}

#[test]
fn what_the_others_leave_is_what_ridge_regressions_of_each_variable_leave() {
    for case in Case::all() {
        let off = largest(&case.left().values, &case.residuals);
        assert!(off < 1e-9, "ridge {}: {off}", case.ridge);
    }
}

#[test]
fn residuals_in_every_cyclic_order_raise_the_loss_as_in_hidimstat() {
    for case in Case::all() {
        let networks = [case.network.clone()];
        let of = evidence(&case.table, &case.sets, &networks);
        let count = case.held.rows() as u32;
        let mut view = View::new(&of, 0);
        view.exchanged = Some(case.left());
        view.cells = case.held.clone();
        view.orders = (0..count).map(|by| (0..count).map(|row| (row + by) % count).collect()).collect();
        let found = view.scores(&of.runs).remove(0).values;
        let off = largest(&found, &case.importance);
        assert!(off < 1e-6, "ridge {}: {found:?} is not {:?}", case.ridge, case.importance);
    }
}

#[test]
fn random_shuffles_come_as_near_to_the_mean_over_all_as_their_number_says() {
    const SHUFFLES: usize = 2_000;
    let cases = Case::all();
    // next to no ridge, as the measure itself takes it where rows are many
    let case = &cases[0];
    let networks = [case.network.clone()];
    let of = Evidence { shuffles: SHUFFLES, ..evidence(&case.table, &case.sets, &networks) };
    let Outcome::Scores(found) = ConditionalPermutation.scores(&of).unwrap() else { panic!() };
    for ((found, expected), spread) in found[0].values.iter().zip(&case.importance).zip(&case.spread) {
        let allowed = 4.0 * spread / (SHUFFLES as f64).sqrt() + 1e-6;
        assert!((found - expected).abs() < allowed, "{found} is not {expected} within {allowed}");
    }
}

#[test]
fn the_t_over_splits_is_that_of_nadeau_and_bengio_in_hidimstat() {
    for case in oracle("conditional")["splits"].as_array().unwrap() {
        let found = interval::corrected(&get::<Vec<f64>>(case, "values"), get(case, "ratio")).unwrap();
        let expected: [f64; 2] = [get(case, "t"), get(case, "p")];
        let off = largest(&[found.t().unwrap(), found.p_greater()], &expected);
        assert!(off < 1e-9 * expected[0].abs().max(1.0), "{expected:?}");
    }
}
