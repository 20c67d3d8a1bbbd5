//! Which columns become variables, and why the others don't.

use super::DroppedColumn;
use super::target::absent;
use super::words;
use crate::error::Result;
use crate::load::{Cells, Column, Table, Warning, short};
use crate::options::{Role, ValidOptions};
use std::borrow::Cow;

/// Levels that a column of words has at most.
const MOST_LEVELS: usize = 50;
/// Letters of a cell from which words are text.
const LONG: usize = 30;
/// Rows from which a sequence of whole numbers is taken for an identifier.
const SEQUENCE_ROWS: usize = 20;

/// Columns used and columns left out.
pub struct Chosen<'a> {
    /// Columns used.
    pub used: Vec<Used<'a>>,
    /// Columns left out, with the reason.
    pub dropped: Vec<DroppedColumn>,
    /// What was seen on the way.
    pub warnings: Vec<Warning>,
}

/// A column that is used.
pub struct Used<'a> {
    /// Its name.
    pub name: String,
    /// Cells of the rows used (the table's own where that is all of them).
    pub cells: Cow<'a, Cells>,
    /// Whether its last word stands for rare ones.
    pub rare: bool,
}

/// Chooses the columns; `rows` are those whose class is present.
pub fn choose<'a>(
    table: &'a Table,
    target: &str,
    rows: &[usize],
    options: &ValidOptions,
) -> Result<Chosen<'a>> {
    check_names(table, options)?;
    let mut chosen = Chosen { used: Vec::new(), dropped: Vec::new(), warnings: Vec::new() };
    for column in table.columns.iter().filter(|column| column.name != target) {
        let cells = if rows.len() == column.cells.len() {
            Cow::Borrowed(&column.cells)
        } else {
            Cow::Owned(column.cells.select(rows))
        };
        let role = options.columns.get(&column.name).copied();
        let by_option = by_option(&column.name, options);
        let meant = match (&by_option, &*cells) {
            (None, Cells::Words { levels, codes }) => {
                words::understood(&column.name, levels, codes, role, &mut chosen.warnings)
            }
            _ => None,
        };
        let rare = meant.as_ref().is_some_and(|meant| meant.rare);
        let cells = meant.map_or(cells, |meant| Cow::Owned(meant.cells));
        let reason = by_option
            .or_else(|| useless(&cells))
            .or_else(|| if role.is_none() { unusable(&cells) } else { None })
            .or_else(|| identifier(column, &cells, options, &mut chosen.warnings))
            .or_else(|| copy_of(&cells, &chosen.used));
        match reason {
            Some(reason) => chosen.dropped.push(DroppedColumn { name: column.name.clone(), reason }),
            None => chosen.used.push(Used { name: column.name.clone(), cells, rare }),
        }
    }
    Ok(chosen)
}

fn check_names(table: &Table, options: &ValidOptions) -> Result<()> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let asked = options
        .drop
        .iter()
        .map(|name| ("--drop", name))
        .chain(options.only.iter().map(|name| ("--only", name)))
        .chain(options.group.iter().map(|name| ("--group", name)))
        .chain(options.columns.keys().map(|name| ("--column", name)));
    for (option, name) in asked {
        if !names.contains(&name.as_str()) {
            return Err(absent(option, name, &table.origin.file, &names));
        }
    }
    Ok(())
}

fn by_option(name: &str, options: &ValidOptions) -> Option<String> {
    let name = name.to_owned();
    if options.group.as_ref() == Some(&name) {
        Some("--group".into())
    } else if options.columns.get(&name) == Some(&Role::Drop) {
        Some("--column".into())
    } else if options.drop.contains(&name) {
        Some("--drop".into())
    } else if !options.only.is_empty() && !options.only.contains(&name) {
        Some("not in --only".into())
    } else {
        None
    }
}

/// All missing or constant.
fn useless(cells: &Cells) -> Option<String> {
    let missing = cells.missing();
    if missing == cells.len() {
        return Some("all cells missing".into());
    }
    match cells {
        Cells::Numbers(values) if is_constant(values) => Some(match missing {
            0 => "constant".into(),
            n => format!("constant where present ({n} missing)"),
        }),
        Cells::Words { levels, .. } if levels.len() == 1 && missing == 0 => Some("constant".into()),
        _ => None,
    }
}

/// Too many words to be a category, and why they are no numbers where that is plain.
fn unusable(cells: &Cells) -> Option<String> {
    let reason = too_many(cells)?;
    let Cells::Words { levels, .. } = cells else { return Some(reason) };
    if let Some(sign) = measured(levels) {
        return Some(format!(
            "every word is a number with {sign}; take the sign away in the file to use it as a number"
        ));
    }
    let beside = beside(levels).map(|word| {
        format!("{reason}; most hold a number, some with more, as {}: write it alone to use it", short(word))
    });
    Some(beside.unwrap_or(reason))
}

