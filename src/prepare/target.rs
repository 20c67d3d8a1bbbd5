//! Which column holds the classes, and the classes.

use super::Target;
use crate::error::{Error, Result};
use crate::load::{Cells, Column, Table, cut, nearest, short};
use crate::options::ValidOptions;

/// Names that a target usually has, the likelier first.
const NAMES: [&str; 10] =
    ["target", "class", "label", "y", "outcome", "response", "diagnosis", "species", "category", "group"];
/// Distinct numbers a column of classes has at most.
const MOST_NUMBERS: usize = 20;
/// Distinct words a column of classes has at most.
const MOST_WORDS: usize = 100;

/// The column with the classes and why it is that one.
pub struct Found<'a> {
    /// The column.
    pub column: &'a Column,
    /// Why, in a few words.
    pub reason: String,
}

/// Finds the target: the one named, else by its name, else the last column if it has few values.
pub fn find<'a>(table: &'a Table, options: &ValidOptions) -> Result<Found<'a>> {
    if let Some(name) = &options.target {
        let Some(column) = table.column(name) else {
            let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            return Err(absent("--target", name, &table.origin.file, &names));
        };
        if options.drop.contains(name) {
            return Err(Error::Usage(format!(
                "column {} is both --target and in --drop; leave it out of one",
                short(name)
            )));
        }
        if options.group.as_ref() == Some(name) {
            return Err(Error::Usage(format!(
                "column {} is both --target and --group; name two columns",
                short(name)
            )));
        }
        return Ok(Found { column, reason: "named with --target".into() });
    }
    let free: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| !options.drop.contains(&column.name) && options.group.as_ref() != Some(&column.name))
        .collect();
    for name in NAMES {
        if let Some(column) = free.iter().rev().find(|column| column.name.eq_ignore_ascii_case(name)) {
            return Ok(Found { column, reason: "its name is a usual one".into() });
        }
    }
    if let Some(column) = free.last()
        && (has_few_values(&column.cells)
            || (options.bins.is_some() && matches!(column.cells, Cells::Numbers(_))))
    {
        let reason = format!("the last column, {} distinct values", column.cells.distinct());
        return Ok(Found { column, reason });
    }
    Err(Error::at(&table.origin.file, None, None, &none_found(&free)))
}

/// At most 20 distinct values, and fewer than a tenth of the rows.
fn has_few_values(cells: &Cells) -> bool {
    let distinct = cells.distinct();
    (2..=MOST_NUMBERS).contains(&distinct) && distinct * 10 < cells.len()
}

fn none_found(free: &[&Column]) -> String {
    let candidates: Vec<String> = free
        .iter()
        .filter(|column| has_few_values(&column.cells))
        .map(|column| format!("{} ({} values)", short(&column.name), column.cells.distinct()))
        .take(8)
        .collect();
    let seen = "no column has a usual name of a target (target, class, label, y, outcome, …), and the last one has too \
                many distinct values";
    if candidates.is_empty() {
        format!("{seen}; name the column of classes with --target")
    } else {
        format!("{seen}; name it with --target; candidates: {}", candidates.join(", "))
    }
}

/// An option names a column that isn't there.
pub fn absent(option: &str, name: &str, file: &str, names: &[&str]) -> Error {
    let near = nearest(name, names);
    let remedy = if near.is_empty() {
        format!("it has {} columns; the first is {}", names.len(), short(names.first().unwrap_or(&"")))
    } else {
        format!("nearest: {near}")
    };
    Error::Usage(format!("{option} {}: {file} has no such column; {remedy}", short(name)))
}

/// The classes of the rows whose class is present: the target, and those rows.
pub fn classes(table: &Table, column: &Column, bins: Option<usize>) -> Result<(Target, Vec<usize>)> {
    let file = &table.origin.file;
    let fail = |what: String| Error::at(file, None, Some(&cut(&column.name)), &what);
    let rows: Vec<usize> = (0..column.cells.len()).filter(|&row| !column.cells.is_missing(row)).collect();
    if rows.is_empty() {
        return Err(fail("the target is missing in every row; name another column with --target".into()));
    }
    if let (Some(bins), Cells::Numbers(values)) = (bins, &column.cells) {
        let present: Vec<f64> = rows.iter().map(|&row| values[row]).collect();
        let (classes, codes) = super::cut::cut(&present, bins);
        if classes.len() < 2 {
            return Err(fail(
                "all numbers of the target are equal; name another column with --target".into(),
            ));
        }
        let target = Target::new(column.name.clone(), classes, codes);
        check_counts(&target, fail)?;
        return Ok((target, rows));
    }
    if bins.is_some() {
        return Err(Error::Usage(format!(
            "--bins: the target {} holds words, not numbers; leave --bins out",
            short(&column.name)
        )));
    }
    let distinct = column.cells.distinct();
    let numbers = matches!(column.cells, Cells::Numbers(_));
    let most = if numbers { MOST_NUMBERS } else { MOST_WORDS };
    if distinct > most {
        return Err(fail(if numbers {
            format!(
                "the target has {distinct} distinct numbers; classes are meant, not amounts: cut it into classes of as \
                 many rows each with --bins 3, or name another column with --target"
            )
        } else {
            format!(
                "the target has {distinct} distinct words, at most {MOST_WORDS} classes can be told apart; join the rare \
                 ones, or name another column with --target"
            )
        }));
    }
    if distinct < 2 {
        return Err(fail(
            "the target has only one class; a network needs two to tell apart; name another column with \
                     --target"
                .into(),
        ));
    }
    let (classes, codes) = coded(&column.cells, &rows);
    let target = Target::new(column.name.clone(), classes, codes);
    check_counts(&target, fail)?;
    Ok((target, rows))
}

fn check_counts(target: &Target, fail: impl Fn(String) -> Error) -> Result<()> {
    let single: Vec<String> = target
        .counts()
        .into_iter()
        .zip(&target.classes)
        .filter(|&(count, _)| count == 1)
        .map(|(_, class)| short(class))
        .collect();
    if single.is_empty() {
        return Ok(());
    }
    let (classes, have) = if single.len() == 1 { ("class", "has") } else { ("classes", "have") };
    let shown = single.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    Err(fail(format!(
        "{classes} {shown}{} {have} one row only, which can't be both learned from and held out; remove it, join it to \
         another class, or add rows",
        if single.len() > 5 { ", …" } else { "" }
    )))
}

/// Class names (numbers in numeric order, words in alphabetic order) and the class of each of the rows.
fn coded(cells: &Cells, rows: &[usize]) -> (Vec<String>, Vec<u32>) {
    match cells {
        Cells::Numbers(values) => {
            let mut distinct: Vec<f64> = rows.iter().map(|&row| values[row]).collect();
            distinct.sort_unstable_by(f64::total_cmp);
            distinct.dedup();
            let code = |value: f64| distinct.partition_point(|other| *other < value) as u32;
            let codes = rows.iter().map(|&row| code(values[row])).collect();
            (distinct.iter().map(f64::to_string).collect(), codes)
        }
        Cells::Words { levels, codes } => {
            let mut order: Vec<usize> = (0..levels.len()).collect();
            order.sort_by(|&a, &b| levels[a].cmp(&levels[b]));
            let mut place = vec![0; levels.len()];
            order.iter().enumerate().for_each(|(at, &level)| place[level] = at as u32);
            let codes = rows.iter().filter_map(|&row| codes[row]).map(|code| place[code as usize]).collect();
            (order.into_iter().map(|level| levels[level].clone()).collect(), codes)
        }
    }
}
