//! What becomes of a report: its own page, or a document of the user's, with whatever templates there are.

use counterweight::error::{Error, Result};
use counterweight::render::narrative::{self, Narrative, Rendered};
use counterweight::render::templates::Templates;
use counterweight::render::{Failed, Report, html};
use std::path::Path;

/// Templates and document, read and checked as far as they can be without a report.
pub struct Page {
    templates: Templates,
    narrative: Option<Narrative>,
}

impl Page {
    /// Reads the templates of a folder and a document.
    ///
    /// # Errors
    /// `Error::Template` with file, line and column, `Error::Input` for a file that can't be read.
    pub fn read(templates: Option<&Path>, narrative: Option<&Path>) -> Result<Self> {
        let templates = match templates {
            Some(folder) => Templates::overlay(folder)?,
            None => Templates::embedded(),
        };
        let narrative = narrative.map(|path| Narrative::read(path, &templates)).transpose()?;
        Ok(Page { templates, narrative })
    }

    /// The templates.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// The page of a report.
    ///
    /// # Errors
    /// `Error::Template` with file, line and column.
    pub fn render(&self, report: &Report) -> Result<Rendered> {
        match &self.narrative {
            Some(narrative) => narrative::render(report, &self.templates, narrative),
            None => html::render(report, &self.templates),
        }
    }
}

/// Sentences that the numbers do not support, as lines of a message.
pub fn unsupported(failed: &[Failed]) -> Vec<String> {
    failed.iter().map(ToString::to_string).collect()
}

/// Fails where a sentence does not hold; the page is written by then.
///
/// # Errors
/// `Error::Gate` names every such sentence.
pub fn hold(failed: &[Failed]) -> Result<()> {
    if failed.is_empty() { Ok(()) } else { Err(Error::Gate(unsupported(failed).join("\n"))) }
}
