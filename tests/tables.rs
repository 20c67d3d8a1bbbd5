//! Kinds of polluted tables and what becomes of each: held here, and written in docs/tables.md.
//!
//! `BLESS=1 cargo test --test tables` writes the document again after a wanted change.

use counterweight::load::{Cells, Table, load_bytes};
use counterweight::options::Options;

/// What should become of a table.
enum Then {
    /// Used as if nothing were odd.
    Used,
    /// Used, and the reading says this.
    Said(&'static str),
    /// Used with a warning of this kind.
    Warned(&'static str),
    /// Refused, and the message says this.
    Refused(&'static str),
}
use Then::{Refused, Said, Used, Warned};

/// A kind of pollution: what is odd, the bytes, what should become of them, and the rows that are read.
struct Case {
    what: &'static str,
    bytes: Vec<u8>,
    then: Then,
    rows: usize,
}

/// Forty rows of two numbers and two classes, in lines.
fn lines() -> Vec<String> {
    let row = |n: usize| format!("{}.5,{},{}", n * 7 % 40, n * 11 % 37, ["x", "y"][n % 2]);
    std::iter::once("a,b,class".to_owned()).chain((0..40).map(row)).collect()
}

fn plain() -> String {
    lines().join("\n") + "\n"
}

/// The plain table with one line changed.
fn changed(at: usize, line: impl Fn(&str) -> String) -> Vec<u8> {
    let mut lines = lines();
    lines[at] = line(&lines[at]);
    (lines.join("\n") + "\n").into_bytes()
}

fn bytes(text: impl Into<String>) -> Vec<u8> {
    text.into().into_bytes()
}

/// A column of each row changed.
fn mapped(row: impl Fn(usize, &str) -> String) -> Vec<u8> {
    let lines = lines();
    let rows = lines[1..].iter().enumerate().map(|(n, line)| row(n, line) + "\n");
    bytes(lines[0].clone() + "\n" + &rows.collect::<String>())
}

fn case(what: &'static str, bytes: Vec<u8>, then: Then) -> Case {
    Case { what, bytes, then, rows: 40 }
}

fn cases() -> Vec<Case> {
    let mut cases = layout();
    cases.extend(others());
    cases.extend(rows());
    cases.extend(cells());
    cases.extend(sizes());
    cases
}

/// How the file is written.
fn layout() -> Vec<Case> {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    vec![
        case("nothing odd", bytes(plain()), Used),
        case(
            "semicolons and decimal commas",
            bytes(plain().replace(',', ";").replace('.', ",")),
            Said("decimal comma"),
        ),
        case("tabs", bytes(plain().replace(',', "\t")), Said("separated by tabs")),
        case("vertical bars", bytes(plain().replace(',', "|")), Said("separated by vertical bars")),
        case("runs of blanks", bytes(plain().replace(',', "   ")), Said("separated by blanks")),
        case("blanks around every cell", bytes(plain().replace(',', " , ")), Used),
        case("old line ends (CR)", bytes(plain().replace('\n', "\r")), Used),
        case("line ends of Windows, mixed with others", bytes(plain().replacen('\n', "\r\n", 9)), Used),
        case("no line end at the end", bytes(plain().trim_end()), Used),
        case("Ctrl-Z at the end, as old systems write it", bytes(plain() + "\u{1a}"), Used),
        case("units behind numbers (5 mg)", mapped(|_, line| line.replacen(',', " mg,", 1)), Used),
        case(
            "quotes around each line as a whole",
            bytes(plain().lines().map(|line| format!("\"{line}\"\n")).collect::<String>()),
            Refused("quotes stand around each line as a whole"),
        ),
        case("a byte order mark", bytes(format!("\u{feff}{}", plain())), Said("byte order mark")),
        case("UTF-16", utf16(&plain()), Said("UTF-16LE")),
        case(
            "Windows-1252",
            mapped(|_, line| format!("{line}é")).iter().fold(Vec::new(), western),
            Said("Windows-1252"),
        ),
        case("no line of names", bytes(lines()[1..].join("\n")), Said("no line of names")),
        case(
            "a title and a blank line before the names",
            bytes(format!("Report of May\n\n{}", plain())),
            Said("names in line 3"),
        ),
        case(
            "remarks (# or %) before, between and after rows",
            bytes(format!("# by hand\n{}% end\n", plain())),
            Said("2 lines of remarks are left out"),
        ),
        case(
            "names of rows without a name, as R writes them",
            mapped(|n, line| format!("r{n},{line}")),
            Warned("row_names"),
        ),
        case("packed bytes that are cut off", b"\x1f\x8b\x08\0rest".to_vec(), Refused("is the file whole?")),
        case("no bytes", Vec::new(), Refused("the file is empty")),
        case("names alone", bytes("a,b,class\n"), Refused("no row of data")),
        case("prose", bytes("just words\nand more\nof them\n"), Refused("only one column was found")),
    ]
}

/// Windows-1252 of text whose letters it has at their Unicode places.
fn western(mut so_far: Vec<u8>, byte: &u8) -> Vec<u8> {
    // é is two bytes in UTF-8 and 0xe9 there
    match byte {
        0xc3 => {}
        0xa9 => so_far.push(0xe9),
        other => so_far.push(*other),
    }
    so_far
}

/// Files of other kinds under the name of a table: as far as they are told, by their first bytes.
fn others() -> Vec<Case> {
    let wide: Vec<u8> = plain().chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let other = |what, bytes: &[u8], said| case(what, bytes.to_vec(), Refused(said));
    vec![
        case("UTF-32", wide, Refused("UTF-32")),
        other("JSON", b"[{\"a\": 1, \"class\": \"x\"},\n {\"a\": 2, \"class\": \"y\"}]", "JSON"),
        other("JSON lines", b"{\"a\": 1, \"class\": \"x\"}\n{\"a\": 2, \"class\": \"y\"}\n", "lines=True"),
        other("LIBSVM", b"1 1:0.52 2:-1.5\n-1 1:0.121 2:2.5\n", "load_svmlight_file"),
        other("an HTML page", b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", "HTML"),
        other("a PDF", b"%PDF-1.7\n", "PDF"),
        other("an image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        other("an SQLite database", b"SQLite format 3\0\x10\0", "sqlite3"),
        other("a Stata file", b"<stata_dta><header><release>118", "read_stata"),
        other("an SPSS file", b"$FL2@(#) SPSS DATA FILE", "read_spss"),
        other("a SAS table", b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf", "read_sas"),
        other("a Feather file", b"ARROW1\0\0\xff\xff\xff\xff", "read_feather"),
        other("a pickle of Python", b"\x80\x04\x95\x10\0\0\0", "read_pickle"),
        other("an object of R (RDS)", b"X\n\0\0\0\x03\0\x04\x03\x01", "readRDS"),
        other("a NumPy array", b"\x93NUMPY\x01\0v\0{'descr': '<f8'", "numpy.load"),
        other(
            "a pointer of Git LFS",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "git lfs pull",
        ),
    ]
}

/// Rows that are not as the others.
fn rows() -> Vec<Case> {
    let table = plain();
    let repeated = lines()[..21].join("\n") + "\n" + &table;
    vec![
        case(
            "a row with a field too few",
            changed(20, |_| "1,x".into()),
            Refused("t.csv, line 21: 2 fields where the line of names has 3"),
        ),
        case(
            "a row with a field too many",
            changed(20, |_| "1,5,2,x".into()),
            Refused("t.csv, line 21: 4 fields"),
        ),
        case(
            "separators at the end of each row",
            mapped(|_, line| format!("{line},")),
            Warned("empty_fields"),
        ),
        case(
            "separators at the end of a few rows",
            changed(9, |line| format!("{line},,")),
            Warned("empty_fields"),
        ),
        Case {
            rows: 60,
            ..case("the line of names again, between rows", bytes(repeated), Warned("repeated_names"))
        },
        case("a last row of sums", bytes(table.clone() + "Total,740,\n"), Warned("row_of_sums")),
        case(
            "blank lines between rows",
            bytes(table.replace('\n', "\n\n")),
            Said("blank lines are left out"),
        ),
        case(
            "a quote that is never closed",
            changed(20, |_| "1,\"2,x".into()),
            Refused("line 21: a double quote is opened"),
        ),
        case("a quote inside a quoted field", changed(20, |_| "1,2,\"x\" y".into()), Warned("stray_quotes")),
        case("a quote inside a field without quotes", changed(20, |_| "1,2,5\" pipe".into()), Used),
        case(
            "quotes doubled, and line ends inside quotes",
            changed(20, |_| "1,2,\"say \"\"x\"\"\ny\"".into()),
            Said("double quotes"),
        ),
        case(
            "backslashes before quotes",
            mapped(|_, line| line.replacen(",x", ",\"\\\"x\\\", so\"", 1)),
            Said("backslashes as escapes"),
        ),
        case(
            "single quotes around cells with separators",
            mapped(|_, line| line.replacen(",x", ",'x, so'", 1)),
            Said("single quotes"),
        ),
    ]
}

/// Cells and names that are not as the others.
fn cells() -> Vec<Case> {
    let name = |header: &str| bytes(plain().replacen("a,b,class", header, 1));
    let long = "n".repeat(10_000);
    vec![
        case(
            "words for missing (NA, N/A, null, ?, -, ., #DIV/0!)",
            mapped(|n, line| {
                let word = ["NA", "N/A", "null", "?", "-", ".", "#DIV/0!", ""][n % 8];
                if n % 3 == 0 { format!("{word},{}", line.split_once(',').unwrap().1) } else { line.into() }
            }),
            Used,
        ),
        case(
            "numbers that are codes (01067)",
            mapped(|n, line| format!("{:05},{}", n * 1067, line.split_once(',').unwrap().1)),
            Warned("codes"),
        ),
        case("a word in a column of numbers", changed(20, |_| "oops,2,x".into()), Warned("mostly_numbers")),
        case(
            "an infinite number",
            changed(20, |_| "inf,2,x".into()),
            Refused("line 21, column \"a\": \"inf\" is not a finite number"),
        ),
        case(
            "a number too large for 64 bits",
            changed(20, |_| "1e999,2,x".into()),
            Refused("line 21, column \"a\""),
        ),
        case(
            "numbers near the largest and the smallest (1e308, 1e-308, 5e-324, -0)",
            mapped(|n, line| {
                let number = ["1e308", "-1e308", "1e-308", "5e-324", "-0"][n % 5];
                format!("{number},{}", line.split_once(',').unwrap().1)
            }),
            Used,
        ),
        case(
            "marks between thousands",
            mapped(|n, line| {
                format!("\"{},{:03},{:03}\",{}", n + 1, n * 7, n * 11, line.split_once(',').unwrap().1)
            }),
            Said("thousands set apart by commas"),
        ),
        case(
            "1,234 in every cell: either mark",
            mapped(|n, line| format!("\"{},{}\",{}", n + 1, 100 + n, line.split_once(',').unwrap().1)),
            Warned("ambiguous_marks"),
        ),
        case("a NUL byte", changed(20, |_| "1,2,\0".into()), Refused("line 21: holds a NUL byte")),
        case("names that repeat", name("a,a,class"), Warned("duplicate_name")),
        case("a column without a name", name("a,,class"), Warned("empty_name")),
        case("a name of 10,000 letters", name(&format!("{long},b,class")), Used),
        case(
            "names that are markup or templates",
            name("<script>alert(1)</script>,{{ report }},class"),
            Used,
        ),
    ]
}

/// Tables that are large in one direction.
fn sizes() -> Vec<Case> {
    let wide = |row: &dyn Fn(usize) -> String| (0..20_000).map(row).collect::<Vec<_>>().join(",");
    let rows: String =
        (0..10).map(|n| wide(&|c| ((n * 31 + c * 7) % 101).to_string()) + ["\n", ""][n / 9]).collect();
    let wide = wide(&|column| format!("v{column}")) + "\n" + &rows;
    vec![
        case("a cell of a megabyte", changed(20, |_| format!("1,2,{}", "x".repeat(1 << 20))), Used),
        Case { rows: 10, ..case("20,000 columns", bytes(wide), Used) },
    ]
}

fn read(case: &Case) -> Result<Table, String> {
    load_bytes("t.csv", &case.bytes, &Options::default().check().unwrap()).map_err(|error| error.to_string())
}

#[test]
fn every_kind_of_pollution_is_used_or_refused_as_said() {
    for case in cases() {
        let (what, read) = (case.what, read(&case));
        match (&case.then, &read) {
            (Refused(said), Err(error)) => assert!(error.contains(said), "{what}: {error}"),
            (Refused(_), Ok(_)) | (_, Err(_)) => panic!("{what}: {read:?}"),
            (then, Ok(table)) => {
                assert_eq!(table.origin.rows, case.rows, "{what}");
                let ids: Vec<&str> = table.warnings.iter().map(|warning| warning.id.as_str()).collect();
                match then {
                    Warned(id) => assert_eq!(ids, [*id], "{what}"),
                    Said(said) => {
                        assert!(table.origin.reading.contains(said), "{what}: {}", table.origin.reading);
                        assert_eq!(ids, [""; 0], "{what}");
                    }
                    _ => assert_eq!(ids, [""; 0], "{what}"),
                }
                // whatever is odd, the numbers of the second column are numbers
                assert!(
                    matches!(table.columns[1].cells, Cells::Numbers(_)) || what.contains("without"),
                    "{what}"
                );
            }
        }
        assert_eq!(strict(&case), matches!(case.then, Warned(_) | Refused(_)), "{what}: --strict");
    }
}

/// Whether the table is refused with `--strict`.
fn strict(case: &Case) -> bool {
    let options = Options { strict: true, ..Options::default() }.check().unwrap();
    load_bytes("t.csv", &case.bytes, &options).is_err()
}

const BEGIN: &str = "<!-- the table: written by `BLESS=1 cargo test --test tables` -->\n";
const END: &str = "<!-- end of the table -->\n";

/// What becomes of each kind, as lines of Markdown.
fn document() -> String {
    let mut text = String::from("| what is odd | what becomes of it | what is said |\n|---|---|---|\n");
    for case in cases() {
        let (then, said) = match (&case.then, read(&case)) {
            (_, Err(error)) => ("refused", error),
            (Warned(id), Ok(table)) => {
                (*id, table.warnings.first().map_or(String::new(), |first| first.text.clone()))
            }
            (_, Ok(table)) => ("used", table.origin.reading),
        };
        let said: String = said.chars().map(|c| if c == '|' { '¦' } else { c }).collect();
        let then =
            if matches!(case.then, Warned(_)) { format!("used, warning `{then}`") } else { then.to_owned() };
        text += &format!("| {} | {then} | {} |\n", case.what, said.replace('<', "&lt;"));
    }
    text
}

#[test]
fn the_document_says_what_happens() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the mark where the table begins");
    let (written, after) = rest.split_once(END).expect("the mark where the table ends");
    let document = document();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{document}{END}{after}")).unwrap();
    } else {
        assert!(written == document, "docs/tables.md is not what happens; BLESS=1 writes it again");
    }
}
