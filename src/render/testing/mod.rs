//! Reports for tests: made up, but of the right shape, from one variable to two hundred, with and without a signal.

mod curves;
pub(crate) mod part;
mod parts;
mod runs;
pub(crate) mod truth;

use super::{Config, Library, Report, SCHEMA, Tool};
use crate::compare::{Answer, Findings, Groups, NegativeWeights};
use crate::options::Options;
use crate::prepare::plan::{Plan, Scheme};
use crate::prepare::{ClassSummary, Closest, DataSummary, DroppedColumn, Kind, VariableSummary, Warning};
use crate::stats::{Difference, Estimate};
pub(crate) use curves::{by_number, groups, profiles, slopes, tree};
use parts::*;
use runs::enough_runs;
pub(crate) use runs::units;

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
    no_signal.findings.known_truth = Some(truth::nothing("no signal was shown"));
    for claim in &mut no_signal.findings.verdict.claims {
        if claim.claim != "negative_weights" {
            claim.answer = if claim.claim == "signal" { Answer::No } else { Answer::Undecided };
        }
    }
    let set = &mut no_signal.findings.retraining;
    set.iter_mut().for_each(|s| s.kept = None);
    vec![
        report(1, 2),
        report(2, 3),
        report(4, 2),
        report(14, 3),
        report(200, 3),
        no_signal,
        hostile(),
        empty(),
    ]
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
pub(crate) fn empty() -> Report {
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
    findings.units = None;
    findings.tree = None;
    findings.embedding.points.clear();
    findings.embedding.note = Some("no network was fitted".to_owned());
    findings.agreement.measures.clear();
    findings.agreement.tau.clear();
    findings.agreement.overlap.clear();
    findings.agreement.sign.clear();
    findings.null.signal = None;
    findings.null.probes = None;
    findings.retraining.clear();
    findings.by_number.clear();
    findings.profiles.clear();
    findings.slopes.clear();
    findings.groups = Groups::default();
    findings.performance.curves.clear();
    findings.performance.calibration.clear();
    findings.performance.confusion.clear();
    findings.performance.per_class.clear();
    findings.performance.models.truncate(1);
    findings.verdict.sentences.clear();
    findings.warnings.clear();
    findings.known_truth = None;
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
            units: Some(units(&network(&names, &class_names), variables > 3)),
            enough_runs: enough_runs(&names),
            embedding: embedding(&names),
            tree: Some(tree(&names, &class_names)),
            agreement: agreement(),
            null: null(&names),
            retraining: retraining(&names, &set),
            profiles: profiles(&names, &class_names),
            slopes: slopes(&names, &class_names),
            groups: groups(&names),
            by_number: by_number(&names),
            known_truth: Some(truth::known_truth(&names)),
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
            training_rows: 100_000,
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
            truth_tables: 30,
            truth_rows: 2_000,
            truth_folds: 5,
            truth_refits: 2,
            triples_up_to: 0,
            begun: None,
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
        classes: classes
            .iter()
            .map(|name| ClassSummary { name: name.clone(), count: 100, weight: None })
            .collect(),
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
