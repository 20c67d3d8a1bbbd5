//! What can't be used is refused: by the right code, with the place, the reason and the remedy, and nothing is touched.

mod common;

use common::{Folder, small};

/// Runs `report t.csv` on these bytes; it must end with the code, say all of this, and leave the folder as it was.
fn refused(bytes: impl AsRef<[u8]>, words: &[&str], code: i32, said: &[&str]) {
    let folder = Folder::new();
    folder.write("t.csv", bytes.as_ref());
    let ran = folder.run(&[&["report", "t.csv", "--effort", "quick"], words].concat()).code(code).says(said);
    let err = ran.err();
    assert_eq!(ran.out(), "", "{words:?}");
    assert!(!err.contains("panicked") && !err.contains("fault of counterweight"), "{err}");
    assert_eq!(folder.files(), ["t.csv"], "{words:?}");
    assert!(std::fs::read(folder.path().join("t.csv")).unwrap() == bytes.as_ref(), "the data were changed");
}

/// The file can't be used.
fn bad_file(bytes: impl AsRef<[u8]>, said: &[&str]) {
    refused(bytes, &[], 3, &[&["t.csv"], said].concat());
}

/// An option can't be followed.
fn bad_words(words: &[&str], said: &[&str]) {
    refused(small(), words, 2, said);
}

/// Rows `0..rows` of a table with the given header.
fn table(header: &str, rows: usize, row: impl Fn(usize) -> String) -> String {
    let mut text = format!("{header}\n");
    (0..rows).for_each(|number| text.push_str(&format!("{}\n", row(number))));
    text
}

/// A number that looks random.
fn odd(number: usize) -> f64 {
    (number * 7919 % 1009) as f64 / 100.0
}

#[test]
fn files_that_are_none() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("tables")).unwrap();
    folder.run(&["report", "none.csv"]).code(3).says(&["none.csv", "no such file", "check the path"]);
    folder.run(&["report", "tables"]).code(3).says(&["tables", "is a folder", "name a file in it"]);
    folder.run(&["report", "t.csv/none.csv"]).code(3).says(&["t.csv/none.csv"]);
    folder.run(&["report"]).code(2).says(&["<DATA>"]);
    assert!(folder.files().is_empty());
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.write("t.csv", small());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // root reads everything
    }
    folder.run(&["report", "t.csv"]).code(3).says(&["t.csv", "no permission", "change its mode"]);
}

#[test]
fn files_without_a_table() {
    for empty in ["", "\n\n", "  \n\t\n", "\u{feff}"] {
        bad_file(empty, &["the file is empty", "needs a line of names"]);
    }
    bad_file("a,b,class\n", &["no row of data", "--no-header"]);
    bad_file(",,\n,,\n", &["t.csv"]);
    bad_file("just words\nand more\nof them\n", &["only one column", "--delimiter"]);
}

#[test]
fn files_of_other_kinds() {
    bad_file(b"\x1f\x8b\x08\0rest", &["can't be unpacked", "is the file whole?"]);
    bad_file(b"PK\x03\x04rest", &["save the sheet as CSV"]);
    bad_file(b"PAR1rest", &["Parquet", "CSV"]);
    bad_file(b"%PDF-1.7", &["PDF", "CSV"]);
    bad_file(b"SQLite format 3\0\x10\0", &["SQLite", "sqlite3 -header -csv"]);
}

#[test]
fn cells_that_are_no_numbers_are_named_by_line_and_column() {
    for infinite in ["inf", "-Infinity", "1e999"] {
        let text = table("a,b,class", 30, |n| {
            let cell = if n == 12 { infinite.to_owned() } else { odd(n).to_string() };
            format!("{cell},{},{}", odd(n + 1), ["x", "y"][n % 2])
        });
        bad_file(text, &["line 14, column \"a\"", infinite, "not a finite number", "leave it empty"]);
    }
    let mut nul = small().into_bytes();
    let third = nul.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').nth(2).unwrap().0;
    nul[third - 1] = 0;
    bad_file(&nul, &["line 3", "NUL", "save the table as CSV"]);
    nul[third - 1] = 0xff;
    refused(&nul, &["--encoding", "utf-8"], 3, &["t.csv, line 3", "0xff", "UTF-8", "Latin-1", "--encoding"]);
}

