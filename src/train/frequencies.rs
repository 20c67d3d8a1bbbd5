//! The class frequencies as a model: what is known without looking at any variable.
//!
//! Class k has probability (count_k + ½) / (n + K/2), counted on the training rows; where rows count by their class,
//! w_k (count_k + ½) over the sum of these.

use super::Rows;

/// Probability of each class from the training rows; `weights` says what a row of each class counts.
pub fn probabilities(labels: &[u32], weights: &[f64], train: &[u32]) -> Vec<f64> {
    let mut counts = vec![0.5; weights.len()];
    for &row in train {
        counts[labels[row as usize] as usize] += 1.0;
    }
    counts.iter_mut().zip(weights).for_each(|(count, weight)| *count *= weight);
    let total: f64 = counts.iter().sum();
    counts.iter().map(|c| c / total).collect()
}

/// Mean log loss of the class frequencies on the held-out rows.
pub fn log_loss(labels: &[u32], weights: &[f64], rows: &Rows) -> f64 {
    let probabilities = probabilities(labels, weights, &rows.train);
    sum(labels, weights, &probabilities, &rows.judge) / rows.judge.len() as f64
}

/// Sum of the log losses of these probabilities over some rows, each times what it counts.
pub fn sum(labels: &[u32], weights: &[f64], probabilities: &[f64], rows: &[u32]) -> f64 {
    let costs: Vec<f64> = probabilities.iter().zip(weights).map(|(p, weight)| -p.ln() * weight).collect();
    rows.iter().map(|&row| costs[labels[row as usize] as usize]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::Scaling;

    #[test]
    fn half_a_row_is_added_to_each_class() {
        // training rows 0, 0, 1 of three classes: (2.5, 1.5, 0.5) / 4.5
        let p = probabilities(&[0, 0, 1, 2], &[1.0; 3], &[0, 1, 2]);
        assert_eq!(p, [2.5 / 4.5, 1.5 / 4.5, 0.5 / 4.5]);
    }

    #[test]
    fn rows_count_by_their_class() {
        // training rows 0, 0, 0, 1, rows of class 1 count 3: 3.5 against 3 · 1.5; judged rows 0 and 1
        let scaling = Scaling { fill: Vec::new(), center: Vec::new(), spread: Vec::new() };
        let rows = Rows { train: vec![0, 1, 2, 3], judge: vec![0, 3], scaling };
        let (labels, weights) = ([0, 0, 0, 1], [1.0, 3.0]);
        assert_eq!(probabilities(&labels, &weights, &rows.train), [3.5 / 8.0, 4.5 / 8.0]);
        let expected = -((3.5f64 / 8.0).ln() + 3.0 * (4.5f64 / 8.0).ln()) / 2.0;
        assert!((log_loss(&labels, &weights, &rows) - expected).abs() < 1e-15);
    }
}
