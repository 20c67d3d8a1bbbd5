//! Whether the parts of a report that was read fit each other; what renders may then trust their sizes.

use super::Report;
use crate::attribute::Ranking;
use crate::attribute::clusters::Merge;
use crate::attribute::models::sketch::Sketch;
use crate::attribute::profiles::Profile;
use crate::attribute::slopes::Slope;
use crate::compare::{EnoughRuns, NetworkRecord, RetrainedSet, Units};
use crate::prepare::plan::{Plan, Scheme};
use crate::truth::KnownTruth;
use serde_json::Value;

/// No loss, weight, score or count of a report is beyond this; seeds and the units of a file may be.
const LARGEST: f64 = 1e10;
/// No category has more levels.
const MOST_INPUTS: usize = 1_000_000;
/// No plan has more repeats, folds or starts, or anything else that is counted.
const MOST_PLANNED: usize = 1_000_000;

/// Checks sizes against the variables, classes and measures.
///
/// # Errors
/// Says which part doesn't fit, and both numbers.
pub fn check(report: &Report) -> Result<(), String> {
    let findings = &report.findings;
    let (d, k) = (findings.data.variables.len(), findings.data.classes.len());
    same("data.variables", d.min(1), 1)?;
    same("data.classes", k.min(2), 2)?;
    if let Some(wide) = findings.data.variables.iter().find(|v| v.inputs > MOST_INPUTS) {
        return Err(format!("data.variables has one with {} inputs", wide.inputs));
    }
    report.config.options.clone().check().map_err(|e| format!("config.options: {e}"))?;
    check_plan(&report.config.plan)?;
    for ranking in findings.rankings.iter().filter(|r| !r.variables.is_empty()) {
        same(&format!("rankings of {}", ranking.measure), ranking.variables.len(), d)?;
        check_ranks(ranking, d)?;
    }
    square("performance.confusion", &findings.performance.confusion, k)?;
    for measure in &findings.stability.measures {
        let runs = measure.ranks.first().map_or(0, Vec::len);
        if !measure.ranks.is_empty() {
            same(&format!("stability of {}", measure.measure), measure.ranks.len(), d)?;
        }
        for row in &measure.ranks {
            same(&format!("stability of {}, runs", measure.measure), row.len(), runs)?;
            let wrong = row.iter().find(|r| !(1..=d).contains(&usize::from(**r)));
            wrong.map_or(Ok(()), |r| Err(format!("stability of {} has rank {r} of {d}", measure.measure)))?;
        }
    }
    findings.units.iter().try_for_each(|units| check_units(units, findings.networks.first()))?;
    check_runs(&findings.enough_runs, d)?;
    for measure in findings.null.probes.iter().flat_map(|p| &p.measures) {
        same(&format!("null.probes of {}", measure.measure), measure.variables.len(), d)?;
    }
    let map = &findings.embedding;
    if !map.points.is_empty() {
        same("embedding.points", map.points.len(), d)?;
    }
    square("embedding.cosine", &map.cosine, d)?;
    square("embedding.correlation", &map.correlation, d)?;
    let m = findings.agreement.measures.len();
    square("agreement.tau", &findings.agreement.tau, m)?;
    square("agreement.overlap", &findings.agreement.overlap, m)?;
    square("agreement.sign", &findings.agreement.sign, m)?;
    findings.known_truth.as_ref().map_or(Ok(()), check_truth)?;
    check_merges(&findings.groups.merges, d)?;
    findings.profiles.iter().try_for_each(check_profile)?;
    findings.slopes.iter().try_for_each(|slope| check_slope(slope, k))?;
    findings.retraining.iter().try_for_each(check_pair)?;
    findings.tree.iter().try_for_each(|tree| check_tree(tree, k))?;
    findings.networks.iter().enumerate().try_for_each(|(place, network)| check_network(network, place, d, k))
}

/// Places are places, shares are shares.
fn check_runs(runs: &EnoughRuns, d: usize) -> Result<(), String> {
    for of in &runs.measures {
        if let Some(gap) = of.gaps.iter().find(|gap| gap.place == 0 || gap.place >= d) {
            return Err(format!("enough_runs of {} has a gap below place {} of {d}", of.measure, gap.place));
        }
    }
    let claims = runs.claims.iter().flat_map(|c| c.same.map(|share| (c.claim.as_str(), share)));
    match claims
        .chain(runs.same_set.map(|share| ("the same set", share)))
        .find(|(_, s)| !(0.0..=1.0).contains(s))
    {
        Some((of, share)) => Err(format!("enough_runs of {of} has a share of {share}")),
        None => Ok(()),
    }
}

