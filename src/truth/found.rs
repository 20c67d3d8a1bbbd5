//! What each measure found: its top variables against those that matter.

use super::draw::Planted;
use super::kinds::KINDS;
use super::scored::{OfMeasure, Scored};
use super::{KindFound, KnownTruth, MeasureFound, Recovery};
use crate::prepare::Dataset;
use crate::seed::Seed;
use crate::stats::{Estimate, correlation, interval, maxt, rank};

/// Everything the findings are made of.
pub(super) struct Of<'a> {
    /// The tables, kinds in order.
    pub planted: &'a [Planted],
    /// For each table the share of the log loss that its networks explain.
    pub reached: &'a [f64],
    /// What the measures say.
    pub scores: &'a Scored,
    /// The rows.
    pub dataset: &'a Dataset,
    /// Root of the draws.
    pub seed: Seed,
}

/// How one measure did on one table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// Its top variables are exactly those that matter.
    pub found: bool,
    /// Share of the variables that matter among its top ones.
    pub members: f64,
    /// Of pairs of variables of different strength, the share ordered right less the share ordered wrong.
    pub similarity: f64,
    /// A variable that does not matter comes first.
    pub noise_first: bool,
}

/// Compares scores with strengths. Where the last place of the top is tied, nothing was found.
pub(super) fn judge(scores: &[f64], strengths: &[f64], sought: usize) -> Verdict {
    let strongest = rank::top(strengths, sought);
    let order = rank::order(scores);
    let parted = order.get(sought).is_none_or(|&next| scores[order[sought - 1]] > scores[next]);
    let top = rank::top(scores, sought);
    let among = top.iter().filter(|v| strongest.contains(v)).count();
    Verdict {
        found: parted && top == strongest,
        members: among as f64 / sought as f64,
        similarity: correlation::somers_d(scores, strengths).unwrap_or(0.0),
        noise_first: strengths[order[0]] == 0.0 || scores[order[0]] == scores[order[order.len() - 1]],
    }
}

/// A kind's tables: index of the kind, places of its tables.
fn by_kind(planted: &[Planted]) -> Vec<(usize, Vec<usize>)> {
    let tables =
        |kind: usize| (0..planted.len()).filter(|&t| planted[t].kind == kind).collect::<Vec<usize>>();
    (0..KINDS.len()).map(|kind| (kind, tables(kind))).filter(|(_, tables)| !tables.is_empty()).collect()
}

/// One entry a kind.
pub(super) fn kinds(of: &Of) -> Vec<KindFound> {
    let kind = |(kind, tables): (usize, Vec<usize>)| {
        let card = KINDS[kind].card();
        let reached: Vec<f64> = tables.iter().map(|&t| of.reached[t]).collect();
        let explained = tables.iter().map(|&t| of.planted[t].explained).sum::<f64>() / tables.len() as f64;
        KindFound {
            kind: card.id.to_owned(),
            title: card.title.to_owned(),
            law: card.formula.to_owned(),
            important: of.planted[tables[0]].sought,
            explained,
            reached: interval::estimate(&reached, 0.0),
            measures: of.scores.measures.iter().map(|measure| recovery(of, measure, &tables)).collect(),
        }
    };
    by_kind(of.planted).into_iter().map(kind).collect()
}

fn recovery(of: &Of, measure: &OfMeasure, tables: &[usize]) -> Recovery {
    let first = |&t: &usize| rank::order(&measure.by_table[t])[0];
    let mut firsts = vec![0usize; of.dataset.variables.len()];
    tables.iter().for_each(|t| firsts[first(t)] += 1);
    let favourite = (0..firsts.len()).fold(0, |best, v| if firsts[v] > firsts[best] { v } else { best });
    let planted = of.planted[tables[0]].sought > 0;
    let verdicts = if planted { verdicts(of, measure, tables) } else { Vec::new() };
    let means = Means::of(&verdicts);
    Recovery {
        measure: measure.id.to_owned(),
        found: means.as_ref().map(|m| m.found),
        members: means.as_ref().map(|m| m.members),
        similarity: means.as_ref().map(|m| m.similarity),
        noise_first: means.as_ref().map(|m| m.noise_first),
        favourite: of.dataset.variables[favourite].name.clone(),
        favourite_share: interval::proportion(firsts[favourite], tables.len()),
        favourite_p: (!planted).then(|| favoured(firsts[favourite], tables.len(), firsts.len())),
    }
}

/// How likely it is that some variable comes first so often by chance (binomial tail, times the number of variables).
fn favoured(count: usize, tables: usize, variables: usize) -> f64 {
    (interval::at_least(count, tables, 1.0 / variables as f64) * variables as f64).min(1.0)
}

fn verdicts(of: &Of, measure: &OfMeasure, tables: &[usize]) -> Vec<Verdict> {
    tables
        .iter()
        .map(|&t| judge(&measure.by_table[t], &of.planted[t].strengths, of.planted[t].sought))
        .collect()
}

