//! How well each hidden unit of one network is found again in the other runs.

use super::select;
use super::weights_heat::{MOST_UNITS, unit};
use super::{Figure, NumberTable, Plot};
use crate::card::Card;
use crate::compare::Units;
use crate::compare::units::{Compared, FoundUnit};
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Guide, Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `units-found`.
pub struct UnitsFound;

static CARD: Card = Card {
    id: "units-found",
    title: "Hidden units over runs",
    formula: "cosine of (w_j, b_j, v_j) of a unit and of its counterpart in another run; counterparts are the one-to-one assignment with the largest sum of cosines, tanh and logistic units turned around where that is nearer, relu units with (w, b) and v made equally long, v centred over classes; in deeper networks (w_j, b_j) of the first hidden layer",
    reading: "A row is a hidden unit of the network whose weights are drawn above. The dot is the median cosine with its counterpart over the other runs, the bar holds 80 % of them; 1 is the same unit. The grey area ends where the same matching ends, in the median, when the weights of each unit are shuffled over the inputs. Filled: a median that an average over runs would ask for.",
    misleading_when: "Runs share most of their rows, so units may come back for that alone. Units that are near copies of each other are found again easily, whichever of them it is.",
    reference: "Ainsworth, Hayase and Srinivasa 2022, doi:10.48550/arXiv.2209.04836; Kuhn 1955, doi:10.1002/nav.3800020109",
};

impl Figure for UnitsFound {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let units = report.findings.units.as_ref()?;
        units.cosine?;
        let rows: Vec<Row> = units
            .units
            .iter()
            .enumerate()
            .take(MOST_UNITS)
            .map(|(at, found)| row(units, at, found))
            .collect();
        let shown = rows.len();
        let mut panel = Panel::new("cosine of a unit and its counterpart", Format::Plain, rows);
        let low = units.units.iter().filter_map(|u| u.cosine).map(|c| c.p10).fold(0.0, f64::min);
        panel.range = Some((low, 1.0));
        panel.band = units.chance.map(|chance| (low, chance.median.max(low)));
        panel.guides = vec![Guide { at: units.least, label: numbers::fixed(units.least, 1) }];
        Some(Plot {
            title: title(units),
            reading: String::new(),
            drawn: format!("Dots with bars for {}.", numbers::of(shown, "hidden unit")),
            numbers: table(units),
            picture: Picture::Rows(Rows {
                panels: vec![panel],
                abreast: 1,
                note: note(units),
                ..Rows::default()
            }),
        })
    }
}

fn row(units: &Units, at: usize, found: &FoundUnit) -> Row {
    let mut row = Row::new(Name::new(&unit(at), Tone::Ink));
    let Some(cosine) = found.cosine else {
        row.name = Name::new(&unit(at), Tone::Muted);
        row.text = "idle".to_owned();
        return row;
    };
    row.marks = Marks {
        interval: Some((cosine.p10, cosine.p90)),
        dot: Some(cosine.median),
        filled: cosine.median >= units.least,
        ..Marks::default()
    };
    row.text = numbers::fixed(cosine.median, 2);
    row.hover = format!("{}: {}", unit(at), spread(found));
    row
}

/// `0.83 (0.61 to 0.97)`.
fn spread(found: &FoundUnit) -> String {
    let two = |value: f64| numbers::fixed(value, 2);
    found.cosine.map_or(String::new(), |c| format!("{} ({} to {})", two(c.median), two(c.p10), two(c.p90)))
}

fn title(units: &Units) -> String {
    let again = units.units.iter().filter(|u| u.cosine.is_some_and(|c| c.median >= units.least)).count();
    let working = units.units.iter().filter(|u| u.cosine.is_some()).count();
    let least = numbers::fixed(units.least, 1);
    let median = units.cosine.map_or(0.0, |c| c.median);
    let chance = match units.chance {
        Some(chance) => format!(", with shuffled weights {}", numbers::fixed(chance.median, 2)),
        None => String::new(),
    };
    let what = match (again, working) {
        (1, 1) => "The hidden unit at work comes back".to_owned(),
        (_, 1) => "The hidden unit at work does not come back".to_owned(),
        (again, all) => format!(
            "{} of {} {} back",
            numbers::sentence(&select::how_many(again)),
            numbers::of_in_words(all, "hidden unit"),
            if again == 1 { "comes" } else { "come" }
        ),
    };
    let median = numbers::fixed(median, 2);
    format!("{what} in most other runs with a cosine of {least} or more; the median is {median}{chance}")
}

fn note(units: &Units) -> String {
    let mut parts = Vec::new();
    let all = units.units.len();
    if all > MOST_UNITS {
        parts.push(format!("The first {MOST_UNITS} of {all} hidden units are drawn; all are in the table."));
    }
    if units.units.iter().any(|found| found.cosine.is_none()) {
        parts.push(
            "Idle: a unit whose paths are under a hundredth of the strongest; it is matched with none."
                .to_owned(),
        );
    }
    if units.compared == Compared::InputWeights {
        parts.push("Units of the first hidden layer, by what comes into them.".to_owned());
    }
    parts.join(" ")
}

/// A row for each unit.
fn table(units: &Units) -> NumberTable {
    let of = |(at, found): (usize, &FoundUnit)| {
        let text = if found.cosine.is_some() { spread(found) } else { "idle".to_owned() };
        vec![unit(at), text, found.found.map_or(String::new(), numbers::share)]
    };
    let least = format!("runs with {} or more", numbers::fixed(units.least, 1));
    let head = ["hidden unit", "median cosine (10 % to 90 % of runs)", &least].map(str::to_owned).to_vec();
    NumberTable { head, rows: units.units.iter().enumerate().map(of).collect() }
}
