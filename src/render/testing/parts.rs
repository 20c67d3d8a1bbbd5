//! Results of the made-up reports.

use super::{d, e};
use crate::attribute::{self, Family, Ranked, Ranking};
use crate::compare::claims::{self, CHECKS};
use crate::compare::*;
use crate::options::Activation;
use crate::train::{Layer, Stopped};
use std::collections::BTreeMap;

pub(super) fn performance(classes: &[String]) -> Performance {
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
        calibration_error: Some(CalibrationError { error: 0.03, by_chance: 0.02 }),
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
        stopped: StoppedCounts { converged: 298, limit: 2, diverged: 0, schedule: 0 },
        decay: vec![DecayCount { decay: 1.0, count: 7 }, DecayCount { decay: 4.0, count: 3 }],
        gain: e(0.5, 0.06),
        gain_share: e(0.55, 0.07),
    }
}

pub(super) fn network(names: &[String], classes: &[String]) -> NetworkRecord {
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

pub(super) fn rankings(names: &[String], classes: &[String]) -> Vec<Ranking> {
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

pub(super) fn ranked(place: usize, name: &str, count: usize, classes: Option<&[String]>) -> Ranked {
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
        p: Some(if place < 2 { 1.0 / 21.0 } else { 0.4 }),
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

pub(super) fn negative(names: &[String], classes: &[String]) -> NegativeWeights {
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

pub(super) fn stability(names: &[String]) -> Stability {
    let measure = |id: &str| MeasureStability {
        measure: id.to_owned(),
        nogueira: Some(e(0.8, 0.1)),
        nogueira_shuffled: Some(0.1),
        kendall_w: Some(0.9),
        kendall_w_starts: Some(0.95),
        rows_share: Some(0.7),
        top_sets: vec![ChosenSet { variables: names.iter().take(2).cloned().collect(), share: 0.9 }],
        ranks: (0..names.len()).map(|v| vec![v as u16 + 1; 30]).collect(),
        splits_enough: Some(12),
    };
    Stability { top: 2.min(names.len()), measures: vec![measure("abs_sum"), measure("olden")] }
}

pub(super) fn embedding(names: &[String]) -> Embedding {
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

pub(super) fn agreement() -> Agreement {
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

pub(super) fn null(names: &[String]) -> Null {
    let signal =
        Signal { observed: 0.5, shuffled: vec![-0.1, 0.02], planned: 99, p: 0.01, stopped_early: false };
    let probe = ProbeMeasure {
        measure: "abs_sum".to_owned(),
        unit: "share".to_owned(),
        variables: vec![0.1; names.len()],
        best: vec![0.05, 0.06],
        bar: 0.06,
    };
    Null { signal: Some(signal), probes: Some(Probes { repeats: 2, folds: 5, measures: vec![probe] }) }
}

pub(super) fn retraining(names: &[String], set: &[String]) -> Vec<RetrainedSet> {
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

pub(super) fn retrained(variables: &[String], why: &str) -> RetrainedSet {
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
        posterior: (why != "all").then_some(Posterior { worse: 0.9, within: 0.09, better: 0.01 }),
        kept: Some(e(0.6, 0.08)),
        place: pair.then_some(1),
        in_best_set: pair.then_some(true),
        p_worse: pair.then_some(0.2),
        synergy: pair.then(|| d(-0.1, 0.05)),
        synergy_q: pair.then_some(0.01),
        second_derivative: pair.then(|| e(0.4, 0.1)),
        slope_change: pair.then(|| e(0.6, 0.1)),
        together: pair.then_some(Together::TellTheSame),
        chosen: Vec::new(),
    }
}

pub(super) fn verdict(names: &[String], set: &[String]) -> Verdict {
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
