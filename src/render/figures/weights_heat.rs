//! Both layers of one trained network, every weight with its sign.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::card::Card;
use crate::compare::NetworkRecord;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::matrix::{Cell, Matrix, Shade};
use crate::render::theme::Tone;

/// The figure `weights-heat`.
pub struct WeightsHeat;

static CARD: Card = Card {
    id: "weights-heat",
    title: "The weights of one network",
    formula: "w_ji from input i to hidden unit j, in standard-deviation units of the input; v_kj from hidden unit j to class k",
    reading: "A column is a hidden unit: above, what comes in from each input; below, what goes out to each class. Deeper colour is a larger absolute weight. A wedge at the upper right marks a positive weight, one at the lower left a negative, as does the sign of a value where there is room for it. At the right the sums of an input's weights.",
    misleading_when: "A sign or a sum of signs is no fact about the model: turning a unit around changes all of its signs and no prediction.",
    reference: "Garson 1991, AI Expert 6(4), 46–51; Olden and Jackson 2002, doi:10.1016/S0304-3800(02)00064-9",
};

/// Weights that are all below this are written in units of a power of ten.
const TINY: f64 = 0.01;
/// Below this they are 0.
const NOTHING: f64 = 1e-30;
/// Hidden units drawn at most.
pub(super) const MOST_UNITS: usize = 24;

impl Figure for WeightsHeat {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let network = report.findings.networks.first()?;
        let (first, last) = (network.layers.first()?, network.layers.last()?);
        if network.layers.len() < 2 {
            return None;
        }
        let inputs = shown_inputs(report, network);
        let units: Vec<usize> = (0..first.weights.len().min(MOST_UNITS)).collect();
        let senders = last.weights.first().map_or(0, Vec::len);
        let outgoing: Vec<usize> = (0..senders.min(MOST_UNITS)).collect();
        let one_hidden_layer = network.layers.len() == 2;
        let mut lower = output_matrix(network, &outgoing);
        lower.note = note(network, inputs.len(), senders);
        if one_hidden_layer {
            // The same columns as above, so that a unit stands in one column.
            lower.columns.extend((0..3).map(|_| Name::new("", Tone::Muted)));
            lower.cells.iter_mut().for_each(|row| row.extend((0..3).map(|_| Cell::default())));
            lower.gaps = vec![outgoing.len()];
            lower.beside = 3;
        }
        Some(Plot {
            title: title(network),
            reading: String::new(),
            drawn: format!(
                "Two tables of weights: {} to {}, and from those to {}.",
                numbers::of(network.inputs.len(), "input"),
                numbers::of(first.weights.len(), "hidden unit"),
                numbers::of(network.outputs.len(), "output")
            ),
            numbers: table(network),
            picture: Picture::Matrices(vec![input_matrix(report, network, &inputs, &units), lower]),
        })
    }
}

/// Inputs of the variables drawn, in the order of the columns.
pub(super) fn shown_inputs(report: &Report, network: &NetworkRecord) -> Vec<usize> {
    let all = network.inputs.len();
    if all <= select::MOST {
        return (0..all).collect();
    }
    let names = select::leading(report, select::MOST);
    let variables = &report.findings.data.variables;
    let kept = |input: &usize| {
        let variable = network.variables.get(*input).and_then(|&v| variables.get(v));
        variable.is_some_and(|v| names.contains(&v.name))
    };
    (0..all).filter(kept).take(2 * select::MOST).collect()
}

/// What the weights of a layer are written in: as they are, or where all are tiny in units of a power of ten.
pub(super) struct Unit {
    pub(super) largest: f64,
    exponent: i32,
    pub(super) decimals: usize,
}

impl Unit {
    pub(super) fn of(weights: &[Vec<f64>]) -> Self {
        let largest = weights.iter().flatten().map(|w| w.abs()).fold(f64::MIN_POSITIVE, f64::max);
        let tiny = (NOTHING..TINY).contains(&largest);
        let exponent = if tiny { largest.log10().floor() as i32 } else { 0 };
        let shown = if largest < NOTHING { 0.0 } else { largest / 10f64.powi(exponent) };
        let decimals = numbers::decimals_among([shown].into_iter(), 2);
        Unit { largest, exponent, decimals }
    }

    /// A weight, or a sum of some.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        value / 10f64.powi(self.exponent)
    }

    /// Behind the name of what is written.
    pub(super) fn name(&self) -> String {
        match self.exponent {
            0 => String::new(),
            exponent => format!(", in units of {}", numbers::power_of_ten(exponent)),
        }
    }

    fn cell(&self, value: f64, hover: &str) -> Cell {
        let (shown, decimals) = (self.scaled(value), self.decimals);
        let times = match self.exponent {
            0 => String::new(),
            exponent => format!(" × {}", numbers::power_of_ten(exponent)),
        };
        Cell {
            text: numbers::signed(shown, decimals),
            short: brief(shown, decimals),
            shade: Shade::Sign(value / self.largest),
            hover: format!("{hover}: {}{times}", numbers::signed(shown, decimals + 1)),
            ..Cell::default()
        }
    }
}

