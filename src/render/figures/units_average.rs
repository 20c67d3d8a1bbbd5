//! The average of hidden units over runs, where they are found again.

use super::weights_heat::{MOST_UNITS, Unit, incoming, shown_inputs, unit};
use super::{Figure, NumberTable, Plot};
use crate::card::Card;
use crate::compare::NetworkRecord;
use crate::compare::units::AverageUnits;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::matrix::{Cell, Matrix, Shade};

/// The figure `units-average`.
pub struct UnitsAverage;

static CARD: Card = Card {
    id: "units-average",
    title: "Average weights of hidden units",
    formula: "mean and standard deviation over runs of w_ji of the counterparts of unit j, in the order and with the signs of one network; relu units after (w, b) and v were made equally long",
    reading: "A column is a hidden unit of the network whose weights are drawn above, averaged over its counterparts in all other runs. A wedge at the upper right marks a positive mean, one at the lower left a negative. Below, how much the weight differs between runs: where that is as large as the mean, runs do not agree on its sign.",
    misleading_when: "An average is no network: it predicts nothing, and signs are those of the one network that the others were turned to.",
    reference: "Ainsworth, Hayase and Srinivasa 2022, doi:10.48550/arXiv.2209.04836",
};

impl Figure for UnitsAverage {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let found = report.findings.units.as_ref()?;
        let (average, network) = (found.average.as_ref()?, report.findings.networks.first()?);
        if average.units.is_empty() {
            return None;
        }
        let inputs = shown_inputs(report, network);
        let drawn = average.units.len().min(MOST_UNITS);
        let units = &average.units[..drawn];
        let title = format!("Mean input weight over {}", numbers::of(found.runs, "run"));
        let mean = incoming(report, network, (&inputs, units), (&title, &average.mean));
        let mut sd = spread(&mean, &inputs, &average.sd);
        sd.note = note((inputs.len(), network.inputs.len()), (drawn, average.units.len()), found.units.len());
        Some(Plot {
            title: heading(network, average),
            reading: String::new(),
            drawn: format!(
                "Two tables: means and standard deviations of the weights from {} to {}.",
                numbers::of(network.inputs.len(), "input"),
                numbers::of(average.units.len(), "hidden unit")
            ),
            numbers: table(network, average),
            picture: Picture::Matrices(vec![mean, sd]),
        })
    }
}

/// The standard deviations, with the rows and columns of the means.
fn spread(mean: &Matrix, inputs: &[usize], sd: &[Vec<f64>]) -> Matrix {
    let written = Unit::of(sd);
    let cell = |value: f64| Cell {
        text: numbers::fixed(written.scaled(value), written.decimals),
        shade: Shade::Ink(value / written.largest),
        ..Cell::default()
    };
    let row = |&input: &usize| sd.iter().take(mean.columns.len()).map(|unit| cell(unit[input])).collect();
    Matrix {
        title: format!("Standard deviation over runs{}", written.name()),
        cells: inputs.iter().map(row).collect(),
        ..mean.clone()
    }
}

/// The largest mean weight.
fn heading(network: &NetworkRecord, average: &AverageUnits) -> String {
    let cells = average.mean.iter().zip(&average.units).flat_map(|(row, &unit)| {
        row.iter().zip(&network.inputs).map(move |(weight, input)| (weight.abs(), input, unit))
    });
    let largest = cells.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let most =
        largest.map_or(String::new(), |(_, input, of)| format!(": {input} to {} weighs most", unit(of)));
    format!("Averaged over runs, {}{most}", numbers::of(average.units.len(), "hidden unit"))
}

fn note((inputs, of_inputs): (usize, usize), (units, of_units): (usize, usize), all: usize) -> String {
    let mut parts = Vec::new();
    if inputs < of_inputs {
        parts.push(format!("{inputs} of {of_inputs} inputs are drawn."));
    }
    if units < of_units {
        parts.push(format!("The first {units} of {of_units} hidden units are drawn."));
    }
    if of_units < all {
        let left = numbers::of_in_words(all - of_units, "hidden unit");
        let (come, are) = if all - of_units == 1 { ("does", "is") } else { ("do", "are") };
        parts.push(format!("{} {come} not come back and {are} left out.", numbers::sentence(&left)));
    }
    parts.join(" ")
}

/// A row for each input, a column for each unit: mean ± standard deviation.
fn table(network: &NetworkRecord, average: &AverageUnits) -> NumberTable {
    let mut head = vec!["variable".to_owned()];
    head.extend(average.units.iter().map(|&at| unit(at)));
    let most = numbers::decimals_among(average.mean.iter().flatten().copied(), 3);
    let row = |(input, name): (usize, &String)| {
        let of = average.mean.iter().zip(&average.sd);
        let cells = of.map(|(m, s)| {
            format!("{} ± {}", numbers::signed(m[input], most), numbers::fixed(s[input], most))
        });
        std::iter::once(name.clone()).chain(cells).collect()
    };
    NumberTable { head, rows: network.inputs.iter().enumerate().map(row).collect() }
}
