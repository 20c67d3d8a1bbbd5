//! Sheets as people and programs write them, and as no one should.

use crate::fuzzing::books::{content, ods, worksheet, xlsx};
use crate::load::{Cells, Table, load_bytes};
use crate::options::Options;

/// Rows of cells in the inline form: a number, or a text.
fn rows(rows: &[(u32, &[&str])]) -> String {
    let mut xml = String::new();
    for (row, cells) in rows {
        xml += &format!("<row r=\"{row}\">");
        for (column, cell) in cells.iter().enumerate() {
            let place = format!("{}{row}", char::from(b'B' + column as u8));
            xml += &match cell {
                &"" => String::new(),
                number if number.parse::<f64>().is_ok() => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                other if other.starts_with('<') => other.replace("<c", &format!("<c r=\"{place}\"")),
                text => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            };
        }
        xml += "</row>";
    }
    worksheet(&xml)
}

pub(super) fn read(bytes: &[u8], options: Options) -> Result<Table, String> {
    load_bytes("t.xlsx", bytes, &options.check().unwrap()).map_err(|error| error.to_string())
}

fn one(sheet: &str) -> Result<Table, String> {
    read(&xlsx(&[("Data", sheet.as_bytes())]), Options::default())
}

fn asked(bytes: &[u8], sheet: &str) -> Result<Table, String> {
    read(bytes, Options { sheet: Some(sheet.into()), ..Options::default() })
}

pub(super) fn numbers(table: &Table, name: &str) -> Vec<f64> {
    match &table.column(name).unwrap().cells {
        Cells::Numbers(values) => values.clone(),
        Cells::Words { levels, .. } => panic!("{name} holds words: {levels:?}"),
    }
}

pub(super) fn words(table: &Table, name: &str) -> Vec<String> {
    match &table.column(name).unwrap().cells {
        Cells::Words { levels, codes } => codes
            .iter()
            .map(|code| code.map_or(String::new(), |code| levels[code as usize].clone()))
            .collect(),
        Cells::Numbers(values) => panic!("{name} holds numbers: {values:?}"),
    }
}

fn warned(table: &Table) -> Vec<&str> {
    table.warnings.iter().map(|warning| warning.id.as_str()).collect()
}

const TABLE: [(u32, &[&str]); 4] =
    [(5, &["a", "b", "class"]), (6, &["1", "2.5", "x"]), (8, &["3", "", "y"]), (9, &["5", "-1e-7", "x"])];

#[test]
fn a_table_may_begin_anywhere_and_rows_may_be_empty() {
    let table = one(&rows(&TABLE)).unwrap();
    assert_eq!(table.origin.reading, "sheet \"Data\", names in row 5, 5 blank rows are left out");
    assert_eq!((table.origin.file.as_str(), table.origin.rows), ("t.xlsx", 3));
    assert_eq!(numbers(&table, "a"), [1.0, 3.0, 5.0]);
    let b = numbers(&table, "b");
    assert!(b[0] == 2.5 && b[1].is_nan() && b[2] == -1e-7);
    assert_eq!(words(&table, "class"), ["x", "y", "x"]);
}

#[test]
fn titles_and_names_over_several_columns_are_left_out() {
    let mut titled: Vec<(u32, &[&str])> = vec![(1, &["Report of May"]), (3, &["", "both"])];
    titled.extend(TABLE);
    let table = one(&rows(&titled)).unwrap();
    assert!(
        table.origin.reading.starts_with("sheet \"Data\", names in row 5, 4 rows before them are left out")
    );
    assert_eq!(numbers(&table, "a"), [1.0, 3.0, 5.0]);
}

