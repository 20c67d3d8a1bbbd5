//! The command line as a user meets it: what goes where, what is refused, what is left behind.

mod common;

use common::{Folder, sample, small};

const QUICK: [&str; 3] = ["--effort", "quick", "--quiet"];

fn report<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    [&["report", "t.csv"], rest, &QUICK].concat()
}

#[test]
fn stdout_is_the_path_and_nothing_else() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    let ran = folder.run(&report(&[])).code(0);
    assert_eq!(ran.out(), format!("{}\n", std::path::Path::new("reports").join("t.html").display()));
    assert_eq!(ran.err(), "");
    assert_eq!(folder.files(), ["reports/t.html", "reports/t.json", "t.csv"]);
}

#[test]
fn rendering_the_json_gives_the_same_page() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.run(&report(&["--out", "a.html"])).code(0);
    folder.run(&["render", "a.json", "--out", "b.html"]).code(0);
    assert!(folder.read("a.html") == folder.read("b.html"), "the pages differ");
}

#[test]
fn threads_and_processes_never_change_a_byte() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    for threads in ["1", "2", "3"] {
        let out = format!("{threads}.html");
        folder.run(&report(&["--threads", threads, "--out", &out])).code(0);
    }
    for other in ["2", "3"] {
        assert!(
            folder.read("1.json") == folder.read(&format!("{other}.json")),
            "JSON of {other} threads differs"
        );
        assert!(
            folder.read("1.html") == folder.read(&format!("{other}.html")),
            "page of {other} threads differs"
        );
    }
}

#[test]
fn options_come_from_a_file_and_the_command_line_overrides() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.write("c.toml", "seed = 5\neffort = \"quick\"\nout = \"x.html\"\nquiet = true\n");
    folder.run(&["report", "t.csv", "--config", "c.toml", "--seed", "6"]).code(0);
    assert_eq!(folder.json("x.json")["config"]["options"]["seed"], 6);
    folder.write("wrong.toml", "sead = 5\n");
    folder.run(&["report", "t.csv", "--config", "wrong.toml"]).code(2).says(&["wrong.toml", "sead"]);
}

#[test]
fn gates_fail_after_the_report_is_written() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.run(&report(&["--fail-under", "accuracy=1.01"])).code(1).says(&["accuracy"]);
    assert!(folder.files().contains(&"reports/t.html".to_owned()));
    folder.run(&report(&["--fail-unless", "negative_weights"])).code(0);
    folder.run(&report(&["--fail-unless", "enuf"])).code(2).says(&["enuf", "enough"]);
}

#[test]
fn a_document_is_written_and_fails_where_its_sentences_do() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.write("d.md", "+++\ntitle = \"Mine\"\n+++\n{% include \"part.md\" %}\n");
    folder.write(
        "part.md",
        "Rows: {{ value(\"data.rows\") }}. {{ require(that=report.data.rows > 5, says=\"Enough.\") }}\n",
    );
    folder.run(&report(&["--narrative", "d.md", "--out", "a.html"])).code(0);
    let page = folder.read("a.html");
    assert!(page.contains("<h1>Mine</h1>") && page.contains("Enough.") && !page.contains("id=\"short\""));
    folder.write("part.md", "\n{{ require(that=report.data.rows > 5000, says=\"Plenty.\") }}\n");
    let ran = folder.run(&["render", "a.json", "--narrative", "d.md", "--out", "b.html"]).code(1);
    ran.says(&["part.md, line 2, column 4", "Plenty.", "report.data.rows > 5000", "report.data.rows is"]);
    assert!(folder.read("b.html").contains("<del>Plenty.</del>"));
    folder.write("part.md", "{{ figure(\"pairz\") }}\n");
    folder.run(&report(&["--narrative", "d.md"])).code(2).says(&["part.md, line 1", "pairs"]);
    folder.run(&report(&["--narrative", "nowhere.md"])).code(3).says(&["nowhere.md"]);
}

#[test]
fn figures_are_files_of_their_own() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.run(&report(&["--out", "a.html"])).code(0);
    let ran = folder.run(&["render", "a.json", "--figures", "f"]).code(0);
    assert!(ran.out().lines().count() > 8 && ran.out().lines().all(|l| l.ends_with(".svg")));
    let pairs = folder.read("f/rank-bumps.svg");
    assert!(pairs.starts_with("<svg xmlns=") && pairs.contains("<title id=\"title\">"));
    folder.run(&["render", "a.json", "--png"]).code(2).says(&["--figures"]);
    let png = ["render", "a.json", "--figures", "p", "--png", "2"];
    if cfg!(feature = "png") {
        let ran = folder.run(&png).code(0);
        assert!(ran.out().lines().count() > 8 && ran.out().lines().all(|l| l.ends_with(".png")));
        folder.run(&["render", "a.json", "--figures", "p", "--png", "0"]).code(2).says(&["above 0"]);
    } else {
        folder.run(&png).code(2).says(&["--features png"]);
        assert!(!folder.path().join("p").exists());
    }
}

#[test]
fn bad_words_are_usage_errors_and_touch_nothing() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    let cases: [(&[&str], &str); 14] = [
        (&["--target", "klass"], "class"),
        (&["--claim", "a,z"], "z"),
        (&["--claim", "a,a"], "twice"),
        (&["--claim", "a,b", "--top", "2"], "--top"),
        (&["--top", "9"], "3 variables"),
        (&["--top", "0"], "--top"),
        (&["--hidden", "0"], "--hidden"),
        (&["--decay", "-1"], "--decay"),
        (&["--decay", "much"], "auto"),
        (&["--margin", "2"], "--margin"),
        (&["--folds", "1"], "--folds"),
        (&["--threads", "0"], "--threads"),
        (&["--drop", "nothing"], "nothing"),
        (&["--out", "t.csv"], "data itself"),
    ];
    for (words, said) in cases {
        folder.run(&report(words)).code(2).says(&[said]);
    }
    assert_eq!(folder.files(), ["t.csv"]);
}

