//! Words that differ in their spelling only, and numbers that may stand for a missing value: what a person wrote in two
//! ways, or meant as nothing.

use super::encode::Encoded;
use super::{Dataset, Kind};
use crate::load::{Warning, short};
use std::collections::BTreeMap;

/// Numbers that are often written for 'not known', in magnitude.
const CODES: [f64; 8] = [9.0, 99.0, 999.0, 9_999.0, 99_999.0, 999_999.0, 99.9, 999.9];
/// Rows that such a number stands in, and others, at least.
const FEWEST: [usize; 2] = [2, 10];

/// Warns of both, for the classes and for each variable.
pub fn warnings(dataset: &Dataset, encoded: &[Encoded], warnings: &mut Vec<Warning>) {
    alike(&dataset.target.name, &dataset.target.classes, warnings);
    for (variable, encoded) in dataset.variables.iter().zip(encoded) {
        alike(&variable.name, &encoded.levels, warnings);
        if variable.kind == Kind::Number
            && let Some((value, rows)) = code(&encoded.columns[0])
        {
            let text = format!(
                "{} is \"{value}\" in {rows} of {} rows, as far from its other values as these are apart or farther: if that is \
                 no value but says that there is none, leave these cells empty in the file",
                short(&variable.name),
                dataset.rows()
            );
            warnings.push(Warning::new("code_for_missing", Some(&variable.name), text));
        }
    }
}

/// The first two levels of a column that differ in case, blanks or joints only.
fn alike(column: &str, levels: &[String], warnings: &mut Vec<Warning>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut pairs = levels.iter().filter_map(|level| {
        let letters = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '.');
        let bare: String = level.to_lowercase().chars().filter(letters).collect();
        let word = bare.contains(char::is_alphabetic);
        seen.insert(bare, level).filter(|_| word).map(|before| (before, level))
    });
    if let Some((before, level)) = pairs.next() {
        let more = match pairs.count() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let text = format!(
            "{} and {} of {} differ in their spelling only{more}; if they are one, write them alike in the file",
            short(before),
            short(level),
            short(column)
        );
        warnings.push(Warning::new("spellings", Some(column), text));
    }
}

/// A number of [`CODES`] at one end of the column, as far from the others as these are apart, and its rows.
fn code(column: &[f64]) -> Option<(f64, usize)> {
    let present = || column.iter().copied().filter(|x| !x.is_nan());
    let low = present().fold(f64::INFINITY, f64::min);
    let high = present().fold(f64::NEG_INFINITY, f64::max);
    [low, high].into_iter().filter(|end| CODES.contains(&end.abs())).find_map(|end| {
        let rows = present().filter(|&x| x == end).count();
        let others = || present().filter(|&x| x != end);
        let (low, high) =
            (others().fold(f64::INFINITY, f64::min), others().fold(f64::NEG_INFINITY, f64::max));
        let gap = if end < low { low - end } else { end - high };
        let far = high > low && gap >= high - low;
        (far && rows >= FEWEST[0] && others().count() >= FEWEST[1]).then_some((end, rows))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_far_from_all_others_that_is_a_usual_code_is_told() {
        let values = |code: f64, rows: usize, top: usize| -> Vec<f64> {
            let others = (0..40).map(|n| (n * top / 39) as f64).chain([f64::NAN]);
            others.chain(std::iter::repeat_n(code, rows)).collect()
        };
        assert_eq!(code(&values(-999.0, 3, 30)), Some((-999.0, 3)));
        assert_eq!(code(&values(9.0, 2, 4)), Some((9.0, 2)));
        // once only, near the others, no usual code, hardly any others
        assert_eq!(code(&values(-999.0, 1, 30)), None);
        assert_eq!(code(&values(99.0, 5, 89)), None);
        assert_eq!(code(&values(500.0, 5, 4)), None);
        assert_eq!(code(&[1.0, 2.0, 99.0, 99.0]), None);
        assert_eq!(code(&[]), None);
    }

    #[test]
    fn words_that_differ_in_case_or_blanks_are_named() {
        let told = |levels: &[&str]| {
            let levels: Vec<String> = levels.iter().map(|&level| level.to_owned()).collect();
            let mut warnings = Vec::new();
            alike("c", &levels, &mut warnings);
            warnings.first().map(|warning| warning.text.clone())
        };
        assert!(told(&["Yes", "no", "yes"]).unwrap().starts_with("\"Yes\" and \"yes\" of \"c\" differ"));
        assert!(told(&["type 1", "Type-1", "a", "A"]).unwrap().contains("(and 1 more)"));
        for other in [&["yes", "no"][..], &["1.0", "10"], &["-1", "1"], &["a", "a1"], &[]] {
            assert_eq!(told(other), None, "{other:?}");
        }
    }
}
