//! References to figures, tables, sections and claims: written before the numbers are known, resolved at the end.

use super::document::Document;
use super::sections::{self, SECTIONS};
use super::tables::TABLES;
use super::tokens::{REFERENCE, REFERENCE_END};
use super::{escape, figures};
use crate::compare::claims::CHECKS;
use crate::load::nearest;

/// Before a list of references, of which those that lead nowhere vanish.
const LIST: &str = "list ";

/// Says whether a target exists at all.
///
/// # Errors
/// Names the near ones.
pub fn known(target: &str) -> Result<(), String> {
    let (kind, id) = target.split_once(':').unwrap_or((target, ""));
    let ids: Vec<&str> = match kind {
        "figure" => figures::FIGURES.iter().map(|f| f.card().id).collect(),
        "table" => TABLES.iter().map(|t| t.id).collect(),
        "section" => SECTIONS.iter().map(|s| s.id).collect(),
        "claim" => CHECKS.iter().map(|c| c.card().id).collect(),
        _ => {
            return Err(format!(
                "{target:?} is no reference; write figure:, table:, section: or claim: and an id"
            ));
        }
    };
    if ids.contains(&id) {
        return Ok(());
    }
    let near = nearest(id, &ids);
    Err(format!("no {kind} {id:?}; there is {}", if near.is_empty() { ids.join(", ") } else { near }))
}

/// A reference in running prose.
pub fn token(target: &str) -> String {
    format!("{REFERENCE}{target}{REFERENCE_END}")
}

/// Links to evidence after a sentence.
pub fn evidence(targets: &[String]) -> String {
    let safe: Vec<&str> = targets.iter().map(String::as_str).filter(|t| known(t).is_ok()).collect();
    if safe.is_empty() {
        return String::new();
    }
    format!("{REFERENCE}{LIST}{}{REFERENCE_END}", safe.join(" "))
}

/// Puts links in the place of references.
pub fn resolve(html: &str, document: &Document) -> String {
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(REFERENCE) {
        page.push_str(&rest[..at]);
        let inside = &rest[at + REFERENCE.len_utf8()..];
        let Some(end) = inside.find(REFERENCE_END) else { break };
        page.push_str(&resolved(&inside[..end], document));
        rest = &inside[end + REFERENCE_END.len_utf8()..];
    }
    page.push_str(rest);
    page
}

fn resolved(reference: &str, document: &Document) -> String {
    let Some(list) = reference.strip_prefix(LIST) else {
        return link(reference, document).unwrap_or_else(|| escape::text(&name(reference)));
    };
    let all: Vec<&str> = list.split(' ').collect();
    let numbered: Vec<&str> = all.iter().copied().filter(|t| !t.starts_with("claim:")).collect();
    let mut links: Vec<String> = numbered.iter().filter_map(|t| link(t, document)).collect();
    if links.is_empty() {
        links = all.iter().filter_map(|t| link(t, document)).collect();
    }
    let mut seen = std::collections::BTreeSet::new();
    // a figure and a table that stand as a sentence are both called by their section
    links.retain(|link| seen.insert(link.split_once('>').map(|(_, words)| words.to_owned())));
    if links.is_empty() { String::new() } else { format!(" <span class=\"ev\">{}</span>", links.join(", ")) }
}

/// `Figure 11`, `Table 2`, `Section 12`; where a sentence stands in the place of a figure, its section.
fn link(target: &str, document: &Document) -> Option<String> {
    let (kind, id) = target.split_once(':')?;
    let to =
        |anchor: &str, word: &str, number: usize| format!("<a href=\"#{anchor}\">{word}\u{A0}{number}</a>");
    let place = document.places.get(target);
    match (kind, place.and_then(|p| p.number)) {
        ("figure", Some(number)) => Some(to(&format!("f-{id}"), "Figure", number)),
        ("table", Some(number)) => Some(to(&format!("t-{id}"), "Table", number)),
        ("figure" | "table", None) if document.of_user => {
            place.map(|_| format!("<a href=\"#{}-{id}\">{}</a>", &kind[..1], escape::text(&name(target))))
        }
        ("section", _) if document.of_user => {
            let heading = document.headings.iter().find(|h| h.id == id)?;
            Some(match &heading.number {
                Some(number) => format!("<a href=\"#{id}\">Section\u{A0}{number}</a>"),
                None => format!("<a href=\"#{id}\">“{}”</a>", escape::text(&heading.text)),
            })
        }
        ("figure" | "table", None) => Some(to(&format!("{}-{id}", &kind[..1]), "Section", place?.section)),
        ("section", _) => Some(to(id, "Section", sections::number(id)?)),
        ("claim", _) => {
            let answers = document.places.get("table:answers")?.number?;
            Some(to(&format!("c-{id}"), "Table", answers))
        }
        _ => None,
    }
}

/// What a figure or section that the document doesn't show is called.
fn name(target: &str) -> String {
    let (kind, id) = target.split_once(':').unwrap_or(("", target));
    let title = match kind {
        "figure" => figures::FIGURES.iter().map(|f| f.card()).find(|c| c.id == id).map(|c| c.title),
        "section" => SECTIONS.iter().find(|s| s.id == id).map(|s| s.title),
        _ => None,
    };
    title.map_or_else(|| id.replace('-', " "), |title| format!("“{title}”"))
}

/// Where the page shows what a claim rests on.
pub fn of_claim(claim: &str) -> Vec<String> {
    let targets: &[&str] = match claim {
        "signal" => &["figure:signal", "table:models"],
        "weights_speak" => &["table:speaking"],
        "top_variables" => &["table:baselines"],
        "best_subset" => &["figure:pairs", "table:leaderboard"],
        "enough" => &["figure:retraining", "table:retraining"],
        "each_needed" => &["figure:singles", "table:retraining"],
        "negative_weights" => &["figure:symmetry"],
        _ => &[],
    };
    targets.iter().map(|&t| t.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_read_as_numbers() {
        let mut document = Document::default();
        document.section = 12;
        document.number_figure("pairs").unwrap();
        document.absent("figure:signal").unwrap();
        let html = format!("a {} {}", token("figure:pairs"), token("section:retraining"));
        let expected = "a <a href=\"#f-pairs\">Figure\u{A0}1</a> <a href=\"#retraining\">Section\u{A0}12</a>";
        assert_eq!(resolve(&html, &document), expected);
        assert_eq!(resolve(&token("figure:signal"), &document), "<a href=\"#f-signal\">Section\u{A0}12</a>");
    }

    #[test]
    fn evidence_that_leads_nowhere_vanishes() {
        let document = Document::default();
        let html = evidence(&["figure:pairs".into(), "figure:none".into(), "nonsense".into()]);
        assert_eq!(resolve(&html, &document), "");
        assert!(!resolve(&token("figure:pairs"), &document).contains("href"));
    }

    #[test]
    fn unknown_targets_name_the_near_ones() {
        assert!(known("section:retrainin").unwrap_err().contains("\"retraining\""));
        assert!(known("pairs").is_err());
        for check in CHECKS {
            for target in of_claim(check.card().id) {
                known(&target).unwrap();
            }
        }
    }
}