#[test]
fn cells_mean_what_they_mean_in_a_text_table() {
    let sheet = rows(&[
        (1, &["day", "hour", "truth", "text", "class"]),
        (
            2,
            &[
                "<c s=\"1\"><v>44259</v></c>",
                "<c s=\"2\"><v>0.25</v></c>",
                "<c t=\"b\"><v>1</v></c>",
                "12",
                "x",
            ],
        ),
        (
            3,
            &[
                "<c s=\"1\"><v>44260</v></c>",
                "<c s=\"2\"><v>0.5</v></c>",
                "<c t=\"b\"><v>0</v></c>",
                "n/a",
                "y",
            ],
        ),
        (
            4,
            &[
                "<c t=\"e\"><v>#N/A</v></c>",
                "",
                "<c t=\"b\"><v>0</v></c>",
                "<c t=\"str\"><f>A1</f><v>7.5</v></c>",
                "y",
            ],
        ),
        (5, &["<c s=\"1\"><v>44261.5</v></c>", "<c s=\"2\"><v>0</v></c>", "<c><f>A1</f></c>", "3", "x"]),
    ]);
    let table = one(&sheet).unwrap();
    assert_eq!(words(&table, "day"), ["2021-03-04", "2021-03-05", "", "2021-03-06T12:00:00"]);
    assert_eq!(words(&table, "hour"), ["06:00:00", "12:00:00", "", "00:00:00"]);
    assert_eq!(words(&table, "truth"), ["true", "false", "false", ""]);
    let text = numbers(&table, "text");
    assert!(text[0] == 12.0 && text[1].is_nan() && text[2] == 7.5 && text[3] == 3.0);
}

#[test]
fn rows_that_are_no_cases_are_told() {
    let mut with: Vec<(u32, &[&str])> = TABLE.to_vec();
    with.push((10, &["a", "b", "class"]));
    with.push((11, &["7", "1", "y"]));
    with.push((12, &["Total", "9"]));
    with.push((14, &["Source: made up"]));
    let table = one(&rows(&with)).unwrap();
    assert_eq!(table.origin.rows, 4);
    assert_eq!(warned(&table), ["notes_below", "repeated_names", "row_of_sums"]);
    assert!(table.warnings[0].text.contains("the last row (14)"), "{}", table.warnings[0].text);
    assert!(table.warnings[2].text.contains("(row 12)"), "{}", table.warnings[2].text);
}

#[test]
fn faults_name_sheet_row_and_column() {
    let mut with: Vec<(u32, &[&str])> = TABLE.to_vec();
    with.push((12, &["<c><v>1e999</v></c>", "1", "y"]));
    let error = one(&rows(&with)).unwrap_err();
    assert!(
        error.starts_with("t.xlsx, sheet \"Data\", row 12, column \"a\": \"inf\" is not a finite number"),
        "{error}"
    );
    let mut lines: Vec<(u32, &[&str])> = vec![(1, &["a", "b", "class"])];
    let many: Vec<(u32, &[&str])> = (2..22).map(|row| (row, &["1", "2", "x"][..])).collect();
    lines.extend(many);
    lines.push((22, &["oops", "2", "y"]));
    let table = one(&rows(&lines)).unwrap();
    assert!(table.warnings[0].text.contains("\"oops\" in row 22"), "{}", table.warnings[0].text);
    assert!(one(&rows(&[(1, &["a", "b", "class"])])).unwrap_err().contains("no sheet holds a table"));
}

#[test]
fn a_decimal_comma_in_cells_of_text_is_read_beside_numbers() {
    let sheet = rows(&[
        (1, &["a", "b", "c", "class"]),
        (2, &["1,5", "2,25", "0.5", "x"]),
        (3, &["3,5", "7,125", "1", "y"]),
    ]);
    let table = one(&sheet).unwrap();
    assert_eq!((numbers(&table, "a"), numbers(&table, "c")), (vec![1.5, 3.5], vec![0.5, 1.0]));
    assert!(table.origin.reading.contains("decimal comma in cells of text"), "{}", table.origin.reading);
}

#[test]
fn the_first_sheet_with_a_table_is_read_and_others_are_named() {
    let (words, table) = (rows(&[(1, &["just words"])]), rows(&TABLE));
    let other = rows(&[(1, &["p", "class"]), (2, &["8", "x"]), (3, &["9", "y"])]);
    let book = xlsx(&[
        ("Intro", words.as_bytes()),
        ("Data", table.as_bytes()),
        ("Other &amp; more", other.as_bytes()),
    ]);
    let read = self::read(&book, Options::default()).unwrap();
    assert_eq!(warned(&read), ["sheets"]);
    assert!(
        read.warnings[0].text.contains("\"Data\" is read, and \"Other & more\" not"),
        "{}",
        read.warnings[0].text
    );
    for sheet in ["Other & more", "other & MORE", "3"] {
        let read = asked(&book, sheet).unwrap();
        assert_eq!((numbers(&read, "p"), warned(&read)), (vec![8.0, 9.0], vec![]));
    }
    let error = asked(&book, "Dota").unwrap_err();
    assert!(error.contains("\"Dota\"") && error.contains("among them \"Data\""), "{error}");
    for sheet in ["0", "4", ""] {
        assert!(asked(&book, sheet).unwrap_err().contains("no such sheet"));
    }
    let error = asked(&book, "Intro").unwrap_err();
    assert!(error.contains("sheet \"Intro\": only one column"), "{error}");
    let text = load_bytes(
        "t.csv",
        b"a,b\n1,x\n2,y\n",
        &Options { sheet: Some("1".into()), ..Options::default() }.check().unwrap(),
    );
    assert_eq!(text.unwrap_err().exit_code(), 2);
}

