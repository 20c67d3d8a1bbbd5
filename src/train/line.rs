//! Tasks of one shape waiting for a lane, the lanes they sit in, and what becomes of them.

use super::frequencies;
use super::held::Own;
use super::judge::{Judge, Tally};
use super::lanes::{Block, LANES, Lanes};
use super::search::Lane;
use super::shape::{Place, Shape};
use super::{Bench, Fitted, Keep, Layer, Network, Stopped, Task};
use crate::observe::Observe;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A training loss beyond this multiple of what the class frequencies reach, and `SLACK`, is no fit.
const COLLAPSE: f64 = 1.5;
/// See `COLLAPSE`.
const SLACK: f64 = 0.1;

/// Tasks that wait, all with the same number of inputs; several workers take from one line.
pub(crate) struct Line<'a> {
    bench: &'a Bench<'a>,
    tasks: &'a [Task],
    /// Places among the tasks, in the order they are taken.
    order: &'a [usize],
    next: AtomicUsize,
    observe: &'a dyn Observe,
}

/// A task's place and what became of it.
pub(crate) type Ended = (usize, Fitted);

impl<'a> Line<'a> {
    /// The tasks at these places.
    pub fn new(
        bench: &'a Bench<'a>,
        tasks: &'a [Task],
        order: &'a [usize],
        observe: &'a dyn Observe,
    ) -> Self {
        Line { bench, tasks, order, next: AtomicUsize::new(0), observe }
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
    task: Task,
    columns: Vec<usize>,
    trace: Vec<(f64, f64)>,
}

/// What a lane needs to begin.
pub(crate) struct Begin<'s> {
    /// Its training rows.
    pub own: Own<'s>,
    /// Initial parameters.
    pub start: Vec<f32>,
    /// Weight decay.
    pub decay: f64,
}

/// The lanes of one worker.
pub(crate) struct Seats<'a> {
    line: &'a Line<'a>,
    shape: &'a Shape,
    seats: [Option<Seat>; LANES],
    judge: Judge,
    /// Training rows of each lane; 0 where there is no task.
    pub rows: [f64; LANES],
    /// Tasks that have ended.
    pub ended: Vec<Ended>,
}

impl<'a> Seats<'a> {
    /// Sixteen empty lanes.
    pub fn new(shape: &'a Shape, line: &'a Line<'a>) -> Self {
        let seats = std::array::from_fn(|_| None);
        Seats { line, shape, seats, judge: Judge::new(shape), rows: [0.0; LANES], ended: Vec::new() }
    }

    /// Whether no lane has a task.
    pub fn empty(&self) -> bool {
        self.seats.iter().all(Option::is_none)
    }

