//! The fits against scikit-learn (`tests/oracles/models.py`), and what they promise of themselves.

use super::super::testing::{evidence, get, largest, oracle, regroup, sample};
use super::super::{Evidence, MEASURES, Measure, Outcome, Scores, cells};
use super::forest::{Forest, Plain};
use super::logistic::LogisticModel;
use super::sketch::sketch;
use super::tree::Tree;
use super::{Kind, OtherFit, OtherFits, Training, fit, nine_digits};
use crate::prepare::{self, Dataset};
use crate::seed::Seed;
use crate::stats::Quality;
use crate::train::Rows;
use crate::train::testing::{dataset, rows, simulated};

/// Every third row held out, as in the oracle.
fn thirds(dataset: &Dataset) -> [Rows; 1] {
    let (judge, train) = (0..dataset.rows() as u32).partition(|row| row % 3 == 0);
    [rows(dataset, train, judge)]
}

/// Some rows to fit on, none held out.
fn rows_of(dataset: &Dataset, train: Vec<u32>) -> Rows {
    rows(dataset, train, Vec::new())
}

/// Evidence for models on the first row set.
fn with_models<'a>(dataset: &'a Dataset, rows: &'a [Rows]) -> Evidence<'a> {
    Evidence { models: vec![(0, 0)], forests: vec![(0, 0)], ..evidence(dataset, rows, &[]) }
}

/// The first class against the others.
fn first_against_rest(mut dataset: Dataset) -> Dataset {
    dataset.target.codes.iter_mut().for_each(|code| *code = u32::from(*code == 0));
    dataset.target.classes = vec!["other".into(), "first".into()];
    dataset
}

fn flat(rows: Vec<Vec<f64>>) -> Vec<f64> {
    rows.into_iter().flatten().collect()
}

fn scores(id: &str, of: &Evidence) -> Scores {
    let measure: &dyn Measure = *MEASURES.iter().find(|measure| measure.card().id == id).unwrap();
    let Outcome::Scores(mut scores) = measure.scores(of).unwrap() else { panic!("{id}") };
    assert_eq!(scores.len(), 1);
    scores.remove(0)
}

#[test]
fn nine_digits_are_kept() {
    assert_eq!(nine_digits(0.123_456_789_49), 0.123_456_789);
    assert_eq!(nine_digits(-98_765.432_151), -98_765.432_2);
    assert_eq!(nine_digits(f64::NAN), 0.0);
}

#[test]
fn logistic_regression_is_that_of_scikit_learn() {
    let wine = sample("wine.csv");
    for (key, dataset) in [("logistic", wine.clone()), ("logistic_two", first_against_rest(wine))] {
        let expected = &oracle("models")[key];
        let coefficients: Vec<Vec<f64>> = get(expected, "coefficients");
        let sets = thirds(&dataset);
        let of = with_models(&dataset, &sets);
        let seen = |rows: &[u32]| cells::seen(&dataset, rows, &sets[0].scaling);
        let (train, codes) = (seen(&sets[0].train), dataset.classes_of(&sets[0].train));
        let model =
            LogisticModel::fit(&Training { cells: &train, codes: &codes, classes: dataset.classes() });
        let probabilities = model.probabilities(&seen(&sets[0].judge));
        assert!(largest(&probabilities, &flat(get(expected, "probabilities"))) < 1e-6);
        let fits = fit::of_kind(&of, Kind::Logistic).unwrap();
        let truth = dataset.classes_of(&sets[0].judge);
        assert_eq!(fits.0[0].judged, Some(Quality::of(&probabilities, &truth, &dataset.target.weights)));
        let scores = scores("logistic", &of);
        for (found, expected) in scores.per_class.iter().zip(&coefficients) {
            assert!(largest(found, expected) < 2e-6, "{found:?} {expected:?}");
        }
        let square = |i: usize| coefficients.iter().map(|row| row[i] * row[i]).sum::<f64>();
        let overall = |i: usize| (square(i) / coefficients.len() as f64).sqrt();
        for (i, value) in scores.values.iter().enumerate() {
            assert!((value.abs() - overall(i)).abs() < 2e-6);
            // two classes keep the sign
            assert!(coefficients.len() > 1 || (*value > 0.0) == (coefficients[0][i] > 0.0));
        }
    }
}

