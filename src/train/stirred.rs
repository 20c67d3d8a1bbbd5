//! Minibatches: every lane its own rows in its own order.

use super::adam::Batches;
use super::gather::Gather;
use super::kernel::Tile;
use super::lanes::{LANES, Lanes};
use super::order::Order;
use super::own::Own;
use crate::seed::Seed;

/// An endless stream of rows for each of sixteen lanes.
pub(crate) struct Stirred<'a> {
    gather: Gather<'a>,
    orders: [Option<Order>; LANES],
}

impl<'a> Stirred<'a> {
    /// From a table.
    pub fn new(gather: Gather<'a>) -> Self {
        Stirred { gather, orders: std::array::from_fn(|_| None) }
    }
}

impl<'a> Batches<'a> for Stirred<'a> {
    fn load(&mut self, lane: usize, own: Own<'a>, seed: Seed) {
        self.gather.load(lane, own);
        self.orders[lane] = Some(Order::new(own.rows, seed));
    }

    fn clear(&mut self, lane: usize) {
        self.gather.clear(lane);
        self.orders[lane] = None;
    }

    #[inline(always)]
    fn tile<V: Lanes>(&mut self, _: usize, rows: usize) -> Tile<'_> {
        for (lane, order) in self.orders.iter_mut().enumerate() {
            let Some(order) = order else { continue };
            let mut done = 0;
            while done < rows {
                let next = order.take(rows - done);
                self.gather.pick(lane, done, done + next.len(), next);
                done += next.len();
            }
            self.gather.prefetch::<V>(order.peek(rows));
        }
        self.gather.tile::<V>(rows)
    }

    fn end(&mut self, _: usize) {}
}
