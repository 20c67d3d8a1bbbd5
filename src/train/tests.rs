//! The trainer as a whole: laws it must obey whatever the data.

use super::lanes::Width;
use super::testing::{bench, dataset, simulated, split, task};
use super::{Adam, Bench, Fitted, Keep, MlpParams, MlpValidParams, Rows, Solver, Stopped, Task, frequencies};
use crate::observe::{Observe, Silent};
use crate::options::Activation;
use crate::prepare::rows::only;
use crate::prepare::{Dataset, Scaling};
use crate::seed::Seed;
use linfa::ParamGuard;

fn params(hidden: &[usize]) -> MlpValidParams {
    MlpParams::new().hidden(hidden.to_vec()).check().unwrap()
}

/// Loss, confusion, end, iterations, weights and probabilities of a fit.
type Bits = (u64, Vec<u32>, Stopped, u32, Vec<u64>, Vec<u32>);

/// Everything of a fit, as bits.
fn bits(fit: &Fitted) -> Bits {
    let layers = fit.network.iter().flat_map(|network| &network.layers);
    let numbers = layers.flat_map(|layer| layer.weights.iter().flatten().chain(&layer.biases));
    (
        fit.loss.to_bits(),
        fit.confusion.clone(),
        fit.stopped,
        fit.iterations,
        numbers.map(|x| x.to_bits()).collect(),
        fit.probabilities.iter().map(|x| x.to_bits()).collect(),
    )
}

fn all_bits(fits: &[Fitted]) -> Vec<Bits> {
    fits.iter().map(bits).collect()
}

#[test]
fn a_network_learns_a_bent_rule() {
    let data = simulated(600, 4, 3, 1, 1);
    let bench = bench(&data, vec![split(&data, 0.8, &mut Seed::new(1).rng())]);
    let fits = bench.fit(&[task(0, 1.0, 0), task(0, 1.0, 1)], &params(&[8]), &Silent).unwrap();
    for fit in fits {
        assert!(fit.loss < 0.75, "{} after {} ({:?})", fit.loss, fit.iterations, fit.stopped);
        assert_ne!(fit.stopped, Stopped::Diverged);
        let judged = bench.rows[0].judge.len();
        assert_eq!(fit.confusion.iter().sum::<u32>() as usize, judged);
        assert_eq!(fit.probabilities.len(), judged * 3);
    }
}

/// Twenty tasks of mixed rows, labels, decays and starts.
fn mixture(data: &crate::prepare::Dataset) -> (Bench<'_>, Vec<Task>) {
    let mut rng = Seed::new(5).rng();
    let rows = (0..7).map(|i| split(data, 0.3 + 0.1 * f64::from(i), &mut rng)).collect();
    let mut bench = bench(data, rows);
    let mut shuffled = data.target.codes.clone();
    rng.shuffle(&mut shuffled);
    bench.labels.push(shuffled);
    let decays = [0.0, 0.1, 4.0];
    let tasks =
        (0..20u32).map(|i| Task { labels: i % 2, ..task(i % 7, decays[i as usize % 3], u64::from(i)) });
    let tasks = tasks.collect();
    (bench, tasks)
}

const MINIBATCHES: Solver = Solver::Adam(Adam { batch: 24, epochs: 3, rate: 0.02 });

#[test]
fn neighbours_widths_and_threads_change_no_bit() {
    for (rows, classes, hidden, activation, solver) in [
        (300, 2, vec![5], Activation::Tanh, Solver::Lbfgs),
        (300, 3, vec![8, 3], Activation::Logistic, Solver::Lbfgs),
        (300, 4, vec![11], Activation::Relu, Solver::Lbfgs),
        (300, 3, vec![9], Activation::Tanh, MINIBATCHES),
        (300, 2, vec![6, 4], Activation::Relu, MINIBATCHES),
        // far cells, which are asked for ahead
        (5000, 3, vec![9], Activation::Tanh, MINIBATCHES),
    ] {
        let data = simulated(rows, 5, classes, 2, 3);
        let (bench, tasks) = mixture(&data);
        let params = MlpParams::new().hidden(hidden).activation(activation).limit(25).solver(solver);
        let params = params.check().unwrap();
        let together = all_bits(&bench.fit(&tasks, &params, &Silent).unwrap());
        for at in [0, 3, 16, 19] {
            let alone = bench.fit(&tasks[at..=at], &params, &Silent).unwrap();
            assert!(bits(&alone[0]) == together[at], "task {at} alone, {activation:?}");
        }
        for width in Width::all() {
            let fits = bench.fit_on(width, &tasks, &params, &Silent).unwrap();
            assert!(all_bits(&fits) == together, "{width:?}, {activation:?}");
        }
        for threads in 1..=3 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let fits = pool.install(|| bench.fit(&tasks, &params, &Silent)).unwrap();
            assert!(all_bits(&fits) == together, "{threads} threads");
        }
        let mut distinct: Vec<u64> = together.iter().map(|fit| fit.0).collect();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), tasks.len(), "every start gives another network");
    }
}

