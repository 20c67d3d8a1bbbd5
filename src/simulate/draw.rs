//! From a design to a table: rows, labels, and what the best possible model would reach.
//!
//! `P(class k) = exp(s η_k) / Σ_j exp(s η_j)`, with the row's logits η and the settings' signal s. The best possible
//! accuracy is the mean over rows of the largest of these, its log loss the mean of their entropy.

use super::truth::{Important, TRUTH_SCHEMA, Truth};
use super::{Design, Planted, Settings, Simulated};
use crate::error::{Error, Result};
use crate::seed::{Rng, Seed};

/// Values are rounded to this many parts of one: three decimals. So the bytes of a table don't depend on the last
/// digit of a machine's logarithm.
const PARTS: f64 = 1000.0;

/// Rows drawn to estimate what the best possible model reaches.
const BAYES_ROWS: usize = 100_000;

/// Draws a table of the design, with its truth.
///
/// # Errors
/// `Error::Usage` where the settings leave no table, or fewer variables than the formula needs.
pub fn make(design: &dyn Design, settings: &Settings, seed: Seed) -> Result<Simulated> {
    check(design, settings)?;
    let names: Vec<String> = (1..=settings.variables).map(|i| format!("{}{i}", design.prefix())).collect();
    let mut columns = vec![Vec::with_capacity(settings.rows); settings.variables];
    let mut labels = Vec::with_capacity(settings.rows);
    let mut rng = seed.child("simulate", 0).rng();
    for _ in 0..settings.rows {
        let row = design.row(settings, &mut rng);
        for (column, value) in columns.iter_mut().zip(&row.inputs) {
            column.push(*value);
        }
        let chances = probabilities(&row.logits, settings.signal);
        labels.push(design.classes()[pick(&chances, rng.uniform())].to_owned());
    }
    let truth = truth(design, settings, &names);
    Ok(Simulated { names, columns, labels, truth })
}

fn check(design: &dyn Design, settings: &Settings) -> Result<()> {
    let (id, least) = (design.card().id, design.least_variables());
    if !(1..=10_000_000).contains(&settings.rows) {
        return Err(Error::Usage(format!("design {id}: {} rows; give 1 to 10000000", settings.rows)));
    }
    if !(least..=10_000).contains(&settings.variables) {
        let given = settings.variables;
        return Err(Error::Usage(format!("design {id}: {given} variables; give {least} to 10000")));
    }
    if !(settings.signal.is_finite() && settings.signal >= 0.0) {
        return Err(Error::Usage(format!("design {id}: signal {}; give 0 or more", settings.signal)));
    }
    if !(0.0..1.0).contains(&settings.correlation) {
        let given = settings.correlation;
        return Err(Error::Usage(format!("design {id}: correlation {given}; give 0 or more, and below 1")));
    }
    Ok(())
}

fn truth(design: &dyn Design, settings: &Settings, names: &[String]) -> Truth {
    let planted = planted(design, settings);
    let name = |number: usize| names[number - 1].clone();
    let (bayes_accuracy, bayes_log_loss) = bayes(design, settings);
    Truth {
        schema: TRUTH_SCHEMA.to_owned(),
        design: design.card().id.to_owned(),
        formula: design.card().formula.to_owned(),
        rows: settings.rows,
        variables: settings.variables,
        signal: settings.signal,
        correlation: settings.correlation,
        important: planted
            .important
            .iter()
            .map(|&(number, weight, role)| Important { name: name(number), weight, role: role.to_owned() })
            .collect(),
        best_pairs: planted.best_pairs.iter().map(|&[a, b]| [name(a), name(b)]).collect(),
        order: planted.order.iter().map(|group| group.iter().map(|&i| name(i)).collect()).collect(),
        bayes_accuracy,
        bayes_log_loss,
        notes: planted.notes.to_owned(),
    }
}

/// What the design plants under these settings. Best pairs and order are known for the settings they were worked out
/// for; with other logits or correlations they may differ, and without a signal nothing matters.
fn planted(design: &dyn Design, settings: &Settings) -> Planted {
    let (planted, usual) = (design.planted(), design.defaults());
    if settings.signal == 0.0 {
        let notes = "Without a signal there is nothing to find.";
        return Planted { important: &[], best_pairs: &[], order: &[], notes };
    }
    if settings.signal == usual.signal && settings.correlation == usual.correlation {
        return planted;
    }
    let notes = "Best pairs and order are known for the design's own signal and correlation only.";
    Planted { best_pairs: &[], order: &[], notes, ..planted }
}

