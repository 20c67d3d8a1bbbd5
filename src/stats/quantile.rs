//! Quantiles by linear interpolation (type 7 of Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566).

/// The p-quantile of finite values in any order; 0 of nothing.
pub fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    of_sorted(&sorted, p)
}

/// The p-quantile of ascending values; 0 of nothing.
pub fn of_sorted(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The median.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_seven() {
        // R: quantile(c(1, 2, 4, 8), c(.1, .5, .9)) = 1.3 3.0 6.8
        let values = [8.0, 1.0, 4.0, 2.0];
        for (p, expected) in [(0.1, 1.3), (0.5, 3.0), (0.9, 6.8)] {
            assert!((quantile(&values, p) - expected).abs() < 1e-12);
        }
        assert_eq!(median(&[]), 0.0);
    }
}