#[test]
fn open_document_cells_and_repetitions() {
    let cell = |kind: &str, value: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" {value}><text:p>shown</text:p></table:table-cell>"
        )
    };
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>no</text:p></office:annotation><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let sheet = format!(
        "<table:table table:name=\"Da&amp;ta\"><table:table-column table:number-columns-repeated=\"1024\"/>
         <table:table-header-rows><table:table-row>{}{}{}{}{}</table:table-row></table:table-header-rows>
         <table:table-row table:number-rows-repeated=\"2\">{}{}{}{}{}</table:table-row>
         <table:table-row>{}<table:table-cell/><table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell>{}{}</table:table-row>
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>
         </table:table>",
        text("a"), text("day"), text("time"), text("truth"), text("cl<text:s/>ass"),
        cell("float", "office:value=\"1.5\""), cell("date", "office:date-value=\"2021-03-04\""),
        cell("time", "office:time-value=\"PT14H30M00S\""), cell("boolean", "office:boolean-value=\"true\""), text("x &lt; &#121;"),
        cell("percentage", "office:value=\"0.25\""), cell("string", "calcext:value-type=\"error\""), text("y"),
    );
    let table = read(&ods(content(&sheet).as_bytes()), Options::default()).unwrap();
    assert_eq!(table.origin.reading, "sheet \"Da&ta\", names in row 1");
    assert_eq!(numbers(&table, "a"), [1.5, 1.5, 0.25]);
    assert_eq!(words(&table, "day"), ["2021-03-04", "2021-03-04", ""]);
    let time = numbers(&table, "time");
    assert!(time[0] == 14.5 && time[2].is_nan());
    assert_eq!(words(&table, "truth"), ["true", "true", ""]);
    assert_eq!(words(&table, "cl ass"), ["x < y", "x < y", "y"]);
}

#[test]
fn small_files_that_unfold_to_much_are_read_or_refused() {
    let wide = "<table:table table:name=\"t\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    let source = crate::load::Source::memory("t.ods", &ods(content(wide).as_bytes()));
    let options = Options::default().check().unwrap();
    let error = super::read::within(&source, &options, 1 << 24).unwrap_err().to_string();
    assert!(error.contains("sheet \"t\": its cells take more than 17 MB"), "{error}");
    let declared = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:XFD1048576\"/>\
                    <sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row><row r=\"1048576\">\
                    <c r=\"A1048576\"><v>3</v></c><c r=\"XFD1048576\"><v>4</v></c></row></sheetData></worksheet>";
    let table = one(declared).unwrap();
    assert_eq!((table.origin.rows, table.columns.len()), (2, 2));
}

#[test]
fn what_is_no_spreadsheet_is_said_to_be_none() {
    let refused = |name: &str, bytes: &[u8]| {
        let error = load_bytes(name, bytes, &Options::default().check().unwrap()).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        error.to_string()
    };
    let whole = xlsx(&[("Data", rows(&TABLE).as_bytes())]);
    assert!(refused("t.xlsx", &whole[..whole.len() / 2]).contains("is the file whole?"));
    assert!(refused("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("password"));
    assert!(refused("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains(".xls"));
    assert!(refused("t.xlsx", b"\0\0\0").contains("is no spreadsheet"));
    assert!(refused("t.xlsx", b"<html><table>").contains("HTML"));
    assert!(refused("t.xlsx", &xlsx(&[("Data", b"<worksheet><sheetData><row><c")])).contains("damaged"));
    let manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    let locked = crate::fuzzing::books::archive(&[
        ("mimetype", kind),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", b"\x01\x02"),
    ]);
    assert!(refused("t.ods", &locked).contains("password"));
    // a text under the name of a spreadsheet is read as what it is
    let text = load_bytes("t.xls", b"a\tclass\n1\tx\n2\ty\n", &Options::default().check().unwrap()).unwrap();
    assert_eq!(text.origin.rows, 2);
}
