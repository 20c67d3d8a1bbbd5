//! Networks of all variables on random halves of the rows: where intervals of scores read off networks come from.

use super::Ensemble;
use crate::error::Result;
use crate::observe::Observe;
use crate::train::tune::Choice;
use crate::train::{Fitted, Keep, Task};

/// One network trained inside a half.
pub struct HalfRun {
    /// Number of the half; 2i and 2i + 1 are complements.
    pub half: usize,
    /// Index of its row set: a fold inside the half.
    pub rows: usize,
    /// The fit, its network kept.
    pub fitted: Fitted,
}

impl Ensemble<'_> {
    pub(super) fn train_halves(&mut self, observe: &dyn Observe) -> Result<()> {
        let each = self.plan.half_inner * self.grid.len() + self.plan.half_folds;
        observe.stage_began("networks on half-samples", (self.plan.halves * each) as u64);
        let all = self.bench.sets[0].clone();
        let choices = self.layout.half_inner.iter().map(|inner| Choice {
            set: 0,
            labels: 0,
            rows: inner.clone().map(|r| r as u32).collect(),
            start: self.start_seed(&all, inner.start, 0),
        });
        let choices: Vec<Choice> = choices.collect();
        let decays = self.bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let mut places = Vec::new();
        let mut tasks = Vec::new();
        for (half, folds) in self.layout.half_folds.iter().enumerate() {
            for rows in folds.clone() {
                let start = self.start_seed(&all, rows, 0);
                let (rows_index, decay) = (rows as u32, decays[half]);
                tasks.push(Task { rows: rows_index, labels: 0, set: 0, decay, start, keep: Keep::Network });
                places.push((half, rows));
            }
        }
        let fits = self.bench.fit(&tasks, &self.params, observe)?;
        let pair = |((half, rows), fitted)| HalfRun { half, rows, fitted };
        self.halves = places.into_iter().zip(fits).map(pair).collect();
        observe.stage_ended();
        Ok(())
    }
}