#[test]
fn odd_tables_end_without_nan() {
    let cases = [(1, 2), (1, 3), (200, 3)];
    for (columns, classes) in cases {
        let data = simulated(120, columns, classes, 0, 7);
        let bench = bench(&data, vec![split(&data, 0.7, &mut Seed::new(2).rng())]);
        for decay in [0.0, 1.0] {
            let fit = &bench.fit(&[task(0, decay, 0)], &params(&[8]), &Silent).unwrap()[0];
            assert!(fit.loss.is_finite() && fit.probabilities.iter().all(|p| p.is_finite()));
            let network = fit.network.as_ref().unwrap();
            assert_eq!(network.layers[0].weights[0].len(), columns);
        }
    }
}

struct Stop;

impl Observe for Stop {
    fn interrupted(&self) -> bool {
        true
    }
}

#[test]
fn an_interrupt_ends_the_fit() {
    let data = simulated(60, 2, 2, 0, 9);
    let bench = bench(&data, vec![split(&data, 0.7, &mut Seed::new(2).rng())]);
    let error = bench.fit(&[task(0, 1.0, 0)], &params(&[2]), &Stop).unwrap_err();
    assert_eq!(error.exit_code(), 130);
}

#[test]
fn a_trace_has_a_pair_for_each_iteration_and_changes_nothing() {
    let data = simulated(200, 3, 3, 1, 11);
    let bench = bench(&data, vec![split(&data, 0.7, &mut Seed::new(2).rng())]);
    let plain = &bench.fit(&[task(0, 1.0, 0)], &params(&[4]), &Silent).unwrap()[0];
    let traced = Task { keep: Keep::Trace, ..task(0, 1.0, 0) };
    let traced = &bench.fit(&[traced], &params(&[4]), &Silent).unwrap()[0];
    assert!(bits(plain) == bits(traced));
    assert_eq!(traced.trace.len(), traced.iterations as usize);
    let last = traced.trace.last().unwrap();
    assert_eq!(last.1.to_bits(), traced.loss.to_bits());
    assert!(traced.trace[0].0 > last.0);
}

/// More tasks than lanes, so that lanes are taken again: each task is what it is alone.
#[test]
fn a_lane_taken_again_has_no_memory() {
    let data = simulated(200, 3, 3, 1, 12);
    let (bench, some) = mixture(&data);
    let tasks: Vec<Task> = (0..70u64)
        .map(|i| Task { start: Seed::new(3).child("start", i), ..some[i as usize % some.len()] })
        .collect();
    for solver in [Solver::Lbfgs, MINIBATCHES] {
        let params = MlpParams::new().hidden(vec![4]).limit(60).solver(solver).check().unwrap();
        let together = all_bits(&bench.fit(&tasks, &params, &Silent).unwrap());
        for at in [0, 17, 40, 69] {
            let alone = bench.fit(&tasks[at..=at], &params, &Silent).unwrap();
            assert!(bits(&alone[0]) == together[at], "task {at}, {solver:?}");
        }
    }
}

/// Minibatches come close to what full batches reach, each network by an order of its own, and say why they ended.
#[test]
fn minibatches_learn_the_same_rule() {
    let data = simulated(1500, 4, 3, 1, 1);
    let bench = bench(&data, vec![split(&data, 0.8, &mut Seed::new(1).rng())]);
    let tasks = [task(0, 1.0, 0), task(0, 1.0, 1)];
    let fit = |solver| {
        let params = MlpParams::new().solver(solver).check().unwrap();
        bench.fit(&tasks, &params, &Silent).unwrap()
    };
    let full = fit(Solver::Lbfgs);
    let small = fit(Solver::Adam(Adam { batch: 32, epochs: 60, rate: 0.01 }));
    for (full, small) in full.iter().zip(&small) {
        assert!((full.loss - small.loss).abs() < 0.03, "{} and {}", full.loss, small.loss);
        assert_eq!((small.stopped, small.iterations), (Stopped::Schedule, 60));
    }
    assert_ne!(small[0].loss.to_bits(), small[1].loss.to_bits());
}

#[test]
fn minibatches_are_traced_by_epochs() {
    let data = simulated(200, 3, 3, 1, 11);
    let bench = bench(&data, vec![split(&data, 0.7, &mut Seed::new(2).rng())]);
    let params = MlpParams::new().hidden(vec![4]).solver(MINIBATCHES).check().unwrap();
    let traced = Task { keep: Keep::Trace, ..task(0, 1.0, 0) };
    let fit = &bench.fit(&[traced], &params, &Silent).unwrap()[0];
    assert_eq!(fit.trace.len(), 3);
    assert_eq!(fit.trace[2].1.to_bits(), fit.loss.to_bits());
    assert!(fit.trace[0].0 > fit.trace[2].0);
}

