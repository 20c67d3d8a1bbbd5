//! Awkward files: the same table, written as programs and people write tables, is read as the same columns.

use super::*;
use crate::options::{Options, Role};
use proptest::prelude::*;

/// The table that all of them hold: two columns of numbers, one of words, the classes.
const ROWS: [(f64, f64, &str, &str); 8] = [
    (0.125, 1200.5, "rot", "x"),
    (-1.5, 31.25, "grün", "y"),
    (2.75, 1_234_567.0, "blau", "x"),
    (0.0, 87.5, "rot", "y"),
    (-0.25, 999.75, "grün", "x"),
    (12.5, 1000.0, "blau", "y"),
    (3.0, 45_000.25, "rot", "x"),
    (-7.125, 2.5, "grün", "y"),
];
const NAMES: [&str; 4] = ["a", "größe", "farbe", "class"];

fn loaded(bytes: &[u8], options: Options) -> Table {
    load_bytes("t.csv", bytes, &options.check().unwrap()).unwrap()
}

/// What the table says, row by row.
fn said(table: &Table) -> Vec<Vec<String>> {
    let cell = |cells: &Cells, row: usize| match cells {
        Cells::Numbers(values) => values[row].to_string(),
        Cells::Words { levels, codes } => codes[row].map_or("".into(), |code| levels[code as usize].clone()),
    };
    (0..table.origin.rows)
        .map(|row| table.columns.iter().map(|column| cell(&column.cells, row)).collect())
        .collect()
}

/// The bytes hold the table, and the reading says all of this.
fn same(bytes: &[u8], words: &[&str]) {
    let table = loaded(bytes, Options::default());
    let reading = &table.origin.reading;
    let rows: Vec<Vec<String>> =
        ROWS.iter().map(|r| vec![r.0.to_string(), r.1.to_string(), r.2.into(), r.3.into()]).collect();
    assert_eq!(said(&table), rows, "{reading}: {:?}", String::from_utf8_lossy(bytes));
    for word in words {
        assert!(reading.contains(word), "{reading:?} does not say {word:?}");
    }
    if !reading.contains("no line of names") {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, NAMES);
    }
}

/// The table as text: names joined by `separator` above rows that `row` writes.
fn text(separator: &str, row: impl Fn(&str, &str, &str, &str) -> String) -> String {
    let rows = ROWS.iter().map(|r| row(&r.0.to_string(), &r.1.to_string(), r.2, r.3) + "\n");
    NAMES.join(separator) + "\n" + &rows.collect::<String>()
}

fn joined(separator: &str) -> String {
    text(separator, |a, b, c, d| [a, b, c, d].join(separator))
}

#[test]
fn separators() {
    for (separator, name) in [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")] {
        same(joined(separator).as_bytes(), &[name, "decimal point", "no quotes"]);
    }
    same(text(" ", |a, b, c, d| format!("  {a:>8}  {b:>12} {c:6} {d}")).as_bytes(), &["blanks"]);
    same(joined(", ").as_bytes(), &["commas"]);
    same(text(",", |a, b, c, d| format!("{a},{b},{c},{d},")).as_bytes(), &["commas"]);
}

#[test]
fn line_ends_and_marks_of_numbers() {
    for end in ["\r\n", "\r"] {
        same(joined(",").replace('\n', end).as_bytes(), &[]);
        same(joined(",").replace('\n', end).trim_end().as_bytes(), &[]);
    }
    let comma = |x: &str| x.replace('.', ",");
    let german = |a: &str, b: &str, c: &str, d: &str| [&comma(a), &comma(b), c, d].join(";");
    same(text(";", german).as_bytes(), &["semicolons", "decimal comma"]);
    same(
        text("\t", |a, b, c, d| german(a, b, c, d).replace(';', "\t")).as_bytes(),
        &["tabs", "decimal comma"],
    );
    let quoted = |a: &str, b: &str, c: &str, d: &str| format!("\"{}\",\"{}\",{c},{d}", comma(a), comma(b));
    same(text(",", quoted).as_bytes(), &["commas", "double quotes", "decimal comma"]);
}

