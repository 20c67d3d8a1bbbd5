//! Tables of the page: each selects numbers of the report; how a table is written stands in `write.rs`.

mod alike;
mod answers;
mod baselines;
mod by_number;
mod data;
mod enough_runs;
mod groups;
mod models;
mod networks;
mod plan;
mod probes;
mod ranks;
mod retraining;
mod stability;
mod truth;
mod words;
mod write;

pub use words::WORDS;
pub use write::{Cell, Head, Row, Table};

use crate::render::Report;

/// A table that a section can show with `table(id="…")`.
pub struct Registered {
    /// Its name, kebab-case.
    pub id: &'static str,
    /// Selects its numbers; the error is the sentence that stands in its place.
    pub make: fn(&Report) -> Result<Table, String>,
}

/// Every table, in the order of the page.
pub const TABLES: &[Registered] = &[
    Registered { id: "answers", make: answers::answers },
    Registered { id: "variables", make: data::variables },
    Registered { id: "dropped", make: data::dropped },
    Registered { id: "warnings", make: data::warnings },
    Registered { id: "models", make: models::models },
    Registered { id: "networks", make: networks::networks },
    Registered { id: "paths", make: networks::paths },
    Registered { id: "ranks", make: ranks::ranks },
    Registered { id: "per-class-scores", make: ranks::per_class },
    Registered { id: "stability", make: stability::stability },
    Registered { id: "runs-ranks", make: enough_runs::ranks },
    Registered { id: "runs-claims", make: enough_runs::claims },
    Registered { id: "baselines", make: baselines::baselines },
    Registered { id: "groups", make: groups::groups },
    Registered { id: "probes", make: probes::probes },
    Registered { id: "retraining", make: retraining::retraining },
    Registered { id: "leaderboard", make: retraining::leaderboard },
    Registered { id: "triples", make: retraining::triples },
    Registered { id: "substitutes", make: retraining::substitutes },
    Registered { id: "by-number", make: by_number::by_number },
    Registered { id: "speaking", make: retraining::speaking },
    Registered { id: "known-truth", make: truth::found },
    Registered { id: "planted", make: truth::kinds },
    Registered { id: "plan", make: plan::plan },
    Registered { id: "settings", make: plan::settings },
    Registered { id: "glossary", make: words::glossary },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case() {
        for (place, table) in TABLES.iter().enumerate() {
            assert!(table.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
            assert!(TABLES[..place].iter().all(|t| t.id != table.id), "{} is there twice", table.id);
        }
    }
}
