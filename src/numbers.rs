//! Numbers and lists as words: only digits that mean something, a true minus, intervals in brackets.
//!
//! The digits of an estimate follow from its interval: two significant digits of its half width. Below every room,
//! because sentences are written where they are decided and where they are shown.

use crate::stats::{Difference, Estimate};

/// Most decimals ever shown.
const MOST_DECIMALS: usize = 6;

/// A number with so many decimals, a true minus, never a negative zero.
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// The same with a plus before positive numbers.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let zero = text.chars().all(|c| c == '0' || c == '.');
    if zero || text.starts_with('−') { text } else { format!("+{text}") }
}

/// Decimals that show two significant digits of the largest of several numbers, `least` at the fewest.
pub fn decimals_among(numbers: impl Iterator<Item = f64>, least: usize) -> usize {
    let largest = numbers.map(f64::abs).filter(|size| size.is_finite()).fold(0.0, f64::max);
    if largest <= 0.0 {
        return least;
    }
    (1 - largest.log10().floor() as i64).clamp(least as i64, MOST_DECIMALS as i64) as usize
}

/// Decimals that show two significant digits of the half width of an interval; without one, three digits of the mean.
pub fn decimals(mean: f64, low: Option<f64>, high: Option<f64>) -> usize {
    let (size, digits) = match (low, high) {
        (Some(low), Some(high)) if high > low => ((high - low) / 2.0, 2),
        _ => (mean.abs(), 3),
    };
    if size <= 0.0 || !size.is_finite() {
        return 2;
    }
    let first = size.log10().floor() as i64;
    (digits - 1 - first).clamp(0, MOST_DECIMALS as i64) as usize
}

/// `0.481 [0.404, 0.557]`; the mean alone where there is no interval.
pub fn estimate(of: &Estimate) -> String {
    bracketed(of.mean, of.low, of.high, decimals(of.mean, of.low, of.high), fixed)
}

/// `+0.034 [−0.001, +0.069]`.
pub fn signed_estimate(of: &Estimate) -> String {
    bracketed(of.mean, of.low, of.high, decimals(of.mean, of.low, of.high), signed)
}

/// `+0.034 [−0.001, +0.069]` of a difference.
pub fn difference(of: &Difference) -> String {
    bracketed(of.mean, of.low, of.high, decimals(of.mean, of.low, of.high), signed)
}

/// `55 [48, 62] %` of an estimate of a share.
pub fn percent(of: &Estimate) -> String {
    let hundred = |x: f64| 100.0 * x;
    let (low, high) = (of.low.map(hundred), of.high.map(hundred));
    let decimals = percent_decimals(low, high);
    format!("{} %", bracketed(hundred(of.mean), low, high, decimals, fixed))
}

/// Points of percentage, signed: `+6.0 [+1.7, +10.3] points`.
pub fn points(of: &Difference) -> String {
    let hundred = |x: f64| 100.0 * x;
    let (low, high) = (of.low.map(hundred), of.high.map(hundred));
    let decimals = percent_decimals(low, high);
    format!("{} points", bracketed(hundred(of.mean), low, high, decimals, signed))
}

/// One decimal only where the interval is narrower than four points.
fn percent_decimals(low: Option<f64>, high: Option<f64>) -> usize {
    match (low, high) {
        (Some(low), Some(high)) if high - low >= 4.0 => 0,
        _ => 1,
    }
}

fn bracketed(
    mean: f64,
    low: Option<f64>,
    high: Option<f64>,
    decimals: usize,
    write: fn(f64, usize) -> String,
) -> String {
    match (low, high) {
        (Some(low), Some(high)) => {
            format!("{} [{}, {}]", write(mean, decimals), write(low, decimals), write(high, decimals))
        }
        _ => write(mean, decimals),
    }
}

/// `48` of a share, where the sign of percent stands elsewhere.
pub fn whole_percent(of: f64) -> String {
    fixed(100.0 * of, 0)
}