/// Groups of three digits.
fn grouped(number: &str, mark: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = whole.trim_start_matches('-').as_bytes();
    let groups: Vec<&str> =
        digits.rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    let sign = if number.starts_with('-') { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", groups.join(mark))
}

#[test]
fn marks_between_thousands() {
    let english = |a: &str, b: &str, c: &str, d: &str| format!("{a},\"{}\",{c},{d}", grouped(b, ","));
    same(text(",", english).as_bytes(), &["commas", "decimal point, thousands set apart by commas"]);
    for (mark, name) in [("'", "apostrophes"), ("\u{202f}", "spaces"), (" ", "spaces")] {
        let swiss = |a: &str, b: &str, c: &str, d: &str| [a, &grouped(b, mark), c, d].join(";");
        same(text(";", swiss).as_bytes(), &["semicolons", "decimal point", name]);
    }
    let german = |a: &str, b: &str, c: &str, d: &str| {
        let b = grouped(b, "_").replace('.', ",").replace('_', ".");
        [&a.replace('.', ","), &b, c, d].join(";")
    };
    same(text(";", german).as_bytes(), &["semicolons", "decimal comma, thousands set apart by points"]);
}

#[test]
fn a_comma_before_three_digits_is_said_to_be_unclear() {
    let rows = "1,234;5;x\n2,500;6;y\n".repeat(5);
    let table = loaded(format!("a;b;y\n{rows}").as_bytes(), Options::default());
    assert_eq!(table.warnings[0].id, "ambiguous_marks");
    assert_eq!(said(&table)[0][0], "1.234");
    let point = Options { decimal: Some('.'), ..Options::default() };
    let table = loaded(format!("a;b;y\n{rows}").as_bytes(), point);
    assert_eq!((said(&table)[0][0].as_str(), table.warnings.len()), ("1234", 0));
}

#[test]
fn quotes_and_escapes() {
    same(text(",", |a, b, c, d| format!("\"{a}\",\"{b}\",\"{c}\",\"{d}\"")).as_bytes(), &["double quotes"]);
    let bytes = "a,b,f,y\n1,2,'it, that',x\n3,4,'is, this',y\n".as_bytes();
    let table = loaded(bytes, Options::default());
    assert_eq!(said(&table)[1][2], "is, this");
    assert!(table.origin.reading.contains("single quotes"));
    let escaped = "a,b,f,y\n1,2,\"5\\\" pipe, long\",x\n3,4,\"no\\\\ne\",y\n".as_bytes();
    let table = loaded(escaped, Options::default());
    assert_eq!((said(&table)[0][2].as_str(), said(&table)[1][2].as_str()), ("5\" pipe, long", "no\\ne"));
    let doubled = "a,b,f,y\n1,2,\"5\"\" pipe\r\nlong\",x\n3,4,\"\",y\n".as_bytes();
    let table = loaded(doubled, Options::default());
    assert_eq!((said(&table)[0][2].as_str(), said(&table)[1][2].as_str()), ("5\" pipe\r\nlong", ""));
}

#[test]
fn lines_that_are_no_rows() {
    let table = joined(",");
    let before = "Export of 3 May, lab 7\nDevice: X, Y, Z, W, V\n\n";
    same(format!("{before}{table}").as_bytes(), &["names in line 4", "3 lines before them are left out"]);
    same(format!("Report,,,\n,,,\n{table}").as_bytes(), &["names in line 3"]);
    let remarks = format!("# made \"today, by X\n{table}# 8 rows, all\n% end\n");
    same(remarks.as_bytes(), &["3 lines of remarks are left out"]);
    same(table.replace('\n', "\n\n").as_bytes(), &[]);
    // numpy.savetxt
    let numbers = "# a b y\n1.5e+00 2.0e+00 0\n-1.0e-01 4.0e+00 1\n";
    let names: Vec<String> =
        loaded(numbers.as_bytes(), Options::default()).columns.into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["a", "b", "y"]);
    // write.table of R
    let rows = "\"a\" \"b\" \"y\"\n\"1\" 1.5 2 \"x\"\n\"2\" 2.5 NA \"z\"\n";
    let table = loaded(rows.as_bytes(), Options::default());
    assert_eq!((table.columns[0].name.as_str(), table.warnings[0].id.as_str()), ("row", "row_names"));
}

