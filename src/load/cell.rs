//! What one cell says: nothing, a number, or a word.

/// Words that stand for a missing cell, in lower case; so does an empty one. Some are what spreadsheets and C write.
const MISSING: [&str; 19] = [
    "na", "n/a", "nan", "null", "?", "-", ".", "#n/a", "<na>", "n.a.", "--", "#na", "#null!", "#div/0!",
    "#value!", "#ref!", "#name?", "#num!", "1.#ind",
];
/// Letters of the longest of them.
const LONGEST: usize = 7;
/// The minus of printed tables.
const MINUS: char = '\u{2212}';

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Before the fraction: `.` or `,`.
    pub decimal: char,
    /// Between groups of three digits, where there is one: `,`, `.`, `'`, or a space.
    pub thousands: Option<char>,
}

impl Marks {
    /// A point before the fraction, nothing between thousands.
    pub const POINT: Marks = Marks { decimal: '.', thousands: None };
    /// A comma before the fraction, nothing between thousands.
    pub const COMMA: Marks = Marks { decimal: ',', thousands: None };
}

/// What one cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// Nothing: the cell is empty or holds a word for missing.
    Missing,
    /// A finite number.
    Number(f64),
    /// A number that is infinite or too large for 64 bits.
    Infinite,
    /// Anything else.
    Word,
}

/// Reads a cell whose numbers have those marks.
pub fn read(cell: &str, marks: Marks) -> Said {
    let cell = cell.trim();
    if let Some(rest) = cell.strip_prefix(MINUS) {
        return read(&format!("-{rest}"), marks);
    }
    if is_missing(cell) {
        return Said::Missing;
    }
    let parsed = if marks == Marks::POINT {
        cell.parse::<f64>().ok()
    } else {
        plain(cell, marks).and_then(|plain| plain.parse::<f64>().ok())
    };
    match parsed {
        Some(value) if value.is_finite() => Said::Number(value + 0.0),
        Some(value) if value.is_nan() => Said::Missing,
        Some(_) => Said::Infinite,
        None => Said::Word,
    }
}

/// The cell with a decimal point and nothing between thousands; none where its marks stand in wrong places.
fn plain(cell: &str, marks: Marks) -> Option<String> {
    let (whole, fraction) = match cell.split_once(marks.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (cell, None),
    };
    let mut plain = match marks.thousands {
        Some(mark) => ungrouped(whole, mark)?,
        None => whole.to_owned(),
    };
    let strange = |c: char| matches!(c, '.' | ',' | '\'');
    if plain.contains(strange) || fraction.is_some_and(|fraction| fraction.contains(strange)) {
        return None;
    }
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// Digits without the marks between groups of three.
fn ungrouped(whole: &str, mark: char) -> Option<String> {
    let is_mark = |c: char| c == mark || (mark == ' ' && matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}'));
    if !whole.contains(is_mark) {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(is_mark);
    let first = groups.next()?;
    let digits = first.strip_prefix(['-', '+']).unwrap_or(first);
    let all_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    // 0,123 is a fraction
    if !(1..=3).contains(&digits.len()) || digits.starts_with('0') || !all_digits(digits) {
        return None;
    }
    let mut plain = first.to_owned();
    for group in groups {
        if group.len() != 3 || !all_digits(group) {
            return None;
        }
        plain.push_str(group);
    }
    Some(plain)
}

/// Whether a trimmed cell stands for a missing one.
pub fn is_missing(cell: &str) -> bool {
    cell.is_empty() || (cell.len() <= LONGEST && MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_words_and_nothing_are_told_apart() {
        for cell in ["", "  ", "NA", "n/a", "NaN", "-nan", "NULL", "?", "-", ".", "<NA>", "#DIV/0!"] {
            assert_eq!(read(cell, Marks::POINT), Said::Missing, "{cell:?}");
        }
        for (cell, value) in
            [("1", 1.0), (" +2.5 ", 2.5), ("-1e-3", -0.001), (".5", 0.5), ("5.", 5.0), ("\u{2212}7", -7.0)]
        {
            assert_eq!(read(cell, Marks::POINT), Said::Number(value), "{cell:?}");
        }
        for cell in ["inf", "-Infinity", "1e999"] {
            assert_eq!(read(cell, Marks::POINT), Said::Infinite, "{cell:?}");
        }
        for cell in ["1,5", "abc", "1 000", "12%", "0x10", "1_000"] {
            assert_eq!(read(cell, Marks::POINT), Said::Word, "{cell:?}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_is_the_mark() {
        assert_eq!(read("1,5", Marks::COMMA), Said::Number(1.5));
        assert_eq!(read("-0,25e2", Marks::COMMA), Said::Number(-25.0));
        assert_eq!(read("7", Marks::COMMA), Said::Number(7.0));
        assert_eq!(read("1.5", Marks::COMMA), Said::Word);
        assert_eq!(read("1,000,000", Marks::COMMA), Said::Word);
    }

    #[test]
    fn thousands_are_read_in_groups_of_three() {
        let read = |cell, decimal, mark| read(cell, Marks { decimal, thousands: Some(mark) });
        assert_eq!(read("1,234,567.5", '.', ','), Said::Number(1_234_567.5));
        assert_eq!(read("-1.234,5", ',', '.'), Said::Number(-1234.5));
        assert_eq!(read("12'345", '.', '\''), Said::Number(12_345.0));
        assert_eq!(read("1\u{202f}234\u{a0}567,25", ',', ' '), Said::Number(1_234_567.25));
        assert_eq!(read("987.25", '.', ','), Said::Number(987.25));
        for cell in ["1,23", "12,34,567", ",123", "1234,567", "1,234.5,6", "1,,234", "1.5,000", "0,123"] {
            assert_eq!(read(cell, '.', ','), Said::Word, "{cell:?}");
        }
    }

    #[test]
    fn minus_zero_is_zero() {
        let Said::Number(zero) = read("-0.0", Marks::POINT) else { panic!("a number") };
        assert!(zero.is_sign_positive());
    }
}
