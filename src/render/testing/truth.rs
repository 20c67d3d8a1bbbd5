//! A made-up finding of known truth.

use crate::attribute::MEASURES;
use crate::stats::Estimate;
use crate::truth::{KINDS, KindFound, KnownTruth, LeftOut, MeasureFound, Recovery};

fn share(mean: f64) -> Estimate {
    Estimate { mean, low: Some((mean - 0.1).max(0.0)), high: Some((mean + 0.1).min(1.0)) }
}

/// What measures found among variables of these names; nothing was simulated where there is one.
pub(crate) fn known_truth(names: &[String]) -> KnownTruth {
    if names.len() < 2 {
        return nothing("there is one variable, so no measure has a choice");
    }
    let scored: Vec<_> = MEASURES.iter().filter(|m| !m.card().id.starts_with("forest")).collect();
    let found = |measure: usize, kind: usize| share(1.0 - (measure * (3 * kind + 2) % 17) as f64 / 17.0);
    let recovery = |measure: usize, kind: usize| {
        let planted = KINDS[kind].card().id != "nothing";
        let found = planted.then(|| found(measure, kind));
        Recovery {
            measure: scored[measure].card().id.to_owned(),
            found,
            members: found.map(|f| f.mean),
            similarity: found,
            noise_first: found.map(|f| share(1.0 - f.mean)),
            favourite: names[measure % names.len()].clone(),
            favourite_share: share(0.2),
            favourite_p: (!planted).then_some(if measure.is_multiple_of(4) { 0.001 } else { 0.4 }),
        }
    };
    let kind = |kind: usize| KindFound {
        kind: KINDS[kind].card().id.to_owned(),
        title: KINDS[kind].card().title.to_owned(),
        law: KINDS[kind].card().formula.to_owned(),
        important: if KINDS[kind].card().id == "nothing" { 0 } else { 2 },
        explained: 0.6,
        reached: share(0.5),
        measures: (0..scored.len()).map(|measure| recovery(measure, kind)).collect(),
    };
    let measure = |at: usize| MeasureFound {
        measure: scored[at].card().id.to_owned(),
        same_as: scored[at].same_as().map(str::to_owned),
        found: share(0.9 - 0.05 * at as f64),
        similarity: share(0.8),
        noise_first: share(0.1),
        weakest: "joint".to_owned(),
        among_best: at < 3,
        p_less: if at < 3 { 0.4 } else { 0.001 },
    };
    KnownTruth {
        tables: 30,
        rows: 200,
        folds: [5, 2],
        yours: 0.55,
        kinds: (0..KINDS.len()).filter(|&k| KINDS[k].card().id != "follower").map(kind).collect(),
        not_posed: vec![LeftOut {
            ids: vec!["follower".to_owned()],
            why: "no two variables are alike".to_owned(),
        }],
        measures: (0..scored.len()).map(measure).collect(),
        not_scored: vec![LeftOut {
            ids: vec!["forest".to_owned(), "forest_permutation".to_owned()],
            why: "growing forests would take long".to_owned(),
        }],
        note: None,
    }
}

/// Nothing was simulated.
pub(crate) fn nothing(why: &str) -> KnownTruth {
    KnownTruth {
        tables: 0,
        rows: 0,
        folds: [0, 0],
        yours: 0.0,
        kinds: Vec::new(),
        not_posed: Vec::new(),
        measures: Vec::new(),
        not_scored: Vec::new(),
        note: Some(why.to_owned()),
    }
}
