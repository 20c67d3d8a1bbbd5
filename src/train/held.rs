//! The rows that sixteen lanes train on, each its own: filled, centred and scaled when a task takes the lane.
//!
//! ```text
//!            input 0   input 1  …
//!   row 0   [16 lanes][16 lanes]        lane l: the l-th task's own rows, own variables, own scaling, own labels
//!   row 1   [16 lanes][16 lanes]        a list that ends early goes on as `IDLE`
//! ```
//! So tasks need nothing in common but the number of inputs, and no lane carries rows of another. It takes the memory of
//! sixteen tables: where they would not fit in the caches, `Spread` gathers them from the one table instead.

use super::kernel::{Feed, NEAR, Tile};
use super::lanes::{Block, Codes, IDLE, LANES, Lanes};
use super::own::{Glass, Own};

/// Rows that lanes are filled with at a time.
const AT_ONCE: usize = 32;

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
}

impl<'a> Feed<'a> for Held {
    fn load(&mut self, of: &[(usize, Own<'a>)]) {
        let longest = of.iter().map(|(_, own)| own.rows.len()).max().unwrap_or(0);
        if longest > self.codes.len() {
            self.codes.resize(longest, Codes([IDLE; LANES]));
            self.cells.resize(longest * self.inputs, Block::ZERO);
        }
        let glasses: Vec<Glass> = of.iter().map(|(_, own)| own.glass()).collect();
        // a few rows of all lanes before the next ones: lanes that begin together write into the same blocks
        for start in (0..longest).step_by(AT_ONCE) {
            for ((lane, own), glass) in of.iter().zip(&glasses) {
                let rows = own.rows.iter().enumerate().skip(start).take(AT_ONCE);
                for (at, &row) in rows {
                    let cells = &mut self.cells[at * self.inputs..(at + 1) * self.inputs];
                    own.see(glass, row as usize, |input, x| cells[input].0[*lane] = x);
                    self.codes[at].0[*lane] = own.labels[row as usize];
                }
            }
        }
        for (lane, own) in of {
            self.lengths[*lane] = own.rows.len();
        }
    }

    fn clear(&mut self, lane: usize) {
        for codes in &mut self.codes[..self.lengths[lane]] {
            codes.0[lane] = IDLE;
        }
        self.lengths[lane] = 0;
    }

    fn rows(&self) -> usize {
        self.lengths.into_iter().max().unwrap_or(0)
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_> {
        Tile {
            cells: &self.cells[start * self.inputs..(start + rows) * self.inputs],
            codes: &self.codes[start..start + rows],
            streams: size_of_val(self.cells.as_slice()) > NEAR,
        }
    }
}
