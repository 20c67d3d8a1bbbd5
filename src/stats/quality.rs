//! How well rows are predicted, in one set of numbers.

use super::calibration::Reliability;
use super::metrics;

/// The numbers of one model on held-out rows; shares from 0 to 1, log loss in nats a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Mean log loss.
    pub loss: f64,
    /// Share of rows whose class is the most probable one.
    pub accuracy: f64,
    /// Mean of the classes' recalls, over classes that occur.
    pub balanced: f64,
    /// Mean of the classes' precisions.
    pub precision: f64,
    /// Mean of the classes' recalls.
    pub recall: f64,
    /// Mean of the classes' F1.
    pub f1: f64,
    /// Macro one-against-rest area under the ROC curve; none where a class is absent.
    pub auc: Option<f64>,
    /// How stated probabilities came true.
    pub reliability: Reliability,
}

impl Quality {
    /// Of probabilities (rows × classes, row by row) and the true class of each row; `weights` says what a row of each class
    /// counts in the log loss.
    pub fn of(probabilities: &[f64], truth: &[u32], weights: &[f64]) -> Self {
        let classes = weights.len();
        let confusion = metrics::confusion(probabilities, truth, classes);
        let auc = metrics::roc_auc_macro(probabilities, truth, classes);
        let reliability = Reliability::of(probabilities, truth, weights);
        let loss = metrics::log_loss(probabilities, truth, weights);
        Quality { reliability, ..Quality::counted(loss, &confusion, auc, classes) }
    }

    /// Of rows that have been counted already, by true and predicted class; their probabilities are not looked at.
    pub fn counted(loss: f64, confusion: &[u32], auc: Option<f64>, classes: usize) -> Self {
        Quality {
            loss,
            accuracy: metrics::accuracy(confusion, classes),
            balanced: metrics::balanced_accuracy(confusion, classes),
            precision: metrics::precision(confusion, classes),
            recall: metrics::recall(confusion, classes),
            f1: metrics::f1(confusion, classes),
            auc,
            reliability: Reliability::default(),
        }
    }

    /// The mean of several, their probabilities put together; no area where one has none.
    pub fn mean(of: &[Quality]) -> Self {
        let count = of.len() as f64;
        let take = |f: fn(&Quality) -> f64| of.iter().map(f).sum::<f64>() / count;
        let aucs: Option<Vec<f64>> = of.iter().map(|quality| quality.auc).collect();
        Quality {
            loss: take(|q| q.loss),
            accuracy: take(|q| q.accuracy),
            balanced: take(|q| q.balanced),
            precision: take(|q| q.precision),
            recall: take(|q| q.recall),
            f1: take(|q| q.f1),
            auc: aucs.map(|aucs| aucs.iter().sum::<f64>() / count),
            reliability: of
                .iter()
                .fold(Reliability::default(), |all, quality| all.with(&quality.reliability)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // two rows right with .8, one of the second class taken for the first with .6
        let quality = Quality::of(&[0.8, 0.2, 0.2, 0.8, 0.6, 0.4], &[0, 1, 1], &[1.0; 2]);
        assert!((quality.loss - (0.8f64.ln() * 2.0 + 0.4f64.ln()) / -3.0).abs() < 1e-15);
        assert_eq!((quality.accuracy, quality.recall, quality.precision), (2.0 / 3.0, 0.75, 0.75));
        assert_eq!(quality.auc, Some(1.0));
        let other = Quality { loss: 1.0, auc: None, ..quality };
        let mean = Quality::mean(&[quality, other]);
        assert_eq!((mean.accuracy, mean.auc), (2.0 / 3.0, None));
        assert_eq!(mean.loss, (quality.loss + 1.0) / 2.0);
    }
}
