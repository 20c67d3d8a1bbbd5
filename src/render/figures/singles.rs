//! Each variable alone.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::RetrainedSet;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::rows::{Guide, Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `singles`.
pub struct Singles;

static CARD: Card = Card {
    id: "singles",
    title: "Each variable alone",
    formula: "held-out accuracy of the network trained on one variable; share of the log-loss gain of all variables that it keeps",
    reading: "Dots are held-out accuracies of networks trained on one variable, bars 95 % intervals; the number at the right is the share of the gain of all variables that it keeps. Dashed lines: what always guessing the largest class gets right, and what all variables get right. Filled: the interval lies above guessing.",
    misleading_when: "A variable that is weak alone may be needed beside another, and one that is strong alone may add nothing.",
    reference: "Guyon and Elisseeff 2003, http://jmlr.org/papers/v3/guyon03a.html",
};

impl Figure for Singles {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        if select::lone(report) {
            return None;
        }
        let mut singles: Vec<&RetrainedSet> = report
            .findings
            .retraining
            .iter()
            .filter(|s| s.why == "single" && s.variables.len() == 1)
            .collect();
        singles.sort_by(|a, b| a.log_loss.mean.total_cmp(&b.log_loss.mean));
        let first = singles.first()?;
        let models = &report.findings.performance.models;
        let accuracy = |id: &str| models.iter().find(|m| m.model == id).map(|m| m.accuracy.mean);
        let guess = accuracy("majority");
        let kept = |at: usize, s: &RetrainedSet| {
            at < select::MOST || select::tone(report, &s.variables[0]) != Tone::Muted
        };
        let shown: Vec<&&RetrainedSet> =
            singles.iter().enumerate().filter(|(at, s)| kept(*at, s)).map(|(_, s)| s).collect();
        let mut panel = Panel::new(
            "accuracy, %; at the right the share of the gain kept",
            Format::Percent,
            shown.iter().map(|s| row(report, s, guess)).collect(),
        );
        panel.guides.extend(guess.map(|at| Guide { at, label: "largest class".to_owned() }));
        panel.guides.extend(accuracy("network").map(|at| Guide { at, label: "all".to_owned() }));
        let rows = singles.iter().map(|s| {
            vec![
                s.variables[0].clone(),
                numbers::percent(&s.accuracy),
                numbers::estimate(&s.log_loss),
                s.kept.map_or_else(String::new, |k| numbers::percent(&k)),
            ]
        });
        Some(Plot {
            title: select::guarded(report, title(first)),
            reading: String::new(),
            drawn: format!("Dots with intervals for {}.", numbers::of(shown.len(), "variable")),
            numbers: select::table(
                ["variable", "accuracy", "log loss", "share of gain kept"],
                rows.collect(),
            ),
            picture: Picture::Rows(Rows {
                panels: vec![panel],
                abreast: 1,
                note: select::others(singles.len(), shown.len()),
                ..Rows::default()
            }),
        })
    }
}

/// The best one, and how much of the gain it keeps.
fn title(best: &RetrainedSet) -> String {
    let keeps =
        best.kept.map_or_else(String::new, |k| format!(", which keeps {} of the gain", numbers::percent(&k)));
    let right = numbers::percent(&best.accuracy);
    format!("{} has the lowest loss alone and gets {right} right{keeps}", best.variables[0])
}

fn row(report: &Report, set: &RetrainedSet, guess: Option<f64>) -> Row {
    let mut row = Row::new(select::name(report, &set.variables[0]));
    let interval = select::interval(set.accuracy.low, set.accuracy.high);
    row.marks = Marks {
        interval,
        dot: Some(set.accuracy.mean),
        filled: interval.zip(guess).is_some_and(|((low, _), guess)| low > guess),
        ..Marks::default()
    };
    row.text = set.kept.map_or_else(String::new, |k| numbers::percent(&k));
    row.hover = format!("{}: {}", set.variables[0], numbers::percent(&set.accuracy));
    row
}
