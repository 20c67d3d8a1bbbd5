//! One part of what a report becomes: a whole page takes a hundred times as long.

use crate::error::Result;
use crate::render::engine::{self, Shared};
use crate::render::figures::{self, FIGURES};
use crate::render::literate::Sources;
use crate::render::seen::Seen;
use crate::render::tables::{Registered, TABLES};
use crate::render::templates::{Templates, section_files};
use crate::render::{Report, blocks, foremost, json, markdown, prose};
use std::sync::Arc;

/// How many parts there are: every figure, table and section, the JSON, the summary.
pub(crate) fn count() -> usize {
    FIGURES.len() + TABLES.len() + section_files().count() + 2
}

/// The part of that number, counted from 0.
///
/// # Errors
/// As the page's.
pub(crate) fn part(report: &Report, templates: &Templates, number: usize) -> Result<String> {
    let mut number = number;
    if let Some(figure) = FIGURES.get(number) {
        let drawn = figures::draw(report, figure.card().id);
        return Ok(drawn.map_or_else(String::new, |drawn| blocks::figure(&drawn, 1)));
    }
    number -= FIGURES.len();
    if let Some(table) = TABLES.get(number) {
        return Ok(tabled(report, table));
    }
    number -= TABLES.len();
    if let Some(file) = section_files().nth(number) {
        return section(report, templates, file);
    }
    let whole =
        if number == section_files().count() { json::render(report) } else { markdown::render(report) };
    Ok(String::from_utf8_lossy(&whole?).into_owned())
}

fn tabled(report: &Report, table: &Registered) -> String {
    match (table.make)(report) {
        Ok(mut made) => {
            made.without(&foremost::left_out(report));
            made.html(table.id, 1, None)
        }
        Err(why) => blocks::absent(table.id, &why),
    }
}

fn section(report: &Report, templates: &Templates, file: &str) -> Result<String> {
    let mut sources = Sources::default();
    sources.add(file, templates.text(file));
    let shared = Shared::new(&Arc::new(Seen::of(report)?), &sources.demands);
    let tera = engine::reader(&shared, &sources)?;
    let markdown = engine::markdown(&tera, file, &shared, &sources)?;
    let html = shared.with(|document| prose::to_html(&markdown, &document.pieces));
    html.map_err(|problem| sources.error_at(&problem.words, &problem.what))
}
