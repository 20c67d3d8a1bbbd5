//! How well the network and other models predict held-out rows.

use super::case::{Case, difference, mean, nothing_known};
use super::{
    CalibrationBin, CalibrationError, ClassPerformance, CurvePoint, DecayCount, ModelPerformance,
    Performance, StoppedCounts,
};
use crate::attribute::models::{Kind, OtherFit, OtherFits};
use crate::numbers;
use crate::stats::calibration::{self as calibrated, BINS, Reliability};
use crate::stats::{Estimate, Quality, clustered, interval, metrics, quantile};
use crate::train::{Fitted, Stopped, frequencies};
use std::collections::BTreeMap;

/// Points of a learning curve that are kept.
const CURVE_POINTS: usize = 60;

/// Judges every model.
pub fn performance(case: &Case, others: &OtherFits) -> Performance {
    let ensemble = case.ensemble;
    let nothing = nothing_known(ensemble, &ensemble.layout.splits);
    let losses: Vec<f64> = ensemble.full_by_split().iter().map(|o| o.loss).collect();
    let gains = difference(&nothing, &losses);
    let gain = interval::estimate(&gains, ensemble.full_ratio());
    let share = interval::fieller(&gains, &nothing, ensemble.full_ratio());
    Performance {
        models: models(case, others),
        per_class: per_class(case),
        confusion: confusion(case),
        calibration: calibration(case),
        curves: curves(case),
        curves_of: traced(case).count(),
        stopped: stopped(case),
        decay: decays(&ensemble.full_decays),
        gain_share: share.unwrap_or(Estimate { mean: mean(&gains) / mean(&nothing), low: None, high: None }),
        gain,
    }
}

fn models(case: &Case, others: &OtherFits) -> Vec<ModelPerformance> {
    let ensemble = case.ensemble;
    let set_losses = case.full_losses();
    let forest_losses: Vec<f64> = ensemble.forest_full.iter().map(|o| o.loss).collect();
    let scheme = ensemble.plan.full;
    let mut models = vec![network(case)];
    models.push(majority(case, &set_losses));
    for (kind, against) in
        [(Kind::Logistic, &set_losses), (Kind::Tree, &set_losses), (Kind::Forest, &forest_losses)]
    {
        let fits: Vec<&OtherFit> = others.of(kind).collect();
        if fits.is_empty() {
            continue;
        }
        let judged: Vec<Quality> = fits.iter().filter_map(|fit| fit.judged).collect();
        let ratio = if kind == Kind::Forest {
            1.0 / (ensemble.plan.forest.folds as f64 - 1.0)
        } else {
            ensemble.ratio()
        };
        let folds = if kind == Kind::Forest { ensemble.plan.forest.folds } else { scheme.folds };
        models.push(ModelPerformance {
            calibration_error: calibration_error(judged.chunks(folds).map(pooled)),
            ..summary(case, kind.id(), &judged, ratio, Some(against), note(case, kind, fits.len()))
        });
    }
    let starts = numbers::of(scheme.starts, "start");
    models[0].note = format!("{} × {} folds, {starts}", scheme.repeats, scheme.folds);
    models
}

fn note(case: &Case, kind: Kind, splits: usize) -> String {
    let plan = &case.ensemble.plan;
    match kind {
        Kind::Forest if case.dataset.rows() > plan.forest_rows => {
            format!("{splits} splits, {} trees, fitted on {} rows", plan.trees, plan.forest_rows)
        }
        Kind::Forest => format!("{splits} splits, {} trees", plan.trees),
        _ => format!("{splits} splits"),
    }
}

fn network(case: &Case) -> ModelPerformance {
    let each: Vec<Quality> = case.ensemble.full.iter().map(|r| judge_fit(case, &r.fitted, r.rows)).collect();
    let scheme = case.ensemble.plan.full;
    let by_split: Vec<Quality> = each.chunks(scheme.starts).map(Quality::mean).collect();
    let pass = |repeat: &[Quality], start: usize| {
        let folds = repeat.iter().skip(start).step_by(scheme.starts);
        folds.fold(Reliability::default(), |all, quality| all.with(&quality.reliability))
    };
    let repeats = each.chunks(scheme.folds * scheme.starts);
    let passes = repeats.flat_map(|repeat| (0..scheme.starts).map(move |start| pass(repeat, start)));
    ModelPerformance {
        calibration_error: calibration_error(passes),
        ..summary(case, "network", &by_split, case.ensemble.full_ratio(), None, String::new())
    }
}

/// The held-out rows of all folds of a repeat: each row of the table once.
fn pooled(folds: &[Quality]) -> Reliability {
    folds.iter().fold(Reliability::default(), |all, quality| all.with(&quality.reliability))
}

