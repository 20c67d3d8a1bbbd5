//! Up to sixteen tasks on the same variables: their shared table, their training, their held-out losses.

use super::fold::Fold;
use super::frequencies;
use super::kernel::{Scratch, Table, Wide, predict};
use super::lanes::{Block, Codes, IDLE, Job, LANES, Lanes, Width};
use super::lbfgs::{Trained, Training};
use super::params::MlpValidParams;
use super::shape::Shape;
use super::{Bench, Fitted, Keep, Layer, Network, Rows, Stopped, Task};

/// A training loss beyond this multiple of what the class frequencies reach, and `SLACK`, is no fit.
const COLLAPSE: f64 = 1.5;
/// See `COLLAPSE`.
const SLACK: f64 = 0.1;

/// Tasks that share their variables.
pub(crate) struct Group<'a> {
    bench: &'a Bench<'a>,
    tasks: &'a [Task],
    shape: Shape,
    columns: Vec<usize>,
    /// Inputs (positions in `columns`) with missing cells.
    holes: Vec<usize>,
}

impl<'a> Group<'a> {
    /// A group of 1 to 16 tasks on one set.
    pub fn new(bench: &'a Bench<'a>, tasks: &'a [Task], params: &MlpValidParams) -> Self {
        let dataset = bench.dataset;
        let columns = dataset.inputs_of(&bench.sets[tasks[0].set as usize]);
        let holes = (0..columns.len()).filter(|&i| !dataset.inputs.missing[columns[i]].is_empty()).collect();
        let shape = Shape::new(columns.len(), params.hidden(), dataset.classes(), params.activation());
        Group { bench, tasks, shape, columns, holes }
    }

    /// Trains and judges all tasks.
    pub fn fit(&self, width: Width, limit: u32) -> Vec<Fitted> {
        let train = self.table(|rows| &rows.train);
        let judge = self.table(|rows| &rows.judge);
        let fold = self.fold();
        let rows = self.counts(|rows| &rows.train);
        let training = Training {
            shape: &self.shape,
            table: &train,
            fold: &fold,
            rows: &rows,
            limit,
            start: self.start(),
            traced: self.tasks[0].keep == Keep::Trace,
        };
        let trained = width.run(training);
        let judge = |parameters: &[Block]| {
            width.run(Judging { shape: &self.shape, table: &judge, fold: &fold, parameters })
        };
        let judged = judge(&trained.parameters);
        let mut traces = vec![Vec::new(); LANES];
        for step in &trained.steps {
            let held_out = judge(&step.parameters).means();
            for (lane, trace) in traces.iter_mut().enumerate().filter(|(lane, _)| step.taken.0[*lane] > 0.0) {
                trace.push((step.data[lane] / rows[lane], held_out[lane]));
            }
        }
        let lanes = (0..self.tasks.len()).zip(traces);
        lanes.map(|(lane, trace)| self.fitted(lane, &trained, &judged, trace)).collect()
    }

    fn rows(&self, lane: usize) -> &Rows {
        &self.bench.rows[self.tasks[lane].rows as usize]
    }

    fn labels(&self, lane: usize) -> &[u32] {
        &self.bench.labels[self.tasks[lane].labels as usize]
    }

    fn counts(&self, of: impl Fn(&Rows) -> &Vec<u32>) -> Wide {
        std::array::from_fn(|lane| self.tasks.get(lane).map_or(0.0, |_| of(self.rows(lane)).len() as f64))
    }

    fn start(&self) -> Vec<Block> {
        let mut start = vec![Block::ZERO; self.shape.parameters()];
        for (lane, task) in self.tasks.iter().enumerate() {
            for (to, drawn) in start.iter_mut().zip(self.shape.draw(&mut task.start.rng())) {
                to.0[lane] = drawn;
            }
        }
        start
    }

    fn fold(&self) -> Fold {
        let last = self.tasks.len() - 1;
        let scalings = std::array::from_fn(|lane| &self.rows(lane.min(last)).scaling);
        let decays = std::array::from_fn(|lane| self.tasks.get(lane).map_or(0.0, |task| task.decay));
        Fold::new(&self.shape, &self.columns, &self.holes, &scalings, &decays)
    }

    /// Rows that any lane uses, with the class of each for each lane.
    fn table(&self, of: impl Fn(&Rows) -> &Vec<u32>) -> Table {
        let inputs = &self.bench.dataset.inputs;
        let mut codes = vec![Codes([IDLE; LANES]); self.bench.dataset.rows()];
        for lane in 0..self.tasks.len() {
            let labels = self.labels(lane);
            for &row in of(self.rows(lane)) {
                codes[row as usize].0[lane] = labels[row as usize] as u8;
            }
        }
        let used = |row: &u32| codes[*row as usize].0.iter().any(|&code| code != IDLE);
        let numbers: Vec<u32> = (0..codes.len() as u32).filter(used).collect();
        let wide = self.columns.len() + self.holes.len();
        let mut values = Vec::with_capacity(numbers.len() * wide);
        for &row in &numbers {
            let cells = inputs.row(row as usize);
            values.extend(self.columns.iter().map(|&column| cells[column]));
            values.extend(std::iter::repeat_n(0.0, self.holes.len()));
        }
        for (hole, &input) in self.holes.iter().enumerate() {
            for row in &inputs.missing[self.columns[input]] {
                if let Ok(at) = numbers.binary_search(row) {
                    values[at * wide + input] = 0.0;
                    values[at * wide + self.columns.len() + hole] = 1.0;
                }
            }
        }
        let kept = numbers.iter().map(|&row| codes[row as usize]).collect();
        Table::new(&self.shape.widened(self.holes.len()), &numbers, values, kept)
    }

