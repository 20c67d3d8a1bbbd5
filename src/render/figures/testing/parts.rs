//! The parts of a test report that rankings and retraining make.

use super::{Case, Draws, around, differs, strength};
use crate::attribute::{Family, MEASURES, Ranked, Ranking};
use crate::compare::*;

/// A ranking by strength, blurred.
pub fn ranking(case: &Case, measure: &dyn crate::attribute::Measure, draws: &mut Draws) -> Ranking {
    let n = case.names.len();
    let loss = matches!(measure.family(), Family::Network);
    let mut scores: Vec<f64> = (0..n)
        .map(|v| {
            (strength(v) * (0.8 + 0.4 * draws.next()) - if loss { 0.15 } else { 0.0 })
                / if loss { 4.0 } else { 5.0 }
        })
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
        top_share: case.full.then(|| {
            if rank(v) <= 2 {
                0.97
            } else if rank(v) < 6 {
                0.02
            } else {
                0.0
            }
        }),
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

/// Paths of every variable to every output.
pub fn negative(case: &Case, draws: &mut Draws) -> NegativeWeights {
    let outputs = if case.classes.len() == 2 { &case.classes[1..] } else { &case.classes[..] };
    let mut paths = Vec::new();
    for (v, name) in case.names.iter().enumerate() {
        for class in outputs {
            let (positive, negative) = (3.0 * strength(v) * draws.next(), 3.0 * strength(v) * draws.next());
            let cancellation = 1.0 - (positive - negative).abs() / (positive + negative);
            let net = positive - negative;
            paths.push(PathSums {
                variable: name.clone(),
                class: class.clone(),
                positive,
                negative,
                net,
                cancellation,
            });
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

/// Ranks over 300 trainings of two measures.
pub fn stability(case: &Case, claimed: &[String], draws: &mut Draws) -> Stability {
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
            nogueira_shuffled: Some(0.1),
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

/// Variables in a plane, two of them close together.
pub fn embedding(case: &Case, draws: &mut Draws) -> Embedding {
    let n = case.names.len();
    let points: Vec<EmbeddedVariable> = (0..n)
        .map(|v| {
            let angle = match v {
                3 => 0.05,
                6 => 0.12,
                8 => 1.7,
                _ => std::f64::consts::TAU * draws.next(),
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
        (0..n)
            .map(|a| (0..n).map(|b| if a == b { 1.0 } else { 2.0 * draws.next() - 1.0 }).collect())
            .collect()
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

/// Measures held against each other at random.
pub fn agreement(draws: &mut Draws) -> Agreement {
    let measures: Vec<String> =
        MEASURES.iter().filter(|m| !m.broken_by_symmetry()).map(|m| m.card().id.to_owned()).collect();
    let m = measures.len();
    let below: Vec<Vec<f64>> = (0..m).map(|a| (0..a).map(|_| 1.2 * draws.next() - 0.2).collect()).collect();
    let entry = |a: usize, b: usize| if a == b { 1.0 } else { below[a.max(b)][a.min(b)] };
    let tau: Vec<Vec<f64>> = (0..m).map(|a| (0..m).map(|b| entry(a, b)).collect()).collect();
    Agreement {
        overlap: tau.clone(),
        sign: vec![vec![None; m]; m],
        tau,
        measures,
        chance_tau: 0.36,
        family_tau: None,
    }
}

/// All variables, the set in question, what measures choose, singles and pairs.
pub fn retraining(case: &Case, claimed: &[String], draws: &mut Draws) -> Vec<RetrainedSet> {
    let mut set = |variables: Vec<String>, why: &str, loss: f64| {
        let blur = if why == "all" { 0.0 } else { draws.next() };
        retrained(variables, why, loss, blur)
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
    let mut singles: Vec<RetrainedSet> = case
        .names
        .iter()
        .enumerate()
        .map(|(v, name)| set(vec![name.clone()], "single", 0.5 - 0.3 * strength(v)))
        .collect();
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

fn retrained(variables: Vec<String>, why: &str, loss: f64, blur: f64) -> RetrainedSet {
    RetrainedSet {
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
            log_loss: differs(loss, 0.03 + 0.02 * blur),
        }),
        posterior: None,
        kept: Some(around(1.0 - loss / 0.59, 0.1)),
        place: None,
        in_best_set: None,
        p_worse: None,
        synergy: (why == "pair").then(|| differs(0.1 * (loss - 0.2), 0.03)),
        synergy_q: (why == "pair").then_some(0.02),
        second_derivative: (why == "pair").then(|| around(0.4, 0.1)),
        slope_change: (why == "pair").then(|| around(0.5, 0.1)),
        together: None,
        chosen: Vec::new(),
    }
}

/// One answer to every claim but that of a signal.
pub fn verdict(case: &Case, claimed: &[String]) -> Verdict {
    let claim = |id: &str| Claim {
        claim: id.to_owned(),
        question: String::new(),
        answer: if id == "signal" && case.answer != Answer::Undecided { Answer::Yes } else { case.answer },
        text: String::new(),
        lead: "The finding in one sentence.".to_owned(),
        evidence: Vec::new(),
    };
    let ids = [
        "signal",
        "weights_speak",
        "top_variables",
        "best_subset",
        "enough",
        "each_needed",
        "negative_weights",
    ];
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

/// Shuffled copies of three measures.
pub fn probes(case: &Case, draws: &mut Draws) -> Probes {
    let mut measure = |measure: &str, unit: &str| {
        let best: Vec<f64> = (0..20).map(|_| 0.03 + 0.01 * draws.next()).collect();
        ProbeMeasure {
            measure: measure.to_owned(),
            unit: unit.to_owned(),
            variables: case.names.iter().map(|_| 0.05 * draws.next()).collect(),
            bar: best.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            best,
        }
    };
    let measures =
        vec![measure("abs_sum", "share"), measure("olden", "share"), measure("permutation", "log loss")];
    Probes { repeats: 20, folds: 5, measures }
}
