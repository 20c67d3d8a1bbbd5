//! What may mislead: leaks, near copies, tiny classes, few rows, missing cells.

use super::correlate::{Correlations, NEAR_COPY};
use super::encode::Encoded;
use super::exchange::Exchange;
use super::{Dataset, Kind, spelled};
use crate::error::{Error, Result};
use crate::load::{Warning, short};
use crate::numbers;
use crate::options::ValidOptions;
use std::borrow::Cow;

/// Rows below which 'enough' is always undecided.
const FEW_ROWS: usize = 200;
/// Groups below which there are few.
const FEW_GROUPS: usize = 10;
/// Groups of equal size below which little can be exchanged.
const FEW_EXCHANGED: f64 = 8.0;
/// Labellings below which one of 99 shuffles repeats the real labels in one report of ten or more.
const FEW_LABELLINGS: f64 = 1_000.0;
/// Rows below which a class is tiny.
const TINY_CLASS: usize = 10;
/// Accuracy above which one variable alone looks like the class itself.
const LEAK: f64 = 0.995;
/// Warnings of one kind that are written out; the rest are counted.
const MOST_SHOWN: usize = 8;
/// Length of a variable's range, in units of its values, below which their last digits are lost.
const ROUNDED: f64 = 1e-12;
/// Pieces that a leaking number is cut into at most.
const MOST_PIECES: usize = 20;

/// Groups must leave every class something to learn from and something to judge.
pub fn check_groups(dataset: &Dataset, options: &ValidOptions) -> Result<()> {
    let Some(name) = &options.group else { return Ok(()) };
    let in_groups = groups_of_classes(dataset);
    if let Some(class) = in_groups.iter().position(|&groups| groups < 2) {
        let what = format!(
            "all rows of class {} are in one group, which can't be both learned from and held out; use another group, \
             or leave --group out",
            short(&dataset.target.classes[class])
        );
        return Err(Error::at(&dataset.summary.file, None, Some(name), &what));
    }
    Ok(())
}