    fn fitted(&self, lane: usize, trained: &Trained, judged: &Judged, trace: Vec<(f64, f64)>) -> Fitted {
        let classes = self.shape.classes;
        let mut tally = Tally::new(classes);
        for (row, codes) in judged.codes.iter().enumerate() {
            if codes.0[lane] != IDLE {
                let chances = &judged.probabilities[row * classes..(row + 1) * classes];
                let chances = chances.iter().map(|block| block.0[lane]);
                tally.add(codes.0[lane], judged.losses[row].0[lane], chances);
            }
        }
        let frequencies =
            frequencies::probabilities(self.labels(lane), self.shape.classes, &self.rows(lane).train);
        let finite = tally.loss.is_finite() && trained.parameters.iter().all(|p| p.0[lane].is_finite());
        let (rows, labels) = (&self.rows(lane).train, self.labels(lane));
        let trivial: f64 = rows.iter().map(|&row| -frequencies[labels[row as usize] as usize].ln()).sum();
        let bound = COLLAPSE * trivial + SLACK * rows.len() as f64;
        let broken = !finite || trained.data[lane].is_nan() || trained.data[lane] > bound;
        let stopped = if broken { Stopped::Diverged } else { trained.stopped[lane] };
        let diverged = stopped == Stopped::Diverged;
        if diverged {
            tally = self.ignorant(lane, &frequencies);
        }
        let kept = self.tasks[lane].keep >= Keep::Network;
        Fitted {
            loss: tally.mean(),
            confusion: tally.confusion,
            stopped,
            iterations: trained.iterations[lane],
            network: (kept && !diverged).then(|| self.network(lane, &trained.parameters)),
            probabilities: if kept { tally.probabilities } else { Vec::new() },
            trace: trace.into_iter().filter(|losses| losses.0.is_finite() && losses.1.is_finite()).collect(),
        }
    }

    /// The class frequencies judged on the lane's held-out rows.
    fn ignorant(&self, lane: usize, frequencies: &[f64]) -> Tally {
        let mut tally = Tally::new(self.shape.classes);
        let labels = self.labels(lane);
        for &row in &self.rows(lane).judge {
            let class = labels[row as usize];
            let chances = frequencies.iter().map(|&share| share as f32);
            tally.add(class as u8, 0.0, chances);
            tally.loss -= frequencies[class as usize].ln();
        }
        tally
    }

    fn network(&self, lane: usize, parameters: &[Block]) -> Network {
        let at = |index: usize| f64::from(parameters[index].0[lane]);
        let places = self.shape.places();
        let last = places.len() - 1;
        let layer = |(depth, place): (usize, &super::shape::Place)| Layer {
            weights: (0..place.units)
                .map(|unit| (0..place.inputs).map(|i| at(place.weights + i * place.units + unit)).collect())
                .collect(),
            biases: (0..place.units).map(|unit| at(place.biases + unit)).collect(),
            activation: (depth < last).then_some(self.shape.activation),
        };
        Network { layers: places.iter().enumerate().map(layer).collect() }
    }
}

/// Held-out rows counted up.
struct Tally {
    classes: usize,
    rows: usize,
    loss: f64,
    confusion: Vec<u32>,
    probabilities: Vec<f32>,
}

impl Tally {
    fn new(classes: usize) -> Self {
        Tally {
            classes,
            rows: 0,
            loss: 0.0,
            confusion: vec![0; classes * classes],
            probabilities: Vec::new(),
        }
    }

    /// A row; the class with the largest probability is predicted, the first of ties.
    fn add(&mut self, class: u8, loss: f32, chances: impl Iterator<Item = f32>) {
        let from = self.probabilities.len();
        self.probabilities.extend(chances);
        let chances = &self.probabilities[from..];
        let predicted =
            (1..self.classes).fold(0, |best, c| if chances[c] > chances[best] { c } else { best });
        self.confusion[usize::from(class) * self.classes + predicted] += 1;
        self.loss += f64::from(loss);
        self.rows += 1;
    }

    fn mean(&self) -> f64 {
        self.loss / self.rows.max(1) as f64
    }
}

/// Prediction for the held-out rows.
struct Judging<'a, 'p> {
    shape: &'a Shape,
    table: &'a Table,
    fold: &'a Fold,
    parameters: &'p [Block],
}

/// Log loss and probabilities of each row for each lane.
struct Judged<'a> {
    codes: &'a [Codes],
    losses: Vec<Block>,
    probabilities: Vec<Block>,
}

impl Judged<'_> {
    /// Mean log loss of each lane.
    fn means(&self) -> Wide {
        let (mut sums, mut counts) = ([0.0; LANES], [0.0f64; LANES]);
        for (codes, loss) in self.codes.iter().zip(&self.losses) {
            for lane in (0..LANES).filter(|&lane| codes.0[lane] != IDLE) {
                sums[lane] += f64::from(loss.0[lane]);
                counts[lane] += 1.0;
            }
        }
        std::array::from_fn(|lane| sums[lane] / counts[lane].max(1.0))
    }
}

impl<'a> Job for Judging<'a, '_> {
    type Output = Judged<'a>;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Judged<'a> {
        let wider = self.shape.widened(self.table.columns - self.shape.sizes[0]);
        let mut effective = vec![Block::ZERO; wider.parameters()];
        self.fold.effective::<V>(self.shape, self.parameters, &mut effective);
        let mut scratch = Scratch::new(&wider);
        let rows = self.table.codes.len();
        let mut losses = vec![Block::ZERO; rows];
        let mut probabilities = vec![Block::ZERO; rows * self.shape.classes];
        predict::<V>(&mut scratch, self.table, &effective, &mut losses, &mut probabilities);
        Judged { codes: &self.table.codes, losses, probabilities }
    }
}
