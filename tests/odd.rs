//! Odd tables that are fine: a report is made, and it says what was odd.

mod common;

use common::{Folder, small};
use serde_json::Value;

/// A number that looks random.
fn odd(number: usize) -> f64 {
    (number * 7919 % 1009) as f64 / 100.0
}

/// Two classes by the first number, with a little noise.
fn class(number: usize) -> &'static str {
    if odd(number) + odd(number * 31) / 5.0 > 6.0 { "high" } else { "low" }
}

fn table(header: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{header}\n");
    (0..rows).for_each(|number| text.push_str(&format!("{}\n", row(number))));
    text
}

/// A report on these bytes, which must come out; its page and its numbers.
fn reported(bytes: impl AsRef<[u8]>, words: &[&str]) -> (String, Value) {
    let folder = Folder::new();
    folder.write("t.csv", bytes);
    let ran = folder.run(&[&["report", "t.csv", "--effort", "quick", "--quiet"], words].concat()).code(0);
    assert_eq!(ran.err(), "", "{words:?}");
    let (page, report) = (folder.read("reports/t.html"), folder.json("reports/t.json"));
    for wrong in ["NaN", "&lt;NA&gt;", ">inf<", "undefined"] {
        assert!(!page.contains(wrong), "the page says {wrong}");
    }
    (page, report)
}

