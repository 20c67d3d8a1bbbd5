//! Which sheet is meant: the one that is asked for, else the first that holds a table.

use super::book::{Book, Named};
use crate::error::{Error, Result};
use crate::load::Warning;
use crate::load::names::{cut, nearest, short};

/// Sheets that a message names at most.
const NAMED: usize = 5;

/// Place of the sheet that is meant.
///
/// # Errors
/// `Error::Usage` where there is none of the name or number asked for, `Error::Input` where none holds a table.
pub fn choose(
    file: &str,
    book: &mut dyn Book,
    asked: Option<&str>,
    warnings: &mut Vec<Warning>,
) -> Result<usize> {
    if let Some(asked) = asked {
        return find(book.sheets(), asked).ok_or_else(|| none_of_that_name(file, book.sheets(), asked));
    }
    let tables = book.tables().map_err(|what| broken(file, &what))?;
    let sheets = book.sheets();
    let places: Vec<usize> =
        (0..sheets.len()).filter(|&place| tables[place] && sheets[place].shown).collect();
    let Some(&first) = places.first() else { return Err(no_table(file, sheets, &tables)) };
    if places.len() > 1 {
        let names: Vec<&str> = places[1..].iter().map(|&place| sheets[place].name.as_str()).collect();
        let text = format!(
            "{} sheets hold tables; {} is read, and {} not: name the one that is meant with --sheet",
            places.len(),
            short(&sheets[first].name),
            listed(&names)
        );
        warnings.push(Warning::new("sheets", None, text));
    }
    Ok(first)
}

/// By name, by name in any case, by number from 1.
fn find(sheets: &[Named], asked: &str) -> Option<usize> {
    let position = |same: &dyn Fn(&str) -> bool| sheets.iter().position(|sheet| same(&sheet.name));
    position(&|name| name == asked)
        .or_else(|| position(&|name| name.to_lowercase() == asked.to_lowercase()))
        .or_else(|| asked.parse::<usize>().ok()?.checked_sub(1).filter(|&place| place < sheets.len()))
}

fn none_of_that_name(file: &str, sheets: &[Named], asked: &str) -> Error {
    let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    let near = nearest(asked, &names);
    let there = if near.is_empty() { listed(&names) } else { near };
    Error::Usage(format!(
        "--sheet {}: {file} has no such sheet; there {} {}{}",
        short(asked),
        if names.len() == 1 { "is 1:" } else { "are" },
        if names.len() == 1 { String::new() } else { format!("{}, among them ", names.len()) },
        there
    ))
}

fn no_table(file: &str, sheets: &[Named], tables: &[bool]) -> Error {
    let hidden: Vec<&str> =
        sheets.iter().zip(tables).filter(|&(_, &table)| table).map(|(s, _)| s.name.as_str()).collect();
    let what = if hidden.is_empty() {
        "no sheet holds a table: a row of names and rows of data, of two columns or more".to_owned()
    } else {
        format!(
            "only hidden sheets hold a table: {}; name the one that is meant with --sheet",
            listed(&hidden)
        )
    };
    Error::at(file, None, None, &what)
}

/// Names in quotes, the first few.
fn listed(names: &[&str]) -> String {
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.iter().take(NAMED).map(|name| short(name)).collect::<Vec<_>>().join(", ") + &more
}

/// What can't be read on.
pub fn broken(file: &str, what: &str) -> Error {
    let what = format!(
        "is damaged, or not written as spreadsheets are ({}); open it in a spreadsheet program and save it again, or save \
         the sheet as CSV",
        cut(what)
    );
    Error::at(file, None, None, &what)
}
