//! Reports for tests: made up, but of the right shape, from one variable to two hundred, with and without a signal.

use super::{Config, Library, Report, SCHEMA, Tool};
use crate::attribute::{self, Family, Ranked, Ranking};
use crate::compare::claims::CHECKS;
use crate::compare::*;
use crate::options::{Activation, Options};
use crate::prepare::plan::{Plan, Scheme};
use crate::prepare::{ClassSummary, Closest, DataSummary, DroppedColumn, Kind, VariableSummary, Warning};
use crate::stats::{Difference, Estimate};
use crate::train::{Layer, Stopped};
use std::collections::BTreeMap;

/// Names that attack Markdown, HTML, tera and tables.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "*v4*",
    "{{ x }}",
    "[a](javascript:alert(1))",
    "a|b",
    "`c` & \"d\" 'e'",
    "\u{E002}0\u{E003}\u{202E}x",
    "a name that is much longer than the gutter of any figure or the column of any table has room for",
];

/// One of every kind.
pub fn reports() -> Vec<Report> {
    let mut no_signal = report(5, 3);
    no_signal.findings.verdict.speaking.clear();
    no_signal.findings.verdict.substitutes.clear();
    for claim in &mut no_signal.findings.verdict.claims {
        if claim.claim != "negative_weights" {
            claim.answer = if claim.claim == "signal" { Answer::No } else { Answer::Undecided };
        }
    }
    let set = &mut no_signal.findings.retraining;
    set.iter_mut().for_each(|s| s.kept = None);
    vec![report(1, 2), report(4, 2), report(14, 3), report(200, 3), no_signal, hostile(), empty()]
}

/// Names of columns and classes, file and title from [`HOSTILE`].
pub fn hostile() -> Report {
    let mut report = report(HOSTILE.len(), 3);
    let text = serde_json::to_string(&report).unwrap();
    let mut renamed = text;
    for (place, name) in HOSTILE.iter().enumerate().rev() {
        let quoted = serde_json::to_string(name).unwrap();
        renamed = renamed.replace(&format!("\"v{}\"", place + 1), &quoted);
        if let Some(class) = ["A", "B", "C"].get(place) {
            renamed = renamed.replace(&format!("\"{class}\""), &quoted);
        }
    }
    report = serde_json::from_str(&renamed).unwrap();
    report.findings.data.file = HOSTILE[0].to_owned();
    report.findings.data.target = HOSTILE[1].to_owned();
    report.findings.verdict.title = HOSTILE.join(" ");
    report.config.command = format!("counterweight report '{}'", HOSTILE[5]);
    report
}

/// As little as a report can hold.
fn empty() -> Report {
    let mut report = report(2, 2);
    let findings = &mut report.findings;
    findings.networks.clear();
    findings.rankings.iter_mut().for_each(|r| {
        r.variables.clear();
        r.not_applicable = Some("nothing converged".to_owned());
    });
    findings.negative_weights = NegativeWeights {
        symmetries: Vec::new(),
        paths: Vec::new(),
        signed_against_absolute: None,
        against_direction: None,
        note: Some("no network was fitted".to_owned()),
    };
    findings.stability.measures.clear();
    findings.embedding.points.clear();
    findings.embedding.note = Some("no network was fitted".to_owned());
    findings.agreement.measures.clear();
    findings.agreement.tau.clear();
    findings.agreement.overlap.clear();
    findings.agreement.sign.clear();
    findings.null.signal = None;
    findings.retraining.clear();
    findings.performance.curves.clear();
    findings.performance.calibration.clear();
    findings.performance.confusion.clear();
    findings.performance.per_class.clear();
    findings.performance.models.truncate(1);
    findings.verdict.sentences.clear();
    findings.warnings.clear();
    findings.data.dropped.clear();
    report
}

fn e(mean: f64, half: f64) -> Estimate {
    Estimate { mean, low: Some(mean - half), high: Some(mean + half) }
}

fn d(mean: f64, half: f64) -> Difference {
    Difference { mean, low: Some(mean - half), high: Some(mean + half), p: Some(0.03) }
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|v| format!("v{v}")).collect()
}