/// Kinds of warnings about a column, or about the table.
fn warned(report: &Value, column: Option<&str>) -> Vec<String> {
    let all = report["warnings"].as_array().unwrap().iter();
    all.filter(|warning| warning["column"].as_str() == column)
        .map(|warning| warning["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Names of the variables used.
fn variables(report: &Value) -> Vec<&str> {
    report["data"]["variables"].as_array().unwrap().iter().map(|v| v["name"].as_str().unwrap()).collect()
}

fn reading(report: &Value) -> &str {
    report["data"]["reading"].as_str().unwrap()
}

#[test]
fn missing_cells_are_filled_and_counted() {
    let text = table("a,b,class", 60, |n| {
        let a = if n % 4 == 1 { "NaN".into() } else { odd(n).to_string() };
        let b = if n % 7 == 1 { String::new() } else { odd(n + 9).to_string() };
        format!("{a},{b},{}", class(n))
    });
    let (_, report) = reported(text, &[]);
    assert!(warned(&report, Some("a")).contains(&"missing_cells".into()));
    assert_eq!(report["data"]["variables"][0]["missing"], 15);
    assert_eq!(report["data"]["variables"][1]["missing"], 9);
}

#[test]
fn rows_without_a_class_are_dropped_and_counted() {
    let text = table("a,b,class", 60, |n| {
        format!("{},{},{}", odd(n), odd(n + 9), if n % 9 == 0 { "NA" } else { class(n) })
    });
    let (_, report) = reported(text, &[]);
    assert_eq!((&report["data"]["rows"], &report["data"]["rows_dropped"]), (&53.into(), &7.into()));
}

#[test]
fn names_may_be_missing_repeated_hostile_or_long() {
    let text = table("0.5,1.5,high", 59, |n| format!("{},{},{}", odd(n), odd(n + 9), class(n)));
    let (_, report) = reported(text, &[]);
    assert!(reading(&report).contains("no line of names"), "{}", reading(&report));
    assert_eq!((variables(&report), &report["data"]["rows"]), (vec!["v1", "v2"], &60.into()));

    let row = |n: usize| format!("{},{},{},{}", odd(n), odd(n + 9), odd(n + 3), class(n));
    let (_, report) = reported(table("a,a,,class", 60, row), &[]);
    assert_eq!(variables(&report), ["a", "a_2", "v3"]);
    assert_eq!(warned(&report, Some("a_2")), ["duplicate_name"]);
    assert_eq!(warned(&report, Some("v3")), ["empty_name"]);

    let long = "long".repeat(75);
    let header = format!("<script>alert(1)</script>,\"\"\"><img src=x>&'\",{long},class");
    let evil = |n: usize| row(n).replace("high", "</td><b>high</b>").replace("low", "{{ report }}");
    let (page, report) = reported(table(&header, 60, evil), &[]);
    assert_eq!(variables(&report), ["<script>alert(1)</script>", "\"><img src=x>&'", &long]);
    for raw in ["<script>alert", "<img src=x", "<b>high"] {
        assert!(!page.contains(raw), "{raw} stands on the page as it came");
    }
}

#[test]
fn other_dialects_are_sniffed() {
    let text = table("\u{feff}a;b;class", 60, |n| {
        format!("{};{},5;{}", odd(n).to_string().replace('.', ","), n * 7 % 5, class(n))
    });
    let (_, report) = reported(text.replace('\n', "\r\n"), &[]);
    for said in ["semicolons", "byte order mark", "decimal comma"] {
        assert!(reading(&report).contains(said), "{}", reading(&report));
    }
    assert_eq!(report["data"]["variables"][0]["kind"], "number");
    let (_, report) = reported(small().replace(',', "\t"), &[]);
    assert!(reading(&report).contains("tabs"), "{}", reading(&report));
    let blank = small().replacen("\n", "\n\n", 3) + "\n\n";
    assert_eq!(reported(blank, &[]).1["data"]["rows"], 60);
}

#[test]
fn numbers_of_any_size_are_used() {
    let text = table("a,b,class", 60, |n| format!("{}e307,{}e-300,{}", odd(n) - 5.0, odd(n + 9), class(n)));
    let (_, report) = reported(text, &[]);
    assert_eq!(variables(&report), ["a", "b"]);
    let network =
        report["performance"]["models"].as_array().unwrap().iter().find(|m| m["model"] == "network");
    assert!(
        network.unwrap()["accuracy"]["mean"].as_f64().unwrap() > 0.8,
        "the size of numbers costs accuracy"
    );
}

#[test]
fn columns_of_no_use_are_left_out_with_the_reason() {
    let text = table("id,a,b,copy,one,empty,class", 60, |n| {
        format!("{},{},{},{},7,,{}", n + 1, odd(n), odd(n + 9), odd(n), class(n))
    });
    let (_, report) = reported(text, &[]);
    assert_eq!(variables(&report), ["a", "b"]);
    let dropped: Vec<(&str, &str)> = report["data"]["dropped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| (column["name"].as_str().unwrap(), column["reason"].as_str().unwrap()))
        .collect();
    let reasons = ["looks like an identifier", "same as a", "constant", "all cells missing"];
    for ((name, reason), (wanted, why)) in
        dropped.iter().zip(["id", "copy", "one", "empty"].into_iter().zip(reasons))
    {
        assert!(*name == wanted && reason.starts_with(why), "{name}: {reason}");
    }
    assert_eq!(dropped.len(), 4);
}

#[test]
fn what_may_mislead_is_said() {
    let text = table("leaking,near,mixed,class", 60, |n| {
        let told = if class(n) == "high" { 20.0 } else { 0.0 } + odd(n);
        let mixed = if n == 30 { "oops".into() } else { (n * 7 % 11).to_string() };
        format!("{told},{},{mixed},{}", told + odd(n * 3) / 1000.0, class(n))
    });
    let (_, report) = reported(text, &[]);
    assert!(warned(&report, Some("leaking")).contains(&"leak".into()));
    assert!(warned(&report, Some("near")).contains(&"near_copy".into()));
    // one bad word costs its cell, not the column
    assert_eq!(warned(&report, Some("mixed")), ["mostly_numbers", "missing_cells"]);
    assert_eq!(report["data"]["variables"][2]["kind"], "number");
    assert!(warned(&report, None).contains(&"few_rows".into()));
}

#[test]
fn classes_may_be_tiny_numbers_or_many() {
    let rare = |n: usize| if n == 3 || n == 40 { "rare" } else { class(n) };
    let text = table("a,b,class", 60, |n| format!("{},{},{}", odd(n), odd(n + 9), rare(n)));
    let (_, report) = reported(text, &[]);
    assert_eq!(warned(&report, Some("class")), ["tiny_class"]);
    let text = table("a,b,class", 60, |n| format!("{},{},{}", odd(n), odd(n + 9), [10, 9, -1][n % 3]));
    let (_, report) = reported(text, &[]);
    let classes: Vec<&Value> =
        report["data"]["classes"].as_array().unwrap().iter().map(|class| &class["name"]).collect();
    assert_eq!(classes, ["-1", "9", "10"]);
    let text = table("a,b,class", 120, |n| format!("{},{},kind {}", odd(n), odd(n + 9), n % 30));
    let (_, report) = reported(text, &[]);
    assert_eq!(report["data"]["classes"].as_array().unwrap().len(), 30);
    assert_eq!(warned(&report, Some("class")).len(), 9, "eight are written out, the others are counted");
}

#[test]
fn the_smallest_tables_are_undecided_and_no_error() {
    for rows in [4, 5, 6, 8] {
        let text = table("a,b,class", rows, |n| format!("{},{},{}", odd(n), odd(n + 9), ["x", "y"][n % 2]));
        let (_, report) = reported(text, &[]);
        assert!(warned(&report, None).contains(&"few_rows".into()));
        let claims = report["verdict"]["claims"].as_array().unwrap();
        let enough = claims.iter().find(|claim| claim["claim"] == "enough").unwrap();
        assert_eq!(enough["answer"], "undecided");
    }
}

#[test]
fn few_groups_are_enough() {
    for many in [2, 3, 4] {
        let text =
            table("a,b,ward,class", 60, |n| format!("{},{},w{},{}", odd(n), odd(n + 9), n % many, class(n)));
        let (_, report) = reported(text, &["--group", "ward"]);
        assert_eq!(report["data"]["group"], "ward");
        assert_eq!(report["config"]["plan"]["signal_folds"], many);
        assert_eq!(warned(&report, Some("ward")), ["few_groups"]);
    }
}

#[test]
fn one_variable_or_only_words_will_do() {
    let text = table("a,class", 60, |n| format!("{},{}", odd(n), class(n)));
    assert_eq!(variables(&reported(text, &[]).1), ["a"]);
    let text = table("colour,size,class", 60, |n| {
        format!("{},{},{}", ["red", "green", "blue"][n % 3], ["small", "big"][n / 3 % 2], class(n))
    });
    let (_, report) = reported(text, &[]);
    assert_eq!(report["data"]["variables"][0]["kind"], "category");
    assert_eq!(report["data"]["variables"][1]["kind"], "binary");
}

#[test]
fn odd_settings_will_do() {
    let settings: [&[&str]; 5] = [
        &["--hidden", "1", "--activation", "relu"],
        &["--hidden", "2,3,2", "--activation", "logistic"],
        &["--decay", "0"],
        &["--decay", "1e9"],
        &["--folds", "50", "--top", "3"],
    ];
    for words in settings {
        let (_, report) = reported(small(), words);
        assert_eq!(report["data"]["rows"], 60, "{words:?}");
    }
}

#[test]
fn columns_are_taken_for_what_they_are_or_are_declared_to_be() {
    let text = table("when,zip,id,sure,free,class", 60, |n| {
        let day = format!("2021-{:02}-{:02}", 1 + n % 12, 1 + n * 7 % 28);
        let sure = ["yes", "No", "YES", "no"][n / 2 % 4];
        format!("{day},0{}067,{},{sure},{},{}", n % 3, n + 1, odd(n), class(n))
    });
    let words = ["--column", "zip=category", "--column", "id=number", "--column", "free=drop"];
    let (page, report) = reported(text, &words);
    assert_eq!(variables(&report), ["when", "zip", "id", "sure"]);
    let kinds: Vec<&str> = (0..4).map(|v| report["data"]["variables"][v]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["number", "category", "number", "binary"]);
    let levels = report["data"]["variables"][1]["levels"].as_array().unwrap();
    assert!(levels.contains(&"00067".into()), "zeros before a code are kept");
    assert_eq!(report["data"]["dropped"][0]["reason"], "--column");
    assert!(warned(&report, Some("when")).contains(&"dates".into()));
    assert!(warned(&report, Some("sure")).contains(&"spellings".into()));
    assert!(
        page.contains("--column free=drop --column id=number --column zip=category"),
        "the command is whole"
    );
}

#[test]
fn a_target_of_numbers_is_cut_where_asked() {
    let text =
        table("a,b,amount", 90, |n| format!("{},{},{}", odd(n), odd(n + 9), odd(n) + odd(n * 31) / 9.0));
    let (_, report) = reported(text, &["--target", "amount", "--bins", "3"]);
    let counts: Vec<u64> =
        report["data"]["classes"].as_array().unwrap().iter().map(|c| c["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [30, 30, 30]);
    assert!(report["data"]["target_reason"].as_str().unwrap().contains("cut into 3 classes"));
}

#[test]
fn rows_that_differ_in_the_class_alone_are_counted() {
    let text = table("a,b,class", 60, |n| format!("{},{},{}", n / 2 % 20, n / 2 % 3, ["x", "y"][n % 2]));
    let (_, report) = reported(text, &[]);
    assert!(warned(&report, None).contains(&"torn_rows".into()));
}

#[test]
fn packed_and_declared_tables_are_read() {
    let arff = table(
        "@relation r\n@attribute a numeric\n@attribute b real\n@attribute class {low, high}\n@data",
        60,
        |n| format!("{},{},{}", odd(n), if n == 5 { "?".into() } else { odd(n + 9).to_string() }, class(n)),
    );
    let (_, report) = reported(&arff, &[]);
    assert_eq!((variables(&report), &report["data"]["variables"][1]["missing"]), (vec!["a", "b"], &1.into()));
    // a frame of Zstandard that holds one raw block: magic, no checksum, size in four bytes, block header, bytes
    let text = small();
    let size = text.len() as u32;
    let mut frame = b"\x28\xb5\x2f\xfd\xa0".to_vec();
    frame.extend(size.to_le_bytes());
    frame.extend(&(size << 3 | 1).to_le_bytes()[..3]);
    frame.extend(text.as_bytes());
    let (_, report) = reported(frame, &[]);
    assert!(reading(&report).contains("packed with Zstandard"), "{}", reading(&report));
}

/// Strings that break programs: markup, templates, quotes, directions, marks without a letter, reserved words.
const NAUGHTY: [&str; 23] = [
    "<script>alert(1)</script>",
    "</style><b>",
    "<img src=x onerror=alert(1)>",
    "{{ report }}",
    "{% raw %}",
    "${7*7}",
    "%s%n%x",
    "&lt;&amp;",
    "'; DROP TABLE t; --",
    "\u{202e}right to left",
    "Z\u{351}\u{36b}a\u{335}lgo",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
    "\u{feff}mark",
    "\u{200b}",
    "田中さん",
    "مرحبا",
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "C:\\nul",
    "`tick`",
    "]]>",
    "javascript:alert(1)",
];

#[test]
fn naughty_strings_are_shown_as_typed() {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let header = format!("{},{},class", quoted(NAUGHTY[0]), quoted(NAUGHTY[3]));
    let text = table(&header, 240, |n| {
        let level = ["<i>x", "{{ y }}", "&z;"][n % 3];
        format!("{},{},{}", odd(n), quoted(level), quoted(NAUGHTY[n % NAUGHTY.len()]))
    });
    let (page, report) = reported(text, &[]);
    assert_eq!(variables(&report), [NAUGHTY[0], NAUGHTY[3]]);
    let classes: Vec<&str> = report["data"]["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| class["name"].as_str().unwrap())
        .collect();
    assert!(classes.len() >= NAUGHTY.len() - 1, "{classes:?}");
    for raw in ["<script>alert", "<img src=x", "</style><b>", "<i>x"] {
        assert!(!page.contains(raw), "{raw} stands on the page as it came");
    }
    for shown in ["{{ report }}", "田中さん", "%s%n%x"] {
        assert!(page.contains(shown), "{shown} is not shown as typed");
    }
}

#[test]
fn a_rare_class_counts_as_much_as_the_others_where_that_is_asked() {
    let rare = |n: usize| odd(n) + odd(n * 31 + 5) > 16.0;
    let text = table("a,b,class", 400, |n| {
        format!("{},{},{}", odd(n), odd(n * 17), if rare(n) { "rare" } else { "usual" })
    });
    let (plain_page, plain) = reported(&text, &[]);
    let (page, weighted) = reported(&text, &["--class-weights", "balanced"]);
    let of = |report: &Value, model: usize, number: &str| {
        report["performance"]["models"][model][number]["mean"].as_f64().unwrap()
    };
    // the network finds more of the rare ones; who always guesses the usual class is right as often as before
    assert!(of(&weighted, 0, "recall") > of(&plain, 0, "recall") + 0.03);
    assert_eq!(weighted["performance"]["models"][1]["model"], "majority");
    assert_eq!(of(&weighted, 1, "accuracy"), of(&plain, 1, "accuracy"));
    // and pays what two equal classes cost
    assert!((of(&weighted, 1, "log_loss") - 2f64.ln()).abs() < 0.01);
    let classes = weighted["data"]["classes"].as_array().unwrap();
    for class in classes {
        assert!((class["weight"].as_f64().unwrap() * class["count"].as_f64().unwrap() - 200.0).abs() < 1e-9);
    }
    assert!(plain["data"]["classes"][0].get("weight").is_none());
    let says = "Every class counts the same";
    assert!(page.contains(says) && !plain_page.contains(says));
    assert!(page.contains("--class-weights balanced"));
}

#[test]
fn another_model_may_find_what_the_network_does_not() {
    // a decay that leaves the network nothing to say
    let rows = table("a,b,class", 120, |n| format!("{},{},{}", odd(n), odd(n + 500), class(n)));
    let (page, report) = reported(&rows, &["--decay", "100000"]);
    let verdict = &report["verdict"];
    assert_eq!(
        verdict["title"],
        "No ranking: the network of all variables was not shown to tell class apart, but another model was"
    );
    let sentences = verdict["sentences"].as_array().unwrap();
    let text =
        sentences.iter().filter_map(|s| s["text"].as_str()).find(|s| s.contains("Something here")).unwrap();
    assert!(text.contains("the tree") && text.contains("; a guess recalls 50 %"), "{text}");
    assert!(page.contains("but another model was</h1>"));
}

#[test]
fn rare_words_share_a_level_that_has_no_input() {
    let text = table("town,size,class", 260, |n| {
        let town = match n % 8 {
            0..=2 => "Bern".into(),
            3 | 4 => "Genf".into(),
            _ if n % 32 == 5 => "Chur".into(),
            _ => format!("place {n}"),
        };
        let high = odd(n) + if n % 8 < 3 { 4.0 } else { 0.0 } > 7.0;
        format!("{town},{},{}", odd(n), if high { "high" } else { "low" })
    });
    let (page, report) = reported(text, &[]);
    assert_eq!(warned(&report, Some("town")), ["rare_levels"]);
    let town = &report["data"]["variables"][0];
    let levels: Vec<&str> = town["levels"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
    assert_eq!(levels, ["Bern", "Genf", "Chur", "other"]);
    assert_eq!((&town["inputs"], &town["histogram"]), (&3.into(), &serde_json::json!([99, 65, 8, 88])));
    assert!(page.contains("town = Chur") && !page.contains("town = other"));
    let names = &report["profiles"][0]["names"];
    assert_eq!(names, &serde_json::json!(["Bern", "Genf", "Chur", "other"]));
}
