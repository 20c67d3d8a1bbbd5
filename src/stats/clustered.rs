//! Intervals over rows that come in groups: as wide as of so many independent rows as these are worth.
//!
//! Rows of a group are alike, so a thousand of them in ten groups say less than a thousand. The variance of a statistic is
//! read off what each group adds to it, ψ_g, and turned into the number of independent rows that would have it:
//!
//! ```text
//!   v = G / (G - 1) · Σ ψ_g²        worth = (variance of one independent row) / v · (z / t_(G-1))²      at most n
//! ```
//! Reference: Korn and Graubard (1998), Survey Methodology 24:193; Liang and Zeger (1986), doi:10.1093/biomet/73.1.13.

use super::interval::{LEVEL, fisher_z, normal_quantile, t_quantile, wilson};
use std::collections::BTreeMap;

/// Wilson's interval of a share of rows in groups, from (successes, rows) of each.
///
/// With p = x / n, `ψ_g = (x_g - p n_g) / n` and p (1 - p) for one row. Where groups say nothing of the variance (p is 0 or 1,
/// or there is one group) each counts as one row.
pub fn wilson_in_groups(groups: &[(f64, f64)]) -> (f64, f64) {
    let count: f64 = groups.iter().map(|group| group.1).sum();
    if count <= 0.0 {
        return (0.0, 1.0);
    }
    let share = (groups.iter().map(|group| group.0).sum::<f64>() / count).clamp(0.0, 1.0);
    let one = share * (1.0 - share);
    let there: Vec<f64> =
        groups.iter().filter(|g| g.1 > 0.0).map(|(hits, of)| (hits - share * of) / count).collect();
    let worth = if one < 1e-12 { there.len() as f64 } else { worth(&there, one) };
    let worth = worth.min(count).max(count.min(1.0));
    wilson(share * worth, worth)
}

/// Fisher's interval of the correlation `r` of two columns over rows in groups; rows where one is NaN are left out. None
/// where the rows are worth fewer than four.
///
/// With x and y in standard-deviation units, `ψ_g = Σ over rows (x y - r (x² + y²) / 2) / n` and (1 - r²)² for one row.
pub fn fisher_in_groups(x: &[f64], y: &[f64], groups: &[u32], r: f64) -> Option<(f64, f64)> {
    let both = |row: &usize| !x[*row].is_nan() && !y[*row].is_nan();
    let rows: Vec<usize> = (0..x.len()).filter(both).collect();
    let units = |column: &[f64]| standardised(&rows.iter().map(|&row| column[row]).collect::<Vec<f64>>());
    let (x, y) = (units(x), units(y));
    let mut added: BTreeMap<u32, f64> = BTreeMap::new();
    for ((row, x), y) in rows.iter().zip(&x).zip(&y) {
        *added.entry(groups[*row]).or_default() += (x * y - r * (x * x + y * y) / 2.0) / rows.len() as f64;
    }
    let added: Vec<f64> = added.into_values().collect();
    let one = (1.0 - r * r).powi(2);
    let worth = if one < 1e-12 { added.len() as f64 } else { worth(&added, one) };
    fisher_z(r, worth.min(rows.len() as f64))
}

/// Independent rows that would say as much, where `one` is the variance of one of them: 1 for a single group.
fn worth(added: &[f64], one: f64) -> f64 {
    let many = added.len() as f64;
    if many < 2.0 {
        return many;
    }
    let variance = many / (many - 1.0) * added.iter().map(|a| a * a).sum::<f64>();
    let quantiles = normal_quantile(0.5 + LEVEL / 2.0) / t_quantile(0.5 + LEVEL / 2.0, many - 1.0);
    one / variance * quantiles.powi(2)
}

/// Mean 0, standard deviation 1 (n in the denominator); first divided by the largest magnitude, so that no scale breaks the
/// squares.
fn standardised(values: &[f64]) -> Vec<f64> {
    let largest = values.iter().fold(0.0f64, |largest, x| largest.max(x.abs()));
    let scaled: Vec<f64> = values.iter().map(|x| x / largest).collect();
    let mean = scaled.iter().sum::<f64>() / scaled.len() as f64;
    let variance = scaled.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / scaled.len() as f64;
    scaled.iter().map(|x| (x - mean) / variance.sqrt()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn oracle() -> Value {
        serde_json::from_str(include_str!("../../tests/oracles/groups.json")).unwrap()
    }

    fn numbers(of: &Value) -> Vec<f64> {
        of.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    }

    fn near((low, high): (f64, f64), case: &Value) {
        let expected = (case["low"].as_f64().unwrap(), case["high"].as_f64().unwrap());
        assert!(
            (low - expected.0).abs() < 1e-7 && (high - expected.1).abs() < 1e-7,
            "{low} {high} {expected:?}"
        );
    }

    #[test]
    fn shares_as_by_numeric_influence_and_bisection() {
        for case in oracle()["intervals"].as_array().unwrap() {
            let pair = |group: &Value| (numbers(group)[0], numbers(group)[1]);
            let groups: Vec<(f64, f64)> = case["groups"].as_array().unwrap().iter().map(pair).collect();
            near(wilson_in_groups(&groups), case);
        }
        assert_eq!(wilson_in_groups(&[]), (0.0, 1.0));
    }

    #[test]
    fn correlations_as_by_numeric_influence() {
        for case in oracle()["correlations"].as_array().unwrap() {
            let groups: Vec<u32> = numbers(&case["groups"]).into_iter().map(|g| g as u32).collect();
            let (x, y, r) = (numbers(&case["x"]), numbers(&case["y"]), case["r"].as_f64().unwrap());
            near(fisher_in_groups(&x, &y, &groups, r).unwrap(), case);
            let scaled: Vec<f64> = x.iter().map(|x| x * 1e300).collect();
            near(fisher_in_groups(&scaled, &y, &groups, r).unwrap(), case);
            // a row with a hole says nothing
            let with_hole = |column: &[f64], last: f64| [column, &[last]].concat();
            let groups = [&groups[..], &[99]].concat();
            near(fisher_in_groups(&with_hole(&x, f64::NAN), &with_hole(&y, 4.0), &groups, r).unwrap(), case);
        }
        assert_eq!(fisher_in_groups(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0], &[0, 0, 0], 0.5), None);
    }

    #[test]
    fn groups_of_one_row_are_nearly_rows() {
        // 60 of 100: the t of 99 degrees of freedom and G / (G - 1) make it a little wider
        let rows: Vec<(f64, f64)> = (0..100).map(|row| (f64::from(u8::from(row < 60)), 1.0)).collect();
        let ((low, high), plain) = (wilson_in_groups(&rows), wilson(60.0, 100.0));
        assert!(low <= plain.0 && high >= plain.1 && plain.0 - low < 0.002 && high - plain.1 < 0.002);
        // ten rows of each in one group: as if there were a tenth of the rows
        let tens: Vec<(f64, f64)> = (0..10).map(|group| (if group < 6 { 10.0 } else { 0.0 }, 10.0)).collect();
        let (low, high) = wilson_in_groups(&tens);
        assert!(low < wilson(6.0, 10.0).0 && high > wilson(6.0, 10.0).1);
    }
}
