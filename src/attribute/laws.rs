//! Laws that every measure read off a network must obey, and the breaches it must own up to.
//!
//! The table of symmetries: P hidden units permuted, S a tanh unit turned around, R a relu unit rescaled, X a constant row
//! added to the softmax output layer, I an input in other units. The first table is of measures that read weights alone; the
//! second of those that ask the function at rows, whose rows are rescaled along with the weights in I: a score that belongs to
//! the function does not move then. The gradient does, since it is per unit of what the network sees.

use super::function::{centred_logits, jacobian};
use super::groups::Groups;
use super::raw::of_network;
use super::testing::{evidence, largest, regroup};
use super::weights::{centred_output, normalised};
use super::{Measure, Outcome};
use crate::options::Activation;
use crate::prepare::{Dataset, Kind};
use crate::seed::{Rng, Seed};
use crate::train::testing::{rows, simulated};
use crate::train::{Layer, Network, Rows};
use proptest::prelude::*;

/// Id; whether its shares hold under P, S, R, X, I.
const TABLE: [(&str, [bool; 5]); 12] = [
    ("abs_sum", [true, true, false, true, false]),
    ("signed_sum", [true, false, false, true, false]),
    ("positive_sum", [true, false, false, true, false]),
    ("negative_sum", [true, false, false, true, false]),
    ("norm", [true, true, false, true, false]),
    ("garson", [true, true, true, true, false]),
    ("garson_1991", [true, true, false, true, false]),
    ("abs_product", [true, true, true, true, false]),
    ("olden", [true, true, true, true, false]),
    ("garson_1991_raw", [true, true, false, false, false]),
    ("abs_product_raw", [true, true, true, false, false]),
    ("olden_raw", [true, true, true, false, false]),
];

/// The same for the measures that need rows.
const AT_ROWS: [(&dyn Measure, [bool; 5]); 3] = [
    (&super::gradient::Gradient, [true, true, true, true, false]),
    (&super::lek::Lek, [true, true, true, true, true]),
    (&super::permutation::Permutation, [true, true, true, true, true]),
];

pub(super) const INPUTS: usize = 5;

pub(super) fn network(rng: &mut Rng, activation: Activation, sizes: &[usize]) -> Network {
    let mut layer = |inputs: usize, units: usize, activation| Layer {
        weights: (0..units).map(|_| (0..inputs).map(|_| rng.normal()).collect()).collect(),
        biases: (0..units).map(|_| rng.normal()).collect(),
        activation,
    };
    let last = sizes.len() - 2;
    let layers = (0..=last)
        .map(|l| layer(sizes[l], sizes[l + 1], if l == last { None } else { Some(activation) }))
        .collect();
    Network { layers }
}

/// Makes sums of either sign notice what is done to unit 2 or input 1.
fn mix_signs(network: &mut Network) {
    let first = &mut network.layers[0].weights;
    first[2][0] = first[2][0].abs();
    first[2][1] = -first[2][1].abs();
    first[3][1] = first[3][1].abs();
}

pub(super) fn permute_units(network: &Network) -> Network {
    let mut changed = network.clone();
    changed.layers[0].weights.rotate_left(2);
    changed.layers[0].biases.rotate_left(2);
    changed.layers[1].weights.iter_mut().for_each(|row| row.rotate_left(2));
    changed
}

pub(super) fn scale_unit(network: &Network, unit: usize, inward: f64, outward: f64) -> Network {
    let mut changed = network.clone();
    changed.layers[0].weights[unit].iter_mut().for_each(|w| *w *= inward);
    changed.layers[0].biases[unit] *= inward;
    changed.layers[1].weights.iter_mut().for_each(|row| row[unit] *= outward);
    changed
}

pub(super) fn shift_classes(network: &Network) -> Network {
    let mut changed = network.clone();
    for row in &mut changed.layers[1].weights {
        row.iter_mut().enumerate().for_each(|(j, v)| *v += 1.0 + j as f64);
    }
    changed
}