/// Accuracy and log loss of who knows the formula, to three decimals. The draws are the same for every seed, so the
/// truth of a design is one number.
fn bayes(design: &dyn Design, settings: &Settings) -> (f64, f64) {
    let mut rng = Seed::new(0).child("bayes", 0).rng();
    let (mut accuracy, mut loss) = (0.0, 0.0);
    for _ in 0..BAYES_ROWS {
        let chances = probabilities(&design.row(settings, &mut rng).logits, settings.signal);
        accuracy += chances.iter().copied().fold(0.0, f64::max);
        loss -= chances.iter().filter(|&&p| p > 0.0).map(|p| p * p.ln()).sum::<f64>();
    }
    (rounded(accuracy / BAYES_ROWS as f64), rounded(loss / BAYES_ROWS as f64))
}

/// Softmax of the logits times `signal`.
pub(super) fn probabilities(logits: &[f64], signal: f64) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = logits.iter().map(|logit| (signal * (logit - largest)).exp()).collect();
    let sum: f64 = raised.iter().sum();
    raised.iter().map(|value| value / sum).collect()
}

/// The class whose share of [0, 1) holds `point`.
fn pick(chances: &[f64], point: f64) -> usize {
    let mut below = 0.0;
    for (class, chance) in chances.iter().enumerate() {
        below += chance;
        if point < below {
            return class;
        }
    }
    chances.len() - 1
}

/// To three decimals, without a negative zero.
pub(super) fn rounded(value: f64) -> f64 {
    (value * PARTS).round() / PARTS + 0.0
}

/// `count` independent standard normal draws.
pub(super) fn normals(count: usize, rng: &mut Rng) -> Vec<f64> {
    (0..count).map(|_| rng.normal()).collect()
}

/// All values to three decimals, as they are written.
pub(super) fn inputs(values: Vec<f64>) -> Vec<f64> {
    values.into_iter().map(rounded).collect()
}

