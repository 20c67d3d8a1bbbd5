//! Tasks of one shape waiting for a lane, the lanes they sit in, and what becomes of them.

use super::frequencies;
use super::judge::{Judge, Tally};
use super::lanes::{Block, LANES, Lanes};
use super::own::{Holes, Own};
use super::shape::{self, Shape};
use super::{Bench, Fitted, Keep, Layer, Network, Stopped, Task};
use crate::observe::Observe;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A training loss beyond this multiple of what the class frequencies reach, and `SLACK`, is no fit.
const COLLAPSE: f64 = 1.5;
/// See `COLLAPSE`.
const SLACK: f64 = 0.1;

/// A task and its bench.
pub(crate) type Place = (usize, Task);

/// Tasks that wait, all with the same number of inputs; several workers take from one line.
pub(crate) struct Line<'a> {
    benches: &'a [&'a Bench<'a>],
    tasks: &'a [Place],
    /// Places among the tasks, in the order they are taken.
    order: &'a [usize],
    /// One a bench.
    views: &'a [Views],
    next: AtomicUsize,
    observe: &'a dyn Observe,
}

/// What all lines of a call read of a bench.
#[derive(Debug)]
pub(crate) struct Views {
    /// For each set of variables its columns.
    pub columns: Vec<Vec<usize>>,
    /// For each labelling the class of every row.
    pub labels: Vec<Vec<u8>>,
    /// Missing cells.
    pub holes: Holes,
}

impl Views {
    /// Of a bench whose labels are known to be classes.
    pub fn of(bench: &Bench) -> Self {
        let small = |labels: &Vec<u32>| labels.iter().map(|&class| class as u8).collect();
        Views {
            columns: bench.sets.iter().map(|set| bench.dataset.inputs_of(set)).collect(),
            labels: bench.labels.iter().map(small).collect(),
            holes: Holes::of(&bench.dataset.inputs),
        }
    }
}

/// A task's place and what became of it.
pub(crate) type Ended = (usize, Fitted);

impl<'a> Line<'a> {
    /// The tasks at these places.
    pub fn new(
        benches: &'a [&'a Bench<'a>],
        tasks: &'a [Place],
        order: &'a [usize],
        views: &'a [Views],
        observe: &'a dyn Observe,
    ) -> Self {
        Line { benches, tasks, order, views, next: AtomicUsize::new(0), observe }
    }

    /// The next place; none at the end of the line, or when the user asked to stop.
    fn take(&self) -> Option<usize> {
        if self.observe.interrupted() {
            return None;
        }
        self.order.get(self.next.fetch_add(1, Ordering::Relaxed)).copied()
    }
}

/// A task in a lane.
struct Seat {
    at: usize,
    bench: usize,
    task: Task,
    trace: Vec<(f64, f64)>,
}

/// What a lane needs to begin.
pub(crate) struct Begin<'a> {
    /// The task.
    pub task: Task,
    /// Its training rows.
    pub own: Own<'a>,
    /// Initial parameters.
    pub start: Vec<f32>,
}

/// The lanes of one worker.
pub(crate) struct Seats<'a> {
    line: &'a Line<'a>,
    shape: &'a Shape,
    seats: [Option<Seat>; LANES],
    judge: Judge,
    /// Lanes that the next call of `fill` may take.
    open: usize,
    /// Training rows of each lane; 0 where there is no task.
    pub rows: [f64; LANES],
    /// Tasks that have ended.
    pub ended: Vec<Ended>,
}

impl<'a> Seats<'a> {
    /// Sixteen empty lanes; at first only `abreast` of them are filled, so that workers begin with equal shares.
    pub fn new(shape: &'a Shape, line: &'a Line<'a>, abreast: usize) -> Self {
        Seats {
            line,
            shape,
            seats: std::array::from_fn(|_| None),
            judge: Judge::new(shape),
            open: abreast,
            rows: [0.0; LANES],
            ended: Vec::new(),
        }
    }

    /// Whether no lane has a task.
    pub fn empty(&self) -> bool {
        self.seats.iter().all(Option::is_none)
    }

    /// Lets the next tasks take the free lanes, as far as there are any; gives the lanes taken.
    pub fn fill(&mut self) -> Vec<(usize, Begin<'a>)> {
        let open = std::mem::replace(&mut self.open, LANES);
        (0..open).filter_map(|lane| Some((lane, self.sit(lane)?))).collect()
    }