pub(super) fn rescale_input(network: &Network, by: f64) -> Network {
    let mut changed = network.clone();
    changed.layers[0].weights.iter_mut().for_each(|row| row[1] *= by);
    changed
}

fn shares(id: &str, network: &Network) -> Vec<f64> {
    let reading = of_network(id, network, &Groups::singles(INPUTS)).unwrap();
    normalised(reading.values)
}

/// A table with numbers, a flag and a category, and one division of its rows.
pub(super) fn table(seed: u64, classes: usize) -> (Dataset, Rows) {
    let mut dataset = simulated(60, INPUTS, classes, 1, seed);
    let flag = |x: &mut f32, low: f32| *x = if *x > low { 1.0 } else { -1.0 };
    for row in 0..dataset.rows() {
        let row = dataset.inputs.cells.row_mut(row);
        flag(&mut row[2], 0.0);
        flag(&mut row[3], 0.5);
        row[4] = -row[3];
    }
    regroup(&mut dataset, &[(Kind::Number, 1), (Kind::Number, 1), (Kind::Binary, 1), (Kind::Category, 2)]);
    let rows = rows(&dataset, (0..35).collect(), (35..60).collect());
    (dataset, rows)
}

/// Scores (of the class by class, too) of one network by a measure that needs rows.
fn at_rows(measure: &dyn Measure, network: &Network, dataset: &Dataset, rows: &Rows) -> Vec<f64> {
    let (sets, networks) = ([rows.clone()], [network.clone()]);
    match measure.scores(&evidence(dataset, &sets, &networks)).unwrap() {
        Outcome::Scores(scores) => {
            scores[0].values.iter().chain(scores[0].per_class.iter().flatten()).copied().collect()
        }
        Outcome::NotApplicable(why) => panic!("{why}"),
    }
}