/// What a measure did on several tables.
struct Means {
    found: Estimate,
    members: f64,
    similarity: Estimate,
    noise_first: Estimate,
}

impl Means {
    fn of(verdicts: &[Verdict]) -> Option<Means> {
        if verdicts.is_empty() {
            return None;
        }
        let count = |of: fn(&Verdict) -> bool| verdicts.iter().filter(|v| of(v)).count();
        let similarities: Vec<f64> = verdicts.iter().map(|v| v.similarity).collect();
        Some(Means {
            found: interval::proportion(count(|v| v.found), verdicts.len()),
            members: verdicts.iter().map(|v| v.members).sum::<f64>() / verdicts.len() as f64,
            similarity: interval::estimate(&similarities, 0.0).within(-1.0, 1.0),
            noise_first: interval::proportion(count(|v| v.noise_first), verdicts.len()),
        })
    }
}

/// One entry a measure, over all kinds in which a variable matters; most found first.
pub(super) fn measures(of: &Of) -> Vec<MeasureFound> {
    let kinds = by_kind(of.planted);
    let posed: Vec<&(usize, Vec<usize>)> =
        kinds.iter().filter(|(_, t)| of.planted[t[0]].sought > 0).collect();
    let tables: Vec<usize> = posed.iter().flat_map(|(_, tables)| tables.iter().copied()).collect();
    if tables.is_empty() {
        return Vec::new();
    }
    let all: Vec<Vec<Verdict>> = of.scores.measures.iter().map(|m| verdicts(of, m, &tables)).collect();
    let missed = |v: &Verdict| f64::from(u8::from(!v.found));
    let losses: Vec<Vec<f64>> =
        all.iter().map(|of_measure| of_measure.iter().map(missed).collect()).collect();
    let judged = maxt::not_worse(&losses, 0.0, 1, of.seed.child("believed", 0));
    let mut found = Vec::new();
    for ((measure, verdicts), judged) in of.scores.measures.iter().zip(&all).zip(&judged) {
        let Some(means) = Means::of(verdicts) else { continue };
        found.push(MeasureFound {
            measure: measure.id.to_owned(),
            same_as: measure.same_as.map(str::to_owned),
            found: means.found,
            similarity: means.similarity,
            noise_first: means.noise_first,
            weakest: weakest(of, measure, &posed),
            among_best: judged.inside,
            p_less: judged.p,
        });
    }
    // a stable sort: ties stay in the order of the measures
    found.sort_by(|a, b| b.found.mean.total_cmp(&a.found.mean));
    found
}

/// The kind a measure finds least often, the first of ties.
fn weakest(of: &Of, measure: &OfMeasure, posed: &[&(usize, Vec<usize>)]) -> String {
    let found = |tables: &[usize]| {
        let verdicts = verdicts(of, measure, tables);
        verdicts.iter().filter(|v| v.found).count() as f64 / tables.len() as f64
    };
    let shares: Vec<f64> = posed.iter().map(|(_, tables)| found(tables)).collect();
    let least = (0..shares.len()).fold(0, |least, at| if shares[at] < shares[least] { at } else { least });
    KINDS[posed[least].0].card().id.to_owned()
}

/// Nothing was simulated.
pub(super) fn nothing(yours: f64, why: String) -> KnownTruth {
    KnownTruth {
        tables: 0,
        rows: 0,
        folds: [0, 0],
        yours,
        kinds: Vec::new(),
        not_posed: Vec::new(),
        measures: Vec::new(),
        not_scored: Vec::new(),
        note: Some(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_means_exactly_the_strongest() {
        let strengths = [0.0, 1.0, 0.25, 0.75];
        let right = judge(&[0.1, 0.5, 0.2, 0.4], &strengths, 2);
        let all = Verdict { found: true, members: 1.0, similarity: 1.0, noise_first: false };
        assert_eq!(right, all);
        // the idle one before all others: three of six pairs are wrong
        let half = judge(&[0.6, 0.5, 0.2, 0.4], &strengths, 2);
        assert_eq!(half, Verdict { found: false, members: 0.5, similarity: 0.0, noise_first: true });
    }

    #[test]
    fn ties_find_nothing() {
        let strengths = [1.0, 1.0, 0.0];
        let flat = judge(&[0.0, 0.0, 0.0], &strengths, 2);
        assert_eq!((flat.found, flat.noise_first, flat.similarity), (false, true, 0.0));
        let tied = judge(&[0.5, 0.2, 0.2], &strengths, 2);
        // of two pairs of different strength one is right and one is tied
        assert_eq!((tied.found, tied.noise_first, tied.similarity), (false, false, 0.5));
    }

    #[test]
    fn a_favourite_has_to_come_first_more_often_than_chance() {
        // of 14 variables one six times in 30: 14 times the binomial tail of .0178
        assert!((favoured(6, 30, 14) - 14.0 * 0.017_779_910_552).abs() < 1e-9);
        assert_eq!(favoured(2, 30, 14), 1.0);
    }
}
