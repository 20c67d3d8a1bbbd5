//! The cells of a sheet that say something, and the text they are read as: one line a row, empty columns left out.

use super::value::Value;
use std::fmt::Write;

/// Rows and columns that a sheet has at most, in every program.
pub const ROWS: u32 = 1 << 20;
/// See `ROWS`.
pub const COLUMNS: u32 = 1 << 14;

/// Cells that say something.
#[derive(Debug)]
pub struct Grid {
    cells: Vec<Cell>,
    /// What all of them say, one behind the other.
    said: String,
    /// Bytes they may take.
    most: u64,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u16,
    /// Whether it is a number and no text that looks like one.
    number: bool,
    length: u32,
    start: usize,
}

/// There is more than there is room for.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// The text of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    /// Lines, in `Dialect::sheet`.
    pub bytes: Vec<u8>,
    /// Rows of notes below the table that are left out: how many, and the first, from 1.
    pub notes: Option<(usize, u32)>,
}

impl Grid {
    /// No cell yet; they may take so many bytes.
    pub fn new(most: u64) -> Grid {
        Grid { cells: Vec::new(), said: String::new(), most }
    }

    /// Takes a cell, counted from 0; one that says nothing is passed over.
    ///
    /// # Errors
    /// `Full` where there is no room for it.
    pub fn push(&mut self, row: u32, column: u32, value: &Value) -> Result<(), Full> {
        let start = self.said.len();
        match value {
            Value::Nothing => {}
            Value::Number(number) => write_number(*number, &mut self.said),
            Value::Text(text) => write_line(text, &mut self.said),
        }
        let length = self.said.len() - start;
        if length == 0 || row >= ROWS || column >= COLUMNS {
            self.said.truncate(start);
            return Ok(());
        }
        let (column, number) = (column as u16, matches!(value, Value::Number(_)));
        let length = u32::try_from(length).map_err(|_| Full)?;
        self.cells.push(Cell { row, column, number, length, start });
        let taken = self.said.len() + self.cells.len() * size_of::<Cell>();
        if taken as u64 > self.most { Err(Full) } else { Ok(()) }
    }

    /// The text, numbers with that decimal mark.
    ///
    /// # Errors
    /// `Full` where there is no room for it.
    pub fn text(&mut self, decimal: char) -> Result<Text, Full> {
        // files may have them in any order; of two at one place the first counts
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.cells.dedup_by_key(|cell| (cell.row, cell.column));
        let columns = self.columns();
        let (kept, notes) = self.without_notes(columns.len());
        let rows = kept.chunk_by(|a, b| a.row == b.row).count() as u64;
        let length = kept.iter().map(|cell| u64::from(cell.length) + 2).sum::<u64>();
        let length = length + kept.last().map_or(0, |cell| u64::from(cell.row));
        if rows.saturating_mul(columns.len() as u64).saturating_add(length) > self.most {
            return Err(Full);
        }
        let mut bytes = Vec::new();
        let mut next = 0;
        for row in kept.chunk_by(|a, b| a.row == b.row) {
            bytes.resize(bytes.len() + (row[0].row - next) as usize, b'\n');
            next = row[0].row + 1;
            self.line(row, &columns, decimal, &mut bytes);
        }
        Ok(Text { bytes, notes })
    }