/// `−.11`, `+1.2`, `0`: for a narrow cell.
fn brief(value: f64, decimals: usize) -> String {
    let decimals = if value.abs() < 0.995 { decimals } else { 1 };
    let text = numbers::signed(value, decimals).replacen("0.", ".", 1);
    if text.bytes().all(|c| matches!(c, b'.' | b'0')) { "0".to_owned() } else { text }
}

pub(super) fn unit(at: usize) -> String {
    format!("n{}", at + 1)
}

fn tone_of(report: &Report, network: &NetworkRecord, input: usize) -> Tone {
    let variable = network.variables.get(input).and_then(|&v| report.findings.data.variables.get(v));
    variable.map_or(Tone::Muted, |v| select::tone(report, &v.name))
}

/// Sums of the weights of an input: absolute, positive, negative.
fn sums(network: &NetworkRecord, input: usize) -> [f64; 3] {
    let column = || network.layers[0].weights.iter().map(|unit| unit[input]);
    [column().map(f64::abs).sum(), column().filter(|w| *w > 0.0).sum(), column().filter(|w| *w < 0.0).sum()]
}

/// A table of weights from inputs (rows) to units (columns); `weights` has a row for each of the units.
pub(super) fn incoming(
    report: &Report,
    network: &NetworkRecord,
    (inputs, units): (&[usize], &[usize]),
    (title, weights): (&str, &[Vec<f64>]),
) -> Matrix {
    let written = Unit::of(weights);
    let cells = inputs.iter().map(|&input| {
        let name = &network.inputs[input];
        let to = |(row, &u): (&Vec<f64>, &usize)| written.cell(row[input], &format!("{name} → {}", unit(u)));
        weights.iter().zip(units).map(to).collect()
    });
    Matrix {
        title: format!("{title}{}", written.name()),
        rows: inputs.iter().map(|&i| Name::new(&network.inputs[i], tone_of(report, network, i))).collect(),
        columns: units.iter().map(|&u| Name::new(&unit(u), Tone::Muted)).collect(),
        cells: cells.collect(),
        cell: (58.0, 21.0),
        ..Matrix::default()
    }
}

fn input_matrix(report: &Report, network: &NetworkRecord, inputs: &[usize], units: &[usize]) -> Matrix {
    let weights = &network.layers[0].weights;
    let written = Unit::of(weights);
    let title = "Input weights: variable → hidden unit";
    let mut matrix = incoming(report, network, (inputs, units), (title, weights));
    let summed = inputs.iter().map(|&input| written.scaled(sums(network, input)[0]));
    let decimals = numbers::decimals_among(summed, 1);
    for (row, &input) in matrix.cells.iter_mut().zip(inputs) {
        let strong = tone_of(report, network, input) != Tone::Muted;
        let [all, positive, negative] = sums(network, input).map(|sum| written.scaled(sum));
        let texts = |decimals: usize| {
            let sign = |s: f64| numbers::signed(s, decimals);
            [numbers::fixed(all, decimals), sign(positive), sign(negative)]
        };
        for (text, short) in texts(decimals).into_iter().zip(texts(decimals - 1)) {
            row.push(Cell { text, short, strong, ..Cell::default() });
        }
    }
    matrix.columns.extend(["Σ|w|", "Σw⁺", "Σw⁻"].map(|s| Name::new(s, Tone::Muted)));
    matrix.gaps = vec![units.len()];
    matrix.beside = 3;
    matrix
}

fn output_matrix(network: &NetworkRecord, senders: &[usize]) -> Matrix {
    let weights = network.layers.last().map(|l| l.weights.as_slice()).unwrap_or_default();
    let written = Unit::of(weights);
    let cells = weights.iter().zip(&network.outputs).map(|(row, class)| {
        senders.iter().map(|&u| written.cell(row[u], &format!("{} → {class}", unit(u)))).collect()
    });
    Matrix {
        title: format!("Output weights: hidden unit → class{}", written.name()),
        rows: network.outputs.iter().map(|o| Name::new(o, Tone::Muted)).collect(),
        columns: senders.iter().map(|&u| Name::new(&unit(u), Tone::Muted)).collect(),
        cells: cells.collect(),
        cell: (58.0, 21.0),
        framed_columns: one_signed(network).into_iter().filter(|u| senders.contains(u)).collect(),
        ..Matrix::default()
    }
}

