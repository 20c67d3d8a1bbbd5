//! `--fail-under METRIC=VALUE` and `--fail-unless CLAIM`: looked at after the report is written.

use crate::cli::page::unsupported;
use counterweight::compare::{Answer, ModelPerformance};
use counterweight::error::{Error, Result};
use counterweight::render::{Failed, Report};

/// Metrics of the network that a gate may name.
const METRICS: [&str; 7] =
    ["accuracy", "balanced_accuracy", "precision", "recall", "f1", "roc_auc", "log_loss"];
/// Claims that a gate may name.
const CLAIMS: [&str; 7] =
    ["signal", "weights_speak", "top_variables", "best_subset", "enough", "each_needed", "negative_weights"];

/// Gates, checked for sense before anything is trained.
pub struct Gates {
    under: Vec<(String, f64)>,
    unless: Vec<String>,
}

impl Gates {
    /// Reads the gates.
    pub fn parse(under: &[String], unless: &[String]) -> Result<Self> {
        let under = under.iter().map(|text| metric(text)).collect::<Result<_>>()?;
        if let Some(wrong) = unless.iter().find(|c| !CLAIMS.contains(&c.as_str())) {
            return Err(Error::Usage(format!(
                "--fail-unless {wrong}: no such claim; there are {}",
                CLAIMS.join(", ")
            )));
        }
        Ok(Gates { under, unless: unless.to_vec() })
    }

    /// Looks at the gates, and at sentences of the page that the numbers do not support.
    ///
    /// # Errors
    /// `Error::Gate` names everything that does not hold, with the number.
    pub fn hold(&self, report: &Report, failed: &[Failed]) -> Result<()> {
        let mut broken = Vec::new();
        let network = report.findings.performance.models.iter().find(|m| m.model == "network");
        for (name, bound) in &self.under {
            match network.and_then(|m| value(m, name)) {
                Some(value) if below(name, value, *bound) => {
                    broken.push(format!("{name} is {value:.4}, the gate is {bound}"))
                }
                Some(_) => {}
                None => broken.push(format!("{name} could not be computed, the gate is {bound}")),
            }
        }
        for name in &self.unless {
            let claim = report.findings.verdict.claims.iter().find(|c| c.claim == *name);
            if claim.is_none_or(|c| c.answer != Answer::Yes) {
                let answer =
                    claim.map_or("not tested".to_owned(), |c| format!("{:?}", c.answer).to_lowercase());
                broken.push(format!("{name} is answered {answer}, not yes"));
            }
        }
        let mut lines = unsupported(failed);
        if !broken.is_empty() {
            lines.push(format!("gate: {}", broken.join("; ")));
        }
        if lines.is_empty() { Ok(()) } else { Err(Error::Gate(lines.join("\n"))) }
    }
}

fn metric(text: &str) -> Result<(String, f64)> {
    let wrong =
        || Error::Usage(format!("--fail-under {text}: give METRIC=VALUE with one of {}", METRICS.join(", ")));
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let value: f64 = value.trim().parse().map_err(|_| wrong())?;
    if !METRICS.contains(&name.trim()) || !value.is_finite() {
        return Err(wrong());
    }
    Ok((name.trim().to_owned(), value))
}

/// A log loss is worse when it is higher.
fn below(name: &str, value: f64, bound: f64) -> bool {
    if name == "log_loss" { value > bound } else { value < bound }
}

fn value(model: &ModelPerformance, name: &str) -> Option<f64> {
    match name {
        "accuracy" => Some(model.accuracy.mean),
        "balanced_accuracy" => Some(model.balanced_accuracy.mean),
        "precision" => Some(model.precision.mean),
        "recall" => Some(model.recall.mean),
        "f1" => Some(model.f1.mean),
        "roc_auc" => model.roc_auc.map(|e| e.mean),
        "log_loss" => Some(model.log_loss.mean),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_are_checked_before_training() {
        assert!(Gates::parse(&["accuracy=0.9".into()], &["signal".into()]).is_ok());
        for wrong in ["accuracy", "acuracy=0.9", "accuracy=high", "accuracy=NaN"] {
            assert_eq!(Gates::parse(&[wrong.into()], &[]).err().map(|e| e.exit_code()), Some(2), "{wrong}");
        }
        assert!(Gates::parse(&[], &["enuf".into()]).is_err());
        assert!(below("log_loss", 0.5, 0.4) && !below("log_loss", 0.3, 0.4));
    }
}