/// Largest change of a probability over random rows; the changed network sees input 1 divided by `unit`.
fn function_change(before: &Network, after: &Network, unit: f64, rng: &mut Rng) -> f64 {
    let mut change: f64 = 0.0;
    for _ in 0..20 {
        let mut row: Vec<f64> = (0..INPUTS).map(|_| rng.normal()).collect();
        let old = before.probabilities(&row);
        row[1] /= unit;
        change = change.max(largest(&old, &after.probabilities(&row)));
    }
    change
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn symmetries_change_what_the_table_says_and_nothing_else(seed in 0u64..1_000_000) {
        let mut rng = Seed::new(seed).rng();
        let mut tanh = network(&mut rng, Activation::Tanh, &[INPUTS, 6, 3]);
        let mut relu = network(&mut rng, Activation::Relu, &[INPUTS, 6, 3]);
        [&mut tanh, &mut relu].into_iter().for_each(mix_signs);
        let cases = [
            (&tanh, permute_units(&tanh), 1.0),
            (&tanh, scale_unit(&tanh, 2, -1.0, -1.0), 1.0),
            (&relu, scale_unit(&relu, 2, 10.0, 0.1), 1.0),
            (&tanh, shift_classes(&tanh), 1.0),
            (&tanh, rescale_input(&tanh, 7.0), 7.0),
        ];
        for (column, (before, after, unit)) in cases.iter().enumerate() {
            prop_assert!(function_change(before, after, *unit, &mut rng) <= 1e-12);
            for (id, holds) in TABLE {
                let change = largest(&shares(id, before), &shares(id, after));
                prop_assert_eq!(change <= 1e-12, holds[column], "{} column {}: {}", id, column, change);
            }
        }
        let (dataset, rows) = table(seed, 3);
        for (column, (before, after, unit)) in cases.iter().enumerate() {
            let mut rescaled = rows.clone();
            rescaled.scaling.spread[1] *= unit;
            for (measure, holds) in AT_ROWS {
                let old = at_rows(measure, before, &dataset, &rows);
                let change = largest(&old, &at_rows(measure, after, &dataset, &rescaled));
                prop_assert_eq!(change <= 1e-5, holds[column], "{} column {}: {}", measure.card().id, column, change);
            }
        }
    }

    #[test]
    fn measures_at_rows_follow_reordered_variables_and_ignore_those_without_weights(
        seed in 0u64..1_000_000,
        deep in any::<bool>(),
        classes in prop::sample::select(vec![2usize, 3]),
    ) {
        let mut rng = Seed::new(seed).rng();
        let logits = if classes == 2 { 1 } else { classes };
        let sizes: &[usize] = if deep { &[INPUTS, 4, 6, logits] } else { &[INPUTS, 6, logits] };
        let mut before = network(&mut rng, Activation::Logistic, sizes);
        before.layers[0].weights.iter_mut().for_each(|row| row[1] = 0.0);
        let (dataset, rows) = table(seed, classes);
        // the first two variables change places
        let (mut after, mut changed, mut scaling) = (before.clone(), dataset.clone(), rows.clone());
        after.layers[0].weights.iter_mut().for_each(|row| row.swap(0, 1));
        (0..changed.rows()).for_each(|row| changed.inputs.cells.row_mut(row).swap(0, 1));
        changed.inputs.missing.swap(0, 1);
        for learned in [&mut scaling.scaling.fill, &mut scaling.scaling.center, &mut scaling.scaling.spread] {
            learned.swap(0, 1);
        }
        for (measure, _) in AT_ROWS {
            let old = at_rows(measure, &before, &dataset, &rows);
            prop_assert!(old.iter().all(|score| score.is_finite()));
            prop_assert_eq!(old[1], 0.0, "{}", measure.card().id);
            let mut expected = old.clone();
            expected.chunks_mut(4).for_each(|row| row.swap(0, 1));
            let new = at_rows(measure, &after, &changed, &scaling);
            prop_assert!(largest(&expected, &new) <= 1e-5, "{}: {:?} {:?}", measure.card().id, expected, new);
        }
    }

    #[test]
    fn reordering_inputs_reorders_scores(seed in 0u64..1_000_000, deep in any::<bool>(), classes in prop::sample::select(vec![1usize, 3])) {
        let mut rng = Seed::new(seed).rng();
        let sizes: &[usize] = if deep { &[INPUTS, 4, 6, classes] } else { &[INPUTS, 6, classes] };
        let before = network(&mut rng, Activation::Tanh, sizes);
        let mut after = before.clone();
        after.layers[0].weights.iter_mut().for_each(|row| row.rotate_left(2));
        for (id, _) in TABLE {
            let mut expected = shares(id, &before);
            expected.rotate_left(2);
            prop_assert!(largest(&expected, &shares(id, &after)) <= 1e-12, "{}", id);
        }
    }

    #[test]
    fn an_input_without_weights_scores_nothing(seed in 0u64..1_000_000, deep in any::<bool>()) {
        let mut rng = Seed::new(seed).rng();
        let sizes: &[usize] = if deep { &[INPUTS, 4, 6, 3] } else { &[INPUTS, 6, 3] };
        let mut network = network(&mut rng, Activation::Relu, sizes);
        network.layers[0].weights.iter_mut().for_each(|row| row[3] = 0.0);
        for (id, _) in TABLE {
            let scores = shares(id, &network);
            prop_assert_eq!(scores[3], 0.0);
            prop_assert!(scores.iter().all(|s| s.is_finite()));
        }
    }

    #[test]
    fn derivatives_equal_finite_differences(seed in 0u64..1_000_000, deep in any::<bool>(), classes in prop::sample::select(vec![1usize, 3])) {
        let mut rng = Seed::new(seed).rng();
        let sizes: &[usize] = if deep { &[INPUTS, 4, 6, classes] } else { &[INPUTS, 6, classes] };
        let activation = if deep { Activation::Tanh } else { Activation::Logistic };
        let network = network(&mut rng, activation, sizes);
        let row: Vec<f64> = (0..INPUTS).map(|_| rng.normal()).collect();
        let slopes = jacobian(&network, &centred_output(&network), &row);
        for i in 0..INPUTS {
            let at = |step: f64| {
                let mut moved = row.clone();
                moved[i] += step;
                centred_logits(&network, &moved)
            };
            let (up, down) = (at(1e-5), at(-1e-5));
            for k in 0..slopes.len() {
                prop_assert!((slopes[k][i] - (up[k] - down[k]) / 2e-5).abs() < 1e-7);
            }
        }
    }
}

