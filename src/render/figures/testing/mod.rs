//! A `Report` for tests: all its parts from a few settings, numbers drawn by a fixed rule.

mod parts;

use crate::attribute::MEASURES;
use crate::compare::*;
use crate::options::{Activation, Options};
use crate::prepare::plan::{Plan, Scheme};
use crate::prepare::{ClassSummary, DataSummary, Kind, VariableSummary};
use crate::render::{Config, Report, SCHEMA, Tool};
use crate::stats::{Difference, Estimate};
use crate::train::{Layer, Stopped};

/// What the report is of.
pub struct Case {
    /// Names of the variables.
    pub names: Vec<String>,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Hidden units of each layer.
    pub hidden: Vec<usize>,
    /// Whether the optional findings are there.
    pub full: bool,
    /// Answers to the claims.
    pub answer: Answer,
}

/// The case of the question: 14 variables, 8 hidden units, 3 classes.
pub fn question() -> Case {
    Case {
        names: (1..=14).map(|i| format!("v{i}")).collect(),
        classes: ["A", "B", "C"].map(str::to_owned).to_vec(),
        hidden: vec![8],
        full: true,
        answer: Answer::No,
    }
}

/// A stream of numbers in 0 to 1 (a linear congruence; good enough to fill a picture).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

fn around(mean: f64, half: f64) -> Estimate {
    Estimate { mean, low: Some(mean - half), high: Some(mean + half) }
}

fn differs(mean: f64, half: f64) -> Difference {
    Difference { mean, low: Some(mean - half), high: Some(mean + half), p: Some(0.03) }
}

/// How much of everything a variable gets: the fourth, the seventh and the ninth lead.
fn strength(v: usize) -> f64 {
    match v {
        3 => 1.0,
        6 => 0.72,
        8 => 0.6,
        _ => 0.3 / (1.0 + (v % 11) as f64 / 3.0),
    }
}

/// The whole report of a case.
pub fn report(case: &Case) -> Report {
    let mut draws = Draws(17);
    let n = case.names.len();
    let claimed: Vec<String> = [3usize, 6].iter().filter_map(|&v| case.names.get(v)).cloned().collect();
    let claimed = if claimed.len() < 2 { case.names[..n.min(2)].to_vec() } else { claimed };
    let (data, performance) = (data(case, &mut draws), performance(case, &mut draws));
    let network = network(case, &mut draws);
    let findings = Findings {
        data,
        performance,
        units: case.full.then(|| crate::render::testing::units(&network, true)),
        networks: vec![network],
        rankings: MEASURES.iter().map(|m| parts::ranking(case, *m, &mut draws)).collect(),
        negative_weights: parts::negative(case, &mut draws),
        stability: parts::stability(case, &claimed, &mut draws),
        enough_runs: EnoughRuns::default(),
        embedding: parts::embedding(case, &mut draws),
        tree: case.full.then(|| crate::render::testing::tree(&case.names, &case.classes)),
        agreement: parts::agreement(&mut draws),
        null: Null {
            signal: case.full.then(|| Signal {
                observed: 0.59,
                shuffled: (0..99).map(|_| -0.03 + 0.02 * draws.normal()).collect(),
                planned: 99,
                p: 0.01,
                stopped_early: false,
            }),
            probes: case.full.then(|| parts::probes(case, &mut draws)),
        },
        retraining: parts::retraining(case, &claimed, &mut draws),
        profiles: if case.full {
            crate::render::testing::profiles(&case.names, &case.classes)
        } else {
            Vec::new()
        },
        slopes: if case.full {
            crate::render::testing::slopes(&case.names, &case.classes)
        } else {
            Vec::new()
        },
        groups: if case.full { crate::render::testing::groups(&case.names) } else { Groups::default() },
        by_number: if case.full { crate::render::testing::by_number(&case.names) } else { Vec::new() },
        known_truth: case.full.then(|| crate::render::testing::truth::known_truth(&case.names)),
        verdict: parts::verdict(case, &claimed),
        warnings: Vec::new(),
    };
    Report {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "counterweight".to_owned(), version: "0".to_owned(), libraries: Vec::new() },
        config: Config { options: Options::default(), plan: plan(), command: String::new() },
        findings,
    }
}

fn plan() -> Plan {
    let scheme = Scheme { repeats: 10, folds: 10, starts: 3 };
    Plan {
        full: scheme,
        sets: scheme,
        training_rows: 100_000,
        all_pairs_up_to: 15,
        halves: 40,
        half_folds: 5,
        inner: 3,
        half_inner: 5,
        forest_halves: 20,
        shuffles: 10,
        permutation_rows: 20_000,
        signal_folds: 5,
        signal_shuffles: 99,
        probe_repeats: 20,
        probe_folds: 5,
        forest: scheme,
        trees: 100,
        forest_rows: 20_000,
        random_sets: 10,
        truth_tables: 30,
        truth_rows: 2_000,
        truth_folds: 5,
        truth_refits: 2,
        triples_up_to: 0,
        begun: None,
        reduced: Vec::new(),
    }
}