#[test]
fn warnings_of_the_reading_with_strict() {
    let text = table("a,a,class", 30, |n| format!("{},{},{}", odd(n), odd(n + 1), ["x", "y"][n % 2]));
    refused(
        text,
        &["--strict"],
        3,
        &["t.csv", "column \"a_2\"", "name of an earlier one", "leave --strict out"],
    );
}

#[test]
fn rows_of_unequal_width() {
    let row = |n: usize| format!("{},{},{}", odd(n), odd(n + 3), ["x", "y"][n % 2]);
    let narrow = table("a,b,class", 30, |n| if n == 20 { "1,x".into() } else { row(n) });
    bad_file(narrow, &["line 22", "2 fields", "line of names has 3", "double quotes"]);
    let wide = table("a,b,class", 30, |n| if n == 20 { "1,5,2,x".into() } else { row(n) });
    bad_file(wide, &["line 22", "4 fields", "line of names has 3", "decimal comma"]);
    let open = table("a,b,class", 30, |n| if n == 20 { "1,\"2,x".into() } else { row(n) });
    bad_file(open, &["line 22", "double quote", "close it"]);
}

#[test]
fn targets_that_are_none() {
    let with = |class: &dyn Fn(usize) -> String, rows: usize| {
        table("a,b,class", rows, |n| format!("{},{},{}", odd(n), odd(n + 5), class(n)))
    };
    bad_file(with(&|_| "same".into(), 40), &["column \"class\"", "only one class", "--target"]);
    let lonely = |n: usize| ["x", "y", "lonely"][if n == 7 { 2 } else { n % 2 }].into();
    bad_file(with(&lonely, 40), &["column \"class\"", "\"lonely\"", "one row only", "add rows"]);
    bad_file(with(&|_| "NA".into(), 40), &["column \"class\"", "missing in every row", "--target"]);
    let levels = |n: usize| format!("level {}", n / 2);
    bad_file(with(&levels, 2000), &["column \"class\"", "1000 distinct words", "join the rare ones"]);
    let amounts = |n: usize| odd(n).to_string();
    bad_file(
        with(&amounts, 200),
        &["column \"class\"", "distinct numbers", "classes are meant", "--bins 3", "--target"],
    );
}

#[test]
fn tables_in_which_no_target_is_found() {
    let text = table("kind,a,b", 200, |n| format!("{},{},{}", ["x", "y"][n % 2], odd(n), odd(3 * n + 1)));
    bad_file(text, &["--target", "candidates: \"kind\" (2 values)"]);
    let text = table("a,b", 200, |n| format!("{},{}", odd(n), odd(3 * n + 1)));
    bad_file(text, &["name the column of classes with --target"]);
}

#[test]
fn tables_without_a_variable() {
    let constant = table("a,b,class", 40, |n| format!("1,word,{}", ["x", "y"][n % 2]));
    bad_file(constant, &["no variable is left", "\"a\" (constant)", "\"b\" (constant)", "keep at least one"]);
    let missing = table("a,id,class", 40, |n| format!(",{},{}", n + 1, ["x", "y"][n % 2]));
    bad_file(missing, &["no variable is left", "all cells missing", "looks like an identifier"]);
    refused(small(), &["--drop", "a,b,c"], 3, &["t.csv", "no variable is left", "--drop"]);
}

#[test]
fn groups_that_hold_a_whole_class() {
    let text = table("a,b,ward,class", 60, |n| {
        format!("{},{},w{},{}", odd(n), odd(n + 5), n % 2, ["x", "y"][n % 2])
    });
    refused(
        text,
        &["--group", "ward"],
        3,
        &["column \"ward\"", "class \"x\"", "one group", "leave --group out"],
    );
}

