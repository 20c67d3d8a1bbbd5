//! Changes of a network that change no prediction, and what they do to each measure.
//!
//! Turning a tanh unit around (its weights, bias and output weights times -1), adding a constant to all classes' output
//! weights of a softmax, scaling a relu unit, recoding a variable as its negative: all leave the function as it was.
//! What moves under them is no fact about the function. Everything is computed in f64.

use crate::attribute::cells::seen;
use crate::attribute::groups::Groups;
use crate::attribute::{Evidence, Family, MEASURES, Measure, Outcome, Run, raw};
use crate::compare::case::{Case, magnitudes};
use crate::compare::networks::typical;
use crate::compare::{MeasureChange, Symmetry};
use crate::options::Activation;
use crate::stats::rank;
use crate::train::Network;

/// Rows on which predictions are compared.
const MOST_ROWS: usize = 2_000;
/// Forms that are not shown elsewhere because a softmax shift changes them.
const RAW: [&str; 3] = ["garson_1991", "abs_product", "olden"];

/// A changed network: what was done to it, and the input that changed its sign with it.
struct Changed {
    id: &'static str,
    what: String,
    network: Network,
    recoded: Option<usize>,
}

/// Each symmetry of the first typical network.
pub fn symmetries(case: &Case) -> Vec<Symmetry> {
    let Some(run) = typical(case).into_iter().next() else { return Vec::new() };
    let Some(network) = run.fitted.network.as_ref() else { return Vec::new() };
    let before = shares(case, run.rows, network);
    let changed = changes(case, network);
    let of = |change: Changed| {
        let after = shares(case, run.rows, &change.network);
        Symmetry {
            id: change.id.to_owned(),
            largest_change: largest_change(case, run.rows, network, &change),
            what: change.what,
            measures: moved(&before, &after),
        }
    };
    changed.into_iter().map(of).collect()
}

fn changes(case: &Case, network: &Network) -> Vec<Changed> {
    let unit = busiest_unit(network);
    let mut all = vec![match network.layers[0].activation {
        Some(Activation::Relu) => scaled(network, unit, 4.0),
        activation => flipped(network, unit, activation == Some(Activation::Logistic)),
    }];
    if network.layers.last().is_some_and(|l| l.weights.len() > 1) {
        all.push(shifted(network, unit));
    }
    all.push(recoded(case, network));
    all
}

/// The first hidden unit with the largest sum of absolute input weights.
fn busiest_unit(network: &Network) -> usize {
    let sums: Vec<f64> = network.layers[0].weights.iter().map(|w| w.iter().map(|w| w.abs()).sum()).collect();
    rank::top(&sums, 1)[0]
}

fn flipped(network: &Network, unit: usize, logistic: bool) -> Changed {
    let mut flipped = network.clone();
    flipped.layers[0].weights[unit].iter_mut().for_each(|w| *w = -*w);
    flipped.layers[0].biases[unit] *= -1.0;
    let next = &mut flipped.layers[1];
    for (row, bias) in next.weights.iter_mut().zip(&mut next.biases) {
        if logistic {
            // a logistic unit turned around gives 1 - h, so v h = v - v (1 - h)
            *bias += row[unit];
        }
        row[unit] = -row[unit];
    }
    let what = format!(
        "hidden unit n{} turned around (its input weights, bias and output weights times −1)",
        unit + 1
    );
    Changed { id: "flip", what, network: flipped, recoded: None }
}

fn scaled(network: &Network, unit: usize, factor: f64) -> Changed {
    let mut scaled = network.clone();
    scaled.layers[0].weights[unit].iter_mut().for_each(|w| *w *= factor);
    scaled.layers[0].biases[unit] *= factor;
    scaled.layers[1].weights.iter_mut().for_each(|row| row[unit] /= factor);
    let what = format!(
        "hidden unit n{}: input weights and bias times {factor}, output weights divided by it",
        unit + 1
    );
    Changed { id: "scale", what, network: scaled, recoded: None }
}

fn shifted(network: &Network, unit: usize) -> Changed {
    let mut shifted = network.clone();
    let last = shifted.layers.len() - 1;
    // in a deeper network the unit of the last hidden layer with the same number, or the first
    let unit = if unit < shifted.layers[last].weights[0].len() { unit } else { 0 };
    let largest = shifted.layers[last].weights.iter().map(|row| row[unit].abs()).fold(0.0, f64::max);
    shifted.layers[last].weights.iter_mut().for_each(|row| row[unit] -= largest);
    let what = format!(
        "the same number subtracted from every class’s output weight of unit n{}, so that none is positive any more",
        unit + 1
    );
    Changed { id: "shift", what, network: shifted, recoded: None }
}

