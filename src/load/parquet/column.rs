//! The cells of a column, one row group after the other.

use super::kind::Kind;
use super::pages::TooLarge;
use super::time::{date, moment, time};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Int96};
use parquet::errors::ParquetError;
use std::borrow::Cow;

/// Rows that are read at a time.
const ROWS: usize = 4096;

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said<'a> {
    /// Nothing.
    Nothing,
    /// A number, finite or not.
    Number(f64),
    /// A word.
    Word(Cow<'a, str>),
}

/// Why a column is not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The file is damaged, as the text says.
    Broken(String),
    /// A page takes more memory than there is room for.
    Full(TooLarge),
    /// The column holds what can't be used: what that is.
    Unusable(&'static str),
}

impl From<ParquetError> for Stop {
    fn from(error: ParquetError) -> Stop {
        match error {
            ParquetError::External(error) => match error.downcast() {
                Ok(large) => Stop::Full(*large),
                Err(error) => Stop::Broken(error.to_string()),
            },
            error => Stop::Broken(error.to_string()),
        }
    }
}

/// Gives what every cell of a column in a row group says to `take`; cells below the level `most` say nothing.
///
/// # Errors
/// `Stop` where a cell can't be read.
pub fn each(
    reader: ColumnReader,
    kind: Kind,
    rows: usize,
    most: i16,
    take: &mut dyn FnMut(Said),
) -> Result<(), Stop> {
    let walk = Walk { rows, most };
    match reader {
        ColumnReader::BoolColumnReader(reader) => walk.each(reader, |truth| Ok(truth_word(*truth)), take),
        ColumnReader::Int32ColumnReader(reader) => {
            walk.each(reader, |number| whole(i64::from(*number), kind, true), take)
        }
        ColumnReader::Int64ColumnReader(reader) => {
            walk.each(reader, |number| whole(*number, kind, false), take)
        }
        ColumnReader::Int96ColumnReader(reader) => walk.each(reader, |time| Ok(old_moment(time)), take),
        ColumnReader::FloatColumnReader(reader) => {
            walk.each(reader, |number| Ok(Said::Number(f64::from(*number))), take)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            walk.each(reader, |number| Ok(Said::Number(*number)), take)
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            walk.each(reader, |array| bytes(array.data(), kind), take)
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            walk.each(reader, |array| bytes(array.data(), kind), take)
        }
    }
}

/// The way through a column.
struct Walk {
    rows: usize,
    most: i16,
}

impl Walk {
    fn each<T: DataType>(
        &self,
        mut reader: ColumnReaderImpl<T>,
        said: impl Fn(&T::T) -> Result<Said<'_>, Stop>,
        take: &mut dyn FnMut(Said),
    ) -> Result<(), Stop> {
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        let mut read = 0;
        while read < self.rows {
            levels.clear();
            values.clear();
            let wanted = ROWS.min(self.rows - read);
            let optional = (self.most > 0).then_some(&mut levels);
            let (records, ..) = reader.read_records(wanted, optional, None, &mut values)?;
            if records == 0 {
                return Err(Stop::Broken(format!("a column ends after {read} of {} rows", self.rows)));
            }
            read += records;
            let mut present = values.iter();
            for row in 0..records {
                let missing = self.most > 0 && levels.get(row).is_none_or(|&level| level < self.most);
                let value = if missing { None } else { present.next() };
                match value {
                    Some(value) => take(said(value)?),
                    None if missing => take(Said::Nothing),
                    None => return Err(Stop::Broken("a column has fewer values than it says".to_owned())),
                }
            }
        }
        Ok(())
    }
}

fn truth_word(truth: bool) -> Said<'static> {
    Said::Word(if truth { "true" } else { "false" }.into())
}

/// A whole number of 64 bits, or of 32 where it is `narrow`.
fn whole(number: i64, kind: Kind, narrow: bool) -> Result<Said<'static>, Stop> {
    Ok(match kind {
        Kind::Unsigned if narrow => Said::Number(f64::from(number as u32)),
        Kind::Unsigned => Said::Number(number as u64 as f64),
        Kind::Decimal(scale) => Said::Number(scaled(i128::from(number), scale)),
        Kind::Date => Said::Word(date(number).into()),
        Kind::Time(second) => Said::Word(time(number.saturating_mul(1_000_000_000 / second)).into()),
        Kind::Moment(second) => {
            let day = 86_400 * second;
            let of_day = number.rem_euclid(day) * (1_000_000_000 / second);
            Said::Word(moment(number.div_euclid(day), of_day).into())
        }
        _ => Said::Number(number as f64),
    })
}

