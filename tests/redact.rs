//! `--redact`: nothing that names what was measured, and no cell, leaves the program; without it, no row does.

mod common;

use common::Folder;

/// Names of columns: variables, then columns that are left out, the group and the classes.
const COLUMNS: [&str; 13] = [
    "xanthine",
    "osteocalcin",
    "ward_kestrel",
    "smoker_kestrel",
    "admitted_kestrel",
    "town_kestrel",
    "typo_kestrel",
    "dose_kestrel",
    "flat_kestrel",
    "mirror_kestrel",
    "note_kestrel",
    "patient_kestrel",
    "diagnosis_kestrel",
];
/// Words that stand in cells.
const WORDS: [&str; 10] = [
    "Zugspitze",
    "Wendelstein",
    "Hochries",
    "Yes",
    "2017-03",
    "Tinyvillage",
    "Quincetown",
    "thirtyish",
    "Remark",
    "Lupusoid",
];

/// Numbers that no text of ours holds by chance.
fn odd(row: usize, salt: usize) -> f64 {
    731_000.0 + ((row * 7919 + salt * 104_729) % 90_007) as f64 + 0.137
}

fn cells(row: usize) -> Vec<String> {
    let x = odd(row, 1);
    let ward = WORDS[row * 5 % 7 % 3];
    let ward = if row % 8 == 5 { ward.to_uppercase() } else { ward.to_owned() };
    let dose = if row % 9 == 4 { "-999999".to_owned() } else { (row * 5 % 31).to_string() };
    let smoker = ["Yes", "yes", "No"][row % 3].to_owned();
    let town = if row % 5 < 4 { "Quincetown".to_owned() } else { format!("Tinyvillage{row}") };
    let typo = if row == 17 { "thirtyish".to_owned() } else { odd(row, 5).to_string() };
    let class = if x + 0.3 * odd(row, 2) > 1_010_000.0 { "Lupusoid" } else { "Scabioid" };
    vec![
        x.to_string(),
        odd(row, 2).to_string(),
        ward,
        smoker,
        format!("2017-03-{:02}", 1 + row * 11 % 28),
        town,
        typo,
        dose,
        "733333.5".to_owned(),
        x.to_string(),
        format!("Remark{row}"),
        format!("9{:03}7", row / 2),
        class.to_owned(),
    ]
}

fn table() -> Vec<Vec<String>> {
    (0..120).map(cells).collect()
}

fn reported(words: &[&str]) -> (Folder, Vec<String>) {
    let folder = Folder::new();
    let rows: Vec<String> = table().iter().map(|cells| cells.join(",")).collect();
    folder.write("clinic_kestrel.csv", format!("{}\n{}\n", COLUMNS.join(","), rows.join("\n")));
    let given = [
        "report",
        "clinic_kestrel.csv",
        "--effort",
        "quick",
        "--folds",
        "3",
        "--repeats",
        "1",
        "--quiet",
        "--group",
        "patient_kestrel",
        "--target",
        "diagnosis_kestrel",
        "--claim",
        "xanthine,ward_kestrel",
        "--column",
        "admitted_kestrel=date",
        "--out",
        "o.html",
        "--summary",
        "o.md",
    ];
    folder.run(&[&given[..], words].concat()).code(0);
    let texts = ["o.html", "o.json", "o.md"].map(|name| folder.read(name)).to_vec();
    (folder, texts)
}

#[test]
fn a_redacted_report_holds_no_name_no_level_and_no_cell() {
    let (folder, texts) = reported(&["--redact"]);
    for text in &texts {
        let lower = text.to_lowercase();
        for secret in COLUMNS.iter().chain(&WORDS[..3]).chain(&WORDS[4..]).chain(&["kestrel", "Scabioid"]) {
            assert!(!lower.contains(&secret.to_lowercase()), "{secret} is left");
        }
        assert!(lower.contains("variable 1") && !text.contains("\"Yes\""));
        for number in table().iter().flatten().filter(|cell| cell.len() > 6) {
            assert!(!text.contains(number.as_str()), "the cell {number} is left");
        }
    }
    // the same from a report with names: byte for byte
    let (named, with_names) = reported(&[]);
    for told in ["\"-999999\" in ", " differ in their spelling only"] {
        let told = told.replace('"', "\\\"");
        assert!(with_names[1].contains(&told), "nothing to withhold: {told}");
    }
    named.run(&["render", "o.json", "--redact", "--out", "again.html"]).code(0);
    assert!(named.read("again.html") == texts[0], "render --redact gives another page");
    let numbers = |folder: &Folder| {
        let json = folder.json("o.json");
        let losses = json["retraining"].as_array().unwrap().iter().map(|set| set["log_loss"].clone());
        (
            losses.collect::<Vec<_>>(),
            json["agreement"].clone(),
            json["stability"]["measures"][0]["ranks"].clone(),
        )
    };
    assert_eq!(numbers(&folder), numbers(&named), "a number depends on a name");
}

#[test]
fn a_report_with_names_holds_no_row() {
    let (_, texts) = reported(&[]);
    assert!(texts.iter().all(|text| text.contains("xanthine")));
    let rows = table();
    for column in [0, 1, 6] {
        let mut cells: Vec<&String> =
            rows.iter().map(|row| &row[column]).filter(|cell| cell.len() == 10).collect();
        cells.sort();
        // the ends and the middle of a column are summaries
        let (last, half) = (cells.len() - 1, cells.len() / 2);
        let inner =
            cells.iter().enumerate().filter(|&(at, _)| at != 0 && at != last && at.abs_diff(half) > 1);
        for (_, cell) in inner {
            assert!(!texts.iter().any(|text| text.contains(cell.as_str())), "the cell {cell} is there");
        }
    }
    assert!(!rows.iter().any(|row| texts.iter().any(|text| text.contains(&row.join(",")))));
}

#[test]
fn a_name_that_is_a_word_of_ours_is_redacted_by_report_and_refused_by_render() {
    let folder = Folder::new();
    folder.write("t.csv", common::small());
    folder.run(&["report", "t.csv", "--effort", "quick", "--quiet", "--redact", "--out", "r.html"]).code(0);
    folder.run(&["report", "t.csv", "--effort", "quick", "--quiet", "--out", "n.html"]).code(0);
    let said = ["--redact", "variable \"a\"", "report --redact"];
    folder.run(&["render", "n.json", "--redact", "--out", "n2.html"]).code(2).says(&said);
}
