//! A `Report` for tests: all its parts from a few settings, numbers drawn by a fixed rule.

use crate::attribute::{Family, MEASURES, Ranked, Ranking};
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
    let findings = Findings {
        data: data(case, &mut draws),
        performance: performance(case, &mut draws),
        networks: vec![network(case, &mut draws)],
        rankings: MEASURES.iter().map(|m| ranking(case, *m, &mut draws)).collect(),
        negative_weights: negative(case, &mut draws),
        stability: stability(case, &claimed, &mut draws),
        embedding: embedding(case, &mut draws),
        agreement: agreement(&mut draws),
        null: Null {
            signal: case.full.then(|| Signal {
                observed: 0.59,
                shuffled: (0..99).map(|_| -0.03 + 0.02 * draws.normal()).collect(),
                planned: 99,
                p: 0.01,
                stopped_early: false,
            }),
            probes: None,
        },
        retraining: retraining(case, &claimed, &mut draws),
        known_truth: None,
        verdict: verdict(case, &claimed),
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
        forest: scheme,
        trees: 100,
        forest_rows: 20_000,
        random_sets: 10,
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
    let classes: Vec<ClassSummary> =
        case.classes.iter().enumerate().map(|(c, n)| ClassSummary { name: n.clone(), count: count(c) }).collect();
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
        note: String::new(),
    };
    let mut confusion = vec![vec![0.0; k]; k];
    for (i, row) in confusion.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = if i == j { 130.0 } else { 20.0 * draws.next() };
        }
    }
    let class = |c: &String| ClassPerformance { class: c.clone(), count: 160, precision: 0.82, recall: 0.8, f1: 0.81 };
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
    let point = |i: usize| {
        let fall = (-(i as f64) / 12.0).exp();
        let (training, held_out) = (0.35 + 0.73 * fall, 0.45 + 0.63 * fall + 0.0006 * i as f64);
        CurvePoint {
            iteration: i,
            training: [training - 0.03, training, training + 0.03],
            held_out: [held_out - 0.08, held_out, held_out + 0.1],
        }
    };
    Performance {
        models: vec![model("network", 0.82, 0.48), model("majority", 0.4, 1.07)],
        per_class: if case.full { case.classes.iter().map(class).collect() } else { Vec::new() },
        confusion,
        calibration,
        curves: if case.full { (0..=120).step_by(2).map(point).collect() } else { Vec::new() },
        curves_of: 100,
        stopped: StoppedCounts { converged: 300, limit: 0, diverged: 0 },
        decay: Vec::new(),
        gain: around(0.59, 0.08),
        gain_share: around(0.55, 0.07),
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
            weights.push((0..before).map(|i| draws.normal() * if at == 0 { strength(i) } else { 0.8 }).collect());
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

fn ranking(case: &Case, measure: &dyn crate::attribute::Measure, draws: &mut Draws) -> Ranking {
    let n = case.names.len();
    let loss = matches!(measure.family(), Family::Network);
    let mut scores: Vec<f64> = (0..n)
        .map(|v| (strength(v) * (0.8 + 0.4 * draws.next()) - if loss { 0.15 } else { 0.0 }) / if loss { 4.0 } else { 5.0 })
        .collect();
    if measure.card().id == "leave_one_out" && n > 8 {
        scores.swap(6, 8);
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| scores[b].abs().total_cmp(&scores[a].abs()));
    let rank = |v: usize| order.iter().position(|&o| o == v).unwrap() + 1;
    let missing = !case.full && measure.card().id != "abs_sum";
    let variable = |v: usize| Ranked {
        name: case.names[v].clone(),
        score: scores[v],
        low: case.full.then(|| scores[v] - 0.015),
        high: case.full.then(|| scores[v] + 0.015),
        rank: rank(v),
        rank_low: case.full.then(|| rank(v).saturating_sub(if rank(v) > 3 { 5 } else { 0 }).max(1)),
        rank_high: case.full.then(|| (rank(v) + if rank(v) > 3 { 6 } else { 0 }).min(n)),
        top_share: case.full.then(|| if rank(v) <= 2 { 0.97 } else if rank(v) < 6 { 0.02 } else { 0.0 }),
        p: None,
        q: None,
        per_class: case.classes.iter().map(|c| (c.clone(), scores[v])).collect(),
        signed: scores[v],
        beside: None,
        mean_rank: rank(v) as f64,
    };
    Ranking {
        measure: measure.card().id.to_owned(),
        title: measure.card().title.to_owned(),
        family: measure.family(),
        same_as: measure.same_as().map(str::to_owned),
        unit: if loss { "log loss" } else { "share" }.to_owned(),
        interval: Some("half_samples".to_owned()),
        broken_by_symmetry: measure.broken_by_symmetry(),
        beside: None,
        not_applicable: missing.then(|| "not computed".to_owned()),
        variables: if missing { Vec::new() } else { (0..n).map(variable).collect() },
    }
}

fn negative(case: &Case, draws: &mut Draws) -> NegativeWeights {
    let outputs = if case.classes.len() == 2 { &case.classes[1..] } else { &case.classes[..] };
    let mut paths = Vec::new();
    for (v, name) in case.names.iter().enumerate() {
        for class in outputs {
            let (positive, negative) = (3.0 * strength(v) * draws.next(), 3.0 * strength(v) * draws.next());
            let cancellation = 1.0 - (positive - negative).abs() / (positive + negative);
            let net = positive - negative;
            paths.push(PathSums { variable: name.clone(), class: class.clone(), positive, negative, net, cancellation });
        }
    }
    let symmetry = |id: &str, moves: &[&str]| Symmetry {
        id: id.to_owned(),
        what: format!("what was done to a unit or a variable ({id}), in a few words"),
        largest_change: 2.2e-16,
        measures: MEASURES
            .iter()
            .filter(|m| m.family() == Family::Weights)
            .map(|m| m.card().id)
            .chain(["olden_raw"])
            .map(|m| MeasureChange {
                measure: m.to_owned(),
                change: if moves.contains(&m) { 0.137 } else { 3e-17 },
                order_changed: moves.contains(&m) && m.len() % 2 == 0,
            })
            .collect(),
    };
    NegativeWeights {
        symmetries: if case.full {
            vec![
                symmetry("flip", &["signed_sum", "positive_sum", "negative_sum"]),
                symmetry("shift", &["olden_raw"]),
                symmetry("recode", &["signed_sum", "positive_sum", "negative_sum"]),
            ]
        } else {
            Vec::new()
        },
        paths,
        signed_against_absolute: None,
        against_direction: None,
        note: None,
    }
}

fn stability(case: &Case, claimed: &[String], draws: &mut Draws) -> Stability {
    let n = case.names.len();
    let mut measure = |id: &str, noise: f64| {
        let mut ranks = vec![Vec::new(); n];
        for _ in 0..300 {
            let scores: Vec<f64> = (0..n).map(|v| strength(v) + noise * draws.normal()).collect();
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            for (place, &v) in order.iter().enumerate() {
                ranks[v].push(place as u16 + 1);
            }
        }
        MeasureStability {
            measure: id.to_owned(),
            nogueira: Some(around(0.9, 0.05)),
            kendall_w: None,
            kendall_w_starts: None,
            rows_share: None,
            top_sets: vec![ChosenSet { variables: claimed.to_vec(), share: 0.93 }],
            ranks,
            splits_enough: None,
        }
    };
    let measures =
        if case.full { vec![measure("abs_sum", 0.03), measure("permutation", 0.12)] } else { Vec::new() };
    Stability { top: claimed.len(), measures }
}

fn embedding(case: &Case, draws: &mut Draws) -> Embedding {
    let n = case.names.len();
    let points: Vec<EmbeddedVariable> = (0..n)
        .map(|v| {
            let angle = match v {
                3 => 0.05,
                6 => 0.12,
                8 => 1.7,
                _ => 6.28 * draws.next(),
            };
            let length = 3.0 * strength(v);
            EmbeddedVariable {
                name: case.names[v].clone(),
                x: length * angle.cos(),
                y: length * angle.sin(),
                length,
                spread: case.full.then_some([0.01, 0.002, 0.02]),
            }
        })
        .collect();
    let table = |draws: &mut Draws| -> Vec<Vec<f64>> {
        (0..n).map(|a| (0..n).map(|b| if a == b { 1.0 } else { 2.0 * draws.next() - 1.0 }).collect()).collect()
    };
    Embedding {
        points,
        explained: [0.5, 0.2],
        cosine: table(draws),
        correlation: table(draws),
        cosine_with_correlation: None,
        clusters: if n > 7 { vec![vec![case.names[3].clone(), case.names[6].clone()]] } else { Vec::new() },
        note: None,
    }
}

fn agreement(draws: &mut Draws) -> Agreement {
    let measures: Vec<String> =
        MEASURES.iter().filter(|m| !m.broken_by_symmetry()).map(|m| m.card().id.to_owned()).collect();
    let m = measures.len();
    let mut tau = vec![vec![1.0; m]; m];
    for a in 0..m {
        for b in 0..a {
            let value = 1.2 * draws.next() - 0.2;
            (tau[a][b], tau[b][a]) = (value, value);
        }
    }
    Agreement {
        overlap: tau.clone(),
        sign: vec![vec![None; m]; m],
        tau,
        measures,
        chance_tau: 0.36,
        family_tau: None,
    }
}

fn retraining(case: &Case, claimed: &[String], draws: &mut Draws) -> Vec<RetrainedSet> {
    let mut set = |variables: Vec<String>, why: &str, loss: f64| RetrainedSet {
        variables,
        why: why.to_owned(),
        accuracy: around(0.82 - 0.5 * loss, 0.03),
        recall: around(0.8 - 0.5 * loss, 0.03),
        precision: around(0.8 - 0.5 * loss, 0.03),
        log_loss: around(0.48 + loss, 0.05),
        difference: (why != "all").then(|| SetDifference {
            accuracy: differs(-0.5 * loss, 0.02),
            recall: differs(-0.5 * loss, 0.02),
            precision: differs(-0.5 * loss, 0.02),
            log_loss: differs(loss, 0.03 + 0.02 * draws.next()),
        }),
        kept: Some(around(1.0 - loss / 0.59, 0.1)),
        place: None,
        in_best_set: None,
        p_worse: None,
        synergy: (why == "pair").then(|| differs(0.1 * (loss - 0.2), 0.03)),
        chosen: Vec::new(),
    };
    let n = case.names.len();
    let mut list = vec![set(case.names.clone(), "all", 0.0)];
    if !case.full {
        return list;
    }
    list.push(set(claimed.to_vec(), "claim", 0.1));
    for measure in ["together", "abs_sum", "olden", "gradient", "permutation", "leave_one_out", "forest"] {
        list.push(set(Vec::new(), &format!("top:{measure}"), 0.08));
    }
    list.push(set(Vec::new(), "random", 0.42));
    let mut singles: Vec<RetrainedSet> =
        case.names.iter().enumerate().map(|(v, name)| set(vec![name.clone()], "single", 0.5 - 0.3 * strength(v))).collect();
    singles.sort_by(|a, b| a.log_loss.mean.total_cmp(&b.log_loss.mean));
    list.extend(singles);
    let mut pairs: Vec<RetrainedSet> = Vec::new();
    for a in 0..n.min(15) {
        for b in a + 1..n.min(15) {
            let kin = if (a, b) == (3, 6) { 0.25 } else { 0.0 };
            let loss = 0.5 - 0.3 * (strength(a) + strength(b)) + kin;
            pairs.push(set(vec![case.names[a].clone(), case.names[b].clone()], "pair", loss));
        }
    }
    pairs.sort_by(|a, b| a.log_loss.mean.total_cmp(&b.log_loss.mean));
    for (place, pair) in pairs.iter_mut().enumerate() {
        pair.place = Some(place + 1);
        pair.in_best_set = Some(place < 2);
        pair.p_worse = Some(if place < 2 { 0.4 } else { 0.002 });
    }
    list.extend(pairs);
    list
}

fn verdict(case: &Case, claimed: &[String]) -> Verdict {
    let claim = |id: &str| Claim {
        claim: id.to_owned(),
        question: String::new(),
        answer: if id == "signal" && case.answer != Answer::Undecided { Answer::Yes } else { case.answer },
        text: String::new(),
        evidence: Vec::new(),
    };
    let ids =
        ["signal", "weights_speak", "top_variables", "best_subset", "enough", "each_needed", "negative_weights"];
    let possible = [3usize, 8].iter().filter_map(|&v| case.names.get(v)).cloned().collect();
    Verdict {
        variables: claimed.to_vec(),
        named_by_user: true,
        title: String::new(),
        sentences: Vec::new(),
        claims: ids.map(claim).to_vec(),
        speaking: Vec::new(),
        substitutes: Vec::new(),
        possible_top: possible,
    }
}
