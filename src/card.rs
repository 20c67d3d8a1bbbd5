//! What every registered thing (measure, check, figure, section) says of itself.

use schemars::JsonSchema;
use serde::Serialize;

/// The one place from which the page, the docs and `--help` take their words.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Card {
    /// Name used in the JSON and on the command line: snake_case for measures and claims, kebab-case for figures and sections.
    pub id: &'static str,
    /// Title as a reader sees it.
    pub title: &'static str,
    /// Formula in plain text, with the symbols of `SCIENCE`: `w_ji` input weights, `v_kj` output weights.
    pub formula: &'static str,
    /// How to read it, one or two sentences.
    pub reading: &'static str,
    /// When it misleads, one or two sentences.
    pub misleading_when: &'static str,
    /// Where it comes from, with a DOI or a book.
    pub reference: &'static str,
}