fn one_logit(weights: Vec<Vec<f64>>, output: Vec<f64>) -> Network {
    let hidden = Layer { biases: vec![0.0; weights.len()], weights, activation: Some(Activation::Tanh) };
    Network { layers: vec![hidden, Layer { weights: vec![output], biases: vec![0.0], activation: None }] }
}

fn close(id: &str, network: &Network, inputs: usize, expected: &[f64], digits: f64) {
    let values = of_network(id, network, &Groups::singles(inputs)).unwrap().values;
    let values = if id == "abs_product" { normalised(values) } else { values };
    assert!(largest(&values, expected) <= 0.5 * digits, "{id}: {values:?}");
}

#[test]
fn weights_of_gevrey_2003_give_the_known_digits() {
    let network = one_logit(
        vec![
            vec![-1.67624, 3.29022, 1.32466],
            vec![-0.51874, -0.22921, -0.25526],
            vec![-4.01764, 2.12486, -0.08168],
            vec![-1.75691, -1.44702, 0.58286],
        ],
        vec![4.57857, -0.48815, -5.73901, -2.65221],
    );
    close("garson", &network, 3, &[0.473243, 0.368745, 0.158011], 1e-6);
    close("garson_1991", &network, 3, &[0.476101, 0.407105, 0.116794], 1e-6);
    close("abs_product", &network, 3, &[0.474899, 0.415795, 0.109306], 1e-6);
    close("olden", &network, 3, &[20.295411, 6.819600, 5.112549], 1e-6);
    close("abs_sum", &network, 3, &[7.96953, 7.09131, 2.24446], 1e-5);
    close("signed_sum", &network, 3, &[-7.96953, 3.73885, 1.57058], 1e-5);
    let turned = scale_unit(&network, 0, -1.0, -1.0);
    close("signed_sum", &turned, 3, &[-4.61705, -2.84159, -1.07874], 1e-5);
}

/// With these the step form of Garson is the same: it never sees the output layer.
#[test]
fn output_weights_cancel_in_the_step_form_of_garson() {
    let gevrey = vec![
        vec![-1.67624, 3.29022, 1.32466],
        vec![-0.51874, -0.22921, -0.25526],
        vec![-4.01764, 2.12486, -0.08168],
        vec![-1.75691, -1.44702, 0.58286],
    ];
    for output in [[1.0; 4], [0.0, -0.48815, -5.73901, -2.65221]] {
        close(
            "garson",
            &one_logit(gevrey.clone(), output.to_vec()),
            3,
            &[0.473243, 0.368745, 0.158011],
            1e-6,
        );
    }
    // a relu unit times 10: the function stays, and so do the step form, the products and Olden, but not the shares
    // weighed by |v|, nor the order of the sums
    let output = vec![4.57857, -0.48815, -5.73901, -2.65221];
    let scaled = scale_unit(&one_logit(gevrey, output), 0, 10.0, 0.1);
    close("garson", &scaled, 3, &[0.473243, 0.368745, 0.158011], 1e-6);
    close("garson_1991", &scaled, 3, &[0.569, 0.356, 0.075], 1e-3);
    close("abs_product", &scaled, 3, &[0.474899, 0.415795, 0.109306], 1e-6);
    close("olden", &scaled, 3, &[20.295411, 6.819600, 5.112549], 1e-6);
    let sums = of_network("abs_sum", &scaled, &Groups::singles(3)).unwrap().values;
    assert!(sums[1] > sums[0], "{sums:?}");
}

