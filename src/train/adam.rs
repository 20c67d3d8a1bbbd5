//! Minibatch Adam of sixteen networks, each with rows, order and schedule of its own.
//!
//! For a batch of B of the n training rows, with g the gradient of the batch's mean log loss plus decay / n × w:
//!
//! ```text
//!   m ← β1 m + (1 - β1) g     v ← β2 v + (1 - β2) g²     w ← w - r_t (m / (1 - β1^t)) / √(v / (1 - β2^t) + ε²)
//! ```
//! (Kingma and Ba 2015, ICLR, arXiv:1412.6980; they add ε to the root, which differs by less than ε / √v of a step). What is
//! kept is m / (1 - β1) and v / (1 - β2) of the batch's sum instead of its mean; `Course::advance` makes up for both. The
//! rate falls from its first value to 0 in a straight line, so the last step is the answer and no held-back rows are needed
//! to choose one. The order of rows is drawn for each network apart: networks that see their rows in one common order are
//! not independent, and intervals over them are too narrow. Narrow networks and those of few rows go through one order again
//! and again (`dealt`), the others draw a new one for each epoch (`stirred`).

use super::Stopped;
use super::kernel::{Learn, Scratch, Tile, add_wide, tile_size};
use super::lanes::{Block, Job, LANES, Lanes};
use super::line::{Ended, Ending, Line, Seats};
use super::math;
use super::own::Own;
use super::shape::Shape;
use crate::seed::Seed;

/// Memory of the mean gradient.
const BETA_1: f32 = 0.9;
/// Memory of the mean squared gradient.
const BETA_2: f32 = 0.999;
/// ε², which keeps a step from being endless.
const EPSILON_SQUARED: f32 = 1e-16;

/// How often a network's order of rows is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Orders {
    /// Once where that is faster (few rows, or few inputs of a table beyond the caches), else anew for each epoch.
    Auto,
    /// Once for all epochs, where the lanes' rows take no more than 32 MB.
    Once,
    /// Anew for each epoch.
    Fresh,
}

/// How a network is trained in minibatches.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Adam {
    /// Rows of a minibatch.
    pub batch: usize,
    /// Times that each row is seen.
    pub epochs: u32,
    /// First rate; it falls to 0 in a straight line.
    pub rate: f64,
    /// How often it is drawn in which order the rows are seen.
    pub orders: Orders,
}

/// Where minibatches come from: every lane's own rows in an order of its own.
pub(crate) trait Batches<'a> {
    /// Puts rows in a lane, in an order that follows from the seed.
    fn load(&mut self, lane: usize, own: Own<'a>, seed: Seed);
    /// Takes the lane's rows away.
    fn clear(&mut self, lane: usize);
    /// Rows of the batch, from the `start`-th on; asked for one behind the other.
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_>;
    /// A batch of so many rows is done.
    fn end(&mut self, batch: usize);
}

/// Trainings of one shape, as many as the line has.
pub(crate) struct Minibatches<'a, F> {
    /// Of the networks.
    pub shape: &'a Shape,
    /// Where tasks come from.
    pub line: &'a Line<'a>,
    /// Batch, epochs, rate.
    pub adam: Adam,
    /// What they see of the table.
    pub feed: F,
    /// Lanes taken at first, so that the workers begin with equal shares.
    pub abreast: usize,
}

/// Where one lane stands in its schedule.
#[derive(Debug, Clone, Copy, Default)]
struct Course {
    step: u64,
    /// Steps of the whole training; 0 without a task.
    steps: u64,
    /// Batches of an epoch, rounded up.
    epoch: u64,
    /// β1^t and β2^t.
    powers: (f64, f64),
    /// decay / n.
    decay: f32,
    /// Losses since the last epoch ended, and of how many batches.
    seen: (f64, u32),
    /// Mean loss over the batches of the last whole epoch.
    loss: f64,
}

impl Course {
    fn new(rows: usize, adam: &Adam, decay: f64) -> Self {
        let seen = rows as u64 * u64::from(adam.epochs);
        Course {
            steps: seen.div_ceil(adam.batch as u64).max(1),
            epoch: rows.div_ceil(adam.batch) as u64,
            powers: (1.0, 1.0),
            decay: (decay / rows as f64) as f32,
            loss: f64::NAN,
            ..Course::default()
        }
    }

    /// Goes a step on: what turns the means kept into the step and into the mean square of the gradient.
    fn advance(&mut self, adam: &Adam) -> (f32, f32) {
        if self.steps == 0 {
            return (0.0, 1.0);
        }
        let left = 1.0 - self.step as f64 / self.steps as f64;
        self.step += 1;
        self.powers.0 *= f64::from(BETA_1);
        self.powers.1 *= f64::from(BETA_2);
        let batch = adam.batch as f64;
        let mean = (1.0 - f64::from(BETA_1)) / (1.0 - self.powers.0) / batch;
        let square = (1.0 - f64::from(BETA_2)) / (1.0 - self.powers.1) / (batch * batch);
        ((adam.rate * left * mean) as f32, square as f32)
    }

