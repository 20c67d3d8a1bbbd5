//! Tasks in, trained networks out: sixteen at a time, groups in parallel, results in the order of the tasks.

use super::group::Group;
use super::lanes::{IDLE, LANES, Width};
use super::params::MlpValidParams;
use super::{Bench, Fitted, Keep, Rows, Task};
use crate::error::{Error, Result};
use crate::observe::Observe;
use rayon::prelude::*;

impl Bench<'_> {
    /// Trains every task and judges it on its held-out rows. The result of a task depends on nothing but the task: not
    /// on the others, their order, the number of threads or the instruction set.
    ///
    /// # Errors
    /// `Error::Interrupted` when the observer says so; `Error::Internal` for a task that points nowhere.
    pub fn fit(&self, tasks: &[Task], params: &MlpValidParams, observe: &dyn Observe) -> Result<Vec<Fitted>> {
        self.fit_on(Width::detect(), tasks, params, observe)
    }

    /// `fit` with a given instruction set.
    pub(crate) fn fit_on(
        &self,
        width: Width,
        tasks: &[Task],
        params: &MlpValidParams,
        observe: &dyn Observe,
    ) -> Result<Vec<Fitted>> {
        self.check(tasks)?;
        let groups = self.groups(tasks);
        let fitted: Vec<Vec<Fitted>> = groups
            .par_iter()
            .with_max_len(1)
            .map(|group| {
                if observe.interrupted() {
                    return Err(Error::Interrupted);
                }
                let tasks: Vec<Task> = group.iter().map(|&at| tasks[at]).collect();
                let fitted = Group::new(self, &tasks, params).fit(width, params.limit());
                observe.advanced(tasks.len() as u64);
                Ok(fitted)
            })
            .collect::<Result<_>>()?;
        let mut ordered: Vec<(usize, Fitted)> =
            groups.into_iter().flatten().zip(fitted.into_iter().flatten()).collect();
        ordered.sort_by_key(|&(at, _)| at);
        Ok(ordered.into_iter().map(|(_, fitted)| fitted).collect())
    }

    /// Tasks (their places) that are trained together: the same variables, like decays, and rows that lie next to each
    /// other. A group lasts as long as its slowest network, and weak decay takes several times the iterations of strong.
    fn groups(&self, tasks: &[Task]) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..tasks.len()).collect();
        let kind = |at: usize| (tasks[at].set, tasks[at].keep == Keep::Trace);
        // decays are not negative, so their bits are in their order
        order.sort_by_key(|&at| (kind(at), tasks[at].decay.to_bits(), tasks[at].rows, at));
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for at in order {
            match groups.last_mut() {
                Some(group) if group.len() < LANES && kind(group[0]) == kind(at) => group.push(at),
                _ => groups.push(vec![at]),
            }
        }
        groups
    }

    /// Every index points somewhere, rows ascend, labels are classes.
    fn check(&self, tasks: &[Task]) -> Result<()> {
        let internal = |what: String| Err(Error::Internal(what));
        if self.dataset.classes() < 2 || self.dataset.classes() >= usize::from(IDLE) {
            return Err(Error::Input(format!(
                "the target has {} classes; networks are trained on 2 to 254",
                self.dataset.classes()
            )));
        }
        for task in tasks {
            let (rows, labels) = (self.rows.get(task.rows as usize), self.labels.get(task.labels as usize));
            let set = self.sets.get(task.set as usize);
            let (Some(rows), Some(labels), Some(set)) = (rows, labels, set) else {
                return internal(format!(
                    "a training task points to rows, labels or a set that isn't there: {task:?}"
                ));
            };
            if set.is_empty() || rows.train.is_empty() || labels.len() != self.dataset.rows() {
                return internal(
                    "a training task has no variables, no training rows or too few labels".into(),
                );
            }
        }
        let classes = self.dataset.classes() as u32;
        if self.labels.iter().flatten().any(|&label| label >= classes) {
            return internal("a label is no class".into());
        }
        match self.rows.iter().find(|rows| !self.sound(rows)) {
            None => Ok(()),
            Some(_) => internal("rows of a split are not ascending or not in the table".into()),
        }
    }

    fn sound(&self, rows: &Rows) -> bool {
        let many = self.dataset.rows() as u32;
        [&rows.train, &rows.judge].into_iter().all(|list| {
            list.windows(2).all(|pair| pair[0] < pair[1]) && list.last().is_none_or(|&last| last < many)
        })
    }
}