/// For each class the number of groups (or rows, without groups) it is in.
pub fn groups_of_classes(dataset: &Dataset) -> Vec<usize> {
    let Some(groups) = &dataset.groups else { return dataset.class_counts() };
    let mut pairs: Vec<(u32, u32)> =
        dataset.target.codes.iter().copied().zip(groups.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = vec![0; dataset.classes()];
    pairs.iter().for_each(|&(class, _)| counts[class as usize] += 1);
    counts
}

/// Everything the user should know of the prepared data, in a fixed order.
pub fn warnings(
    dataset: &Dataset,
    encoded: &[Encoded],
    correlations: &Correlations,
    dropped_rows: usize,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    rows(dataset, dropped_rows, &mut warnings);
    classes(dataset, &mut warnings);
    few_groups(dataset, &mut warnings);
    missing(dataset, &mut warnings);
    rounded(dataset, &mut warnings);
    spelled::warnings(dataset, encoded, &mut warnings);
    leaks(dataset, encoded, &mut warnings);
    near_copies(dataset, correlations, &mut warnings);
    warnings
}

fn rows(dataset: &Dataset, dropped: usize, warnings: &mut Vec<Warning>) {
    if dropped > 0 {
        let text = format!("{dropped} of {} rows have no class and are left out", dropped + dataset.rows());
        warnings.push(Warning::new("rows_without_class", Some(&dataset.target.name), text));
    }
    if dataset.rows() < FEW_ROWS {
        let text = format!(
            "{} rows are few: intervals are wide, most answers will be ‘undecided’, and below {FEW_ROWS} rows it is never \
             decided whether a set is enough",
            dataset.rows()
        );
        warnings.push(Warning::new("few_rows", None, text));
    }
}

fn classes(dataset: &Dataset, warnings: &mut Vec<Warning>) {
    let tiny: Vec<_> = dataset.summary.classes.iter().filter(|class| class.count < TINY_CLASS).collect();
    for class in tiny.iter().take(MOST_SHOWN) {
        let text = format!(
            "class {} has {} rows only: there are fewer folds, and what is said of it is a guess; join it to another \
             class or add rows",
            short(&class.name),
            class.count
        );
        warnings.push(Warning::new("tiny_class", Some(&dataset.target.name), text));
    }
    if let others @ 1.. = tiny.len().saturating_sub(MOST_SHOWN) {
        let text = format!("{others} further classes have fewer than {TINY_CLASS} rows");
        warnings.push(Warning::new("tiny_class", Some(&dataset.target.name), text));
    }
}

fn few_groups(dataset: &Dataset, warnings: &mut Vec<Warning>) {
    let (Some(name), Some(exchange)) = (&dataset.summary.group, Exchange::named(dataset)) else { return };
    let many = exchange.groups();
    let mut notes = Vec::new();
    if many < FEW_GROUPS {
        notes.push(
            "what holds for other groups than these is a guess, and where too few are left inside a part of the rows, \
             groups are taken apart there"
                .to_owned(),
        );
    }
    let worth = exchange.worth();
    if worth < FEW_EXCHANGED {
        notes.push(format!(
            "against chance whole groups change places, and these are worth {} of equal size: p-values are coarse, and a \
             variable that differs between groups can hardly be told from its shuffled copies",
            numbers::fixed(worth, 1)
        ));
    }
    let labellings = exchange.labellings(&dataset.target.codes);
    if labellings < FEW_LABELLINGS.ln() {
        notes.push(format!(
            "their classes can be exchanged in about {} ways only, so shuffled labels often repeat the real ones and a \
             signal can hardly be shown",
            numbers::count(labellings.exp().round() as usize)
        ));
    }
    if !notes.is_empty() {
        let only = if many < FEW_GROUPS { " only" } else { "" };
        let text = format!("{} has {many} groups{only}: {}", short(name), notes.join("; "));
        warnings.push(Warning::new("few_groups", Some(name), text));
    }
}

fn missing(dataset: &Dataset, warnings: &mut Vec<Warning>) {
    let rows = dataset.rows();
    for variable in dataset.summary.variables.iter().filter(|variable| variable.missing > 0) {
        let share = 100.0 * variable.missing as f64 / rows as f64;
        let level =
            variable.levels.iter().find(|level| level.ends_with("missing") || level.ends_with("missing)"));
        let how = match level {
            Some(level) => format!("they are a level of their own, {level:?}"),
            None => "each is filled with the median of the training rows".to_owned(),
        };
        let text = format!(
            "{} of {rows} cells of {} are missing ({share:.1} %); {how}",
            variable.missing,
            short(&variable.name)
        );
        warnings.push(Warning::new("missing_cells", Some(&variable.name), text));
    }
}

/// Numbers hold sixteen digits: of values that share the first twelve, little is left.
fn rounded(dataset: &Dataset, warnings: &mut Vec<Warning>) {
    for variable in &dataset.summary.variables {
        let (Some(min), Some(max)) = (variable.min, variable.max) else { continue };
        if max > min && max - min < ROUNDED * max.abs().max(min.abs()) {
            let text = format!(
                "the values of {} differ after the twelfth digit only, and numbers hold sixteen: some that differ in the file \
                 may be equal here; subtract what they share, or say --column NAME=category where they are codes",
                short(&variable.name)
            );
            warnings.push(Warning::new("rounded", Some(&variable.name), text));
        }
    }
}

fn near_copies(dataset: &Dataset, correlations: &Correlations, warnings: &mut Vec<Warning>) {
    let mut copies = correlations.near.clone();
    let others = copies.len().saturating_sub(MOST_SHOWN);
    copies.sort_by(|x, y| y.2.abs().total_cmp(&x.2.abs()));
    for &(a, b, r) in copies.iter().take(MOST_SHOWN) {
        let (first, second) = (short(&dataset.variables[a].name), short(&dataset.variables[b].name));
        let text = format!(
            "{second} is nearly a copy of {first} (correlation {}): they share their importance, and either can \
             stand in for the other; consider leaving one out with --drop",
            numbers::fixed(r, 3)
        );
        warnings.push(Warning::new("near_copy", Some(&dataset.variables[b].name), text));
    }
    if others > 0 {
        let text = format!(
            "{others} further pairs of variables are nearly copies of each other (|r| > {NEAR_COPY})"
        );
        warnings.push(Warning::new("near_copy", None, text));
    }
}

fn leaks(dataset: &Dataset, encoded: &[Encoded], warnings: &mut Vec<Warning>) {
    let rows = dataset.rows();
    let majority = dataset.class_counts().into_iter().max().unwrap_or(0);
    for (variable, encoded) in dataset.variables.iter().zip(encoded) {
        let right = best_right(dataset, encoded);
        let (wrong, wrong_before) = (rows - right, rows - majority);
        // a class so frequent that guessing it is right nearly always leaks nothing
        if right as f64 > LEAK * rows as f64 && wrong * 10 <= wrong_before && rows >= 20 {
            let text = format!(
                "{} alone tells the class in {right} of {rows} rows: a leak, perhaps (the class itself in other words, or \
                 something known only afterwards); if so, leave it out with --drop",
                short(&variable.name)
            );
            warnings.push(Warning::new("leak", Some(&variable.name), text));
        }
    }
}

/// Rows told right by the best rule on one variable: a class for each level, or for each of a few ranges of a number.
fn best_right(dataset: &Dataset, encoded: &Encoded) -> usize {
    let classes = dataset.classes();
    let codes = &dataset.target.codes;
    if encoded.kind == Kind::Category {
        let counts = |column: &Cow<[f64]>| {
            let mut counts = vec![0usize; classes];
            let inside = column.iter().zip(codes).filter(|&(&cell, _)| cell == 1.0);
            inside.for_each(|(_, &code)| counts[code as usize] += 1);
            counts
        };
        let levels: Vec<Vec<usize>> = encoded.columns.iter().map(counts).collect();
        let most = |counts: &Vec<usize>| counts.iter().copied().max().unwrap_or(0);
        // rows of the level that rare ones share are those without another
        let all = dataset.class_counts().into_iter().enumerate();
        let rest = all.map(|(class, rows)| rows - levels.iter().map(|level| level[class]).sum::<usize>());
        return levels.iter().map(most).sum::<usize>() + most(&rest.collect());
    }
    let mut cells: Vec<(f64, u32)> = encoded.columns[0].iter().copied().zip(codes.iter().copied()).collect();
    cells.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    best_pieces(&cells, classes)
}

/// Most rows told right by cutting a sorted column into at most as many ranges as classes (dynamic programming).
///
/// `right[p][c]`: the best so far with p + 1 ranges, the last of which is given to class c. NaN sorts last, so missing
/// cells are one value.
fn best_pieces(sorted: &[(f64, u32)], classes: usize) -> usize {
    let pieces = classes.min(MOST_PIECES);
    let mut right = vec![vec![0usize; classes]; pieces];
    let mut counts = vec![0usize; classes];
    let mut begin = 0;
    while begin < sorted.len() {
        let value = sorted[begin].0;
        let end = begin + sorted[begin..].partition_point(|cell| cell.0.total_cmp(&value).is_le());
        counts.fill(0);
        sorted[begin..end].iter().for_each(|&(_, code)| counts[code as usize] += 1);
        for piece in (0..pieces).rev() {
            let before = if piece > 0 { right[piece - 1].iter().copied().max().unwrap_or(0) } else { 0 };
            for class in 0..classes {
                right[piece][class] = right[piece][class].max(before) + counts[class];
            }
        }
        begin = end;
    }
    right.into_iter().flatten().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ranges_tell_three_classes() {
        let cells = [(1.0, 0), (2.0, 0), (3.0, 2), (4.0, 2), (5.0, 1), (5.0, 1)];
        assert_eq!(best_pieces(&cells, 3), 6);
        // two values of one class apart: with two classes one cut must do
        assert_eq!(best_pieces(&[(1.0, 0), (2.0, 1), (3.0, 1), (4.0, 0), (5.0, 0)], 2), 4);
        // a tie of classes at one value can't be cut
        assert_eq!(best_pieces(&[(1.0, 0), (1.0, 1), (1.0, 1)], 2), 2);
    }
}