#[test]
fn encodings() {
    let table = joined("\t");
    same(format!("\u{feff}{table}").as_bytes(), &["UTF-8 with a byte order mark"]);
    let western: Vec<u8> = table.chars().map(|c| c as u8).collect();
    same(&western, &["Windows-1252 (by its letters)"]);
    let little: Vec<u8> = format!("\u{feff}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    same(&little, &["UTF-16LE with a byte order mark"]);
    let big: Vec<u8> = table.encode_utf16().flat_map(u16::to_be_bytes).collect();
    same(&big, &["UTF-16BE"]);
    let asked = Options { encoding: Some("latin1".into()), ..Options::default() };
    assert!(loaded(&western, asked).origin.reading.contains("Windows-1252,"));
}

#[test]
fn what_the_first_rows_do_not_show_is_found_later() {
    let rows: String =
        (0..300_000).map(|n| format!("{},{},{}\n", n * 37 % 1000, n * 7 % 501, ["x", "y"][n % 2])).collect();
    let mut late = format!("a,b,class\n{rows}").into_bytes();
    late.extend("7,8,\u{fc}\n".chars().map(|c| c as u8));
    let table = loaded(&late, Options::default());
    assert!(table.origin.reading.contains("Windows-1252 (by its letters)"), "{}", table.origin.reading);
    assert_eq!((table.origin.rows, said(&table)[300_000][2].as_str()), (300_001, "\u{fc}"));
    let words = format!("a,b,class\n{rows}{}", "007,1,x\nlow,2,y\n".repeat(50_000));
    let table = loaded(words.as_bytes(), Options::default());
    let Cells::Words { levels, codes } = &table.columns[0].cells else { panic!("words") };
    assert_eq!((levels[1].as_str(), levels[1000].as_str(), codes.len()), ("37", "007", 400_000));
    let refused = load_bytes(
        "t.csv",
        format!("a,b,class\n{rows}1,2,\0\n").as_bytes(),
        &Options::default().check().unwrap(),
    );
    assert!(refused.unwrap_err().to_string().contains("line 300002: holds a NUL byte"));
}

#[test]
fn numbers_are_read_to_the_last_bit() {
    let numbers = [
        "0.1",
        "1e-320",
        "123456789012345678901234567890",
        "2.2250738585072011e-308",
        "9007199254740993",
        "-0.30000000000000004",
    ];
    let rows: String = numbers.iter().map(|number| format!("{number},x\n")).collect();
    let table = loaded(format!("a,y\n{rows}").as_bytes(), Options::default());
    let Cells::Numbers(values) = &table.columns[0].cells else { panic!("numbers") };
    for (value, number) in values.iter().zip(numbers) {
        assert_eq!(value.to_bits(), number.parse::<f64>().unwrap().to_bits(), "{number}");
    }
}

#[test]
fn a_few_bad_words_leave_a_column_its_numbers() {
    let rows: String = (0..40).map(|n| format!("{}.5,{}\n", n * 7 % 40, ["x", "y"][n % 2])).collect();
    let text = format!("a,class\n{rows}oops,x\n1.5,y\n");
    let table = loaded(text.as_bytes(), Options::default());
    let Cells::Numbers(values) = &table.columns[0].cells else { panic!("numbers") };
    assert!(values[40].is_nan() && values[41] == 1.5);
    assert!(table.warnings[0].text.contains("\"oops\" in line 42"), "{}", table.warnings[0].text);
    let declared = |role| Options { columns: [("a".to_owned(), role)].into(), ..Options::default() };
    let table = loaded(text.as_bytes(), declared(Role::Category));
    assert!(matches!(&table.columns[0].cells, Cells::Words { .. }) && table.warnings.is_empty());
    let few = "a,class\n1,x\nlow,y\nhigh,x\n2,y\n";
    assert!(matches!(loaded(few.as_bytes(), Options::default()).columns[0].cells, Cells::Words { .. }));
    assert!(matches!(loaded(few.as_bytes(), declared(Role::Number)).columns[0].cells, Cells::Numbers(_)));
    let strict = Options { strict: true, ..Options::default() }.check().unwrap();
    let refused = load_bytes("t.csv", text.as_bytes(), &strict).unwrap_err().to_string();
    assert!(refused.contains("oops") && refused.contains("--strict"), "{refused}");
}

#[test]
fn codes_keep_their_zeros_where_they_are_declared_categories() {
    let options = Options { columns: [("zip".to_owned(), Role::Category)].into(), ..Options::default() };
    let table = loaded(b"zip,class\n01067,x\n80331,y\n01067,y\n", options);
    assert_eq!((said(&table)[0][0].as_str(), table.warnings.len()), ("01067", 0));
    let table = loaded(b"zip,class\n01067,x\n80331,y\n01067,y\n", Options::default());
    assert_eq!((said(&table)[0][0].as_str(), table.warnings[0].id.as_str()), ("01067", "codes"));
    let options = Options { columns: [("zip".to_owned(), Role::Number)].into(), ..Options::default() };
    let table = loaded(b"zip,class\n01067,x\n80331,y\n01067,y\n", options);
    assert_eq!((said(&table)[0][0].as_str(), table.warnings.len()), ("1067", 0));
}

#[test]
fn arff_keeps_declared_types() {
    let text = "% remark\n@RELATION 'my iris'\n\n@attribute 'sepal length' REAL\n@attribute grade {1,2,'3 b'}\n\
                @attribute class {x, y}\n@DATA\n5.1,1,x\n% remark\n?,'3 b', y\n4.9,2,?\n";
    for name in ["t.arff", "t.txt"] {
        let table = load_bytes(name, text.as_bytes(), &Options::default().check().unwrap()).unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["sepal length", "grade", "class"]);
        assert_eq!(said(&table), [["5.1", "1", "x"], ["NaN", "3 b", "y"], ["4.9", "2", ""]]);
        assert!(matches!(&table.columns[1].cells, Cells::Words { .. }), "a nominal of numbers is a category");
    }
    let refused = |text: &str| {
        load_bytes("t.arff", text.as_bytes(), &Options::default().check().unwrap()).unwrap_err().to_string()
    };
    assert!(refused("@relation r\n@attribute a numeric\n").contains("@data"));
    assert!(
        refused("@relation r\n@attribute a complex\n")
            .contains("t.arff, line 2, column \"a\": \"complex\" is no type")
    );
    assert!(refused("@relation r\n@attribute a\n").contains("line 2: give a name and a type"));
    assert!(
        refused("@relation r\n@attribute a real\n@attribute b real\n@data\n1,2\n1\n")
            .contains("line 6: 1 field")
    );
}

