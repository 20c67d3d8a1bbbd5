//! Footnotes: numbered as they are first referred to, gathered at the end of the document, with links both ways.

use crate::render::prose;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// Takes the notes out of a document; returns them as HTML for its end, empty where there are none.
pub fn gather(events: &mut Vec<Event<'static>>) -> String {
    let (mut body, notes) = apart(std::mem::take(events));
    let mut order: Vec<(CowStr<'static>, usize)> = Vec::new();
    number(&mut body, &mut order);
    let mut items: Vec<Vec<Event<'static>>> = Vec::new();
    // a note may refer to another, which then follows
    while items.len() < order.len() {
        let label = order[items.len()].0.clone();
        let mut inside = notes.iter().find(|(l, _)| *l == label).map(|(_, e)| e.clone()).unwrap_or_default();
        number(&mut inside, &mut order);
        items.push(inside);
    }
    *events = body;
    if items.is_empty() {
        return String::new();
    }
    let item = |(place, inside): (usize, Vec<Event<'static>>)| {
        let number = place + 1;
        let back: String = (1..=order[place].1).map(|time| back_link(number, time)).collect();
        format!("<li id=\"fn-{number}\">{}{back}</li>\n", prose::to_page(inside))
    };
    let items: String = items.into_iter().enumerate().map(item).collect();
    format!(
        "<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Notes\"><ol>\n{items}</ol></section>\n"
    )
}

type Note = (CowStr<'static>, Vec<Event<'static>>);

/// Body and notes.
fn apart(events: Vec<Event<'static>>) -> (Vec<Event<'static>>, Vec<Note>) {
    let (mut body, mut notes): (Vec<_>, Vec<Note>) = (Vec::new(), Vec::new());
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                notes.push((label, Vec::new()));
                inside = true;
            }
            Event::End(TagEnd::FootnoteDefinition) => inside = false,
            event if inside => notes.last_mut().map_or((), |(_, events)| events.push(event)),
            event => body.push(event),
        }
    }
    (body, notes)
}

/// Puts numbers in the place of labels; `order` has each label with how often it was referred to.
fn number(events: &mut [Event<'static>], order: &mut Vec<(CowStr<'static>, usize)>) {
    for event in events {
        let Event::FootnoteReference(label) = event else { continue };
        let place = order.iter().position(|(l, _)| l == label).unwrap_or_else(|| {
            order.push((label.clone(), 0));
            order.len() - 1
        });
        order[place].1 += 1;
        let (number, time) = (place + 1, order[place].1);
        let html = format!(
            "<sup><a class=\"note\" id=\"{}\" href=\"#fn-{number}\" role=\"doc-noteref\" aria-label=\"Note {number}\">{number}</a></sup>",
            reference_id(number, time)
        );
        *event = Event::InlineHtml(html.into());
    }
}

fn reference_id(number: usize, time: usize) -> String {
    if time == 1 { format!("fnr-{number}") } else { format!("fnr-{number}-{time}") }
}

fn back_link(number: usize, time: usize) -> String {
    format!(
        "<a href=\"#{}\" role=\"doc-backlink\" aria-label=\"Back to reference {time} of note {number}\">↩</a> ",
        reference_id(number, time)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::Options;

    fn page(markdown: &str) -> (String, String) {
        let mut words = |text: &str| vec![prose::plain(text)];
        let mut events = prose::safe(markdown, &[], Options::ENABLE_FOOTNOTES, &mut words).unwrap();
        let notes = gather(&mut events);
        (prose::to_page(events), notes)
    }

    #[test]
    fn notes_go_to_the_end_in_the_order_of_their_use() {
        let (body, notes) = page("a[^z] b[^y] c[^z]\n\n[^y]: why *so*\n\n[^z]: zed\n");
        assert!(!body.contains("why") && body.contains("id=\"fnr-1-2\" href=\"#fn-1\""), "{body}");
        let (zed, why) = (notes.find("zed").unwrap(), notes.find("why <em>so</em>").unwrap());
        assert!(zed < why && notes.matches("doc-backlink").count() == 3, "{notes}");
    }

    #[test]
    fn notes_of_notes_follow_and_unused_ones_are_left_out() {
        let (_, notes) = page("a[^1]\n\n[^1]: one[^2]\n\n[^2]: two\n\n[^3]: three\n");
        assert!(notes.contains("two") && !notes.contains("three"), "{notes}");
        assert_eq!(page("no notes").1, "");
    }
}
