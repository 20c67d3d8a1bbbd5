//! The page as a whole: every section with every kind of report.

use super::templates::{STYLE, Templates, section_files};
use super::{Report, figures, html, json, sections, tables, testing};

fn page(report: &Report) -> String {
    String::from_utf8(html::render(report, &Templates::embedded()).unwrap().page).unwrap()
}

/// The arguments `id="…"` of calls of a function in all sections.
fn named(function: &str) -> Vec<String> {
    let templates = Templates::embedded();
    let mut ids = Vec::new();
    for file in section_files() {
        for call in templates.text(file).split(&format!("{{{{ {function}(id=\"")).skip(1) {
            ids.push(call.split('"').next().unwrap().to_owned());
        }
    }
    ids
}

#[test]
fn every_section_renders_with_every_kind_of_report() {
    for report in testing::reports() {
        let page = page(&report);
        for section in sections::SECTIONS {
            assert!(page.contains(&format!("<section id=\"{}\"", section.id)), "{}", section.id);
        }
        for left in ["{{", "{%", "NaN", "undefined", "null", "inf\u{A0}", "−0.0 "] {
            let hostile = report.findings.data.file == testing::HOSTILE[0] && left == "{{";
            assert!(
                hostile || !page.contains(left),
                "{left} in a page of {} variables",
                report.findings.data.variables.len()
            );
        }
        assert!(!page.chars().any(super::tokens::reserved));
    }
}

#[test]
fn sections_name_what_is_registered_and_every_figure_is_shown() {
    let shown = named("figure");
    for figure in figures::FIGURES {
        let id = figure.card().id;
        assert_eq!(shown.iter().filter(|i| *i == id).count(), 1, "figure {id}");
    }
    assert_eq!(shown.len(), figures::FIGURES.len());
    let shown = named("table");
    for table in tables::TABLES {
        assert_eq!(shown.iter().filter(|i| *i == table.id).count(), 1, "table {}", table.id);
    }
    assert_eq!(shown.len(), tables::TABLES.len());
}

#[test]
fn words_that_are_linked_are_in_the_glossary() {
    let templates = Templates::embedded();
    for file in section_files() {
        for link in templates.text(file).split("](#g-").skip(1) {
            let id = link.split(')').next().unwrap();
            assert!(tables::WORDS.iter().any(|w| w.id == id), "{file} links to {id}");
        }
    }
    let words: Vec<&str> = tables::WORDS.iter().map(|w| w.word).collect();
    assert!(words.is_sorted_by_key(|word| word.to_lowercase()), "{words:?}");
}

#[test]
fn the_parsed_json_gives_the_same_page() {
    for report in testing::reports() {
        let back = json::parse("r.json", &json::render(&report).unwrap()).unwrap();
        assert_eq!(page(&back), page(&report));
    }
}

#[test]
fn hostile_names_are_shown_as_typed_and_never_run() {
    let report = testing::hostile();
    let page = page(&report);
    let body = page.split("<body>").nth(1).unwrap();
    assert_eq!(body.matches("<script").count(), 1, "only ours");
    assert!(!body.contains("javascript:alert(1)\""));
    for name in testing::HOSTILE {
        let shown = super::escape::text(name);
        for place in ["<th scope=\"row\">", "<h1>"] {
            let there =
                body.split(place).skip(1).any(|after| after.split("</").next().unwrap().contains(&shown));
            assert!(there, "{name} after {place}");
        }
    }
    for inside in ["<em>v4</em>", "<a href=\"javascript"] {
        assert!(!body.contains(inside));
    }
}

/// The same report with other names for the variables whose names these are.
fn renamed(report: &Report, names: &[(String, String)]) -> Report {
    let mut text = serde_json::to_string(report).unwrap();
    for (from, to) in names {
        text = text.replace(&format!("{from:?}"), &format!("{to:?}"));
    }
    serde_json::from_str(&text).unwrap()
}

fn as_names(pairs: [(&str, &str); 2]) -> Vec<(String, String)> {
    pairs.map(|(from, to)| (from.to_owned(), to.to_owned())).to_vec()
}

#[test]
fn words_follow_the_names_of_the_variables() {
    // letters of the same widths, so that nothing moves in a drawing
    let report = testing::report(14, 3);
    let one = page(&renamed(&report, &as_names([("v4", "quartz on"), ("v7", "quartz no")])));
    let other = page(&renamed(&report, &as_names([("v4", "quartz no"), ("v7", "quartz on")])));
    let swapped = one.replace("quartz on", "\0").replace("quartz no", "quartz on").replace('\0', "quartz no");
    assert!(one.matches("quartz on").count() > 50);
    assert!(swapped == other, "the words do not follow the names");
}

#[test]
fn names_of_sixty_letters_are_shown_whole() {
    let report = testing::report(200, 3);
    let long = |n: usize| format!("concentration_of_metabolite_{n:03}_in_the_plasma_of_the_first_visit");
    let names: Vec<(String, String)> = (1..=200).map(|n| (format!("v{n}"), long(n))).collect();
    let page = page(&renamed(&report, &names)).replace("<wbr>", "");
    for (from, name) in &names {
        assert!(name.len() > 60 && page.contains(&format!(">{name}</th>")), "{name}");
        assert!(!page.contains(&format!(">{from}<")), "{from}");
    }
}

#[test]
fn ids_are_unique_and_links_lead_somewhere() {
    for report in testing::reports() {
        let page = page(&report);
        let body = page.split("<body>").nth(1).unwrap();
        let ids: Vec<&str> = body.split(" id=\"").skip(1).map(|s| s.split('"').next().unwrap()).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        let count = sorted.len();
        sorted.dedup();
        assert_eq!(sorted.len(), count);
        for link in body.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(ids.contains(&target), "#{target} leads nowhere");
        }
    }
}