fn recoded(case: &Case, network: &Network) -> Changed {
    let first = &network.layers[0].weights;
    let size = |i: usize| first.iter().map(|w| w[i].abs()).sum::<f64>();
    let sums: Vec<f64> = (0..first[0].len()).map(size).collect();
    let input = rank::top(&sums, 1)[0];
    let variable = case.dataset.variables.iter().find(|v| v.inputs.contains(&input));
    let mut recoded = network.clone();
    recoded.layers[0].weights.iter_mut().for_each(|w| w[input] = -w[input]);
    let name = variable.map_or("", |v| v.name.as_str());
    let what = format!("{name} recoded as its negative: every weight of it times −1");
    Changed { id: "recode", what, network: recoded, recoded: Some(input) }
}

/// Largest difference of any predicted probability, computed in f64.
fn largest_change(case: &Case, rows: usize, network: &Network, change: &Changed) -> f64 {
    let dataset = case.dataset;
    let step = dataset.rows().div_ceil(MOST_ROWS).max(1);
    let rows_seen: Vec<u32> = (0..dataset.rows() as u32).step_by(step).collect();
    let cells = seen(dataset, &rows_seen, &case.ensemble.bench.rows[rows].scaling);
    let mut largest = 0.0f64;
    for row in 0..cells.rows() {
        let mut x = cells.row(row).to_vec();
        let before = network.probabilities(&x);
        if let Some(input) = change.recoded {
            x[input] = -x[input];
        }
        let after = change.network.probabilities(&x);
        largest = before.iter().zip(&after).map(|(a, b)| (a - b).abs()).fold(largest, f64::max);
    }
    largest
}

/// Shares of every measure that reads one network's weights, and of the raw forms.
fn shares(case: &Case, rows: usize, network: &Network) -> Vec<(String, Vec<f64>)> {
    let run = Run { unit: 0, rows, labels: 0, network };
    let evidence = Evidence::of_runs(
        case.dataset,
        &case.ensemble.bench.rows,
        vec![run],
        &case.ensemble.plan,
        case.options.seed,
    );
    let mut shares = Vec::new();
    for measure in MEASURES.iter().filter(|m| m.family() == Family::Weights) {
        if let Some(values) = values_of(*measure, &evidence) {
            shares.push((measure.card().id.to_owned(), share(&values)));
        }
    }
    let groups = Groups::of(case.dataset, &case.ensemble.bench.rows[rows]);
    for id in RAW {
        // as they stand, not centred over classes
        let id = format!("{id}_raw");
        if let Some(reading) = raw::of_network(&id, network, &groups) {
            shares.push((id, share(&reading.values)));
        }
    }
    shares
}

fn values_of(measure: &dyn Measure, evidence: &Evidence) -> Option<Vec<f64>> {
    match measure.scores(evidence).ok()? {
        Outcome::Scores(scores) => scores.into_iter().next().map(|s| s.values),
        Outcome::NotApplicable(_) => None,
    }
}

fn share(values: &[f64]) -> Vec<f64> {
    let total: f64 = values.iter().map(|v| v.abs()).sum();
    values.iter().map(|v| if total > 0.0 { v / total } else { 0.0 }).collect()
}

/// A measure's id and its scores.
type Scored = (String, Vec<f64>);

fn moved(before: &[Scored], after: &[Scored]) -> Vec<MeasureChange> {
    let change = |((id, b), (_, a)): (&Scored, &Scored)| MeasureChange {
        measure: id.clone(),
        change: b.iter().zip(a).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max),
        order_changed: order_differs(b, a),
    };
    before.iter().zip(after).map(change).collect()
}

/// Whether two variables changed places by more than rounding.
fn order_differs(before: &[f64], after: &[f64]) -> bool {
    const ROUNDING: f64 = 1e-12;
    let (b, a) = (magnitudes(before), magnitudes(after));
    (0..b.len()).any(|i| (0..b.len()).any(|j| b[i] - b[j] > ROUNDING && a[j] - a[i] > ROUNDING))
}
