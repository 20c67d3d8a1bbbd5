//! Minibatches of tables too large to be dealt sixteen times: each lane is dealt the numbers of its rows, and their cells are
//! gathered from the one table.

use super::batches::{Batches, Hand};
use super::dealt::Round;
use super::gather::Gather;
use super::kernel::Tile;
use super::lanes::{LANES, Lanes};

/// Numbers of sixteen lanes' rows, each lane's in its own order.
pub(crate) struct Drawn<'a> {
    gather: Gather<'a>,
    round: Round,
    /// One a slot.
    rows: Vec<[u32; LANES]>,
}

impl<'a> Drawn<'a> {
    /// From a table, for rounds of so many places and batches of at most `batch` rows.
    pub fn new(gather: Gather<'a>, places: usize, batch: usize) -> Self {
        let round = Round::new(places, batch);
        Drawn { gather, rows: vec![[0; LANES]; round.slots()], round }
    }
}

impl<'a> Batches<'a> for Drawn<'a> {
    #[inline(always)]
    fn load<V: Lanes>(&mut self, of: &[Hand<'a>]) {
        of.iter().for_each(|&(lane, own, _)| self.gather.load(lane, own));
        let all = &mut self.rows;
        self.round.deal(of, |start, rows| {
            for (to, rows) in all[start..].iter_mut().zip(rows) {
                of.iter().for_each(|&(lane, _, _)| to[lane] = rows[lane]);
            }
        });
    }

    fn clear(&mut self, lane: usize) {
        self.gather.clear(lane);
        self.round.clear(lane);
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_> {
        let piece = self.round.piece(start, rows);
        let later = self.rows.get(piece.end..piece.end + rows).unwrap_or_default();
        let cells = self.gather.cells::<V>(&self.rows[piece.clone()], later);
        Tile { cells, codes: self.round.codes(piece), streams: false }
    }

    fn end(&mut self, batch: usize) {
        self.round.end(batch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::scale;
    use crate::seed::Seed;
    use crate::train::dealt::Dealt;
    use crate::train::lanes::{IDLE, Job, Width};
    use crate::train::own::{Holes, Own};
    use crate::train::testing::{dataset, simulated};

    /// Tasks join, and both go through a few batches; the bits of what each lane sees.
    struct Batch<'a, 'b>(&'a mut Drawn<'b>, &'a mut Dealt, &'a [Hand<'b>]);

    impl Job for Batch<'_, '_> {
        type Output = [Vec<(u8, u32)>; 2];

        #[inline(always)]
        fn run<V: Lanes>(self) -> [Vec<(u8, u32)>; 2] {
            self.0.load::<V>(self.2);
            self.1.load::<V>(self.2);
            let mut seen = [Vec::new(), Vec::new()];
            for _ in 0..9 {
                let tiles = [self.0.tile::<V>(0, 8), self.1.tile::<V>(0, 8)];
                for (seen, tile) in seen.iter_mut().zip(tiles) {
                    let rows = tile.codes.iter().zip(tile.cells.chunks_exact(5));
                    for (codes, cells) in
                        rows.flat_map(|(codes, cells)| cells.iter().map(move |c| (codes, c)))
                    {
                        let lanes = codes.0.iter().zip(&cells.0);
                        // an idle lane's cells don't matter
                        seen.extend(
                            lanes.map(|(&code, x)| (code, if code == IDLE { 0 } else { x.to_bits() })),
                        );
                    }
                }
                self.0.end(8);
                self.1.end(8);
            }
            seen
        }
    }

    /// Cells that are gathered are those that would be dealt, missing ones too, also for lanes that join in mid-round.
    #[test]
    fn what_is_gathered_is_what_would_be_dealt() {
        let data = simulated(60, 7, 3, 0, 5);
        let mut columns: Vec<Vec<f64>> =
            (0..7).map(|c| (0..60).map(|row| f64::from(data.inputs.row(row)[c])).collect()).collect();
        (columns[2][7], columns[6][31], columns[6][32]) = (f64::NAN, f64::NAN, f64::NAN);
        let data = dataset(&columns, &data.target.codes, 3);
        let labels: Vec<u8> = data.target.codes.iter().map(|&code| code as u8).collect();
        let holes = Holes::of(&data.inputs);
        assert!(holes.any);
        let rows: [Vec<u32>; 2] = [(0..50).collect(), (7..60).collect()];
        let scalings = [0, 1].map(|i| scale::fit(&data.inputs, &rows[i]));
        for alike in [true, false] {
            let sets: [&[usize]; 2] =
                if alike { [&[0, 2, 3, 5, 6]; 2] } else { [&[0, 2, 3, 5, 6], &[1, 2, 3, 4, 6]] };
            let own = |i: usize| Own {
                inputs: &data.inputs,
                holes: &holes,
                columns: sets[i],
                rows: &rows[i],
                scaling: &scalings[i],
                labels: &labels,
            };
            for width in Width::all() {
                let gather = Gather::new(&data.inputs, &holes, 5, 8, alike.then_some(sets[0]));
                let (mut drawn, mut dealt) = (Drawn::new(gather, 53, 8), Dealt::new(5, 53, 8));
                let joining: [&[Hand]; 3] = [
                    &[(0, own(0), Seed::new(1)), (9, own(1), Seed::new(2))],
                    &[(15, own(1), Seed::new(3))],
                    &[(3, own(0), Seed::new(4))],
                ];
                for hands in joining {
                    let [one, two] = width.run(Batch(&mut drawn, &mut dealt, hands));
                    assert!(one == two && one.iter().any(|seen| seen.1 != 0), "{width:?}, alike: {alike}");
                }
                drawn.clear(9);
                dealt.clear(9);
                let [one, two] = width.run(Batch(&mut drawn, &mut dealt, &[]));
                assert!(one == two, "{width:?}, alike: {alike}");
            }
        }
    }
}
