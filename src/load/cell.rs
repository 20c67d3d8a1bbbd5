//! What one cell says: nothing, a number, or a word.

/// Words that stand for a missing cell, in lower case; so does an empty one.
const MISSING: [&str; 9] = ["na", "n/a", "nan", "null", "?", "-", ".", "#n/a", "<na>"];

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

/// Reads a cell whose numbers have that decimal mark (`.` or `,`).
pub fn read(cell: &str, decimal: char) -> Said {
    let cell = cell.trim();
    if is_missing(cell) {
        return Said::Missing;
    }
    let parsed = match (decimal, cell.contains(','), cell.contains('.')) {
        (',', _, true) => return Said::Word,
        (',', true, false) => cell.replacen(',', ".", 1).parse::<f64>(),
        _ => cell.parse::<f64>(),
    };
    match parsed {
        Ok(value) if value.is_finite() => Said::Number(value + 0.0),
        Ok(value) if value.is_nan() => Said::Missing,
        Ok(_) => Said::Infinite,
        Err(_) => Said::Word,
    }
}

/// Whether a trimmed cell stands for a missing one.
pub fn is_missing(cell: &str) -> bool {
    cell.is_empty() || (cell.len() <= 4 && MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_words_and_nothing_are_told_apart() {
        for cell in ["", "  ", "NA", "n/a", "NaN", "-nan", "NULL", "?", "-", ".", "<NA>"] {
            assert_eq!(read(cell, '.'), Said::Missing, "{cell:?}");
        }
        for (cell, value) in [("1", 1.0), (" +2.5 ", 2.5), ("-1e-3", -0.001), (".5", 0.5), ("5.", 5.0)] {
            assert_eq!(read(cell, '.'), Said::Number(value), "{cell:?}");
        }
        for cell in ["inf", "-Infinity", "1e999"] {
            assert_eq!(read(cell, '.'), Said::Infinite, "{cell:?}");
        }
        for cell in ["1,5", "abc", "1 000", "12%", "0x10", "1_000"] {
            assert_eq!(read(cell, '.'), Said::Word, "{cell:?}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_is_the_mark() {
        assert_eq!(read("1,5", ','), Said::Number(1.5));
        assert_eq!(read("-0,25e2", ','), Said::Number(-25.0));
        assert_eq!(read("7", ','), Said::Number(7.0));
        assert_eq!(read("1.5", ','), Said::Word);
        assert_eq!(read("1,000,000", ','), Said::Word);
    }

    #[test]
    fn minus_zero_is_zero() {
        let Said::Number(zero) = read("-0.0", '.') else { panic!("a number") };
        assert!(zero.is_sign_positive());
    }
}
