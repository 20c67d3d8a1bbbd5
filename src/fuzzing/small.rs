//! What the bodies over a report share, made once: a body that made it for each input would do little else.

use crate::render::seen::Seen;
use crate::render::templates::{self, Templates};
use crate::render::{Report, json, testing};
use serde_json::Value;
use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

/// A report of two variables and two classes, as documents look at it.
pub static SEEN: LazyLock<Arc<Seen>> = LazyLock::new(|| seen(&testing::report(2, 2)));

/// As little as a report can hold.
pub static LEAST: LazyLock<Arc<Seen>> = LazyLock::new(|| seen(&testing::empty()));

fn seen(report: &Report) -> Arc<Seen> {
    Arc::new(Seen::of(report).expect("a made-up report is finite"))
}

thread_local! {
    /// The JSON of a report of two variables and two classes, as it is written.
    pub static JSON: RefCell<Value> = RefCell::new({
        let bytes = json::render(&SEEN.report).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    });
}

/// The templates. Styles and script are a word each: a page only copies and hashes them.
pub static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    [templates::STYLE, templates::FIGURES, templates::SCRIPT]
        .into_iter()
        .fold(Templates::embedded(), |templates, name| templates.with(name, "x"))
});
