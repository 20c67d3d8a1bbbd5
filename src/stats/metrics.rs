//! How well probabilities predict classes. Confusion matrices are classes × classes, true class by row.
//!
//! Macro averages weigh every class the same. A class that is never predicted has precision 0; a class that does not
//! occur among the rows has no recall and is left out of that average.

use super::rank;

/// Probabilities are clipped to this before the logarithm: a row costs at most 23.
pub const SMALLEST: f64 = 1e-10;

/// Rows by true class and predicted class (the largest probability, ties to the first).
pub fn confusion(probabilities: &[f64], truth: &[u32], classes: usize) -> Vec<u32> {
    let mut counts = vec![0; classes * classes];
    for (row, &label) in probabilities.chunks(classes).zip(truth) {
        let best = (1..classes).fold(0, |best, k| if row[k] > row[best] { k } else { best });
        counts[label as usize * classes + best] += 1;
    }
    counts
}

/// Mean negative logarithm of the true class's probability, clipped at [`SMALLEST`], times what a row of that class counts.
pub fn log_loss(probabilities: &[f64], truth: &[u32], weights: &[f64]) -> f64 {
    let cost =
        |(row, &label): (&[f64], &u32)| -row[label as usize].max(SMALLEST).ln() * weights[label as usize];
    probabilities.chunks(weights.len()).zip(truth).map(cost).sum::<f64>() / truth.len().max(1) as f64
}

/// The probabilities that a model of all rows alike would have given had rows counted by their class: each times the weight
/// of its class, and divided by their sum (Saerens, Latinne and Decaestecker 2002, doi:10.1162/089976602753284446, eq. 2.4).
pub fn reweighted(probabilities: &mut [f64], weights: &[f64]) {
    if weights.iter().all(|&weight| weight == 1.0) {
        return;
    }
    for row in probabilities.chunks_mut(weights.len()) {
        row.iter_mut().zip(weights).for_each(|(p, weight)| *p *= weight);
        let sum: f64 = row.iter().sum();
        if sum > 0.0 {
            row.iter_mut().for_each(|p| *p /= sum);
        }
    }
}

/// Share of rows on the diagonal.
pub fn accuracy(confusion: &[u32], classes: usize) -> f64 {
    let right: u32 = (0..classes).map(|k| confusion[k * classes + k]).sum();
    share(right, confusion.iter().sum()).unwrap_or(0.0)
}

/// Mean recall over the classes that occur.
pub fn balanced_accuracy(confusion: &[u32], classes: usize) -> f64 {
    recall(confusion, classes)
}

/// Macro recall over the classes that occur.
pub fn recall(confusion: &[u32], classes: usize) -> f64 {
    mean((0..classes).filter_map(|k| share(confusion[k * classes + k], row_sum(confusion, classes, k))))
}

/// Macro precision over the classes that occur or are predicted; never predicted counts 0.
pub fn precision(confusion: &[u32], classes: usize) -> f64 {
    let present = |k: &usize| row_sum(confusion, classes, *k) + column_sum(confusion, classes, *k) > 0;
    let of = |k: usize| share(confusion[k * classes + k], column_sum(confusion, classes, k)).unwrap_or(0.0);
    mean((0..classes).filter(present).map(of))
}

/// Macro F1 over the classes that occur or are predicted: the mean of each class's own.
pub fn f1(confusion: &[u32], classes: usize) -> f64 {
    let of = |k: usize| {
        share(
            2 * confusion[k * classes + k],
            row_sum(confusion, classes, k) + column_sum(confusion, classes, k),
        )
    };
    mean((0..classes).filter_map(of))
}

fn row_sum(confusion: &[u32], classes: usize, k: usize) -> u32 {
    confusion[k * classes..(k + 1) * classes].iter().sum()
}

