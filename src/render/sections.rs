//! The sections of the page, in order.

/// A section: one file of Markdown with tera in `templates/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Name in links and in `evidence`, kebab-case.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// File below `templates/`.
    pub file: &'static str,
}

/// Every section, in the order of the page.
pub const SECTIONS: &[Section] = &[
    Section { id: "short", title: "In short", file: "sections/01-short.md" },
    Section { id: "data", title: "The data", file: "sections/02-data.md" },
    Section { id: "good", title: "Is the network any good?", file: "sections/03-good.md" },
    Section { id: "weights", title: "The weights", file: "sections/04-weights.md" },
    Section {
        id: "negative",
        title: "Are negative weights as important as positive ones?",
        file: "sections/05-negative.md",
    },
    Section { id: "rankings", title: "Rankings from weights", file: "sections/06-rankings.md" },
    Section { id: "repeats", title: "Over repeated trainings", file: "sections/07-repeats.md" },
    Section { id: "map", title: "Variables as points", file: "sections/08-map.md" },
    Section { id: "baselines", title: "Baselines that never saw a weight", file: "sections/09-baselines.md" },
    Section { id: "agree", title: "Do they agree?", file: "sections/10-agree.md" },
    Section { id: "chance", title: "Chance", file: "sections/11-chance.md" },
    Section { id: "retraining", title: "The retraining test", file: "sections/12-retraining.md" },
    Section { id: "truth", title: "Which measure to believe here", file: "sections/13-truth.md" },
    Section { id: "made", title: "How this was made", file: "sections/14-made.md" },
];

/// Place of a section, counted from 1.
pub fn number(id: &str) -> Option<usize> {
    SECTIONS.iter().position(|s| s.id == id).map(|place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_files_are_numbered() {
        for (place, section) in SECTIONS.iter().enumerate() {
            assert_eq!(number(section.id), Some(place + 1), "{} is there twice", section.id);
            assert_eq!(section.file, format!("sections/{:02}-{}.md", place + 1, section.id));
            assert!(section.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        }
        assert_eq!(SECTIONS.len(), 14);
    }
}
