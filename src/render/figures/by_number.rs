//! Accuracy against the number of variables, a panel a ranking.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::claims::ALPHA;
use crate::compare::{NumberLine, NumberPoint};
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::panels::{Panel, Panels};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;
use crate::stats::Estimate;

/// The figure `by-number`.
pub struct ByNumber;

static CARD: Card = Card {
    id: "by-number",
    title: "Accuracy against the number of variables",
    formula: "held-out accuracy of the network trained on the first k variables of a ranking made anew in each split; enough: L_k - L_all < margin (L_0 - L_all), p-values adjusted over k by Holm's rule",
    reading: "Each panel follows one ranking: the network is trained again on its first one, two, three … variables. The grey area is the 95 % interval, thin lines are the other panels, dashed lines what guessing the largest class and what all variables get right. A ranking that puts what matters first rises early.",
    misleading_when: "Accuracy is shown because it is easy to read; whether a number is enough is decided by log loss. The variables differ between splits, so a point is the score of following the ranking, not of one set.",
    reference: "Guyon and Elisseeff 2003, http://jmlr.org/papers/v3/guyon03a.html; Holm 1979, https://www.jstor.org/stable/4615733",
};

/// Numbers of variables that are marked on an axis of logarithms.
const MARKED: [usize; 4] = [1, 3, 10, 30];
/// From so many times the largest number chosen on, all variables would leave the others no room.
const FAR: usize = 3;

impl Figure for ByNumber {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let lines = &report.findings.by_number;
        let first = lines.iter().find(|line| line.points.len() > 2)?;
        let largest = report.findings.performance.models.iter().find(|m| m.model == "majority");
        let mut guides: Vec<f64> = largest.map(|m| m.accuracy.mean).into_iter().collect();
        guides.extend(first.points.last().map(|p| p.accuracy.mean));
        let scale = Numbers::of(first);
        let panels = lines.iter().map(|line| panel(report, lines, line, (&scale, &guides))).collect();
        Some(Plot {
            title: select::guarded(report, title(first)),
            reading: String::new(),
            drawn: format!("{} of accuracy over the number of variables.", numbers::of(lines.len(), "panel")),
            numbers: select::table(
                ["ranked by", "variables", "accuracy", "log loss", "less that of all", "most often"],
                lines.iter().flat_map(|line| line.points.iter().map(|p| row(report, line, p))).collect(),
            ),
            picture: Picture::Panels(Panels {
                y_title: "accuracy, %".to_owned(),
                x_title: scale.title().to_owned(),
                y_format: Format::Percent,
                x_format: Format::Plain,
                abreast: (4, 2),
                panels,
                note: String::new(),
                ..Panels::default()
            }),
        })
    }
}

/// Where numbers of variables lie along a panel: evenly, or, where all are many more than the most that were chosen, by
/// their logarithms.
struct Numbers {
    logarithms: bool,
    shown: Vec<usize>,
}

impl Numbers {
    fn of(line: &NumberLine) -> Self {
        let sizes: Vec<usize> = line.points.iter().map(|p| p.size).collect();
        let logarithms = matches!(sizes[..], [.., most, all] if all > FAR * most);
        let shown = match logarithms {
            true => sizes.iter().copied().filter(|s| MARKED.contains(s) || sizes.last() == Some(s)).collect(),
            false => Vec::new(),
        };
        Numbers { logarithms, shown }
    }

    fn place(&self, size: usize) -> f64 {
        if self.logarithms { (size as f64).ln() } else { size as f64 }
    }

    fn names(&self) -> Vec<(f64, String)> {
        self.shown.iter().map(|&size| (self.place(size), size.to_string())).collect()
    }

    fn title(&self) -> &'static str {
        if self.logarithms { "number of variables, logarithmic" } else { "number of variables" }
    }
}

fn title(line: &NumberLine) -> String {
    let all = line.points.last().map_or(0, |p| p.size);
    let best = line.points.iter().min_by(|a, b| a.log_loss.mean.total_cmp(&b.log_loss.mean));
    let best = best.filter(|p| line.enough.is_some() && p.p_better.is_some_and(|p| p < ALPHA));
    if let Some(best) = best {
        let what = match best.size {
            1 => "variable predicts".to_owned(),
            size => format!("{} variables predict", numbers::in_words(size)),
        };
        let all = numbers::in_words(all);
        return format!("The first {what} better than all {all}, ranked by all measures together");
    }
    match line.enough {
        Some(1) => "The first variable is shown to be enough, ranked by all measures together".to_owned(),
        Some(size) => format!(
            "The first {} of {} variables are shown to be enough, ranked by all measures together",
            numbers::in_words(size),
            numbers::in_words(all)
        ),
        None => format!("No smaller number than all {} is shown to be enough", numbers::in_words(all)),
    }
}

/// Who ranks, in a word or two.
pub fn ranked_by(report: &Report, measure: &str) -> String {
    match measure {
        "together" => "all together".to_owned(),
        "random" => "drawn at random".to_owned(),
        measure => select::short(report, measure),
    }
}

fn panel(
    report: &Report,
    lines: &[NumberLine],
    line: &NumberLine,
    (scale, guides): (&Numbers, &[f64]),
) -> Panel {
    let points = |line: &NumberLine| -> Vec<(f64, f64)> {
        line.points.iter().map(|p| (scale.place(p.size), p.accuracy.mean)).collect()
    };
    let tone = if line.measure == "random" { Tone::Muted } else { Tone::Ink };
    let hover =
        |p: &NumberPoint| format!("{}: {}", numbers::of(p.size, "variable"), numbers::percent(&p.accuracy));
    Panel {
        name: Name::new(&ranked_by(report, &line.measure), tone),
        note: line.enough.map_or("enough: not shown".to_owned(), |size| format!("enough: {size}")),
        behind: lines.iter().filter(|other| other.measure != line.measure).map(points).collect(),
        points: points(line),
        band: line
            .points
            .iter()
            .map(|p| {
                let Estimate { mean, low, high } = p.accuracy;
                (low.unwrap_or(mean), high.unwrap_or(mean))
            })
            .collect(),
        joined: true,
        names: scale.names(),
        hover: line.points.iter().map(hover).collect(),
        guides: guides.to_vec(),
        ..Panel::default()
    }
}

fn row(report: &Report, line: &NumberLine, point: &NumberPoint) -> Vec<String> {
    let chosen = point
        .chosen
        .as_ref()
        .map(|set| format!("{} in {}", numbers::set(&set.variables), numbers::share(set.share)));
    vec![
        ranked_by(report, &line.measure),
        point.size.to_string(),
        numbers::percent(&point.accuracy),
        numbers::estimate(&point.log_loss),
        point.difference.as_ref().map_or_else(String::new, numbers::difference),
        chosen.unwrap_or_default(),
    ]
}
