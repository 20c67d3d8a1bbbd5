//! Tasks in, trained networks out: sixteen at a time, in as many workers as there are threads, results in the order of the
//! tasks.

use super::adam::Minibatches;
use super::batches::Adam;
use super::dealt::{self, Dealt};
use super::drawn::Drawn;
use super::gather::Gather;
use super::held::Held;
use super::kernel::tile_size;
use super::lanes::{IDLE, LANES, Width};
use super::lbfgs::Descent;
use super::line::{Ended, Line, Place, Views};
use super::params::{MlpValidParams, Solver};
use super::shape::Shape;
use super::spread::Spread;
use super::{Bench, Fitted, Rows, Task};
use crate::error::{Error, Result};
use crate::observe::Observe;
use rayon::prelude::*;
use std::cmp::{Ordering, Reverse};

/// Inputs that are gathered one by one, whatever the variables of the neighbours.
const PICKED: usize = 4;
/// Cells of one lane's table that are held: 16 MB for sixteen lanes. Beyond, gathering is no slower than reading memory.
const HELD: usize = 1 << 18;

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
        let tasks: Vec<Place> = tasks.iter().map(|&task| (0, task)).collect();
        fit_places(width, &[self], &tasks, params, observe)
    }

    /// Every index points somewhere, rows ascend, labels are classes.
    fn check<'t>(&self, tasks: impl Iterator<Item = &'t Task>) -> Result<()> {
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

/// Trains the tasks of several benches together, as `Bench::fit` does those of one: a bench with few tasks alone would leave
/// lanes empty.
///
/// # Errors
/// Those of `Bench::fit`.
pub(crate) fn fit_all(
    benches: &[&Bench],
    tasks: &[Place],
    params: &MlpValidParams,
    observe: &dyn Observe,
) -> Result<Vec<Fitted>> {
    fit_places(Width::detect(), benches, tasks, params, observe)
}

fn fit_places(
    width: Width,
    benches: &[&Bench],
    tasks: &[Place],
    params: &MlpValidParams,
    observe: &dyn Observe,
) -> Result<Vec<Fitted>> {
    for (at, bench) in benches.iter().enumerate() {
        bench.check(tasks.iter().filter(|task| task.0 == at).map(|task| &task.1))?;
    }
    let views: Vec<Views> = benches.iter().map(|bench| Views::of(bench)).collect();
    let crew = Crew { benches, tasks, params, views: &views, width, observe };
    let lines = crew.lines();
    let fit = |order: &Vec<usize>| crew.fit(order);
    let mut fitted: Vec<Ended> = lines.par_iter().with_max_len(1).flat_map_iter(fit).collect();
    if fitted.len() < tasks.len() {
        return Err(Error::Interrupted);
    }
    fitted.sort_by_key(|&(at, _)| at);
    Ok(fitted.into_iter().map(|(_, fitted)| fitted).collect())
}

/// What the workers of one call share.
struct Crew<'a> {
    benches: &'a [&'a Bench<'a>],
    tasks: &'a [Place],
    params: &'a MlpValidParams,
    /// One a bench.
    views: &'a [Views],
    width: Width,
    observe: &'a dyn Observe,
}

/// How the tasks of a line are trained, and what they have in common.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Kind {
    inputs: usize,
    way: Way,
    /// The bench, where the line reads from its table.
    bench: Option<usize>,
    /// The set of variables, where all tasks of the line have the same.
    set: Option<u32>,
}

/// How a task is trained.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
enum Way {
    /// Full batches, the lanes' tables held.
    Held,
    /// Full batches, gathered from the one table.
    Spread,
    /// Minibatches, the rows of all lanes dealt once for rounds of so many places.
    Dealt(Adam, usize),
    /// Minibatches, the numbers of all lanes' rows dealt so, their cells gathered from the one table.
    Drawn(Adam, usize),
}

