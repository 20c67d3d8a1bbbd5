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
    fn takes_probes(&self) -> bool {
        true
    }
    fn scores(&self, of: &Evidence) -> Result<Outcome> {
        by_rows(of, |rows, runs| Ok(View::new(of, rows).scores(runs))).map(Outcome::Scores)
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
pub(super) struct View {
    /// The held-out rows.
    pub cells: Cells,
    /// What rows exchange; whole cells where there is nothing else.
    pub exchanged: Option<Cells>,
    /// For each set of labels the classes of the rows.
    truths: Vec<Vec<Codes>>,
    /// For each shuffle and row the row whose value it gets.
    pub orders: Vec<Vec<u32>>,
    /// Inputs of each variable, or of each set of variables shuffled as one.
    variables: Vec<Vec<usize>>,
    /// What a row of each class counts.
    weights: Vec<f64>,
}

impl View {
    /// The held-out rows of a row set, which exchange whole cells.
    pub fn new(of: &Evidence, rows: usize) -> Self {
        let variables = of.dataset.variables.iter().map(|variable| variable.inputs.clone().collect());
        View::of_sets(of, rows, variables.collect())
    }

    /// The same for sets of inputs, each shuffled as one.
    pub fn of_sets(of: &Evidence, rows: usize, variables: Vec<Vec<usize>>) -> Self {
        let dataset = of.dataset;
        let shuffled = Shuffled::of(of, rows, of.most_rows);
        View {
            cells: seen(dataset, &shuffled.rows, &of.rows[rows].scaling),
            exchanged: None,
            truths: of
                .labels
                .iter()
                .map(|labels| codes(shuffled.rows.iter().map(|&row| labels[row as usize])))
                .collect(),
            orders: shuffled.orders,
            variables,
            weights: dataset.target.weights.clone(),
        }
    }

    /// Rises and drops of every run.
    pub fn scores(&self, runs: &[Run]) -> Vec<Scores> {
        let stand = |run: &Run| {
            let standing =
                Standing::new(run.network, &self.cells.values, self.cells.columns).weighted(&self.weights);
            let truth = &self.truths[run.labels];
            (standing.cost(truth), standing, truth)
        };
        let networks: Vec<(Cost, Standing, &Vec<Codes>)> = runs.iter().map(stand).collect();
        let of_variable = |inputs: &Vec<usize>| -> Vec<(f64, f64)> {
            let by = self.moves(inputs);
            let moves = Moves { inputs, by: &by };
            networks
                .iter()
                .map(|(still, network, truth)| self.rise(*still, &network.costs(truth, moves)))
                .collect()
        };
        let columns: Vec<Vec<(f64, f64)>> = self.variables.par_iter().map(of_variable).collect();
        let score = |(at, run): (usize, &Run)| Scores {
            unit: run.unit,
            values: columns.iter().map(|column| column[at].0).collect(),
            beside: columns.iter().map(|column| column[at].1).collect(),
            ..Scores::default()
        };
        runs.iter().enumerate().map(score).collect()
    }

    /// How far each shuffle moves each input of each row.
    fn moves(&self, inputs: &[usize]) -> Vec<Block> {
        let exchanged = self.exchanged.as_ref().unwrap_or(&self.cells);
        let mut by = Vec::new();
        for order in &self.orders {
            for &input in inputs {
                let moved = order
                    .iter()
                    .zip(exchanged.column(input))
                    .map(|(&from, x)| (exchanged.row(from as usize)[input] - x) as f32);
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

#[cfg(test)]
mod tests {
    use super::super::function;
    use super::super::testing::{evidence, get, largest, oracle, regroup};
    use super::*;
    use crate::options::Activation;
    use crate::prepare::{Dataset, Kind};
    use crate::train::testing::{dataset, rows, simulated};
    use crate::train::{Layer, Network, Rows};

    fn run(network: &Network) -> Run<'_> {
        Run { unit: 0, rows: 0, labels: 0, network }
    }

    #[test]
    fn scikit_learn_finds_the_same_rises_and_drops() {
        for case in oracle("measures")["permutation"].as_array().unwrap() {
            let (network, rows): (Network, Vec<Vec<f64>>) = (get(case, "network"), get(case, "rows"));
            let columns = rows[0].len();
            let view = View {
                cells: Cells { columns, values: rows.into_iter().flatten().collect() },
                exchanged: None,
                truths: vec![codes(get::<Vec<u32>>(case, "classes").into_iter())],
                orders: get(case, "orders"),
                variables: (0..columns).map(|input| vec![input]).collect(),
                weights: Vec::new(),
            };
            let scores = view.scores(&[run(&network)]).remove(0);
            let (rises, drops): (Vec<f64>, Vec<f64>) = (get(case, "rises"), get(case, "drops"));
            assert!(largest(&scores.values, &rises) < 1e-6, "{:?} {rises:?}", scores.values);
            assert!(largest(&scores.beside, &drops) < 1e-12, "{:?} {drops:?}", scores.beside);
        }
    }

    fn random_network(seed: u64, sizes: &[usize], activation: Activation) -> Network {
        let mut rng = Seed::new(seed).rng();
        let layers = sizes.windows(2).enumerate().map(|(at, size)| Layer {
            weights: (0..size[1]).map(|_| (0..size[0]).map(|_| rng.normal()).collect()).collect(),
            biases: (0..size[1]).map(|_| rng.normal()).collect(),
            activation: (at + 2 < sizes.len()).then_some(activation),
        });
        Network { layers: layers.collect() }
    }

    /// Everything anew for every shuffled row, in f64.
    fn by_hand(of: &Evidence, network: &Network) -> Vec<f64> {
        let variables = of.dataset.variables.iter().map(|variable| variable.inputs.clone().collect());
        sets_by_hand(of, network, &variables.collect::<Vec<_>>())
    }

    fn sets_by_hand(of: &Evidence, network: &Network, sets: &[Vec<usize>]) -> Vec<f64> {
        let (dataset, rows): (&Dataset, &Rows) = (of.dataset, &of.rows[0]);
        let shuffled = Shuffled::of(of, 0, of.most_rows);
        let cells = seen(dataset, &shuffled.rows, &rows.scaling);
        let cost = |row: usize, cells: &[f64]| {
            let class = dataset.target.codes[shuffled.rows[row] as usize] as usize;
            dataset.target.weights[class] * function::log_loss(&network.logits(cells), class)
        };
        let rise = |inputs: &[usize]| {
            let mut sum = 0.0;
            for order in &shuffled.orders {
                for (row, &from) in order.iter().enumerate() {
                    let mut moved = cells.row(row).to_vec();
                    inputs.iter().for_each(|&input| moved[input] = cells.row(from as usize)[input]);
                    sum += cost(row, &moved) - cost(row, cells.row(row));
                }
            }
            sum / (shuffled.orders.len() * cells.rows()) as f64
        };
        sets.iter().map(|set| rise(set)).collect()
    }

    #[test]
    fn moving_the_first_sums_is_the_same_as_predicting_anew() {
        for (classes, sizes, activation) in [
            (3, vec![7, 6, 3], Activation::Tanh),
            (2, vec![7, 5, 1], Activation::Logistic),
            (4, vec![7, 5, 17, 4], Activation::Relu),
        ] {
            let mut table = simulated(90, 7, classes, 2, 5);
            regroup(
                &mut table,
                &[
                    (Kind::Number, 1),
                    (Kind::Number, 1),
                    (Kind::Category, 3),
                    (Kind::Binary, 1),
                    (Kind::Number, 1),
                ],
            );
            if classes != 3 {
                table.target.weights = (1..=classes).map(|class| 0.5 * class as f64).collect();
            }
            let sets = [rows(&table, (0..47).collect(), (47..90).collect())];
            let networks = [random_network(1, &sizes, activation), random_network(2, &sizes, activation)];
            let of = evidence(&table, &sets, &networks);
            let Outcome::Scores(scores) = Permutation.scores(&of).unwrap() else { panic!() };
            for (scores, network) in scores.iter().zip(&networks) {
                let expected = by_hand(&of, network);
                assert!(largest(&scores.values, &expected) < 3e-6, "{:?} {expected:?}", scores.values);
                // inputs that are no neighbours, shuffled as one
                let sets = vec![vec![0, 5], vec![1, 2, 3, 4, 6]];
                let found = View::of_sets(&of, 0, sets.clone()).scores(&[run(network)]).remove(0).values;
                let expected = sets_by_hand(&of, network, &sets);
                assert!(largest(&found, &expected) < 3e-6, "{found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn a_variable_without_weights_scores_exactly_nothing() {
        let table = simulated(64, 4, 3, 0, 8);
        let sets = [rows(&table, (0..31).collect(), (31..64).collect())];
        let mut network = random_network(4, &[4, 6, 3], Activation::Tanh);
        network.layers[0].weights.iter_mut().for_each(|unit| unit[2] = 0.0);
        let networks = [network];
        let Outcome::Scores(scores) = Permutation.scores(&evidence(&table, &sets, &networks)).unwrap() else {
            panic!()
        };
        assert_eq!((scores[0].values[2], scores[0].beside[2]), (0.0, 0.0));
        assert!(scores[0].values[0] != 0.0);
    }

    #[test]
    fn rows_are_thinned_and_shuffled_alike_for_all_networks() {
        let table = simulated(64, 3, 2, 0, 8);
        let sets = [rows(&table, (0..31).collect(), (31..64).collect())];
        let one = random_network(4, &[3, 6, 1], Activation::Tanh);
        let networks = [one.clone(), random_network(5, &[3, 6, 1], Activation::Tanh), one];
        let of = Evidence { most_rows: 20, ..evidence(&table, &sets, &networks) };
        let shuffled = Shuffled::of(&of, 0, of.most_rows);
        assert!(
            shuffled.rows.len() == 20
                && shuffled.orders.len() == 10
                && shuffled.orders[0] != shuffled.orders[1]
        );
        let Outcome::Scores(scores) = Permutation.scores(&of).unwrap() else { panic!() };
        assert_eq!(scores[0].values, scores[2].values);
        assert!(scores[0].values != scores[1].values && scores[2].unit == 2);
        assert!(largest(&scores[1].values, &by_hand(&of, &networks[1])) < 3e-6);
    }

    /// One logit b1 x1 + b2 x2 (relu units far from their bend), small b, x1 and x2 uncorrelated: over all shuffles the
    /// squares cancel and what remains of L = ln 2 + z/2 + z²/8 - y z is b_i Cov(x_i, y) - which for a model that is
    /// right, with Cov(x_i, y) = b_i Var(x_i) / 4, is b_i² Var(x_i) / 4, Breiman's 2 b² Var of squared loss in log loss.
    #[test]
    fn a_straight_network_scores_its_coefficient_times_the_covariance() {
        let levels = [-1.5, -0.5, 0.5, 1.5];
        let (mut columns, mut truth) = (vec![Vec::new(), Vec::new()], Vec::new());
        for (a, &x1) in levels.iter().enumerate() {
            for (b, &x2) in levels.iter().enumerate() {
                for draw in 0..8 {
                    columns[0].push(x1);
                    columns[1].push(x2);
                    truth.push(u32::from(draw < 2 + a) ^ u32::from(b == 3 && draw == 7));
                }
            }
        }
        let (b, far) = ([0.06, -0.03], 50.0);
        let hidden = Layer {
            weights: vec![b.to_vec(), b.iter().map(|b| -b).collect()],
            biases: vec![far, far],
            activation: Some(Activation::Relu),
        };
        // (b'x + far) / 2 - (-b'x + far) / 2 = b'x
        let logit = Layer { weights: vec![vec![0.5, -0.5]], biases: vec![0.0], activation: None };
        let network = Network { layers: vec![hidden, logit] };
        let many = 3_000;
        let table = dataset(&columns, &truth, 2);
        let rows_of: Vec<u32> = (0..truth.len() as u32).collect();
        let sets = [rows(&table, rows_of.clone(), rows_of)];
        let networks = [network];
        let of = Evidence { shuffles: many, ..evidence(&table, &sets, &networks) };
        let Outcome::Scores(scores) = Permutation.scores(&of).unwrap() else { panic!() };
        let cells = seen(&table, &sets[0].judge, &sets[0].scaling);
        let y = truth.iter().map(|&y| f64::from(y)).sum::<f64>() / truth.len() as f64;
        for (i, slope) in b.into_iter().enumerate() {
            let covariance = cells.column(i).zip(&truth).map(|(x, &t)| x * (f64::from(t) - y)).sum::<f64>()
                / truth.len() as f64;
            let expected = slope * covariance;
            // sd of one shuffle: |b| sd(x) sd(y) / sqrt(n)
            let error = 4.0 * slope.abs() * 0.5 / (truth.len() as f64 * many as f64).sqrt();
            assert!(
                (scores[0].values[i] - expected).abs() < error + 1e-6,
                "{i}: {} {expected}",
                scores[0].values[i]
            );
        }
        assert!(scores[0].values[0] > 0.005);
    }
}
