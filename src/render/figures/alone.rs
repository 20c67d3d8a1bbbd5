//! Figures as files of their own: SVG that needs no page, with its colours, its title and what it shows.

use super::{Drawn, FIGURES, draw};
use crate::render::Report;
use crate::render::draw::text::escape;
use crate::render::templates::{FIGURES as STYLE_OF_FIGURES, STYLE, Templates};

/// Every figure that the report can show: its id and its SVG, which is light or dark as its reader is.
pub fn alone(report: &Report, templates: &Templates) -> Vec<(&'static str, String)> {
    with_style(report, &style(templates))
}

/// The same on light paper, without variables in its style, for programs that know none.
pub fn light(report: &Report, templates: &Templates) -> Vec<(&'static str, String)> {
    with_style(report, &resolved(templates))
}

fn with_style(report: &Report, style: &str) -> Vec<(&'static str, String)> {
    FIGURES
        .iter()
        .filter_map(|figure| draw(report, figure.card().id))
        .map(|drawn| (drawn.id, file(&drawn, style)))
        .collect()
}

/// The wide drawing with a size, a ground and a style.
fn file(drawn: &Drawn, style: &str) -> String {
    let (head, body) = drawn.wide.split_once('>').unwrap_or(("", &drawn.wide));
    let body = body.split_once("</desc>").map_or(body, |(_, marks)| marks);
    let size =
        head.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("720 400");
    let (width, height) = size.split_once(' ').unwrap_or((size, size));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\"><title id=\"title\">{}</title>\
         <desc id=\"desc\">{}</desc><style>{style}</style>\
         <rect width=\"{width}\" height=\"{height}\"/>{body}\n",
        escape(&drawn.title),
        escape(&format!("{} How to read: {}", drawn.drawn, drawn.reading)),
    )
}

/// The faces, the variables of the page, light and dark, then the classes of drawings.
fn style(templates: &Templates) -> String {
    let page = templates.text(STYLE);
    let light = block(page, ":root");
    let dark = page.find("@media (prefers-color-scheme: dark)").map_or("", |at| block(&page[at..], "@media"));
    let faces: Vec<&str> =
        templates.text(STYLE_OF_FIGURES).lines().filter(|l| l.starts_with("@font-face{")).collect();
    only_style(&format!("{}\n{light}\n{dark}\n{}", faces.join("\n"), classes(templates)))
}

/// The classes of drawings with the values of the light variables in the place of their names.
fn resolved(templates: &Templates) -> String {
    let light = block(templates.text(STYLE), ":root");
    let inside = light.split_once('{').map_or("", |(_, rest)| rest.trim_end_matches('}'));
    let mut style = classes(templates);
    for (name, value) in inside.split(';').filter_map(|declared| declared.split_once(':')) {
        style = style.replace(&format!("var({})", name.trim()), value.trim());
    }
    only_style(&style)
}

/// The ground, and the rules of drawings outside any `@media`.
fn classes(templates: &Templates) -> String {
    let rules = templates.text(STYLE_OF_FIGURES).lines();
    let rules = rules.filter(|l| l.starts_with("svg ") || l.starts_with("svg{"));
    format!("rect{{fill:var(--paper)}}\n{}", rules.collect::<Vec<_>>().join("\n"))
}

/// Nothing in a style that would end its element.
fn only_style(style: &str) -> String {
    style.replace(['&', '<'], "")
}

/// From a word to the brace that closes the first one opened behind it.
fn block<'a>(css: &'a str, from: &str) -> &'a str {
    let Some(start) = css.find(from) else { return "" };
    let mut depth = 0_usize;
    for (at, byte) in css[start..].bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return &css[start..=start + at],
            b'}' => depth -= 1,
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    #[test]
    fn every_figure_is_a_file_that_needs_no_page() {
        let files = alone(&testing::hostile(), &Templates::embedded());
        assert!(files.len() > 10);
        for (id, svg) in files {
            assert!(
                svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 "),
                "{id}: {svg}"
            );
            assert!(
                svg.ends_with("</svg>\n") && svg.contains("--paper: #fcfcfa") && !svg.contains("<script")
            );
            assert_eq!(svg.matches("<style>").count(), 1);
            assert!(svg.contains("prefers-color-scheme: dark"), "{id}");
            assert_eq!(svg.matches("@font-face{font-family:Narrowed").count(), 2, "{id}");
        }
    }

    #[test]
    fn on_light_paper_no_variable_is_left() {
        let files = light(&testing::report(3, 3), &Templates::embedded());
        for (id, svg) in &files {
            assert!(!svg.contains("var(") && !svg.contains("@media"), "{id}");
            assert!(svg.contains("rect{fill:#fcfcfa}") && svg.contains("svg .df{fill:#9c1f5f}"), "{id}");
        }
        assert_eq!(files.len(), alone(&testing::report(3, 3), &Templates::embedded()).len());
    }

    #[test]
    fn blocks_of_a_style_end_at_their_brace() {
        assert_eq!(block("a{} :root { x: 1 } b{}", ":root"), ":root { x: 1 }");
        assert_eq!(block("@media x { a { b } c { d } } e{}", "@media"), "@media x { a { b } c { d } }");
        assert_eq!(block("a{", "a"), "");
    }
}