/// At the optimum the derivative of the penalised loss is nothing; with many rows linfa sees only some of them.
#[test]
fn logistic_regression_of_many_rows_is_at_its_optimum() {
    let table = simulated(3_500, 4, 3, 0, 12);
    let rows: Vec<u32> = (0..3_500).collect();
    let set = rows_of(&table, rows.clone());
    let seen = cells::seen(&table, &rows, &set.scaling);
    let codes = &table.target.codes;
    let model = LogisticModel::fit(&Training { cells: &seen, codes, classes: 3 });
    let (p, coefficients) = (model.probabilities(&seen), model.coefficients());
    for (k, of_class) in coefficients.iter().enumerate() {
        for (i, coefficient) in of_class.iter().enumerate().take(4) {
            let residual = |row: usize| p[row * 3 + k] - f64::from(u8::from(codes[row] as usize == k));
            let slope: f64 = (0..3_500).map(|row| residual(row) * seen.row(row)[i]).sum();
            assert!((slope + coefficient).abs() < 1e-4, "{k} {i}: {slope}");
        }
    }
}

#[test]
fn a_tree_of_two_classes_is_that_of_scikit_learn() {
    let dataset = first_against_rest(sample("fourteen_large.csv"));
    let [rows] = thirds(&dataset);
    let seen = |rows_of: &[u32]| cells::seen(&dataset, rows_of, &rows.scaling);
    let codes = dataset.classes_of(&rows.train);
    let train = seen(&rows.train);
    let tree = Tree::grow(&Training { cells: &train, codes: &codes, classes: 2 }, 4).unwrap();
    let expected = &oracle("models")["tree_two"];
    assert!(largest(&tree.importance(14), &get::<Vec<f64>>(expected, "importance")) < 1e-9);
    let probabilities = tree.probabilities(&seen(&rows.judge[..60]));
    assert!(largest(&probabilities, &flat(get(expected, "probabilities"))) < 1e-12);
}

#[test]
fn a_forest_is_near_the_large_one_of_scikit_learn() {
    let dataset = sample("wine.csv");
    let sets = thirds(&dataset);
    let of = Evidence { shuffles: 20, trees: 200, ..with_models(&dataset, &sets) };
    let of = Evidence { others: fit::all(&of).unwrap(), ..of };
    let expected = &oracle("models")["forest"];
    let (importance, rises): (Vec<f64>, Vec<f64>) = (get(expected, "importance"), get(expected, "rises"));
    let found = scores("forest", &of);
    // 200 trees: the sd of a share over seeds is about .01
    assert!(largest(&found.values, &importance) < 0.04, "{:?} {importance:?}", found.values);
    assert!((found.values.iter().sum::<f64>() - 1.0).abs() < 1e-6);
    let shuffled = scores("forest_permutation", &of);
    assert!(largest(&shuffled.values, &rises) < 0.04, "{:?} {rises:?}", shuffled.values);
    assert!(shuffled.beside.iter().any(|&drop| drop > 0.0));
    let loss = of.others.of(Kind::Forest).next().unwrap().judged.unwrap().loss;
    // .148 over seeds, sd .004: smartcore counts a row in a leaf as often as it was drawn, so its leaves are purer
    assert!((loss - get::<f64>(expected, "log_loss")).abs() < 0.035, "{loss}");
}

#[test]
fn a_variable_no_tree_can_split_on_scores_exactly_nothing() {
    let mut table = simulated(90, 4, 3, 0, 2);
    (0..table.rows()).for_each(|row| table.inputs.cells.row_mut(row)[2] = 0.0);
    let sets = thirds(&table);
    let of = with_models(&table, &sets);
    for id in ["tree", "forest", "forest_permutation"] {
        let scores = scores(id, &of);
        assert_eq!(scores.values[2], 0.0, "{id}");
        assert!(scores.values[0] != 0.0 && scores.values.iter().all(|v| v.is_finite()), "{id}");
    }
}

#[test]
fn inputs_of_a_category_add_up_and_fits_are_made_once() {
    let mut table = simulated(120, 5, 3, 0, 4);
    let sets = thirds(&table);
    let single = scores("tree", &with_models(&table, &sets));
    regroup(
        &mut table,
        &[(prepare::Kind::Category, 3), (prepare::Kind::Number, 1), (prepare::Kind::Number, 1)],
    );
    let of = with_models(&table, &sets);
    let grouped = scores("tree", &of);
    let sum: f64 = single.values[..3].iter().sum();
    assert!((grouped.values[0] - sum).abs() < 1e-8 && grouped.values[1] == single.values[3]);
    let all = fit::all(&of).unwrap();
    let kinds: Vec<Kind> = all.0.iter().map(|fit| fit.kind).collect();
    assert_eq!(kinds, [Kind::Logistic, Kind::Tree, Kind::Forest]);
    // what the evidence has is not made again
    let given = OtherFit { importance: vec![7.0; 3], ..all.0[1].clone() };
    let of = Evidence { others: OtherFits(vec![given]), ..of };
    assert_eq!(scores("tree", &of).values, [7.0; 3]);
    assert_eq!(fit::of_kind(&of, Kind::Forest).unwrap().0, all.0[2..]);
}

