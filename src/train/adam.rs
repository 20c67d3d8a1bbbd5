//! Minibatch Adam of sixteen networks, each with rows, order and schedule of its own.
//!
//! For a batch of B of the n training rows, with g the gradient of the batch's mean log loss plus decay / n × w:
//!
//! ```text
//!   m ← β1 m + (1 - β1) g     v ← β2 v + (1 - β2) g²     w ← w - r_t (m / (1 - β1^t)) / √(v / (1 - β2^t) + ε²)
//! ```
//! (Kingma and Ba 2015, ICLR, arXiv:1412.6980; they add ε to the root, which differs by less than ε / √v of a step). What is
//! kept is m / (1 - β1) and v / (1 - β2) of the batch's sum instead of its mean; `Schedules::advance` makes up for both. The
//! rate falls from its first value to 0 in a straight line, so the last step is the answer and no held-back rows are needed
//! to choose one. The order of rows is drawn for each network apart: networks that see their rows in one common order are
//! not independent, and intervals over them are too narrow. A network goes through its order again and again (`dealt`).

use super::Stopped;
use super::batches::{Adam, Batches, Hand};
use super::kernel::{Learn, Scratch, add_wide, tile_size};
use super::lanes::{Block, Job, LANES, Lanes};
use super::line::{Begin, Ended, Ending, Line, Seats};
use super::math;
use super::schedule::{BETA_1, BETA_2, Schedules};
use super::shape::Shape;

/// ε², which keeps a step from being endless.
const EPSILON_SQUARED: f32 = 1e-16;

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

/// Parameters and Adam's means.
struct State {
    parameters: Vec<Block>,
    mean: Vec<Block>,
    square: Vec<Block>,
    weights: Vec<bool>,
}

impl State {
    fn new(shape: &Shape) -> Self {
        let zeros = || vec![Block::ZERO; shape.parameters()];
        State { parameters: zeros(), mean: zeros(), square: zeros(), weights: shape.decays() }
    }

    fn begin(&mut self, lane: usize, start: &[f32]) {
        for (at, &w) in start.iter().enumerate() {
            self.parameters[at].0[lane] = w;
            self.mean[at].0[lane] = 0.0;
            self.square[at].0[lane] = 0.0;
        }
    }
}

/// One step down the sums of a batch's gradient, which start anew.
struct Step<'a> {
    state: &'a mut State,
    sums: &'a mut [Block],
    schedules: &'a mut Schedules,
}

impl Job for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Step { state, sums, schedules } = self;
        let now = schedules.advance();
        let (rate, scale, decay) = (V::load(&now.rate), V::load(&now.scale), V::load(&now.decay));
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

/// One batch of every lane; the lanes that have come to the end of an epoch, if any has.
#[inline(always)]
fn batch<'a, V: Lanes>(
    size: usize,
    adam: &Adam,
    scratch: &mut Scratch,
    feed: &mut impl Batches<'a>,
    state: &mut State,
    schedules: &mut Schedules,
) -> Option<[bool; LANES]> {
    let mut losses = [0.0f64; LANES];
    let mut start = 0;
    while start < adam.batch {
        let rows = size.min(adam.batch - start);
        let tile = feed.tile::<V>(start, rows);
        add_wide(&mut losses, &V::call(Learn { scratch, tile, parameters: &state.parameters }));
        start += rows;
    }
    feed.end(adam.batch);
    V::call(Step { state, sums: scratch.sums(), schedules });
    schedules.note(&losses)
}

impl<'a, F: Batches<'a>> Job for Minibatches<'a, F> {
    type Output = Vec<Ended>;

    #[inline(always)]
    fn run<V: Lanes>(mut self) -> Vec<Ended> {
        let size = tile_size(self.shape);
        let mut scratch = Scratch::new(self.shape);
        let mut seats = Seats::new(self.shape, self.line, self.abreast);
        let (mut state, mut schedules) = (State::new(self.shape), Schedules::new(&self.adam));
        loop {
            let begun = seats.fill();
            if !begun.is_empty() {
                let hand = |(lane, begin): &(usize, Begin<'a>)| {
                    (*lane, begin.own, begin.task.start.child("order", 0))
                };
                self.feed.load::<V>(&begun.iter().map(hand).collect::<Vec<Hand>>());
            }
            for (lane, begin) in begun {
                schedules.begin(lane, begin.own.rows.len(), &self.adam, begin.task.decay);
                state.begin(lane, &begin.start);
            }
            if seats.empty() {
                return seats.ended;
            }
            let ends = batch::<V>(size, &self.adam, &mut scratch, &mut self.feed, &mut state, &mut schedules);
            let Some(ends) = ends else { continue };
            let taken = Block(ends.map(|ends| if ends { 1.0 } else { 0.0 }));
            seats.trace::<V>(&taken, &state.parameters, schedules.losses());
            for lane in 0..LANES {
                if !schedules.over(lane) {
                    continue;
                }
                let (stopped, loss) = (Stopped::Schedule, schedules.losses()[lane]);
                seats.end::<V>(
                    lane,
                    Ending { stopped, iterations: self.adam.epochs, loss },
                    &state.parameters,
                );
                self.feed.clear(lane);
                schedules.clear(lane);
            }
        }
    }
}