/// `48 %` of a share without interval; shares that are not 0 or 1 are never rounded to them.
pub fn share(of: f64) -> String {
    let percent = 100.0 * of;
    let decimals = if percent.fract() == 0.0 || (1.0..=99.0).contains(&percent) { 0 } else { 1 };
    match () {
        () if percent > 0.0 && percent < 0.05 => "less than 0.1 %".to_owned(),
        () if percent < 100.0 && percent > 99.95 => "more than 99.9 %".to_owned(),
        () => format!("{} %", fixed(percent, decimals)),
    }
}

/// `p = .03`, `p < .001`.
pub fn p_value(p: f64) -> String {
    if p < 0.001 {
        return "p < .001".to_owned();
    }
    let decimals = if p < 0.01 { 3 } else { 2 };
    let text = format!("{p:.decimals$}");
    format!("p = {}", text.strip_prefix('0').unwrap_or(&text))
}

/// A tiny number: `0` or `2 × 10⁻¹⁶`.
pub fn tiny(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let mut exponent = value.abs().log10().floor() as i32;
    let mut digit = (value.abs() / 10f64.powi(exponent)).round();
    if digit >= 10.0 {
        digit = 1.0;
        exponent += 1;
    }
    format!("{digit:.0} × {}", power_of_ten(exponent))
}

/// `10⁻³`.
pub fn power_of_ten(exponent: i32) -> String {
    format!("10{}", exponent.to_string().chars().map(superscript).collect::<String>())
}

fn superscript(c: char) -> char {
    match c {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        c => char::from_u32('⁰' as u32 + c.to_digit(10).unwrap_or(0)).unwrap_or(c),
    }
}

/// A count with commas from 10,000 on: `480`, `4600`, `10,000`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    if n < 10_000 {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 variable`, `14 variables`.
pub fn of(n: usize, what: &str) -> String {
    format!("{} {what}{}", count(n), if n == 1 { "" } else { "s" })
}

/// `eight rows`, `one row`, `540 rows`.
pub fn of_in_words(n: usize, what: &str) -> String {
    format!("{} {what}{}", in_words(n), if n == 1 { "" } else { "s" })
}

/// All variables there are: `the one variable`, `both variables`, `all seven variables`.
pub fn all_variables(n: usize) -> String {
    match n {
        1 => "the one variable".to_owned(),
        2 => "both variables".to_owned(),
        n => format!("all {} variables", in_words(n)),
    }
}

/// Whole numbers to twelve in words.
pub fn in_words(n: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    WORDS.get(n).map_or_else(|| count(n), |w| (*w).to_owned())
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Most names that a sentence lists.
const MOST_NAMES: usize = 6;

/// As `list`, but no more than a sentence holds: `a, b, c, d, e and 7 others`.
pub fn some(names: &[String]) -> String {
    if names.len() <= MOST_NAMES {
        return list(names);
    }
    let (shown, rest) = names.split_at(MOST_NAMES - 1);
    format!("{} and {} others", shown.join(", "), in_words(rest.len()))
}

/// `rises by 0.080 [0.050, 0.111]`, or of an estimate below 0 `changes by −0.003 [−0.020, 0.014]`.
pub fn rises(of: &Estimate) -> String {
    let verb = if of.mean < 0.0 { "changes" } else { "rises" };
    format!("{verb} by {}", estimate(of))
}

/// `lower by 0.33 [0.28, 0.39]`, or of an estimate below 0 `higher by 0.02 [−0.01, 0.05]`.
pub fn lower(of: &Estimate) -> String {
    if of.mean >= 0.0 {
        return format!("lower by {}", estimate(of));
    }
    let turned = Estimate { mean: -of.mean, low: of.high.map(|h| -h), high: of.low.map(|l| -l) };
    format!("higher by {}", estimate(&turned))
}

/// A set of variables as one thing: `v4 + v9`.
pub fn set(names: &[String]) -> String {
    names.join(" + ")
}

/// `v7 is`, `v4 and v7 are`.
pub fn is_are(names: &[String]) -> String {
    format!("{} {}", list(names), if names.len() == 1 { "is" } else { "are" })
}

/// `one other pair`, `four other pairs`, `four other sets`, `four other variables`.
pub fn other_sets(n: usize, size: usize) -> String {
    format!("{} other {}{}", in_words(n), a_set(size), if n == 1 { "" } else { "s" })
}

/// What a set of the size is called: `variable`, `pair`, `set`.
pub fn a_set(size: usize) -> &'static str {
    match size {
        1 => "variable",
        2 => "pair",
        _ => "set",
    }
}

