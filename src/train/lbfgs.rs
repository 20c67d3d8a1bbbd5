//! Full-batch L-BFGS of sixteen networks, each with its own step, history and end.
//!
//! With `s` the last changes of the parameters and `y` those of the gradient, the direction is `-H g`, where `H` is built
//! from `γ I` by the `MEMORY` last pairs in the two-loop recursion (Nocedal 1980, Math. Comp. 35:773–782,
//! doi:10.2307/2006193). All lanes evaluate in step; one that refuses its step writes an empty pair (ρ = 0, which changes
//! nothing), one that has ended stays where it is.
//!
//! Every evaluation sums over all training rows, in the order of the table. So there is no order of rows that two lanes
//! could share by mistake; what sets their networks apart is the start, the rows, the labels and the decay of each.

use super::Stopped;
use super::fold::Fold;
use super::kernel::{Scratch, Table, Wide, evaluate};
use super::lanes::{Block, Job, LANES, Lanes};
use super::search::Lane;
use super::shape::Shape;

/// Pairs remembered.
const MEMORY: usize = 10;

/// Sixteen trainings.
pub(crate) struct Training<'a> {
    /// Of the networks.
    pub shape: &'a Shape,
    /// Training rows.
    pub table: &'a Table,
    /// Standardising and decay.
    pub fold: &'a Fold,
    /// Training rows of each lane; 0 where there is no task.
    pub rows: &'a Wide,
    /// Most iterations.
    pub limit: u32,
    /// Initial parameters.
    pub start: Vec<Block>,
    /// Whether to keep where each lane stood after each of its iterations.
    pub traced: bool,
}

/// What became of them.
#[derive(Debug)]
pub(crate) struct Trained {
    /// Last parameters.
    pub parameters: Vec<Block>,
    /// Why each lane ended.
    pub stopped: [Stopped; LANES],
    /// Iterations of each.
    pub iterations: [u32; LANES],
    /// Sum of log losses on the training rows.
    pub data: Wide,
    /// Where the lanes stood after each evaluation, if traced.
    pub steps: Vec<Step>,
}

/// Where the lanes stood after an evaluation.
#[derive(Debug)]
pub(crate) struct Step {
    /// 1 for the lanes that took a step, 0 for the others.
    pub taken: Block,
    /// Parameters.
    pub parameters: Vec<Block>,
    /// Sum of log losses on the training rows.
    pub data: Wide,
}

/// Parameters with the loss and gradient there.
struct Point {
    parameters: Vec<Block>,
    gradient: Vec<Block>,
    data: Wide,
    penalty: Wide,
}

impl Point {
    fn at(parameters: Vec<Block>) -> Self {
        let gradient = vec![Block::ZERO; parameters.len()];
        Point { parameters, gradient, data: [0.0; LANES], penalty: [0.0; LANES] }
    }
}

/// Memory for evaluating.
struct Evaluator<'a> {
    training: &'a Training<'a>,
    scratch: Scratch,
    effective: Vec<Block>,
    wide: Vec<Wide>,
}

impl<'a> Evaluator<'a> {
    fn new(training: &'a Training<'a>) -> Self {
        let extra = training.table.columns - training.shape.sizes[0];
        let wider = training.shape.widened(extra);
        Evaluator {
            training,
            scratch: Scratch::new(&wider),
            effective: vec![Block::ZERO; wider.parameters()],
            wide: vec![[0.0; LANES]; wider.parameters()],
        }
    }

    #[inline(always)]
    fn evaluate<V: Lanes>(&mut self, point: &mut Point) {
        let Training { shape, table, fold, .. } = self.training;
        fold.effective::<V>(shape, &point.parameters, &mut self.effective);
        point.data = evaluate::<V>(&mut self.scratch, table, &self.effective, &mut self.wide);
        point.penalty = fold.gradient(shape, &point.parameters, &mut self.wide, &mut point.gradient);
    }
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

impl Job for Training<'_> {
    type Output = Trained;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Trained {
        let mut evaluator = Evaluator::new(&self);
        let (mut point, mut trial) = (Point::at(self.start.clone()), Point::at(self.start.clone()));
        let mut memory = Memory::new(point.parameters.len());
        let (mut fresh, mut direction) = (trial.gradient.clone(), trial.gradient.clone());
        let mut lanes: Option<[Lane; LANES]> = None;
        let mut steps = Vec::new();
        loop {
            evaluator.evaluate::<V>(&mut trial);
            let mut taken = Block([1.0; LANES]);
            match &mut lanes {
                None => {
                    point.gradient.copy_from_slice(&trial.gradient);
                    point.data = trial.data;
                }
                Some(lanes) => {
                    let slopes = stored(dot::<V>(&trial.gradient, &direction));
                    taken = take(lanes, &mut point, &trial, &slopes);
                    memory.advance::<V>(&mut point, &trial, &taken);
                    if self.traced {
                        steps.push(Step { taken, parameters: point.parameters.clone(), data: point.data });
                    }
                }
            }
            let lanes = lanes.get_or_insert_with(|| self.lanes(&trial));
            if taken.0.contains(&1.0) {
                let steepest = steepest::<V>(&point.gradient);
                lanes.iter_mut().zip(steepest).for_each(|(lane, steepest)| lane.finish(f64::from(steepest)));
                aim::<V>(&memory, &point.gradient, &taken, &mut fresh, &mut direction, lanes);
            }
            if !lanes.iter().any(Lane::running) {
                return Trained {
                    parameters: point.parameters,
                    stopped: lanes.map(|lane| lane.stopped.unwrap_or(Stopped::Limit)),
                    iterations: lanes.map(|lane| lane.iterations),
                    data: point.data,
                    steps,
                };
            }
            let lengths = Block(lanes.map(|lane| if lane.running() { lane.step as f32 } else { 0.0 }));
            trial.parameters.copy_from_slice(&point.parameters);
            add_scaled(&mut trial.parameters, &direction, V::load(&lengths));
        }
    }
}

/// Lets each lane look at its trial; 1 for those that take it.
fn take(lanes: &mut [Lane; LANES], point: &mut Point, trial: &Point, slopes: &[f32; LANES]) -> Block {
    let mut taken = Block::ZERO;
    for lane in 0..LANES {
        if lanes[lane].take(trial.data[lane] + trial.penalty[lane], f64::from(slopes[lane])) {
            taken.0[lane] = 1.0;
            point.data[lane] = trial.data[lane];
        }
    }
    taken
}

impl Training<'_> {
    fn lanes(&self, point: &Point) -> [Lane; LANES] {
        std::array::from_fn(|lane| {
            let loss = point.data[lane] + point.penalty[lane];
            let mut state = Lane::new(loss, self.rows[lane].max(1.0), self.limit);
            if self.rows[lane] == 0.0 {
                state.stopped = Some(Stopped::Converged);
            }
            state
        })
    }
}
