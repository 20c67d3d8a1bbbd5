//! Plain numbers straight from bytes, exactly.
//!
//! A decimal number with at most 2⁵³ as its digits and a power of ten of at most 22 is the quotient or product of two
//! exact f64, which the processor rounds correctly (Clinger 1990, 'How to read floating point numbers accurately',
//! fast path). All others are left to the standard library, which is as exact and slower.

/// Powers of ten that f64 holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// Largest digits that f64 holds exactly.
const MOST: u64 = 1 << 53;

/// The number that begins at `start`, and where it ends; none where it is not plainly one.
#[inline(always)]
pub fn plain(bytes: &[u8], start: usize, decimal: u8) -> Option<(f64, usize)> {
    let mut at = start;
    let negative = match bytes.get(at)? {
        b'-' => {
            at += 1;
            true
        }
        b'+' => {
            at += 1;
            false
        }
        _ => false,
    };
    let (mut digits, mut count, first) = (0u64, 0usize, at);
    at = take_digits(bytes, at, &mut digits);
    count += at - first;
    let mut exponent = 0i32;
    if bytes.get(at) == Some(&decimal) {
        let begin = at + 1;
        at = take_digits(bytes, begin, &mut digits);
        count += at - begin;
        exponent = begin.wrapping_sub(at) as i32;
    }
    // nineteen digits can't overflow 64 bits; none is no number
    if count == 0 || count > 19 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let (power, end) = power(bytes, at + 1)?;
        exponent += power;
        at = end;
    }
    if digits > MOST || !(-22..=22).contains(&exponent) {
        return None;
    }
    let size = POWERS[exponent.unsigned_abs() as usize];
    let value = if exponent < 0 { digits as f64 / size } else { digits as f64 * size };
    // minus zero is zero
    Some((if negative && value != 0.0 { -value } else { value }, at))
}

#[inline(always)]
fn take_digits(bytes: &[u8], mut at: usize, digits: &mut u64) -> usize {
    while let Some(&byte) = bytes.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        // what overflows has more than nineteen digits and is thrown away
        *digits = digits.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The power of ten after an `e`: a sign and one to three digits.
fn power(bytes: &[u8], mut at: usize) -> Option<(i32, usize)> {
    let negative = bytes.get(at) == Some(&b'-');
    if negative || bytes.get(at) == Some(&b'+') {
        at += 1;
    }
    let begin = at;
    let mut digits = 0;
    at = take_digits(bytes, at, &mut digits);
    let power = digits as i32;
    (1..=3).contains(&(at - begin)).then_some((if negative { -power } else { power }, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Option<f64> {
        plain(text.as_bytes(), 0, b'.').filter(|&(_, end)| end == text.len()).map(|(value, _)| value)
    }

    #[test]
    fn plain_numbers_are_the_standard_librarys_to_the_last_bit() {
        let mut state = 1u64;
        let mut read = 0;
        for _ in 0..200_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let digits = (state >> 11) % 10u64.pow((state % 17) as u32 + 1);
            let power = (state >> 40) as i32 % 60 - 30;
            let places = (state >> 50) as usize % 12;
            for text in [
                format!("{digits}"),
                format!("-{digits}e{power}"),
                format!("{:.places$}", digits as f64 / 1e5),
                format!("{}.{digits}E+{}", state % 977, power.abs()),
            ] {
                let Some(value) = whole(&text) else { continue };
                read += 1;
                // minus zero is zero here
                assert_eq!(value.to_bits(), (text.parse::<f64>().unwrap() + 0.0).to_bits(), "{text}");
            }
        }
        assert!(read > 400_000, "{read}");
    }

    #[test]
    fn what_is_no_plain_number_is_left_alone() {
        for text in [
            "", "-", ".", "+.", "e5", "1e", "1e+", "1e1234", "1.2.3", "1,5", "0x1", "nan", "inf", "--1", "1 ",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
        for (text, value) in
            [("5.", 5.0), (".5", 0.5), ("+7", 7.0), ("007", 7.0), ("-0.0", 0.0), ("1e-22", 1e-22)]
        {
            let read = whole(text).unwrap();
            assert!(read == value && read.is_sign_positive(), "{text}");
        }
        assert_eq!(plain(b"12,5;", 0, b','), Some((12.5, 4)));
    }
}