/// A draw that has correlation `r` with `common`, made of the independent draw `own`.
pub(super) fn correlated(common: f64, own: f64, r: f64) -> f64 {
    r * common + (1.0 - r * r).sqrt() * own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{DESIGNS, find};

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
        let dot = |u: &[f64], mu: f64, v: &[f64], mv: f64| -> f64 {
            u.iter().zip(v).map(|(x, y)| (x - mu) * (y - mv)).sum()
        };
        dot(a, ma, b, mb) / (dot(a, ma, a, ma) * dot(b, mb, b, mb)).sqrt()
    }

    fn table(id: &str, rows: usize) -> Simulated {
        let design = find(id).unwrap();
        make(design, &Settings { rows, ..design.defaults() }, Seed::new(5)).unwrap()
    }

    #[test]
    fn softmax_of_0_and_ln_3_is_a_quarter_and_three() {
        let chances = probabilities(&[0.0, 3f64.ln()], 1.0);
        assert!((chances[0] - 0.25).abs() < 1e-15 && (chances[1] - 0.75).abs() < 1e-15);
        assert_eq!(probabilities(&[0.0, 900.0], 0.0), [0.5, 0.5]);
        assert_eq!((pick(&chances, 0.2), pick(&chances, 0.26), pick(&chances, 1.0)), (0, 1, 1));
    }

    #[test]
    fn bayes_accuracies_are_those_published_with_the_designs() {
        // One table of 1,000 rows each: standard error .012, three of them allowed.
        let published = [
            ("A", 0.813),
            ("B", 0.839),
            ("C", 0.857),
            ("D", 0.783),
            ("E", 0.905),
            ("F", 0.854),
            ("G", 0.832),
            ("H", 0.508),
            ("I", 0.703),
            ("J", 0.868),
            ("K", 0.831),
            ("L", 0.847),
            ("M", 0.787),
        ];
        for (id, accuracy) in published {
            let found = table(id, 1).truth.bayes_accuracy;
            assert!((found - accuracy).abs() < 0.036, "{id}: {found} against {accuracy}");
        }
        assert_eq!(table("H", 1).truth.bayes_accuracy, 0.5);
        assert_eq!(table("H", 1).truth.bayes_log_loss, 0.693); // ln 2
    }

    #[test]
    fn a_table_follows_from_its_seed_and_is_a_prefix_of_a_longer_one() {
        for design in DESIGNS {
            let short = table(design.card().id, 20);
            let long = table(design.card().id, 40);
            assert_eq!(short.labels, long.labels[..20]);
            for (few, many) in short.columns.iter().zip(&long.columns) {
                assert_eq!(few[..], many[..20], "{}", design.card().id);
            }
            let other = make(*design, &Settings { rows: 20, ..design.defaults() }, Seed::new(6)).unwrap();
            assert_ne!(short.columns, other.columns);
        }
    }

    #[test]
    fn scaled_is_graded_times_powers_of_two() {
        let (graded, scaled) = (table("A", 300), table("N", 300));
        assert_eq!(graded.labels, scaled.labels);
        for row in 0..300 {
            assert_eq!(graded.columns[0][row] * 128.0, scaled.columns[0][row]);
            assert_eq!(graded.columns[1][row] / 128.0, scaled.columns[1][row]);
        }
        assert_eq!(graded.columns[2..], scaled.columns[2..]);
    }

    #[test]
    fn planted_correlations_are_in_the_table() {
        // standard error of a correlation near .9 at 20,000 rows: .0014; of one near 0: .007
        for (id, a, b, r, slack) in [
            ("E", 0, 3, 0.9, 0.006),
            ("E4", 0, 2, 0.9, 0.006),
            ("Hc", 0, 5, 0.7, 0.015),
            ("F", 0, 1, 0.99875, 0.001),
            ("question", 3, 6, 0.9, 0.006),
            ("question", 3, 8, 0.0, 0.03),
            ("A", 0, 1, 0.0, 0.03),
            ("V", 0, 2, 0.9975, 0.001),
            ("L", 0, 1, 0.857, 0.01),
        ] {
            let found = correlation(&table(id, 20_000).columns[a], &table(id, 20_000).columns[b]);
            assert!((found - r).abs() < slack, "{id}: r({a}, {b}) = {found}, not {r}");
        }
    }

    #[test]
    fn a_suppressor_tells_nothing_alone() {
        let made = table("G", 20_000);
        let y: Vec<f64> = made.labels.iter().map(|label| f64::from(u8::from(label == "yes"))).collect();
        assert!(correlation(&made.columns[1], &y).abs() < 0.03);
        assert!(correlation(&made.columns[0], &y) > 0.3);
    }

    #[test]
    fn a_truth_claims_no_more_than_its_settings_allow() {
        let design = find("E").unwrap();
        let usual = design.defaults();
        let truth = |settings: Settings| make(design, &settings, Seed::new(0)).unwrap().truth;
        assert_eq!(truth(Settings { rows: 1, variables: 12, ..usual }).best_pairs.len(), 4);
        let other = truth(Settings { rows: 1, correlation: 0.2, ..usual });
        assert!(other.best_pairs.is_empty() && other.order.is_empty() && other.important.len() == 6);
        let silent = truth(Settings { rows: 1, signal: 0.0, ..usual });
        assert!(silent.important.is_empty() && silent.bayes_accuracy == 0.5);
    }

    #[test]
    fn settings_that_leave_no_table_are_refused() {
        let design = find("A").unwrap();
        let good = design.defaults();
        for bad in [
            Settings { rows: 0, ..good },
            Settings { variables: 3, ..good },
            Settings { signal: f64::NAN, ..good },
            Settings { correlation: 1.0, ..good },
        ] {
            assert_eq!(make(design, &bad, Seed::new(0)).unwrap_err().exit_code(), 2);
        }
        assert!(find("nothing").err().is_some_and(|e| e.to_string().contains("question")));
    }

    #[test]
    fn truths_name_columns_that_exist_and_cards_are_complete() {
        let mut ids = Vec::new();
        for design in DESIGNS {
            let (card, planted, least) = (design.card(), design.planted(), design.least_variables());
            ids.push(card.id);
            for text in [card.title, card.formula, card.reading, card.misleading_when, card.reference] {
                assert!(!text.is_empty(), "{}", card.id);
            }
            let named = planted.important.iter().map(|entry| entry.0);
            let named = named.chain(planted.best_pairs.iter().flatten().copied());
            for number in named.chain(planted.order.iter().copied().flatten().copied()) {
                assert!((1..=least).contains(&number), "{}: variable {number} of {least}", card.id);
            }
            assert!(design.defaults().variables >= least);
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
