//! A short summary for a pull request.

use super::{Report, html};
use crate::compare::Answer;
use crate::error::Result;
use crate::numbers;

/// Title, sentences, answers, and what makes it again, as Markdown.
///
/// # Errors
/// None so far: everything is in the report.
pub fn render(report: &Report) -> Result<Vec<u8>> {
    let verdict = &report.findings.verdict;
    let data = &report.findings.data;
    let mut text = format!("## {}\n\n", escaped(html::heading(report)));
    text.push_str(&format!(
        "{}, {}, {}, {}.\n\n",
        escaped(&data.file),
        numbers::of(data.rows, "row"),
        numbers::of(data.variables.len(), "variable"),
        classes(data.classes.len())
    ));
    for sentence in verdict.sentences.iter().filter(|s| !s.text.is_empty()) {
        text.push_str(&format!("- {}\n", escaped(&sentence.text)));
    }
    text.push_str("\n| question | answer | why |\n|---|---|---|\n");
    for claim in &verdict.claims {
        let cells = [
            escaped(&claim.question),
            format!("{} {}", sign(claim.answer), claim.answer.word()),
            escaped(&claim.text),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    for reduced in &report.config.plan.reduced {
        text.push_str(&format!("\nReduced: {}\n", escaped(reduced)));
    }
    text.push_str(&format!("\n{}\n", code(&report.config.command)));
    Ok(text.into_bytes())
}

/// The sign of an answer.
pub fn sign(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "●",
        Answer::No => "○",
        Answer::Undecided | Answer::Depends => "◐",
    }
}

fn classes(count: usize) -> String {
    format!("{} {}", numbers::count(count), if count == 1 { "class" } else { "classes" })
}

/// A text that Markdown shows as it is, on one line; signs that only begin a list or a rule are left alone elsewhere.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        let at_start = out.chars().all(|c| c.is_ascii_digit());
        match c {
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            '-' | '+' | '=' | '.' | ')' if !at_start => out.push(c),
            ',' | ':' | ';' | '%' | '(' | '?' | '/' | '\'' | '"' => out.push(c),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            c if c.is_ascii_punctuation() => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A line of code, fenced by more back-ticks than it has.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{fence}\n{line}\n{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;
    use pulldown_cmark::{Event, Options, Parser};

    fn words(markdown: &str) -> String {
        let text = |event| match event {
            Event::Text(text) => Some(text.to_string()),
            Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) => Some("BROKEN".to_owned()),
            _ => None,
        };
        Parser::new_ext(markdown, Options::all()).filter_map(text).collect()
    }

    #[test]
    fn hostile_texts_are_shown_as_typed() {
        for name in [
            "<b>x",
            "*v4*",
            "a|b",
            "`c`",
            "[a](javascript:x)",
            "{{ x }}",
            "_i_",
            "# h",
            "&amp;",
            "a~~b~~",
            "$x$",
            "- a",
            "12. a - b",
            "+ a + b",
            "1) a",
        ] {
            assert_eq!(words(&format!("| {} |\n|---|\n", escaped(name))), name);
            assert_eq!(words(&format!("- {}\n", escaped(name))), name);
        }
    }

    #[test]
    fn the_summary_has_every_answer() {
        let report = testing::report(4, 3);
        let text = String::from_utf8(render(&report).unwrap()).unwrap();
        for claim in &report.findings.verdict.claims {
            assert!(text.contains(&escaped(&claim.question)), "{text}");
        }
        assert!(text.starts_with("## ") && text.contains(&report.config.command));
    }

    #[test]
    fn code_cannot_end_early() {
        assert_eq!(code("a ```` b"), "`````\na ```` b\n`````");
    }
}
