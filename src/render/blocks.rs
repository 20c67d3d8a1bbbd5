//! Blocks of the page: figures, answers, the sentences of the answer, the box with the command.

use super::figures::Drawn;
use super::literate::Failed;
use super::{Report, decimals, escape, references, tokens};
use crate::compare::Answer;
use crate::numbers::of;

/// A text as HTML, numbers kept together.
pub fn set(text: &str) -> String {
    escape::text(&escape::typeset(text))
}

/// `How to read.` and the words.
pub fn how(reading: &str) -> String {
    format!("<p class=\"how\"><b>How to read.</b> {}</p>", set(reading))
}

/// A figure with its number, how to read it, and its numbers behind a fold.
pub fn figure(drawn: &Drawn, number: usize) -> String {
    let anchor = format!("f-{}", drawn.id);
    format!(
        "<figure id=\"{anchor}\"><figcaption><a class=\"fn\" href=\"#{anchor}\">Figure {number}</a> {}</figcaption>\
         <div class=\"g\">{}{}</div>{}{}</figure>\n",
        set(&drawn.title),
        tokens::cleaned(&drawn.wide),
        tokens::cleaned(&drawn.narrow),
        how(&drawn.reading),
        fold(drawn, number)
    )
}

fn fold(Drawn { numbers, left_out, .. }: &Drawn, number: usize) -> String {
    if numbers.rows.is_empty() {
        return String::new();
    }
    let head: String = numbers.head.iter().map(|h| format!("<th scope=\"col\">{}</th>", set(h))).collect();
    let most: Vec<usize> = (0..numbers.head.len())
        .map(|at| decimals::most(numbers.rows.iter().filter_map(|row| row.get(at)).map(|cell| apart(cell).0)))
        .collect();
    let cell = |(place, cell): (usize, &String)| match place {
        0 => format!("<th scope=\"row\">{}</th>", set(cell)),
        _ => format!("<td>{}</td>", with_interval(cell, most.get(place).copied().unwrap_or(0))),
    };
    let row =
        |cells: &Vec<String>| format!("<tr>{}</tr>", cells.iter().enumerate().map(cell).collect::<String>());
    let rows: String = numbers.rows.iter().map(row).collect();
    let more = match left_out {
        0 => String::new(),
        n => format!("; {} more are in the JSON", of(*n, "row")),
    };
    format!(
        "<details><summary>Numbers of figure {number}{more}</summary><div class=\"scroll\" role=\"group\" tabindex=\"0\" \
         aria-label=\"Numbers of figure {number}\"><table class=\"num\"><thead><tr>{head}</tr></thead>\
         <tbody>{rows}</tbody></table></div></details>"
    )
}

/// A number and the interval behind it.
fn apart(cell: &str) -> (&str, Option<&str>) {
    match cell.find(" [") {
        Some(at) if cell.ends_with(']') => (&cell[..at], Some(&cell[at + 1..])),
        _ => (cell, None),
    }
}

/// A number of a column with so many decimals, its interval muted beside it.
fn with_interval(cell: &str, most: usize) -> String {
    let (number, interval) = apart(cell);
    let number = set(&decimals::aligned(number, most));
    match interval {
        Some(interval) => format!("{number}\u{A0}<span class=\"ci\">{}</span>", set(interval)),
        None => number,
    }
}

/// A short sentence where a figure or table would stand.
pub fn absent(anchor: &str, why: &str) -> String {
    format!("<p class=\"none\"{}>{}</p>\n", escape::attribute("id", anchor), set(why))
}

/// An answer: its sign and its word.
pub fn answer(answer: Answer) -> String {
    let sign = match answer {
        Answer::Yes => "<circle cx=\"6\" cy=\"6\" r=\"5\" fill=\"currentColor\"/>",
        Answer::No => {
            "<circle cx=\"6\" cy=\"6\" r=\"4.2\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/>"
        }
        Answer::Undecided | Answer::Depends => {
            "<circle cx=\"6\" cy=\"6\" r=\"4.2\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.6\"/>\
             <path class=\"half\" d=\"M6 1.8a4.2 4.2 0 0 0 0 8.4z\" fill=\"currentColor\"/>"
        }
    };
    let svg = format!(
        "<svg class=\"sign\" viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\">{sign}</svg>"
    );
    format!("<span class=\"word\">{svg}{}</span>", escape::text(answer.word()))
}

/// A sentence that the numbers do not support: struck out, with what they say.
pub fn unsupported(failed: &Failed) -> String {
    let why = if failed.numbers.is_empty() { failed.that.clone() } else { failed.numbers.join("; ") };
    format!(
        "<span class=\"unsupported\"><del>{}</del> <strong>The numbers do not support this sentence:</strong> {}.</span>",
        set(&failed.says),
        set(&why)
    )
}

/// The answer in short, each sentence with links to its numbers.
pub fn sentences(report: &Report) -> String {
    let item = |s: &crate::compare::Sentence| {
        format!("<li>{}{}</li>", set(&s.text), references::evidence(&s.evidence))
    };
    let items: String =
        report.findings.verdict.sentences.iter().filter(|s| !s.text.is_empty()).map(item).collect();
    if items.is_empty() {
        return absent("answer", "This report has no sentences.");
    }
    format!("<ol class=\"lead\">{items}</ol>\n")
}

/// What makes the report again.
pub fn command(report: &Report) -> String {
    format!(
        "<div class=\"box\"><p><strong>Make it again.</strong> The same file, options and seed give the same bytes.</p>\
         <pre tabindex=\"0\"><code>{}</code></pre></div>\n",
        escape::text(&report.config.command)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::figures::NumberTable;

    #[test]
    fn answers_have_their_word() {
        for (given, word) in [
            (Answer::Yes, "yes"),
            (Answer::No, "no"),
            (Answer::Undecided, "undecided"),
            (Answer::Depends, "depends on the measure"),
        ] {
            assert!(answer(given).ends_with(&format!("</svg>{word}</span>")));
        }
    }

    #[test]
    fn figures_escape_their_words() {
        let drawn = Drawn {
            id: "pairs",
            title: "<b> leads".into(),
            reading: "a & b".into(),
            drawn: String::new(),
            wide: "<svg></svg>".into(),
            narrow: String::new(),
            numbers: NumberTable {
                head: vec!["<h>".into()],
                rows: vec![vec!["<r>".into(), "1 [0, 2]".into()]],
            },
            left_out: 0,
        };
        let html = figure(&drawn, 4);
        assert!(html.contains("Figure 4</a> &lt;b&gt; leads") && html.contains("a &amp; b"));
        assert!(html.contains("&lt;h&gt;") && html.contains("&lt;r&gt;"));
        assert!(html.contains("<span class=\"ci\">[0,\u{A0}2]</span>"));
    }
}
