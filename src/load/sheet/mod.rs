//! Spreadsheets: xlsx, xlsm and xlsb through calamine, ods in a walk of our own; behind the feature `spreadsheet`.
//!
//! ```text
//! parts of the file → the sheet that is meant → its cells → lines of text, one a row → the rules for text tables
//! ```
//!
//! What a cell says is written down as a text table would have it (a number with a point, a date as 2021-03-04), so that
//! titles, names, missing words, repeated names and sums are understood by the same rules, and errors count rows of the
//! sheet.

#[cfg(feature = "spreadsheet")]
mod archive;
#[cfg(feature = "spreadsheet")]
mod book;
#[cfg(feature = "spreadsheet")]
mod choose;
#[cfg(feature = "spreadsheet")]
mod excel;
#[cfg(feature = "spreadsheet")]
mod grid;
#[cfg(feature = "spreadsheet")]
mod ods;
#[cfg(feature = "spreadsheet")]
mod read;
#[cfg(all(test, feature = "spreadsheet"))]
mod tests;
#[cfg(feature = "spreadsheet")]
mod value;
#[cfg(all(test, feature = "spreadsheet"))]
mod xlsb_tests;

use super::source::Source;
use super::{Format, Table};
use crate::error::{Error, Result};
use crate::options::ValidOptions;

/// xlsx, xlsm, xlsb and ods.
pub struct Sheet;

/// First bytes of a zip archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of a compound file: an old spreadsheet, or one that is protected with a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// How names of spreadsheets end.
const ENDINGS: [&str; 5] = [".xlsx", ".xlsm", ".xlsb", ".ods", ".xls"];

impl Format for Sheet {
    fn id(&self) -> &'static str {
        "spreadsheet"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        head.starts_with(ZIP) || head.starts_with(COMPOUND) || (is_named(name) && !is_text(head))
    }

    fn read(&self, source: &Source, options: &ValidOptions) -> Result<Table> {
        let head = source.head(8)?;
        if head.starts_with(COMPOUND) {
            return Err(refused(source, compound(&source.name)));
        }
        if !head.starts_with(ZIP) {
            let what = "is no spreadsheet, whatever its name says; is it damaged? Open it in a spreadsheet program and \
                        save it again, or save the sheet as CSV";
            return Err(refused(source, what));
        }
        table(source, options)
    }
}

fn refused(source: &Source, what: &str) -> Error {
    Error::at(&source.name, None, None, what)
}

fn is_named(name: &str) -> bool {
    let lower = name.to_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// Some programs write text under the name of a spreadsheet.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    text.is_some_and(|text| {
        !text.trim().is_empty() && !text.contains('\0') && !text.trim_start().starts_with('<')
    })
}

/// What is said of a compound file.
fn compound(name: &str) -> &'static str {
    let lower = name.to_lowercase();
    if lower.ends_with(".xlsx") || lower.ends_with(".xlsm") || lower.ends_with(".xlsb") {
        "is protected with a password, or an old spreadsheet under a new name; open it and save it without a password \
         as .xlsx, or save the sheet as CSV"
    } else {
        "is an old spreadsheet (.xls), which is not read; save it as .xlsx or .ods, or save the sheet as CSV"
    }
}

#[cfg(feature = "spreadsheet")]
fn table(source: &Source, options: &ValidOptions) -> Result<Table> {
    read::table(source, options)
}

#[cfg(not(feature = "spreadsheet"))]
fn table(source: &Source, _options: &ValidOptions) -> Result<Table> {
    let what = if is_named(&source.name) {
        "this build does not read spreadsheets; save the sheet as CSV, or build with cargo install --path . --features \
         spreadsheet"
    } else {
        "is a zip archive or a spreadsheet; unpack it, or save the sheet as CSV (cargo install --path . --features \
         spreadsheet builds a program that reads .xlsx and .ods)"
    };
    Err(refused(source, what))
}
