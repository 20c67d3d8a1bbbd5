//! One trained network on its held-out rows: sixteen rows at a time, by the arithmetic of training.

use super::gather::{Quad, quads};
use super::kernel::{Scratch, Tile, tile_size};
use super::lanes::{Block, Codes, IDLE, Job, LANES, Lanes};
use super::own::{Glass, Own};
use super::shape::Shape;

/// Held-out rows counted up.
#[derive(Debug)]
pub(crate) struct Tally {
    classes: usize,
    rows: usize,
    loss: f64,
    /// Rows by true class (rows) and predicted class (columns).
    pub confusion: Vec<u32>,
    /// Rows × classes, if they are kept.
    pub probabilities: Vec<f32>,
    keeps: bool,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(classes: usize, keeps: bool) -> Self {
        let (confusion, probabilities) = (vec![0; classes * classes], Vec::new());
        Tally { classes, rows: 0, loss: 0.0, confusion, probabilities, keeps }
    }

    /// A row; the class with the largest probability is predicted, the first of ties.
    pub fn add(&mut self, class: u8, loss: f64, chances: impl Iterator<Item = f32> + Clone) {
        let mut predicted = (0, f32::NEG_INFINITY);
        for (k, chance) in chances.clone().enumerate() {
            if chance > predicted.1 {
                predicted = (k, chance);
            }
        }
        if self.keeps {
            self.probabilities.extend(chances);
        }
        self.confusion[usize::from(class) * self.classes + predicted.0] += 1;
        self.loss += loss;
        self.rows += 1;
    }

    /// Mean log loss.
    pub fn mean(&self) -> f64 {
        self.loss / self.rows.max(1) as f64
    }
}

/// Memory for judging one network after another.
#[derive(Debug)]
pub(crate) struct Judge {
    size: usize,
    inputs: usize,
    classes: usize,
    scratch: Scratch,
    parameters: Vec<Block>,
    cells: Vec<Block>,
    codes: Vec<Codes>,
    losses: Vec<Block>,
    probabilities: Vec<Block>,
}

impl Judge {
    /// For networks of this shape.
    pub fn new(shape: &Shape) -> Self {
        let (size, inputs, classes) = (tile_size(shape), shape.sizes[0], shape.classes);
        Judge {
            size,
            inputs,
            classes,
            scratch: Scratch::new(shape),
            parameters: vec![Block::ZERO; shape.parameters()],
            cells: vec![Block::ZERO; size * inputs],
            codes: vec![Codes([IDLE; LANES]); size],
            losses: vec![Block::ZERO; size],
            probabilities: vec![Block::ZERO; size * classes],
        }
    }

    /// The network in one lane of `parameters` on all rows of `own`.
    #[inline(always)]
    pub fn judge<V: Lanes>(&mut self, own: Own, parameters: &[Block], lane: usize, keeps: bool) -> Tally {
        for (to, from) in self.parameters.iter_mut().zip(parameters) {
            V::splat(from.0[lane]).store(to);
        }
        V::call(Judging { judge: self, own, keeps })
    }

    /// Sixteen rows to a block; the last is filled up with its last row, marked as idle.
    #[inline(always)]
    fn fill<V: Lanes>(&mut self, own: Own, seen: &Seen, rows: &[u32]) {
        self.codes.fill(Codes([IDLE; LANES]));
        let blocks = rows.chunks(LANES).zip(self.cells.chunks_mut(self.inputs)).zip(&mut self.codes);
        for ((rows, cells), codes) in blocks {
            seen.turn::<V>(own, rows, cells);
            for (lane, &row) in rows.iter().enumerate() {
                codes.0[lane] = own.labels[row as usize];
            }
            if own.holes.any {
                seen.mend(own, rows, cells);
            }
        }
    }
}

/// How a network sees its columns, and where they stand in a row of the table.
struct Seen {
    glass: Glass,
    quads: Vec<Quad>,
}

impl Seen {
    fn new(own: Own) -> Self {
        Seen { glass: own.glass(), quads: quads(own.columns) }
    }

    /// Up to sixteen rows, one a lane, input by input.
    #[inline(always)]
    fn turn<V: Lanes>(&self, own: Own, rows: &[u32], cells: &mut [Block]) {
        let (table, wide) = own.inputs.cells.quads();
        let last = rows.len() - 1;
        let starts: [usize; LANES] = std::array::from_fn(|lane| rows[lane.min(last)] as usize * wide);
        let glass = self.glass.center.iter().zip(&self.glass.inverse);
        let mut places = cells.iter_mut().zip(glass);
        for quad in &self.quads {
            let columns = V::turn(|lane| &table[starts[lane] + quad.at]);
            for (column, wanted) in columns.into_iter().zip(quad.wanted) {
                if wanted && let Some((cell, (&center, &inverse))) = places.next() {
                    column.sub(V::splat(center)).mul(V::splat(inverse)).store(cell);
                }
            }
        }
    }

    fn mend(&self, own: Own, rows: &[u32], cells: &mut [Block]) {
        for (lane, &row) in rows.iter().enumerate() {
            for (input, &column) in own.columns.iter().enumerate() {
                if own.holes.at(column, row as usize) {
                    cells[input].0[lane] = self.glass.fill[input];
                }
            }
        }
    }
}

/// All rows of a network that stands in all lanes.
struct Judging<'a, 'o> {
    judge: &'a mut Judge,
    own: Own<'o>,
    keeps: bool,
}

impl Job for Judging<'_, '_> {
    type Output = Tally;

    #[inline(always)]
    fn run<V: Lanes>(self) -> Tally {
        let Judging { judge, own, keeps } = self;
        let mut tally = Tally::new(judge.classes, keeps);
        let seen = Seen::new(own);
        for rows in own.rows.chunks(judge.size * LANES) {
            let many = rows.len().div_ceil(LANES);
            judge.fill::<V>(own, &seen, rows);
            let Judge { inputs, classes, scratch, parameters, cells, codes, losses, probabilities, .. } =
                judge;
            let tile = Tile { cells: &cells[..many * *inputs], codes: &codes[..many], streams: false };
            let (losses, probabilities) = (&mut losses[..many], &mut probabilities[..many * *classes]);
            scratch.predict::<V>(tile, parameters, losses, probabilities);
            for at in 0..rows.len() {
                let (block, lane) = (at / LANES, at % LANES);
                let chances = &probabilities[block * *classes..(block + 1) * *classes];
                let loss = f64::from(losses[block].0[lane]);
                tally.add(codes[block].0[lane], loss, chances.iter().map(|p| p.0[lane]));
            }
        }
        tally
    }
}