/// A rate that makes weights endless ends as a training that broke down: judged as the class frequencies, and marked.
#[test]
fn an_endless_rate_is_a_training_that_broke_down() {
    let data = simulated(200, 3, 3, 0, 11);
    let bench = bench(&data, vec![split(&data, 0.7, &mut Seed::new(2).rng())]);
    let wild = Solver::Adam(Adam { batch: 8, epochs: 5, rate: 1e30 });
    let params = MlpParams::new().hidden(vec![4]).solver(wild).check().unwrap();
    let fit = &bench.fit(&[task(0, 1.0, 0)], &params, &Silent).unwrap()[0];
    assert_eq!(fit.stopped, Stopped::Diverged);
    assert!(fit.network.is_none() && fit.loss.is_finite());
    let chances = frequencies::log_loss(&bench.labels[0], &[1.0; 3], &bench.rows[0]);
    assert!((fit.loss - chances).abs() < 1e-12);
}

/// Rows that count twice are rows that stand in the table twice: the same network, by either solver's objective. With 90 rows
/// of class 0 and 45 of class 1 a row counts 3/4 and 3/2, so the table with every row of class 1 twice has 4/3 of the loss,
/// and needs 4/3 of the decay.
#[test]
fn rows_that_count_twice_are_rows_that_stand_there_twice() {
    let mut rng = Seed::new(21).rng();
    let class = |row: usize| u32::from(row.is_multiple_of(3));
    let columns: Vec<Vec<f64>> =
        (0..3).map(|_| (0..135).map(|row| rng.normal() + 0.8 * f64::from(class(row))).collect()).collect();
    let codes: Vec<u32> = (0..135).map(class).collect();
    let mut weighted = dataset(&columns, &codes, 2);
    weighted.target = weighted.target.balanced();
    assert_eq!(weighted.target.weights, [0.75, 1.5]);
    // rows of class 1 once more behind the others, in the same units
    let again: Vec<u32> = (0..135).chain((0..135).filter(|&row| class(row as usize) == 1)).collect();
    let twice = only(&dataset(&columns, &codes, 2), &again);
    let fit = |data: &Dataset, decay: f64| {
        let all: Vec<u32> = (0..data.rows() as u32).collect();
        let scaling = Scaling { fill: vec![0.0; 3], center: vec![0.0; 3], spread: vec![1.0; 3] };
        let bench = bench(data, vec![Rows { train: all.clone(), judge: all, scaling }]);
        let params = MlpParams::new().hidden(vec![3]).solver(Solver::Lbfgs).check().unwrap();
        bench.fit(&[Task { keep: Keep::Network, ..task(0, decay, 0) }], &params, &Silent).unwrap().remove(0)
    };
    let (one, two) = (fit(&weighted, 3.0), fit(&twice, 4.0));
    assert!((one.loss - two.loss).abs() < 1e-5, "{} and {}", one.loss, two.loss);
    let weights = |fit: &Fitted| -> Vec<f64> {
        let layers = fit.network.as_ref().unwrap().layers.iter();
        layers.flat_map(|layer| layer.weights.iter().flatten().copied()).collect()
    };
    for (one, two) in weights(&one).iter().zip(weights(&two)) {
        assert!((one - two).abs() < 2e-3, "{one} and {two}");
    }
    assert!(fit(&dataset(&columns, &codes, 2), 3.0).loss < one.loss - 0.01);
}

/// The input of a level that joined the rare ones of its variable: whatever its cells are, every network is the same.
#[test]
fn an_input_of_endless_spread_is_not_seen() {
    let data = simulated(200, 3, 2, 1, 12);
    let mut others = data.clone();
    for row in 0..200 {
        others.inputs.cells.row_mut(row)[1] = 5.0 - data.inputs.row(row)[1];
    }
    let tasks = [task(0, 0.1, 0), task(0, 0.1, 1)].map(|task| Task { keep: Keep::Network, ..task });
    for solver in [Solver::Lbfgs, MINIBATCHES] {
        let params = MlpParams::new().hidden(vec![4]).limit(60).solver(solver).check().unwrap();
        let fit = |table| {
            let mut rows = split(&data, 0.7, &mut Seed::new(2).rng());
            rows.scaling.spread[1] = f64::INFINITY;
            let bench = bench(table, vec![rows]);
            all_bits(&bench.fit(&tasks, &params, &Silent).unwrap())
        };
        assert!(fit(&data) == fit(&others), "{solver:?}");
    }
}
