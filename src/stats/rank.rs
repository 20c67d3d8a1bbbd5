//! Orders and ranks; ties go by index, which callers say.

use std::cmp::Ordering;

/// Indices from the largest value to the smallest, ties by index.
pub fn order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].partial_cmp(&values[a]).unwrap_or(Ordering::Equal).then(a.cmp(&b)));
    order
}

/// Rank of each value, 1 = largest, ties by index.
pub fn ranks(values: &[f64]) -> Vec<usize> {
    let mut ranks = vec![0; values.len()];
    for (place, index) in order(values).into_iter().enumerate() {
        ranks[index] = place + 1;
    }
    ranks
}

/// Rank of each value, 1 = largest, tied values sharing the mean of their ranks.
pub fn average_ranks(values: &[f64]) -> Vec<f64> {
    let order = order(values);
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let tied = order[start..].iter().take_while(|&&i| values[i] == values[order[start]]).count();
        let mean = start as f64 + (tied as f64 + 1.0) / 2.0;
        order[start..start + tied].iter().for_each(|&i| ranks[i] = mean);
        start += tied;
    }
    ranks
}

/// The indices of the `count` largest values, ascending.
pub fn top(values: &[f64], count: usize) -> Vec<usize> {
    let mut top = order(values);
    top.truncate(count);
    top.sort_unstable();
    top
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_by_index() {
        let values = [1.0, 3.0, 3.0, 2.0];
        assert_eq!(order(&values), [1, 2, 3, 0]);
        assert_eq!(ranks(&values), [4, 1, 2, 3]);
        assert_eq!(average_ranks(&values), [4.0, 1.5, 1.5, 3.0]);
        assert_eq!(top(&values, 3), [1, 2, 3]);
    }
}