/// A report of so many variables (`v1`, …) and classes (`A`, …).
pub fn report(variables: usize, classes: usize) -> Report {
    let class_names: Vec<String> = (0..classes).map(|k| char::from(b'A' + k as u8).to_string()).collect();
    let names = names(variables);
    let set: Vec<String> = names.iter().take(2).cloned().collect();
    Report {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: "counterweight".to_owned(),
            version: "0.1.0".to_owned(),
            libraries: vec![Library { name: "smartcore".to_owned(), version: "0.7.0".to_owned() }],
        },
        config: config(),
        findings: Findings {
            data: data(&names, &class_names),
            performance: performance(&class_names),
            networks: vec![network(&names, &class_names)],
            rankings: rankings(&names, &class_names),
            negative_weights: negative(&names, &class_names),
            stability: stability(&names),
            embedding: embedding(&names),
            agreement: agreement(),
            null: null(),
            retraining: retraining(&names, &set),
            known_truth: None,
            verdict: verdict(&names, &set),
            warnings: vec![
                Warning {
                    id: "near_copy".to_owned(),
                    column: Some("v1".to_owned()),
                    text: "v1 is close to v2.".to_owned(),
                },
                Warning { id: "rows".to_owned(), column: None, text: "few rows repeat.".to_owned() },
            ],
        },
    }
}

fn config() -> Config {
    let scheme = Scheme { repeats: 10, folds: 10, starts: 3 };
    Config {
        options: Options { hidden: vec![3], ..Options::default() },
        plan: Plan {
            full: scheme,
            sets: Scheme { repeats: 5, folds: 10, starts: 1 },
            all_pairs_up_to: 15,
            halves: 40,
            half_folds: 5,
            inner: 3,
            half_inner: 5,
            shuffles: 10,
            permutation_rows: 20_000,
            signal_folds: 5,
            signal_shuffles: 99,
            probe_repeats: 20,
            probe_folds: 5,
            forest: Scheme { repeats: 2, folds: 5, starts: 1 },
            trees: 100,
            forest_halves: 20,
            forest_rows: 20_000,
            random_sets: 50,
            reduced: vec!["5-fold instead of 10-fold: the smallest class has 5 rows.".to_owned()],
        },
        command: "counterweight report made-up.csv --seed 0".to_owned(),
    }
}

fn data(names: &[String], classes: &[String]) -> DataSummary {
    let variable = |(place, name): (usize, &String)| {
        let category = place % 5 == 3;
        VariableSummary {
            kind: if category { Kind::Category } else { Kind::Number },
            missing: place % 3,
            distinct: if category { 3 } else { 90 },
            inputs: 1,
            mean: (!category).then_some(0.25 * place as f64),
            sd: (!category).then_some(1.5),
            min: (!category).then_some(-2.0),
            median: (!category).then_some(0.1),
            max: (!category).then_some(3.0),
            histogram: if category { vec![50, 30, 20] } else { (0..20).collect() },
            levels: if category { vec!["x".into(), "y".into(), "z".into()] } else { Vec::new() },
            closest: (place == 0 && names.len() > 1)
                .then(|| Closest { name: names[1].clone(), r: e(0.91, 0.02) }),
            ..blank(name)
        }
    };
    DataSummary {
        file: "made-up.csv".to_owned(),
        sha256: "0".repeat(64),
        reading: "Comma-separated, with a header, UTF-8, decimal point.".to_owned(),
        rows: 100 * classes.len(),
        rows_dropped: 2,
        target: "class".to_owned(),
        target_reason: "the column is called class".to_owned(),
        classes: classes.iter().map(|name| ClassSummary { name: name.clone(), count: 100 }).collect(),
        variables: names.iter().enumerate().map(variable).collect(),
        dropped: vec![DroppedColumn { name: "id".to_owned(), reason: "looks like an identifier".to_owned() }],
        group: None,
    }
}

fn blank(name: &str) -> VariableSummary {
    serde_json::from_value(serde_json::json!({
        "name": name, "kind": "number", "missing": 0, "distinct": 0, "inputs": 1, "mean": null, "sd": null, "min": null,
        "median": null, "max": null, "histogram": [], "levels": [], "input_levels": [], "closest": null,
    }))
    .unwrap()
}

