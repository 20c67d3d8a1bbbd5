//! A document becomes a page, in the frame of the report.

use super::cite::Cited;
use super::files::part_name;
use super::marks::Marks;
use super::{Narrative, Rendered, headings, notes};
use crate::error::Result;
use crate::numbers;
use crate::render::document::Heading;
use crate::render::engine::{self, Shared};
use crate::render::html::{self, Frame};
use crate::render::seen::Seen;
use crate::render::templates::Templates;
use crate::render::{Report, blocks, escape, prose, references, tokens};
use pulldown_cmark::{Event, Options};
use std::sync::Arc;

/// Renders a document over a report.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn render(report: &Report, templates: &Templates, narrative: &Narrative) -> Result<Rendered> {
    over(&Arc::new(Seen::of(report)?), templates, narrative)
}

/// The same over a report that others look at too.
///
/// # Errors
/// As `render`.
pub(crate) fn over(seen: &Arc<Seen>, templates: &Templates, narrative: &Narrative) -> Result<Rendered> {
    let report = &seen.report;
    let shared = Shared::new(seen, &narrative.sources.demands);
    shared.with(|d| d.of_user = true);
    let mut writer = Writer {
        narrative,
        shared: &shared,
        tera: engine::reader(&shared, &narrative.sources)?,
        marks: Marks::default(),
        cited: Cited::new(&narrative.works),
    };
    let title = writer.title(report)?;
    let summary = writer.part("abstract")?;
    let mut body = writer.events(&narrative.name)?;
    let headings = headings::set(&mut body, narrative.front.numbered);
    let notes = notes::gather(&mut body);
    let mut main = prose::to_page(body);
    main.push_str(&notes);
    main.push_str(&writer.cited.list());
    shared.with(|d| d.headings.clone_from(&headings));
    writer.marks.check(&shown(&shared, &headings), &narrative.sources)?;
    let resolved = |html: &str| shared.with(|d| references::resolve(html, d));
    let start = headings.first().map_or("document", |h| h.id.as_str());
    let frame = Frame {
        heading: &title.plain,
        lang: narrative.front.lang.as_deref().unwrap_or("en"),
        start,
        contents: contents(&headings, narrative.front.contents),
        header: resolved(&header(report, narrative, &title.html, &summary)),
        sections: format!("<article id=\"document\">\n{}</article>\n", resolved(&main)),
    };
    Ok(Rendered { page: html::frame(&seen.view, templates, frame)?, failed: shared.failures() })
}

/// The title as HTML within a line, and as words.
struct Title {
    html: String,
    plain: String,
}

struct Writer<'a> {
    narrative: &'a Narrative,
    shared: &'a Arc<Shared>,
    tera: tera::Tera,
    marks: Marks,
    cited: Cited<'a>,
}

impl Writer<'_> {
    /// One text as events; marks are read on the way.
    fn events(&mut self, name: &str) -> Result<Vec<Event<'static>>> {
        let sources = &self.narrative.sources;
        let markdown = engine::markdown(&self.tera, name, self.shared, sources)?;
        let pieces = self.shared.with(|d| d.pieces.clone());
        let more = Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TASKLISTS;
        let (marks, cited) = (&mut self.marks, &mut self.cited);
        prose::safe(&markdown, &pieces, more, &mut |text| marks.read(text, cited))
            .map_err(|p| sources.error_at(&p.words, &p.what))
    }

    /// The title or abstract as HTML.
    fn part(&mut self, part: &str) -> Result<String> {
        Ok(prose::to_page(self.events(&part_name(&self.narrative.name, part))?))
    }

    fn title(&mut self, report: &Report) -> Result<Title> {
        if self.narrative.front.title.is_none() {
            let plain = html::heading(report).to_owned();
            return Ok(Title { html: blocks::set(&plain), plain });
        }
        let events = self.events(&part_name(&self.narrative.name, "title"))?;
        let plain = tokens::cleaned(&headings::words(&events));
        let html = prose::to_page(events);
        let html =
            html.trim().strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")).unwrap_or(&html).to_owned();
        Ok(Title { html, plain })
    }
}

/// Everything that a reference can lead to.
fn shown(shared: &Shared, headings: &[Heading]) -> Vec<String> {
    let mut shown: Vec<String> = shared.with(|d| d.places.keys().cloned().collect());
    if shown.iter().any(|s| s == "table:answers") {
        shown.extend(shared.report.findings.verdict.claims.iter().map(|c| format!("claim:{}", c.claim)));
    }
    shown.extend(headings.iter().map(|h| format!("section:{}", h.id)));
    shown
}

/// Headings of the first level; a short document needs no list of them.
fn contents(headings: &[Heading], wanted: Option<bool>) -> String {
    let first: Vec<&Heading> = headings.iter().filter(|h| h.level == 2).collect();
    if first.is_empty() || !wanted.unwrap_or(first.len() >= 3) {
        return String::new();
    }
    let item = |heading: &&Heading| {
        let number = heading.number.as_deref().unwrap_or_default();
        let number = if number.is_empty() { String::new() } else { format!("<span>{number}</span>") };
        let class = if number.is_empty() { " class=\"whole\"" } else { "" };
        format!(
            "<li><a{class} href=\"#{}\">{number}{}</a></li>",
            escape::text(&heading.id),
            escape::text(&heading.text)
        )
    };
    let items: String = first.iter().map(item).collect();
    format!("<nav aria-label=\"Contents\"><ol>{items}</ol></nav>")
}

fn header(report: &Report, narrative: &Narrative, title: &str, summary: &str) -> String {
    let data = &report.findings.data;
    let front = &narrative.front;
    let kicker = format!("{} · {}, {}", report.tool.name, data.file, numbers::of(data.rows, "row"));
    let names = front.author.all();
    let mut by = numbers::list(names);
    if let Some(date) = &front.date {
        by = if by.is_empty() { date.clone() } else { format!("{by} · {date}") };
    }
    let by = if by.is_empty() { by } else { format!("<p class=\"by\">{}</p>", escape::text(&by)) };
    let summary = if summary.trim().is_empty() {
        String::new()
    } else {
        format!("<div class=\"abstract\" role=\"doc-abstract\">{summary}</div>")
    };
    html::head(&kicker, title, &format!("{by}{summary}"))
}
