//! Words that say more than they show: dates, yes and no in several spellings, many rare levels.

use super::dates::{Dated, dated};
use crate::load::{Cells, Warning, short};
use crate::options::Role;

/// Words for true and false, in lower case.
const TRUTH: [(&str, bool); 10] = [
    ("true", true),
    ("t", true),
    ("yes", true),
    ("y", true),
    ("on", true),
    ("false", false),
    ("f", false),
    ("no", false),
    ("n", false),
    ("off", false),
];
/// Levels from which rare ones are pooled, and how many are kept at most.
const MANY: usize = 50;
const KEPT: usize = 20;
/// Share of the rows, as one in so many, that a level has at least to be kept.
const RARE: usize = 100;

/// The cells as they are meant, where that is more than words; what was made of them is said.
pub fn understood(
    name: &str,
    levels: &[String],
    codes: &[Option<u32>],
    role: Option<Role>,
    warnings: &mut Vec<Warning>,
) -> Option<Cells> {
    if matches!(role, None | Some(Role::Date))
        && let Some(dates) = dated(levels, role == Some(Role::Date))
    {
        warnings.push(said(name, levels, codes, &dates));
        let value = |code: &Option<u32>| code.map_or(f64::NAN, |code| dates.values[code as usize]);
        return Some(Cells::Numbers(codes.iter().map(value).collect()));
    }
    if role.is_some() {
        return None;
    }
    truths(name, levels, codes, warnings).or_else(|| pooled(name, levels, codes, warnings))
}

fn said(name: &str, levels: &[String], codes: &[Option<u32>], dates: &Dated) -> Warning {
    let first = levels.first().map_or("", String::as_str);
    let none = codes.iter().flatten().filter(|&&code| dates.values[code as usize].is_nan()).count();
    let mut text =
        format!("{} holds dates or times ({}) and is used as {}", short(name), short(first), dates.unit);
    if none > 0 {
        text.push_str(&format!("; {none} cells are none and count as missing"));
    }
    if dates.unclear {
        text.push_str("; which number is the month is not clear from them, so write them as 2021-03-04");
    }
    text.push_str("; if it only tells when a row was entered, leave it out with --drop");
    Warning::new("dates", Some(name), text)
}

/// Yes and no in several spellings (Yes, yes, YES) become one each.
fn truths(
    name: &str,
    levels: &[String],
    codes: &[Option<u32>],
    warnings: &mut Vec<Warning>,
) -> Option<Cells> {
    if levels.len() < 3 {
        return None;
    }
    let truth = |level: &String| {
        let lower = level.to_lowercase();
        TRUTH.iter().find(|(word, _)| *word == lower).map(|&(_, truth)| truth)
    };
    let truths: Vec<bool> = levels.iter().map(truth).collect::<Option<_>>()?;
    let spelled: Vec<String> = levels.iter().map(|level| short(level)).collect();
    let text = format!(
        "{} says yes and no in {} spellings ({}); they are taken for two values, true and false",
        short(name),
        levels.len(),
        spelled.join(", ")
    );
    warnings.push(Warning::new("spellings", Some(name), text));
    let code = |code: &Option<u32>| code.map(|code| u32::from(truths[code as usize]));
    Some(Cells::Words {
        levels: vec!["false".into(), "true".into()],
        codes: codes.iter().map(code).collect(),
    })
}

/// Of many levels the rare ones become one, where the others hold at least half of the rows; no class is looked at.
fn pooled(
    name: &str,
    levels: &[String],
    codes: &[Option<u32>],
    warnings: &mut Vec<Warning>,
) -> Option<Cells> {
    if levels.len() <= MANY {
        return None;
    }
    let mut counts = vec![0usize; levels.len()];
    codes.iter().flatten().for_each(|&code| counts[code as usize] += 1);
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by(|&a, &b| counts[b].cmp(&counts[a]).then_with(|| levels[a].cmp(&levels[b])));
    order.truncate(KEPT);
    order.retain(|&level| counts[level] * RARE >= codes.len() && counts[level] >= 5);
    let held: usize = order.iter().map(|&level| counts[level]).sum();
    if order.is_empty() || 2 * held < codes.len() {
        return None;
    }
    let rare = order.len() as u32;
    let mut place = vec![rare; levels.len()];
    order.iter().enumerate().for_each(|(at, &level)| place[level] = at as u32);
    let mut names: Vec<String> = order.iter().map(|&level| levels[level].clone()).collect();
    let taken = names.iter().any(|name| name == "other");
    names.push(if taken { "(other)".into() } else { "other".into() });
    let present = codes.iter().flatten().count();
    let text = format!(
        "{} has {} different words; the {} most frequent are kept, and {} rows with the others share one level, {:?}",
        short(name),
        levels.len(),
        order.len(),
        present - held,
        names[order.len()]
    );
    warnings.push(Warning::new("rare_levels", Some(name), text));
    let code = |code: &Option<u32>| code.map(|code| place[code as usize]);
    Some(Cells::Words { levels: names, codes: codes.iter().map(code).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(words: &[&str], role: Option<Role>) -> (Option<Cells>, Vec<String>) {
        let mut levels: Vec<String> = Vec::new();
        let codes = words.iter().map(|word| {
            let at = levels.iter().position(|level| level == word).unwrap_or_else(|| {
                levels.push((*word).to_owned());
                levels.len() - 1
            });
            Some(at as u32)
        });
        let codes: Vec<Option<u32>> = codes.collect();
        let mut warnings = Vec::new();
        let cells = understood("v", &levels, &codes, role, &mut warnings);
        (cells, warnings.into_iter().map(|warning| warning.id).collect())
    }

    #[test]
    fn dates_become_days_unless_they_are_declared_categories() {
        let (cells, warned) = made(&["1970-01-03", "1970-01-01"], None);
        assert_eq!((cells, warned), (Some(Cells::Numbers(vec![2.0, 0.0])), vec!["dates".to_owned()]));
        assert_eq!(made(&["1970-01-03", "1970-01-01"], Some(Role::Category)), (None, vec![]));
    }

    #[test]
    fn spellings_of_yes_and_no_become_two_values() {
        let (cells, warned) = made(&["Yes", "no", "YES", "yes"], None);
        let expected = [1, 0, 1, 1].map(Some).to_vec();
        assert_eq!(
            cells,
            Some(Cells::Words { levels: vec!["false".into(), "true".into()], codes: expected })
        );
        assert_eq!(warned, ["spellings"]);
        assert_eq!(made(&["yes", "no", "maybe"], None), (None, vec![]));
        assert_eq!(made(&["yes", "no"], None), (None, vec![]));
    }

    #[test]
    fn rare_levels_share_one_where_frequent_ones_hold_most_rows() {
        let rare: Vec<String> = (0..60).map(|n| format!("r{n}")).collect();
        let mut words = vec!["a"; 100];
        words.extend(["b"; 50]);
        words.extend(rare.iter().map(String::as_str));
        let (cells, warned) = made(&words, None);
        let Some(Cells::Words { levels, codes }) = cells else { panic!("words") };
        assert_eq!(
            (levels, codes[0], codes[149], codes[209]),
            (vec!["a".into(), "b".into(), "other".into()], Some(0), Some(1), Some(2))
        );
        assert_eq!(warned, ["rare_levels"]);
        assert_eq!(made(&words[100..], None), (None, vec![]), "frequent ones hold less than half");
    }
}