    /// Columns with any cell, ascending.
    fn columns(&self) -> Vec<u16> {
        let mut columns: Vec<u16> = self.cells.iter().map(|cell| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Last rows of a single text each are notes below the table, where it has three columns or more.
    fn without_notes(&self, columns: usize) -> (&[Cell], Option<(usize, u32)>) {
        let mut kept = &self.cells[..];
        let (mut notes, mut first) = (0, 0);
        while columns > 2
            && let [.., before, last] = kept
            && before.row != last.row
            && !last.number
        {
            (notes, first) = (notes + 1, last.row + 1);
            kept = &kept[..kept.len() - 1];
        }
        // a sheet of such rows alone has no table above them
        let table = kept.chunk_by(|a, b| a.row == b.row).any(|row| row.len() > 1);
        if notes > 0 && table { (kept, Some((notes, first))) } else { (&self.cells, None) }
    }

    /// Appends a row as a line.
    fn line(&self, row: &[Cell], columns: &[u16], decimal: char, bytes: &mut Vec<u8>) {
        let mut cells = row.iter().peekable();
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                bytes.push(b'\t');
            }
            let Some(cell) = cells.next_if(|cell| cell.column == *column) else { continue };
            let said = &self.said[cell.start..cell.start + cell.length as usize];
            let remark = place == 0 && said.starts_with(['#', '%']);
            if cell.number && decimal != '.' {
                bytes.extend(said.replace('.', decimal.encode_utf8(&mut [0; 4])).bytes());
            } else if remark || said.contains('\t') || said.starts_with('"') {
                bytes.extend(format!("\"{}\"", said.replace('"', "\"\"")).bytes());
            } else {
                bytes.extend(said.bytes());
            }
        }
        bytes.push(b'\n');
    }
}

/// A number as it is read back to the last bit; without an exponent where that is short.
fn write_number(number: f64, to: &mut String) {
    let short = number == 0.0 || (1e-5..1e15).contains(&number.abs());
    // writing to a String can't fail
    let _ = if short { write!(to, "{number}") } else { write!(to, "{number:e}") };
}

/// A text in one line.
fn write_line(text: &str, to: &mut String) {
    for (n, line) in
        text.trim().split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).enumerate()
    {
        if n > 0 {
            to.push(' ');
        }
        to.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(cells: &[(u32, u32, Value)]) -> Grid {
        let mut grid = Grid::new(1 << 22);
        for (row, column, value) in cells {
            grid.push(*row, *column, value).unwrap();
        }
        grid
    }

    fn text(said: &str) -> Value<'_> {
        Value::Text(said.into())
    }

    #[test]
    fn rows_are_lines_and_empty_columns_are_left_out() {
        let cells = [
            (2, 5, text("a\r\nb ")),
            (2, 3, text("# x")),
            (4, 3, Value::Number(1.5)),
            (4, 5, text("\"q\"\tz")),
            (4, 9, text("  ")),
            (4, 3, Value::Number(9.0)),
        ];
        let text = grid(&cells).text('.').unwrap();
        assert_eq!(String::from_utf8(text.bytes).unwrap(), "\n\n\"# x\"\ta b\n\n1.5\t\"\"\"q\"\"\tz\"\n");
        assert_eq!(text.notes, None);
        let comma = grid(&cells[2..4]).text(',').unwrap();
        assert!(comma.bytes.ends_with(b"1,5\t\"\"\"q\"\"\tz\"\n"));
    }

    #[test]
    fn notes_below_a_table_are_told() {
        let row = |row| [(row, 0, Value::Number(1.0)), (row, 1, text("b")), (row, 2, text("c"))];
        let mut cells = [row(0), row(1)].concat();
        cells.push((3, 0, text("Source: a yearbook")));
        cells.push((4, 1, text("* estimated")));
        assert_eq!(grid(&cells).text('.').unwrap().notes, Some((2, 4)));
        cells.push((5, 0, Value::Number(2.0)));
        assert_eq!(grid(&cells).text('.').unwrap().notes, None, "a number is no note");
    }

    #[test]
    fn three_cells_far_apart_take_little_and_a_diagonal_is_refused() {
        let corner = [(0, 0, text("a")), (0, COLUMNS - 1, text("b")), (ROWS - 1, 7, text("c"))];
        assert!(grid(&corner).text('.').unwrap().bytes.len() < 2 << 20);
        let mut wide = Grid::new(1 << 26);
        for n in 0..200_000 {
            wide.push(n, n % COLUMNS, &Value::Number(1.0)).unwrap();
        }
        assert_eq!(wide.text('.'), Err(Full));
        let mut small = Grid::new(100);
        assert_eq!(small.push(0, 0, &text(&"x".repeat(200))), Err(Full));
        let mut outside = Grid::new(100);
        outside.push(ROWS, 0, &text("x")).unwrap();
        assert_eq!(outside.text('.').unwrap().bytes, b"");
    }
}
