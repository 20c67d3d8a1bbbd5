//! The rows that sixteen lanes train on, each its own: filled, centred and scaled when a task takes the lane.
//!
//! ```text
//!            input 0   input 1  …
//!   row 0   [16 lanes][16 lanes]        lane l: the l-th task's own rows, own variables, own scaling, own labels
//!   row 1   [16 lanes][16 lanes]        a list that ends early goes on as `IDLE`
//! ```
//! So tasks need nothing in common but the number of inputs, and no lane carries rows of another.

use super::kernel::Tile;
use super::lanes::{Block, Codes, IDLE, LANES};
use crate::prepare::{Inputs, Scaling};
use std::ops::Range;

/// What one lane is to hold.
#[derive(Clone, Copy)]
pub(crate) struct Own<'a> {
    /// The table.
    pub inputs: &'a Inputs,
    /// Its columns that are the lane's inputs.
    pub columns: &'a [usize],
    /// The rows, in the order in which they are summed.
    pub rows: &'a [u32],
    /// How they are filled, centred and scaled.
    pub scaling: &'a Scaling,
    /// Class of every row of the table.
    pub labels: &'a [u32],
}

impl Own<'_> {
    /// A row as the network sees it.
    #[inline(always)]
    pub fn standardise(&self, row: u32, mut put: impl FnMut(usize, f32)) {
        let cells = self.inputs.row(row as usize);
        for (input, &column) in self.columns.iter().enumerate() {
            let (center, spread) = (self.scaling.center[column], self.scaling.spread[column]);
            let missing = &self.inputs.missing[column];
            let hole = !missing.is_empty() && missing.binary_search(&row).is_ok();
            let cell = if hole { self.scaling.fill[column] } else { f64::from(cells[column]) };
            put(input, ((cell - center) / spread) as f32);
        }
    }

    /// Class of a row.
    #[inline(always)]
    pub fn class(&self, row: u32) -> u8 {
        self.labels[row as usize] as u8
    }
}

/// Tables of sixteen lanes.
#[derive(Debug)]
pub(crate) struct Held {
    inputs: usize,
    cells: Vec<Block>,
    codes: Vec<Codes>,
    /// Rows of each lane.
    lengths: [usize; LANES],
}

impl Held {
    /// Nothing yet, for networks with so many inputs.
    pub fn new(inputs: usize) -> Self {
        Held { inputs, cells: Vec::new(), codes: Vec::new(), lengths: [0; LANES] }
    }

    /// Puts a table in a lane.
    pub fn load(&mut self, lane: usize, own: Own) {
        self.clear(lane);
        let rows = own.rows.len();
        if rows > self.codes.len() {
            self.codes.resize(rows, Codes([IDLE; LANES]));
            self.cells.resize(rows * self.inputs, Block::ZERO);
        }
        for (at, &row) in own.rows.iter().enumerate() {
            let cells = &mut self.cells[at * self.inputs..(at + 1) * self.inputs];
            own.standardise(row, |input, x| cells[input].0[lane] = x);
            self.codes[at].0[lane] = own.class(row);
        }
        self.lengths[lane] = rows;
    }

    /// Takes the lane's table away.
    pub fn clear(&mut self, lane: usize) {
        for codes in &mut self.codes[..self.lengths[lane]] {
            codes.0[lane] = IDLE;
        }
        self.lengths[lane] = 0;
    }

    /// Rows of the longest lane.
    pub fn rows(&self) -> usize {
        self.lengths.into_iter().max().unwrap_or(0)
    }

    /// Some of the rows.
    #[inline(always)]
    pub fn tile(&self, rows: Range<usize>) -> Tile<'_> {
        Tile {
            cells: &self.cells[rows.start * self.inputs..rows.end * self.inputs],
            codes: &self.codes[rows],
        }
    }
}