/// `1st`, `2nd`, `3rd`, `11th`.
pub fn ordinal(n: usize) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{}{ending}", count(n))
}

/// `the best pair`, `the best set of three`.
pub fn best_set(size: usize) -> String {
    if size == 2 { "the best pair".to_owned() } else { format!("the best set of {}", in_words(size)) }
}

/// The first letter made a capital, as a sentence wants it.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(mean: f64, low: f64, high: f64) -> Estimate {
        Estimate { mean, low: Some(low), high: Some(high) }
    }

    #[test]
    fn digits_follow_from_the_largest() {
        let among = |numbers: &[f64]| decimals_among(numbers.iter().copied(), 2);
        assert_eq!(among(&[0.0001, -7.0]), 2);
        assert_eq!(among(&[0.1, 0.0, f64::NAN]), 2);
        assert_eq!(among(&[-0.0421, 0.001]), 3);
        assert_eq!(among(&[1e-12]), MOST_DECIMALS);
        assert_eq!(among(&[]), 2);
    }

    #[test]
    fn digits_follow_from_the_interval() {
        assert_eq!(estimate(&between(0.48123, 0.404, 0.5571)), "0.481 [0.404, 0.557]");
        assert_eq!(estimate(&between(6.04, 1.72, 10.31)), "6.0 [1.7, 10.3]");
        assert_eq!(signed_estimate(&between(0.034, -0.001, 0.069)), "+0.034 [−0.001, +0.069]");
        assert_eq!(estimate(&Estimate { mean: 0.5, low: None, high: None }), "0.500");
    }

    #[test]
    fn no_negative_zero() {
        assert_eq!(fixed(-0.0001, 2), "0.00");
        assert_eq!(signed(-0.0001, 2), "0.00");
        assert_eq!(fixed(-1.5, 1), "−1.5");
    }

    #[test]
    fn percentages_and_shares() {
        assert_eq!(percent(&between(0.55, 0.48, 0.62)), "55 [48, 62] %");
        assert_eq!(share(0.02), "2 %");
        assert_eq!(share(0.999), "99.9 %");
        assert_eq!(share(0.9999), "more than 99.9 %");
        assert_eq!(share(1.0), "100 %");
    }

    #[test]
    fn small_things_in_words() {
        assert_eq!(p_value(0.0004), "p < .001");
        assert_eq!(p_value(0.0316), "p = .03");
        assert_eq!(p_value(0.005), "p = .005");
        assert_eq!(p_value(1.0), "p = 1.00");
        assert_eq!(tiny(2.2e-16), "2 × 10⁻¹⁶");
        assert_eq!(tiny(9.7e-16), "1 × 10⁻¹⁵");
        assert_eq!(count(10000), "10,000");
        assert_eq!(count(1234567), "1,234,567");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(sentence("with v4"), "With v4");
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]
        );
        assert_eq!(other_sets(1, 2), "one other pair");
        assert_eq!(other_sets(14, 3), "14 other sets");
    }

    #[test]
    fn a_sentence_lists_at_most_six_names() {
        let names: Vec<String> = (1..=13).map(|v| format!("v{v}")).collect();
        assert_eq!(some(&names[..6]), "v1, v2, v3, v4, v5 and v6");
        assert_eq!(some(&names), "v1, v2, v3, v4, v5 and eight others");
    }

    #[test]
    fn the_verb_follows_the_sign() {
        assert_eq!(rises(&between(0.08, 0.05, 0.111)), "rises by 0.080 [0.050, 0.111]");
        assert_eq!(rises(&between(-0.003, -0.02, 0.014)), "changes by −0.003 [−0.020, 0.014]");
        assert_eq!(lower(&between(-0.02, -0.05, 0.01)), "higher by 0.020 [−0.010, 0.050]");
    }
}
