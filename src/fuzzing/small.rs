//! What the bodies over a report share, made once: a body that made it for each input would do little else.

use crate::render::templates::{self, Templates};
use crate::render::{Report, json, testing};
use serde_json::Value;
use std::sync::LazyLock;

/// A report of two variables and two classes.
pub static REPORT: LazyLock<Report> = LazyLock::new(|| testing::report(2, 2));

/// As little as a report can hold.
pub static LEAST: LazyLock<Report> = LazyLock::new(testing::empty);

/// The JSON of `REPORT`, as it is written.
pub static JSON: LazyLock<Value> = LazyLock::new(|| {
    let bytes = json::render(&REPORT).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
});

/// The templates. Styles and script are a word each: a page only copies and hashes them.
pub static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    [templates::STYLE, templates::FIGURES, templates::SCRIPT]
        .into_iter()
        .fold(Templates::embedded(), |templates, name| templates.with(name, "x"))
});
