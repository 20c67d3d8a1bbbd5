//! Markdown with tokens becomes HTML: no raw HTML of a template passes, no picture from elsewhere, no link that runs code.

use super::tokens::{self, Part};
use super::{escape, math};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, TextMergeStream, html};

/// A piece of our own HTML that a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Trusted HTML.
    pub html: String,
    /// Whether it stands for itself (a figure, a table) and not within a line.
    pub block: bool,
}

/// Something in a text that can't be used: the words by which to find it, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Words of the text as it was written.
    pub words: String,
    /// What is wrong with them, and what to do.
    pub what: String,
}

/// Renders a section.
///
/// # Errors
/// The first formula that can't be read.
pub fn to_html(markdown: &str, pieces: &[Piece]) -> Result<String, Problem> {
    let mut words = |text: &str| vec![plain(text)];
    Ok(to_page(safe(markdown, pieces, Options::empty(), &mut words)?))
}

/// What running words of the template become.
pub type Words<'w> = dyn FnMut(&str) -> Vec<Event<'static>> + 'w;

/// Markdown as events that are safe to show: tokens replaced, raw HTML dropped, links of known kinds only.
///
/// # Errors
/// The first formula that can't be read.
pub fn safe(
    markdown: &str,
    pieces: &[Piece],
    more: Options,
    of_template: &mut Words,
) -> Result<Vec<Event<'static>>, Problem> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_STRIKETHROUGH;
    let mut out = Vec::new();
    let mut links = Vec::new();
    let mut in_code = false;
    for event in TextMergeStream::new(Parser::new_ext(markdown, options | more)) {
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
            Event::Start(Tag::Heading { level, id, .. }) => {
                let id = id.map(|id| CowStr::from(tokens::plain(&id)));
                out.push(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                out.push(Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented)));
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                out.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Text(text) if in_code => out.extend(words(&text, pieces, &mut |text| vec![plain(text)])),
            Event::Text(text) => out.extend(words(&text, pieces, of_template)),
            Event::Code(code) => out.push(code_span(clean(&tokens::plain(&code)))),
            Event::InlineMath(latex) => out.push(Event::InlineHtml(formula(&latex, false)?.into())),
            Event::DisplayMath(latex) => out.push(Event::Html(formula(&latex, true)?.into())),
            other => out.push(other.into_static()),
        }
    }
    Ok(out)
}

/// Longest option that is kept on one line, in characters: it fits the narrowest page.
const OPTION: usize = 24;

/// Code within a line. An option would be torn after its hyphens, which a reader takes for a dash.
fn code_span(code: String) -> Event<'static> {
    if !code.starts_with("--") || code.chars().count() > OPTION {
        return Event::Code(code.into());
    }
    let mut html = "<code class=\"option\">".to_owned();
    html::push_html(&mut html, std::iter::once(Event::Text(code.into())));
    Event::InlineHtml((html + "</code>").into())
}

/// Words of a template, fit for a page.
pub fn plain(text: &str) -> Event<'static> {
    Event::Text(clean(text).into())
}

/// Events as HTML, blocks outside of paragraphs, tables in boxes of their own.
pub fn to_page(events: Vec<Event<'static>>) -> String {
    let mut page = String::new();
    html::push_html(&mut page, unwrapped(events).into_iter());
    scrolled(&page)
}

fn formula(latex: &str, display: bool) -> Result<String, Problem> {
    let made = math::mathml(latex, display).map_err(|what| Problem {
        words: tokens::parts(latex)
            .into_iter()
            .find_map(|p| match p {
                Part::Plain(words) if !words.trim().is_empty() => Some(words.trim().to_owned()),
                _ => None,
            })
            .unwrap_or_default(),
        what,
    })?;
    Ok(if display {
        format!("<div class=\"math\" tabindex=\"0\" role=\"group\" aria-label=\"formula\">{made}</div>\n")
    } else {
        made
    })
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

fn words(text: &str, pieces: &[Piece], of_template: &mut Words) -> Vec<Event<'static>> {
    let mut events = Vec::new();
    for part in tokens::parts(text) {
        match part {
            Part::Plain(plain) => events.extend(of_template(plain)),
            Part::Text(text) => events.push(Event::Text(clean(&escape::typeset(&text)).into())),
            Part::Piece(number) => events.extend(pieces.get(number).map(|piece| {
                let html = CowStr::from(piece.html.clone());
                if piece.block { Event::Html(html) } else { Event::InlineHtml(html) }
            })),
        }
    }
    events
}

/// Without characters that no page may hold; `push_html` escapes the rest.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if escape::text(c.encode_utf8(&mut [0; 4])) == "\u{FFFD}" { '\u{FFFD}' } else { c })
        .collect()
}

/// Takes blocks out of the paragraphs that Markdown put them in.
fn unwrapped(events: Vec<Event<'static>>) -> Vec<Event<'static>> {
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

    fn to_html(markdown: &str, pieces: &[Piece]) -> String {
        super::to_html(markdown, pieces).unwrap()
    }

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
    fn an_option_is_kept_on_one_line_and_escaped() {
        let html = |code: &str| to_html(&format!("`{code}`"), &[]);
        assert_eq!(html("--effort thorough"), "<p><code class=\"option\">--effort thorough</code></p>\n");
        assert_eq!(html("--<b>"), "<p><code class=\"option\">--&lt;b&gt;</code></p>\n");
        assert_eq!(html("a--b"), "<p><code>a--b</code></p>\n");
        let long = format!("--{}", "x".repeat(OPTION));
        assert_eq!(html(&long), format!("<p><code>{long}</code></p>\n"));
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

    #[test]
    fn formulas_stand_in_the_line_or_for_themselves() {
        assert_eq!(to_html("a $x$ b", &[]), "<p>a <math><mi>x</mi></math> b</p>\n");
        assert!(to_html("a\n\n$$x$$\n\nb", &[]).contains("<p>a</p>\n<div class=\"math\""));
        assert_eq!(super::to_html("a $\\nosuch$", &[]).unwrap_err().words, "\\nosuch");
    }
}
