//! Of very many levels the rare ones become one, as the training rows of each split say.
//!
//! ```text
//! all rows                           training rows of a split
//! Bern    310 rows   an input        281 rows   an input
//! Chur     10 rows   an input          8 rows   joins the others: 0 in all inputs
//! Davos     7 rows   shared            7 rows   shared: 0 in all inputs
//! ```
//!
//! Which levels are frequent is a thing to be learned, so held-out rows must have no say in it: even a step that never looks
//! at the class bends a cross-validation where it looks at them (Moscovich, Rosset 2022, arXiv:1901.08974, who look at just
//! this one). But all splits share one matrix. So the levels that have a column are those that any split could keep, and each
//! split silences the columns of those that are rare in its own training rows (`scale.rs`). With n rows in the table and m
//! to learn from, a level is kept by itself
//!
//! ```text
//! in the table:   rows of the level ≥ c = max(5, n / 125)
//! in a split:     rows of the level ≥ max(5, m / 100), and ≥ c where m ≥ 3 n / 5
//! ```
//!
//! A level with c training rows has as many in the table. So what a split of at least three fifths of the rows keeps depends
//! on nothing but its training rows, and `n`. Smaller parts (halves, samples of large tables) may miss a level whose share
//! is that of the line. That the rare levels of a column are pooled at all is decided once, as everything is that says what
//! a column holds.

use super::Inputs;
use crate::load::{Cells, Warning, short};
use crate::numbers;

/// Levels from which rare ones are pooled; more than that are never kept.
const MANY: usize = 50;
/// Most frequent levels that hold at least half of the rows where rare ones are pooled.
const LEADING: usize = 20;
/// Rows that a level has at least to be kept, and their share of the rows to learn from, as one in so many.
const FEW: usize = 5;
const RARE: usize = 100;
/// The share from which a level has a column: of four fifths of the rows a hundredth.
const ANYWHERE_RARE: usize = 125;

/// Of many levels the rare ones become one, the last, where frequent ones hold at least half of the rows.
pub fn pooled(
    name: &str,
    levels: &[String],
    codes: &[Option<u32>],
    warnings: &mut Vec<Warning>,
) -> Option<Cells> {
    if levels.len() <= MANY {
        return None;
    }
    let mut counts = vec![0; levels.len()];
    codes.iter().flatten().for_each(|&code| counts[code as usize] += 1);
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by(|&a, &b| counts[b].cmp(&counts[a]).then_with(|| levels[a].cmp(&levels[b])));
    let leading = order.iter().take(LEADING).filter(|&&level| counts[level] >= least(codes.len()));
    let held: usize = leading.map(|&level| counts[level]).sum();
    if 2 * held < codes.len() {
        return None;
    }
    order.retain(|&level| counts[level] >= least_anywhere(codes.len()));
    if order.is_empty() || order.len() >= MANY {
        return None;
    }
    let mut names: Vec<String> = order.iter().map(|&level| levels[level].clone()).collect();
    let taken = names.iter().any(|name| name == "other");
    names.push(if taken { "(other)".into() } else { "other".into() });
    let rest: usize = counts.iter().sum::<usize>() - order.iter().map(|&level| counts[level]).sum::<usize>();
    warnings.push(said(name, levels.len(), &names, rest));
    let mut places = vec![order.len() as u32; levels.len()];
    order.iter().enumerate().for_each(|(place, &level)| places[level] = place as u32);
    let code = |code: &Option<u32>| code.map(|code| places[code as usize]);
    Some(Cells::Words { levels: names, codes: codes.iter().map(code).collect() })
}

fn said(name: &str, levels: usize, kept: &[String], rest: usize) -> Warning {
    let shared = kept.last().map_or("", String::as_str);
    let text = format!(
        "{} has {levels} different words; the {} most frequent are kept, and {} with the others share one level, {shared:?}, \
         which a kept word joins in splits where few training rows have it (its weights are 0 there); --column \
         NAME=category keeps all",
        short(name),
        kept.len() - 1,
        numbers::of(rest, "row"),
    );
    Warning::new("rare_levels", Some(name), text)
}

/// Rows that a level has at least to be kept among so many to learn from.
fn least(rows: usize) -> usize {
    rows.div_ceil(RARE).max(FEW)
}

/// Rows that a level has at least in a table of so many to be kept in any split.
fn least_anywhere(rows: usize) -> usize {
    rows.div_ceil(ANYWHERE_RARE).max(FEW)
}

