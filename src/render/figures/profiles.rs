//! The probability of each class while one variable runs through its values.

use super::select;
use super::{Figure, Plot};
use crate::attribute::profiles::{Curve, Profile};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::panels::{Panel, Panels};
use crate::render::draw::{Format, Picture};
use crate::stats::Estimate;

/// The figure `profiles`.
pub struct Profiles;

/// Variables shown.
const SHOWN: usize = 4;
/// Classes shown of each, those that move most.
const CLASSES: usize = 4;

static CARD: Card = Card {
    id: "profiles",
    title: "What the network makes of a variable",
    formula: "partial dependence: mean over rows of the probability with the variable at a value; thin: the probability with all other variables at their .2, .5 and .8 quantiles",
    reading: "The strong line is the predicted probability, averaged over the rows, while one variable runs from its .02 to its .98 quantile; the grey area is its 95 % interval over half-samples. Thin lines hold all others still at a low, a middle and a high value: where they do not run alike, what the variable does depends on the others.",
    misleading_when: "The average is over rows that may not exist: a variable is moved while its near copies stay. A flat average can hide lines that rise and fall.",
    reference: "Friedman 2001, doi:10.1214/aos/1013203451; Lek et al. 1996, doi:10.1016/0304-3800(95)00142-5",
};

impl Figure for Profiles {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let all = &report.findings.profiles;
        let mut shown: Vec<&Profile> = all.iter().filter(|p| !p.curves.is_empty()).collect();
        shown.sort_by(|a, b| b.range().total_cmp(&a.range()));
        let claimed = |p: &Profile| select::claimed(report).contains(&p.variable);
        let mut place = 0;
        shown.retain(|profile| {
            place += 1;
            place <= SHOWN || claimed(profile)
        });
        let first = shown.first()?;
        let most = first.curves.iter().max_by(|a, b| a.range().total_cmp(&b.range()))?;
        let abreast = first.curves.len().min(CLASSES);
        let panels: Vec<Panel> = shown.iter().flat_map(|profile| of_variable(report, profile)).collect();
        Some(Plot {
            title: select::guarded(report, title(first, most)),
            reading: String::new(),
            drawn: format!("{}, a curve each.", numbers::of(panels.len(), "small chart")),
            numbers: select::table(
                ["variable", "at", "class", "probability", "others low", "others middle", "others high"],
                shown.iter().copied().flat_map(rows).collect(),
            ),
            picture: Picture::Panels(Panels {
                y_title: "predicted probability, %".to_owned(),
                x_title: String::new(),
                y_format: Format::Percent,
                x_format: Format::Plain,
                abreast: if abreast == 1 { (4, 2) } else { (abreast, abreast.min(3)) },
                panels,
                note: others(report, shown.len()),
                ..Panels::default()
            }),
        })
    }
}

/// That the others are left out, where there are some.
fn others(report: &Report, shown: usize) -> String {
    match report.findings.data.variables.len() > shown {
        true => "Drawn are the variables that move the probabilities most, and those in question.".to_owned(),
        false => String::new(),
    }
}

/// The largest change, with both its ends.
fn title(profile: &Profile, curve: &Curve) -> String {
    let by_mean = |a: &&Estimate, b: &&Estimate| a.mean.total_cmp(&b.mean);
    let (low, high) = (curve.points.iter().min_by(by_mean), curve.points.iter().max_by(by_mean));
    let share = |of: Option<&Estimate>| of.map_or_else(String::new, numbers::percent);
    let (variable, class) = (&profile.variable, &curve.class);
    format!("{variable} moves the probability of {class} most: between {} and {}", share(low), share(high))
}

/// The panels of one variable: of many classes those that it moves most.
fn of_variable(report: &Report, profile: &Profile) -> Vec<Panel> {
    let ranges: Vec<f64> = profile.curves.iter().map(Curve::range).collect();
    let kept = crate::stats::rank::top(&ranges, CLASSES);
    kept.into_iter().map(|at| panel(report, profile, &profile.curves[at])).collect()
}

fn panel(report: &Report, profile: &Profile, curve: &Curve) -> Panel {
    let along = |values: &[f64]| profile.levels.iter().copied().zip(values.iter().copied()).collect();
    let means: Vec<f64> = curve.points.iter().map(|p| p.mean).collect();
    let words = !profile.names.is_empty();
    let hover = |(at, p): (usize, &Estimate)| {
        format!("{} at {}: {}", profile.variable, level(profile, at), numbers::percent(p))
    };
    Panel {
        name: Name::joined(
            &[&profile.variable, " → ", &curve.class],
            select::tone(report, &profile.variable),
        ),
        note: String::new(),
        behind: if words { Vec::new() } else { curve.held.iter().map(|held| along(held)).collect() },
        points: along(&means),
        band: curve.points.iter().map(|p| (p.low.unwrap_or(p.mean), p.high.unwrap_or(p.mean))).collect(),
        joined: !words,
        names: profile.levels.iter().copied().zip(profile.names.iter().cloned()).collect(),
        hover: curve.points.iter().enumerate().map(hover).collect(),
        ..Panel::default()
    }
}

/// Where a variable stands, in words.
fn level(profile: &Profile, at: usize) -> String {
    match profile.names.get(at) {
        Some(name) => name.clone(),
        None => numbers::fixed(profile.levels[at], numbers::decimals(profile.levels[at], None, None)),
    }
}

fn rows(profile: &Profile) -> Vec<Vec<String>> {
    let of_curve = |curve: &Curve| -> Vec<Vec<String>> {
        let row = |(at, point): (usize, &Estimate)| {
            let mut row = vec![
                profile.variable.clone(),
                level(profile, at),
                curve.class.clone(),
                numbers::percent(point),
            ];
            row.extend(curve.held.iter().map(|held| select::brief_share(held[at])));
            row
        };
        curve.points.iter().enumerate().map(row).collect()
    };
    profile.curves.iter().flat_map(of_curve).collect()
}
