//! Rows of sixteen lanes gathered from the one table, a tile at a time.
//!
//! ```text
//!   lane 0: row 71 ─┐                                    input 0  [16 lanes]
//!   lane 1: row 4  ─┼─ four cells of each, turned ─────► input 1  [16 lanes]    then centred and scaled
//!   …               │                                    …
//! ```
//! The table is held once, whatever the number of networks.

use super::kernel::NEAR;
use super::lanes::{Block, Job, LANES, Lanes};
use super::own::{Holes, Own};
use crate::prepare::{Inputs, QUAD};

/// Four neighbouring columns of which some are inputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quad {
    /// Its place in a row, in quads.
    pub at: usize,
    /// Whether each of the four is an input.
    pub wanted: [bool; QUAD],
}

/// What lanes see of the table.
pub(crate) struct Gather<'a> {
    inputs: &'a Inputs,
    holes: &'a Holes,
    /// Whether it pays to ask for rows before they are picked.
    ahead: bool,
    /// Columns and labels of each lane with a task.
    lanes: [Option<Own<'a>>; LANES],
    /// The columns, where all lanes have the same ones; none where cells are copied one by one.
    quads: Vec<Quad>,
    center: Vec<Block>,
    inverse: Vec<Block>,
    fill: Vec<Block>,
    cells: Vec<Block>,
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
        assert!(inputs.rows() > 0, "nothing to gather from");
        assert!(alike.is_none_or(|columns| columns.iter().all(|&column| column < inputs.columns())));
        let zeros = || vec![Block::ZERO; width];
        Gather {
            inputs,
            holes,
            ahead: inputs.cells.bytes() > NEAR,
            lanes: [None; LANES],
            quads: alike.map_or_else(Vec::new, quads),
            center: zeros(),
            inverse: zeros(),
            fill: zeros(),
            cells: vec![Block::ZERO; width * rows],
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

    /// The lane has no task any more.
    pub fn clear(&mut self, lane: usize) {
        self.lanes[lane] = None;
    }

    /// Asks for the cells of the lanes' rows.
    #[inline(always)]
    fn prefetch<V: Lanes>(&self, rows: &[u32; LANES]) {
        let (table, wide) = self.inputs.cells.quads();
        for line in (0..wide).step_by(LANES / QUAD) {
            for &row in rows {
                V::prefetch(table[row as usize * wide + line].as_ptr());
            }
        }
    }

    /// The cells of rows, as each lane sees its own. Those of the rows that come `later` are asked for on the way, where that
    /// pays: one slot's with each that is gathered, for requests in one burst wait for each other.
    #[inline(always)]
    pub fn cells<V: Lanes>(&mut self, rows: &[[u32; LANES]], later: &[[u32; LANES]]) -> &[Block] {
        let (cells, later) = (rows.len() * self.center.len(), if self.ahead { later } else { &[] });
        V::call(Collect { gather: self, rows, later });
        &self.cells[..cells]
    }

    /// Cells of the columns, by turning four neighbouring columns at a time.
    #[inline(always)]
    fn turn<V: Lanes>(&mut self, slot: usize, rows: &[u32; LANES]) {
        let width = self.center.len();
        let (table, wide) = self.inputs.cells.quads();
        let most = rows.iter().fold(0, |most, &row| row.max(most));
        assert!((most as usize) < self.inputs.rows(), "a row that the table doesn't have");
        let starts = rows.map(|row| row as usize * wide);
        let cells = &mut self.cells[slot * width..(slot + 1) * width];
        let mut places = cells.iter_mut().zip(self.center.iter().zip(&self.inverse));
        for quad in &self.quads {
            let at = |lane: usize| {
                let at = starts[lane] + quad.at;
                debug_assert!(at < table.len());
                // SAFETY: the row was found to be the table's just now, and `new` has seen that the quad's columns are.
                unsafe { table.get_unchecked(at) }
            };
            let columns = V::turn(at);
            for (column, wanted) in columns.into_iter().zip(quad.wanted) {
                if wanted && let Some((cell, (center, inverse))) = places.next() {
                    column.sub(V::load(center)).mul(V::load(inverse)).store(cell);
                }
            }
        }
    }

    /// Cells of each lane's own columns, one by one.
    #[inline(always)]
    fn copy<V: Lanes>(&mut self, slot: usize, rows: &[u32; LANES]) {
        let width = self.center.len();
        let cells = &mut self.cells[slot * width..(slot + 1) * width];
        for (lane, own) in self.lanes.iter().enumerate() {
            let Some(own) = own else { continue };
            let from = own.inputs.row(rows[lane] as usize);
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
    fn mend(&mut self, slot: usize, rows: &[u32; LANES]) {
        let width = self.center.len();
        let cells = &mut self.cells[slot * width..(slot + 1) * width];
        for (lane, own) in self.lanes.iter().enumerate() {
            let Some(own) = own else { continue };
            let row = rows[lane] as usize;
            for (input, &column) in own.columns.iter().enumerate() {
                if self.holes.at(column, row) {
                    cells[input].0[lane] = self.fill[input].0[lane];
                }
            }
        }
    }
}

/// Reads the cells of rows, and asks for those of rows to come.
struct Collect<'a, 'b> {
    gather: &'a mut Gather<'b>,
    rows: &'a [[u32; LANES]],
    later: &'a [[u32; LANES]],
}

impl Job for Collect<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let Collect { gather, rows, later } = self;
        for (slot, rows) in rows.iter().enumerate() {
            if let Some(later) = later.get(slot) {
                gather.prefetch::<V>(later);
            }
            if gather.quads.is_empty() {
                gather.copy::<V>(slot, rows);
            } else {
                gather.turn::<V>(slot, rows);
            }
            if gather.holes.any {
                gather.mend(slot, rows);
            }
        }
    }
}

/// Columns, in the order of the inputs, by quads of the table; one that lies before its forerunner begins a quad anew.
pub(crate) fn quads(columns: &[usize]) -> Vec<Quad> {
    let together = columns.chunk_by(|a, b| a < b && a / QUAD == b / QUAD);
    let quad = |of: &[usize]| {
        let wanted = std::array::from_fn(|i| of.iter().any(|column| column % QUAD == i));
        Quad { at: of[0] / QUAD, wanted }
    };
    together.map(quad).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fall_into_the_quads_of_the_table() {
        let (yes, no) = (true, false);
        let quad = |at: usize, wanted: [bool; 4]| Quad { at, wanted };
        let found = quads(&[0, 1, 2, 3, 6, 9, 11]);
        assert_eq!(found, [quad(0, [yes; 4]), quad(1, [no, no, yes, no]), quad(2, [no, yes, no, yes])]);
        // the inputs' order is kept where the columns' is another
        assert_eq!(
            quads(&[3, 1, 1]),
            [[no, no, no, yes], [no, yes, no, no], [no, yes, no, no]].map(|w| quad(0, w))
        );
    }
}
