//! Days and parts of a day since 1970, written as ISO 8601 has them: what text tables hold, so that they mean the same here.

/// A date of the Gregorian calendar, `2021-03-04`, from days since 1970-01-01.
pub fn date(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A time of day, `14:30:05.25`, from nanoseconds since midnight.
pub fn time(nanoseconds: i64) -> String {
    let (seconds, rest) = (nanoseconds.div_euclid(1_000_000_000), nanoseconds.rem_euclid(1_000_000_000));
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { clock } else { format!("{clock}.{rest:09}").trim_end_matches('0').to_owned() }
}

/// A moment, `2021-03-04T14:30:05.25` or the date alone where it is midnight, from days and nanoseconds of the day.
pub fn moment(days: i64, nanoseconds: i64) -> String {
    if nanoseconds == 0 { date(days) } else { format!("{}T{}", date(days), time(nanoseconds)) }
}

/// Year, month and day.
///
/// Years are counted from March, so that the leap day is the last of a year (Howard Hinnant, 'chrono-compatible low-level
/// date algorithms', 2013).
fn civil(days: i64) -> (i64, i64, i64) {
    // 719,468 days lie between 0000-03-01 and 1970-01-01; 146,097 are in 400 years
    let days = days.saturating_add(719_468);
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        // date -d DATE +%s / 86400
        for (days, is) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (18_690, "2021-03-04"),
            (-25_509, "1900-02-28"),
            (2_932_896, "9999-12-31"),
        ] {
            assert_eq!(date(days), is);
        }
        // one after the other through four centuries
        let lengths =
            |year: i64| if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) { 366 } else { 365 };
        let mut day = -141_427;
        for year in 1582..2400 {
            assert_eq!(date(day)[..10], format!("{year}-10-15"), "{day}");
            day += lengths(year + 1);
        }
    }

    #[test]
    fn times_are_written_as_far_as_they_go() {
        assert_eq!(time(0), "00:00:00");
        assert_eq!(time(52_205_250_000_000), "14:30:05.25");
        assert_eq!(moment(18_690, 1), "2021-03-04T00:00:00.000000001");
        assert_eq!(moment(18_690, 0), "2021-03-04");
    }
}
