//! How many rows would be needed to tell what these rows do not.

use super::ALPHA;
use crate::compare::case::Case;
use crate::numbers;
use crate::stats::interval::{self, CorrectedT};

/// The chance with which as many rows would tell.
const POWER: f64 = 0.8;
/// Beyond so many times the rows there are, a difference is too near to zero for the extrapolation to mean anything.
const FARTHEST: f64 = 100.0;

/// Rows at which a difference of this size would pass one-sided .05 in four of five tables, were its standard error to
/// fall as 1/√n: `n ((t_.95 + z_.80) se / |mean|)²`, rounded up to two digits. None beyond a hundred times the rows.
pub fn needed(rows: usize, test: &CorrectedT) -> Option<usize> {
    needed_at(ALPHA, rows, test)
}

/// The same at another level, one-sided.
pub fn needed_at(level: f64, rows: usize, test: &CorrectedT) -> Option<usize> {
    let reach = interval::t_quantile(1.0 - level, test.df) + interval::normal_quantile(POWER);
    let needed = rows as f64 * (reach * test.se / test.mean).powi(2);
    (needed.is_finite() && needed <= FARTHEST * rows as f64).then(|| round_up(needed.max(rows as f64)))
}

/// `about 4600 rows would be needed to tell`, where that can be said. Two digits are more than is known: the size of the
/// difference is itself an estimate.
pub fn wanted(case: &Case, test: &CorrectedT) -> Option<String> {
    needed(case.dataset.rows(), test).map(|rows| format!("{} would be needed to tell", about(case, rows)))
}

/// `about 4600 rows`, or where rows come in groups `about 4600 rows, in as many times more groups,`.
pub fn about(case: &Case, rows: usize) -> String {
    let groups = if case.dataset.named_groups().is_some() { ", in as many times more groups," } else { "" };
    format!("about {} rows{groups}", numbers::count(rows))
}

fn round_up(rows: f64) -> usize {
    let unit = 10f64.powi((rows.log10().floor() as i32 - 1).max(0));
    ((rows / unit).ceil() * unit) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(mean: f64, se: f64) -> CorrectedT {
        CorrectedT { mean, se, df: 49.0 }
    }

    /// SciPy: stats.t.ppf(.95, 49) = 1.676550893, stats.norm.ppf(.8) = 0.841621234, their sum 2.518172127.
    #[test]
    fn four_times_the_rows_halve_the_error() {
        let reach = 2.518_172_13;
        assert_eq!(needed(300, &test(0.5 * reach * 0.01, 0.01)), Some(1200));
        assert_eq!(needed(300, &test(-0.5 * reach * 0.01, 0.01)), Some(1200));
        assert_eq!((needed(300, &test(0.0, 0.01)), needed(300, &test(0.003, 0.01))), (None, Some(22_000)));
        assert_eq!(needed(300, &test(0.002, 0.01)), None);
    }

    #[test]
    fn as_many_rows_tell_in_four_of_five_tables() {
        let mut rng = crate::seed::Seed::new(2).rng();
        let (mean, se, rows) = (0.3, 0.4, 500);
        let more = needed(rows, &test(mean, se)).unwrap_or(0) as f64;
        let smaller = se * (rows as f64 / more).sqrt();
        let bound = interval::t_quantile(1.0 - ALPHA, 49.0);
        let found = (0..4_000).filter(|_| (mean + smaller * rng.normal()) / smaller > bound).count();
        // .8 of 4,000 is 3,200, with a standard error of 25
        assert!((3_100..=3_300).contains(&found), "{found}");
    }
}
