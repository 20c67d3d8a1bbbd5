//! The rows that one task trains or is judged on, as its network sees them.

use crate::prepare::{Inputs, Scaling};

/// Which cells are missing, a bit a row.
#[derive(Debug)]
pub(crate) struct Holes {
    /// For each column its bits; none where nothing is missing.
    columns: Vec<Vec<u64>>,
    /// Whether any cell is missing.
    pub any: bool,
}

impl Holes {
    /// Of a table.
    pub fn of(inputs: &Inputs) -> Self {
        let bits = |missing: &Vec<u32>| {
            let mut bits = vec![0u64; if missing.is_empty() { 0 } else { inputs.rows().div_ceil(64) }];
            missing.iter().for_each(|&row| bits[row as usize / 64] |= 1 << (row % 64));
            bits
        };
        let columns: Vec<Vec<u64>> = inputs.missing.iter().map(bits).collect();
        Holes { any: columns.iter().any(|bits| !bits.is_empty()), columns }
    }

    /// Whether the cell is missing.
    #[inline(always)]
    pub fn at(&self, column: usize, row: usize) -> bool {
        self.columns[column].get(row / 64).is_some_and(|bits| bits >> (row % 64) & 1 == 1)
    }
}

/// How a network sees its inputs: x = (cell - center) · inverse, or `fill` where the cell is missing.
#[derive(Debug, Clone)]
pub(crate) struct Glass {
    /// One an input.
    pub center: Vec<f32>,
    /// 1 / spread.
    pub inverse: Vec<f32>,
    /// What a missing cell becomes.
    pub fill: Vec<f32>,
}

impl Glass {
    /// For these columns.
    pub fn new(scaling: &Scaling, columns: &[usize]) -> Self {
        let of = |f: &dyn Fn(usize) -> f64| columns.iter().map(|&c| f(c) as f32).collect();
        Glass {
            center: of(&|c| scaling.center[c]),
            inverse: of(&|c| 1.0 / scaling.spread[c]),
            fill: of(&|c| (scaling.fill[c] - scaling.center[c]) / scaling.spread[c]),
        }
    }
}

/// Rows of one task.
#[derive(Clone, Copy)]
pub(crate) struct Own<'a> {
    /// The table.
    pub inputs: &'a Inputs,
    /// Its missing cells.
    pub holes: &'a Holes,
    /// Its columns that are the network's inputs.
    pub columns: &'a [usize],
    /// The rows, in the order in which they are summed.
    pub rows: &'a [u32],
    /// How they are filled, centred and scaled.
    pub scaling: &'a Scaling,
    /// Class of every row of the table.
    pub labels: &'a [u8],
}

impl Own<'_> {
    /// How the network sees the table.
    pub fn glass(&self) -> Glass {
        Glass::new(self.scaling, self.columns)
    }

    /// The inputs of a row; one whose cell is missing is put twice, its fill last.
    #[inline(always)]
    pub fn see(&self, glass: &Glass, row: usize, mut put: impl FnMut(usize, f32)) {
        let cells = self.inputs.row(row);
        let scales = glass.center.iter().zip(&glass.inverse);
        for (input, (&column, (center, inverse))) in self.columns.iter().zip(scales).enumerate() {
            put(input, (cells[column] - center) * inverse);
        }
        if self.holes.any {
            for (input, &column) in self.columns.iter().enumerate() {
                if self.holes.at(column, row) {
                    put(input, glass.fill[input]);
                }
            }
        }
    }
}
