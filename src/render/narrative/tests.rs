//! Documents as a whole: what they may say, what fails, what never becomes markup.

use super::{Narrative, Rendered, render};
use crate::error::{Error, Result};
use crate::render::templates::{DOCUMENT, Templates};
use crate::render::{Report, html, testing};

fn rendered(report: &Report, text: &str) -> Result<Rendered> {
    let templates = Templates::embedded();
    let none = |name: &str| Err(Error::Input(format!("{name}: no such file")));
    render(report, &templates, &Narrative::parse("doc.md", text, &templates, &none)?)
}

fn page(report: &Report, text: &str) -> String {
    String::from_utf8(rendered(report, text).unwrap().page).unwrap()
}

fn main_of(page: &str) -> &str {
    page.split("<article").nth(1).unwrap().split("</article>").next().unwrap()
}

fn error(text: &str) -> String {
    rendered(&testing::report(4, 3), text).unwrap_err().to_string()
}

#[test]
fn a_document_has_its_title_figures_and_references() {
    let text = "+++\ntitle = \"About *{{ report.data.file }}*\"\nauthor = [\"A <b>\", \"B\"]\nabstract = \"In short.\"\n\
                numbered = true\n+++\n# One\n\nSee @fig:pairs and @sec:two[^n].\n\n{{ figure(\"pairs\") }}\n\n# Two\n\n\
                [@olden]\n\n[^n]: A note.\n";
    let report = testing::report(4, 3);
    let page = page(&report, text);
    let file = &report.findings.data.file;
    assert!(page.contains(&format!("<h1>About <em>{file}</em></h1>")), "{page}");
    assert!(page.contains(&format!("<title>About {file} · {file}</title>")));
    assert!(page.contains("<p class=\"by\">A &lt;b&gt; and B</p>") && page.contains("In short."));
    let main = main_of(&page);
    assert!(
        main.contains("See <a href=\"#f-pairs\">Figure\u{A0}1</a> and <a href=\"#two\">Section\u{A0}2</a>")
    );
    assert!(main.contains("doc-endnotes") && main.contains("<li id=\"ref-1\">Olden, Joy"));
    assert!(!page.contains("id=\"short\""));
}

#[test]
fn the_report_is_a_document_too() {
    for report in testing::reports() {
        let own = String::from_utf8(html::render(&report, &Templates::embedded()).unwrap().page).unwrap();
        let page = page(&report, Templates::embedded().text(DOCUMENT));
        let main = main_of(&page);
        for part in own.split("<figure id=\"").skip(1).chain(own.split("<section id=\"").skip(1)) {
            let id = part.split('"').next().unwrap();
            assert!(main.contains(&format!("id=\"{id}\"")), "{id}");
        }
        for figure in own.split("<figure ").skip(1) {
            let figure = figure.split("</figure>").next().unwrap();
            assert!(main.contains(figure), "{figure}");
        }
    }
}

