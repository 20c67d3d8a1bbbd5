//! Cards of measures and claims: formula, how to read it, when it misleads, reference.

use super::escape;
use crate::attribute;
use crate::card::Card;
use crate::compare::claims::CHECKS;
use crate::render::Report;

/// Every card of a measure or claim; figures say how to read them where they stand.
pub fn all() -> Vec<&'static Card> {
    let mut all = attribute::cards();
    all.extend(CHECKS.iter().map(|c| c.card()));
    all
}

/// A card as HTML.
pub fn html(card: &Card) -> String {
    let line = |label: &str, text: &str, code: bool| match (text, code) {
        ("", _) => String::new(),
        (text, true) => format!("<dt>{label}</dt><dd><code>{}</code></dd>", escape::text(text)),
        (text, false) => format!("<dt>{label}</dt><dd>{}</dd>", references(text)),
    };
    format!(
        "<div class=\"card\" id=\"card-{}\"><p class=\"cap\">{}</p><dl>{}{}{}{}</dl></div>\n",
        escape::text(card.id),
        escape::text(card.title),
        line("formula", card.formula, true),
        line("reading", card.reading, false),
        line("misleads", card.misleading_when, false),
        line("from", card.reference, false),
    )
}

/// The text with its DOIs as links.
pub fn references(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("doi:") {
        html.push_str(&escape::text(&rest[..at]));
        let doi = &rest[at + 4..];
        let end = doi.find([' ', ';', ',']).unwrap_or(doi.len());
        let doi_text = doi[..end].trim_end_matches('.');
        let href = escape::attribute("href", &format!("https://doi.org/{doi_text}"));
        html.push_str(&format!("<a{href}>doi:{}</a>", escape::text(doi_text)));
        rest = &doi[doi_text.len()..];
    }
    html.push_str(&escape::text(rest));
    html
}

/// Cards of the measures in a report, then of the claims it answers.
pub fn of_report(report: &Report, claims: bool) -> String {
    let measures = report.findings.rankings.iter().map(|r| r.measure.as_str());
    let wanted: Vec<&str> = if claims {
        report.findings.verdict.claims.iter().map(|c| c.claim.as_str()).collect()
    } else {
        measures.collect()
    };
    let all = all();
    wanted.iter().filter_map(|id| all.iter().find(|c| c.id == *id)).map(|c| html(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_become_links() {
        let html = references("A (2004), J 1:2, doi:10.1/x; B <i>, doi:10.2/y.");
        assert!(html.contains("<a href=\"https://doi.org/10.1/x\">doi:10.1/x</a>; B &lt;i&gt;"), "{html}");
        assert!(html.ends_with("<a href=\"https://doi.org/10.2/y\">doi:10.2/y</a>."), "{html}");
    }

    #[test]
    fn every_card_has_an_id_of_its_own() {
        let mut ids: Vec<&str> = all().iter().map(|c| c.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