#[test]
fn large_tables_are_thinned_and_threads_change_nothing() {
    let table = simulated(300, 4, 2, 1, 6);
    let sets = thirds(&table);
    let of = Evidence { most_rows: 60, trees: 20, ..with_models(&table, &sets) };
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let many = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let fits = alone.install(|| fit::all(&of).unwrap());
    assert_eq!(fits, many.install(|| fit::all(&of).unwrap()));
    let reduced: Vec<Option<usize>> = fits.0.iter().map(|fit| fit.reduced_to).collect();
    assert_eq!(reduced, [None, None, Some(60)]);
    assert!(fits.0.iter().all(|fit| fit.judged.is_some()));
    let (train, codes) = (&sets[0].train, table.classes_of(&sets[0].train));
    let plain = Plain {
        cells: &cells::filled(&table, train, &sets[0].scaling),
        columns: table.inputs.columns(),
        codes: &codes,
        classes: 2,
        seed: Seed::new(1),
    };
    let judge = cells::filled(&table, &sets[0].judge, &sets[0].scaling);
    let probabilities = Forest::fit(&plain, 20).unwrap().probabilities(&judge);
    assert_eq!(probabilities.len(), 200);
    for row in probabilities.chunks(2) {
        assert!((row[0] + row[1] - 1.0).abs() < 1e-8 && row[0] > 0.0 && row[1] > 0.0, "{row:?}");
    }
}

#[test]
fn a_class_without_training_rows_has_no_coefficients() {
    let seen = cells::Cells { columns: 1, values: vec![-2.0, -1.0, 1.0, 2.0, -0.5, 0.5] };
    let model =
        |codes: &[u32], classes: usize| LogisticModel::fit(&Training { cells: &seen, codes, classes });
    let two = model(&[0, 0, 1, 1, 1, 0], 2).coefficients()[0][0];
    let three = model(&[0, 0, 2, 2, 2, 0], 3).coefficients();
    assert!(two > 0.1);
    assert_eq!(three, [vec![-two / 2.0], vec![0.0], vec![two / 2.0]]);
    assert_eq!(model(&[1; 6], 3).coefficients(), [[0.0]; 3]);
    assert_eq!(model(&[1; 6], 2).coefficients(), [[0.0]]);
}

#[test]
fn the_drawn_tree_asks_in_units_of_the_file() {
    let values: Vec<f64> = (0..40).map(|row| 700.0 + 10.0 * f64::from(row)).collect();
    let noise: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 11)).collect();
    let codes: Vec<u32> = (0..40).map(|row| u32::from(row >= 13)).collect();
    let table = dataset(&[noise, values], &codes, 2);
    let drawn = sketch(&table, Seed::new(0)).unwrap();
    let root = drawn.nodes[0].split.as_ref().unwrap();
    // between 820 and 830
    assert_eq!((root.variable.as_str(), root.threshold, root.level.as_deref()), ("v1", Some(825.0), None));
    assert_eq!(drawn.nodes[root.left].counts, [13, 0]);
    assert_eq!(drawn.nodes[root.right].counts, [0, 27]);
}

#[test]
fn the_drawn_tree_names_levels_and_its_counts_add_up() {
    let drawn = sketch(&sample("penguins.csv"), Seed::new(0)).unwrap();
    assert_eq!(drawn.classes.len(), 3);
    let splits: Vec<_> = drawn.nodes.iter().filter_map(|node| Some((node, node.split.as_ref()?))).collect();
    assert!(splits.len() >= 2);
    for (node, split) in &splits {
        assert!(split.threshold.is_some() != split.level.is_some());
        for class in 0..3 {
            let below = drawn.nodes[split.left].counts[class] + drawn.nodes[split.right].counts[class];
            assert_eq!(node.counts[class], below);
        }
    }
    let level = splits.iter().find(|(_, split)| split.variable == "island");
    if let Some((_, split)) = level {
        assert!(["Biscoe", "Dream", "Torgersen"].contains(&split.level.as_deref().unwrap()));
    }
    assert_eq!(
        serde_json::from_str::<super::sketch::Sketch>(&serde_json::to_string(&drawn).unwrap()).unwrap(),
        drawn
    );
}
