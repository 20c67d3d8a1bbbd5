//! Markdown with tokens becomes HTML: no raw HTML of a template passes, no picture from elsewhere, no link that runs code.

use super::escape;
use super::tokens::{self, Part};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// A piece of our own HTML that a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Trusted HTML.
    pub html: String,
    /// Whether it stands for itself (a figure, a table) and not within a line.
    pub block: bool,
}

/// Renders a section.
pub fn to_html(markdown: &str, pieces: &[Piece]) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_DEFINITION_LIST;
    let mut out = Vec::new();
    let mut links = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::HtmlBlock)
            | Event::End(TagEnd::HtmlBlock) => {}
            // a picture from elsewhere would be a request: its words stay
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::Link { dest_url, .. }) => {
                let start = opening(&tokens::plain(&dest_url));
                links.push(start.is_some());
                out.extend(start.map(|s| Event::InlineHtml(s.into())));
            }
            Event::End(TagEnd::Link) => {
                if links.pop().unwrap_or(false) {
                    out.push(Event::InlineHtml("</a>".into()));
                }
            }
            Event::Start(Tag::Heading { level, .. }) => {
                out.push(Event::Start(Tag::Heading {
                    level,
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                out.push(Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented)));
            }
            Event::Text(text) => out.extend(words(&text, pieces)),
            Event::Code(code) => out.push(Event::Code(clean(&tokens::plain(&code)).into())),
            other => out.push(other),
        }
    }
    let mut page = String::new();
    html::push_html(&mut page, unwrapped(out).into_iter());
    scrolled(&page)
}

/// A link's opening tag; `None` where it would run code or load something of another kind.
fn opening(destination: &str) -> Option<String> {
    let known = ["https://", "http://", "mailto:", "#"];
    if !known.iter().any(|k| destination.starts_with(k)) {
        return None;
    }
    let class = if destination.starts_with("#g-") { " class=\"gl\"" } else { "" };
    Some(format!("<a{class}{}>", escape::attribute("href", destination)))
}

fn words<'a>(text: &str, pieces: &[Piece]) -> Vec<Event<'a>> {
    let event = |part: Part| match part {
        Part::Plain(plain) => Event::Text(clean(plain).into()),
        Part::Text(text) => Event::Text(clean(&escape::typeset(&text)).into()),
        Part::Piece(number) => match pieces.get(number) {
            Some(piece) if piece.block => Event::Html(CowStr::from(piece.html.clone())),
            Some(piece) => Event::InlineHtml(CowStr::from(piece.html.clone())),
            None => Event::Text("".into()),
        },
    };
    tokens::parts(text).into_iter().map(event).collect()
}

/// Without characters that no page may hold; `push_html` escapes the rest.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if escape::text(c.encode_utf8(&mut [0; 4])) == "\u{FFFD}" { '\u{FFFD}' } else { c })
        .collect()
}

/// Takes blocks out of the paragraphs that Markdown put them in.
fn unwrapped(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut out: Vec<Event> = Vec::with_capacity(events.len());
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::Paragraph) => {
                inside = true;
                out.push(event);
            }
            Event::End(TagEnd::Paragraph) => {
                inside = false;
                trim(&mut out);
                if matches!(out.last(), Some(Event::Start(Tag::Paragraph))) {
                    out.pop();
                } else {
                    out.push(event);
                }
            }
            Event::Html(_) if inside => {
                trim(&mut out);
                if matches!(out.last(), Some(Event::Start(Tag::Paragraph))) {
                    out.pop();
                } else {
                    out.push(Event::End(TagEnd::Paragraph));
                }
                out.push(event);
                out.push(Event::Start(Tag::Paragraph));
            }
            other => out.push(other),
        }
    }
    out
}

/// Drops breaks and empty words at the end of a paragraph in the making.
fn trim(out: &mut Vec<Event>) {
    while let Some(last) = out.last() {
        let idle = match last {
            Event::SoftBreak | Event::HardBreak => true,
            Event::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if !idle {
            break;
        }
        out.pop();
    }
}

/// Tables written in Markdown scroll inside their own box too.
fn scrolled(page: &str) -> String {
    page.replace(
        "<table><thead>",
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"table\"><table><thead>",
    )
    .replace("</tbody></table>\n", "</tbody></table></div>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        let mut out = Vec::new();
        tokens::spell(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const HOSTILE: [&str; 9] = [
        "<script>alert(1)</script>",
        "*v4*",
        "{{ x }}",
        "[a](javascript:alert(1))",
        "a|b",
        "`code`",
        "# heading",
        "&amp;",
        "\u{E002}0\u{E003}",
    ];

    #[test]
    fn hostile_names_are_shown_as_typed_everywhere() {
        for name in HOSTILE {
            let shown = escape::text(name).replace("&#39;", "'");
            let token = spelled(name);
            let shapes = [
                token.clone(),
                format!("- {token}"),
                format!("**{token}** and *{token}*"),
                format!("### {token}"),
                format!("a | b\n--- | ---\n{token} | x\n"),
                format!("`{token}`"),
            ];
            for shape in shapes {
                let html = to_html(&shape, &[Piece { html: "<b>ours</b>".into(), block: false }]);
                assert!(html.contains(&shown), "{name} in {shape:?}: {html}");
                assert!(!html.contains("<script") && !html.contains("<b>ours"), "{html}");
            }
        }
    }

    #[test]
    fn no_raw_html_no_picture_no_running_link() {
        let html = to_html(
            "a <b onclick=x>c</b> ![alt](http://x/y.png) [go](javascript:alert(1)) [ok](#good)\n\n<div>\n",
            &[],
        );
        assert_eq!(html, "<p>a c alt go <a href=\"#good\">ok</a></p>\n");
        let href = to_html(&format!("[go]({})", spelled("javascript:x")), &[]);
        assert_eq!(href, "<p>go</p>\n");
    }

    #[test]
    fn blocks_leave_their_paragraph() {
        let pieces = [Piece { html: "<figure></figure>\n".into(), block: true }];
        assert_eq!(to_html(&tokens::piece(0), &pieces), "<figure></figure>\n");
        let between = format!("a\n{}\nb", tokens::piece(0));
        assert_eq!(to_html(&between, &pieces), "<p>a</p>\n<figure></figure>\n<p>\nb</p>\n");
    }

    #[test]
    fn words_of_the_glossary_have_their_class() {
        assert_eq!(to_html("[split](#g-split)", &[]), "<p><a class=\"gl\" href=\"#g-split\">split</a></p>\n");
    }
}
