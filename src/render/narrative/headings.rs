//! Headings of a document get anchors and, where wanted, numbers; the highest become those below the title.

use crate::render::document::Heading;
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

/// Beginnings of the page's own anchors, which a heading must not take.
const TAKEN: [&str; 8] = ["f-", "t-", "c-", "g-", "fn-", "fnr-", "ref-", "card-"];

/// Gives every heading its level, anchor and number; returns them in order.
pub fn set(events: &mut Vec<Event<'static>>, numbered: bool) -> Vec<Heading> {
    let highest = events.iter().filter_map(level_of).min().unwrap_or(2);
    let mut headings: Vec<Heading> = Vec::new();
    let mut counts = [0_usize; 7];
    let mut out = Vec::with_capacity(events.len());
    let mut at = 0;
    while at < events.len() {
        let Event::Start(Tag::Heading { level, id, .. }) = &events[at] else {
            out.push(events[at].clone());
            at += 1;
            continue;
        };
        let end =
            at + events[at..].iter().position(|e| matches!(e, Event::End(TagEnd::Heading(_)))).unwrap_or(0);
        let inside = &events[at + 1..end.max(at + 1)];
        let text = words(inside);
        let level = (*level as usize + 2 - highest).clamp(2, 6);
        counts[level] += 1;
        counts[level + 1..].fill(0);
        let number = numbered.then(|| dotted(&counts[2..=level]));
        let heading = Heading {
            id: anchor(id.as_deref(), &text, &headings),
            text: text.trim().to_owned(),
            level,
            number,
        };
        out.push(Event::Start(Tag::Heading {
            level: as_level(level),
            id: Some(heading.id.clone().into()),
            classes: Vec::new(),
            attrs: Vec::new(),
        }));
        if let Some(number) = &heading.number {
            out.push(Event::InlineHtml(format!("<span class=\"no\">{number}</span>").into()));
        }
        out.extend(inside.iter().cloned());
        out.push(Event::End(TagEnd::Heading(as_level(level))));
        headings.push(heading);
        at = end.max(at) + 1;
    }
    *events = out;
    headings
}

fn level_of(event: &Event<'_>) -> Option<usize> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
        _ => None,
    }
}

fn as_level(level: usize) -> HeadingLevel {
    match level {
        2 => HeadingLevel::H2,
        3 => HeadingLevel::H3,
        4 => HeadingLevel::H4,
        5 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// Levels that were skipped count as one.
fn dotted(counts: &[usize]) -> String {
    counts.iter().map(|n| (*n).max(1).to_string()).collect::<Vec<_>>().join(".")
}

/// Events as words, without what is ours.
pub(super) fn words(events: &[Event<'_>]) -> String {
    let text = |event: &Event<'_>| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        Event::SoftBreak | Event::HardBreak => " ".to_owned(),
        _ => String::new(),
    };
    events.iter().map(text).collect()
}

/// The id that was given, else the words in lower case with hyphens; another where it is taken.
fn anchor(given: Option<&str>, text: &str, before: &[Heading]) -> String {
    let mut slug = String::new();
    for c in given.unwrap_or(text).chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || (c == '_' && given.is_some()) {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let mut slug = slug.trim_end_matches('-').to_owned();
    let own = slug.starts_with(char::is_alphabetic) && !TAKEN.iter().any(|t| slug.starts_with(t));
    if !own || slug == "references" || slug == "notes" || slug == "document" {
        slug = format!("s-{slug}");
    }
    let there = |id: &str| before.iter().any(|h| h.id == id);
    let mut id = slug.clone();
    let mut count = 1;
    while there(&id) {
        count += 1;
        id = format!("{slug}-{count}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Options, Parser, html};

    fn page(markdown: &str, numbered: bool) -> (String, Vec<Heading>) {
        let mut events: Vec<Event<'static>> =
            Parser::new_ext(markdown, Options::ENABLE_HEADING_ATTRIBUTES).map(Event::into_static).collect();
        let headings = set(&mut events, numbered);
        let mut page = String::new();
        html::push_html(&mut page, events.into_iter());
        (page, headings)
    }

    #[test]
    fn the_highest_stand_below_the_title() {
        let (html, headings) = page("# One two\n### Deep\n# 2nd {#mine}\n", false);
        assert!(html.contains("<h2 id=\"one-two\">One two</h2>"), "{html}");
        assert!(html.contains("<h4 id=\"deep\">") && html.contains("<h2 id=\"mine\">"), "{html}");
        assert_eq!(headings.iter().map(|h| h.level).collect::<Vec<_>>(), [2, 4, 2]);
        assert!(page("### a\n", false).0.starts_with("<h2 id=\"a\">"));
    }

    #[test]
    fn anchors_are_unique_and_never_the_pages_own() {
        let (_, headings) = page("# a\n# a\n# f-x\n# 1 b\n# !\n# References\n# Größe, λ\n", false);
        let ids: Vec<&str> = headings.iter().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["a", "a-2", "s-f-x", "s-1-b", "s-", "s-references", "größe-λ"]);
    }

    #[test]
    fn numbers_count_within_their_level() {
        let (html, headings) = page("# a\n## b\n## c\n# d\n### e\n", true);
        let numbers: Vec<&str> = headings.iter().filter_map(|h| h.number.as_deref()).collect();
        assert_eq!(numbers, ["1", "1.1", "1.2", "2", "2.1.1"]);
        assert!(html.contains("<span class=\"no\">1.2</span>c"), "{html}");
    }
}
