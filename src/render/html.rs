//! The page: one file, its style and its only script named by their hashes, nothing asked of any network.

use super::narrative::Rendered;
use super::sections::SECTIONS;
use super::seen::{Seen, View};
use super::templates::{self, Templates};
use super::{Report, blocks, engine, escape};
use crate::error::Result;
use crate::numbers;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tera::{Kwargs, State, Tera, Value};

/// Renders the page.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub fn render(report: &Report, templates: &Templates) -> Result<Rendered> {
    let seen = Arc::new(Seen::of(report)?);
    let sections = engine::render(&seen, templates)?;
    let body = Frame {
        heading: heading(report),
        lang: "en",
        start: SECTIONS.first().map_or("", |s| s.id),
        contents: contents(&titles()),
        header: header(report),
        sections: wrapped(&titles(), &sections.html),
    };
    Ok(Rendered { page: frame(&seen.view, templates, body)?, failed: sections.failed })
}

/// What stands in the frame of a page.
pub(crate) struct Frame<'a> {
    /// Title, as words.
    pub heading: &'a str,
    /// Language of the page.
    pub lang: &'a str,
    /// Anchor where the text begins, for those who skip the contents.
    pub start: &'a str,
    /// The list of contents, as HTML; may be empty.
    pub contents: String,
    /// What stands above the text, as HTML.
    pub header: String,
    /// The text, as HTML.
    pub sections: String,
}

/// Puts a body into the frame, with the style, the script and the policy that allows no others.
///
/// # Errors
/// `Error::Template` with file, line, column and near misses.
pub(crate) fn frame(view: &View, templates: &Templates, body: Frame) -> Result<Vec<u8>> {
    let style = element("style", &style(templates));
    let script = element("script", &templates.text(templates::SCRIPT).trim().replace("</", "<\\/"));
    let parts = [
        ("policy", policy(&style, &script)),
        ("style", style),
        ("script", script),
        ("contents", body.contents),
        ("header", body.header),
        ("sections", body.sections),
    ];
    let mut tera = Tera::default();
    tera.set_escape_fn(engine::escape_html);
    for (name, html) in parts {
        let safe = match name {
            "policy" | "style" | "script" => Value::safe_string(&html),
            _ => Value::safe_string(&view.names.set(&html)),
        };
        tera.register_function(name, move |_: Kwargs, _: &State| safe.clone());
    }
    for (name, text) in [("heading", body.heading), ("lang", body.lang), ("start", body.start)] {
        let text = text.to_owned();
        tera.register_function(name, move |_: Kwargs, _: &State| text.clone());
    }
    tera.add_raw_template(templates::PAGE, templates.text(templates::PAGE))
        .map_err(|e| engine::template_error(&e))?;
    super::paths::check(templates::PAGE, templates.text(templates::PAGE), &view.json)?;
    let page = tera.render(templates::PAGE, &view.context).map_err(|e| engine::template_error(&e))?;
    Ok(page.into_bytes())
}

/// Title of the page: `--title`, or the finding.
pub fn heading(report: &Report) -> &str {
    report.config.options.title.as_deref().unwrap_or(&report.findings.verdict.title)
}

/// The styles, without comments; `</` could end the element.
fn style(templates: &Templates) -> String {
    let both = format!("{}\n{}", templates.text(templates::STYLE), templates.text(templates::FIGURES));
    let mut style = String::new();
    let mut rest = both.as_str();
    while let Some(at) = rest.find("/*") {
        style.push_str(&rest[..at]);
        rest = rest[at..].find("*/").map_or("", |end| &rest[at + end + 2..]);
    }
    style.push_str(rest);
    let lines: Vec<&str> = style.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n").replace("</", "<\\/")
}

fn element(name: &str, inside: &str) -> String {
    format!("<{name}>{inside}</{name}>")
}

/// Everything forbidden but this style and this script.
fn policy(style: &str, script: &str) -> String {
    let hash = |element: &str| {
        let inside =
            element.find('>').zip(element.rfind('<')).map_or("", |(from, to)| &element[from + 1..to]);
        format!("'sha256-{}'", base64(&Sha256::digest(inside.as_bytes())))
    };
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; \
         base-uri 'none'; form-action 'none'\">",
        hash(style),
        hash(script)
    )
}

/// RFC 4648.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Ids and titles of the report's sections.
fn titles() -> Vec<(&'static str, &'static str)> {
    SECTIONS.iter().map(|s| (s.id, s.title)).collect()
}

/// The list of contents of numbered sections, from their ids and titles.
pub fn contents(sections: &[(&str, &str)]) -> String {
    let item = |(place, (id, title)): (usize, &(&str, &str))| {
        format!("<li><a href=\"#{id}\"><span>{}</span>{}</a></li>", place + 1, escape::text(title))
    };
    let items: String = sections.iter().enumerate().map(item).collect();
    format!("<nav aria-label=\"Contents\"><ol>{items}</ol></nav>")
}

fn header(report: &Report) -> String {
    let findings = &report.findings;
    let set = numbers::list(&findings.verdict.variables);
    let whose = if findings.verdict.named_by_user { "claim tested" } else { "set tested" };
    let kicker = format!(
        "{} report · {}, {} · {whose}: {set}",
        report.tool.name,
        findings.data.file,
        numbers::of(findings.data.rows, "row")
    );
    head(&kicker, &blocks::set(heading(report)), "")
}

/// The head of a page: a line above the title, the title and what stands below it as HTML.
pub(crate) fn head(kicker: &str, title: &str, below: &str) -> String {
    format!("<header><p class=\"kick\">{}</p><h1>{title}</h1>{below}</header>", escape::text(kicker))
}

/// Numbered sections under their headings, from their ids, titles and bodies.
pub fn wrapped(sections: &[(&str, &str)], bodies: &[String]) -> String {
    let section = |((place, (id, title)), html): ((usize, &(&str, &str)), &String)| {
        format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\"><span class=\"no\">{}</span>{}</h2>\n{html}</section>\n",
            place + 1,
            escape::text(title)
        )
    };
    sections.iter().enumerate().zip(bodies).map(section).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_rfc_4648() {
        let vectors = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in vectors {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_policy_names_the_hashes() {
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        let policy = policy("<style>a{}</style>", "<script>1</script>");
        assert!(
            policy.contains("style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"),
            "{policy}"
        );
    }

    #[test]
    fn styles_lose_comments_and_cannot_end_their_element() {
        let templates =
            Templates::embedded().with(templates::STYLE, "a{} /* x */\n\n  b{content:\"</style>\"}");
        let style = style(&templates.with(templates::FIGURES, "c{}/* open"));
        assert_eq!(style, "a{}\nb{content:\"<\\/style>\"}\nc{}");
    }
}