/// Units that send only negative weights out, where there are several classes.
fn one_signed(network: &NetworkRecord) -> Vec<usize> {
    let Some(last) = network.layers.last().filter(|l| l.weights.len() > 1) else { return Vec::new() };
    let senders = last.weights.first().map_or(0, Vec::len);
    (0..senders).filter(|&u| last.weights.iter().all(|row| row[u] < 0.0)).collect()
}

fn title(network: &NetworkRecord) -> String {
    let mut order: Vec<usize> = (0..network.inputs.len()).collect();
    order.sort_by(|&a, &b| sums(network, b)[0].total_cmp(&sums(network, a)[0]).then(a.cmp(&b)));
    let heavy: Vec<String> = order.iter().take(2).map(|&i| network.inputs[i].clone()).collect();
    let both = order.iter().take(2).all(|&i| sums(network, i)[1] > 0.0 && sums(network, i)[2] < 0.0);
    let signs = if both { ", of both signs" } else { "" };
    let first = match heavy.as_slice() {
        [only] => format!("The weights of {only} in one network{signs}"),
        _ => format!("In one network {} hold the largest input weights{signs}", numbers::list(&heavy)),
    };
    let negative: Vec<String> = one_signed(network).into_iter().map(unit).collect();
    match negative.len() {
        0 => first,
        1 => format!("{first}; {} sends only negative weights out", negative[0]),
        _ => format!("{first}; {} send only negative weights out", select::few(&negative)),
    }
}

fn note(network: &NetworkRecord, inputs: usize, senders: usize) -> String {
    let mut parts = Vec::new();
    if inputs < network.inputs.len() {
        parts.push(format!("{} of {} inputs are drawn.", inputs, network.inputs.len()));
    }
    let hidden = network.layers[0].weights.len().max(senders);
    if hidden > MOST_UNITS {
        parts.push(format!("The first {MOST_UNITS} of {hidden} hidden units are drawn."));
    }
    if network.layers.len() > 2 {
        let between = network.layers.len() - 2;
        let are = if between == 1 { "is" } else { "are" };
        parts.push(format!("{} of weights between {are} left out.", numbers::of(between, "layer")));
    }
    if !one_signed(network).is_empty() {
        parts.push("Framed: a unit with only negative output weights.".to_owned());
    }
    parts.join(" ")
}

/// A row for each input and each class; a column for each hidden unit.
fn table(network: &NetworkRecord) -> NumberTable {
    let first = &network.layers[0].weights;
    let mut head = vec!["from or to".to_owned()];
    head.extend((0..first.len()).map(unit));
    head.extend(["Σ|w|", "Σw⁺", "Σw⁻"].map(str::to_owned));
    let mut rows: Vec<Vec<String>> = Vec::new();
    let decimals = |weights: &[Vec<f64>]| numbers::decimals_among(weights.iter().flatten().copied(), 3);
    let most = decimals(first);
    for (input, name) in network.inputs.iter().enumerate() {
        let mut row = vec![name.clone()];
        row.extend(first.iter().map(|u| numbers::signed(u[input], most)));
        let [all, positive, negative] = sums(network, input);
        row.push(numbers::fixed(all, most));
        row.extend([positive, negative].map(|sum| numbers::signed(sum, most)));
        rows.push(row);
    }
    if network.layers.len() == 2 {
        let most = decimals(&network.layers[1].weights);
        for (weights, class) in network.layers[1].weights.iter().zip(&network.outputs) {
            let mut row = vec![format!("→ {class}")];
            row.extend(weights.iter().map(|w| numbers::signed(*w, most)));
            row.extend((0..3).map(|_| String::new()));
            rows.push(row);
        }
    }
    NumberTable { head, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiny_weights_are_written_in_a_power_of_ten() {
        let tiny = Unit::of(&[vec![3.7e-5, -1.04e-6]]);
        let cell = tiny.cell(-1.04e-6, "a → n1");
        assert_eq!((cell.text.as_str(), cell.short.as_str()), ("−0.10", "−.10"));
        assert_eq!(cell.hover, "a → n1: −0.104 × 10⁻⁵");
        assert_eq!(tiny.name(), ", in units of 10⁻⁵");
        let usual = Unit::of(&[vec![0.37, -1.2]]);
        assert_eq!((usual.cell(-1.2, "").text.as_str(), usual.name().as_str()), ("−1.20", ""));
        assert_eq!(Unit::of(&[vec![0.04]]).cell(0.04, "").text, "+0.040");
        assert_eq!(Unit::of(&[vec![0.0]]).cell(0.0, "").text, "0.00");
    }
}
