//! Minibatches: every lane's rows are dealt once, in an order of their own, and gone through round by round.
//!
//! ```text
//!            input 0   input 1
//!   place 0 [16 lanes][16 lanes]      lane l: row π_l(0), π_l(1), …, from the place where its task joined, round the end
//!   place 1 [16 lanes][16 lanes]
//!   …
//!   place N  as place 0, so that a batch that begins before the end lies in one piece
//! ```
//! One random order for all epochs converges as fast as a new one for each (Mishchenko, Khaled and Richtárik 2020, NeurIPS,
//! arXiv:2006.05988); networks are independent all the same, for no two have the same order. What is dealt are the rows' cells
//! where they fit (`Dealt`), else their numbers, and the cells are gathered from the one table (`drawn`).

use super::adam::{Adam, Batches};
use super::kernel::Tile;
use super::lanes::{Block, Codes, IDLE, LANES, Lanes};
use super::order::shuffled;
use super::own::{Glass, Own};
use crate::seed::Seed;
use std::ops::Range;

/// Bytes that the rows of sixteen lanes may take. Beyond, gathering is no slower than reading memory,
const MOST: usize = 1 << 24;
/// but for networks of few inputs, which need a whole row of the table for each of theirs.
const MOST_OF_FEW: usize = 1 << 25;
/// Inputs of such a network.
const FEW: usize = 4;
/// Rows from which on lists that differ by a few go round together; below, every list goes by its own length.
const MANY: usize = 1 << 14;
/// What they are rounded up to: their first rows come twice in a round.
const ROUND: usize = 64;
/// Slots that lanes are filled with at a time.
const AT_ONCE: usize = 32;

/// Places of a round for so many rows.
pub(crate) fn places(rows: usize) -> usize {
    if rows < MANY { rows } else { rows.next_multiple_of(ROUND) }
}

/// Whether the cells of so many places are dealt, or only the numbers of their rows.
pub(crate) fn holds(places: usize, inputs: usize, adam: &Adam) -> bool {
    let bytes = (places + adam.batch) * (inputs * size_of::<Block>() + size_of::<Codes>());
    bytes <= if inputs <= FEW { MOST_OF_FEW } else { MOST }
}

/// A task that joins: its lane, its rows, and what their order follows from.
pub(crate) type Hand<'a> = (usize, Own<'a>, Seed);

/// Where sixteen lanes stand in a round of their rows, and the classes of these.
pub(super) struct Round {
    places: usize,
    /// Where the next batch begins.
    at: usize,
    codes: Vec<Codes>,
}

impl Round {
    /// Of so many places and batches of at most `batch` rows.
    pub fn new(places: usize, batch: usize) -> Self {
        Round { places, at: 0, codes: vec![Codes([IDLE; LANES]); places + batch] }
    }

    /// Slots in memory: the places, and a batch's once more.
    pub fn slots(&self) -> usize {
        self.codes.len()
    }

    /// Deals lanes their rows: `put(hand, slot, row)` for every slot of each.
    pub fn deal(&mut self, hands: &[Hand], mut put: impl FnMut(usize, usize, usize)) {
        let orders: Vec<Vec<u32>> = hands.iter().map(|(_, own, seed)| shuffled(own.rows, *seed)).collect();
        // a few slots of all lanes before the next ones: lanes that begin together write into the same blocks
        for start in (0..self.slots()).step_by(AT_ONCE) {
            let end = (start + AT_ONCE).min(self.slots());
            let first = (start + self.places - self.at) % self.places;
            for (hand, ((lane, own, _), order)) in hands.iter().zip(&orders).enumerate() {
                let (mut place, mut next) = (first, first % order.len());
                for (slot, codes) in self.codes[start..end].iter_mut().enumerate() {
                    let row = order[next] as usize;
                    codes.0[*lane] = own.labels[row];
                    put(hand, start + slot, row);
                    // the order begins anew behind its last row, and with the round, whose places may be a few more
                    (place, next) = (place + 1, next + 1);
                    if place == self.places {
                        (place, next) = (0, 0);
                    } else if next == order.len() {
                        next = 0;
                    }
                }
            }
        }
    }

    /// Takes the lane's rows away.
    pub fn clear(&mut self, lane: usize) {
        self.codes.iter_mut().for_each(|codes| codes.0[lane] = IDLE);
    }

    /// Slots of so many rows from the `start`-th of the batch on.
    #[inline(always)]
    pub fn piece(&self, start: usize, rows: usize) -> Range<usize> {
        self.at + start..self.at + start + rows
    }

    /// The classes in these slots.
    #[inline(always)]
    pub fn codes(&self, piece: Range<usize>) -> &[Codes] {
        &self.codes[piece]
    }

    /// A batch of so many rows is done.
    pub fn end(&mut self, batch: usize) {
        self.at = (self.at + batch) % self.places;
    }
}

/// Cells of sixteen lanes' rows, each lane's in its own order.
pub(crate) struct Dealt {
    inputs: usize,
    round: Round,
    cells: Vec<Block>,
}

impl Dealt {
    /// For networks with so many inputs, rounds of so many places and batches of at most `batch` rows.
    pub fn new(inputs: usize, places: usize, batch: usize) -> Self {
        let round = Round::new(places, batch);
        Dealt { inputs, cells: vec![Block::ZERO; round.slots() * inputs], round }
    }

    /// So many rows from the `start`-th of the batch on.
    #[inline(always)]
    fn piece(&self, start: usize, rows: usize) -> Tile<'_> {
        let piece = self.round.piece(start, rows);
        let cells = &self.cells[piece.start * self.inputs..piece.end * self.inputs];
        Tile { cells, codes: self.round.codes(piece) }
    }
}

impl<'a> Batches<'a> for Dealt {
    fn load(&mut self, of: &[Hand<'a>]) {
        let glasses: Vec<Glass> = of.iter().map(|(_, own, _)| own.glass()).collect();
        let (inputs, cells) = (self.inputs, &mut self.cells);
        self.round.deal(of, |hand, slot, row| {
            let (lane, own, _) = &of[hand];
            let cells = &mut cells[slot * inputs..][..inputs];
            own.see(&glasses[hand], row, |input, x| cells[input].0[*lane] = x);
        });
    }

    fn clear(&mut self, lane: usize) {
        self.round.clear(lane);
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_> {
        self.piece(start, rows)
    }

    fn end(&mut self, batch: usize) {
        self.round.end(batch);
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
            dealt.load(&[(5, own, Seed::new(4))]);
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
    fn long_lists_are_rounded_up_and_large_ones_are_not_held() {
        assert_eq!((places(900), places(90_001), places(90_030)), (900, 90_048, 90_048));
        let adam = Adam { batch: 128, epochs: 1, rate: 0.01 };
        // 16 MB are 18,396 places of 14 × 64 + 16 bytes, of which 128 come twice
        assert!(holds(18_268, 14, &adam) && !holds(18_269, 14, &adam));
        assert!(holds(200_000, 2, &adam) && !holds(300_000, 2, &adam));
    }
}