#[test]
fn weights_of_the_neuralnettools_example_give_the_known_digits() {
    let network = one_logit(vec![vec![1.49, 0.16], vec![-0.19, -0.16]], vec![-0.52, 0.81]);
    close("garson", &network, 2, &[0.722944, 0.277056], 1e-6);
    close("garson_1991", &network, 2, &[0.683677, 0.316323], 1e-6);
    close("abs_product", &network, 2, &[0.813579, 0.186421], 1e-6);
    close("olden", &network, 2, &[-0.9287, -0.2128], 1e-4);
}

#[test]
fn opposite_paths_cancel_in_olden_but_not_in_the_function() {
    let mut network = one_logit(vec![vec![1.0], vec![1.0]], vec![1.0, -1.0]);
    network.layers[0].biases = vec![3.0, -3.0];
    assert_eq!(of_network("olden", &network, &Groups::singles(1)).unwrap().values, [0.0]);
    assert_eq!(of_network("abs_product", &network, &Groups::singles(1)).unwrap().values, [2.0]);
    let steep = jacobian(&network, &centred_output(&network), &[2.0])[0][0];
    assert!(steep.abs() > 0.1, "{steep}");
}

#[test]
fn a_unit_without_weights_is_dropped_not_divided() {
    let network = one_logit(vec![vec![1.0, 3.0], vec![0.0, 0.0]], vec![2.0, 5.0]);
    close("garson", &network, 2, &[0.25, 0.75], 1e-12);
    close("garson_1991", &network, 2, &[0.25, 0.75], 1e-12);
}

#[test]
fn two_hidden_layers_multiply_their_matrices() {
    // W1 = (1, -2; 3, 0), W2 = (1, 1; -1, 1), v = (2, 1): C W2 W1 = (1, 3) W1 = (10, -2);
    // |v| |W2| |W1| = (3, 3) |W1| = (12, 6); shares W1 (1/3, 2/3; 1, 0), W2 (1/2, 1/2; 1/2, 1/2): (2/3, 1/3)
    let layer =
        |weights: Vec<Vec<f64>>, activation| Layer { biases: vec![0.0; weights.len()], weights, activation };
    let tanh = Some(Activation::Tanh);
    let network = Network {
        layers: vec![
            layer(vec![vec![1.0, -2.0], vec![3.0, 0.0]], tanh),
            layer(vec![vec![1.0, 1.0], vec![-1.0, 1.0]], tanh),
            layer(vec![vec![2.0, 1.0]], None),
        ],
    };
    close("olden", &network, 2, &[10.0, -2.0], 1e-12);
    close("abs_product", &network, 2, &[12.0 / 18.0, 6.0 / 18.0], 1e-12);
    close("garson", &network, 2, &[2.0 / 3.0, 1.0 / 3.0], 1e-12);
    close("norm", &network, 2, &[10f64.sqrt(), 2.0], 1e-12);
    close("positive_sum", &network, 2, &[4.0, 0.0], 1e-12);
    close("negative_sum", &network, 2, &[0.0, -2.0], 1e-12);
}

#[test]
fn every_card_is_complete() {
    let mut ids: Vec<&str> = Vec::new();
    for card in super::cards() {
        assert!(
            card.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            "{}",
            card.id
        );
        assert!(card.reference.contains("doi:10.") || card.reference.contains("(book)"), "{}", card.id);
        for words in [card.title, card.formula, card.reading, card.misleading_when] {
            assert!(!words.is_empty(), "{}", card.id);
        }
        assert!(!ids.contains(&card.id), "{} twice", card.id);
        ids.push(card.id);
    }
}
