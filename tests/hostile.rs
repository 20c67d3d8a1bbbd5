//! Names that attack the page: they come out as text, and the page has no tag that tame names don't give it too.
//!
//! The page is left in the folder of test files, where `tests/browser/hostile.mjs` opens it.

mod common;

use common::Folder;
use std::collections::BTreeSet;

/// Levels of each category, so that none has too many for its rows.
const LEVELS: usize = 22;
const ROWS: usize = 120;

fn naughty() -> Vec<String> {
    serde_json::from_str(include_str!("data/naughty.json")).unwrap()
}

/// Names that read alike but hold nothing that any language reads: every other letter is an x.
fn tame(names: &[String]) -> Vec<String> {
    let letter = |c: char| if c.is_ascii_alphanumeric() || c == ' ' { c } else { 'x' };
    let tamed =
        |(at, name): (usize, &String)| format!("{at}{}", name.chars().map(letter).collect::<String>());
    names.iter().enumerate().map(tamed).collect()
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// A column of numbers for each name, then categories that have the names for levels, then three classes.
fn table(names: &[String]) -> String {
    let number = |row: usize, column: usize| (row * 7919 + column * 104_729) % 1009;
    let levels: Vec<&[String]> = names.chunks(LEVELS).collect();
    let mut head: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    head.extend((0..levels.len()).map(|at| format!("level{at}")));
    head.push("class".to_owned());
    let mut text = head.join(",") + "\n";
    for row in 0..ROWS {
        let mut cells: Vec<String> = (0..names.len()).map(|column| number(row, column).to_string()).collect();
        // no two columns of words alike
        cells.extend((1..).zip(&levels).map(|(slow, levels)| quoted(&levels[row / slow % levels.len()])));
        cells.push(quoted(&names[[0, 4, 22][number(row, 0) * 3 / 1009]]));
        text.push_str(&(cells.join(",") + "\n"));
    }
    text
}

/// The page of a table whose names, classes, levels, title and column of classes are these.
fn page(names: &[String]) -> (String, serde_json::Value) {
    let folder = Folder::new();
    folder.write("t.csv", table(names));
    let small = ["--effort", "quick", "--folds", "2", "--repeats", "1", "--quiet", "--delimiter", ","];
    folder.run(&[&["report", "t.csv", "--title", &names[0]], &small[..]].concat()).code(0);
    (folder.read("reports/t.html"), folder.json("reports/t.json"))
}

/// Every tag of a page with the names of its attributes.
fn tags(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for begin in page.match_indices('<').map(|(at, _)| at) {
        let end = page[begin..].find('>').map_or(page.len(), |end| begin + end);
        // values are in double quotes, and none holds one: every second piece is outside
        let outside: Vec<&str> = page[begin + 1..end].split('"').step_by(2).collect();
        let words = outside.join(" ");
        let names: BTreeSet<&str> = words.split(|c: char| c.is_whitespace() || "=/".contains(c)).collect();
        let tag = words.split_whitespace().next().unwrap_or("").to_owned();
        found.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| format!("{tag} {name}")));
    }
    found
}

/// As the page spells a name: escaped, and no character that HTML forbids.
fn spelled(name: &str) -> String {
    let letter = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{E000}'..='\u{E0FF}'
        | '\u{FFFE}'
        | '\u{FFFF}' => '\u{FFFD}'.to_string(),
        c if c.is_control() && c != '\n' && c != '\t' => '\u{FFFD}'.to_string(),
        c => c.to_string(),
    };
    plain(&name.chars().map(letter).collect::<String>())
}

/// Without the no-break spaces that keep an interval, and a number and its percent sign, on one line.
fn plain(text: &str) -> String {
    text.replace(['\u{A0}', '\u{202F}'], " ")
}

/// Without what the page itself puts around a right-to-left name, and where a long one may break; exactly these bytes, so that
/// an attribute on them would still be seen.
fn without_joints(page: &str) -> String {
    ["<bdi>", "</bdi>", "<wbr>"].iter().fold(page.to_owned(), |page, joint| page.replace(joint, ""))
}

#[test]
fn hostile_names_are_text_and_bring_no_tag() {
    let names = naughty();
    let (hostile, report) = page(&names);
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/hostile.html"), &hostile).unwrap();
    let shown = plain(&hostile);
    let variables = report["data"]["variables"].as_array().unwrap();
    let read: Vec<&str> = variables.iter().map(|v| v["name"].as_str().unwrap()).collect();
    for (name, read) in names.iter().zip(&read) {
        assert_eq!(name, read, "a name is read as another");
        assert!(shown.contains(&spelled(name)), "{name:?} is not shown as it is spelled");
    }
    let (tame, _) = page(&tame(&names));
    let foreign: Vec<String> = tags(&without_joints(&hostile)).difference(&tags(&tame)).cloned().collect();
    assert!(foreign.is_empty(), "tags or attributes that came in with names: {foreign:?}");
}

#[test]
fn tags_and_attributes_are_seen_wherever_they_stand() {
    let seen = tags("<p class=\"a > b onx=1\">x</p><img src=x onerror=\"y\"><svg/onload=z>");
    for place in ["p class", "/p p", "img onerror", "svg/onload=z onload"] {
        assert!(seen.contains(place), "{place} in {seen:?}");
    }
    assert!(!seen.contains("p onx"));
}
