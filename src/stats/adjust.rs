//! p-values adjusted for how many there are.

/// Holm's step-down adjustment: the smallest of m times m, the next times m - 1, …, never falling, at most 1. Rejecting where
/// the result is below alpha keeps the chance of any false rejection below alpha, however the tests depend on each other.
/// Missing values stay missing and are not counted.
///
/// Source: Holm 1979, Scandinavian Journal of Statistics 6:65-70.
///
/// ```
/// use counterweight::stats::adjust::holm;
/// assert_eq!(holm(&[Some(0.25), None, Some(0.125)]), [Some(0.25), None, Some(0.25)]);
/// ```
pub fn holm(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> =
        p_values.iter().enumerate().filter_map(|(at, p)| p.map(|p| (at, p))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut adjusted = vec![None; p_values.len()];
    let mut highest = 0.0f64;
    for (place, (at, p)) in order.iter().enumerate() {
        highest = highest.max(p * (order.len() - place) as f64).min(1.0);
        adjusted[*at] = Some(highest);
    }
    adjusted
}

/// Benjamini and Hochberg's step-up adjustment: m / place times the p-value, never above that of a larger one, at most 1. Of
/// those at or below alpha the expected share of false ones is at most alpha, where the tests are independent or go along with
/// each other. Missing values stay missing and are not counted; equal p-values stay equal.
///
/// Source: Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
///
/// ```
/// use counterweight::stats::adjust::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[Some(0.25), None, Some(0.125)]), [Some(0.25), None, Some(0.25)]);
/// ```
pub fn benjamini_hochberg(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> =
        p_values.iter().enumerate().filter_map(|(at, p)| p.map(|p| (at, p))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut adjusted = vec![None; p_values.len()];
    let mut lowest = 1.0f64;
    for (place, (at, p)) in order.iter().enumerate().rev() {
        lowest = lowest.min(p * order.len() as f64 / (place + 1) as f64);
        adjusted[*at] = Some(lowest);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: .005 · 5, .011 · 4, .02 · 3, .04 · 2, .13 · 1, none below the one before.
    #[test]
    fn smallest_times_all_of_them() {
        let p = [0.13, 0.005, 0.02, 0.011, 0.04].map(Some);
        let expected = [0.13, 0.025, 0.06, 0.044, 0.08];
        for (found, expected) in holm(&p).into_iter().zip(expected) {
            assert!(found.is_some_and(|f| (f - expected).abs() < 1e-12), "{found:?} is not {expected}");
        }
        let falling = [Some(0.9), Some(0.8), Some(0.03), Some(0.02)];
        assert_eq!(holm(&falling), [Some(1.0), Some(1.0), Some(0.09), Some(0.08)]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn false_discovery_rates_are_those_of_scipy() {
        let oracle: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/oracles/adjust.json")).unwrap();
        for case in oracle["cases"].as_array().unwrap() {
            let numbers = |key: &str| serde_json::from_value::<Vec<f64>>(case[key].clone()).unwrap();
            let p: Vec<Option<f64>> = numbers("p").into_iter().map(Some).collect();
            for (found, expected) in benjamini_hochberg(&p).into_iter().zip(numbers("q")) {
                assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?} is not {expected}");
            }
        }
    }

    /// By hand: .01 · 3/1, .02 · 3/2, .9 · 3/3 of three that are there.
    #[test]
    fn missing_ones_are_not_counted_and_equal_ones_stay_equal() {
        let found = benjamini_hochberg(&[None, Some(0.02), Some(0.9), None, Some(0.01)]);
        assert_eq!(found, [None, Some(0.03), Some(0.9), None, Some(0.03)]);
        assert_eq!(benjamini_hochberg(&[Some(0.3)]), [Some(0.3)]);
        assert_eq!(benjamini_hochberg(&[Some(0.04); 3]), [Some(0.04); 3]);
        assert_eq!(benjamini_hochberg(&[Some(0.0), Some(1.0)]), [Some(0.0), Some(1.0)]);
        assert!(benjamini_hochberg(&[]).is_empty() && benjamini_hochberg(&[None]) == [None]);
    }
}
