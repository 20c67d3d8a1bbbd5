//! Words that are dates or times of day become numbers: days since 1970-01-01, or hours since midnight.
//!
//! Read are `2021-03-04`, `2021/03/04`, `4.3.2021`, `4/3/2021`, each perhaps with a time (`T14:30`, ` 14:30:05.5`, `Z`),
//! `04-Mar-2021`, `4 March 2021`, `March 4, 2021` (in English), and times alone. Which of 4/3/2021 is the day is told by a number above 12; where none is, dots and dashes mean day
//! first, slashes month first, and that is said.

/// What the words of a column are, as numbers.
#[derive(Debug, PartialEq)]
pub struct Dated {
    /// For each level its number; NaN where it is no date.
    pub values: Vec<f64>,
    /// What the numbers count.
    pub unit: &'static str,
    /// Whether day and month may be the other way round.
    pub unclear: bool,
}

/// Numbers of the levels, where all are dates, or all times of day; with `forced` those that are none become NaN.
pub fn dated(levels: &[String], forced: bool) -> Option<Dated> {
    let parts: Vec<Option<Parts>> = levels.iter().map(|level| Parts::of(level)).collect();
    if parts.iter().all(Option::is_none) || (!forced && parts.iter().any(Option::is_none)) {
        return None;
    }
    let days: Vec<&Day> = parts.iter().flatten().filter_map(|parts| parts.day.as_ref()).collect();
    let dates = !days.is_empty();
    if dates && days.len() != parts.iter().flatten().count() && !forced {
        return None;
    }
    let early = |of: fn(&Day) -> i64| days.iter().filter(|day| !day.year_first).all(|day| of(day) <= 12);
    let (day_first, month_first) = (early(|day| day.numbers[1]), early(|day| day.numbers[0]));
    if !day_first && !month_first && !forced {
        return None;
    }
    let short = days.iter().any(|day| !day.year_first);
    let unclear = short && day_first && month_first;
    let slashes = days.iter().any(|day| day.mark == '/');
    let day_first = day_first && !(unclear && slashes);
    let value = |parts: &Option<Parts>| match parts {
        Some(parts) if dates => parts.days(day_first).unwrap_or(f64::NAN),
        Some(parts) => parts.seconds / 3600.0,
        None => f64::NAN,
    };
    let values: Vec<f64> = parts.iter().map(value).collect();
    if !forced && values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let unit = if dates { "days since 1970-01-01" } else { "hours since midnight" };
    Some(Dated { values, unit, unclear })
}

/// A date, a time, or both.
struct Parts {
    day: Option<Day>,
    seconds: f64,
}

/// Three numbers and the mark between them.
struct Day {
    /// Year, month, day; or two numbers and the year behind them.
    numbers: [i64; 3],
    mark: char,
    year_first: bool,
}

impl Parts {
    fn of(text: &str) -> Option<Parts> {
        let spelled = spelled(text.trim());
        let text = spelled.as_deref().unwrap_or(text.trim());
        if text.len() > 40 || !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, Some(time.trim())),
            None if text.contains(':') => ("", Some(text)),
            None => (text, None),
        };
        let seconds = time.map_or(Some(0.0), seconds)?;
        let day = if date.is_empty() { None } else { Some(Day::of(date)?) };
        Some(Parts { day, seconds })
    }

    fn days(&self, day_first: bool) -> Option<f64> {
        let day = self.day.as_ref()?;
        let [a, b, c] = day.numbers;
        let (year, month, day) = match (day.year_first, day_first) {
            (true, _) => (a, b, c),
            (false, true) => (c, b, a),
            (false, false) => (c, a, b),
        };
        Some(days_since_1970(year, month, day)? as f64 + self.seconds / 86_400.0)
    }
}

impl Day {
    fn of(text: &str) -> Option<Day> {
        let mark = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
        let pieces: Vec<&str> = text.split(mark).collect();
        let [a, b, c] = pieces[..] else { return None };
        let digits = |piece: &str| -> Option<i64> {
            let right =
                !piece.is_empty() && piece.len() <= 4 && piece.bytes().all(|byte| byte.is_ascii_digit());
            if right { piece.parse().ok() } else { None }
        };
        let numbers = [digits(a)?, digits(b)?, digits(c)?];
        let year_first = a.len() == 4;
        let year_last = c.len() == 4 && a.len() <= 2;
        ((year_first || year_last) && b.len() <= 2).then_some(Day { numbers, mark, year_first })
    }
}

/// A date whose month is a word as one in numbers, with what follows it; none where it isn't one.
fn spelled(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let mut pieces = text.splitn(3, ['-', '/', '.', ' ']);
    let (first, second, rest) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let month = |word: &str| {
        let lower = word.to_ascii_lowercase();
        let found = MONTHS.iter().position(|name| lower.len() >= 3 && name.starts_with(&lower));
        found.map(|place| place + 1)
    };
    let (month, day) = match month(second) {
        Some(month) => (month, first),
        None => (month(first)?, second.strip_suffix(',').unwrap_or(second)),
    };
    let (year, time) = rest.trim_start().split_at_checked(4)?;
    Some(format!("{year}-{month}-{day}{time}"))
}

