//! How well the models predict held-out rows.

use super::{Cell, Table, alike};
use crate::compare::{CalibrationError, ModelPerformance};
use crate::numbers;
use crate::render::Report;

/// What a model is called.
pub fn called(report: &Report, model: &str) -> String {
    match model {
        "network" => format!("network, {}", shape(report)),
        "majority" => "class frequencies".to_owned(),
        "logistic" => "logistic regression".to_owned(),
        other => other.to_owned(),
    }
}

/// `14–8–3`: inputs, hidden units, classes.
pub fn shape(report: &Report) -> String {
    let inputs: usize = report.findings.data.variables.iter().map(|v| v.inputs).sum();
    let mut layers = vec![inputs];
    layers.extend(&report.config.options.hidden);
    layers.push(report.findings.data.classes.len());
    layers.iter().map(|n| numbers::count(*n)).collect::<Vec<_>>().join("–")
}

/// Every model with its metrics and intervals.
pub fn models(report: &Report) -> Result<Table, String> {
    let mut head =
        vec!["model", "log loss", "less the network’s", "accuracy", "recall", "precision", "F1", "ROC AUC"];
    let calibrated = report.findings.performance.models.iter().any(|m| m.calibration_error.is_some());
    if calibrated {
        head.push("calibration error");
    }
    let mut table = Table::new("Held-out performance, macro averages over classes", "num st", &head);
    table.head[4].below = "balanced accuracy".to_owned();
    for model in &report.findings.performance.models {
        let mut cells = cells(report, model);
        if calibrated {
            cells.push(model.calibration_error.as_ref().map_or(Cell::Empty, calibration));
        }
        table.push(cells, model.model == "network");
    }
    table.note = Some(format!(
        "Intervals over splits, corrected for shared training rows. {}{}",
        if calibrated { CALIBRATION } else { "" },
        numbers::sentence(&fitted(report).join("; "))
    ));
    Ok(table)
}

/// What the calibration error is.
const CALIBRATION: &str = "Calibration error: how far the probability of the most likely class is from how often it comes \
                           true, mean over held-out rows in tenths of that probability (expected calibration error; Naeini \
                           et al. 2015, Guo et al. 2017); below it what chance would make of it in as many rows, were every \
                           probability right. ";

fn calibration(of: &CalibrationError) -> Cell {
    Cell::Number(numbers::fixed(of.error, 3), format!("chance {}", numbers::fixed(of.by_chance, 3)))
}

/// What each model was fitted on, those alike together: `tree and logistic regression: 50 splits`.
fn fitted(report: &Report) -> Vec<String> {
    let name = |m: &ModelPerformance| {
        if m.model == "network" { "network".to_owned() } else { called(report, &m.model) }
    };
    let models = report.findings.performance.models.iter().filter(|m| !m.note.is_empty());
    let alike = alike::by_text(models.map(|m| (m.note.as_str(), name(m))));
    alike.into_iter().map(|(note, names)| format!("{}: {note}", numbers::list(&names))).collect()
}

fn cells(report: &Report, model: &ModelPerformance) -> Vec<Cell> {
    let of = |e| Cell::metric(e, numbers::fixed);
    vec![
        Cell::text(called(report, &model.model)),
        of(&model.log_loss),
        model.difference.as_ref().map_or(Cell::Text("reference".to_owned()), Cell::difference),
        of(&model.accuracy),
        of(&model.recall),
        of(&model.precision),
        of(&model.f1),
        model.roc_auc.as_ref().map_or(Cell::Empty, of),
    ]
}