#[test]
fn a_sentence_that_does_not_hold_fails_with_its_numbers() {
    let text = "x\n\nSo {{ require(that=report.data.rows > 1000000 and report.data.file == \"x\", says=\"it is *large*\") }}.";
    let report = testing::report(4, 3);
    let made = rendered(&report, text).unwrap();
    let expected = format!(
        "doc.md, line 3, column 7: “it is *large*” does not hold: report.data.rows > 1000000 and report.data.file == \
         \"x\" is false; report.data.rows is {}; report.data.file is “{}”",
        report.findings.data.rows, report.findings.data.file
    );
    assert_eq!(made.failed.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    let page = String::from_utf8(made.page).unwrap();
    assert!(main_of(&page).contains("<del>it is *large*</del>"), "{page}");
}

#[test]
fn a_sentence_that_holds_is_a_sentence() {
    let text = "{% for v in report.data.variables %}{% if loop.first %}{{ require(that=v.name == \"v1\" or true, says=\"Yes.\") }}{% endif %}{% endfor %}";
    let made = rendered(&testing::report(4, 3), text).unwrap();
    assert!(made.failed.is_empty());
    assert!(String::from_utf8(made.page).unwrap().contains("<p>Yes.</p>"));
}

#[test]
fn names_in_a_loop_give_their_values() {
    let text =
        "{% set first = report.data.variables[0] %}{{ require(that=first.name == \"?\", says=\"S\") }}";
    let report = testing::report(4, 3);
    let made = rendered(&report, text).unwrap();
    assert_eq!(
        made.failed[0].numbers,
        [format!("first.name is “{}”", report.findings.data.variables[0].name)]
    );
}

#[test]
fn mistakes_name_file_line_and_column() {
    let cases = [
        ("a\n{{ figure(\"pairz\") }}", "doc.md, line 2, column ", "\"pairs\""),
        ("{{ figure(\"pairs\") }} {{ nonsense( }}", "doc.md, line 1, column ", ""),
        ("{{ figure(\"pairs\") }} {{ report.data.row }}", "doc.md, line 1, column 26", "\"rows\""),
        ("a @fig:pairz", "doc.md, line 1, column 3", "\"pairs\""),
        ("a @fig:signal", "doc.md, line 1, column 3", "show it with"),
        ("a\n\n[@oldn]", "doc.md, line 3, column 2", "\"olden\""),
        ("$\\nosuch{x}$", "doc.md, line 1, column 2", "nosuch"),
        ("+++\ntitel = \"x\"\n+++\n", "doc.md, line 2", "title"),
        ("+++\ntitle = \"{{ value('data.row') }}\"\n+++\n", "doc.md (title), line 1", "\"rows\""),
        ("{% include \"x.md\" %}", "doc.md, line 1, column 1", "no such file"),
        ("{{ require(that=3, says=\"x\") }}", "doc.md, line 1", "true or false"),
        ("{{ see(\"section:nowhere\") }} {{ figur(id=\"pairs\") }}", "doc.md, line 1", "\"figure\""),
    ];
    for (text, place, what) in cases {
        let error = error(text);
        assert!(error.starts_with(place) && error.contains(what), "{text}: {error}");
    }
}

#[test]
fn hostile_names_never_become_markup() {
    let text = "+++\ntitle = \"{{ report.data.variables[0].name }}\"\n+++\n\
                {% for v in report.data.variables %}\n# {{ v.name }}\n\n- {{ v.name }} *{{ v.name }}* `{{ v.name }}` $x_{{ v.name }}$[^{{ loop.index }}]\n\n\
                | {{ v.name }} | a |\n|---|---|\n| {{ v.name }} | @fig:pairs |\n\n[^{{ loop.index }}]: {{ v.name }}\n\n{% endfor %}\n\n{{ figure(\"pairs\") }}\n";
    let page = page(&testing::hostile(), text);
    let body = &page.split("<body>").nth(1).unwrap().replace("&#39;", "'").replace("&quot;", "\"");
    assert_eq!(body.matches("<script").count(), 1, "only ours");
    for name in testing::HOSTILE {
        let shown = crate::render::escape::text(name).replace("&#39;", "'").replace("&quot;", "\"");
        for place in ["<li>", "</span>", "<em>", "<code>", "<mtext>"] {
            let there = body.split(place).skip(1).any(|after| after.starts_with(&shown));
            assert!(there || place == "</span>", "{name} after {place}: {:?}", body.split(place).nth(1));
        }
    }
    assert!(!body.contains("href=\"javascript") && !page.chars().any(crate::render::tokens::reserved));
    let ids: Vec<&str> = body.split(" id=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len());
}

#[test]
fn sections_ones_own_or_the_reports_can_be_referred_to() {
    let text = "# Mine {#mine}\n\n{{ see(\"section:mine\") }} {{ see(\"figure:pairs\") }} @sec:mine\n";
    let page = page(&testing::report(4, 3), text);
    let main = main_of(&page);
    assert!(main.matches("<a href=\"#mine\">“Mine”</a>").count() == 2, "{main}");
}
