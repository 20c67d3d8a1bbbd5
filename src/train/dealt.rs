//! Minibatches of narrow networks, or few rows: every lane's rows are dealt once, in an order of their own, and gone
//! through round by round.
//!
//! ```text
//!            input 0   input 1
//!   place 0 [16 lanes][16 lanes]      lane l: row π_l(0), π_l(1), …, from the place where its task joined, round the end
//!   place 1 [16 lanes][16 lanes]
//!   …
//!   place N  as place 0, so that a batch that begins before the end lies in one piece
//! ```
//! `Stirred` looks rows up anew in every epoch, which for a table beyond the caches costs several times the arithmetic of a
//! network with few inputs. Here each row is looked up once and then read in order. One random order for all epochs converges
//! as fast as a new one for each (Mishchenko, Khaled and Richtárik 2020, NeurIPS, arXiv:2006.05988); networks are independent
//! all the same, for no two have the same order.

use super::adam::{Adam, Batches, Orders};
use super::gather::NEAR;
use super::kernel::Tile;
use super::lanes::{Block, Codes, IDLE, LANES, Lanes};
use super::order::Order;
use super::own::Own;
use crate::seed::Seed;

/// Bytes that the rows of sixteen lanes may take.
const MOST: usize = 1 << 25;
/// Inputs up to which dealing pays where what lanes hold is far.
const FEW: usize = 4;
/// Rows from which on lists that differ by a few go round together; below, every list goes by its own length.
const MANY: usize = 1 << 14;
/// What they are rounded up to: their first rows come twice in a round.
const ROUND: usize = 64;

/// Places of a round for so many rows of a table of so many bytes; none where rows are better gathered anew in each epoch, or
/// the lanes would take too much memory, or less than a batch.
pub(crate) fn places(rows: usize, inputs: usize, adam: &Adam, table: usize) -> Option<usize> {
    let places = if rows < MANY { rows } else { rows.next_multiple_of(ROUND) };
    let bytes = (places + adam.batch) * (inputs * size_of::<Block>() + size_of::<Codes>());
    let most = match adam.orders {
        Orders::Fresh => 0,
        Orders::Once => MOST,
        // what lanes hold is read from memory, so it has to be little where the table itself is far
        Orders::Auto if inputs <= FEW && table > NEAR => MOST,
        // or near as well: where it isn't, a table in the caches is nearer
        Orders::Auto => NEAR,
    };
    (places >= adam.batch && bytes <= most).then_some(places)
}

/// Rows of sixteen lanes, each in its own order.
pub(crate) struct Dealt {
    inputs: usize,
    /// Places of a round.
    places: usize,
    /// Where the next batch begins.
    at: usize,
    cells: Vec<Block>,
    codes: Vec<Codes>,
}

impl Dealt {
    /// For networks with so many inputs, rounds of so many places and batches of at most `batch` rows.
    pub fn new(inputs: usize, places: usize, batch: usize) -> Self {
        let held = places + batch;
        Dealt {
            inputs,
            places,
            at: 0,
            cells: vec![Block::ZERO; held * inputs],
            codes: vec![Codes([IDLE; LANES]); held],
        }
    }

    /// So many rows from the `start`-th of the batch on.
    #[inline(always)]
    fn piece(&self, start: usize, rows: usize) -> Tile<'_> {
        let from = self.at + start;
        Tile {
            cells: &self.cells[from * self.inputs..(from + rows) * self.inputs],
            codes: &self.codes[from..from + rows],
        }
    }
}

impl<'a> Batches<'a> for Dealt {
    fn load(&mut self, lane: usize, own: Own<'a>, seed: Seed) {
        let (order, glass) = (Order::new(own.rows, seed), own.glass());
        let rows = order.rows();
        let slots = self.cells.chunks_exact_mut(self.inputs).zip(&mut self.codes);
        for (slot, (cells, codes)) in slots.enumerate() {
            let place = (slot + self.places - self.at) % self.places;
            let row = rows[place % rows.len()] as usize;
            own.see(&glass, row, |input, x| cells[input].0[lane] = x);
            codes.0[lane] = own.labels[row];
        }
    }

    fn clear(&mut self, lane: usize) {
        self.codes.iter_mut().for_each(|codes| codes.0[lane] = IDLE);
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_> {
        self.piece(start, rows)
    }

    fn end(&mut self, batch: usize) {
        self.at = (self.at + batch) % self.places;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::scale;
    use crate::train::own::Holes;
    use crate::train::testing::simulated;

    /// A lane that joins in mid-round goes through all its rows once a round, in the order that it has alone.
    #[test]
    fn a_lane_goes_through_its_rows_from_where_it_joined() {
        let data = simulated(50, 2, 3, 0, 3);
        let (rows, labels): (Vec<u32>, Vec<u8>) =
            ((0..50).collect(), data.target.codes.iter().map(|&code| code as u8).collect());
        let (scaling, holes) = (scale::fit(&data.inputs, &rows), Holes::of(&data.inputs));
        let own = Own {
            inputs: &data.inputs,
            holes: &holes,
            columns: &[0, 1],
            rows: &rows,
            scaling: &scaling,
            labels: &labels,
        };
        let taken = |joined: usize| {
            let mut dealt = Dealt::new(2, 50, 8);
            (0..joined).for_each(|_| dealt.end(8));
            dealt.load(5, own, Seed::new(4));
            let mut seen = Vec::new();
            for _ in 0..13 {
                let tile = dealt.piece(0, 8);
                seen.extend(tile.cells.iter().map(|block| block.0[5].to_bits()));
                assert!(tile.codes.iter().all(|codes| codes.0[5] != IDLE && codes.0[4] == IDLE));
                dealt.end(8);
            }
            seen
        };
        let first = taken(0);
        assert_eq!(first, taken(3));
        let mut round: Vec<&[u32]> = first.chunks(2).take(50).collect();
        round.sort_unstable();
        round.dedup();
        assert_eq!((round.len(), &first[..4]), (50, &first[100..104]));
    }

    #[test]
    fn long_lists_are_rounded_up_and_wide_ones_are_not_dealt() {
        let once = Adam { batch: 128, epochs: 1, rate: 0.01, orders: Orders::Once };
        let (auto, fresh) = (Adam { orders: Orders::Auto, ..once }, Adam { orders: Orders::Fresh, ..once });
        let large = 1 << 22;
        assert_eq!(places(900, 14, &once, 1), Some(900));
        assert_eq!(
            (places(90_001, 2, &auto, large), places(90_030, 2, &once, large)),
            (Some(90_048), Some(90_048))
        );
        assert_eq!((places(90_000, 14, &once, large), places(100, 2, &once, large)), (None, None));
        assert_eq!((places(9_000, 5, &auto, large), places(9_000, 2, &auto, 1)), (None, None));
        // 928 places of 14 × 64 + 16 bytes are near, 1,328 aren't
        assert_eq!((places(800, 14, &auto, 1), places(1_200, 14, &auto, large)), (Some(800), None));
        assert_eq!(places(900, 2, &fresh, large), None);
    }
}