/// Seconds of `14:30`, `14:30:05.5`, `14:30Z`, `14:30+02:00`; a zone shifts them.
fn seconds(text: &str) -> Option<f64> {
    let (clock, shift) = match text.find(['Z', '+', '-']) {
        Some(at) if &text[at..] == "Z" => (&text[..at], 0.0),
        Some(at) => {
            let sign = if text[at..].starts_with('-') { -1.0 } else { 1.0 };
            let zone = &text[at + 1..];
            let zone = if zone.contains(':') {
                clock_seconds(zone)?
            } else {
                f64::from(zone.parse::<u8>().ok()?) * 3600.0
            };
            (&text[..at], sign * zone)
        }
        None => (text, 0.0),
    };
    Some(clock_seconds(clock.trim())? - shift)
}

fn clock_seconds(clock: &str) -> Option<f64> {
    let pieces: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match pieces[..] {
        [h, m] => (h, m, "0"),
        [h, m, s] => (h, m, s),
        _ => return None,
    };
    let whole = |piece: &str, most: u32| piece.parse::<u32>().ok().filter(|&n| n <= most && piece.len() <= 2);
    let seconds: f64 = seconds.parse().ok().filter(|s| (0.0..61.0).contains(s))?;
    Some(f64::from(whole(hours, 24)?) * 3600.0 + f64::from(whole(minutes, 59)?) * 60.0 + seconds)
}

/// Days of the Gregorian calendar; none for a day that isn't in it.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=length).contains(&day) {
        return None;
    }
    let before = year - 1;
    let years = 365 * before + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let months: i64 = lengths[..(month - 1) as usize].iter().sum();
    // 719,162 days lie between 0001-01-01 and 1970-01-01
    Some(years + months + day - 1 - 719_162)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(levels: &[&str]) -> Option<Dated> {
        dated(&levels.iter().map(|level| (*level).to_owned()).collect::<Vec<_>>(), false)
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        // date -d DATE +%s / 86400
        let days =
            [("1970-01-01", 0.0), ("2000-02-29", 11_016.0), ("2021-03-04", 18_690.0), ("1969-12-31", -1.0)];
        for (text, day) in days {
            assert_eq!(values(&[text]).unwrap().values, [day], "{text}");
        }
        assert_eq!(values(&["2021-02-29"]), None);
        assert_eq!(
            values(&["2021-03-04T06:00", "2021-03-04 12:00:00Z"]).unwrap().values,
            [18_690.25, 18_690.5]
        );
        assert_eq!(values(&["2021-03-04T02:00:00+02:00"]).unwrap().values, [18_690.0]);
        assert_eq!(values(&["6:30", "18:45:36"]).unwrap().values, [6.5, 18.76]);
    }

    #[test]
    fn a_number_above_twelve_tells_the_day() {
        let german = values(&["4.3.2021", "13.3.2021"]).unwrap();
        assert_eq!((german.values[0], german.unclear), (18_690.0, false));
        assert_eq!(values(&["3/4/2021", "3/13/2021"]).unwrap().values[0], 18_690.0);
        let unclear = values(&["3/4/2021"]).unwrap();
        assert_eq!((unclear.values[0], unclear.unclear), (18_690.0, true));
        assert_eq!(values(&["13/4/2021", "4/13/2021"]), None);
    }

    #[test]
    fn months_may_be_words() {
        for text in ["04-Mar-2021", "4 March 2021", "4/MAR/2021", "Mar 4, 2021", "march 4 2021"] {
            let made = values(&[text]).unwrap();
            assert_eq!((made.values[0], made.unclear), (18_690.0, false), "{text}");
        }
        assert_eq!(values(&["04-OCT-2021 06:00"]).unwrap().values, [18_904.25]);
        for text in
            ["4-Ma-2021", "4-Mär-2021", "Mar-2021", "4-Mar-21", "may be 2021", "31-Feb-2021", "4-Mar-2021x"]
        {
            assert_eq!(values(&[text]), None, "{text}");
        }
    }

    #[test]
    fn other_words_are_left_alone() {
        for text in
            ["", "abc", "1.2.3", "12-34", "2021-13-01", "1:2:3:4", "25:00", "12:60", "2021-03", "é:1", "1é"]
        {
            assert_eq!(values(&[text]), None, "{text}");
        }
        let forced = dated(&["2021-03-04".into(), "soon".into()], true).unwrap();
        assert!(forced.values[0] == 18_690.0 && forced.values[1].is_nan());
    }
}
