//! Every figure over reports of many shapes: well-formed, inside its picture, nothing on top of another, nothing hostile.

use super::testing::{Case, question, report};
use super::{Drawn, FIGURES, draw, sparkline};
use crate::compare::Answer;
use crate::render::Report;
use crate::render::draw::text::width;
use crate::render::theme::Type;
use std::collections::BTreeMap;

/// The shapes.
fn cases() -> Vec<(&'static str, Case)> {
    let long = |i: usize| format!("a_rather_long_name_of_a_variable_measured_in_a_laboratory_{i:02}");
    let classes = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let hostile = [
        "<&\"é",
        "</svg><script>alert(1)</script>",
        "a\u{202e}b\u{7}",
        "变量名称很长很长很长的一个变量",
        "وزن الجسم",
        "'",
    ];
    vec![
        ("question", question()),
        ("undecided", Case { answer: Answer::Undecided, ..question() }),
        ("yes", Case { answer: Answer::Yes, ..question() }),
        ("one variable", Case { names: vec!["v1".into()], classes: classes(&["no", "yes"]), ..question() }),
        (
            "two classes",
            Case {
                names: (1..=3).map(|i| format!("x{i}")).collect(),
                classes: classes(&["no", "yes"]),
                hidden: vec![16, 8],
                ..question()
            },
        ),
        ("many", Case { names: (0..200).map(long).collect(), hidden: vec![40], ..question() }),
        ("many short", Case { names: (1..=200).map(|i| format!("v{i}")).collect(), ..question() }),
        (
            "long classes",
            Case {
                names: (0..14).map(long).collect(),
                classes: (0..8).map(|i| format!("a class with quite a long name, number {i}")).collect(),
                ..question()
            },
        ),
        (
            "hostile",
            Case {
                names: hostile.iter().map(|n| (*n).to_owned()).collect(),
                classes: classes(&["<b>&", "和", "\"é'"]),
                ..question()
            },
        ),
        ("empty", Case { full: false, ..question() }),
    ]
}

/// All figures of a case.
fn drawn(case: &Case) -> Vec<Drawn> {
    all(&report(case))
}

fn all(report: &Report) -> Vec<Drawn> {
    FIGURES.iter().filter_map(|f| draw(report, f.card().id)).collect()
}

/// An element: name, attributes, whether it closes, and the text up to the next one.
type Node = (String, BTreeMap<String, String>, Tag, String);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Tag {
    Open,
    Close,
    Empty,
}

/// A small strict reader of XML: elements, attributes, text; everything else is an error.
fn parse(xml: &str) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = xml;
    while !rest.is_empty() {
        let body = rest.strip_prefix('<').unwrap_or_else(|| panic!("text outside an element: {rest:.60}"));
        let (tag, after) = body.split_once('>').expect("an element ends");
        let (text, next) = after.split_at(after.find('<').unwrap_or(after.len()));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closes what is open");
            nodes.push((name.to_owned(), BTreeMap::new(), Tag::Close, text.to_owned()));
        } else {
            let (inner, kind) = tag.strip_suffix('/').map_or((tag, Tag::Open), |i| (i, Tag::Empty));
            let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
            assert!(name.chars().all(|c| c.is_ascii_lowercase()), "name of an element: {name}");
            if kind == Tag::Open {
                open.push(name.to_owned());
            }
            nodes.push((name.to_owned(), attributes_of(attributes), kind, text.to_owned()));
        }
        rest = next;
    }
    assert!(open.is_empty(), "left open: {open:?}");
    nodes
}

fn attributes_of(mut rest: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    while !rest.trim_start().is_empty() {
        let (name, after) = rest.trim_start().split_once("=\"").expect("an attribute has a value in quotes");
        let (value, next) = after.split_once('"').expect("a value ends");
        assert!(name.chars().all(|c| c.is_ascii_alphabetic() || c == '-'), "name of an attribute: {name}");
        assert!(found.insert(name.to_owned(), value.to_owned()).is_none(), "{name} twice");
        rest = next;
    }
    found
}

fn plain(text: &str) -> String {
    let mut out = text.to_owned();
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        out = out.replace(entity, c);
    }
    out
}

/// The box of a text.
struct Box {
    text: String,
    x: (f64, f64),
    y: (f64, f64),
}

fn number(of: &str) -> f64 {
    of.parse().unwrap_or_else(|_| panic!("no number: {of}"))
}

/// Attributes of each text with those of its group.
fn texts(nodes: &[Node]) -> Vec<(BTreeMap<String, String>, String)> {
    let mut group = BTreeMap::new();
    let mut found = Vec::new();
    for (name, attributes, tag, text) in nodes {
        match (name.as_str(), tag) {
            ("g", Tag::Open) => group = attributes.clone(),
            ("g", _) => group.clear(),
            ("text", Tag::Open) => {
                let own = attributes.iter().map(|(name, value)| (name.clone(), value.clone()));
                found.push((group.clone().into_iter().chain(own).collect(), text.clone()));
            }
            _ => {}
        }
    }
    found
}

