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

use super::batches::{Adam, Batches, Hand};
use super::gather::Gather;
use super::kernel::{NEAR, Tile};
use super::lanes::{Block, Codes, IDLE, Job, LANES, Lanes};
use super::order::shuffled;
use super::own::{Glass, Own};
use std::ops::Range;
use std::ptr;

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

    /// Deals lanes their rows: `put(slot, rows)` for a few slots after the other, with the rows of all the lanes that join
    /// (and no matter what in the others), so that lanes that begin together write into the same blocks.
    pub fn deal(&mut self, hands: &[Hand], mut put: impl FnMut(usize, &[[u32; LANES]])) {
        let orders: Vec<Vec<u32>> = hands.iter().map(|(_, own, seed)| shuffled(own.rows, *seed)).collect();
        let mut rows = [[0; LANES]; AT_ONCE];
        for start in (0..self.slots()).step_by(AT_ONCE) {
            let end = (start + AT_ONCE).min(self.slots());
            let first = (start + self.places - self.at) % self.places;
            for ((lane, own, _), order) in hands.iter().zip(&orders) {
                let (mut place, mut next) = (first, first % order.len());
                for (rows, codes) in rows.iter_mut().zip(&mut self.codes[start..end]) {
                    rows[*lane] = order[next];
                    codes.0[*lane] = own.labels[order[next] as usize];
                    // the order begins anew behind its last row, and with the round, whose places may be a few more
                    (place, next) = (place + 1, next + 1);
                    if place == self.places {
                        (place, next) = (0, 0);
                    } else if next == order.len() {
                        next = 0;
                    }
                }
            }
            put(start, &rows[..end - start]);
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
        Tile { cells, codes: self.round.codes(piece), streams: size_of_val(self.cells.as_slice()) > NEAR }
    }
}

/// Reads the cells of tasks that join together, if they are several and want the same columns of one table.
fn gather<'a>(hands: &[Hand<'a>]) -> Option<Gather<'a>> {
    let (_, first, _) = hands.first()?;
    let alike = |own: &Own| ptr::eq(own.inputs, first.inputs) && own.columns == first.columns;
    if hands.len() == 1 || !hands.iter().all(|(_, own, _)| alike(own)) {
        return None;
    }
    let columns = first.columns;
    let mut gather = Gather::new(first.inputs, first.holes, columns.len(), AT_ONCE, Some(columns));
    hands.iter().for_each(|&(lane, own, _)| gather.load(lane, own));
    Some(gather)
}

/// Takes the cells of the lanes that join, and leaves the others theirs.
struct Join<'a> {
    cells: &'a mut [Block],
    from: &'a [Block],
    /// Above 0 for a lane that joins.
    joins: &'a Block,
}

impl Job for Join<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes>(self) {
        let joins = V::load(self.joins).above(V::splat(0.0));
        for (cell, from) in self.cells.iter_mut().zip(self.from) {
            V::select(joins, V::load(from), V::load(cell)).store(cell);
        }
    }
}

impl<'a> Batches<'a> for Dealt {
    #[inline(always)]
    fn load<V: Lanes>(&mut self, of: &[Hand<'a>]) {
        let (inputs, cells, mut gather) = (self.inputs, &mut self.cells, gather(of));
        let mut joins = Block::ZERO;
        of.iter().for_each(|&(lane, ..)| joins.0[lane] = 1.0);
        let glasses: Vec<Glass> = of.iter().map(|(_, own, _)| own.glass()).collect();
        self.round.deal(of, |start, rows| {
            let cells = &mut cells[start * inputs..][..rows.len() * inputs];
            if let Some(gather) = &mut gather {
                return V::call(Join { cells, from: gather.cells::<V>(rows, &[]), joins: &joins });
            }
            for ((lane, own, _), glass) in of.iter().zip(&glasses) {
                for (cells, rows) in cells.chunks_exact_mut(inputs).zip(rows) {
                    own.see(glass, rows[*lane] as usize, |input, x| cells[input].0[*lane] = x);
                }
            }
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
    use crate::prepare::{Dataset, Scaling, scale};
    use crate::seed::Seed;
    use crate::train::lanes::Width;
    use crate::train::own::Holes;
    use crate::train::testing::simulated;

    struct Load<'a, 'b>(&'a mut Dealt, &'a [Hand<'b>]);

    impl Job for Load<'_, '_> {
        type Output = ();

        #[inline(always)]
        fn run<V: Lanes>(self) {
            self.0.load::<V>(self.1);
        }
    }

    /// What tasks on all rows of a table share.
    struct Table {
        data: Dataset,
        rows: Vec<u32>,
        labels: Vec<u8>,
        scaling: Scaling,
        holes: Holes,
    }

    impl Table {
        fn new(rows: usize, columns: usize) -> Self {
            let data = simulated(rows, columns, 3, 0, 3);
            let (all, labels): (Vec<u32>, Vec<u8>) =
                ((0..rows as u32).collect(), data.target.codes.iter().map(|&code| code as u8).collect());
            let (scaling, holes) = (scale::fit(&data.inputs, &all), Holes::of(&data.inputs));
            Table { data, rows: all, labels, scaling, holes }
        }

        fn own<'a>(&'a self, columns: &'a [usize]) -> Own<'a> {
            Own {
                inputs: &self.data.inputs,
                holes: &self.holes,
                columns,
                rows: &self.rows,
                scaling: &self.scaling,
                labels: &self.labels,
            }
        }
    }

    /// A lane that joins in mid-round goes through all its rows once a round, in the order that it has alone.
    #[test]
    fn a_lane_goes_through_its_rows_from_where_it_joined() {
        let table = Table::new(50, 2);
        let taken = |joined: usize| {
            let mut dealt = Dealt::new(2, 50, 8);
            (0..joined).for_each(|_| dealt.end(8));
            Width::detect().run(Load(&mut dealt, &[(5, table.own(&[0, 1]), Seed::new(4))]));
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

    /// Several that join together are dealt their rows in another way, and see what each would alone.
    #[test]
    fn those_who_join_together_see_what_each_sees_alone() {
        let (table, columns) = (Table::new(90, 7), [1, 2, 3, 4, 6]);
        let hands: Vec<Hand> = (0..LANES)
            .map(|lane| (lane, table.own(&columns), Seed::new(0).child("order", lane as u64)))
            .collect();
        for width in Width::all() {
            let (mut together, mut alone) = (Dealt::new(5, 90, 32), Dealt::new(5, 90, 32));
            together.end(32);
            alone.end(32);
            // some join lanes that are at work already
            for hands in [&hands[..5], &hands[5..6], &hands[6..]] {
                width.run(Load(&mut together, hands));
            }
            hands.chunks(1).for_each(|hand| width.run(Load(&mut alone, hand)));
            let bits = |dealt: &Dealt| -> Vec<u32> {
                dealt.cells.iter().flat_map(|block| block.0.map(f32::to_bits)).collect()
            };
            assert!(bits(&together) == bits(&alone), "{width:?}");
            assert!(together.round.codes == alone.round.codes);
            assert!(together.cells[0] != together.cells[5]);
        }
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
