//! What a cell of a sheet says, as a text table would have it.

use calamine::{DataRef, ExcelDateTime};
use std::borrow::Cow;

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Nothing,
    /// A number.
    Number(f64),
    /// Anything else, dates and truths as they are written in a text table.
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// What a cell that calamine read says.
    pub fn of(cell: &'a DataRef<'a>) -> Value<'a> {
        match cell {
            DataRef::Empty => Value::Nothing,
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::number(*number),
            DataRef::String(text) => Value::Text(text.into()),
            DataRef::SharedString(text) => Value::Text((*text).into()),
            DataRef::Bool(truth) => Value::truth(*truth),
            DataRef::DateTime(moment) => Value::moment(moment),
            DataRef::DateTimeIso(text) => Value::Text(text.into()),
            DataRef::DurationIso(text) => hours(text).map_or(Value::Text(text.into()), Value::number),
            DataRef::Error(error) => Value::Text(error.to_string().into()),
        }
    }

    /// A number; what is none is nothing, and what is infinite is refused by that word.
    pub fn number(number: f64) -> Value<'a> {
        if number.is_nan() {
            Value::Nothing
        } else if number.is_infinite() {
            Value::Text("inf".into())
        } else {
            Value::Number(number)
        }
    }

    /// True or false.
    pub fn truth(truth: bool) -> Value<'a> {
        Value::Text(if truth { "true" } else { "false" }.into())
    }

    /// A date, a time of day, or both, as ISO 8601 has them; a span of time in hours.
    fn moment(moment: &ExcelDateTime) -> Value<'a> {
        let days = moment.as_f64();
        if moment.is_duration() || !days.is_finite() {
            return Value::number(days * 24.0);
        }
        let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
        let date = format!("{year:04}-{month:02}-{day:02}");
        let mut time = format!("{hour:02}:{minute:02}:{second:02}");
        if milli > 0 {
            time.push_str(&format!(".{milli:03}"));
        }
        // a day before the first is no day: only the time was written
        let text = match ((0.0..1.0).contains(&days), time == "00:00:00") {
            (true, _) => time,
            (false, true) => date,
            (false, false) => format!("{date}T{time}"),
        };
        Value::Text(text.into())
    }
}

/// Hours of a span as ISO 8601 writes it, as in `PT14H30M05.5S`.
pub fn hours(span: &str) -> Option<f64> {
    let (sign, rest) = span.strip_prefix('-').map_or((1.0, span), |rest| (-1.0, rest));
    let (mut hours, mut number, mut clock, mut any) = (0.0, String::new(), false, false);
    for letter in rest.strip_prefix('P')?.chars() {
        let worth = match (letter, clock) {
            ('0'..='9' | '.', _) => {
                number.push(letter);
                continue;
            }
            ('T', false) if number.is_empty() => {
                clock = true;
                continue;
            }
            ('D', false) => 24.0,
            ('H', true) => 1.0,
            ('M', true) => 1.0 / 60.0,
            ('S', true) => 1.0 / 3600.0,
            _ => return None,
        };
        hours += std::mem::take(&mut number).parse::<f64>().ok()? * worth;
        any = true;
    }
    (any && number.is_empty()).then_some(sign * hours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    fn said(days: f64, early: bool) -> Value<'static> {
        Value::moment(&ExcelDateTime::new(days, DateTime, early))
    }

    #[test]
    fn moments_are_written_as_text_tables_have_them() {
        // 2021-03-04 is day 44259 of the dates since 1900 and day 42797 of those since 1904
        assert_eq!(said(44_259.0, false), Value::Text("2021-03-04".into()));
        assert_eq!(said(42_797.0, true), Value::Text("2021-03-04".into()));
        assert_eq!(said(44_259.604_166_666_7, false), Value::Text("2021-03-04T14:30:00".into()));
        assert_eq!(said(0.25, false), Value::Text("06:00:00".into()));
        assert_eq!(Value::moment(&ExcelDateTime::new(1.5, TimeDelta, false)), Value::Number(36.0));
    }

    #[test]
    fn spans_become_hours() {
        for (span, is) in
            [("PT14H30M00S", 14.5), ("P1DT6H", 30.0), ("-PT90M", -1.5), ("PT0S", 0.0), ("P2D", 48.0)]
        {
            assert_eq!(hours(span), Some(is), "{span}");
        }
        assert_eq!(hours("PT00H00M36.0S"), Some(0.01));
        for span in ["", "P", "T1H", "PT1X", "PTH", "P1H", "PT-1H"] {
            assert_eq!(hours(span), None, "{span}");
        }
    }
}
