//! Full-batch L-BFGS of sixteen networks, each with its own rows, step, history and end.
//!
//! ```text
//!   lane   0    1    2   …  15         all lanes evaluate in step, over the rows of the longest
//!          ▼    ▼    ▼       ▼
//!         task task task    task       a lane that ends hands its network over, and the next task takes the lane
//! ```
//! With `s` the last changes of the parameters and `y` those of the gradient, the direction is `-H g`, where `H` is built
//! from `γ I` by the `MEMORY` last pairs in the two-loop recursion (Nocedal 1980, Math. Comp. 35:773–782,
//! doi:10.2307/2006193). A lane that refuses its step writes an empty pair (ρ = 0, which changes nothing).
//!
//! Every evaluation sums over all training rows, in the order of the table. So there is no order of rows that two lanes
//! could share by mistake; what sets their networks apart is the start, the rows, the labels and the decay of each.

use super::kernel::{Feed, Scratch, Wide, evaluate, tile_size};
use super::lanes::{Block, Job, LANES, Lanes};
use super::line::{Ended, Ending, Line, Seats};
use super::search::Lane;
use super::shape::Shape;

/// Pairs remembered.
const MEMORY: usize = 10;

/// Trainings of one shape, as many as the line has.
pub(crate) struct Descent<'a, F> {
    /// Of the networks.
    pub shape: &'a Shape,
    /// Where their rows come from.
    pub feed: F,
    /// Where tasks come from.
    pub line: &'a Line<'a>,
    /// Most iterations.
    pub limit: u32,
    /// Lanes taken at first, so that the workers begin with equal shares.
    pub abreast: usize,
}

/// Parameters with the loss and gradient there.
struct Point {
    parameters: Vec<Block>,
    gradient: Vec<Block>,
    data: Wide,
    penalty: Wide,
}

impl Point {
    fn new(parameters: usize) -> Self {
        let zeros = || vec![Block::ZERO; parameters];
        Point { parameters: zeros(), gradient: zeros(), data: [0.0; LANES], penalty: [0.0; LANES] }
    }
}

/// Memory for evaluating.
struct Evaluator {
    size: usize,
    scratch: Scratch,
    wide: Vec<Wide>,
    /// Whether a parameter is a weight and decays.
    weights: Vec<bool>,
}

impl Evaluator {
    fn new(shape: &Shape) -> Self {
        Evaluator {
            size: tile_size(shape),
            scratch: Scratch::new(shape),
            wide: vec![[0.0; LANES]; shape.parameters()],
            weights: shape.decays(),
        }
    }

    #[inline(always)]
    fn evaluate<'a, V: Lanes>(&mut self, feed: &mut impl Feed<'a>, decay: &Wide, point: &mut Point) {
        point.data = evaluate::<V, _>(&mut self.scratch, self.size, feed, &point.parameters, &mut self.wide);
        point.penalty = penalise(&self.weights, &self.wide, decay, &point.parameters, &mut point.gradient);
    }
}

/// Gradient with the decay, from that of the log losses; gives the penalty decay / 2 × Σ weights².
#[inline(always)]
pub(crate) fn penalise(
    weights: &[bool],
    wide: &[Wide],
    decay: &Wide,
    parameters: &[Block],
    gradient: &mut [Block],
) -> Wide {
    let mut penalty = [0.0; LANES];
    let terms = weights.iter().zip(wide).zip(parameters.iter().zip(gradient));
    for ((&weight, wide), (parameter, out)) in terms {
        let share = if weight { 1.0 } else { 0.0 };
        for lane in 0..LANES {
            let (w, decay) = (f64::from(parameter.0[lane]), share * decay[lane]);
            penalty[lane] += 0.5 * decay * w * w;
            out.0[lane] = (wide[lane] + decay * w) as f32;
        }
    }
    penalty
}

/// The last pairs of changes.
struct Memory {
    s: Vec<Vec<Block>>,
    y: Vec<Vec<Block>>,
    rho: [Block; MEMORY],
    gamma: Block,
    /// Where the next pair goes.
    head: usize,
    /// Pairs held.
    held: usize,
}

impl Memory {
    fn new(parameters: usize) -> Self {
        let pairs = || vec![vec![Block::ZERO; parameters]; MEMORY];
        Memory { s: pairs(), y: pairs(), rho: [Block::ZERO; MEMORY], gamma: Block::ZERO, head: 0, held: 0 }
    }

    /// Empties a lane.
    fn forget(&mut self, lane: usize) {
        for block in self.s.iter_mut().chain(&mut self.y).flatten().chain(&mut self.rho) {
            block.0[lane] = 0.0;
        }
        self.gamma.0[lane] = 0.0;
    }

