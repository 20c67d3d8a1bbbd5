//! Why a figure isn't there.

use super::Report;

/// Why there is nothing to draw, as the end of a sentence.
pub fn figure(report: &Report, id: &str) -> String {
    let findings = &report.findings;
    let variables = findings.data.variables.len();
    match id {
        "weights-heat" | "network" if findings.networks.is_empty() => {
            "every training broke down, so there is no network to show".to_owned()
        }
        "weights-heat" | "network" => "the network is too large to be read as a picture".to_owned(),
        "symmetry" if findings.negative_weights.symmetries.is_empty() => {
            "there is no network to try the symmetries on".to_owned()
        }
        "tree" => "no question divides the rows into purer groups".to_owned(),
        "embedding" => findings.embedding.note.clone().unwrap_or_else(|| "there is no map".to_owned()),
        "signal" if findings.null.signal.is_none() => {
            "the network was not tested against shuffled labels".to_owned()
        }
        "probes" if findings.null.probes.is_none() => "no shuffled copies were trained along".to_owned(),
        "learning-curves" => "no training was traced".to_owned(),
        "confusion" | "calibration" => "held-out predictions are not in this report".to_owned(),
        "rank-bumps" | "rank-intervals" | "rank-runs" | "singles" if variables < 2 => {
            "there is only one variable".to_owned()
        }
        "agreement" | "rank-bumps" => "it takes two rankings and two variables".to_owned(),
        "pairs" | "synergy" if variables < 3 => {
            "with fewer than three variables there is no pair to choose".to_owned()
        }
        "paths-cancel" if findings.negative_weights.paths.is_empty() => {
            "paths are not in this report".to_owned()
        }
        "rank-runs" | "top-share" if findings.stability.measures.is_empty() => {
            "no measure was read off repeated trainings".to_owned()
        }
        "units-found" => match findings.units.as_ref().and_then(|units| units.note.clone()) {
            Some(note) => note,
            None => "units were not matched between runs".to_owned(),
        },
        "units-average" => "units of different runs are not alike enough to be averaged".to_owned(),
        "top-share" | "retraining" if variables <= findings.stability.top => {
            "the top set holds every variable there is".to_owned()
        }
        _ => "the report has no numbers for it".to_owned(),
    }
}
