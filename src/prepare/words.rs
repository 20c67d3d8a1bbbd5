//! Words that say more than they show: dates, yes and no in several spellings, many rare levels.

use super::dates::{Dated, dated};
use super::rare;
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

/// What words mean.
#[derive(Debug, PartialEq)]
pub struct Meant {
    /// The cells.
    pub cells: Cells,
    /// Whether the last of the words stands for rare ones.
    pub rare: bool,
}

impl Meant {
    fn plainly(cells: Cells) -> Self {
        Meant { cells, rare: false }
    }
}

/// The cells as they are meant, where that is more than words; what was made of them is said.
pub fn understood(
    name: &str,
    levels: &[String],
    codes: &[Option<u32>],
    role: Option<Role>,
    warnings: &mut Vec<Warning>,
) -> Option<Meant> {
    if matches!(role, None | Some(Role::Date))
        && let Some(dates) = dated(levels, role == Some(Role::Date))
    {
        warnings.push(said(name, levels, codes, &dates));
        let value = |code: &Option<u32>| code.map_or(f64::NAN, |code| dates.values[code as usize]);
        return Some(Meant::plainly(Cells::Numbers(codes.iter().map(value).collect())));
    }
    if role.is_some() {
        return None;
    }
    let pooled =
        |warnings| rare::pooled(name, levels, codes, warnings).map(|cells| Meant { cells, rare: true });
    truths(name, levels, codes, warnings).map(Meant::plainly).or_else(|| pooled(warnings))
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
        (cells.map(|meant| meant.cells), warnings.into_iter().map(|warning| warning.id).collect())
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
}
