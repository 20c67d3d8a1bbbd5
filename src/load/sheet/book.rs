//! The door to a spreadsheet, whatever its kind: its sheets, and a walk through the cells of one.

use super::value::Value;
use std::ops::ControlFlow;

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Whether it is shown; a hidden one is read only where it is asked for.
    pub shown: bool,
}

/// What is done with a cell at a row and a column, counted from 0, and whether to go on.
pub type Take<'a> = &'a mut dyn FnMut(u32, u32, &Value) -> ControlFlow<()>;

/// A spreadsheet.
pub trait Book {
    /// Its sheets in order; charts are none.
    fn sheets(&self) -> &[Named];

    /// Walks through the cells of the sheet at that place until `take` breaks off.
    ///
    /// # Errors
    /// What is damaged.
    fn walk(&mut self, sheet: usize, take: Take) -> Result<(), String>;

    /// Whether each sheet holds a table.
    ///
    /// # Errors
    /// As `walk`.
    fn tables(&mut self) -> Result<Vec<bool>, String> {
        let mut tables = Vec::new();
        for sheet in 0..self.sheets().len() {
            let mut probe = Probe::default();
            self.walk(sheet, &mut |row, _, value| probe.take(row, value))?;
            tables.push(probe.is_table());
        }
        Ok(tables)
    }
}

/// Looks for two rows of two cells or more: the least that a table has.
#[derive(Debug, Default)]
pub struct Probe {
    row: Option<u32>,
    cells: usize,
    rows: usize,
}

impl Probe {
    /// Takes a cell; breaks off once it is a table.
    pub fn take(&mut self, row: u32, value: &Value) -> ControlFlow<()> {
        if matches!(value, Value::Nothing) {
            return ControlFlow::Continue(());
        }
        if self.row != Some(row) {
            (self.row, self.cells) = (Some(row), 0);
        }
        self.cells += 1;
        self.rows += usize::from(self.cells == 2);
        if self.is_table() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Whether it was one.
    pub fn is_table(&self) -> bool {
        self.rows > 1
    }
}
