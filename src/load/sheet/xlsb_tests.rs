//! The binary form of Excel, record by record: whole, short of a part, and lying about its lengths.

use super::tests::{numbers, read, words};
use crate::fuzzing::books::{record, wide, xlsb};
use crate::options::Options;

/// Kinds of cells: their records in [MS-XLSB] 2.4.
const BLANK: u16 = 1;
const COMPACT: u16 = 2;
const ERROR: u16 = 3;
const TRUTH: u16 = 4;
const REAL: u16 = 5;
const TEXT: u16 = 6;
const SHARED: u16 = 7;
const FORMULA_TEXT: u16 = 8;
const FORMULA_REAL: u16 = 9;
const FORMULA_ERROR: u16 = 11;

/// A cell of a kind, with its style and its value.
type Cell = (u16, u8, Vec<u8>);

fn real(number: f64) -> Cell {
    (REAL, 0, number.to_le_bytes().to_vec())
}

/// A number of 30 bits, whole or the upper bits of a real one, perhaps in hundredths.
fn compact(bits: u32) -> Cell {
    (COMPACT, 0, bits.to_le_bytes().to_vec())
}

fn shared(place: u32) -> Cell {
    (SHARED, 0, place.to_le_bytes().to_vec())
}

/// The records of rows that follow each other from the row `first` on, each from the second column.
fn rows(first: u32, rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (row, cells) in (first..).zip(rows) {
        bytes.extend(record(0, &[&row.to_le_bytes()[..], &[0; 13]].concat()));
        for (column, (kind, style, value)) in (1u32..).zip(cells) {
            bytes.extend(record(*kind, &[&column.to_le_bytes()[..], &[*style, 0, 0, 0], value].concat()));
        }
    }
    bytes
}

/// `a` (numbers), `b` (numbers in their compact forms), `day`, `truth`, `class`; from the third row of the sheet on.
fn table() -> Vec<Vec<Cell>> {
    let day = |serial: f64| (REAL, 1, serial.to_le_bytes().to_vec());
    let truth = |truth: u8| (TRUTH, 0, vec![truth]);
    let names = ["a", "b", "day", "truth"].map(|name| (TEXT, 0, wide(name)));
    let mut head = names.to_vec();
    head.push(shared(0));
    // whole numbers are shifted by two, bit 1 says so; bit 0 says hundredths; 0x3ff00000 are the upper bits of 1.0
    let formula = [&7.25f64.to_le_bytes()[..], &[0; 10]].concat();
    let text = [&wide("y")[..], &[0; 10]].concat();
    vec![
        head,
        vec![real(1.5), compact(3 << 2 | 2), day(44259.0), truth(1), shared(1)],
        vec![(FORMULA_REAL, 0, formula), compact(1234 << 2 | 3), day(44260.5), truth(0), shared(2)],
        vec![
            (ERROR, 0, vec![0x2a]),
            compact(0x3ff0_0000),
            (BLANK, 0, vec![]),
            truth(1),
            (FORMULA_TEXT, 0, text),
        ],
        vec![(FORMULA_ERROR, 0, vec![7]), compact((-5i32 << 2 | 2) as u32), day(0.25), truth(0), shared(1)],
    ]
}

fn made(cells: &[u8]) -> Vec<u8> {
    xlsb(cells, &["class", "x", "y"])
}

#[test]
fn cells_of_every_kind_mean_what_they_mean_in_a_text_table() {
    let found = read(&made(&rows(2, &table())), Options::default()).unwrap();
    assert_eq!(found.origin.reading, "sheet \"a\", names in row 3, 2 blank rows are left out");
    let a = numbers(&found, "a");
    assert!(a[..2] == [1.5, 7.25] && a[2].is_nan() && a[3].is_nan(), "{a:?}");
    assert_eq!(numbers(&found, "b"), [3.0, 12.34, 1.0, -5.0]);
    assert_eq!(words(&found, "day"), ["2021-03-04", "2021-03-05T12:00:00", "", "06:00:00"]);
    assert_eq!(words(&found, "truth"), ["true", "false", "true", "false"]);
    assert_eq!(words(&found, "class"), ["x", "y", "y", "x"]);
}

#[test]
fn what_is_damaged_is_refused() {
    let whole = rows(0, &table());
    let refused = |cells: &[u8]| read(&made(cells), Options::default()).unwrap_err();
    // a text that isn't there, an error of no known number, a record shorter than its kind, one longer than the file
    let wrong = |cell: Cell| [&whole[..], &rows(5, &[vec![cell]])].concat();
    assert!(refused(&wrong(shared(9))).contains("t.xlsx"));
    assert!(refused(&wrong((ERROR, 0, vec![99]))).contains("t.xlsx, sheet \"a\""));
    assert!(refused(&[&whole[..], &[5, 0xff, 0xff, 0xff, 0x7f]].concat()).contains("t.xlsx"));
    assert!(refused(&[]).contains("t.xlsx"));
    for end in (0..whole.len()).step_by(7) {
        // what is cut off in the middle of a record is told or is a shorter table, and never more
        if let Ok(found) = read(&made(&whole[..end]), Options::default()) {
            assert!(found.origin.rows <= 4);
        }
    }
}
