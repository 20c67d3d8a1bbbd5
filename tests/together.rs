//! Which pairs are said to act jointly, or to tell the same, on simulated tables of known truth, through the binary.

mod common;

use common::Folder;
use serde_json::Value;

/// Simulates a table of six variables, makes a quick report on it, and gives its JSON and its page.
fn report(design: &str, rows: &str, more: &[&str]) -> (Value, String) {
    let folder = Folder::new();
    let size = ["--rows", rows, "--variables", "6", "--seed", "3", "--out", "t.csv"];
    folder.run(&[&["simulate", design], &size[..]].concat()).code(0);
    let words = ["report", "t.csv", "--effort", "quick", "--out", "r.html", "--quiet"];
    folder.run(&[&words[..], more].concat()).code(0);
    (folder.json("r.json"), folder.read("r.html"))
}

/// The trained pairs: (names, value of `together` or "").
fn read(report: &Value) -> Vec<(Vec<String>, String)> {
    let names = |set: &Value| serde_json::from_value(set["variables"].clone()).unwrap();
    let word = |set: &Value| set["together"].as_str().unwrap_or_default().to_owned();
    pairs(report).map(|set| (names(set), word(set))).collect()
}

fn pairs(report: &Value) -> impl Iterator<Item = &Value> {
    report["retraining"].as_array().unwrap().iter().filter(|set| set["why"] == "pair")
}

/// The pairs of which a word is said, in order.
fn said<'a>(pairs: &'a [(Vec<String>, String)], word: &str) -> Vec<&'a [String]> {
    let mut said: Vec<&[String]> =
        pairs.iter().filter(|pair| pair.1 == word).map(|pair| pair.0.as_slice()).collect();
    said.sort();
    said
}

/// The pair in which the network bends most.
fn most_bent(report: &Value) -> Vec<String> {
    let second = |set: &Value| set["second_derivative"]["mean"].as_f64().unwrap();
    let most = pairs(report).max_by(|a, b| second(a).total_cmp(&second(b))).unwrap();
    serde_json::from_value(most["variables"].clone()).unwrap()
}

#[test]
fn an_xor_acts_jointly_whatever_the_activation() {
    for activation in ["tanh", "logistic", "relu"] {
        let (report, page) = report("D", "600", &["--activation", activation]);
        assert_eq!(most_bent(&report), ["x1", "x2"], "{activation}");
        assert_eq!(said(&read(&report), "act_jointly"), [["x1", "x2"]], "{activation}");
        assert!(page.contains("Act jointly"), "{activation}");
    }
}

#[test]
fn substitutes_and_copies_tell_the_same_and_never_act_jointly() {
    let (substitutes, _) = report("L", "600", &[]);
    assert_eq!(said(&read(&substitutes), "tell_the_same"), [["x1", "x2"]]);
    let (copies, page) = report("V", "600", &[]);
    assert_eq!(said(&read(&copies), "tell_the_same"), [["x1", "x2"], ["x1", "x3"], ["x2", "x3"]]);
    for report in [&substitutes, &copies] {
        assert!(said(&read(report), "act_jointly").is_empty());
    }
    assert!(page.contains("Tell the same in part"));
}

#[test]
fn a_suppressor_gains_by_company_but_does_not_bend() {
    let (report, _) = report("G", "600", &[]);
    assert_eq!(said(&read(&report), "add_up"), [["x1", "x2"]]);
    assert!(said(&read(&report), "act_jointly").is_empty());
}

#[test]
fn of_noise_nothing_is_said() {
    let (report, page) = report("H", "300", &[]);
    assert!(read(&report).iter().all(|pair| pair.1.is_empty()));
    assert!(!page.contains("Act jointly") && !page.contains("Tell the same in part"));
}
