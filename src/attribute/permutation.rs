//! Permutation importance: how much worse a network predicts held-out rows when a variable is shuffled among them.
//!
//! `score_i = mean over shuffles of (L(rows with variable i shuffled) - L(rows))`, `L` the mean log loss of the held-out
//! rows. Beside: the drop of accuracy, likewise. The inputs of a category move together. The shuffles are the same for
//! all variables and all networks of a row set, so that they differ by the variables and the networks alone.
//!
//! A shuffle changes the sums of the first hidden units by `w_ji (x_i shuffled - x_i)`, and nothing else has to be worked
//! out anew: see `train::moved`. A variable without weights scores exactly 0.
//!
//! Misleading: a shuffled row may be one that never occurs, and then the network is asked where it knows nothing; of two
//! copies each looks unneeded, or both look needed. Reference: Fisher, Rudin and Dominici (2019), JMLR 20(177).

use super::by_rows::by_rows;
use super::cells::{Cells, seen, thinned};
use super::{Evidence, Family, Measure, Outcome, Run, Scores, Unit};
use crate::card::Card;
use crate::error::Result;
use crate::seed::Seed;
use crate::train::lanes::{Block, Codes};
use crate::train::moved::{Cost, Moves, Standing, blocks, codes};
use rayon::prelude::*;
use std::ops::Range;

/// Permutation importance of the networks.
pub struct Permutation;

static CARD: Card = Card {
    id: "permutation",
    title: "Permutation",
    formula: "mean over shuffles of L(held-out rows with the variable shuffled) - L(held-out rows), L = mean log loss; the inputs of a category move together, the shuffles are the same for all variables and networks of a split",
    reading: "How much the fitted network leans on the variable when it predicts rows it has not seen.",
    misleading_when: "Correlated variables: shuffling one makes rows that never occur, so that the score tells how the network behaves where it knows nothing; copies share or double it.",
    reference: "Fisher, Rudin & Dominici (2019), Journal of Machine Learning Research 20(177); Breiman (2001), Machine Learning 45:5-32, doi:10.1023/A:1010933404324",
};

impl Measure for Permutation {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn family(&self) -> Family {
        Family::Network
    }
    fn beside(&self) -> Option<&'static str> {
        Some("drop of accuracy")
    }
    fn unit(&self) -> Unit {
        Unit::Raw
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        Ok(Outcome::Scores(by_rows(of, |rows, runs| View::new(of, rows).scores(runs))))
    }
}

/// The held-out rows of a row set that are used, and how they are shuffled.
pub(super) struct Shuffled {
    /// Rows of the table, ascending.
    pub rows: Vec<u32>,
    /// For each shuffle and row the place (in `rows`) whose value it gets.
    pub orders: Vec<Vec<u32>>,
}

impl Shuffled {
    /// Those of one row set; at most `most` rows.
    pub fn of(of: &Evidence, rows: usize, most: usize) -> Self {
        let seed = of.seed.child("rows", rows as u64);
        let rows = thinned(&of.rows[rows].judge, most, seed);
        Shuffled { orders: orders(rows.len(), of.shuffles, seed), rows }
    }
}

fn orders(rows: usize, shuffles: usize, seed: Seed) -> Vec<Vec<u32>> {
    let order = |shuffle: usize| {
        let mut order: Vec<u32> = (0..rows as u32).collect();
        seed.child("shuffle", shuffle as u64).rng().shuffle(&mut order);
        order
    };
    (0..shuffles).map(order).collect()
}

/// What the networks of a row set share.
struct View {
    cells: Cells,
    truth: Vec<Codes>,
    orders: Vec<Vec<u32>>,
    /// Inputs of each variable.
    variables: Vec<Range<usize>>,
}

impl View {
    fn new(of: &Evidence, rows: usize) -> Self {
        let dataset = of.dataset;
        let shuffled = Shuffled::of(of, rows, of.most_rows);
        View {
            cells: seen(dataset, &shuffled.rows, &of.rows[rows].scaling),
            truth: codes(shuffled.rows.iter().map(|&row| dataset.target.codes[row as usize])),
            orders: shuffled.orders,
            variables: dataset.variables.iter().map(|variable| variable.inputs.clone()).collect(),
        }
    }

    fn scores(&self, runs: &[Run]) -> Vec<Scores> {
        let stand = |run: &Run| {
            let standing = Standing::new(run.network, &self.cells.values, self.cells.columns);
            (standing.cost(&self.truth), standing)
        };
        let networks: Vec<(Cost, Standing)> = runs.iter().map(stand).collect();
        let of_variable = |inputs: &Range<usize>| -> Vec<(f64, f64)> {
            let by = self.moves(inputs);
            let moves = Moves { start: inputs.start, inputs: inputs.len(), by: &by };
            networks
                .iter()
                .map(|(still, network)| self.rise(*still, &network.costs(&self.truth, moves)))
                .collect()
        };
        let columns: Vec<Vec<(f64, f64)>> = self.variables.par_iter().map(of_variable).collect();
        let score = |(at, run): (usize, &Run)| Scores {
            unit: run.unit,
            values: columns.iter().map(|column| column[at].0).collect(),
            per_class: Vec::new(),
            beside: columns.iter().map(|column| column[at].1).collect(),
        };
        runs.iter().enumerate().map(score).collect()
    }

    /// How far each shuffle moves each input of each row.
    fn moves(&self, inputs: &Range<usize>) -> Vec<Block> {
        let mut by = Vec::new();
        for order in &self.orders {
            for input in inputs.clone() {
                let moved = order
                    .iter()
                    .zip(self.cells.column(input))
                    .map(|(&from, x)| (self.cells.row(from as usize)[input] - x) as f32);
                by.extend(blocks(moved));
            }
        }
        by
    }

    /// Rise of the mean log loss and drop of the accuracy, means over shuffles.
    fn rise(&self, still: Cost, costs: &[Cost]) -> (f64, f64) {
        let each = (self.cells.rows() * costs.len()).max(1) as f64;
        let rises: f64 = costs.iter().map(|cost| cost.loss - still.loss).sum();
        let drops: f64 = costs.iter().map(|cost| still.right - cost.right).sum();
        (rises / each, drops / each)
    }
}
