//! Rows of f32 that lie in memory as processors read it.
//!
//! ```text
//!   14 columns, a row in a line of 64 bytes          without the two cells of padding, 7 of 8 rows would
//!   [ x x x x x x x x x x x x x x · · ]              lie across two lines, and reading one at random
//!   [ x x x x x x x x x x x x x x · · ]              would fetch both
//! ```

/// Cells of a line of the cache.
const LINE: usize = 16;
/// Neighbouring cells that are read at a time; a row has a multiple of it, so that none run into the next row.
pub const QUAD: usize = 4;

/// One line of the cache.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
struct Line([f32; LINE]);

/// Rows × columns, row by row; each row is followed by as many zeros as let few rows lie across two lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    stride: usize,
    lines: Vec<Line>,
}

impl Matrix {
    /// Zeros.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        let stride = stride(columns);
        Matrix { rows, columns, stride, lines: vec![Line([0.0; LINE]); (rows * stride).div_ceil(LINE)] }
    }

    /// The cells given row by row; those of an unfinished last row are left out.
    pub fn from_cells(columns: usize, cells: &[f32]) -> Self {
        let mut matrix = Matrix::zeros(cells.len() / columns.max(1), columns);
        for (row, cells) in cells.chunks_exact(columns.max(1)).enumerate() {
            matrix.row_mut(row).copy_from_slice(cells);
        }
        matrix
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All cells with their padding, four at a time, and how many fours a row has.
    #[inline(always)]
    pub fn quads(&self) -> (&[[f32; QUAD]], usize) {
        (self.padded().as_chunks().0, self.stride / QUAD)
    }

    /// Bytes of all rows.
    pub fn bytes(&self) -> usize {
        self.lines.len() * size_of::<Line>()
    }

    #[inline(always)]
    fn padded(&self) -> &[f32] {
        // SAFETY: a line is sixteen f32 and nothing else (`repr(C)`, its size is its alignment), and lines lie one
        // behind the other.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.lines.len() * LINE) }
    }

    /// The cells of a row.
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[f32] {
        &self.padded()[row * self.stride..row * self.stride + self.columns]
    }

    /// The cells of a row, to be changed.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let (start, end) = (row * self.stride, row * self.stride + self.columns);
        // SAFETY: as in `padded`; the lines are borrowed for as long as the cells.
        let cells = unsafe {
            std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast::<f32>(), self.lines.len() * LINE)
        };
        &mut cells[start..end]
    }

    /// One cell.
    #[inline(always)]
    pub fn at(&self, row: usize, column: usize) -> f32 {
        self.row(row)[column]
    }

    /// The cells of a column.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f32> {
        (0..self.rows).map(move |row| self.at(row, column))
    }
}

/// Cells of a row with its padding: whole fractions of a line for narrow tables; for wide ones whole lines where that
/// costs at most an eighth of the memory, else multiples of four cells.
fn stride(columns: usize) -> usize {
    let lines = columns.next_multiple_of(LINE);
    match columns {
        0 => 0,
        1..=LINE => columns.next_power_of_two().max(QUAD),
        _ if 8 * lines <= 9 * columns => lines,
        _ => columns.next_multiple_of(QUAD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_where_they_were_put() {
        for columns in [1, 2, 3, 5, 14, 16, 17, 30, 33] {
            let cells: Vec<f32> = (0..7 * columns).map(|cell| cell as f32).collect();
            let mut matrix = Matrix::from_cells(columns, &cells);
            assert_eq!((matrix.rows(), matrix.columns()), (7, columns));
            for (row, expected) in cells.chunks(columns).enumerate() {
                assert_eq!(matrix.row(row), expected);
            }
            let last: Vec<f32> = cells.iter().copied().skip(columns - 1).step_by(columns).collect();
            assert_eq!(matrix.column(columns - 1).collect::<Vec<f32>>(), last);
            matrix.row_mut(3)[columns - 1] = -1.0;
            assert_eq!(matrix.at(3, columns - 1), -1.0);
            assert_eq!(matrix.at(4, 0), cells[4 * columns]);
        }
    }

    #[test]
    fn padding_costs_little_in_wide_tables() {
        assert_eq!([1, 2, 3, 5, 14, 16].map(stride), [4, 4, 4, 8, 16, 16]);
        assert_eq!([17, 20, 28, 30, 44, 200].map(stride), [20, 20, 28, 32, 48, 208]);
        assert!(Matrix::zeros(0, 3).padded().is_empty() && Matrix::zeros(3, 0).row(2).is_empty());
    }
}