#[test]
fn a_page_that_cannot_be_written_is_an_error_of_its_own() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.write("file", "");
    folder.run(&report(&["--out", "file/a.html"])).code(4).says(&["--out"]);
    assert_eq!(folder.files(), ["file", "t.csv"]);
}

#[test]
fn missing_files_are_named() {
    let folder = Folder::new();
    folder.run(&["report", "none.csv"]).code(3).says(&["none.csv", "no such file"]);
    folder.run(&["render", "none.json"]).code(3).says(&["none.json"]);
    folder.write("not.json", "{\"schema\": \"other/9\"}");
    folder.run(&["render", "not.json"]).code(3).says(&["not.json", "counterweight.report/1"]);
}

#[test]
fn lists_and_the_schema_are_printed() {
    let folder = Folder::new();
    let measures = folder.run(&["list", "measures"]).code(0).out();
    for id in
        ["abs_sum", "olden", "garson_1991", "permutation", "leave_one_out", "forest_permutation", "logistic"]
    {
        assert!(measures.contains(id), "{id}");
    }
    assert!(folder.run(&["list", "figures"]).code(0).out().contains("rank-bumps"));
    assert_eq!(folder.run(&["list", "sections"]).code(0).out().lines().count(), 14);
    assert!(folder.run(&["list", "designs"]).code(0).out().contains("question"));
    let schema: serde_json::Value = serde_json::from_str(&folder.run(&["schema"]).code(0).out()).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(folder.run(&["completions", "bash"]).code(0).out().contains("counterweight"));
    assert!(folder.run(&["man"]).code(0).out().contains(".TH"));
    assert!(folder.run(&["template", "list"]).code(0).out().contains("page.html"));
}

#[test]
fn templates_are_ejected_changed_and_used() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    folder.run(&["template", "eject", "mine"]).code(0);
    let page = folder.read("mine/page.html").replace("</main>", "<p>marked by hand</p></main>");
    folder.write("mine/page.html", page);
    folder.run(&report(&["--templates", "mine", "--out", "a.html"])).code(0);
    assert!(folder.read("a.html").contains("marked by hand"));
    folder.write("mine/page.html", "{{ nonsense");
    folder.run(&report(&["--templates", "mine"])).code(2).says(&["page.html"]);
}

#[test]
fn a_simulated_table_comes_with_its_truth() {
    let folder = Folder::new();
    let first = folder.run(&["simulate", "question", "--rows", "50", "--out", "q.csv"]).code(0);
    assert_eq!(first.out(), "q.csv\n");
    assert_eq!(folder.files(), ["q.csv", "q.truth.json"]);
    assert_eq!(folder.read("q.csv").lines().count(), 51);
    let again = folder.run(&["simulate", "question", "--rows", "50"]).code(0).out();
    assert_eq!(folder.read("q.csv"), again);
    folder.run(&["simulate", "nothing"]).code(2).says(&["question"]);
}

#[test]
fn stdin_is_a_file_called_dash() {
    let folder = Folder::new();
    folder.run(&["report", "-", "--quiet"]).code(3).says(&["-"]);
    assert!(sample("wine.csv").ends_with("wine.csv"));
}

#[test]
fn a_benchmark_goes_on_where_it_stopped_and_gives_the_same_bytes() {
    let folder = Folder::new();
    let words = |tables| {
        [
            "benchmark",
            "--designs",
            "A,h",
            "--rows",
            "40",
            "--tables",
            tables,
            "--decay",
            "1",
            "--out",
            "b.html",
            "--quiet",
        ]
    };
    folder.run(&words("2")).code(0);
    let (page, json) = (folder.read("b.html"), folder.read("b.json"));
    std::fs::remove_file(folder.path().join("b.json")).unwrap();
    folder.run(&words("1")).code(0);
    let ran = folder.run(&words("2")).code(0);
    assert_eq!(ran.out(), "b.html\n");
    assert!(page == folder.read("b.html") && json == folder.read("b.json"));
    let made = folder.json("b.json");
    assert_eq!(
        (&made["schema"], made["results"].as_array().unwrap().len()),
        (&"counterweight.benchmark/1".into(), 4)
    );
    // no pair of H is better than another
    let found = |table: usize| made["results"][table]["measures"][0]["found"].is_boolean();
    assert!(found(0) && !found(3));
    let sizes = ["--designs", "A", "--rows", "40", "--variables", "5,6", "--tables", "1", "--decay", "1"];
    folder.run(&[&["benchmark", "--out", "v.html", "--quiet"], &sizes[..]].concat()).code(0);
    let made = folder.json("v.json");
    let variables: Vec<_> =
        made["results"].as_array().unwrap().iter().map(|r| r["variables"].as_u64()).collect();
    assert_eq!(variables, [Some(5), Some(6)]);
    assert!(folder.read("v.html").contains("--rows 40 --variables 5,6 --tables 1"));
    folder.run(&["benchmark", "--designs", "nothing"]).code(2).says(&["no design", "give one of"]);
    folder.run(&["benchmark", "--rows", "3"]).code(2).says(&["20 rows"]);
}