    fn sit(&mut self, lane: usize) -> Option<Begin<'a>> {
        if self.seats[lane].is_some() {
            return None;
        }
        let at = self.line.take()?;
        let (bench, task) = self.line.tasks[at];
        let seat = self.seats[lane].insert(Seat { at, bench, task, trace: Vec::new() });
        let own = self.line.own(seat, Part::Train);
        self.rows[lane] = own.rows.len() as f64;
        Some(Begin { task, own, start: self.shape.draw(&mut task.start.rng()) })
    }

    /// Notes where the lanes that took a step stand, if their tasks are traced; `losses` are means over training rows.
    #[inline(always)]
    pub fn trace<V: Lanes>(&mut self, taken: &Block, parameters: &[Block], losses: &[f64; LANES]) {
        for (lane, seat) in self.seats.iter_mut().enumerate() {
            let Some(seat) = seat else { continue };
            if taken.0[lane] > 0.0 && seat.task.keep == Keep::Trace {
                let own = self.line.own(seat, Part::Judge);
                let held_out = self.judge.judge::<V>(own, parameters, lane, false).mean();
                seat.trace.push((losses[lane], held_out));
            }
        }
    }

    /// Judges the network of a lane and frees the lane; whether there was a task in it.
    #[inline(always)]
    pub fn end<V: Lanes>(&mut self, lane: usize, ending: Ending, parameters: &[Block]) -> bool {
        let Some(seat) = self.seats[lane].take() else { return false };
        self.rows[lane] = 0.0;
        let own = self.line.own(&seat, Part::Judge);
        let tally = self.judge.judge::<V>(own, parameters, lane, seat.task.keep >= Keep::Probabilities);
        let fitted = self.fitted(lane, &seat, ending, parameters, tally);
        self.ended.push((seat.at, fitted));
        self.line.observe.advanced(1);
        true
    }

    fn fitted(&self, lane: usize, seat: &Seat, ending: Ending, parameters: &[Block], tally: Tally) -> Fitted {
        let bench = self.line.benches[seat.bench];
        let (rows, labels) = (&bench.rows[seat.task.rows as usize], &bench.labels[seat.task.labels as usize]);
        let weights = &bench.dataset.target.weights;
        let frequencies = frequencies::probabilities(labels, weights, &rows.train);
        let keep = seat.task.keep;
        let trivial = frequencies::sum(labels, weights, &frequencies, &rows.train);
        let bound = COLLAPSE * trivial / rows.train.len() as f64 + SLACK;
        let finite = tally.mean().is_finite() && parameters.iter().all(|p| p.0[lane].is_finite());
        let diverged =
            !finite || ending.loss.is_nan() || ending.loss > bound || ending.stopped == Stopped::Diverged;
        let tally = if diverged {
            ignorant(&rows.judge, labels, weights, &frequencies, keep >= Keep::Probabilities)
        } else {
            tally
        };
        let trace = seat.trace.iter().copied().filter(|t| t.0.is_finite() && t.1.is_finite());
        Fitted {
            loss: tally.mean(),
            confusion: tally.confusion,
            stopped: if diverged { Stopped::Diverged } else { ending.stopped },
            iterations: ending.iterations,
            network: (keep >= Keep::Network && !diverged).then(|| network(self.shape, lane, parameters)),
            probabilities: tally.probabilities,
            trace: trace.collect(),
        }
    }
}

/// How a training ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    /// Why.
    pub stopped: Stopped,
    /// Iterations made.
    pub iterations: u32,
    /// Mean log loss on the training rows.
    pub loss: f64,
}

/// Which rows of a task.
#[derive(Clone, Copy)]
enum Part {
    Train,
    Judge,
}

impl<'a> Line<'a> {
    fn own(&self, seat: &Seat, part: Part) -> Own<'a> {
        let (bench, views, task) = (self.benches[seat.bench], &self.views[seat.bench], &seat.task);
        let rows = &bench.rows[task.rows as usize];
        Own {
            inputs: &bench.dataset.inputs,
            holes: &views.holes,
            columns: &views.columns[task.set as usize],
            rows: if let Part::Train = part { &rows.train } else { &rows.judge },
            scaling: &rows.scaling,
            labels: &views.labels[task.labels as usize],
        }
    }
}

/// The class frequencies judged on the held-out rows.
fn ignorant(rows: &[u32], labels: &[u32], weights: &[f64], frequencies: &[f64], keeps: bool) -> Tally {
    let mut tally = Tally::new(frequencies.len(), keeps);
    for &row in rows {
        let class = labels[row as usize];
        let chances = frequencies.iter().map(|&share| share as f32);
        tally.add(class as u8, -frequencies[class as usize].ln() * weights[class as usize], chances);
    }
    tally
}

/// The network in one lane.
fn network(shape: &Shape, lane: usize, parameters: &[Block]) -> Network {
    let at = |index: usize| f64::from(parameters[index].0[lane]);
    let places = shape.places();
    let last = places.len() - 1;
    let layer = |(depth, place): (usize, &shape::Place)| Layer {
        weights: (0..place.units)
            .map(|unit| (0..place.inputs).map(|i| at(place.weights + i * place.units + unit)).collect())
            .collect(),
        biases: (0..place.units).map(|unit| at(place.biases + unit)).collect(),
        activation: (depth < last).then_some(shape.activation),
    };
    Network { layers: places.iter().enumerate().map(layer).collect() }
}