/// What is multiplied to say how much was done.
fn check_plan(plan: &Plan) -> Result<(), String> {
    let schemes = [("full", plan.full), ("sets", plan.sets), ("forest", plan.forest)];
    let parts = |(name, of): (&str, Scheme)| {
        [("repeats", of.repeats), ("folds", of.folds), ("starts", of.starts)]
            .map(|(part, count)| (format!("{name}.{part}"), count))
    };
    let more = [
        ("halves", plan.halves),
        ("half_folds", plan.half_folds),
        ("forest_halves", plan.forest_halves),
        ("signal_folds", plan.signal_folds),
        ("signal_shuffles", plan.signal_shuffles),
        ("probe_repeats", plan.probe_repeats),
        ("probe_folds", plan.probe_folds),
        ("trees", plan.trees),
        ("truth_tables", plan.truth_tables),
        ("truth_folds", plan.truth_folds),
        ("truth_refits", plan.truth_refits),
        ("begun.full_repeats", plan.begun.as_ref().map_or(0, |begun| begun.full_repeats)),
    ]
    .map(|(name, count)| (name.to_owned(), count));
    match schemes.into_iter().flat_map(parts).chain(more).find(|(_, count)| *count > MOST_PLANNED) {
        Some((name, count)) => Err(format!("config.plan.{name} is {count}, which no run was")),
        None => Ok(()),
    }
}

/// A dendrogram has one merge less than leaves, and every branch is there before it is joined, once.
fn check_merges(merges: &[Merge], d: usize) -> Result<(), String> {
    if merges.is_empty() {
        return Ok(());
    }
    same("groups.merges", merges.len(), d - 1)?;
    let mut joined = vec![false; d + merges.len()];
    for (place, merge) in merges.iter().enumerate() {
        for branch in [merge.first, merge.second] {
            if branch >= d + place || std::mem::replace(&mut joined[branch], true) {
                return Err(format!("groups.merges[{place}] joins branch {branch}, which is not there"));
            }
        }
    }
    Ok(())
}

/// One entry a hidden unit of the first network, and an average of as many inputs.
fn check_units(units: &Units, reference: Option<&NetworkRecord>) -> Result<(), String> {
    let first = reference.and_then(|network| network.layers.first());
    let (hidden, inputs) =
        (first.map_or(0, |layer| layer.weights.len()), reference.map_or(0, |network| network.inputs.len()));
    if !units.units.is_empty() {
        same("units.units", units.units.len(), hidden)?;
    }
    if units.average.is_some() != units.aligned {
        return Err("units has an average where they are not aligned, or none where they are".to_owned());
    }
    let Some(average) = &units.average else { return Ok(()) };
    same("units.average.mean", average.mean.len(), average.units.len())?;
    same("units.average.sd", average.sd.len(), average.units.len())?;
    if let Some(unit) = average.units.iter().find(|unit| **unit >= units.units.len()) {
        return Err(format!("units.average has unit {unit}, and there are {}", units.units.len()));
    }
    average.mean.iter().chain(&average.sd).try_for_each(|row| same("units.average", row.len(), inputs))
}

fn check_profile(profile: &Profile) -> Result<(), String> {
    let (what, count) = (format!("profiles of {}", profile.variable), profile.levels.len());
    if !profile.names.is_empty() {
        same(&format!("{what}, names"), profile.names.len(), count)?;
    }
    for curve in &profile.curves {
        same(&what, curve.points.len(), count)?;
        curve.held.iter().try_for_each(|held| same(&what, held.len(), count))?;
    }
    Ok(())
}

/// Two classes have one slope, that of the second; an sd is not below 0.
fn check_slope(slope: &Slope, k: usize) -> Result<(), String> {
    let what = format!("slopes of {}", slope.variable);
    same(&what, slope.classes.len(), if k == 2 { 1 } else { k })?;
    match slope.classes.iter().find(|of| of.sd.mean < 0.0) {
        Some(of) => Err(format!("{what} has an sd of {} for {}, below 0", of.sd.mean, of.class)),
        None => Ok(()),
    }
}

/// An adjusted p-value is a probability, and the mean of magnitudes is not below 0.
fn check_pair(set: &RetrainedSet) -> Result<(), String> {
    let what = || format!("retraining of {}", set.variables.join(", "));
    if let Some(q) = set.synergy_q.filter(|q| !(0.0..=1.0).contains(q)) {
        return Err(format!("{} has a synergy_q of {q}, which is no probability", what()));
    }
    match set.second_derivative.filter(|of| of.mean < 0.0) {
        Some(of) => Err(format!("{} has a second derivative of {}, below 0", what(), of.mean)),
        None => Ok(()),
    }
}

fn check_tree(tree: &Sketch, k: usize) -> Result<(), String> {
    same("tree.classes", tree.classes.len(), k)?;
    for (place, node) in tree.nodes.iter().enumerate() {
        same(&format!("tree.nodes[{place}].counts"), node.counts.len(), k)?;
        if let Some(count) = node.counts.iter().find(|count| **count as f64 > LARGEST) {
            return Err(format!("tree.nodes[{place}] has {count} rows, which no table has"));
        }
        let below = node.split.iter().flat_map(|split| [split.left, split.right]);
        for next in below {
            if next <= place || next >= tree.nodes.len() {
                return Err(format!("tree.nodes[{place}] leads to node {next}, which is none below it"));
            }
        }
    }
    Ok(())
}

