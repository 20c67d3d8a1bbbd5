//! Tasks in, trained networks out: sixteen at a time, in as many workers as there are threads, results in the order of the
//! tasks.

use super::lanes::{IDLE, LANES, Width};
use super::lbfgs::Descent;
use super::line::{Ended, Line};
use super::params::MlpValidParams;
use super::shape::Shape;
use super::{Bench, Fitted, Rows, Task};
use crate::error::{Error, Result};
use crate::observe::Observe;
use rayon::prelude::*;
use std::cmp::Reverse;

/// Tasks that are worth a worker of their own.
const FEWEST: usize = 4;

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
        let lines = self.lines(tasks);
        let workers = rayon::current_num_threads();
        let fit = |order: &Vec<usize>| {
            let line = Line::new(self, tasks, order, observe);
            let shape = self.shape(&tasks[order[0]], params);
            let many = workers.min(order.len().div_ceil(FEWEST)).max(1);
            let abreast = order.len().div_ceil(many).min(LANES);
            let work = |_| width.run(Descent { shape: &shape, line: &line, limit: params.limit(), abreast });
            (0..many).into_par_iter().with_max_len(1).flat_map_iter(work).collect::<Vec<_>>()
        };
        let mut fitted: Vec<Ended> = lines.par_iter().with_max_len(1).flat_map_iter(fit).collect();
        if fitted.len() < tasks.len() {
            return Err(Error::Interrupted);
        }
        fitted.sort_by_key(|&(at, _)| at);
        Ok(fitted.into_iter().map(|(_, fitted)| fitted).collect())
    }

    fn shape(&self, task: &Task, params: &MlpValidParams) -> Shape {
        let inputs = self.dataset.inputs_of(&self.sets[task.set as usize]).len();
        Shape::new(inputs, params.hidden(), self.dataset.classes(), params.activation())
    }

    /// Tasks (their places) that can follow each other in a lane: the same number of inputs. Within a line those of many
    /// rows come first, lest they stand alone beside idle lanes at the end, and before them those of weak decay, which
    /// takes several times the iterations of strong.
    fn lines(&self, tasks: &[Task]) -> Vec<Vec<usize>> {
        let inputs: Vec<usize> = self.sets.iter().map(|set| self.dataset.inputs_of(set).len()).collect();
        let key = |at: usize| {
            let task = &tasks[at];
            let rows = self.rows[task.rows as usize].train.len();
            // decays are not negative, so their bits are in their order
            (inputs[task.set as usize], Reverse(rows >> rows.ilog2().saturating_sub(2)), task.decay.to_bits(), at)
        };
        let mut order: Vec<usize> = (0..tasks.len()).collect();
        order.sort_by_cached_key(|&at| key(at));
        order.chunk_by(|&a, &b| key(a).0 == key(b).0).map(<[usize]>::to_vec).collect()
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
