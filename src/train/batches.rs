//! What minibatches are, and where they come from.

use super::kernel::Tile;
use super::lanes::Lanes;
use super::own::Own;
use crate::seed::Seed;

/// A task that joins: its lane, its rows, and what their order follows from.
pub(crate) type Hand<'a> = (usize, Own<'a>, Seed);

/// How a network is trained in minibatches.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Adam {
    /// Rows of a minibatch.
    pub batch: usize,
    /// Times that each row is seen.
    pub epochs: u32,
    /// First rate; it falls to 0 in a straight line.
    pub rate: f64,
}

/// Where minibatches come from: every lane's own rows in an order of its own.
pub(crate) trait Batches<'a> {
    /// Puts rows in lanes that are free, each lane's in an order that follows from its seed.
    fn load<V: Lanes>(&mut self, of: &[Hand<'a>]);
    /// Takes the lane's rows away.
    fn clear(&mut self, lane: usize);
    /// Rows of the batch, from the `start`-th on; asked for one behind the other.
    fn tile<V: Lanes>(&mut self, start: usize, rows: usize) -> Tile<'_>;
    /// A batch of so many rows is done.
    fn end(&mut self, batch: usize);
}
