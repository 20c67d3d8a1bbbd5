//! Matching against SciPy, against itself, against random symmetries, and on networks that have little to match.

use super::matching::{assign, counterparts};
use super::vectors::Vectors;
use super::{Compared, found_again, others, spacing};
use crate::options::Activation;
use crate::seed::{Rng, Seed};
use crate::train::ensemble::FullRun;
use crate::train::{Fitted, Layer, Network, Stopped};
use proptest::prelude::*;
use serde::Deserialize;

/// Made by `tests/oracles/assignment.py` with SciPy's `linear_sum_assignment`.
const ORACLE: &str = include_str!("../../../tests/oracles/assignment.json");

#[derive(Deserialize)]
struct Oracle {
    problems: Vec<Problem>,
    networks: Vec<Pair>,
}

#[derive(Deserialize)]
struct Problem {
    alike: Vec<Vec<f64>>,
    assigned: Vec<Option<usize>>,
    sum: f64,
}

#[derive(Deserialize)]
struct Pair {
    activation: Activation,
    first: Weights,
    second: Weights,
    unit: Vec<usize>,
    cosine: Vec<f64>,
    turned: Vec<bool>,
}

#[derive(Deserialize)]
struct Weights {
    w1: Vec<Vec<f64>>,
    b1: Vec<f64>,
    w2: Vec<Vec<f64>>,
}

impl Weights {
    fn network(&self, activation: Activation) -> Network {
        let output = layer(self.w2.clone(), vec![0.0; self.w2.len()], None);
        Network { layers: vec![layer(self.w1.clone(), self.b1.clone(), Some(activation)), output] }
    }
}

fn layer(weights: Vec<Vec<f64>>, biases: Vec<f64>, activation: Option<Activation>) -> Layer {
    Layer { weights, biases, activation }
}

fn drawn(rng: &mut Rng, sizes: &[usize], activation: Activation) -> Network {
    let mut normal = |n: usize| (0..n).map(|_| rng.normal()).collect::<Vec<f64>>();
    let of = |(place, pair): (usize, &[usize])| {
        let activation = (place + 2 < sizes.len()).then_some(activation);
        layer((0..pair[1]).map(|_| normal(pair[0])).collect(), normal(pair[1]), activation)
    };
    Network { layers: sizes.windows(2).enumerate().map(of).collect() }
}

/// The network with its first layer in another order and each unit changed by the symmetry of its activation; the order,
/// and which units were turned.
fn disguised(network: &Network, rng: &mut Rng) -> (Network, Vec<usize>, Vec<bool>) {
    let units = network.layers[0].weights.len();
    let relu = network.layers[0].activation == Some(Activation::Relu);
    let logistic = network.layers[0].activation == Some(Activation::Logistic);
    let mut order: Vec<usize> = (0..units).collect();
    rng.shuffle(&mut order);
    let (mut disguised, mut turned) = (network.clone(), vec![false; units]);
    for (to, &from) in order.iter().enumerate() {
        turned[from] = !relu && rng.uniform() < 0.5;
        let sign = if turned[from] { -1.0 } else { 1.0 };
        let factor = if relu { 0.1 + 5.0 * rng.uniform() } else { sign };
        disguised.layers[0].weights[to] =
            network.layers[0].weights[from].iter().map(|w| w * factor).collect();
        disguised.layers[0].biases[to] = network.layers[0].biases[from] * factor;
        let above = &mut disguised.layers[1];
        for (k, row) in above.weights.iter_mut().enumerate() {
            row[to] = network.layers[1].weights[k][from] / factor;
            if logistic && turned[from] {
                above.biases[k] += network.layers[1].weights[k][from];
            }
        }
    }
    (disguised, order, turned)
}

/// A constant added to all classes' output weights of each unit, and to their biases.
fn shifted(mut network: Network, rng: &mut Rng) -> Network {
    let last = network.layers.last_mut().unwrap();
    if last.weights.len() > 1 {
        for unit in 0..last.weights[0].len() {
            let constant = rng.normal();
            last.weights.iter_mut().for_each(|row| row[unit] += constant);
        }
        last.biases.iter_mut().for_each(|b| *b += 1.5);
    }
    network
}

fn difference(a: &Network, b: &Network, rng: &mut Rng) -> f64 {
    let inputs = a.layers[0].weights[0].len();
    let of_row = |_| {
        let x: Vec<f64> = (0..inputs).map(|_| rng.normal()).collect();
        let (p, q) = (a.probabilities(&x), b.probabilities(&x));
        p.iter().zip(&q).map(|(p, q)| (p - q).abs()).fold(0.0, f64::max)
    };
    (0..20).map(of_row).fold(0.0, f64::max)
}

#[test]
fn assignments_are_those_of_scipy() {
    let oracle: Oracle = serde_json::from_str(ORACLE).unwrap();
    for problem in &oracle.problems {
        let found = assign(&problem.alike);
        assert_eq!(found, problem.assigned);
        let sum: f64 = found.iter().zip(&problem.alike).filter_map(|(c, row)| Some(row[(*c)?])).sum();
        assert!((sum - problem.sum).abs() < 1e-9);
    }
    assert_eq!(assign(&[]), []);
    assert_eq!(assign(&[Vec::new(), Vec::new()]), [None, None]);
}

