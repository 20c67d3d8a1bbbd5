//! The class frequencies as a model: what is known without looking at any variable.
//!
//! Class k has probability (count_k + ½) / (n + K/2), counted on the training rows.

use super::Rows;

/// Probability of each class from the training rows.
pub fn probabilities(labels: &[u32], classes: usize, train: &[u32]) -> Vec<f64> {
    let mut counts = vec![0.5; classes];
    for &row in train {
        counts[labels[row as usize] as usize] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    counts.iter().map(|c| c / total).collect()
}

/// Mean log loss of the class frequencies on the held-out rows.
pub fn log_loss(labels: &[u32], classes: usize, rows: &Rows) -> f64 {
    let probabilities = probabilities(labels, classes, &rows.train);
    let loss: f64 = rows.judge.iter().map(|&row| -probabilities[labels[row as usize] as usize].ln()).sum();
    loss / rows.judge.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_row_is_added_to_each_class() {
        // training rows 0, 0, 1 of three classes: (2.5, 1.5, 0.5) / 4.5
        let p = probabilities(&[0, 0, 1, 2], 3, &[0, 1, 2]);
        assert_eq!(p, [2.5 / 4.5, 1.5 / 4.5, 0.5 / 4.5]);
    }
}
