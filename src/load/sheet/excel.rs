//! xlsx, xlsm and xlsb, read cell by cell by calamine: what a sheet declares of its size is not believed.

use super::archive::Kind;
use super::book::{Book, Named, Take};
use super::value::Value;
use crate::load::source::ReadSeek;
use calamine::{Reader, SheetType, SheetVisible, Xlsb, Xlsx};

/// A spreadsheet of Excel.
pub struct Excel {
    sheets: Vec<Named>,
    inner: Inner,
}

enum Inner {
    Xlsx(Box<Xlsx<Box<dyn ReadSeek>>>),
    Xlsb(Box<Xlsb<Box<dyn ReadSeek>>>),
}

impl Excel {
    /// Reads what all sheets share: names, texts, styles.
    ///
    /// # Errors
    /// What is damaged.
    pub fn open(kind: Kind, reader: Box<dyn ReadSeek>) -> Result<Excel, String> {
        let (inner, sheets) = match kind {
            Kind::Xlsb => {
                let book = Xlsb::new(reader).map_err(|error| error.to_string())?;
                let sheets = named(book.sheets_metadata());
                (Inner::Xlsb(Box::new(book)), sheets)
            }
            Kind::Xlsx | Kind::Ods => {
                let book = Xlsx::new(reader).map_err(|error| error.to_string())?;
                let sheets = named(book.sheets_metadata());
                (Inner::Xlsx(Box::new(book)), sheets)
            }
        };
        Ok(Excel { sheets, inner })
    }
}

fn named(sheets: &[calamine::Sheet]) -> Vec<Named> {
    let with_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let named = |sheet: &calamine::Sheet| Named {
        name: sheet.name.clone(),
        shown: sheet.visible == SheetVisible::Visible,
    };
    with_cells.map(named).collect()
}

impl Book for Excel {
    fn sheets(&self) -> &[Named] {
        &self.sheets
    }

    fn walk(&mut self, sheet: usize, take: Take) -> Result<(), String> {
        let name = &self.sheets[sheet].name;
        match &mut self.inner {
            Inner::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
                while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
                    let (row, column) = cell.get_position();
                    if take(row, column, &Value::of(cell.get_value())).is_break() {
                        break;
                    }
                }
            }
            Inner::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
                while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
                    let (row, column) = cell.get_position();
                    if take(row, column, &Value::of(cell.get_value())).is_break() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}