#[test]
fn columns_that_are_not_there() {
    for option in ["--target", "--drop", "--only", "--group"] {
        bad_words(&[option, "klass"], &[option, "\"klass\"", "no such column", "class"]);
    }
    bad_words(&["--claim", "a,bb"], &["--claim", "\"bb\"", "nearest: \"b\""]);
    bad_words(&["--claim", "a,class"], &["--claim", "is the target"]);
    bad_words(&["--claim", "a,b", "--drop", "b"], &["--claim", "\"b\"", "not used (--drop)"]);
    bad_words(&["--drop", "a", "--only", "a"], &["\"a\"", "--drop", "--only"]);
    bad_words(&["--target", "class", "--drop", "class"], &["\"class\"", "--target", "--drop"]);
    bad_words(&["--target", "class", "--group", "class"], &["\"class\"", "--target", "--group"]);
}

#[test]
fn numbers_that_make_no_sense() {
    bad_words(&["--hidden", "0"], &["--hidden 0", "1 to 1024"]);
    bad_words(&["--hidden", "8,9999"], &["--hidden 9999", "1 to 1024"]);
    bad_words(&["--hidden", "many"], &["--hidden", "many"]);
    bad_words(&["--decay", "-1"], &["--decay -1", "auto, or a number of 0 or more"]);
    bad_words(&["--decay", "nan"], &["--decay", "auto, or a number of 0 or more"]);
    bad_words(&["--margin", "2"], &["--margin 2", "between 0 and 1"]);
    bad_words(&["--margin", "-0.1"], &["--margin -0.1", "between 0 and 1"]);
    bad_words(&["--margin", "nan"], &["--margin", "between 0 and 1"]);
    bad_words(&["--folds", "1"], &["--folds 1", "2 to 1000"]);
    bad_words(&["--repeats", "0"], &["--repeats 0", "1 to 1000"]);
    bad_words(&["--starts", "0"], &["--starts 0", "1 to 1000"]);
    bad_words(&["--top", "0"], &["--top 0", "at least one"]);
    bad_words(&["--top", "4"], &["--top 4", "3 variables"]);
    bad_words(&["--top", "2", "--claim", "a,b"], &["--claim", "leave --top out"]);
    bad_words(&["--claim", "a,a"], &["--claim", "\"a\" twice"]);
    bad_words(&["--threads", "0"], &["--threads 0", "1 to 1024"]);
    bad_words(&["--seed=-1"], &["-1", "--seed"]);
}

#[test]
fn words_that_are_not_known() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    let words = ["report", "t.csv", "--effort", "slow"];
    folder.run(&words).code(2).says(&["slow", "quick", "standard", "thorough"]);
    bad_words(&["--activation", "gelu"], &["gelu", "tanh", "logistic", "relu"]);
    bad_words(&["--column", "a=colour"], &["--column", "number, category, date or drop"]);
    bad_words(&["--column", "aa=number"], &["--column", "\"aa\"", "no such column", "\"a\""]);
    bad_words(&["--bins", "1"], &["--bins 1", "2 to 20"]);
    bad_words(&["--bins", "3"], &["--bins", "holds words", "leave --bins out"]);
    bad_words(&["--delimiter", "ab"], &["--delimiter", "one character"]);
    bad_words(&["--decimal", "x"], &["--decimal", "give . or ,"]);
    bad_words(&["--encoding", "klingon"], &["--encoding klingon", "utf-8", "windows-1252"]);
    bad_words(&["--fail-under", "accuracy"], &["--fail-under", "accuracy"]);
    bad_words(&["--fail-under", "beauty=0.5"], &["beauty", "accuracy"]);
    bad_words(&["--fail-unless", "enuf"], &["enuf", "enough"]);
    bad_words(&["--targe", "class"], &["--targe", "--target"]);
}

#[test]
fn places_that_would_overwrite_or_are_none() {
    bad_words(&["--out", "t.csv"], &["t.csv", "the data itself", "--out"]);
    bad_words(&["--out", "./t.csv"], &["t.csv", "the data itself", "--out"]);
    bad_words(&["--json", "t.csv"], &["t.csv", "the data itself"]);
    bad_words(&["--out", "x.html", "--json", "x.html"], &["x.html", "asked for twice"]);
    bad_words(&["--out", "."], &[".: is a folder", "--out"]);
    bad_words(&["--templates", "nowhere"], &["nowhere"]);
}
