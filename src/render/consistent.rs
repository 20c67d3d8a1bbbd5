//! Whether the parts of a report that was read fit each other; what renders may then trust their sizes.

use super::Report;
use crate::compare::NetworkRecord;

/// Checks sizes against the variables, classes and measures.
///
/// # Errors
/// Says which part doesn't fit, and both numbers.
pub fn check(report: &Report) -> Result<(), String> {
    let findings = &report.findings;
    let (d, k) = (findings.data.variables.len(), findings.data.classes.len());
    same("data.variables", d.min(1), 1)?;
    same("data.classes", k.min(2), 2)?;
    for ranking in findings.rankings.iter().filter(|r| !r.variables.is_empty()) {
        same(&format!("rankings of {}", ranking.measure), ranking.variables.len(), d)?;
    }
    square("performance.confusion", &findings.performance.confusion, k)?;
    for measure in &findings.stability.measures {
        let runs = measure.ranks.first().map_or(0, Vec::len);
        if !measure.ranks.is_empty() {
            same(&format!("stability of {}", measure.measure), measure.ranks.len(), d)?;
        }
        for row in &measure.ranks {
            same(&format!("stability of {}, runs", measure.measure), row.len(), runs)?;
        }
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
    findings.networks.iter().enumerate().try_for_each(|(place, network)| check_network(network, place, d, k))
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
    }
}
