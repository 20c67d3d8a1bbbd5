//! What the report says of the data.

use super::correlate::Correlations;
use super::encode::{Encoded, Units};
use super::{ClassSummary, Closest, DataSummary, Kind, Target, Variable, VariableSummary};
use crate::load::Table;
use crate::stats::{Estimate, clustered};
use std::borrow::Cow;

/// Bins of a histogram of numbers.
const BINS: usize = 20;
/// Correlations below this are not worth a line.
const LEAST_CORRELATION: f64 = 0.2;
/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Writes the summary, but for the columns left out and the group.
pub fn summarise(
    table: &Table,
    target: &Target,
    target_reason: String,
    variables: &[Variable],
    encoded: &[Encoded],
    correlations: &Correlations,
    groups: Option<&[u32]>,
) -> DataSummary {
    let closest = |at: usize| closest(correlations, at, variables, (encoded, groups));
    let classes = target.classes.iter().zip(target.counts()).enumerate();
    DataSummary {
        file: table.origin.file.clone(),
        sha256: table.origin.sha256.clone(),
        reading: table.origin.reading.clone(),
        rows: target.codes.len(),
        rows_dropped: table.origin.rows - target.codes.len(),
        target: target.name.clone(),
        target_reason,
        classes: classes
            .map(|(at, (name, count))| ClassSummary { name: name.clone(), count, weight: target.weight(at) })
            .collect(),
        variables: (0..variables.len())
            .map(|at| VariableSummary { closest: closest(at), ..variable(&variables[at], &encoded[at]) })
            .collect(),
        dropped: Vec::new(),
        group: None,
    }
}

fn variable(variable: &Variable, encoded: &Encoded) -> VariableSummary {
    let mut summary = VariableSummary {
        name: variable.name.clone(),
        kind: variable.kind,
        missing: encoded.missing,
        distinct: 0,
        inputs: variable.inputs.len(),
        mean: None,
        sd: None,
        min: None,
        median: None,
        max: None,
        histogram: Vec::new(),
        levels: encoded.levels.clone(),
        closest: None,
    };
    if variable.kind == Kind::Category {
        let rows = |column: &Cow<[f64]>| column.iter().filter(|&&cell| cell == 1.0).count();
        summary.histogram = encoded.columns.iter().map(rows).collect();
        if !encoded.rare.is_empty() {
            // what is left are the rows of the level that rare ones share
            let all = encoded.columns.first().map_or(0, |column| column.len());
            summary.histogram.push(all - summary.histogram.iter().sum::<usize>());
        }
        summary.distinct = encoded.levels.len() - usize::from(encoded.missing > 0);
        return summary;
    }
    numbers(&mut summary, &encoded.columns[0]);
    summary
}

fn numbers(summary: &mut VariableSummary, column: &[f64]) {
    let mut sorted: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len();
    let units = Units::of(&sorted);
    let bins = if summary.kind == Kind::Binary { 2 } else { BINS };
    summary.histogram = histogram(&sorted, bins);
    summary.mean = finite(units.center * units.power);
    if n > 1 {
        summary.sd = finite(units.spread * (n as f64 / (n as f64 - 1.0)).sqrt() * units.power);
    }
    summary.min = sorted.first().copied();
    summary.max = sorted.last().copied();
    // halved before they are added: their sum may be too large
    summary.median = (n > 0).then(|| sorted[(n - 1) / 2] / 2.0 + sorted[n / 2] / 2.0);
    sorted.dedup();
    summary.distinct = sorted.len();
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// Rows in each of some bins of equal width; the last holds its upper end.
fn histogram(sorted: &[f64], bins: usize) -> Vec<usize> {
    let mut counts = vec![0; bins];
    let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else { return counts };
    // halves keep the width finite
    let width = max / 2.0 - min / 2.0;
    for &x in sorted {
        let place = (x / 2.0 - min / 2.0) / width * bins as f64;
        counts[(place.max(0.0) as usize).min(bins - 1)] += 1;
    }
    counts
}

fn closest(
    correlations: &Correlations,
    of: usize,
    variables: &[Variable],
    (encoded, groups): (&[Encoded], Option<&[u32]>),
) -> Option<Closest> {
    let best = correlations.closest[of].filter(|best| best.r.abs() >= LEAST_CORRELATION)?;
    let column = |variable: usize| &encoded[variable].columns[0][..];
    let r = match groups {
        Some(groups) if best.r.abs() < 1.0 => {
            let ends = clustered::fisher_in_groups(column(of), column(best.with), groups, best.r);
            Estimate { mean: best.r, low: ends.map(|ends| ends.0), high: ends.map(|ends| ends.1) }
        }
        _ => fisher(best.r, best.rows),
    };
    Some(Closest { name: variables[best.with].name.clone(), r })
}

/// A correlation with its 95 % interval: tanh(atanh r ± 1.96 / √(n - 3)) (Fisher 1921).
fn fisher(r: f64, n: usize) -> Estimate {
    let half = Z / (n as f64 - 3.0).sqrt();
    let end = |sign: f64| if r.abs() >= 1.0 { r } else { (r.atanh() + sign * half).tanh() };
    Estimate { mean: r, low: Some(end(-1.0)), high: Some(end(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_have_equal_width_and_the_last_holds_its_end() {
        assert_eq!(histogram(&[0.0, 0.9, 1.0, 2.0, 3.9, 4.0], 4), [2, 1, 1, 2]);
        assert_eq!(histogram(&[-f64::MAX, f64::MAX], 2), [1, 1]);
    }

    #[test]
    fn the_interval_is_fishers() {
        // r = 0.5, n = 28: atanh 0.549306 ± 0.391993 → tanh(0.157313), tanh(0.941299)
        let r = fisher(0.5, 28);
        assert!(
            (r.low.unwrap() - 0.156028).abs() < 1e-5 && (r.high.unwrap() - 0.735818).abs() < 1e-5,
            "{r:?}"
        );
    }
}