fn performance(classes: &[String]) -> Performance {
    let model = |(place, model): (usize, &str)| ModelPerformance {
        model: model.to_owned(),
        accuracy: e(0.8, 0.03),
        balanced_accuracy: e(0.8, 0.03),
        precision: e(0.8, 0.03),
        recall: e(0.8, 0.03),
        f1: e(0.8, 0.03),
        roc_auc: (place != 1).then(|| e(0.9, 0.02)),
        log_loss: e(0.4 + 0.1 * place as f64, 0.05),
        difference: (place > 0).then(|| d(0.1 * place as f64 - 0.15, 0.04)),
        note: if place == 0 { "100 splits, 3 starts".to_owned() } else { String::new() },
    };
    let k = classes.len();
    Performance {
        models: ["network", "majority", "logistic", "tree", "forest"]
            .into_iter()
            .enumerate()
            .map(model)
            .collect(),
        per_class: classes
            .iter()
            .map(|c| ClassPerformance { class: c.clone(), count: 100, precision: 0.8, recall: 0.7, f1: 0.75 })
            .collect(),
        confusion: (0..k)
            .map(|r| (0..k).map(|c| if r == c { 80.0 } else { 20.0 / (k as f64 - 1.0) }).collect())
            .collect(),
        calibration: vec![CalibrationBin {
            predicted: 0.45,
            observed: 0.4,
            low: 0.3,
            high: 0.5,
            count: 30.0,
        }],
        curves: (0..5)
            .map(|i| CurvePoint {
                iteration: 10 * i,
                training: [0.3, 0.4, 0.5].map(|l| l + 0.5 / (i + 1) as f64),
                held_out: [0.4, 0.5, 0.6].map(|l| l + 0.4 / (i + 1) as f64),
            })
            .collect(),
        curves_of: 10,
        stopped: StoppedCounts { converged: 298, limit: 2, diverged: 0 },
        decay: vec![DecayCount { decay: 1.0, count: 7 }, DecayCount { decay: 4.0, count: 3 }],
        gain: e(0.5, 0.06),
        gain_share: e(0.55, 0.07),
    }
}

fn network(names: &[String], classes: &[String]) -> NetworkRecord {
    let outputs = if classes.len() == 2 { vec![classes[1].clone()] } else { classes.to_vec() };
    let weight = |a: usize, b: usize| ((a * 7 + b * 13) % 11) as f64 / 5.0 - 1.0;
    let layer = |rows: usize, columns: usize, activation| Layer {
        weights: (0..rows).map(|r| (0..columns).map(|c| weight(r, c)).collect()).collect(),
        biases: vec![0.1; rows],
        activation,
    };
    NetworkRecord {
        split: 3,
        start: 1,
        decay: 1.0,
        layers: vec![layer(3, names.len(), Some(Activation::Tanh)), layer(outputs.len(), 3, None)],
        inputs: names.to_vec(),
        variables: (0..names.len()).collect(),
        outputs,
        stopped: Stopped::Converged,
        log_loss: 0.42,
    }
}

fn rankings(names: &[String], classes: &[String]) -> Vec<Ranking> {
    let family = |id: &str| match id {
        "gradient" | "lek" => Family::Sensitivity,
        "permutation" | "conditional_permutation" | "leave_one_out" => Family::Network,
        "tree" | "forest" | "forest_permutation" | "logistic" => Family::OtherModel,
        _ => Family::Weights,
    };
    let ranking = |card: &&'static crate::card::Card| {
        let signed = matches!(card.id, "olden" | "gradient");
        let raw = card.id == "leave_one_out";
        Ranking {
            measure: card.id.to_owned(),
            title: card.title.to_owned(),
            family: family(card.id),
            same_as: ["norm", "garson", "garson_1991", "abs_product"]
                .contains(&card.id)
                .then(|| "abs_sum".to_owned()),
            unit: if raw { "log loss" } else { "share" }.to_owned(),
            interval: Some(if raw { "corrected" } else { "half_samples" }.to_owned()),
            broken_by_symmetry: ["signed_sum", "positive_sum", "negative_sum"].contains(&card.id),
            beside: None,
            not_applicable: None,
            variables: names
                .iter()
                .enumerate()
                .map(|(v, n)| ranked(v, n, names.len(), signed.then_some(classes)))
                .collect(),
        }
    };
    attribute::cards().iter().map(ranking).collect()
}

