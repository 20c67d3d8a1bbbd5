//! The rows of sixteen lanes in the order of the table, gathered anew for every evaluation.

use super::gather::Gather;
use super::kernel::{Feed, Tile};
use super::lanes::{Codes, IDLE, LANES, Lanes};
use super::own::Own;

/// Rows of sixteen lanes, of which nothing but their numbers is held.
pub(crate) struct Spread<'a> {
    gather: Gather<'a>,
    lanes: [Option<Own<'a>>; LANES],
    /// Numbers of the tile's rows; what stands where a lane has none doesn't matter.
    rows: Vec<[u32; LANES]>,
    /// Their classes.
    codes: Vec<Codes>,
}

impl<'a> Spread<'a> {
    /// From a table, in tiles of at most so many rows.
    pub fn new(gather: Gather<'a>, rows: usize) -> Self {
        let codes = vec![Codes([IDLE; LANES]); rows];
        Spread { gather, lanes: [None; LANES], rows: vec![[0; LANES]; rows], codes }
    }

    /// Picks a lane's rows from the `start`-th on for so many slots; those that are left over stay idle.
    #[inline(always)]
    fn pick(&mut self, lane: usize, start: usize, many: usize) {
        let slots = self.rows[..many].iter_mut().zip(&mut self.codes[..many]);
        let mut own = self.lanes[lane].iter().flat_map(|own| {
            let rows = own.rows.iter().skip(start);
            rows.map(|&row| (row, own.labels[row as usize]))
        });
        for (rows, codes) in slots {
            match own.next() {
                Some((row, class)) => (rows[lane], codes.0[lane]) = (row, class),
                None => codes.0[lane] = IDLE,
            }
        }
    }
}

impl<'a> Feed<'a> for Spread<'a> {
    fn load(&mut self, of: &[(usize, Own<'a>)]) {
        for &(lane, own) in of {
            self.gather.load(lane, own);
            self.lanes[lane] = Some(own);
        }
    }

    fn clear(&mut self, lane: usize) {
        self.gather.clear(lane);
        self.lanes[lane] = None;
    }

    fn rows(&self) -> usize {
        self.lanes.iter().flatten().map(|own| own.rows.len()).max().unwrap_or(0)
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_> {
        for lane in 0..LANES {
            self.pick(lane, start, rows);
        }
        Tile {
            cells: self.gather.cells::<V>(&self.rows[..rows], &[]),
            codes: &self.codes[..rows],
            streams: false,
        }
    }
}
