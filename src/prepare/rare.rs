//! Of very many levels the rare ones become one.
//!
//! Which levels are kept is decided once, by their rows in the whole table: all splits share one matrix, and a level is
//! the same input in all of them. What each input does is learned from the training rows alone. The choice never looks at
//! the class, but it looks at rows that are held out later, and even such a step can bend a cross-validation (Moscovich,
//! Rosset 2022, arXiv:1901.08974). Here it doesn't flatter: the tests below and `tests/oracles/rare_levels.py` hold it
//! against a choice made anew in the training rows of each split. Without anything to learn, the choice over all rows
//! predicts a little worse (it keeps levels of fewer training rows); with something to learn, the two agree within a
//! fortieth of what is gained. `docs/tables.md` has the numbers.

use crate::load::{Cells, Warning, short};

/// Levels from which rare ones are pooled, and how many are kept at most.
const MANY: usize = 50;
const KEPT: usize = 20;
/// Share of the rows, as one in so many, that a level has at least to be kept, and its rows at least.
const RARE: usize = 100;
const FEW: usize = 5;

/// Of many levels the rare ones become one, where the others hold at least half of the rows.
pub fn pooled(
    name: &str,
    levels: &[String],
    codes: &[Option<u32>],
    warnings: &mut Vec<Warning>,
) -> Option<Cells> {
    if levels.len() <= MANY {
        return None;
    }
    let counts = counted(codes.iter().copied(), levels.len());
    let kept = kept(&counts, codes.len(), |a, b| levels[a].cmp(&levels[b]));
    let held: usize = kept.iter().map(|&level| counts[level]).sum();
    if kept.is_empty() || 2 * held < codes.len() {
        return None;
    }
    let mut names: Vec<String> = kept.iter().map(|&level| levels[level].clone()).collect();
    let taken = names.iter().any(|name| name == "other");
    names.push(if taken { "(other)".into() } else { "other".into() });
    let present: usize = counts.iter().sum();
    let text = format!(
        "{} has {} different words; the {} most frequent are kept, and {} rows with the others share one level, {:?}; \
         --column NAME=category keeps them all",
        short(name),
        levels.len(),
        kept.len(),
        present - held,
        names[kept.len()]
    );
    warnings.push(Warning::new("rare_levels", Some(name), text));
    let place = places(&kept, levels.len());
    let code = |code: &Option<u32>| code.map(|code| place[code as usize]);
    Some(Cells::Words { levels: names, codes: codes.iter().map(code).collect() })
}

/// Rows of each level.
fn counted(codes: impl Iterator<Item = Option<u32>>, levels: usize) -> Vec<usize> {
    let mut counts = vec![0; levels];
    codes.flatten().for_each(|code| counts[code as usize] += 1);
    counts
}

/// The levels that are no rare ones among so many rows, most frequent first.
fn kept(counts: &[usize], rows: usize, by_name: impl Fn(usize, usize) -> std::cmp::Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|&a, &b| counts[b].cmp(&counts[a]).then_with(|| by_name(a, b)));
    order.truncate(KEPT);
    order.retain(|&level| counts[level] * RARE >= rows && counts[level] >= FEW);
    order
}

/// The new code of each level; those that are not kept share the last.
fn places(kept: &[usize], levels: usize) -> Vec<u32> {
    let mut places = vec![kept.len() as u32; levels];
    kept.iter().enumerate().for_each(|(place, &level)| places[level] = place as u32);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
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
        assert_eq!(
            pooled("v", &levels, &codes[100..], &mut warnings),
            None,
            "frequent ones hold less than half"
        );
        assert_eq!(pooled("v", &levels[..50], &codes[..150], &mut warnings), None, "50 levels are not many");
    }

    const LEVELS: usize = 200;
    const ROWS: usize = 500;

    /// Codes of levels whose frequency falls as 1/rank, and classes: by a coin, or by a rate that each level has.
    fn table(rng: &mut Rng, with_rates: bool) -> (Vec<usize>, Vec<usize>) {
        let weights: Vec<f64> = (1..=LEVELS).map(|rank| 1.0 / rank as f64).collect();
        let total: f64 = weights.iter().sum();
        let effects: Vec<f64> = weights.iter().map(|_| if with_rates { rng.normal() } else { 0.0 }).collect();
        let row = |_| {
            let mut left = rng.uniform() * total;
            let passed = weights.iter().position(|weight| {
                left -= weight;
                left < 0.0
            });
            let level = passed.unwrap_or(LEVELS - 1);
            let class = usize::from(rng.uniform() < 1.0 / (1.0 + (-effects[level]).exp()));
            (level, class)
        };
        (0..ROWS).map(row).unzip()
    }

    /// Mean log loss of the rows of a fold when classes are predicted by their frequency in each level among the others.
    fn loss(codes: &[usize], classes: &[usize], fold: usize) -> f64 {
        let mut counts = vec![[0.5, 0.5]; LEVELS + 1];
        let (held, train): (Vec<usize>, Vec<usize>) = (0..ROWS).partition(|row| row % 10 == fold);
        train.iter().for_each(|&row| counts[codes[row]][classes[row]] += 1.0);
        let of = |row: &usize| {
            let of: [f64; 2] = counts[codes[*row]];
            -(of[classes[*row]] / (of[0] + of[1])).ln()
        };
        held.iter().map(of).sum::<f64>() / held.len() as f64
    }

    /// Means over tables of what levels gain over none, chosen over all rows, and chosen in the training rows of each of ten
    /// folds; and the standard error of the difference.
    fn gains(with_rates: bool) -> (f64, f64, f64) {
        let tables = 150;
        let (mut all, mut inside): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        for number in 0..tables {
            let (codes, classes) = table(&mut Seed::new(number).rng(), with_rates);
            let recoded = |left_out: usize| -> Vec<usize> {
                let seen = codes.iter().enumerate().filter(|(row, _)| row % 10 != left_out);
                let seen: Vec<Option<u32>> = seen.map(|(_, &code)| Some(code as u32)).collect();
                let rows = seen.len();
                let kept = kept(&counted(seen.into_iter(), LEVELS), rows, |a, b| a.cmp(&b));
                let place = places(&kept, LEVELS);
                codes.iter().map(|&code| place[code] as usize).collect()
            };
            let over_all = recoded(10);
            let gain = |codes: &[usize], fold| loss(&[0; ROWS], &classes, fold) - loss(codes, &classes, fold);
            all.push((0..10).map(|fold| gain(&over_all, fold)).sum::<f64>() / 10.0);
            inside.push((0..10).map(|fold| gain(&recoded(fold), fold)).sum::<f64>() / 10.0);
        }
        let n = tables as f64;
        let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
        let differences: Vec<f64> = all.iter().zip(&inside).map(|(a, b)| a - b).collect();
        let middle = mean(&differences);
        let variance = differences.iter().map(|d| (d - middle).powi(2)).sum::<f64>() / (n - 1.0);
        (mean(&all), mean(&inside), (variance / n).sqrt())
    }

    #[test]
    fn a_choice_over_all_rows_does_not_flatter() {
        let (all, inside, error) = gains(false);
        assert!(all < 0.0 && inside < 0.0, "nothing is learned from noise: {all}, {inside}");
        assert!(all - inside < 2.0 * error, "{all} over all rows, {inside} inside, ± {error}");
        let (all, inside, error) = gains(true);
        assert!(inside > 0.02, "levels with rates of their own are learned: {inside}");
        assert!(
            (all - inside).abs() < inside / 40.0 + 2.0 * error,
            "{all} over all rows, {inside} inside, ± {error}"
        );
    }
}
