//! The rows of sixteen lanes in the order of the table, gathered anew for every evaluation.

use super::gather::Gather;
use super::kernel::{Feed, Tile};
use super::lanes::{LANES, Lanes};
use super::own::Own;

/// Rows of sixteen lanes, of which nothing but their numbers is held.
pub(crate) struct Spread<'a> {
    gather: Gather<'a>,
    rows: [&'a [u32]; LANES],
}

impl<'a> Spread<'a> {
    /// From a table.
    pub fn new(gather: Gather<'a>) -> Self {
        Spread { gather, rows: [&[]; LANES] }
    }
}

impl<'a> Feed<'a> for Spread<'a> {
    fn load(&mut self, of: &[(usize, Own<'a>)]) {
        for &(lane, own) in of {
            self.gather.load(lane, own);
            self.rows[lane] = own.rows;
        }
    }

    fn clear(&mut self, lane: usize) {
        self.gather.clear(lane);
        self.rows[lane] = &[];
    }

    fn rows(&self) -> usize {
        self.rows.iter().map(|rows| rows.len()).max().unwrap_or(0)
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_> {
        for lane in 0..LANES {
            let own = self.rows[lane];
            self.gather.pick(lane, 0, rows, &own[start.min(own.len())..(start + rows).min(own.len())]);
        }
        self.gather.tile::<V>(rows)
    }
}
