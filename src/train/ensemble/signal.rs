//! Is there anything to explain? The network of all variables against networks on shuffled labels.
//!
//! The statistic is the mean over plain folds of the gain in held-out log loss over the class frequencies, the decay
//! chosen anew for every labelling by one inner split. Folds don't look at the classes: then real and shuffled labels
//! meet exactly the same procedure, and under 'no signal' all labellings are exchangeable. Shuffles stop at the first
//! one that reaches the real gain; L shuffles then give p = 1/L (Besag and Clifford 1991, doi:10.1093/biomet/78.2.301).
//!
//! Where rows come in groups, what is exchangeable is the group, and folds keep groups whole: see `prepare::exchange`. Where
//! groups are of unequal size, so are the classes of a shuffle; each gain is over the class frequencies of its own labels.

use super::Ensemble;
use crate::error::Result;
use crate::observe::Observe;
use crate::prepare::exchange::Exchange;
use crate::seed::Seed;
use crate::train::frequencies;
use crate::train::tune::Choice;
use crate::train::{Keep, Task};

/// Shuffles trained in one call: they fill the lanes, and an early stop wastes few.
const BATCH: usize = 16;

/// Gains with the real and with shuffled labels.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SignalRun {
    /// Gain with the real labels.
    pub observed: f64,
    /// Gains with shuffled labels, in order, the last one at least the observed if it stopped early.
    pub shuffled: Vec<f64>,
}

impl SignalRun {
    /// Whether it stopped at a shuffle that reached the observed gain.
    pub fn stopped_early(&self) -> bool {
        self.shuffled.last().is_some_and(|&gain| gain >= self.observed)
    }

    /// p-value of 'no signal'.
    pub fn p(&self) -> f64 {
        let made = self.shuffled.len() as f64;
        if self.stopped_early() { 1.0 / made } else { 1.0 / (1.0 + made) }
    }
}

impl Ensemble<'_> {
    pub(super) fn train_signal(&mut self, observe: &dyn Observe) -> Result<()> {
        let each = self.grid.len() + self.plan.signal_folds;
        observe.stage_began("shuffled labels", ((1 + self.plan.signal_shuffles) * each) as u64);
        self.signal.observed = self.gains(0..1, observe)?[0];
        let mut made = 0;
        while made < self.plan.signal_shuffles && !self.signal.stopped_early() {
            let first = self.bench.labels.len();
            let batch = BATCH.min(self.plan.signal_shuffles - made);
            for shuffle in made..made + batch {
                let labels = self.shuffled_labels(self.seed.child("shuffle", shuffle as u64));
                self.bench.labels.push(labels);
            }
            for gain in self.gains(first..first + batch, observe)? {
                if !self.signal.stopped_early() {
                    self.signal.shuffled.push(gain);
                }
            }
            self.bench.labels.truncate(first);
            made += batch;
        }
        observe.stage_ended();
        Ok(())
    }

    /// Labels in random order. Whole groups change places: where each has one class, with any other; else all the labels of
    /// a group go to another of about its size.
    pub(super) fn shuffled_labels(&self, seed: Seed) -> Vec<u32> {
        let codes = &self.bench.dataset.target.codes;
        let mut rng = seed.rng();
        let Some(groups) = &self.bench.dataset.groups else {
            let mut shuffled = codes.clone();
            rng.shuffle(&mut shuffled);
            return shuffled;
        };
        if let Some(mut of_group) = one_class_each(groups, codes) {
            rng.shuffle(&mut of_group);
            return groups.iter().map(|&g| of_group[g as usize]).collect();
        }
        Exchange::of(groups).order(&mut rng).into_iter().map(|from| codes[from as usize]).collect()
    }

    /// Mean gain over the folds for each labelling.
    fn gains(&self, labels: std::ops::Range<usize>, observe: &dyn Observe) -> Result<Vec<f64>> {
        let inner = self.layout.signal_inner;
        let all = &self.bench.sets[0];
        let start = self.start_seed(all, inner, 0);
        let choice = |l: usize| Choice { set: 0, labels: l as u32, rows: vec![inner as u32], start };
        let choices: Vec<Choice> = labels.clone().map(choice).collect();
        let decays = self.bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let mut tasks = Vec::new();
        for (labelling, &decay) in labels.clone().zip(&decays) {
            for rows in self.layout.signal_folds.clone() {
                let start = self.start_seed(all, rows, 0);
                let labels = labelling as u32;
                tasks.push(Task { rows: rows as u32, labels, set: 0, decay, start, keep: Keep::Losses });
            }
        }
        let fits = self.bench.fit(&tasks, &self.params, observe)?;
        let gain = |(task, fit): (&Task, &crate::train::Fitted)| {
            let rows = &self.bench.rows[task.rows as usize];
            let labels = &self.bench.labels[task.labels as usize];
            frequencies::log_loss(labels, &self.bench.dataset.target.weights, rows) - fit.loss
        };
        let gains: Vec<f64> = tasks.iter().zip(&fits).map(gain).collect();
        let folds = self.layout.signal_folds.len();
        Ok(gains.chunks(folds).map(|g| g.iter().sum::<f64>() / folds as f64).collect())
    }
}

/// The class of each group, if every group has just one.
fn one_class_each(groups: &[u32], codes: &[u32]) -> Option<Vec<u32>> {
    let count = groups.iter().max().map_or(0, |&g| g as usize + 1);
    let mut class: Vec<Option<u32>> = vec![None; count];
    for (&group, &code) in groups.iter().zip(codes) {
        let known = class[group as usize].get_or_insert(code);
        if *known != code {
            return None;
        }
    }
    class.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_counts_the_real_labelling_too() {
        let run = SignalRun { observed: 1.0, shuffled: vec![0.0; 99] };
        assert_eq!(run.p(), 0.01);
        let early = SignalRun { observed: 1.0, shuffled: vec![0.0, 0.5, 1.0] };
        assert!(early.stopped_early());
        assert_eq!(early.p(), 1.0 / 3.0);
    }

    #[test]
    fn groups_of_mixed_classes_have_no_class() {
        assert_eq!(one_class_each(&[0, 0, 1], &[2, 2, 0]), Some(vec![2, 0]));
        assert_eq!(one_class_each(&[0, 0, 1], &[2, 1, 0]), None);
    }
}
