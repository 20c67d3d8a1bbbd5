//! Rows that must stay on one side of every split: those of a named column, or identical ones.

use super::{Inputs, Target};
use crate::load::{Cells, Warning};
use std::collections::BTreeMap;

/// Group numbers of the rows by a column, in order of appearance; a row without a group is one of its own.
pub fn by_column(cells: &Cells) -> Vec<u32> {
    let mut known: BTreeMap<u64, u32> = BTreeMap::new();
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        next - 1
    };
    (0..cells.len())
        .map(|row| {
            let key = match cells {
                Cells::Numbers(values) if !values[row].is_nan() => Some(values[row].to_bits()),
                Cells::Words { codes, .. } => codes[row].map(u64::from),
                Cells::Numbers(_) => None,
            };
            match key {
                Some(key) => *known.entry(key).or_insert_with(&mut fresh),
                None => fresh(),
            }
        })
        .collect()
}

/// What identical rows mean for the splits.
pub struct Repeats {
    /// Group numbers, where repeated rows are few enough to keep together.
    pub groups: Option<Vec<u32>>,
    /// What was seen.
    pub warning: Option<Warning>,
    /// What was seen of rows that differ in nothing but the class.
    pub torn: Option<Warning>,
}

/// Finds rows with the same inputs and class. Fewer than a tenth: they are kept together; else a warning.
pub fn identical_rows(inputs: &Inputs, target: &Target, grouped: bool) -> Repeats {
    let rows = target.codes.len();
    let mut missing = vec![Vec::new(); rows];
    for (column, list) in inputs.missing.iter().enumerate() {
        list.iter().for_each(|&row| missing[row as usize].push(column));
    }
    let mut order: Vec<u32> = (0..rows as u32).collect();
    let key = |row: u32| {
        let row = row as usize;
        (target.codes[row], &missing[row], inputs.row(row))
    };
    let alike = |a: u32, b: u32| {
        let ((_, missing_a, cells_a), (_, missing_b, cells_b)) = (key(a), key(b));
        missing_a.cmp(missing_b).then_with(|| {
            let cells = cells_a.iter().zip(cells_b).map(|(x, y)| x.total_cmp(y));
            cells.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        })
    };
    let class = |row: u32| target.codes[row as usize];
    order.sort_by(|&a, &b| alike(a, b).then(class(a).cmp(&class(b))).then(a.cmp(&b)));
    let mut first_of = vec![0u32; rows];
    let (mut repeats, mut begin) = (0, 0);
    let mut torn = Torn::default();
    for place in 0..rows {
        let row = order[place];
        let same_inputs = place > 0 && alike(order[place - 1], row).is_eq();
        if !same_inputs {
            torn.take(&order[begin..place], &target.codes);
            begin = place;
        }
        let same = same_inputs && class(order[place - 1]) == class(row);
        first_of[row as usize] = if same { first_of[order[place - 1] as usize] } else { row };
        repeats += usize::from(same);
    }
    torn.take(&order[begin..], &target.codes);
    Repeats { torn: torn.warning(rows), ..judge(&first_of, repeats, grouped) }
}

/// Rows with the same inputs and different classes.
#[derive(Default)]
struct Torn {
    rows: usize,
    /// Of them, rows that are wrong even if each such set is given its most frequent class.
    wrong: usize,
}

impl Torn {
    /// Takes a set of rows with the same inputs, sorted by class.
    fn take(&mut self, rows: &[u32], codes: &[u32]) {
        let counts = rows.chunk_by(|&a, &b| codes[a as usize] == codes[b as usize]).map(<[u32]>::len);
        let most = counts.max().unwrap_or(0);
        if most < rows.len() {
            self.rows += rows.len();
            self.wrong += rows.len() - most;
        }
    }

    fn warning(&self, rows: usize) -> Option<Warning> {
        let best = 100.0 * (rows - self.wrong) as f64 / rows.max(1) as f64;
        let text = format!(
            "{} of {rows} rows have the same variables as a row of another class; no network can tell them apart, so at \
             most {} % of the rows can be told right",
            self.rows,
            crate::numbers::fixed(best, 1)
        );
        (self.wrong > 0).then(|| Warning::new("torn_rows", None, text))
    }
}

fn judge(first_of: &[u32], repeats: usize, grouped: bool) -> Repeats {
    if repeats == 0 {
        return Repeats { groups: None, warning: None, torn: None };
    }
    let rows = first_of.len();
    let seen = format!("{repeats} of {rows} rows repeat an earlier one in every variable and the class");
    if repeats * 10 < rows && !grouped {
        let mut number = vec![0u32; rows];
        let mut next = 0;
        for row in 0..rows {
            number[row] = if first_of[row] as usize == row {
                next += 1;
                next - 1
            } else {
                number[first_of[row] as usize]
            };
        }
        let text = format!("{seen}; identical rows are kept on one side of every split");
        return Repeats {
            groups: Some(number),
            warning: Some(Warning::new("identical_rows", None, text)),
            torn: None,
        };
    }
    let text = if grouped {
        format!("{seen}; groups, not identical rows, are kept together: check that no case was entered twice")
    } else {
        format!(
            "{seen}, too many to keep together: expected where variables have few values; if cases were entered twice, \
             remove the copies, for they make held-out scores too good"
        )
    };
    Repeats { groups: None, warning: Some(Warning::new("identical_rows", None, text)), torn: None }
}
