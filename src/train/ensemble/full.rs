//! The network of all variables: every split, several starts.

use super::{Ensemble, SetOutcome};
use crate::error::Result;
use crate::observe::Observe;
use crate::train::tune::Choice;
use crate::train::{Fitted, Keep, Task};

/// One network of all variables.
pub struct FullRun {
    /// Number of the split, repeats in order and folds within.
    pub split: usize,
    /// Number of the start.
    pub start: usize,
    /// Index of its row set.
    pub rows: usize,
    /// Decay it was trained with.
    pub decay: f64,
    /// The fit, its network kept.
    pub fitted: Fitted,
}

impl Ensemble<'_> {
    pub(super) fn train_full(&mut self, observe: &dyn Observe) -> Result<()> {
        let scheme = self.plan.full;
        let networks = scheme.repeats * (scheme.folds * scheme.starts + self.plan.inner * self.grid.len());
        observe.stage_began("networks of all variables", networks as u64);
        let all = self.bench.sets[0].clone();
        let choices = self.layout.inner.iter().map(|inner| Choice {
            set: 0,
            labels: 0,
            rows: inner.clone().map(|r| r as u32).collect(),
            start: self.start_seed(&all, inner.start, 0),
        });
        let choices: Vec<Choice> = choices.collect();
        self.full_decays = self.bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let mut places = Vec::new();
        let mut tasks = Vec::new();
        for (split, rows) in self.layout.splits.iter().copied().enumerate() {
            for start in 0..scheme.starts {
                let decay = self.full_decays[split / scheme.folds];
                // the first start of the first repeat is followed iteration by iteration for the learning curves
                let traced = start == 0 && split < scheme.folds;
                let keep = if traced { Keep::Trace } else { Keep::Probabilities };
                let seed = self.start_seed(&all, rows, start);
                tasks.push(Task { rows: rows as u32, labels: 0, set: 0, decay, start: seed, keep });
                places.push((split, start, rows, decay));
            }
        }
        let fits = self.bench.fit(&tasks, &self.params, observe)?;
        let pair = |((split, start, rows, decay), fitted)| FullRun { split, start, rows, decay, fitted };
        self.full = places.into_iter().zip(fits).map(pair).collect();
        self.train_on_forest_splits(observe)?;
        observe.stage_ended();
        Ok(())
    }

    /// One start on the forest's splits, with the middle one of the decays chosen: the forest is compared on the same rows.
    fn train_on_forest_splits(&mut self, observe: &dyn Observe) -> Result<()> {
        let mut decays = self.full_decays.clone();
        decays.sort_by(f64::total_cmp);
        let decay = decays[decays.len() / 2];
        let all = self.bench.sets[0].clone();
        let task = |rows: usize| {
            let start = self.start_seed(&all, rows, 0);
            Task { rows: rows as u32, labels: 0, set: 0, decay, start, keep: Keep::Losses }
        };
        let tasks: Vec<Task> = self.layout.forest_splits.clone().map(task).collect();
        let fits = self.bench.fit(&tasks, &self.params, observe)?;
        let classes = self.bench.dataset.classes();
        self.forest_full = fits.iter().map(|f| SetOutcome::of(f, classes)).collect();
        Ok(())
    }
}