#[test]
fn packed_files_are_read_as_what_they_hold() {
    let text = joined(",");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
    let gzip = packer.finish().unwrap();
    same(&gzip, &["commas", "packed with gzip"]);
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let zstandard = ruzstd::encoding::compress_to_vec(text.as_bytes(), level);
    same(&zstandard, &["commas", "packed with Zstandard"]);
    let cut = load_bytes("t.csv.gz", &gzip[..gzip.len() / 2], &Options::default().check().unwrap());
    assert!(cut.unwrap_err().to_string().contains("is the file whole?"));
}

/// Any table of numbers and words, column by column.
fn any_table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let numbers = |rows| {
        let number =
            any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(|x| format!("{:?}", x + 0.0));
        proptest::collection::vec(number, rows)
    };
    let words = |rows| proptest::collection::vec("w[a-zé;,|\t\"' #\\n%🜁-]{0,9}x", rows);
    (2usize..12).prop_flat_map(move |rows| {
        proptest::collection::vec(prop_oneof![numbers(rows).boxed(), words(rows).boxed()], 2..6)
    })
}

proptest! {
    /// Any table, written with any separator, decimal mark and line end, is read back equal.
    #[test]
    fn any_table_is_read_back_equal(
        columns in any_table(),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|', ' ']),
        decimal in prop::sample::select(vec!['.', ',']),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        let names: Vec<String> = (0..columns.len()).map(|n| format!("w{n}")).collect();
        let separator = delimiter.to_string();
        let mut text = names.join(&separator) + end;
        for row in 0..columns[0].len() {
            let cell = |column: &Vec<String>| match column[row].starts_with('w') {
                true => quoted(&column[row]),
                false => quoted(&column[row].replace('.', &decimal.to_string())),
            };
            text += &(columns.iter().map(cell).collect::<Vec<_>>().join(&separator) + end);
        }
        let options = Options { delimiter: Some(delimiter), decimal: Some(decimal), ..Options::default() };
        let table = loaded(text.as_bytes(), options);
        prop_assert_eq!(table.columns.len(), columns.len());
        for (column, written) in table.columns.iter().zip(&columns) {
            match &column.cells {
                Cells::Numbers(values) => for (value, written) in values.iter().zip(written) {
                    prop_assert_eq!(value.to_bits(), written.parse::<f64>().unwrap().to_bits());
                },
                Cells::Words { levels, codes } => for (code, written) in codes.iter().zip(written) {
                    prop_assert_eq!(&levels[code.unwrap() as usize], written.trim());
                },
            }
        }
    }

    /// No bytes make the reader panic.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), arff in any::<bool>()) {
        let name = if arff { "t.arff" } else { "t.csv" };
        let _ = load_bytes(name, &bytes, &Options::default().check().unwrap());
    }

    /// Nor do letters that mean something to it.
    #[test]
    fn any_marks_are_read_or_refused(text in "[a1.,;|\t\"'\\\\\n\r #%@{}eE+?-]{0,200}", arff in any::<bool>()) {
        let text = if arff { format!("@relation r\n@attribute a numeric\n@attribute 'b' {{x,y}}\n@data\n{text}") } else { text };
        let _ = load_bytes("t", text.as_bytes(), &Options::default().check().unwrap());
    }
}