impl Crew<'_> {
    /// Training rows of a task.
    fn rows(&self, (bench, task): &Place) -> usize {
        self.benches[*bench].rows[task.rows as usize].train.len()
    }

    fn kind(&self, place: &Place) -> Kind {
        let (bench, task) = *place;
        let rows = self.rows(place);
        let inputs = self.views[bench].columns[task.set as usize].len();
        let columns = self.benches[bench].dataset.inputs.columns();
        let places = dealt::places(rows);
        let way = match self.params.solver().resolved(rows, columns) {
            Solver::Adam(adam) if dealt::holds(places, inputs, &adam) => Way::Dealt(adam, places),
            Solver::Adam(adam) => Way::Drawn(adam, places),
            _ if rows * inputs <= HELD => Way::Held,
            _ => Way::Spread,
        };
        // whole rows are turned where all lanes want the same columns
        let gathered = matches!(way, Way::Spread | Way::Drawn(..));
        let alike = gathered && inputs > PICKED;
        Kind { inputs, way, bench: gathered.then_some(bench), set: alike.then_some(task.set) }
    }

    /// Tasks (their places) that can follow each other in a lane. Within a line those of many rows come first, lest they
    /// stand alone beside idle lanes at the end, and among them those of weak decay, which takes several times the
    /// iterations of strong.
    fn lines(&self) -> Vec<Vec<usize>> {
        let size = |at: usize| {
            let rows = self.rows(&self.tasks[at]);
            Reverse(rows >> rows.ilog2().saturating_sub(2))
        };
        // decays are not negative, so their bits are in their order
        let key = |at: usize| (size(at), self.tasks[at].1.decay.to_bits(), at);
        let mut order: Vec<(Kind, usize)> =
            self.tasks.iter().enumerate().map(|(at, place)| (self.kind(place), at)).collect();
        order.sort_by(|a, b| {
            let kinds = a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal);
            kinds.then_with(|| key(a.1).cmp(&key(b.1)))
        });
        let lines = order.chunk_by(|a, b| a.0 == b.0);
        lines.map(|line| line.iter().map(|&(_, at)| at).collect()).collect()
    }

    /// Trains one line of tasks, in as many workers as there are threads and enough tasks for.
    fn fit(&self, order: &[usize]) -> Vec<Ended> {
        let line = Line::new(self.benches, self.tasks, order, self.views, self.observe);
        let first = self.tasks[order[0]];
        let kind = self.kind(&first);
        let (params, dataset, views) = (self.params, self.benches[first.0].dataset, &self.views[first.0]);
        let shape = Shape::new(kind.inputs, params.hidden(), dataset.classes(), params.activation())
            .weighted(&dataset.target.weights);
        let many = rayon::current_num_threads().min(order.len().div_ceil(LANES)).max(1);
        let abreast = order.len().div_ceil(many).min(LANES);
        let (shape, line, limit) = (&shape, &line, params.limit());
        let gather = || {
            let rows = tile_size(shape);
            let alike = kind.set.map(|set| views.columns[set as usize].as_slice());
            Gather::new(&dataset.inputs, &views.holes, kind.inputs, rows, alike)
        };
        let work = |_| match kind.way {
            Way::Held => {
                self.width.run(Descent { shape, feed: Held::new(kind.inputs), line, limit, abreast })
            }
            Way::Spread => {
                let feed = Spread::new(gather(), tile_size(shape));
                self.width.run(Descent { shape, feed, line, limit, abreast })
            }
            Way::Dealt(adam, places) => {
                let feed = Dealt::new(kind.inputs, places, adam.batch);
                self.width.run(Minibatches { shape, line, feed, adam, abreast })
            }
            Way::Drawn(adam, places) => {
                let feed = Drawn::new(gather(), places, adam.batch);
                self.width.run(Minibatches { shape, line, feed, adam, abreast })
            }
        };
        (0..many).into_par_iter().with_max_len(1).flat_map_iter(work).collect()
    }
}