    /// Moves the lanes that take their step to the trial and remembers the pair.
    #[inline(always)]
    fn advance<V: Lanes>(&mut self, point: &mut Point, trial: &Point, taken: &Block) {
        let zero = V::splat(0.0);
        let mask = V::load(taken).above(zero);
        let (s, y) = (&mut self.s[self.head], &mut self.y[self.head]);
        for at in 0..point.parameters.len() {
            let (old, new) = (V::load(&point.parameters[at]), V::load(&trial.parameters[at]));
            V::select(mask, new.sub(old), zero).store(&mut s[at]);
            V::select(mask, new, old).store(&mut point.parameters[at]);
            let (old, new) = (V::load(&point.gradient[at]), V::load(&trial.gradient[at]));
            V::select(mask, new.sub(old), zero).store(&mut y[at]);
            V::select(mask, new, old).store(&mut point.gradient[at]);
        }
        let (sy, yy) = (dot::<V>(s, y), dot::<V>(y, y));
        let curved = sy.above(yy.mul(V::splat(f32::EPSILON)));
        let one = V::splat(1.0);
        let rho = one.div(V::select(curved, sy, one));
        V::select(curved, rho, zero).store(&mut self.rho[self.head]);
        let gamma = sy.div(V::select(curved, yy, one));
        V::select(curved, gamma, V::load(&self.gamma)).store(&mut self.gamma);
        self.head = (self.head + 1) % MEMORY;
        self.held = (self.held + 1).min(MEMORY);
    }

    /// `-H gradient`.
    #[inline(always)]
    fn direction<V: Lanes>(&self, gradient: &[Block], direction: &mut [Block]) {
        let zero = V::splat(0.0);
        for (to, from) in direction.iter_mut().zip(gradient) {
            zero.sub(V::load(from)).store(to);
        }
        let mut shares = [Block::ZERO; MEMORY];
        for back in 1..=self.held {
            let pair = (self.head + MEMORY - back) % MEMORY;
            let share = V::load(&self.rho[pair]).mul(dot::<V>(&self.s[pair], direction));
            share.store(&mut shares[pair]);
            add_scaled(direction, &self.y[pair], zero.sub(share));
        }
        let gamma = V::load(&self.gamma);
        for to in direction.iter_mut() {
            V::load(to).mul(gamma).store(to);
        }
        for back in (1..=self.held).rev() {
            let pair = (self.head + MEMORY - back) % MEMORY;
            let share = V::load(&self.rho[pair]).mul(dot::<V>(&self.y[pair], direction));
            add_scaled(direction, &self.s[pair], V::load(&shares[pair]).sub(share));
        }
    }
}

/// Inner products, in four chains.
#[inline(always)]
fn dot<V: Lanes>(a: &[Block], b: &[Block]) -> V {
    let mut sums = [V::splat(0.0); 4];
    let (quads_a, quads_b) = (a.chunks_exact(4), b.chunks_exact(4));
    for (a, b) in quads_a.remainder().iter().zip(quads_b.remainder()) {
        sums[0] = V::load(a).fma(V::load(b), sums[0]);
    }
    for (a, b) in quads_a.zip(quads_b) {
        for i in 0..4 {
            sums[i] = V::load(&a[i]).fma(V::load(&b[i]), sums[i]);
        }
    }
    sums[0].add(sums[1]).add(sums[2].add(sums[3]))
}

#[inline(always)]
fn add_scaled<V: Lanes>(to: &mut [Block], from: &[Block], factor: V) {
    for (to, from) in to.iter_mut().zip(from) {
        V::load(from).fma(factor, V::load(to)).store(to);
    }
}

#[inline(always)]
fn stored<V: Lanes>(lanes: V) -> [f32; LANES] {
    let mut block = Block::ZERO;
    lanes.store(&mut block);
    block.0
}

#[inline(always)]
fn steepest<V: Lanes>(gradient: &[Block]) -> [f32; LANES] {
    let zero = V::splat(0.0);
    let mut most = zero;
    for block in gradient {
        let g = V::load(block);
        most = most.max(g.max(zero.sub(g)));
    }
    stored(most)
}

/// Sets the direction of the lanes in `which`: quasi-Newton, or down the gradient where that does not lead down.
#[inline(always)]
fn aim<V: Lanes>(
    memory: &Memory,
    gradient: &[Block],
    which: &Block,
    fresh: &mut [Block],
    direction: &mut [Block],
    lanes: &mut [Lane; LANES],
) {
    memory.direction::<V>(gradient, fresh);
    let slopes = stored(dot::<V>(gradient, fresh));
    let squares = stored(dot::<V>(gradient, gradient));
    let mut plain = Block::ZERO;
    for lane in 0..LANES {
        let length = f64::from(squares[lane]).sqrt();
        let descends = slopes[lane] < 0.0;
        if !descends {
            plain.0[lane] = (-1.0 / length.max(f64::from(f32::MIN_POSITIVE))) as f32;
        }
        if which.0[lane] > 0.0 {
            lanes[lane].aim(if descends { f64::from(slopes[lane]) } else { -length });
        }
    }
    let zero = V::splat(0.0);
    let (which, plain) = (V::load(which).above(zero), V::load(&plain));
    let uphill = zero.above(plain);
    for ((to, fresh), gradient) in direction.iter_mut().zip(fresh.iter()).zip(gradient) {
        let new = V::select(uphill, V::load(gradient).mul(plain), V::load(fresh));
        V::select(which, new, V::load(to)).store(to);
    }
}