/// Nanoseconds of the day and the day, which is counted from 4713 BC.
fn old_moment(time: &Int96) -> Said<'static> {
    let [low, high, day] = [0, 1, 2].map(|at| i64::from(time.data().get(at).copied().unwrap_or(0)));
    // 2,440,588 is 1970-01-01
    Said::Word(moment(day - 2_440_588, (high << 32 | low).clamp(0, 86_399_999_999_999)).into())
}

fn bytes(bytes: &[u8], kind: Kind) -> Result<Said<'_>, Stop> {
    match kind {
        Kind::Decimal(scale) => match big_endian(bytes) {
            Some(number) => Ok(Said::Number(scaled(number, scale))),
            None => Err(Stop::Unusable("decimals of more than 38 digits")),
        },
        Kind::Half => match bytes {
            &[low, high] => Ok(Said::Number(half(u16::from_le_bytes([low, high])))),
            _ => Err(Stop::Broken("a number of 16 bits has not two bytes".to_owned())),
        },
        Kind::Uuid if bytes.len() == 16 => Ok(Said::Word(uuid(bytes).into())),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Ok(Said::Word(text.into())),
            _ => Err(Stop::Unusable("bytes that are no text in UTF-8")),
        },
    }
}

/// A whole number over a power of ten, rounded once.
fn scaled(number: i128, scale: i32) -> f64 {
    // the standard library rounds correctly whatever the digits
    format!("{number}e-{scale}").parse().unwrap_or(f64::NAN)
}

/// A number in two's complement, first the highest byte.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    let fill = if negative { 0xff } else { 0 };
    let last = bytes.len().saturating_sub(16);
    if bytes[..last].iter().any(|byte| *byte != fill) {
        return None;
    }
    let number = bytes[last..]
        .iter()
        .fold(u128::MAX * u128::from(negative), |so_far, byte| so_far << 8 | u128::from(*byte));
    let number = number as i128;
    (bytes.is_empty() || (number < 0) == negative).then_some(number)
}

/// A number of 16 bits (IEEE 754, binary16).
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_sixteen_bits() {
        // struct.unpack('<e', …) of Python
        for (bits, is) in
            [(0x3555, 0.333251953125), (0xc000, -2.0), (1, 5.960464477539063e-8), (0x7bff, 65504.0)]
        {
            assert_eq!(half(bits), is);
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }

    #[test]
    fn decimals_are_rounded_once() {
        assert_eq!(scaled(12_345, 2), 123.45);
        assert_eq!(scaled(-1, 1), -0.1);
        assert_eq!(scaled(10i128.pow(37) + 1, 37), 1.0);
        assert_eq!(big_endian(&[0xff, 0x85]), Some(-123));
        assert_eq!(big_endian(&[0, 0x80]), Some(128));
        assert_eq!(big_endian(&[0xff; 20]), Some(-1));
        assert_eq!(big_endian(&[]), Some(0));
        assert_eq!(big_endian(&[1; 17]), None);
        let mut overflow = [0u8; 17];
        overflow[1] = 0x80;
        assert_eq!(big_endian(&overflow), None);
    }

    #[test]
    fn whole_numbers_mean_what_they_are_declared() {
        assert_eq!(whole(-1, Kind::Unsigned, true), Ok(Said::Number(4_294_967_295.0)));
        assert_eq!(whole(-1, Kind::Unsigned, false), Ok(Said::Number(18_446_744_073_709_551_615.0)));
        assert_eq!(whole(18_690, Kind::Date, true), Ok(Said::Word("2021-03-04".into())));
        assert_eq!(whole(-1, Kind::Moment(1_000), false), Ok(Said::Word("1969-12-31T23:59:59.999".into())));
        assert!(whole(i64::MIN, Kind::Time(1_000), false).is_ok());
        let mut old = Int96::new();
        old.set_data(3_600_000_000_000u64 as u32, (3_600_000_000_000u64 >> 32) as u32, 2_440_589);
        assert_eq!(old_moment(&old), Said::Word("1970-01-02T01:00:00".into()));
        assert_eq!(uuid(&[0x12; 16]), "12121212-1212-1212-1212-121212121212");
    }
}
