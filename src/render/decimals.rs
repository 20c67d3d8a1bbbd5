//! Numbers of a column on one decimal point, though each has only the digits that mean something: what a number lacks behind
//! its point is filled with blanks as wide as a figure.

/// As wide as a figure.
const FIGURE: char = '\u{2007}';
/// As wide as a point.
const POINT: char = '\u{2008}';

/// The most decimals of a column.
pub fn most<'a>(column: impl IntoIterator<Item = &'a str>) -> usize {
    column.into_iter().filter_map(decimals).max().unwrap_or(0)
}

/// The number with blanks behind it, as if it had so many decimals; words as they are.
pub fn aligned(number: &str, most: usize) -> String {
    let missing = match decimals(number) {
        Some(0) if most > 0 => most + 1,
        Some(own) => most.saturating_sub(own),
        None => 0,
    };
    let blank = |at: usize| if at == 0 && missing > most { POINT } else { FIGURE };
    number.chars().chain((0..missing).map(blank)).collect()
}

/// Decimals of a plain number, `−0.031`, `10,000`, `< .001`; none of words, or of a number with its unit.
fn decimals(text: &str) -> Option<usize> {
    let digits = text.trim_start_matches(['<', ' ', '\u{a0}']).trim_start_matches(['+', '−']);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let counted = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let number = !digits.is_empty() && counted(&whole.replace(',', "")) && counted(part);
    number.then_some(part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_the_longest_does() {
        let column = ["−0.0031", "12.5", "10,000", "< .001", "reference", "40 %", ""];
        assert_eq!(most(column), 4);
        let set = column.map(|number| aligned(number, 4));
        assert_eq!(
            set,
            [
                "−0.0031",
                "12.5\u{2007}\u{2007}\u{2007}",
                "10,000\u{2008}\u{2007}\u{2007}\u{2007}\u{2007}",
                "< .001\u{2007}",
                "reference",
                "40 %",
                ""
            ]
        );
        assert_eq!(aligned("7", most(["7", "12"])), "7");
    }
}