fn ranked(place: usize, name: &str, count: usize, classes: Option<&[String]>) -> Ranked {
    let score = 1.0 / (place + 1) as f64;
    Ranked {
        name: name.to_owned(),
        score,
        low: Some(0.8 * score),
        high: Some(1.2 * score),
        rank: place + 1,
        rank_low: Some(place.max(1)),
        rank_high: Some((place + 2).min(count)),
        top_share: Some(if place < 2 { 0.9 } else { 0.1 }),
        p: None,
        q: None,
        per_class: classes
            .unwrap_or_default()
            .iter()
            .enumerate()
            .map(|(k, class)| (class.clone(), if k % 2 == 0 { score } else { -score }))
            .collect::<BTreeMap<_, _>>(),
        signed: score,
        beside: None,
        mean_rank: place as f64 + 1.2,
    }
}

fn negative(names: &[String], classes: &[String]) -> NegativeWeights {
    let outputs = if classes.len() == 2 { &classes[1..] } else { classes };
    let change = |measure: &str, change: f64| MeasureChange {
        measure: measure.to_owned(),
        change,
        order_changed: change > 0.1,
    };
    let symmetry = |id: &str, signed: f64, raw: f64| Symmetry {
        id: id.to_owned(),
        what: "hidden unit n2 turned around: its input weights, bias and output weights times −1".to_owned(),
        largest_change: 2.2e-16,
        measures: vec![
            change("abs_sum", 0.0),
            change("signed_sum", signed),
            change("olden", 1e-17),
            change("olden_raw", raw),
        ],
    };
    let paths = outputs.iter().flat_map(|class| {
        names.iter().map(|variable| PathSums {
            variable: variable.clone(),
            class: class.clone(),
            positive: 1.25,
            negative: 0.75,
            net: 0.5,
            cancellation: 0.75,
        })
    });
    let set = ChosenSet { variables: names.iter().take(2).cloned().collect(), share: 0.8 };
    NegativeWeights {
        symmetries: vec![
            symmetry("flip", 0.3, 0.0),
            symmetry("shift", 0.0, 0.2),
            symmetry("recode", 0.1, 0.0),
        ],
        paths: paths.collect(),
        signed_against_absolute: Some(SignedAgainstAbsolute {
            signed: set.clone(),
            absolute: set,
            difference: d(0.1, 0.05),
            share: Some(e(0.3, 0.1)),
        }),
        against_direction: Some(e(0.08, 0.03)),
        note: None,
    }
}

fn stability(names: &[String]) -> Stability {
    let measure = |id: &str| MeasureStability {
        measure: id.to_owned(),
        nogueira: Some(e(0.8, 0.1)),
        kendall_w: Some(0.9),
        kendall_w_starts: Some(0.95),
        rows_share: Some(0.7),
        top_sets: vec![ChosenSet { variables: names.iter().take(2).cloned().collect(), share: 0.9 }],
        ranks: (0..names.len()).map(|v| vec![v as u16 + 1; 30]).collect(),
        splits_enough: Some(12),
    };
    Stability { top: 2.min(names.len()), measures: vec![measure("abs_sum"), measure("olden")] }
}

fn embedding(names: &[String]) -> Embedding {
    let point = |(place, name): (usize, &String)| EmbeddedVariable {
        name: name.clone(),
        x: (place as f64).cos(),
        y: (place as f64).sin(),
        length: 1.0,
        spread: Some([0.01, 0.0, 0.02]),
    };
    let square = |diagonal: f64| -> Vec<Vec<f64>> {
        (0..names.len())
            .map(|r| (0..names.len()).map(|c| if r == c { diagonal } else { 0.2 }).collect())
            .collect()
    };
    Embedding {
        points: names.iter().enumerate().map(point).collect(),
        explained: [0.6, 0.3],
        cosine: square(1.0),
        correlation: square(1.0),
        cosine_with_correlation: (names.len() > 3).then_some(0.4),
        clusters: if names.len() > 1 { vec![names[..2].to_vec()] } else { Vec::new() },
        note: None,
    }
}