#[test]
fn units_are_matched_as_by_scipy() {
    let oracle: Oracle = serde_json::from_str(ORACLE).unwrap();
    for pair in &oracle.networks {
        let network = |of: &Weights| Vectors::of(&of.network(pair.activation));
        let found = counterparts(&network(&pair.first), &network(&pair.second));
        for (place, of) in found.iter().enumerate() {
            let of = of.unwrap();
            assert_eq!((of.unit, of.turned), (pair.unit[place], pair.turned[place]), "{:?}", pair.activation);
            assert!((of.cosine - pair.cosine[place]).abs() < 1e-12);
        }
    }
}

#[test]
fn a_network_is_itself() {
    let mut rng = Seed::new(1).rng();
    for activation in [Activation::Tanh, Activation::Logistic, Activation::Relu] {
        let network = Vectors::of(&drawn(&mut rng, &[6, 9, 3], activation));
        for (place, of) in counterparts(&network, &network).into_iter().enumerate() {
            let of = of.unwrap();
            assert_eq!((of.unit, of.turned), (place, false));
            assert!((of.cosine - 1.0).abs() < 1e-12);
        }
    }
}

proptest! {
    #[test]
    fn a_symmetry_is_undone(seed in any::<u64>(), units in 1usize..12, inputs in 1usize..9, classes in 0usize..4,
                            deep in any::<bool>(), which in 0usize..3) {
        let mut rng = Seed::new(seed).rng();
        let activation = [Activation::Tanh, Activation::Logistic, Activation::Relu][which];
        // two classes have one logit
        let outputs = if classes < 2 { 1 } else { classes + 1 };
        let sizes = if deep { vec![inputs, units, 4, outputs] } else { vec![inputs, units, outputs] };
        let network = drawn(&mut rng, &sizes, activation);
        let (other, order, turned) = disguised(&network, &mut rng);
        let other = shifted(other, &mut rng);
        prop_assert!(difference(&network, &other, &mut rng) < 1e-9);
        let (a, b) = (Vectors::of(&network), Vectors::of(&other));
        for (unit, found) in counterparts(&a, &b).into_iter().enumerate() {
            if a.directions[unit].is_none() {
                prop_assert!(found.is_none());
                continue;
            }
            let found = found.unwrap();
            prop_assert_eq!((order[found.unit], found.turned), (unit, turned[unit]));
            prop_assert!(found.cosine > 1.0 - 1e-9);
            let sign = if found.turned { -1.0 } else { 1.0 };
            for (x, y) in a.weights[unit].iter().zip(&b.weights[found.unit]) {
                prop_assert!((x - sign * y).abs() < 1e-9 * (1.0 + x.abs()));
            }
        }
    }
}

#[test]
fn disguised_copies_are_averaged_and_strangers_are_not() {
    let mut rng = Seed::new(2).rng();
    for activation in [Activation::Tanh, Activation::Relu] {
        let reference = drawn(&mut rng, &[10, 4, 3], activation);
        let copies: Vec<Network> =
            (0..60).map(|_| disguised(&stirred(&reference, &mut rng), &mut rng).0).collect();
        let found = found_again(&reference, &copies.iter().collect::<Vec<_>>(), Seed::new(0));
        assert!(found.aligned && found.runs == 60 && found.cosine.unwrap().median > 0.95);
        let average = found.average.unwrap();
        assert_eq!(average.units, [0, 1, 2, 3], "all of them come back");
        let wanted = Vectors::of(&reference).weights;
        let (mean, all) = (average.mean.iter().flatten(), wanted.iter().flatten());
        // noise of 0.1: five standard errors, and balancing a relu unit moves its scale a little
        assert!(mean.zip(all).all(|(m, w)| (m - w).abs() < 0.1));
        assert!(average.sd.iter().flatten().all(|sd| (0.02..0.2).contains(sd)), "{:?}", average.sd);

        let strangers: Vec<Network> = (0..60).map(|_| drawn(&mut rng, &[10, 4, 3], activation)).collect();
        let found = found_again(&reference, &strangers.iter().collect::<Vec<_>>(), Seed::new(0));
        let (cosine, chance) = (found.cosine.unwrap(), found.chance.unwrap());
        assert!(!found.aligned && found.average.is_none() && cosine.median < 0.7);
        // strangers are as alike as shuffled strangers
        assert!((cosine.median - chance.median).abs() < 0.06, "{} {}", cosine.median, chance.median);
        assert!(found.units.iter().all(|unit| unit.found.unwrap() < 0.5));
    }
}

/// Every weight moved by a tenth of a normal draw.
fn stirred(network: &Network, rng: &mut Rng) -> Network {
    let mut stirred = network.clone();
    for layer in &mut stirred.layers {
        layer.weights.iter_mut().flatten().chain(&mut layer.biases).for_each(|w| *w += 0.1 * rng.normal());
    }
    stirred
}

