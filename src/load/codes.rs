//! Numbers that are codes: 01067 is a place and no amount, and loses what it says where its zero is lost.

use super::Warning;
use super::cell::is_missing;
use super::names::short;

/// Whether the cells of a column are codes: digits alone, of one width, some with a zero in front.
pub fn are_codes<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut width, mut zeros) = (0, false);
    for cell in cells.map(str::trim).filter(|cell| !is_missing(cell)) {
        let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || cell.len() < 2 || (width > 0 && width != cell.len()) {
            return false;
        }
        width = cell.len();
        zeros |= cell.starts_with('0');
    }
    zeros
}

/// What is said of a column of codes.
pub fn said(name: &str) -> Warning {
    let text = format!(
        "column {}: its numbers have zeros in front and the same number of digits, so they are taken for codes: a \
         category; if they are amounts, say so with --column NAME=number",
        short(name)
    );
    Warning::new("codes", Some(name), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_in_front_and_one_width_make_codes() {
        let codes = |cells: &[&str]| are_codes(cells.iter().copied());
        assert!(codes(&["01067", "80331", "", "NA", " 10115 "]));
        for cells in [
            &["1067", "80331"][..],
            &["80331", "10115"],
            &["01067", "8033"],
            &["01.5", "10.5"],
            &["0", "1"],
            &["-01", "010"],
            &["", "NA"],
        ] {
            assert!(!codes(cells), "{cells:?}");
        }
    }
}