/// The first of some words, nearly all of which are numbers perhaps with marks or a unit (<0.5, 3.1*, (95), 5 mg), that is
/// more than a number; none where letters stand before, as in names that are counted.
fn beside(levels: &[String]) -> Option<&str> {
    let holds = |level: &&String| {
        let number = level.trim_matches(|c: char| !c.is_ascii_digit());
        let before = level.split_once(number).map_or("", |(before, _)| before);
        let plain = number.replace([',', ' ', '\''], "").replace(['D', 'd'], "e");
        plain.parse::<f64>().is_ok() && !before.contains(char::is_alphabetic)
    };
    let most = levels.iter().filter(holds).count() * 10 >= levels.len() * 9;
    levels.iter().find(|level| most && holds(level) && level.parse::<f64>().is_err()).map(String::as_str)
}

/// Too many words.
fn too_many(cells: &Cells) -> Option<String> {
    let rows = cells.len();
    match cells {
        Cells::Words { levels, .. } if levels.len() == rows - cells.missing() && rows > 3 => {
            let letters: usize = levels.iter().map(|level| level.chars().count()).sum();
            Some(if letters > LONG * levels.len() {
                "looks like free text: every cell is different, and long".into()
            } else {
                "looks like an identifier: every word is different".into()
            })
        }
        Cells::Words { levels, .. } if levels.len() > MOST_LEVELS => {
            Some(format!("{} different words, more than {MOST_LEVELS}", levels.len()))
        }
        Cells::Words { levels, .. } if levels.len() > 3 && levels.len() * 5 > rows => {
            Some(format!("{} different words in {rows} rows, more than a fifth", levels.len()))
        }
        _ => None,
    }
}

/// The sign of a unit (%, $, €, …) that all words have before or behind a number.
fn measured(levels: &[String]) -> Option<char> {
    const SIGNS: [char; 7] = ['%', '‰', '°', '$', '€', '£', '¥'];
    let of = |level: &str| {
        let sign = level.chars().find(|c| SIGNS.contains(c))?;
        let number = level.trim_start_matches(sign).trim_end_matches(sign).trim();
        number.replace(',', "").parse::<f64>().is_ok().then_some(sign)
    };
    let sign = of(levels.first()?)?;
    levels.iter().all(|level| of(level) == Some(sign)).then_some(sign)
}

/// Whether all present cells are the same.
fn is_constant(values: &[f64]) -> bool {
    let mut present = values.iter().filter(|x| !x.is_nan());
    present.next().is_some_and(|first| present.all(|x| x == first))
}

/// Whole numbers in sequence are left out; other whole numbers that rise from row to row are kept with a warning.
fn identifier(
    column: &Column,
    cells: &Cells,
    options: &ValidOptions,
    warnings: &mut Vec<Warning>,
) -> Option<String> {
    // the whole column is looked at: rows without a class would tear holes into a sequence
    let Cells::Numbers(values) = &column.cells else { return None };
    if values.len() < SEQUENCE_ROWS || cells.missing() > 0 {
        return None;
    }
    if !values.iter().all(|v| v.fract() == 0.0) {
        return None;
    }
    let mut sorted = values.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    let sequence = sorted.windows(2).all(|pair| pair[1] - pair[0] == 1.0);
    let asked = options.only.contains(&column.name) || options.columns.contains_key(&column.name);
    if sequence && !asked {
        return Some("looks like an identifier: whole numbers in sequence, each once".into());
    }
    let rising = values.windows(2).all(|pair| pair[0] < pair[1]);
    if sequence || rising {
        let text = format!(
            "{} holds whole numbers, each once{}; if it numbers the rows, leave it out with --drop",
            short(&column.name),
            if rising { ", rising from row to row" } else { " and without a gap" }
        );
        warnings.push(Warning::new("looks_like_identifier", Some(&column.name), text));
    }
    None
}

/// The earlier column that has the same cells (for words: up to what the levels are called).
fn copy_of(cells: &Cells, used: &[Used]) -> Option<String> {
    let same = |other: &Cells| match (cells, other) {
        (Cells::Numbers(a), Cells::Numbers(b)) => {
            a.iter().zip(b).all(|(x, y)| x == y || (x.is_nan() && y.is_nan()))
        }
        (Cells::Words { codes: a, .. }, Cells::Words { codes: b, .. }) => a == b,
        _ => false,
    };
    used.iter().find(|other| same(&other.cells)).map(|other| format!("same as {}", other.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_the_sign_of_a_unit_are_told() {
        let sign =
            |levels: &[&str]| measured(&levels.iter().map(|&level| level.to_owned()).collect::<Vec<_>>());
        assert_eq!(sign(&["12%", "-3.5 %", "0%"]), Some('%'));
        assert_eq!(sign(&["$1,200.50", "$7"]), Some('$'));
        let numbers: Vec<String> =
            ["0.7", "<0.5", "3.1*", "(95)", "5 mg", "1.5D+03"].map(str::to_owned).to_vec();
        assert_eq!(beside(&numbers), Some("<0.5"));
        assert_eq!(beside(&["r1", "r2", "r3"].map(str::to_owned)), None);
        assert_eq!(beside(&["red", "2", "blue"].map(str::to_owned)), None);
        for other in [&["12%", "$3"][..], &["12%", "13"], &["a%"], &["%"], &["12"], &[]] {
            assert_eq!(sign(other), None, "{other:?}");
        }
    }
}
