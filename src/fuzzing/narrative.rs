//! Any text as a document over a small report: one that has everything, or one that has as little as it can.

use super::small::{LEAST, SEEN, TEMPLATES};
use crate::error::Error;
use crate::render::narrative::{Narrative, over};

/// A document is rendered, or refused with its mistake; what comes of it is text without marks of our own.
pub fn narrative(text: &str) {
    let report = if text.len().is_multiple_of(2) { &*SEEN } else { &*LEAST };
    let none = |name: &str| Err(Error::Input(format!("{name}: no such file")));
    let made = Narrative::parse("doc.md", text, &TEMPLATES, &none)
        .and_then(|narrative| over(report, &TEMPLATES, &narrative));
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