/// Whether the level of a column is kept by itself where these rows are learned from.
pub fn stays(inputs: &Inputs, rows: &[u32], column: usize) -> bool {
    // a column of 0 and 1, its mean taken away
    let having = rows.iter().filter(|&&row| inputs.cells.at(row as usize, column) > 0.0).count();
    let split = 5 * rows.len() >= 3 * inputs.rows();
    having >= least(rows.len()) && (!split || having >= least_anywhere(inputs.rows()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load_bytes;
    use crate::options::Options;
    use crate::prepare::{Dataset, Kind, prepare, scale};
    use crate::seed::{Rng, Seed};

    #[test]
    fn rare_levels_share_one_where_frequent_ones_hold_most_rows() {
        let levels: Vec<String> = (0..62).map(|n| format!("r{n}")).collect();
        let mut codes = vec![Some(7); 100];
        codes.extend(vec![Some(3); 50]);
        codes.extend((0..62).map(Some).filter(|code| ![Some(3), Some(7)].contains(code)));
        let mut warnings = Vec::new();
        let made = pooled("v", &levels, &codes, &mut warnings);
        let Some(Cells::Words { levels: names, codes: coded }) = made else { panic!("words") };
        assert_eq!(names, ["r7", "r3", "other"]);
        assert_eq!((coded[0], coded[149], coded[209]), (Some(0), Some(1), Some(2)));
        assert_eq!(warnings[0].id, "rare_levels");
        assert!(
            warnings[0].text.contains("62 different words; the 2 most frequent are kept, and 60 rows with")
        );
        assert_eq!(
            pooled("v", &levels, &codes[100..], &mut warnings),
            None,
            "frequent ones hold less than half"
        );
        assert_eq!(pooled("v", &levels[..50], &codes[..150], &mut warnings), None, "50 levels are not many");
    }

    #[test]
    fn a_level_that_a_split_may_keep_has_a_column() {
        for table in 1..3_000usize {
            // of folds, from five on
            for part in [(4 * table).div_ceil(5), (9 * table).div_ceil(10), table] {
                assert!(least(part) >= least_anywhere(table), "{part} of {table}");
            }
        }
        assert_eq!([100, 500, 501, 1_000].map(least), [5, 5, 6, 10]);
        assert_eq!([100, 625, 626, 1_000].map(least_anywhere), [5, 5, 6, 8]);
    }

    const ROWS: usize = 1_000;

    /// A word of 200 whose frequency falls as 1/rank.
    fn word(rng: &mut Rng) -> usize {
        let total: f64 = (1..=200).map(|rank| 1.0 / f64::from(rank)).sum();
        let mut left = rng.uniform() * total;
        let passed = (1..=200).position(|rank| {
            left -= 1.0 / f64::from(rank);
            left < 0.0
        });
        passed.unwrap_or(199)
    }

    fn table(words: &[usize]) -> Dataset {
        let row =
            |(at, word): (usize, &usize)| format!("w{word},{}.5,{}\n", at * 37 % 1_009, ["x", "y"][at % 2]);
        let text = format!("town,size,y\n{}", words.iter().enumerate().map(row).collect::<String>());
        let options = Options::default().check().unwrap();
        prepare(&load_bytes("d.csv", text.as_bytes(), &options).unwrap(), &options).unwrap()
    }

    /// For each of the rows the first of them that a network can't tell from it by its town.
    fn alike(dataset: &Dataset, rows: &[u32]) -> Vec<usize> {
        let scaling = scale::fit(&dataset.inputs, rows);
        let columns: Vec<usize> = dataset.variables[0].inputs.clone().collect();
        let seen = scale::apply(&dataset.inputs, &scaling, rows, &columns);
        let first = |row| seen.rows().into_iter().position(|other| other == row).unwrap_or(0);
        seen.rows().into_iter().map(first).collect()
    }

    #[test]
    fn what_a_split_keeps_depends_on_its_training_rows_alone() {
        let mut rng = Seed::new(4).rng();
        let mut differing = 0;
        for tenths in [6, 8, 9] {
            let rows: Vec<u32> = (0..ROWS as u32).filter(|row| row * 7 % 10 < tenths).collect();
            let words: Vec<usize> = (0..ROWS).map(|_| word(&mut rng)).collect();
            let mut others = words.clone();
            let held = (0..ROWS).filter(|row| rows.binary_search(&(*row as u32)).is_err());
            // other words, and the rare ones oftener
            held.for_each(|row| others[row] = if row % 3 == 0 { 20 + row % 9 } else { word(&mut rng) });
            let (one, other) = (table(&words), table(&others));
            assert_eq!(one.variables[0].kind, Kind::Category);
            assert_eq!(alike(&one, &rows), alike(&other, &rows), "{tenths}");
            differing += usize::from(one.variables[0].inputs != other.variables[0].inputs);
        }
        assert!(differing > 0, "the tables have different columns");
    }

    #[test]
    fn a_level_rare_in_the_training_rows_is_seen_as_the_shared_one() {
        // of nine rows each, one has four of them among the first three quarters
        let mut words: Vec<usize> = (0..ROWS).map(|row| if row % 3 == 0 { 0 } else { 1 }).collect();
        (0..200).for_each(|at| words[5 * at] = 100 + at % 60);
        (0..9).for_each(|at| words[if at < 4 { 3 + 5 * at } else { 903 + 5 * at }] = 2);
        let dataset = table(&words);
        let summary = &dataset.summary.variables[0];
        assert_eq!(summary.levels, ["w1", "w0", "w2", "other"]);
        assert_eq!(dataset.input_names(), ["town = w1", "town = w0", "town = w2", "size"]);
        assert_eq!((summary.histogram[2], summary.histogram.iter().sum::<usize>()), (9, ROWS));
        assert_eq!(dataset.inputs.rare, [0, 1, 2]);
        let (most, all): (Vec<u32>, Vec<u32>) = ((0..750).collect(), (0..1_000).collect());
        let of = |rows: &[u32]| scale::fit(&dataset.inputs, rows);
        assert!(of(&most).spread[2].is_infinite() && of(&all).spread[2].is_infinite(), "nine of a thousand");
        let town = |row| scale::apply(&dataset.inputs, &of(&most), &[row], &[0, 1, 2]);
        assert_eq!(town(3), town(0), "as one of the others is seen");
        assert_ne!(town(3), town(6));
    }
}