/// Mean over passes through all rows. A fold alone has too few rows: most of its error would be chance.
fn calibration_error(passes: impl Iterator<Item = Reliability>) -> Option<CalibrationError> {
    let each: Vec<(f64, f64)> = passes.filter_map(|pass| Some((pass.error()?, pass.by_chance()?))).collect();
    let mean = |f: fn(&(f64, f64)) -> f64| each.iter().map(f).sum::<f64>() / each.len() as f64;
    (!each.is_empty()).then(|| CalibrationError { error: mean(|e| e.0), by_chance: mean(|e| e.1) })
}

fn majority(case: &Case, against: &[f64]) -> ModelPerformance {
    let bench = &case.ensemble.bench;
    let judge = |index: usize| {
        let rows = &bench.rows[index];
        let (labels, weights) = (&bench.labels[0], &case.dataset.target.weights);
        // the most frequent class is the one with the most rows, whatever these count
        let alike = vec![1.0; weights.len()];
        let frequencies = frequencies::probabilities(labels, &alike, &rows.train);
        let repeated: Vec<f64> = rows.judge.iter().flat_map(|_| frequencies.iter().copied()).collect();
        let quality = Quality::of(&repeated, &case.dataset.classes_of(&rows.judge), weights);
        Quality { loss: frequencies::log_loss(labels, weights, rows), ..quality }
    };
    let judged: Vec<Quality> = case.ensemble.layout.set_splits.iter().copied().map(judge).collect();
    let note = format!("{} splits", judged.len());
    ModelPerformance {
        calibration_error: calibration_error(judged.chunks(case.ensemble.plan.full.folds).map(pooled)),
        ..summary(case, "majority", &judged, case.ensemble.ratio(), Some(against), note)
    }
}

fn judge_fit(case: &Case, fit: &Fitted, rows: usize) -> Quality {
    let probabilities: Vec<f64> = fit.probabilities.iter().map(|&p| f64::from(p)).collect();
    let truth = case.dataset.classes_of(&case.ensemble.bench.rows[rows].judge);
    let auc = metrics::roc_auc_macro(&probabilities, &truth, case.dataset.classes());
    let reliability = Reliability::of(&probabilities, &truth, &case.dataset.target.weights);
    Quality { reliability, ..Quality::counted(fit.loss, &fit.confusion, auc, case.dataset.classes()) }
}

fn summary(
    case: &Case,
    model: &str,
    splits: &[Quality],
    ratio: f64,
    against: Option<&[f64]>,
    note: String,
) -> ModelPerformance {
    let take = |f: fn(&Quality) -> f64| -> Vec<f64> { splits.iter().map(f).collect() };
    let [rows, of_smallest] = case.behind_shares();
    let share = |f: fn(&Quality) -> f64| interval::share(&take(f), ratio, of_smallest);
    let aucs: Option<Vec<f64>> = splits.iter().map(|j| j.auc).collect();
    let losses: Vec<f64> = splits.iter().map(|j| j.loss).collect();
    ModelPerformance {
        model: model.to_owned(),
        accuracy: interval::share(&take(|j| j.accuracy), ratio, rows),
        balanced_accuracy: share(|j| j.balanced),
        precision: share(|j| j.precision),
        recall: share(|j| j.recall),
        f1: share(|j| j.f1),
        roc_auc: aucs.map(|a| interval::share(&a, ratio, of_smallest)),
        log_loss: interval::estimate(&losses, ratio),
        difference: against.map(|other| interval::difference(&difference(&losses, other), ratio)),
        calibration_error: None,
        note,
    }
}

/// Mean number of rows a repeat by true and predicted class.
fn confusion(case: &Case) -> Vec<Vec<f64>> {
    let classes = case.dataset.classes();
    let scheme = case.ensemble.plan.full;
    let passes = (scheme.repeats * scheme.starts) as f64;
    let cell = |t: usize, p: usize| {
        case.ensemble.full.iter().map(|r| f64::from(r.fitted.confusion[t * classes + p])).sum::<f64>()
            / passes
    };
    (0..classes).map(|t| (0..classes).map(|p| cell(t, p)).collect()).collect()
}

fn per_class(case: &Case) -> Vec<ClassPerformance> {
    let confusion = confusion(case);
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let of_class = |k: usize| {
        let hits = confusion[k][k];
        let precision = share(hits, confusion.iter().map(|row| row[k]).sum());
        let recall = share(hits, confusion[k].iter().sum());
        ClassPerformance {
            class: case.dataset.target.classes[k].clone(),
            count: case.dataset.target.codes.iter().filter(|&&c| c as usize == k).count(),
            precision,
            recall,
            f1: share(2.0 * precision * recall, precision + recall),
        }
    };
    (0..confusion.len()).map(of_class).collect()
}

