//! Any text as a document over a small report.

use super::small::{LEAST, REPORT, TEMPLATES};
use crate::error::Error;
use crate::render::narrative::{Narrative, render};

/// Of so many lengths one is set over a report that has everything: that takes several times as long.
const WHOLE: usize = 16;

/// A document is rendered, or refused with its mistake; what comes of it is text without marks of our own.
pub fn narrative(text: &str) {
    let report = if text.len().is_multiple_of(WHOLE) { &*REPORT } else { &*LEAST };
    let none = |name: &str| Err(Error::Input(format!("{name}: no such file")));
    let made = Narrative::parse("doc.md", text, &TEMPLATES, &none)
        .and_then(|narrative| render(report, &TEMPLATES, &narrative));
    match made {
        Ok(made) => {
            let page =
                std::str::from_utf8(&made.page).unwrap_or_else(|error| panic!("a page is UTF-8: {error}"));
            let mark = page.chars().find(|c| ('\u{E000}'..='\u{E005}').contains(c));
            assert_eq!(mark, None, "a mark is left in the page of {text:?}");
        }
        Err(error) => assert_ne!(error.exit_code(), 70, "{error}"),
    }
}
