//! Rows of sixteen lanes gathered from the one table, a tile at a time.
//!
//! ```text
//!   lane 0: row 71 ─┐                                    input 0  [16 lanes]
//!   lane 1: row 4  ─┼─ sixteen cells of each, turned ──► input 1  [16 lanes]    then centred and scaled
//!   …               │                                    …
//! ```
//! The table is held once, whatever the number of networks.

use super::kernel::Tile;
use super::lanes::{Block, Codes, IDLE, LANES, Lanes};
use super::own::{Holes, Own};
use crate::prepare::Inputs;

/// Columns a run that make turning rows cheaper than copying cells.
const PAYS: usize = 4;

/// What lanes see of the table.
pub(crate) struct Gather<'a> {
    inputs: &'a Inputs,
    holes: &'a Holes,
    /// Columns and labels of each lane with a task.
    lanes: [Option<Own<'a>>; LANES],
    /// Lengths of the runs of neighbouring columns that rows are turned by, where all lanes have the same columns; none
    /// where cells are copied one by one.
    runs: Vec<usize>,
    /// The last cells of the table and zeros behind them, for rows that end closer to its end than sixteen cells.
    tail: Vec<f32>,
    center: Vec<Block>,
    inverse: Vec<Block>,
    fill: Vec<Block>,
    /// Rows picked for the tile: slots × lanes.
    picked: Vec<[u32; LANES]>,
    cells: Vec<Block>,
    codes: Vec<Codes>,
}

impl<'a> Gather<'a> {
    /// Tiles of at most `rows` rows for networks with `width` inputs; `alike` are the columns that all lanes have.
    pub fn new(
        inputs: &'a Inputs,
        holes: &'a Holes,
        width: usize,
        rows: usize,
        alike: Option<&[usize]>,
    ) -> Self {
        let zeros = || vec![Block::ZERO; width];
        let last = inputs.values.len().saturating_sub(LANES);
        Gather {
            inputs,
            holes,
            lanes: [None; LANES],
            runs: alike.map_or_else(Vec::new, runs),
            tail: [&inputs.values[last..], &[0.0; LANES]].concat(),
            center: zeros(),
            inverse: zeros(),
            fill: zeros(),
            picked: vec![[0; LANES]; rows],
            cells: vec![Block::ZERO; width * rows],
            codes: vec![Codes([IDLE; LANES]); rows],
        }
    }

    /// Lets a lane see the table as the task does.
    pub fn load(&mut self, lane: usize, own: Own<'a>) {
        let glass = own.glass();
        for input in 0..self.center.len() {
            self.center[input].0[lane] = glass.center[input];
            self.inverse[input].0[lane] = glass.inverse[input];
            self.fill[input].0[lane] = glass.fill[input];
        }
        self.lanes[lane] = Some(own);
    }

    /// Takes the lane's rows away.
    pub fn clear(&mut self, lane: usize) {
        self.lanes[lane] = None;
        self.pick(lane, 0, self.codes.len(), &[]);
    }

    /// Picks a lane's rows for the slots from `start` on; those up to `end` that are left over stay idle.
    #[inline(always)]
    pub fn pick(&mut self, lane: usize, start: usize, end: usize, rows: &[u32]) {
        let slots = self.picked[start..end].iter_mut().zip(&mut self.codes[start..end]);
        let labels = self.lanes[lane].map_or(&[][..], |own| own.labels);
        let mut rows = rows.iter();
        for (picked, codes) in slots {
            match rows.next() {
                Some(&row) => {
                    picked[lane] = row;
                    codes.0[lane] = labels[row as usize];
                }
                None => codes.0[lane] = IDLE,
            }
        }
    }

    /// Asks for the cells of a row that will be picked soon.
    #[inline(always)]
    pub fn prefetch<V: Lanes>(&self, row: u32) {
        let cells = self.inputs.row(row as usize);
        let mut at = 0;
        while at < cells.len() {
            V::prefetch(&cells[at]);
            at += LANES;
        }
    }

    /// The cells of the rows picked for the first `rows` slots.
    #[inline(always)]
    pub fn tile<V: Lanes>(&mut self, rows: usize) -> Tile<'_> {
        let width = self.center.len();
        let columns = self.lanes.iter().flatten().next().map_or(&[][..], |own| own.columns);
        for at in 0..rows {
            if self.runs.is_empty() {
                self.copy::<V>(at);
            } else {
                self.turn::<V>(at, columns);
            }
            if self.holes.any {
                self.mend(at);
            }
        }
        Tile { cells: &self.cells[..rows * width], codes: &self.codes[..rows] }
    }

    /// Cells of the columns, by turning whole rows: at most sixteen neighbouring columns at a time.
    #[inline(always)]
    fn turn<V: Lanes>(&mut self, slot: usize, columns: &[usize]) {
        let (values, wide) = (self.inputs.values.as_slice(), self.inputs.columns);
        let cells = &mut self.cells[slot * columns.len()..(slot + 1) * columns.len()];
        let mut done = 0;
        for &run in &self.runs {
            let mut from = [&[0.0f32; LANES]; LANES];
            for (from, &row) in from.iter_mut().zip(&self.picked[slot]) {
                let start = row as usize * wide + columns[done];
                let chunk = match values[start..].first_chunk() {
                    Some(chunk) => Some(chunk),
                    None => self.tail[start + self.tail.len() - LANES - values.len()..].first_chunk(),
                };
                *from = chunk.unwrap_or(from);
            }
            let turned = V::transpose(from);
            let places = cells[done..].iter_mut().zip(&self.center[done..]).zip(&self.inverse[done..]);
            for (i, ((cell, center), inverse)) in places.take(LANES).enumerate() {
                if i < run {
                    turned[i].sub(V::load(center)).mul(V::load(inverse)).store(cell);
                }
            }
            done += run;
        }
    }

    /// Cells of each lane's own columns, one by one.
    #[inline(always)]
    fn copy<V: Lanes>(&mut self, slot: usize) {
        let width = self.center.len();
        let cells = &mut self.cells[slot * width..(slot + 1) * width];
        for (lane, own) in self.lanes.iter().enumerate() {
            let Some(own) = own else { continue };
            let from = own.inputs.row(self.picked[slot][lane] as usize);
            for (cell, &column) in cells.iter_mut().zip(own.columns) {
                cell.0[lane] = from[column];
            }
        }
        for (input, cell) in cells.iter_mut().enumerate() {
            let x = V::load(cell).sub(V::load(&self.center[input]));
            x.mul(V::load(&self.inverse[input])).store(cell);
        }
    }

    /// Fills missing cells.
    #[inline(always)]
    fn mend(&mut self, slot: usize) {
        let width = self.center.len();
        let cells = &mut self.cells[slot * width..(slot + 1) * width];
        for (lane, own) in self.lanes.iter().enumerate() {
            let Some(own) = own else { continue };
            let row = self.picked[slot][lane] as usize;
            for (input, &column) in own.columns.iter().enumerate() {
                if self.holes.at(column, row) {
                    cells[input].0[lane] = self.fill[input].0[lane];
                }
            }
        }
    }
}

/// Lengths of the runs of neighbouring columns, at most sixteen; none where they are so short that turning doesn't pay.
fn runs(columns: &[usize]) -> Vec<usize> {
    let neighbours = columns.chunk_by(|a, b| a + 1 == *b);
    let runs: Vec<usize> = neighbours.flat_map(|run| run.chunks(LANES).map(<[usize]>::len)).collect();
    if columns.len() < PAYS * runs.len() { Vec::new() } else { runs }
}