/// Every measure stands in every kind, with what prose looks up there.
fn check_truth(truth: &KnownTruth) -> Result<(), String> {
    if truth.note.is_none() && truth.measures.is_empty() {
        return Err("known_truth has neither measures nor a note".to_owned());
    }
    for measure in &truth.measures {
        let of = &measure.measure;
        if !truth.kinds.iter().any(|kind| kind.important > 0 && kind.kind == measure.weakest) {
            return Err(format!("known_truth: {of} is weakest in a kind that isn't there"));
        }
        for kind in &truth.kinds {
            let recovery = kind.measures.iter().find(|m| m.measure == *of);
            let whole = recovery.is_some_and(|r| {
                if kind.important > 0 { r.found.is_some() } else { r.favourite_p.is_some() }
            });
            if !whole {
                return Err(format!("known_truth: {} lacks what {of} found", kind.kind));
            }
        }
    }
    Ok(())
}

fn check_ranks(ranking: &Ranking, d: usize) -> Result<(), String> {
    for variable in &ranking.variables {
        let ranks = [Some(variable.rank), variable.rank_low, variable.rank_high];
        if let Some(wrong) = ranks.into_iter().flatten().find(|r| !(1..=d).contains(r)) {
            return Err(format!("rankings of {} has rank {wrong} of {d}", ranking.measure));
        }
    }
    Ok(())
}

/// Checks that numbers are of a size that a report has; the JSON before it is read into a report.
///
/// # Errors
/// Names the part with a number beyond it.
pub fn sizes(json: &Value) -> Result<(), String> {
    let Value::Object(parts) = json else { return Ok(()) };
    for (part, value) in parts.iter().filter(|(part, _)| !["config", "data", "tree"].contains(&part.as_str()))
    {
        if let Some(number) = beyond(value) {
            return Err(format!("{part} has the number {number}, which no report has"));
        }
    }
    Ok(())
}

fn beyond(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|n| n.abs() > LARGEST),
        Value::Array(items) => items.iter().find_map(beyond),
        Value::Object(map) => map.values().find_map(beyond),
        _ => None,
    }
}

fn check_network(network: &NetworkRecord, place: usize, d: usize, k: usize) -> Result<(), String> {
    let called = format!("networks[{place}]");
    same(&format!("{called}.variables"), network.variables.len(), network.inputs.len())?;
    if let Some(wrong) = network.variables.iter().find(|v| **v >= d) {
        return Err(format!("{called}.variables names variable {wrong}, and there are {d}"));
    }
    same(&format!("{called}.layers"), network.layers.len().min(2), 2)?;
    let mut width = network.inputs.len();
    for layer in &network.layers {
        same(&format!("{called} biases"), layer.biases.len(), layer.weights.len())?;
        for row in &layer.weights {
            same(&format!("{called} weights"), row.len(), width)?;
        }
        width = layer.weights.len();
    }
    same(&format!("{called}.outputs"), network.outputs.len(), width)?;
    same(&format!("{called}.outputs"), width, if k == 2 { 1 } else { k })
}

fn square<T>(what: &str, matrix: &[Vec<T>], size: usize) -> Result<(), String> {
    if matrix.is_empty() {
        return Ok(());
    }
    same(what, matrix.len(), size)?;
    matrix.iter().try_for_each(|row| same(what, row.len(), size))
}

fn same(what: &str, found: usize, wanted: usize) -> Result<(), String> {
    if found == wanted {
        Ok(())
    } else {
        Err(format!("{what} has {found} entries where {wanted} are wanted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn what_fits_passes_and_what_does_not_is_named() {
        testing::reports().iter().for_each(|r| check(r).unwrap());
        let mut report = testing::report(3, 3);
        report.findings.performance.confusion[1].pop();
        assert!(check(&report).unwrap_err().starts_with("performance.confusion has 2 entries where 3"));
        let mut report = testing::report(3, 3);
        report.findings.networks[0].variables[0] = 9;
        assert!(check(&report).unwrap_err().contains("variable 9"));
        let mut report = testing::report(3, 3);
        report.findings.rankings[0].variables.pop();
        assert!(check(&report).is_err());
        let mut report = testing::report(3, 3);
        report.findings.rankings[0].variables[0].rank = 0;
        assert!(check(&report).unwrap_err().contains("rank 0 of 3"));
        let mut report = testing::report(3, 3);
        report.findings.tree.as_mut().unwrap().nodes[1].split.as_mut().unwrap().left = 1;
        assert!(check(&report).unwrap_err().contains("tree.nodes[1] leads to node 1"));
        let mut report = testing::report(3, 3);
        report.findings.retraining[1].synergy_q = Some(1.5);
        assert!(check(&report).unwrap_err().contains("synergy_q of 1.5"));
        let mut report = testing::report(3, 3);
        report.config.options.margin = 1e308;
        assert!(check(&report).unwrap_err().contains("--margin"));
        let mut report = testing::report(3, 3);
        report.config.plan.full.repeats = usize::MAX;
        assert!(check(&report).unwrap_err().starts_with("config.plan.full.repeats is 18446744073709551615"));
        let large = serde_json::json!({"config": {"seed": u64::MAX}, "performance": {"gain": [1, 1e11]}});
        assert!(sizes(&large).unwrap_err().starts_with("performance has the number 100000000000"));
    }
}