#[test]
fn high_cosines_that_shuffled_weights_reach_too_are_no_alignment() {
    // output weights so large that the inputs hardly count
    let mut rng = Seed::new(3).rng();
    let mut loud = || {
        let mut network = drawn(&mut rng, &[5, 6, 1], Activation::Tanh);
        network.layers[1].weights[0].iter_mut().for_each(|v| *v = 20.0);
        network
    };
    let (reference, runs) = (loud(), (0..40).map(|_| loud()).collect::<Vec<_>>());
    let found = found_again(&reference, &runs.iter().collect::<Vec<_>>(), Seed::new(0));
    assert!(found.cosine.unwrap().median > 0.9 && !found.aligned && found.average.is_none());
}

#[test]
fn idle_and_twin_units_break_nothing() {
    let mut rng = Seed::new(4).rng();
    let mut network = drawn(&mut rng, &[4, 5, 3], Activation::Tanh);
    // n1 sends nothing out, n2 takes nothing in, n3 is n4
    network.layers[1].weights.iter_mut().for_each(|row| row[0] = 0.7);
    network.layers[0].weights[1].fill(0.0);
    network.layers[0].weights[2] = network.layers[0].weights[3].clone();
    network.layers[0].biases[2] = network.layers[0].biases[3];
    network.layers[1].weights.iter_mut().for_each(|row| row[2] = row[3]);
    let (other, ..) = disguised(&network, &mut rng);
    let found = found_again(&network, &[&other], Seed::new(0));
    let idle: Vec<bool> = found.units.iter().map(|unit| unit.cosine.is_none()).collect();
    assert_eq!(idle, [true, true, false, false, false]);
    assert!(found.cosine.unwrap().p10 > 1.0 - 1e-9);
    assert_eq!(found.twins, 2);

    // one with fewer units at work: who is left over has no counterpart
    let mut fewer = other.clone();
    fewer.layers[1].weights.iter_mut().for_each(|row| row[1..].fill(0.0));
    let found = counterparts(&Vectors::of(&network), &Vectors::of(&fewer));
    assert!(found.iter().flatten().count() <= 1);
    let broken = Network {
        layers: vec![
            layer(vec![vec![f64::NAN; 4]; 5], vec![f64::INFINITY; 5], Some(Activation::Relu)),
            network.layers[1].clone(),
        ],
    };
    assert!(counterparts(&Vectors::of(&network), &Vectors::of(&broken)).iter().all(Option::is_none));
    let silent = found_again(&broken, &[&network], Seed::new(0));
    assert!(
        silent.cosine.is_none() && !silent.aligned && silent.units.iter().all(|unit| unit.found.is_none())
    );
}

#[test]
fn little_to_compare_is_said() {
    let mut rng = Seed::new(5).rng();
    let network = drawn(&mut rng, &[3, 2, 1], Activation::Tanh);
    let alone = found_again(&network, &[], Seed::new(0));
    assert_eq!((alone.runs, alone.aligned, alone.cosine), (0, false, None));
    assert!(alone.note.unwrap().contains("no other run"));

    let one_input = drawn(&mut rng, &[1, 1, 3], Activation::Logistic);
    let found = found_again(&one_input, &[&one_input], Seed::new(0));
    assert!((found.cosine.unwrap().median - 1.0).abs() < 1e-12);
    assert!(found.chance.is_none() && !found.aligned && found.note.is_some());

    let deep = drawn(&mut rng, &[5, 3, 2, 1], Activation::Relu);
    assert_eq!(found_again(&deep, &[&deep], Seed::new(0)).compared, Compared::InputWeights);
}

#[test]
fn networks_that_broke_down_are_left_out_and_so_is_the_reference() {
    let network = drawn(&mut Seed::new(6).rng(), &[3, 2, 1], Activation::Tanh);
    let run = |split: usize, stopped: Stopped, network: Option<Network>| FullRun {
        split,
        start: 0,
        rows: 0,
        decay: 1.0,
        fitted: Fitted {
            loss: 0.5,
            confusion: Vec::new(),
            stopped,
            iterations: 1,
            network,
            probabilities: Vec::new(),
            trace: Vec::new(),
        },
    };
    let some = || Some(network.clone());
    let runs = [
        run(0, Stopped::Converged, some()),
        run(1, Stopped::Diverged, some()),
        run(2, Stopped::Limit, some()),
        run(3, Stopped::Converged, None),
    ];
    assert_eq!(others(&runs, &runs[0]).len(), 1);
}

#[test]
fn the_same_on_any_number_of_threads_and_few_runs_of_giants() {
    let mut rng = Seed::new(7).rng();
    let networks: Vec<Network> = (0..30).map(|_| drawn(&mut rng, &[7, 5, 3], Activation::Tanh)).collect();
    let found = || found_again(&networks[0], &networks[1..].iter().collect::<Vec<_>>(), Seed::new(0));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(found), found());
    assert_eq!((spacing(300, 8), spacing(300, 128), spacing(300, 256), spacing(0, 8)), (1, 1, 3, 1));
    assert!(300usize.div_ceil(spacing(300, 1024)) >= 9);
}