fn calibration(case: &Case) -> Vec<CalibrationBin> {
    let classes = case.dataset.classes();
    let scheme = case.ensemble.plan.full;
    let passes = (scheme.repeats * scheme.starts) as f64;
    // for two classes the second says it all; for more, every class is a yes or no of its own
    let shown = if classes == 2 { 1..2 } else { 0..classes };
    // a network whose rows count by their class says how likely classes would be that are equally frequent
    let back: Vec<f64> = case.dataset.target.weights.iter().map(|weight| 1.0 / weight).collect();
    let mut sums = [[0.0f64; 3]; BINS];
    let groups = case.dataset.named_groups();
    let mut by_group: [BTreeMap<u32, (f64, f64)>; BINS] = Default::default();
    for run in &case.ensemble.full {
        let rows = &case.ensemble.bench.rows[run.rows];
        let mut all: Vec<f64> = run.fitted.probabilities.iter().map(|&p| f64::from(p)).collect();
        metrics::reweighted(&mut all, &back);
        for (row, probabilities) in rows.judge.iter().zip(all.chunks(classes)) {
            for k in shown.clone() {
                let p = probabilities[k];
                let at = calibrated::bin(p);
                let hit = f64::from(u8::from(case.dataset.target.codes[*row as usize] as usize == k));
                let bin = &mut sums[at];
                bin[0] += p;
                bin[1] += hit;
                bin[2] += 1.0;
                if let Some(groups) = groups {
                    let of_group = by_group[at].entry(groups[*row as usize]).or_default();
                    of_group.0 += hit / passes;
                    of_group.1 += 1.0 / passes;
                }
            }
        }
    }
    let bin = |(&[predicted, observed, count], of_groups): (&[f64; 3], &BTreeMap<u32, (f64, f64)>)| {
        let (low, high) = match groups {
            None => interval::wilson(observed / passes, count / passes),
            Some(_) => clustered::wilson_in_groups(&of_groups.values().copied().collect::<Vec<_>>()),
        };
        CalibrationBin {
            predicted: predicted / count,
            observed: observed / count,
            low,
            high,
            count: count / passes,
        }
    };
    sums.iter().zip(&by_group).filter(|(s, _)| s[2] >= passes).map(bin).collect()
}

fn traced<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Fitted> {
    case.ensemble
        .full
        .iter()
        .map(|r| &r.fitted)
        .filter(|f| !f.trace.is_empty() && f.stopped != Stopped::Diverged)
}

fn curves(case: &Case) -> Vec<CurvePoint> {
    let traces: Vec<&[(f64, f64)]> = traced(case).map(|f| f.trace.as_slice()).collect();
    let longest = traces.iter().map(|t| t.len()).max().unwrap_or(0);
    let step = longest.div_ceil(CURVE_POINTS).max(1);
    let at = |iteration: usize| {
        // a training that has stopped stays where it is
        let values: Vec<(f64, f64)> = traces.iter().map(|t| t[iteration.min(t.len() - 1)]).collect();
        let band = |f: fn(&(f64, f64)) -> f64| {
            let values: Vec<f64> = values.iter().map(f).collect();
            [0.1, 0.5, 0.9].map(|p| quantile::quantile(&values, p))
        };
        // the first pair of a trace is what the first iteration led to
        CurvePoint { iteration: iteration + 1, training: band(|v| v.0), held_out: band(|v| v.1) }
    };
    (0..longest).step_by(step).map(at).collect()
}

fn stopped(case: &Case) -> StoppedCounts {
    let count = |why: Stopped| case.ensemble.full.iter().filter(|r| r.fitted.stopped == why).count();
    StoppedCounts {
        converged: count(Stopped::Converged),
        limit: count(Stopped::Limit),
        diverged: count(Stopped::Diverged),
        schedule: count(Stopped::Schedule),
    }
}

fn decays(chosen: &[f64]) -> Vec<DecayCount> {
    let mut sorted = chosen.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut counts: Vec<DecayCount> = Vec::new();
    for decay in sorted {
        match counts.last_mut().filter(|last| last.decay == decay) {
            Some(last) => last.count += 1,
            None => counts.push(DecayCount { decay, count: 1 }),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decays_are_counted_in_order() {
        let counts = decays(&[4.0, 1.0, 4.0]);
        assert_eq!(counts, [DecayCount { decay: 1.0, count: 1 }, DecayCount { decay: 4.0, count: 2 }]);
    }
}
