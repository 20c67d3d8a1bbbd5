//! Any bytes as a table, of every kind of file that is read.

use crate::load::{Cells, Table, load_bytes};
use crate::memory;
use crate::options::Options;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Tables after which memory that was freed is given back, lest what the allocator keeps of many is taken for the need of one.
const OFTEN: usize = 64;

/// A table is read or refused; one that is read is whole. The first byte says what the others are taken for.
pub fn table(bytes: &[u8]) {
    static READ: AtomicUsize = AtomicUsize::new(0);
    if READ.fetch_add(1, Ordering::Relaxed).is_multiple_of(OFTEN) {
        memory::give_back();
    }
    let Some((kind, rest)) = bytes.split_first() else { return };
    let plain = Options::default();
    match kind % 9 {
        0 => read("t.csv", rest, plain),
        1 => read("t.arff", rest, plain),
        2 => read("t.csv", rest, Options { no_header: true, decimal: Some(','), ..plain }),
        3 => read("t.xlsx", rest, plain),
        4 => read("t.parquet", rest, plain),
        5 => read("t.csv", rest, Options { delimiter: Some(' '), encoding: Some("latin1".into()), ..plain }),
        other => inside(other, rest),
    }
}

/// The part of a spreadsheet that holds its cells.
#[cfg(feature = "spreadsheet")]
fn inside(kind: u8, part: &[u8]) {
    use super::books::{ods, xlsb, xlsx};
    let book = match kind {
        6 => xlsx(&[("a", part), ("b", part)]),
        7 => ods(part),
        _ => xlsb(part, &["x", "y"]),
    };
    read("t.ods", &book, Options::default());
}

#[cfg(not(feature = "spreadsheet"))]
fn inside(_kind: u8, _part: &[u8]) {}

fn read(name: &str, bytes: &[u8], options: Options) {
    let Ok(options) = options.check() else { return };
    match load_bytes(name, bytes, &options) {
        Ok(table) => check(&table),
        Err(error) => assert_ne!(error.exit_code(), 70, "{error}"),
    }
}

fn check(table: &Table) {
    let names: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names.len(), table.columns.len(), "names are unique");
    assert!(!names.contains(""), "no name is empty");
    for column in &table.columns {
        assert_eq!(column.cells.len(), table.origin.rows, "columns are as long as the table");
        match &column.cells {
            Cells::Numbers(values) => {
                assert!(values.iter().all(|value| !value.is_infinite()), "numbers are finite")
            }
            Cells::Words { levels, codes } => {
                let used: BTreeSet<u32> = codes.iter().flatten().copied().collect();
                assert!(used.into_iter().eq(0..levels.len() as u32), "levels are those that occur");
                assert!(
                    levels.iter().all(|level| level.trim() == level && !level.is_empty()),
                    "levels are words"
                );
            }
        }
    }
}