#[test]
fn the_policy_names_what_is_on_the_page() {
    use sha2::{Digest, Sha256};
    let page = page(&testing::report(3, 3));
    for (name, policy) in [("style", "style-src"), ("script", "script-src")] {
        let inside =
            page.split(&format!("<{name}>")).nth(1).unwrap().split(&format!("</{name}>")).next().unwrap();
        let hash = Sha256::digest(inside.as_bytes());
        let given = page.split(&format!("{policy} 'sha256-")).nth(1).unwrap().split('\'').next().unwrap();
        assert_eq!(given, super::html::base64(&hash));
    }
    let body = page.split("<body>").nth(1).unwrap();
    assert!(!body.contains(" style=") && !body.contains(" onclick") && !body.contains("<img"));
}

#[test]
fn the_page_asks_nothing_of_any_network() {
    let page = page(&testing::report(14, 3));
    for element in ["src=", "<link", "@import", "url(", "<iframe", "<img"] {
        assert!(!page.contains(element), "{element}");
    }
}

#[test]
fn a_page_of_fourteen_variables_is_not_heavy() {
    assert!(page(&testing::report(14, 3)).len() < 3_000_000);
}

#[test]
fn mistakes_of_a_template_name_file_line_and_near_misses() {
    let report = testing::report(3, 3);
    let cases = [
        ("x\n{{ figure(id=\"pairss\") }}", "line 2, column 4", "\"pairs\""),
        ("{{ table(id=\"model\") }}", "line 1", "\"models\""),
        ("{{ see(id=\"section:retrainin\") }}", "line 1", "\"retraining\""),
        ("a\n\n{{ value(path=\"performance.network.acuracy\") }}", "line 3", "\"accuracy\""),
        ("{{ report.data.row }}", "line 1", "\"rows\""),
        ("{% if report.data.row %}x{% endif %}", "line 1, column 7", "\"rows\""),
        ("{{ repport.data }}", "line 1", "report"),
        ("{{ figur(id=\"pairs\") }}", "line 1", "\"figure\""),
        ("{{ report.data.rows | cont }}", "line 1", "\"count\""),
        ("{{ report.data.file | percent }}", "line 1", "a text"),
        ("\n\n{{ figure(id=\"pairs\") }}", "line 3", "shown already"),
        ("{% if %}", "line 1", ""),
    ];
    for (text, place, near) in cases {
        let templates = Templates::embedded().with("sections/13-truth.md", text);
        let error = html::render(&report, &templates).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        let error = error.to_string();
        assert!(error.starts_with("sections/13-truth.md, ") && error.contains(place), "{text}: {error}");
        assert!(error.contains(near), "{text}: {error}");
    }
}

#[test]
fn values_of_a_template_cannot_become_markdown_or_html() {
    let report = testing::hostile();
    let text = "{{ report.data.file | safe }} {{ report.data.target }} {{ value(path=\"data.classes.0.name\") }}\n\n# {{ report.data.file }}\n\n| a |\n|---|\n| {{ report.data.variables[4].name }} |\n";
    let templates = Templates::embedded().with("sections/13-truth.md", text);
    let page = String::from_utf8(html::render(&report, &templates).unwrap().page).unwrap();
    let section = page.split("<section id=\"truth\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(section.contains("<p>&lt;script&gt;alert(1)&lt;/script&gt; *v4* &lt;script&gt;"), "{section}");
    assert!(section.contains("<td>a|b</td>"), "{section}");
}

#[test]
fn a_style_of_ones_own_is_hashed_anew() {
    let report = testing::report(2, 2);
    let page = html::render(&report, &Templates::embedded().with(STYLE, "p{color:red}")).unwrap();
    let page = String::from_utf8(page.page).unwrap();
    assert!(page.contains("<style>p{color:red}"));
}

#[test]
fn two_hundred_variables_fold() {
    let page = page(&testing::report(200, 3));
    assert!(page.contains("<summary>The other 180</summary>"));
}

/// Numbers that a file may hold and no report would.
const EXTREMES: [&str; 7] = ["0", "18446744073709551615", "1e308", "-1e308", "5e-324", "-1", "1e16"];

#[test]
fn extreme_numbers_in_a_file_never_panic() {
    let text = String::from_utf8(json::render(&testing::report(3, 3)).unwrap()).unwrap();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | 'e');
    let mut places = Vec::new();
    for (at, _) in text.match_indices(|c: char| c.is_ascii_digit() || c == '-') {
        let starts = text[..at].ends_with([' ', '[', ',']) && !text[..at].ends_with("\", ");
        if starts {
            let length = text[at..].find(|c| !digits(c)).unwrap();
            places.push((at, length));
        }
    }
    assert!(places.len() > 500);
    // every sixth number, each with the next extreme
    for (turn, &(at, length)) in places.iter().step_by(6).enumerate() {
        let extreme = EXTREMES[turn % EXTREMES.len()];
        let changed = format!("{}{extreme}{}", &text[..at], &text[at + length..]);
        if let Ok(report) = json::parse("r.json", changed.as_bytes()) {
            let context = format!("{} as {extreme}", &text[at.saturating_sub(60)..at]);
            let drawn = std::panic::catch_unwind(|| html::render(&report, &Templates::embedded()).is_ok());
            assert!(drawn.is_ok(), "{context}");
        }
    }
}

/// Every table behind a fold has all variables, so the page grows with them.
#[test]
fn a_page_of_a_thousand_variables_stays_below_ten_megabytes() {
    let page = html::render(&testing::report(1000, 3), &Templates::embedded()).unwrap().page;
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    if let Some(file) = std::env::var_os("PAGE_TO") {
        std::fs::write(file, page).unwrap();
    }
}