    /// Notes a batch's mean loss; whether an epoch (or the training) ends with it.
    fn note(&mut self, loss: f64) -> bool {
        self.seen.0 += loss;
        self.seen.1 += 1;
        let ends = self.steps > 0 && (u64::from(self.seen.1) == self.epoch || self.step == self.steps);
        if ends {
            self.loss = self.seen.0 / f64::from(self.seen.1);
            self.seen = (0.0, 0);
        }
        ends
    }
}

/// Parameters and Adam's means.
struct State {
    parameters: Vec<Block>,
    mean: Vec<Block>,
    square: Vec<Block>,
    weights: Vec<bool>,
    courses: [Course; LANES],
}

impl State {
    fn new(shape: &Shape) -> Self {
        let zeros = || vec![Block::ZERO; shape.parameters()];
        State {
            parameters: zeros(),
            mean: zeros(),
            square: zeros(),
            weights: shape.decays(),
            courses: [Course::default(); LANES],
        }
    }

    fn begin(&mut self, lane: usize, start: &[f32], course: Course) {
        for (at, &w) in start.iter().enumerate() {
            self.parameters[at].0[lane] = w;
            self.mean[at].0[lane] = 0.0;
            self.square[at].0[lane] = 0.0;
        }
        self.courses[lane] = course;
    }
}

/// One step down the sums of a batch's gradient, which start anew.
struct Step<'a> {
    state: &'a mut State,
    sums: &'a mut [Block],
    adam: &'a Adam,
}

impl Job for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Step { state, sums, adam } = self;
        let (mut rates, mut scales, mut decays) = (Block::ZERO, Block::ZERO, Block::ZERO);
        for (lane, course) in state.courses.iter_mut().enumerate() {
            (rates.0[lane], scales.0[lane]) = course.advance(adam);
            decays.0[lane] = course.decay * adam.batch as f32;
        }
        let (rate, scale, decay) = (V::load(&rates), V::load(&scales), V::load(&decays));
        let (one, two) = (V::splat(BETA_1), V::splat(BETA_2));
        let (zero, epsilon) = (V::splat(0.0), V::splat(EPSILON_SQUARED));
        let means = state.mean.iter_mut().zip(&mut state.square);
        let places = state.parameters.iter_mut().zip(&state.weights).zip(means);
        for (sum, ((parameter, &decays), (mean, square))) in sums.iter_mut().zip(places) {
            let w = V::load(parameter);
            let shrink = if decays { decay } else { zero };
            let g = shrink.fma(w, V::load(sum));
            let m = one.fma(V::load(mean), g);
            let v = two.fma(V::load(square), g.mul(g));
            m.store(mean);
            v.store(square);
            let down = math::inverse_root(v.fma(scale, epsilon));
            rate.mul(m).fnma(down, w).store(parameter);
            zero.store(sum);
        }
    }
}

/// One batch of every lane; which lanes have come to the end of an epoch.
#[inline(always)]
fn batch<'a, V: Lanes>(
    size: usize,
    adam: &Adam,
    scratch: &mut Scratch,
    feed: &mut impl Batches<'a>,
    state: &mut State,
) -> [bool; LANES] {
    let mut losses = [0.0f64; LANES];
    let mut start = 0;
    while start < adam.batch {
        let rows = size.min(adam.batch - start);
        let tile = feed.tile::<V>(start, rows);
        add_wide(&mut losses, &V::call(Learn { scratch, tile, parameters: &state.parameters }));
        start += rows;
    }
    feed.end(adam.batch);
    V::call(Step { state, sums: scratch.sums(), adam });
    let mut ends = [false; LANES];
    for (lane, course) in state.courses.iter_mut().enumerate() {
        ends[lane] = course.note(losses[lane] / adam.batch as f64);
    }
    ends
}

impl<'a, F: Batches<'a>> Job for Minibatches<'a, F> {
    type Output = Vec<Ended>;

    #[inline(always)]
    fn run<V: Lanes>(mut self) -> Vec<Ended> {
        let size = tile_size(self.shape);
        let mut scratch = Scratch::new(self.shape);
        let mut seats = Seats::new(self.shape, self.line, self.abreast);
        let mut state = State::new(self.shape);
        loop {
            for (lane, begin) in seats.fill() {
                let course = Course::new(begin.own.rows.len(), &self.adam, begin.task.decay);
                self.feed.load(lane, begin.own, begin.task.start.child("order", 0));
                state.begin(lane, &begin.start, course);
            }
            if seats.empty() {
                return seats.ended;
            }
            let epoch_ends = batch::<V>(size, &self.adam, &mut scratch, &mut self.feed, &mut state);
            if epoch_ends.contains(&true) {
                let taken = Block(epoch_ends.map(|ends| if ends { 1.0 } else { 0.0 }));
                seats.trace::<V>(&taken, &state.parameters, &state.courses.map(|course| course.loss));
            }
            for lane in 0..LANES {
                let course = state.courses[lane];
                if course.steps > 0 && course.step == course.steps {
                    let stopped = Stopped::Schedule;
                    let ending = Ending { stopped, iterations: self.adam.epochs, loss: course.loss };
                    seats.end::<V>(lane, ending, &state.parameters);
                    self.feed.clear(lane);
                    state.courses[lane] = Course::default();
                }
            }
        }
    }
}
