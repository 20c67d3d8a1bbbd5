//! Spreadsheets and Parquet files made by other programs, held against what pandas reads from them
//! (`tests/oracles/formats.py` made the files and the numbers).
#![cfg(any(feature = "spreadsheet", feature = "parquet"))]

use counterweight::load::{Cells, Table, load};
use counterweight::options::Options;
use serde_json::Value;
use std::path::Path;

fn read(name: &str, options: Options) -> Result<Table, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/formats").join(name);
    load(&path, &options.check().unwrap()).map_err(|error| error.to_string())
}

/// A cell as the oracle has it: a number, a text, or null; an empty text and nothing are the same here.
fn same(cells: &Cells, row: usize, is: &Value) -> bool {
    match (cells, is) {
        (_, Value::Null) => cells.is_missing(row),
        (Cells::Words { .. }, Value::String(text)) if text.is_empty() => cells.is_missing(row),
        // minus zero is zero
        (Cells::Numbers(values), Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number + 0.0 == values[row])
        }
        (Cells::Words { levels, codes }, Value::String(text)) => {
            codes[row].is_some_and(|code| levels[code as usize] == *text)
        }
        // numbers in cells of text are numbers here
        (Cells::Numbers(values), Value::String(text)) => text.parse() == Ok(values[row]),
        _ => false,
    }
}

/// All columns that pandas reads are there, with the same cells.
fn as_pandas(name: &str, options: Options) -> Table {
    let oracle: Value = serde_json::from_str(include_str!("oracles/formats.json")).unwrap();
    let columns = oracle[name].as_object().unwrap();
    let table = read(name, options).unwrap();
    for (column, cells) in columns {
        let read = table.column(column).unwrap_or_else(|| panic!("{name} has no column {column}"));
        let cells = cells.as_array().unwrap();
        assert_eq!(read.cells.len(), cells.len(), "{name}, {column}");
        for (row, is) in cells.iter().enumerate() {
            assert!(same(&read.cells, row, is), "{name}, {column}, row {row}: {is} in {:?}", read.cells);
        }
    }
    assert_eq!(table.columns.len(), columns.len(), "{name}");
    table
}

#[cfg(feature = "spreadsheet")]
#[test]
fn spreadsheets_hold_what_pandas_reads() {
    let table = as_pandas("table.xlsx", Options { sheet: Some("Data".into()), ..Options::default() });
    let said = "sheet \"Data\", names in row 4, 3 rows before them are left out";
    assert!(table.origin.reading.starts_with(said), "{}", table.origin.reading);
    let notes: Vec<&str> = table.warnings.iter().map(|warning| warning.id.as_str()).collect();
    assert_eq!(notes, ["notes_below"]);
    let first = read("table.xlsx", Options::default()).unwrap();
    assert_eq!((first.warnings[0].id.as_str(), first.columns[0].name.as_str()), ("sheets", "size"));
    let hidden = read("table.xlsx", Options { sheet: Some("Hidden".into()), ..Options::default() }).unwrap();
    assert_eq!(hidden.columns[0].name, "h");
    as_pandas("table.ods", Options::default());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_files_hold_what_pandas_reads() {
    for codec in ["none", "snappy", "gzip", "zstd", "second_version"] {
        let table = as_pandas(&format!("{codec}.parquet"), Options::default());
        let left: Vec<(&str, Option<&str>)> =
            table.warnings.iter().map(|warning| (warning.id.as_str(), warning.column.as_deref())).collect();
        assert_eq!(left, [("unread_column", None), ("unread_column", Some("bytes"))], "{:?}", table.warnings);
        assert!(table.warnings[0].text.contains("\"list\", \"struct\""), "{}", table.warnings[0].text);
        let groups = if codec == "second_version" { "1 row group" } else { "2 row groups" };
        assert!(
            table.origin.reading.starts_with(&format!("Parquet, {groups}, ")),
            "{}",
            table.origin.reading
        );
        for (column, numeric) in
            [("numbers_in_text", true), ("truth", false), ("day", false), ("decimal", true)]
        {
            assert_eq!(matches!(table.column(column).unwrap().cells, Cells::Numbers(_)), numeric, "{column}");
        }
    }
    as_pandas("old_moments.parquet", Options::default());
    let brotli = read("brotli.parquet", Options::default()).unwrap_err();
    assert!(brotli.contains("brotli.parquet, column \"int8\": is packed with brotli"), "{brotli}");
}
