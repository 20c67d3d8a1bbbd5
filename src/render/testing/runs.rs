//! What repeated trainings say of each other: hidden units found again, ranks and answers that hang on the splits.

use crate::compare::claims::{self, CHECKS};
use crate::compare::enough_runs::{AnswerShares, ClaimRuns, Gap, MeasureRuns, Needs};
use crate::compare::units::{AverageUnits, Compared, FoundUnit, Quantiles};
use crate::compare::{Answer, EnoughRuns, NetworkRecord, Units};

/// Units that are found again by the better the later they come; the last of several is idle.
pub(crate) fn units(network: &NetworkRecord, aligned: bool) -> Units {
    let weights = &network.layers[0].weights;
    let center = if aligned { 0.8 } else { 0.4 };
    let around = |median: f64| Quantiles {
        p10: median - 0.2,
        p25: median - 0.1,
        median,
        p75: median + 0.05,
        p90: median + 0.1,
    };
    let unit = |at: usize| {
        let idle = at > 0 && at + 1 == weights.len();
        let cosine = (!idle).then(|| around(center + 0.1 * at as f64 / weights.len() as f64));
        FoundUnit { cosine, found: cosine.map(|cosine| cosine.median) }
    };
    let working: Vec<usize> = (0..weights.len()).filter(|&at| unit(at).cosine.is_some()).collect();
    let average = || AverageUnits {
        mean: working.iter().map(|&at| weights[at].iter().map(|w| 0.8 * w).collect()).collect(),
        sd: working.iter().map(|&at| weights[at].iter().map(|w| 0.1 + 0.2 * w.abs()).collect()).collect(),
        units: working.clone(),
    };
    Units {
        runs: 299,
        compared: if network.layers.len() > 2 { Compared::InputWeights } else { Compared::AllWeights },
        units: (0..weights.len()).map(unit).collect(),
        twins: if aligned { 2.min(weights.len()) } else { 0 },
        cosine: Some(around(center)),
        chance: Some(around(0.35)),
        least: 0.7,
        aligned,
        average: aligned.then(average),
        note: None,
    }
}

/// The edge of the first measure could turn with other splits, that of the second could not; one claim hangs on them.
pub(super) fn enough_runs(names: &[String]) -> EnoughRuns {
    let gap = |measure: usize, place: usize| Gap {
        place: place + 1,
        above: names[place].clone(),
        below: names[place + 1].clone(),
        gap: 0.1 / (place + 1) as f64,
        error: Some(0.03),
        from_starts: (measure == 0).then_some(0.4),
        swap: Some(if measure == 0 { 0.12 } else { 0.001 }),
        settled: Some(measure > 0),
        low: Some(if place < 2 { 0.02 } else { -0.1 }),
        high: Some(0.3),
        needs: match (place, measure) {
            (1, 0) => Some(Needs::Repeats),
            (0 | 1, _) => None,
            _ => Some(Needs::Rows),
        },
        needed: (place == 1 && measure == 0).then_some(20),
    };
    let measure = |(at, id): (usize, &str)| MeasureRuns {
        measure: id.to_owned(),
        repeats: 10,
        counts: true,
        needed: (at == 0 && names.len() > 2).then_some(20),
        gaps: (0..names.len().saturating_sub(1).min(20)).map(|place| gap(at, place)).collect(),
    };
    let claim = |check: &&dyn claims::Check| {
        let open = check.card().id == "enough";
        let answer = if open { Answer::Undecided } else { Answer::Yes };
        let same = if open { 0.7 } else { 1.0 };
        let shares = AnswerShares {
            yes: if open { 0.3 } else { 1.0 },
            undecided: if open { 0.7 } else { 0.0 },
            ..AnswerShares::default()
        };
        ClaimRuns {
            claim: check.card().id.to_owned(),
            answer,
            same: Some(same),
            shares: Some(shares),
            settled: Some(!open),
            needs: open.then_some(Needs::Repeats),
            needed: open.then_some(20),
        }
    };
    EnoughRuns {
        top: 2.min(names.len()),
        repeats: 10,
        set_repeats: 5,
        reruns: 1_000,
        measures: ["abs_sum", "olden"].into_iter().enumerate().map(measure).collect(),
        claims: CHECKS.iter().map(claim).collect(),
        same_set: None,
        settled: Some(false),
        needed: Some(20),
    }
}