    /// Lets the next task take the lane, if it is free and there is one.
    pub fn fill(&mut self, lane: usize) -> Option<Begin<'_>> {
        if self.seats[lane].is_some() {
            return None;
        }
        let at = self.line.take()?;
        let (bench, task) = (self.line.bench, self.line.tasks[at]);
        let columns = bench.dataset.inputs_of(&bench.sets[task.set as usize]);
        self.rows[lane] = bench.rows[task.rows as usize].train.len() as f64;
        let seat = self.seats[lane].insert(Seat { at, task, columns, trace: Vec::new() });
        let start = self.shape.draw(&mut task.start.rng());
        let rows = &bench.rows[task.rows as usize].train;
        Some(Begin { own: own(bench, &seat.task, &seat.columns, rows), start, decay: task.decay })
    }

    /// Notes where the lanes that took a step stand, if their tasks are traced.
    #[inline(always)]
    pub fn trace<V: Lanes>(&mut self, taken: &Block, parameters: &[Block], data: &[f64; LANES]) {
        for lane in 0..LANES {
            let Some(seat) = &mut self.seats[lane] else { continue };
            if taken.0[lane] > 0.0 && seat.task.keep == Keep::Trace {
                let bench = self.line.bench;
                let rows = &bench.rows[seat.task.rows as usize].judge;
                let own = own(bench, &seat.task, &seat.columns, rows);
                let held_out = self.judge.judge::<V>(own, parameters, lane, false).mean();
                seat.trace.push((data[lane] / self.rows[lane], held_out));
            }
        }
    }

    /// Judges the network of a lane and frees the lane; whether there was a task in it.
    #[inline(always)]
    pub fn end<V: Lanes>(&mut self, lane: usize, state: &Lane, parameters: &[Block], data: f64) -> bool {
        let Some(seat) = self.seats[lane].take() else { return false };
        self.rows[lane] = 0.0;
        let bench = self.line.bench;
        let rows = &bench.rows[seat.task.rows as usize].judge;
        let keeps = seat.task.keep >= Keep::Network;
        let judging = own(bench, &seat.task, &seat.columns, rows);
        let tally = self.judge.judge::<V>(judging, parameters, lane, keeps);
        let fitted = self.fitted(lane, &seat, state, parameters, data, tally);
        self.ended.push((seat.at, fitted));
        self.line.observe.advanced(1);
        true
    }

    fn fitted(
        &self,
        lane: usize,
        seat: &Seat,
        state: &Lane,
        parameters: &[Block],
        data: f64,
        tally: Tally,
    ) -> Fitted {
        let bench = self.line.bench;
        let (rows, labels) =
            (&bench.rows[seat.task.rows as usize], &bench.labels[seat.task.labels as usize]);
        let frequencies = frequencies::probabilities(labels, self.shape.classes, &rows.train);
        let keeps = seat.task.keep >= Keep::Network;
        let trivial: f64 = rows.train.iter().map(|&row| -frequencies[labels[row as usize] as usize].ln()).sum();
        let bound = COLLAPSE * trivial + SLACK * rows.train.len() as f64;
        let finite = tally.mean().is_finite() && parameters.iter().all(|p| p.0[lane].is_finite());
        let diverged =
            !finite || data.is_nan() || data > bound || state.stopped == Some(Stopped::Diverged);
        let tally = if diverged { ignorant(&rows.judge, labels, &frequencies, keeps) } else { tally };
        let trace = seat.trace.iter().copied().filter(|t| t.0.is_finite() && t.1.is_finite());
        Fitted {
            loss: tally.mean(),
            confusion: tally.confusion,
            stopped: if diverged { Stopped::Diverged } else { state.stopped.unwrap_or(Stopped::Limit) },
            iterations: state.iterations,
            network: (keeps && !diverged).then(|| network(self.shape, lane, parameters)),
            probabilities: tally.probabilities,
            trace: trace.collect(),
        }
    }
}

fn own<'s>(bench: &'s Bench, task: &Task, columns: &'s [usize], rows: &'s [u32]) -> Own<'s> {
    Own {
        inputs: &bench.dataset.inputs,
        columns,
        rows,
        scaling: &bench.rows[task.rows as usize].scaling,
        labels: &bench.labels[task.labels as usize],
    }
}

/// The class frequencies judged on the held-out rows.
fn ignorant(rows: &[u32], labels: &[u32], frequencies: &[f64], keeps: bool) -> Tally {
    let mut tally = Tally::new(frequencies.len(), keeps);
    for &row in rows {
        let class = labels[row as usize];
        let chances = frequencies.iter().map(|&share| share as f32);
        tally.add(class as u8, -frequencies[class as usize].ln(), chances);
    }
    tally
}

/// The network in one lane.
fn network(shape: &Shape, lane: usize, parameters: &[Block]) -> Network {
    let at = |index: usize| f64::from(parameters[index].0[lane]);
    let places = shape.places();
    let last = places.len() - 1;
    let layer = |(depth, place): (usize, &Place)| Layer {
        weights: (0..place.units)
            .map(|unit| (0..place.inputs).map(|i| at(place.weights + i * place.units + unit)).collect())
            .collect(),
        biases: (0..place.units).map(|unit| at(place.biases + unit)).collect(),
        activation: (depth < last).then_some(shape.activation),
    };
    Network { layers: places.iter().enumerate().map(layer).collect() }
}