fn data(case: &Case, draws: &mut Draws) -> DataSummary {
    let variable = |name: &String| VariableSummary {
        name: name.clone(),
        kind: Kind::Number,
        missing: 0,
        distinct: 400,
        inputs: 1,
        mean: Some(0.0),
        sd: Some(1.0),
        min: Some(-3.0),
        median: Some(0.0),
        max: Some(3.0),
        histogram: (0..24).map(|_| (40.0 * draws.next()) as usize).collect(),
        levels: Vec::new(),
        closest: None,
    };
    let variables = case.names.iter().map(variable).collect();
    let count = |c: usize| 160 + 30 * (c % 3);
    let classes: Vec<ClassSummary> = case
        .classes
        .iter()
        .enumerate()
        .map(|(c, n)| ClassSummary { name: n.clone(), count: count(c), weight: None })
        .collect();
    DataSummary {
        file: "x.csv".to_owned(),
        sha256: String::new(),
        reading: String::new(),
        rows: classes.iter().map(|c| c.count).sum(),
        rows_dropped: 0,
        target: "class".to_owned(),
        target_reason: String::new(),
        classes,
        variables,
        dropped: Vec::new(),
        group: None,
    }
}

fn performance(case: &Case, draws: &mut Draws) -> Performance {
    let k = case.classes.len();
    let model = |id: &str, accuracy: f64, loss: f64| ModelPerformance {
        model: id.to_owned(),
        accuracy: around(accuracy, 0.03),
        balanced_accuracy: around(accuracy, 0.03),
        precision: around(accuracy, 0.03),
        recall: around(accuracy, 0.03),
        f1: around(accuracy, 0.03),
        roc_auc: None,
        log_loss: around(loss, 0.05),
        difference: None,
        calibration_error: None,
        note: String::new(),
    };
    let mut confusion = vec![vec![0.0; k]; k];
    for (i, row) in confusion.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = if i == j { 130.0 } else { 20.0 * draws.next() };
        }
    }
    let class = |c: &String| ClassPerformance {
        class: c.clone(),
        count: 160,
        precision: 0.82,
        recall: 0.8,
        f1: 0.81,
    };
    let bin = |b: usize| {
        let predicted = (b as f64 + 0.5) / 10.0;
        CalibrationBin {
            predicted,
            observed: (predicted + 0.04 * draws.normal()).clamp(0.02, 0.98),
            low: (predicted - 0.08).max(0.0),
            high: (predicted + 0.08).min(1.0),
            count: 20.0 + 150.0 * (predicted - 0.5).abs(),
        }
    };
    let calibration = (0..10).map(bin).collect();
    Performance {
        models: vec![model("network", 0.82, 0.48), model("majority", 0.4, 1.07)],
        per_class: if case.full { case.classes.iter().map(class).collect() } else { Vec::new() },
        confusion,
        calibration,
        curves: if case.full { (0..=120).step_by(2).map(point_of_curve).collect() } else { Vec::new() },
        curves_of: 100,
        stopped: StoppedCounts { converged: 300, limit: 0, diverged: 0, schedule: 0 },
        decay: Vec::new(),
        gain: around(0.59, 0.08),
        gain_share: around(0.55, 0.07),
    }
}

fn point_of_curve(i: usize) -> CurvePoint {
    let fall = (-(i as f64) / 12.0).exp();
    let (training, held_out) = (0.35 + 0.73 * fall, 0.45 + 0.63 * fall + 0.0006 * i as f64);
    CurvePoint {
        iteration: i,
        training: [training - 0.03, training, training + 0.03],
        held_out: [held_out - 0.08, held_out, held_out + 0.1],
    }
}

fn network(case: &Case, draws: &mut Draws) -> NetworkRecord {
    let outputs = if case.classes.len() == 2 { vec![case.classes[1].clone()] } else { case.classes.clone() };
    let n = case.names.len();
    let mut sizes = case.hidden.clone();
    sizes.push(outputs.len());
    let mut layers = Vec::new();
    let mut before = n;
    for (at, &size) in sizes.iter().enumerate() {
        let last = at + 1 == sizes.len();
        let mut weights: Vec<Vec<f64>> = Vec::new();
        for _ in 0..size {
            weights.push(
                (0..before).map(|i| draws.normal() * if at == 0 { strength(i) } else { 0.8 }).collect(),
            );
        }
        if last && before > 6 {
            weights.iter_mut().for_each(|row| row[6] = -row[6].abs() - 0.2);
        }
        let activation = (!last).then_some(Activation::Tanh);
        layers.push(Layer { weights, biases: vec![0.0; size], activation });
        before = size;
    }
    NetworkRecord {
        split: 0,
        start: 0,
        decay: 1.0,
        layers,
        inputs: case.names.clone(),
        variables: (0..n).collect(),
        outputs,
        stopped: Stopped::Converged,
        log_loss: 0.46,
    }
}
