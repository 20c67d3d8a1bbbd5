//! tera over the sections: functions and filters that look up, never compute; errors with file, line and column.

use super::document::Document;
use super::forms::FORMS;
use super::literate::functions::{FUNCTIONS, with_functions};
use super::literate::sources::Demand;
use super::literate::{Failed, Sources};
use super::seen::Seen;
use super::templates::{Templates, section_files};
use super::{escape, prose, references};
use crate::error::{Error, Result};
use crate::load::nearest;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use tera::{ErrorKind, Tera};

/// What the functions of a template share: the report and the document in the making.
pub struct Shared {
    seen: Arc<Seen>,
    /// What the document demands of the numbers.
    pub demands: Vec<Demand>,
    document: Mutex<Document>,
    failed: Mutex<Vec<Failed>>,
}

impl Deref for Shared {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.seen
    }
}

impl Shared {
    /// An empty document over a report.
    pub fn new(seen: &Arc<Seen>, demands: &[Demand]) -> Arc<Self> {
        Arc::new(Shared {
            seen: Arc::clone(seen),
            demands: demands.to_vec(),
            document: Mutex::new(Document::default()),
            failed: Mutex::new(Vec::new()),
        })
    }

    /// Looks at the document in the making, or changes it.
    pub fn with<T>(&self, change: impl FnOnce(&mut Document) -> T) -> T {
        change(&mut self.document.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers a sentence that does not hold.
    pub fn fail(&self, failed: Failed) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).push(failed);
    }

    /// The sentences that do not hold, in the order of the document.
    pub fn failures(&self) -> Vec<Failed> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Checks that every section can be parsed.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn parse(templates: &Templates) -> Result<()> {
    parsed(&sections(templates))
}

/// Checks that every text can be parsed.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn parsed(sources: &Sources) -> Result<()> {
    add_texts(&mut with_functions(None), sources)
}

/// The sections of a page, and the sentences in them that do not hold.
pub struct Sections {
    /// HTML of each, in order, with every reference resolved.
    pub html: Vec<String>,
    /// Sentences that the numbers do not support.
    pub failed: Vec<Failed>,
}

/// Renders the sections.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn render(seen: &Arc<Seen>, templates: &Templates) -> Result<Sections> {
    let sources = sections(templates);
    let shared = Shared::new(seen, &sources.demands);
    let tera = reader(&shared, &sources)?;
    let mut sections = Vec::new();
    for (place, file) in section_files().enumerate() {
        shared.with(|d| d.section = place + 1);
        let markdown = markdown(&tera, file, &shared, &sources)?;
        let html = shared.with(|d| prose::to_html(&markdown, &d.pieces));
        sections.push(html.map_err(|p| sources.error_at(&p.words, &p.what))?);
    }
    let html = shared.with(|d| sections.iter().map(|html| references::resolve(html, d)).collect());
    Ok(Sections { html, failed: shared.failures() })
}

/// A tera that has read all texts, their paths checked against the report.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn reader(shared: &Arc<Shared>, sources: &Sources) -> Result<Tera> {
    let mut tera = with_functions(Some(shared));
    add_texts(&mut tera, sources)?;
    for (name, text) in sources.written() {
        super::paths::check(name, text, &shared.view.json)?;
    }
    Ok(tera)
}

/// The Markdown of one text, its tags replaced by tokens.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn markdown(tera: &Tera, name: &str, shared: &Shared, sources: &Sources) -> Result<String> {
    tera.render(name, &shared.view.context).map_err(|e| error_of(&e, sources))
}

/// The sections as sources.
pub fn sections(templates: &Templates) -> Sources {
    let mut sources = Sources::default();
    for file in section_files() {
        sources.add(file, templates.text(file));
    }
    sources
}

fn add_texts(tera: &mut Tera, sources: &Sources) -> Result<()> {
    tera.add_raw_templates(sources.read()).map_err(|e| error_of(&e, sources))
}

/// A tera error about the frame of the page as ours.
pub fn template_error(error: &tera::Error) -> Error {
    error_of(error, &Sources::default())
}

/// A tera error as ours: place first, in the text as it was written, near misses last.
fn error_of(error: &tera::Error, sources: &Sources) -> Error {
    let place = |file: &str, line: usize, column: usize, what: &str| {
        let column = sources.column(file, line, column);
        Error::Template(format!("{file}, line {line}, column {column}: {what}{}", misses(what)))
    };
    match error.kind() {
        ErrorKind::SyntaxError(at) | ErrorKind::RenderingError(at) => {
            place(at.filename(), at.span().start_line, at.span().start_col + 1, at.message())
        }
        _ => {
            let text = error.to_string();
            let mut lines = text.lines();
            let what = lines.next().unwrap_or_default().trim_start_matches("error: ");
            let at = lines.next().and_then(|l| l.trim().strip_prefix("--> ")).unwrap_or_default();
            let mut parts = at.rsplitn(3, ':');
            match (
                parts.next().and_then(|c| c.parse().ok()),
                parts.next().and_then(|l| l.parse().ok()),
                parts.next(),
            ) {
                (Some(column), Some(line), Some(file)) => place(file, line, column, what),
                _ => Error::Template(text),
            }
        }
    }
}

/// Names near one that is unknown, where the message doesn't have them.
fn misses(what: &str) -> String {
    let quoted = |after: &str| what.strip_prefix(after).and_then(|r| r.split('`').next());
    let (wrong, there): (_, Vec<&str>) = if let Some(wrong) = quoted("Unknown function `") {
        (wrong, FUNCTIONS.to_vec())
    } else if let Some(wrong) = quoted("Unknown filter `") {
        (
            wrong,
            FORMS.iter().map(|f| f.id).chain(["find", "only", "short", "length", "first", "join"]).collect(),
        )
    } else {
        return String::new();
    };
    format!("; there is {}", nearest(wrong, &there))
}

/// Escape function of the frame of the page.
///
/// # Errors
/// What the writer says.
pub fn escape_html(raw: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(escape::text(raw).as_bytes())
}
