//! From a path to a source, and from its first bytes to the format that reads it.

use super::names::{cut, short};
use super::source::Source;
use super::{FORMATS, Format, Table, Warning, csv, foreign};
use crate::error::{Error, Result};
use crate::options::ValidOptions;
use std::path::Path;

/// The format that has sheets.
const SHEETS: &str = "spreadsheet";
/// The format of what no other one claims.
const LAST: &dyn Format = &csv::Csv;

/// Reads the file at `path`; `-` is the standard input.
///
/// # Errors
/// `Error::Input` where the file can't be read or holds no table; `Error::Usage` where an option can't be met.
pub fn load(path: &Path, options: &ValidOptions) -> Result<Table> {
    from(&Source::at(path)?, options)
}

/// Reads the bytes of the file called `name` (without its folder).
///
/// # Errors
/// `Error::Input` where they hold no table; `Error::Usage` where an option can't be met.
pub fn load_bytes(name: &str, bytes: &[u8], options: &ValidOptions) -> Result<Table> {
    from(&Source::memory(name, bytes), options)
}

fn from(source: &Source, options: &ValidOptions) -> Result<Table> {
    let head = source.head(4096)?;
    if let Some(what) = foreign::named(&head) {
        return Err(Error::at(&source.name, None, None, &what));
    }
    let claims = |format: &&&dyn Format| format.recognises(&source.name, &head);
    let format = FORMATS.iter().find(claims).unwrap_or(&LAST);
    if let Some(sheet) = options.sheet.as_deref().filter(|_| format.id() != SHEETS) {
        let what = format!("--sheet {}: {} is no spreadsheet; leave --sheet out", short(sheet), source.name);
        return Err(Error::Usage(what));
    }
    let table = format.read(source, options)?;
    match table.warnings.first().filter(|_| options.strict) {
        Some(first) => Err(strict(&table, first)),
        None => Ok(table),
    }
}

/// What would be a warning is an error.
fn strict(table: &Table, first: &Warning) -> Error {
    let others = match table.warnings.len() - 1 {
        0 => String::new(),
        1 => " (and 1 thing more)".to_owned(),
        more => format!(" (and {more} things more)"),
    };
    let column = first.column.as_deref().map(cut);
    // some begin with their place
    let place = column.as_ref().map(|name| format!("column {name:?}: ")).unwrap_or_default();
    let text = first.text.strip_prefix(&place).unwrap_or(&first.text);
    let what = format!("{text}{others}; correct the file, or leave --strict out");
    Error::at(&table.origin.file, None, column.as_deref(), &what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    fn refused(name: &str, bytes: &[u8]) -> String {
        let error = load_bytes(name, bytes, &Options::default().check().unwrap()).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        error.to_string()
    }

    #[test]
    fn other_kinds_of_files_are_named() {
        assert!(refused("d.csv.gz", &[0x1f, 0x8b, 8, 0]).contains("is the file whole?"));
        assert!(refused("d.xlsx", b"PK\x03\x04rest").contains("save the sheet as CSV"));
        assert!(refused("d.parquet", b"PAR1....").contains("Parquet"));
    }

    #[test]
    fn folders_and_missing_files_are_refused() {
        let options = Options::default().check().unwrap();
        let folder = load(Path::new("src"), &options).unwrap_err();
        assert_eq!((folder.exit_code(), folder.to_string().contains("is a folder")), (3, true));
        let none = load(Path::new("no/such/file.csv"), &options).unwrap_err();
        assert_eq!((none.exit_code(), none.to_string().contains("no such file")), (3, true));
    }
}