/// Sixteen trainings under way.
struct Under {
    point: Point,
    trial: Point,
    memory: Memory,
    fresh: Vec<Block>,
    direction: Vec<Block>,
    lanes: [Lane; LANES],
    /// Lanes whose start has not been evaluated yet.
    new: [bool; LANES],
    decay: Wide,
}

impl Under {
    fn new(parameters: usize) -> Self {
        let zeros = || vec![Block::ZERO; parameters];
        Under {
            point: Point::new(parameters),
            trial: Point::new(parameters),
            memory: Memory::new(parameters),
            fresh: zeros(),
            direction: zeros(),
            lanes: [Lane::empty(); LANES],
            new: [false; LANES],
            decay: [0.0; LANES],
        }
    }

    /// Begins a training in a lane; what the lane was before leaves no trace.
    fn begin(&mut self, lane: usize, start: &[f32], decay: f64) {
        for (at, &w) in start.iter().enumerate() {
            self.point.parameters[at].0[lane] = w;
            self.trial.parameters[at].0[lane] = w;
            self.direction[at].0[lane] = 0.0;
        }
        self.memory.forget(lane);
        self.new[lane] = true;
        self.decay[lane] = decay;
    }

    /// The lanes look at their trials: those that take theirs move there and aim anew. 1 for those that made an iteration.
    #[inline(always)]
    fn step<V: Lanes>(&mut self, rows: &Wide, limit: u32) -> Block {
        let slopes = stored(dot::<V>(&self.trial.gradient, &self.direction));
        let (mut taken, mut moved) = (Block::ZERO, Block::ZERO);
        for lane in 0..LANES {
            let loss = self.trial.data[lane] + self.trial.penalty[lane];
            if self.new[lane] {
                self.lanes[lane] = Lane::new(loss, rows[lane], limit);
                for (at, trial) in self.trial.gradient.iter().enumerate() {
                    self.point.gradient[at].0[lane] = trial.0[lane];
                }
            } else if self.lanes[lane].take(loss, f64::from(slopes[lane])) {
                moved.0[lane] = 1.0;
            }
            if self.new[lane] || moved.0[lane] > 0.0 {
                taken.0[lane] = 1.0;
                self.point.data[lane] = self.trial.data[lane];
            }
        }
        self.new = [false; LANES];
        self.memory.advance::<V>(&mut self.point, &self.trial, &taken);
        if taken.0.contains(&1.0) {
            let steepest = steepest::<V>(&self.point.gradient);
            self.lanes.iter_mut().zip(steepest).for_each(|(lane, steepest)| lane.finish(f64::from(steepest)));
            let gradient = &self.point.gradient;
            let Under { memory, fresh, direction, lanes, .. } = self;
            aim::<V>(memory, gradient, &taken, fresh, direction, lanes);
        }
        moved
    }

    /// Mean log loss of each lane on its training rows.
    fn means(&self, rows: &Wide) -> Wide {
        std::array::from_fn(|lane| self.point.data[lane] / rows[lane].max(1.0))
    }

    /// Sets the next trials.
    #[inline(always)]
    fn venture<V: Lanes>(&mut self) {
        let lengths = Block(self.lanes.map(|lane| if lane.running() { lane.step as f32 } else { 0.0 }));
        self.trial.parameters.copy_from_slice(&self.point.parameters);
        add_scaled(&mut self.trial.parameters, &self.direction, V::load(&lengths));
    }
}

impl<'a, F: Feed<'a>> Job for Descent<'a, F> {
    type Output = Vec<Ended>;

    #[inline(always)]
    fn run<V: Lanes>(mut self) -> Vec<Ended> {
        let mut evaluator = Evaluator::new(self.shape);
        let mut seats = Seats::new(self.shape, self.line, self.abreast);
        let mut under = Under::new(self.shape.parameters());
        loop {
            let begun = seats.fill();
            self.feed.load(&begun.iter().map(|(lane, begin)| (*lane, begin.own)).collect::<Vec<_>>());
            for (lane, begin) in &begun {
                under.begin(*lane, &begin.start, begin.task.decay);
            }
            if seats.empty() {
                return seats.ended;
            }
            evaluator.evaluate::<V>(&mut self.feed, &under.decay, &mut under.trial);
            let moved = under.step::<V>(&seats.rows, self.limit);
            let means = under.means(&seats.rows);
            seats.trace::<V>(&moved, &under.point.parameters, &means);
            for (lane, state) in under.lanes.iter().enumerate() {
                let Some(stopped) = state.stopped else { continue };
                let ending = Ending { stopped, iterations: state.iterations, loss: means[lane] };
                if seats.end::<V>(lane, ending, &under.point.parameters) {
                    self.feed.clear(lane);
                }
            }
            under.venture::<V>();
        }
    }
}