fn boxes(nodes: &[Node]) -> Vec<Box> {
    texts(nodes)
        .into_iter()
        .map(|(attributes, text)| {
            let class = attributes["class"].split(' ').next().unwrap();
            let style = *Type::ALL.iter().find(|t| t.class() == class).expect("a known style");
            let (text, size) = (plain(&text), style.size());
            let long = width(&text, style);
            if let Some(turn) = attributes.get("transform") {
                let place = turn.strip_prefix("translate(").unwrap().split_once(')').unwrap();
                assert_eq!(place.1, "rotate(-90)");
                let (x, y) = place.0.split_once(' ').unwrap();
                let (x, y) = (number(x), number(y));
                return Box { text, x: (x - 0.76 * size, x + 0.1 * size), y: (y - long, y) };
            }
            let (x, y) = (number(&attributes["x"]), number(&attributes["y"]));
            let from = match attributes.get("text-anchor").map(String::as_str) {
                None => x,
                Some("middle") => x - long / 2.0,
                Some("end") => x - long,
                Some(other) => panic!("{other}"),
            };
            // From the height of capitals to a little below the base line.
            Box { text, x: (from, from + long), y: (y - 0.76 * size, y + 0.1 * size) }
        })
        .collect()
}

fn check(what: &str, svg: &str, canvas: f64) {
    let nodes = parse(svg);
    let (name, attributes, ..) = &nodes[0];
    assert_eq!(name, "svg");
    assert_eq!(attributes["role"], "img");
    assert!(!attributes.contains_key("style"));
    assert!(nodes[1].0 == "title" && !nodes[1].3.trim().is_empty(), "{what}: <{}> comes first", nodes[1].0);
    let view: Vec<f64> = attributes["viewBox"].split(' ').map(number).collect();
    assert_eq!((view[0], view[1], view[2]), (0.0, 0.0, canvas), "{what}");
    assert!(view[3] > 10.0 && view[3] < 3000.0, "{what}: height {}", view[3]);
    for (name, attributes, ..) in &nodes[1..] {
        assert!(
            ["g", "path", "circle", "text", "title", "desc", "svg"].contains(&name.as_str()),
            "{what}: <{name}>"
        );
        let marks: String = ["d", "cx", "cy", "r", "x", "y", "transform", "stroke-width", "fill-opacity"]
            .iter()
            .filter_map(|a| attributes.get(*a))
            .cloned()
            .collect();
        assert!(!marks.contains("NaN") && !marks.contains("inf"), "{what}: {marks}");
        assert!(!attributes.contains_key("style") && attributes.keys().all(|a| !a.starts_with("on")));
    }
    let boxes = boxes(&nodes);
    for (at, one) in boxes.iter().enumerate() {
        let inside =
            one.x.0 >= -0.6 && one.x.1 <= canvas + 0.6 && one.y.0 >= -0.6 && one.y.1 <= view[3] + 0.6;
        assert!(inside, "{what}: {:?} at {:?}, {:?} leaves {canvas} × {}", one.text, one.x, one.y, view[3]);
        for other in &boxes[..at] {
            let over = |a: (f64, f64), b: (f64, f64)| a.0.max(b.0) + 0.3 < a.1.min(b.1);
            assert!(
                !(over(one.x, other.x) && over(one.y, other.y)),
                "{what}: {:?} at {:?} lies on {:?}",
                one.text,
                one.x,
                other.text
            );
        }
    }
}

