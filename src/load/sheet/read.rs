//! From a spreadsheet to a table.

use super::archive::{self, Kind};
use super::book::Book;
use super::choose::{broken, choose};
use super::excel::Excel;
use super::grid::{Full, Grid, Text};
use super::ods::Ods;
use crate::error::Result;
use crate::load::dialect::Dialect;
use crate::load::guard::guarded;
use crate::load::names::short;
use crate::load::shape::Shape;
use crate::load::sniff::{Sniffed, sniff_among};
use crate::load::source::{self, Source};
use crate::load::{Table, Warning, csv};
use crate::options::{Options, ValidOptions};
use std::ops::ControlFlow;

/// Reads the table of the sheet that is meant.
///
/// # Errors
/// As `Format::read`.
pub fn table(source: &Source, options: &ValidOptions) -> Result<Table> {
    // shared texts are held in memory whole, at several times their bytes
    within(source, options, source::room())
}

/// The same, where its parts and its cells may take so many bytes.
pub fn within(source: &Source, options: &ValidOptions, most: u64) -> Result<Table> {
    let file = &source.name;
    // calamine reads what is damaged with care, but not everywhere
    let (name, mut grid, mut warnings) = guarded(|| cells(source, options, most))
        .unwrap_or_else(|| Err(broken(file, "its parts contradict each other")))?;
    let place = format!("{file}, sheet {}", short(&name));
    let mut text = grid.text('.').map_err(|Full| archive::too_large(&place, most))?;
    let mut found = sniffed(&text, options);
    if found.dialect.marks.decimal == ',' {
        // numbers in cells of text have a decimal comma; then so must the others
        text = grid.text(',').map_err(|Full| archive::too_large(&place, most))?;
        found = sniffed(&text, options);
    }
    drop(grid);
    if let Some((notes, first)) = text.notes {
        warnings.push(notes_below(notes, first));
    }
    let mut table = rows(Source::text(place, text.bytes), found, options, warnings)?;
    table.origin.file.clone_from(file);
    table.origin.sha256 = source.sha256()?;
    let packed = source.packing().words().map_or(String::new(), |words| format!(", {words}"));
    table.origin.reading = format!("sheet {}, {}{packed}", short(&name), table.origin.reading);
    Ok(table)
}

/// Name of the sheet that is meant, its cells, and what is to be said.
fn cells(source: &Source, options: &ValidOptions, most: u64) -> Result<(String, Grid, Vec<Warning>)> {
    let file = &source.name;
    let mut book = open(source, most)?;
    let mut warnings = Vec::new();
    let sheet = choose(file, book.as_mut(), options.sheet.as_deref(), &mut warnings)?;
    let name = book.sheets()[sheet].name.clone();
    let place = format!("{file}, sheet {}", short(&name));
    let mut grid = Grid::new(most);
    let mut full = false;
    let walked = book.walk(sheet, &mut |row, column, value| match grid.push(row, column, value) {
        Ok(()) => ControlFlow::Continue(()),
        Err(Full) => {
            full = true;
            ControlFlow::Break(())
        }
    });
    walked.map_err(|what| broken(&place, &what))?;
    if full { Err(archive::too_large(&place, most)) } else { Ok((name, grid, warnings)) }
}

fn open(source: &Source, most: u64) -> Result<Box<dyn Book>> {
    let file = &source.name;
    let mut reader = source.random()?.reader();
    let kind = archive::inspect(file, reader.as_mut(), most)?;
    let opened: Result<Box<dyn Book>, String> = match kind {
        Kind::Ods => Ods::open(reader).map(|book| Box::new(book) as Box<dyn Book>),
        Kind::Xlsx | Kind::Xlsb => Excel::open(kind, reader).map(|book| Box::new(book) as Box<dyn Book>),
    };
    opened.map_err(|what| broken(file, &what))
}

/// Where names stand and how numbers in cells of text are written.
fn sniffed(text: &Text, options: &ValidOptions) -> Sniffed {
    const HEAD: usize = 1 << 26;
    let head = &text.bytes[..text.bytes.len().min(HEAD)];
    sniff_among(&[Dialect::sheet()], head, head.len() == text.bytes.len(), options)
}

/// The table that the text of a sheet holds.
fn rows(text: Source, found: Sniffed, options: &ValidOptions, mut warnings: Vec<Warning>) -> Result<Table> {
    if found.ambiguous {
        warnings.push(csv::ambiguous(&found));
    }
    let shape = Shape::of(&text.name, &found, &mut warnings)?;
    // what is said of a text file's letters is not meant for these
    let own = Options { encoding: None, ..(**options).clone() }.check()?;
    csv::read_with(&text, &own, |_| Ok((shape.clone(), warnings.clone())))
}

fn notes_below(notes: usize, first: u32) -> Warning {
    let text = match notes {
        1 => format!("the last row ({first}) holds one text and is left out as a note"),
        _ => format!("the last {notes} rows (from {first} on) hold one text each and are left out as notes"),
    };
    Warning::new("notes_below", None, text + "; if it is a case, fill more of its cells")
}
