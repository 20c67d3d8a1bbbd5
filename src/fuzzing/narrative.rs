//! Any text as a document over a small report.

use crate::error::Error;
use crate::render::narrative::{Narrative, render};
use crate::render::templates::Templates;
use crate::render::testing;

/// A document is rendered, or refused with its mistake; what comes of it is text without marks of our own.
pub fn narrative(text: &str) {
    let templates = Templates::embedded();
    let none = |name: &str| Err(Error::Input(format!("{name}: no such file")));
    let made = Narrative::parse("doc.md", text, &templates, &none)
        .and_then(|narrative| render(&testing::report(2, 2), &templates, &narrative));
    match made {
        Ok(made) => assert!(std::str::from_utf8(&made.page).is_ok(), "a page is UTF-8"),
        Err(error) => assert_ne!(error.exit_code(), 70, "{error}"),
    }
}