#[test]
fn every_figure_is_well_formed_and_nothing_lies_on_another() {
    let mut faults = Vec::new();
    let mut sheets: Vec<(String, Vec<Drawn>)> =
        cases().iter().map(|(name, case)| ((*name).to_owned(), drawn(case))).collect();
    let pages = crate::render::testing::reports();
    sheets.extend(pages.iter().enumerate().map(|(at, r)| (format!("page {at}"), all(r))));
    for (name, figures) in sheets {
        for figure in figures {
            for (svg, class, canvas) in [(&figure.wide, "wide", 720.0), (&figure.narrow, "narrow", 350.0)] {
                assert!(svg.starts_with(&format!("<svg class=\"{class}\"")));
                let what = format!("{name}, {}, {class}", figure.id);
                if let Err(fault) = std::panic::catch_unwind(|| check(&what, svg, canvas)) {
                    faults.push(fault.downcast_ref::<String>().cloned().unwrap_or(what));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_figure_shows_the_case_of_the_question_in_words_and_numbers() {
    let figures = drawn(&question());
    assert_eq!(figures.len(), FIGURES.len());
    for figure in figures {
        assert!(!figure.title.is_empty() && !figure.title.contains('\n'), "{}", figure.id);
        assert!(figure.title.chars().count() < 170, "{}: {}", figure.id, figure.title);
        assert!(!figure.drawn.is_empty() && !figure.reading.is_empty(), "{}", figure.id);
        for svg in [&figure.wide, &figure.narrow] {
            let nodes = parse(svg);
            assert_eq!(
                (nodes[3].0.as_str(), plain(&nodes[3].3)),
                ("desc", figure.drawn.clone()),
                "{}",
                figure.id
            );
        }
        assert!(!figure.numbers.rows.is_empty(), "{}", figure.id);
        for row in &figure.numbers.rows {
            assert_eq!(row.len(), figure.numbers.head.len(), "{}: {row:?}", figure.id);
            assert!(row.iter().all(|c| !c.contains("NaN") && !c.contains("inf")), "{}: {row:?}", figure.id);
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (name, case) in cases() {
        assert!(drawn(&case) == drawn(&case), "{name}");
    }
}

#[test]
fn names_are_only_text() {
    let (_, case) = cases().into_iter().find(|c| c.0 == "hostile").unwrap();
    for figure in drawn(&case) {
        for svg in [&figure.wide, &figure.narrow] {
            assert!(
                !svg.contains("<script") && !svg.contains('\u{202e}') && !svg.contains('\u{7}'),
                "{}",
                figure.id
            );
        }
    }
    let spark = sparkline(&[1, 0, 5], "<&\"é");
    check("sparkline", &spark, 108.0);
    assert!(spark.contains("&lt;&amp;&quot;é") && spark.starts_with("<svg class=\"spark\""));
    check("no counts", &sparkline(&[], "none"), 108.0);
}

#[test]
fn what_is_not_there_is_not_drawn() {
    let (_, case) = cases().into_iter().find(|c| c.0 == "empty").unwrap();
    let report = report(&case);
    for id in [
        "signal",
        "pairs",
        "synergy",
        "singles",
        "retraining",
        "symmetry",
        "learning-curves",
        "rank-runs",
        "top-share",
        "units-found",
        "units-average",
    ] {
        assert!(draw(&report, id).is_none(), "{id}");
    }
    assert!(draw(&report, "short-answer").is_some());
    assert!(draw(&report, "no-such-figure").is_none());
}

#[test]
fn cards_are_complete() {
    let mut ids = std::collections::BTreeSet::new();
    for card in FIGURES.iter().map(|f| f.card()) {
        assert!(ids.insert(card.id), "{} twice", card.id);
        assert!(card.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", card.id);
        for words in [card.title, card.formula, card.reading, card.misleading_when, card.reference] {
            assert!(!words.is_empty(), "{}", card.id);
        }
    }
}

/// Pages to look at: `FIGURES_TO=folder cargo test --lib pages_to_look_at -- --ignored`.
#[test]
#[ignore = "writes pages to look at"]
fn pages_to_look_at() {
    let Some(folder) = std::env::var_os("FIGURES_TO") else { return };
    let css = include_str!("../../../templates/figures.css");
    for (name, case) in cases() {
        let mut page = format!(
            "<!doctype html><meta charset=utf-8><meta name=color-scheme content='light dark'><style>:root{{color-scheme:light dark;--paper:#fcfcfa;--ink:#1b1d21;--mut:#565a61;--rule:#d5d5cf;--soft:#f2f2ee;--pos:#1c6aa8;--neg:#a8500a;--foc:#9c1f5f;--sans:sans-serif}}@media (prefers-color-scheme:dark){{:root{{--paper:#14161a;--ink:#e7e6e2;--mut:#a9adb4;--rule:#383c43;--soft:#1d2025;--pos:#6fb3e8;--neg:#f0a35a;--foc:#f286b8}}}}body{{background:var(--paper);color:var(--ink);font:15px sans-serif;max-width:736px;margin:8px auto;padding:0 8px}}figure{{margin:20px 0}}figcaption{{font-weight:600;margin-bottom:8px}}p{{font-size:13px;color:var(--mut)}}{css}</style>"
        );
        for figure in drawn(&case) {
            page.push_str(&format!(
                "<figure><figcaption>{}: {}</figcaption>{}{}<p>{}</p></figure>",
                figure.id,
                crate::render::draw::text::escape(&figure.title),
                figure.wide,
                figure.narrow,
                crate::render::draw::text::escape(&figure.reading)
            ));
        }
        page.push_str(&sparkline(&[1, 3, 9, 14, 20, 12, 7, 2], "x"));
        std::fs::write(std::path::Path::new(&folder).join(format!("{}.html", name.replace(' ', "-"))), page)
            .unwrap();
    }
}

fn title(case: &Case, id: &str) -> String {
    draw(&report(case), id).map(|d| d.title).unwrap_or_default()
}

#[test]
fn titles_say_no_more_than_the_verdict() {
    let of = |answer| Case { answer, ..question() };
    let (no, yes) = (of(Answer::No), of(Answer::Yes));
    assert_eq!(
        title(&no, "short-answer"),
        "v4 and v7 come first by summed weights; most is lost without v4 and v9"
    );
    assert!(title(&yes, "short-answer").ends_with("most is lost without v4 and v7"));
    assert!(title(&no, "pairs").ends_with("v4 + v7 in place 22 is worse"));
    assert!(!title(&yes, "pairs").contains("worse"));
    assert!(title(&no, "retraining").contains("loses more than the margin"));
    assert!(title(&yes, "retraining").contains("loses less than the margin"));
    // A signal is there, all else undecided.
    let mut open = report(&yes);
    open.findings
        .verdict
        .claims
        .iter_mut()
        .filter(|c| c.claim != "signal")
        .for_each(|c| c.answer = Answer::Undecided);
    for (id, words) in
        [("short-answer", "is not decided"), ("pairs", "is not decided"), ("retraining", "is not decided")]
    {
        let title = draw(&open, id).unwrap().title;
        assert!(title.contains(words), "{title}");
    }
    // Without a signal no ranking is a finding, and every figure of one says so.
    for id in ["short-answer", "rank-bumps", "rank-intervals", "rank-runs", "top-share", "retraining"] {
        let title = title(&of(Answer::Undecided), id);
        assert!(title.contains("no signal was shown"), "{id}: {title}");
    }
}

#[test]
fn figures_select_the_numbers_they_name() {
    let mut report = report(&question());
    report.findings.performance.confusion =
        vec![vec![8.0, 2.0, 0.0], vec![0.0, 10.0, 0.0], vec![1.0, 3.0, 6.0]];
    let confusion = draw(&report, "confusion").unwrap();
    assert_eq!(confusion.title, "The most frequent error takes C for B: 30 % of the held-out rows of C");
    assert_eq!(confusion.numbers.rows[0], ["A", "8.0", "2.0", "0.0"]);
    report.findings.performance.confusion =
        vec![vec![8.0, 0.0, 0.0], vec![0.0, 9.0, 0.0], vec![0.0, 0.0, 7.0]];
    assert_eq!(draw(&report, "confusion").unwrap().title, "Every held-out row is predicted right");
    let signal = report.findings.null.signal.as_mut().unwrap();
    signal.shuffled = vec![-0.02, 0.7, 0.01];
    let title = draw(&report, "signal").unwrap().title;
    assert!(title.contains("1 of 3 networks on shuffled labels reaches it"), "{title}");
    let pairs = draw(&report, "pairs").unwrap();
    assert_eq!(pairs.numbers.rows[0][..2], ["1", "v4 + v9"]);
    assert!(pairs.numbers.rows[2][4].starts_with("worse, p = "));
}

#[test]
fn the_claimed_set_is_marked_and_so_is_what_holds() {
    let drawn = draw(&report(&question()), "short-answer").unwrap();
    for svg in [&drawn.wide, &drawn.narrow] {
        assert!(svg.contains("class=\"tf\"") && svg.contains(">v7</text>"), "v7 is in dispute");
        assert!(svg.contains("class=\"df\"") && svg.contains("class=\"di\""));
    }
    let yes = draw(&report(&Case { answer: Answer::Yes, ..question() }), "short-answer").unwrap();
    assert!(!yes.wide.contains("class=\"tf\""), "nothing is in dispute");
    // Only the wide drawing has hover texts.
    let hovered = |svg: &str| svg.matches("<title>").count() - 1;
    assert!(hovered(&drawn.wide) > 0 && hovered(&drawn.narrow) == 0);
}

#[test]
fn near_copies_count_once_in_the_agreement() {
    let mut report = report(&question());
    let agreement = &mut report.findings.agreement;
    // Only copies of the sum agree with anything else; they are no further evidence.
    let copies = ["norm", "garson", "garson_1991", "abs_product"];
    for a in 0..agreement.measures.len() {
        for b in 0..agreement.measures.len() {
            let of = |m: usize| copies.contains(&agreement.measures[m].as_str());
            agreement.tau[a][b] = if of(a) || of(b) { 0.9 } else { 0.1 };
        }
    }
    let title = draw(&report, "agreement").unwrap().title;
    assert!(title.starts_with("0 of "), "{title}");
}