fn agreement() -> Agreement {
    let measures: Vec<String> = ["abs_sum", "olden", "leave_one_out"].map(String::from).to_vec();
    let square = vec![vec![1.0, 0.5, 0.3], vec![0.5, 1.0, 0.2], vec![0.3, 0.2, 1.0]];
    Agreement {
        measures,
        tau: square.clone(),
        overlap: square,
        sign: vec![vec![None; 3]; 3],
        chance_tau: 0.27,
        family_tau: Some([0.9, 0.97]),
    }
}

fn null() -> Null {
    let signal =
        Signal { observed: 0.5, shuffled: vec![-0.1, 0.02], planned: 99, p: 0.01, stopped_early: false };
    Null { signal: Some(signal), probes: None }
}

fn retraining(names: &[String], set: &[String]) -> Vec<RetrainedSet> {
    let mut sets = vec![
        retrained(names, "all"),
        retrained(set, "claim"),
        retrained(set, "top:abs_sum"),
        retrained(&[], "random"),
    ];
    sets[2].chosen = vec![ChosenSet { variables: set.to_vec(), share: 0.9 }];
    sets.extend(names.iter().map(|n| retrained(std::slice::from_ref(n), "single")));
    for (place, first) in names.iter().enumerate().take(10) {
        for second in &names[place + 1..] {
            sets.push(retrained(&[first.clone(), second.clone()], "pair"));
        }
    }
    sets
}

fn retrained(variables: &[String], why: &str) -> RetrainedSet {
    let pair = why == "pair" || why == "claim" && variables.len() == 2;
    RetrainedSet {
        variables: variables.to_vec(),
        why: why.to_owned(),
        accuracy: e(0.75, 0.04),
        recall: e(0.74, 0.04),
        precision: e(0.76, 0.04),
        log_loss: e(0.6, 0.05),
        difference: (why != "all").then(|| SetDifference {
            accuracy: d(-0.05, 0.02),
            recall: d(-0.05, 0.02),
            precision: d(-0.05, 0.02),
            log_loss: d(0.2, 0.05),
        }),
        kept: Some(e(0.6, 0.08)),
        place: pair.then_some(1),
        in_best_set: pair.then_some(true),
        p_worse: pair.then_some(0.2),
        synergy: pair.then(|| d(-0.1, 0.05)),
        chosen: Vec::new(),
    }
}

fn verdict(names: &[String], set: &[String]) -> Verdict {
    let claim = |check: &&dyn claims::Check| Claim {
        claim: check.card().id.to_owned(),
        question: check.card().title.to_owned(),
        answer: if check.card().id == "enough" { Answer::Undecided } else { Answer::Yes },
        text: "Held-out log loss 0.48 [0.40, 0.56], 55 [48, 62] % of it.".to_owned(),
        lead: "The finding in one sentence.".to_owned(),
        evidence: vec!["/retraining".to_owned()],
    };
    let speaking = Speaking {
        measure: "abs_sum".to_owned(),
        answer: Answer::Depends,
        lost: Some(e(0.07, 0.05)),
        chosen: vec![ChosenSet { variables: set.to_vec(), share: 0.9 }],
    };
    Verdict {
        variables: set.to_vec(),
        named_by_user: true,
        title: "v1 and v2 are the best pair to predict with".to_owned(),
        sentences: vec![Sentence {
            text: "The network gets 80 [77, 83] % of held-out rows right.".to_owned(),
            evidence: vec!["section:good".to_owned(), "figure:pairs".to_owned(), "claim:signal".to_owned()],
        }],
        claims: CHECKS.iter().map(claim).collect(),
        speaking: vec![speaking],
        substitutes: names
            .get(2)
            .map(|by| Substitute { of: set[0].clone(), by: by.clone(), difference: d(0.001, 0.004) })
            .into_iter()
            .collect(),
        possible_top: set.to_vec(),
    }
}
