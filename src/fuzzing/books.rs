//! Small spreadsheets around parts that are given: for tests, and for inputs that get behind the zip archive.

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A zip archive of these parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // writing to memory can't fail, and names are ours
        let _ = writer.start_file(*name, SimpleFileOptions::default());
        let _ = writer.write_all(bytes);
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A spreadsheet of Excel whose sheets are these parts, called by these names. Style 1 is a date, 2 a time of day.
pub fn xlsx(sheets: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut listed, mut related) = (String::new(), String::new());
    for (n, (name, _)) in sheets.iter().enumerate() {
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", n + 1);
        related += &format!(
            "<Relationship Id=\"r{0}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
            n + 1
        );
    }
    let book =
        format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{listed}</sheets></workbook>");
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\">{related}<Relationship Id=\"s\" Type=\"{RELATIONS}/styles\" \
         Target=\"styles.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/>\
         </cellXfs></styleSheet>"
    );
    let root = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"b\" Type=\"{RELATIONS}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let types = format!("<Types xmlns=\"{PACKAGE}/content-types\"/>");
    let names: Vec<String> = (1..=sheets.len()).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ];
    parts.extend(names.iter().zip(sheets).map(|(name, (_, bytes))| (name.as_str(), *bytes)));
    archive(&parts)
}

/// The part of a sheet of Excel that holds these rows.
pub fn worksheet(rows: &str) -> String {
    format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
}

/// A spreadsheet of OpenDocument with this part of cells.
pub fn ods(content: &[u8]) -> Vec<u8> {
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    archive(&[("mimetype", kind), ("META-INF/manifest.xml", b"<manifest/>"), ("content.xml", content)])
}

/// The part of cells of an OpenDocument spreadsheet that holds these sheets.
pub fn content(sheets: &str) -> String {
    format!(
        "<office:document-content><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
}

/// A record of a spreadsheet in the binary form of Excel ([MS-XLSB] 2.1.4): its number, the length of its body, its body.
pub fn record(number: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = seven_bits(u32::from(number));
    bytes.extend(seven_bits(body.len() as u32));
    bytes.extend(body);
    bytes
}

/// Seven bits a byte, the lowest first; the eighth says that more follow.
fn seven_bits(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A text in a record: its length and its letters in UTF-16.
pub fn wide(text: &str) -> Vec<u8> {
    let letters: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (letters.len() as u32).to_le_bytes().to_vec();
    bytes.extend(letters.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

/// A spreadsheet in the binary form of Excel with one sheet, called `a`, whose records of rows and cells are these, and
/// these shared texts. Style 1 is a date, 2 a time of day.
pub fn xlsb(cells: &[u8], shared: &[&str]) -> Vec<u8> {
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{RELATIONS}/worksheet\" \
         Target=\"worksheets/sheet1.bin\"/></Relationships>"
    );
    // shown, the first
    let bundle = [&[0, 0, 0, 0, 1, 0, 0, 0][..], &wide("r1"), &wide("a")].concat();
    let book = [record(131, &[]), record(143, &[]), record(156, &bundle), record(144, &[]), record(132, &[])]
        .concat();
    let format = |number: u8| record(47, &[0, 0, number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let formats = [record(617, &[3, 0, 0, 0]), format(0), format(14), format(20)].concat();
    let count = (shared.len() as u32).to_le_bytes();
    let mut texts = record(159, &[count, count].concat());
    texts.extend(shared.iter().flat_map(|text| record(19, &[&[0][..], &wide(text)].concat())));
    // a sheet says how far it goes, and need not be right
    let sheet = [record(129, &[]), record(148, &[0; 16]), record(145, &[]), cells.to_vec(), record(146, &[])]
        .concat();
    archive(&[
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/styles.bin", &formats),
        ("xl/sharedStrings.bin", &texts),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}
