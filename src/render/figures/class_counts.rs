//! How many rows each class has.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Fill, Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `class-counts`.
pub struct ClassCounts;

static CARD: Card = Card {
    id: "class-counts",
    title: "Rows of each class",
    formula: "number of rows whose target is the class",
    reading: "A bar is the number of rows of a class. What always guessing the largest class gets right is its share.",
    misleading_when: "Accuracy alone flatters a model where one class is much larger than the others.",
    reference: "Cleveland 1985, The Elements of Graphing Data, Wadsworth",
};

impl Figure for ClassCounts {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let data = &report.findings.data;
        let largest = data.classes.iter().max_by_key(|c| c.count)?;
        let smallest = data.classes.iter().rev().min_by_key(|c| c.count)?;
        let total = data.rows.max(1) as f64;
        let share = |count: usize| numbers::share(count as f64 / total);
        let rows = data.classes.iter().take(select::MOST).map(|class| {
            let mut row = Row::new(Name::new(&class.name, Tone::Muted));
            row.marks =
                Marks { bars: vec![(0.0, class.count as f64, Fill::Tone(Tone::Muted))], ..Marks::default() };
            row.text = format!("{} ({})", numbers::count(class.count), share(class.count));
            row
        });
        let mut panel = Panel::new("rows", Format::Plain, rows.collect());
        panel.range = Some((0.0, largest.count as f64));
        panel.ticks = false;
        let table =
            data.classes.iter().map(|c| vec![c.name.clone(), c.count.to_string(), share(c.count)]).collect();
        Some(Plot {
            title: match largest.count == smallest.count {
                true => format!(
                    "{} rows, {} of each class",
                    numbers::count(data.rows),
                    numbers::count(largest.count)
                ),
                false => format!(
                    "Of {} rows {} are {}, the largest class, and {} are {}, the smallest",
                    numbers::count(data.rows),
                    numbers::count(largest.count),
                    largest.name,
                    numbers::count(smallest.count),
                    smallest.name
                ),
            },
            reading: String::new(),
            drawn: format!("A bar for each of {} classes.", data.classes.len()),
            numbers: select::table(["class", "rows", "share"], table),
            picture: Picture::Rows(Rows {
                panels: vec![panel],
                note: select::others(data.classes.len(), select::MOST.min(data.classes.len())),
                abreast: 1,
                ..Rows::default()
            }),
        })
    }
}
