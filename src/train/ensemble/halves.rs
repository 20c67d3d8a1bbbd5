//! Networks of all variables on random halves of the rows: where intervals of scores read off networks come from.

use super::Ensemble;
use crate::error::Result;
use crate::observe::Observe;
use crate::train::tune::Choice;
use crate::train::{Fitted, Keep, Task};
use std::ops::Range;

/// Orders of shuffled labels on which halves are trained too.
const LABELLINGS: usize = 4;
/// Halves trained on each of these.
pub const SHUFFLED_HALVES: usize = 10;
/// Rows beyond which none are.
const MANY_ROWS: usize = 100_000;

/// One network trained inside a half.
pub struct HalfRun {
    /// Number of the half; 2i and 2i + 1 are complements. With shuffled labels they go on from labelling to labelling.
    pub half: usize,
    /// Index into the labels of the bench: 0 are the real ones.
    pub labels: usize,
    /// Index of its row set: a fold inside the half.
    pub rows: usize,
    /// The fit, its network kept.
    pub fitted: Fitted,
}

impl Ensemble<'_> {
    pub(super) fn train_halves(&mut self, observe: &dyn Observe) -> Result<()> {
        let each = self.plan.half_inner * self.grid.len() + self.plan.half_folds;
        let shuffled = if self.bench.dataset.rows() > MANY_ROWS { 0 } else { LABELLINGS };
        let halves = self.plan.halves + shuffled * SHUFFLED_HALVES.min(self.plan.halves);
        observe.stage_began("networks on half-samples", (halves * each) as u64);
        self.halves = self.on_halves(0..1, self.plan.halves, observe)?;
        let first = self.bench.labels.len();
        for labelling in 0..shuffled {
            let labels = self.shuffled_labels(self.seed.child("shuffled halves", labelling as u64));
            self.bench.labels.push(labels);
        }
        self.shuffled_halves = self.on_halves(first..first + shuffled, SHUFFLED_HALVES, observe)?;
        observe.stage_ended();
        Ok(())
    }

    /// The first halves, on each of the labels: the same procedure, whatever the labels.
    fn on_halves(&self, labels: Range<usize>, most: usize, observe: &dyn Observe) -> Result<Vec<HalfRun>> {
        let all = &self.bench.sets[0];
        let halves = self.layout.half_inner.len().min(most);
        let mut choices = Vec::new();
        for labels in labels.clone() {
            choices.extend(self.layout.half_inner[..halves].iter().map(|inner| Choice {
                set: 0,
                labels: labels as u32,
                rows: inner.clone().map(|r| r as u32).collect(),
                start: self.start_seed(all, inner.start, 0),
            }));
        }
        let decays = self.bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let mut places = Vec::new();
        let mut tasks = Vec::new();
        for (half, decay) in decays.into_iter().enumerate() {
            let labels = labels.start + half / halves;
            for rows in self.layout.half_folds[half % halves].clone() {
                let (start, labelled) = (self.start_seed(all, rows, 0), labels as u32);
                tasks.push(Task {
                    rows: rows as u32,
                    labels: labelled,
                    set: 0,
                    decay,
                    start,
                    keep: Keep::Network,
                });
                places.push((half, labels, rows));
            }
        }
        let fits = self.bench.fit(&tasks, &self.params, observe)?;
        let run = |((half, labels, rows), fitted)| HalfRun { half, labels, rows, fitted };
        Ok(places.into_iter().zip(fits).map(run).collect())
    }
}