fn column_sum(confusion: &[u32], classes: usize, k: usize) -> u32 {
    (0..classes).map(|t| confusion[t * classes + k]).sum()
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Area under the ROC curve by ranks, ties shared (Mann and Whitney); none where one side is empty.
pub fn roc_auc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    let (yes, no) =
        (positive.iter().filter(|p| **p).count() as f64, positive.iter().filter(|p| !**p).count() as f64);
    if yes == 0.0 || no == 0.0 {
        return None;
    }
    // ranks from above: a positive at rank r has r - 1 rows above it
    let above: f64 =
        rank::average_ranks(scores).iter().zip(positive).filter(|(_, p)| **p).map(|(r, _)| r).sum();
    Some(1.0 - (above - yes * (yes + 1.0) / 2.0) / (yes * no))
}

/// Macro one-against-rest area (two classes: that of the second); none where a class is absent.
pub fn roc_auc_macro(probabilities: &[f64], truth: &[u32], classes: usize) -> Option<f64> {
    let of = |k: usize| {
        let scores: Vec<f64> = probabilities.chunks(classes).map(|row| row[k]).collect();
        let positive: Vec<bool> = truth.iter().map(|&t| t as usize == k).collect();
        roc_auc(&scores, &positive)
    };
    let shown = if classes == 2 { 1..2 } else { 0..classes };
    let areas: Option<Vec<f64>> = shown.map(of).collect();
    areas.map(|a| mean(a.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // truth [0,0,1,1,2,2,2], predicted [0,1,1,1,2,0,2]
    const CONFUSION: [u32; 9] = [1, 1, 0, 0, 2, 0, 1, 0, 2];

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-12, "{a} is not {b}");
    }

    #[test]
    fn three_classes_by_hand() {
        // recalls 1/2, 1, 2/3; precisions 1/2, 2/3, 1; F1 1/2, 4/5, 4/5
        near(accuracy(&CONFUSION, 3), 5.0 / 7.0);
        near(recall(&CONFUSION, 3), (0.5 + 1.0 + 2.0 / 3.0) / 3.0);
        near(precision(&CONFUSION, 3), (0.5 + 2.0 / 3.0 + 1.0) / 3.0);
        near(f1(&CONFUSION, 3), (0.5 + 0.8 + 0.8) / 3.0);
    }

    #[test]
    fn a_class_never_predicted_has_precision_zero() {
        near(precision(&[3, 0, 1, 0], 2), 3.0 / 8.0);
        near(recall(&[3, 1, 0, 0], 2), 0.75);
    }

    #[test]
    fn area_with_ties() {
        // pairs (positive, negative): .8 > .3, .8 > .5, .5 > .3, .5 = .5: 3.5 of 4
        near(roc_auc(&[0.8, 0.5, 0.5, 0.3], &[true, true, false, false]).unwrap(), 3.5 / 4.0);
        assert!(roc_auc(&[0.1], &[true]).is_none());
        // two of (.9, .2), (.4, .6): rows of class 1 score .1 and .6 against .6: see the second column
        let p = [0.9, 0.1, 0.4, 0.6, 0.4, 0.6];
        near(roc_auc_macro(&p, &[0, 1, 1], 2).unwrap(), 1.0);
    }

    #[test]
    fn log_loss_is_clipped() {
        near(log_loss(&[1.0, 0.0], &[1], &[1.0; 2]), -SMALLEST.ln());
        near(log_loss(&[0.25, 0.75], &[1], &[1.0; 2]), -(0.75f64.ln()));
        near(log_loss(&[0.25, 0.75], &[1], &[0.5, 3.0]), -3.0 * 0.75f64.ln());
        assert_eq!(confusion(&[0.5, 0.5, 0.2, 0.8], &[1, 1], 2), [0, 0, 1, 1]);
    }

    #[test]
    fn probabilities_are_those_of_classes_that_count_by_their_weights() {
        // .9 × .5 against .1 × 4.5: even
        let mut p = [0.9, 0.1, 0.5, 0.5];
        reweighted(&mut p, &[0.5, 4.5]);
        [0.5, 0.5, 0.1, 0.9].iter().zip(p).for_each(|(&expected, p)| near(p, expected));
        reweighted(&mut p, &[2.0, 2.0 / 9.0]);
        [0.9, 0.1, 0.5, 0.5].iter().zip(p).for_each(|(&expected, p)| near(p, expected));
    }
}
