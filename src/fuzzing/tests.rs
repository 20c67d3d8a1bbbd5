//! A few hundred inputs for each body, of the forms that get farthest.

use super::{config, narrative, report, table};
use proptest::prelude::*;

/// Something like lines of TOML.
fn toml() -> impl Strategy<Value = String> {
    let keys = "target|drop|only|group|columns|bins|strict|sheet|delimiter|decimal|encoding|no-header|hidden|activation|\
                decay|class-weights|folds|repeats|starts|top|claim|margin|effort|seed|title|keep-networks|redact|x";
    let values = prop_oneof![
        "[a-z0-9.\"'\\[\\]{},= -]{0,12}",
        "(auto|tanh|balanced|quick|number|v1|;|,)".prop_map(|word| format!("\"{word}\"")),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        any::<bool>().prop_map(|truth| truth.to_string()),
        Just("[8, 3]".to_owned()),
        Just("[\"v1\", \"v2\"]".to_owned()),
        Just("{ v1 = \"category\" }".to_owned()),
    ];
    proptest::collection::vec((keys, values), 0..4)
        .prop_map(|lines| lines.into_iter().map(|(key, value)| format!("{key} = {value}\n")).collect())
}

/// Pieces of documents, joined.
fn document() -> impl Strategy<Value = String> {
    const PIECES: [&str; 24] = [
        "+++\n",
        "title = \"x\"\n",
        "# One\n\n",
        "{{ ",
        " }}",
        "{% for v in report.data.variables %}",
        "{% endfor %}",
        "report.data.rows",
        "figure(\"pairs\")",
        "@fig:pairs ",
        "[@olden]",
        "[^n]",
        "\n\n[^n]: a *b*\n",
        "$x^2$",
        "$$\\frac{1}{2}",
        "| a | b |\n|---|---|\n| 1 | `2` |\n",
        "<script>",
        "require(that=true, says=\"x\")",
        "value(\"data.rows\")",
        "é\u{202e}",
        "- a\n  - b\n",
        "```\ncode\n",
        "table(\"data\")",
        "{# ",
    ];
    let piece = prop_oneof![prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned), "\\PC{0,6}"];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_configuration_is_read_or_refused(lines in toml(), any in "\\PC{0,40}") {
        config(&lines);
        config(&any);
    }

    #[test]
    fn any_bytes_are_a_table_or_refused(kind in any::<u8>(), bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        table(&[&[kind], &bytes[..]].concat());
    }

    #[test]
    fn any_letters_are_a_table_or_refused(kind in 0u8..9, text in "[a1.,;|\t\"'\\\\\n\r #%@{}eE+?<>/=-]{0,200}") {
        table(&[&[kind], text.as_bytes()].concat());
    }
}

proptest! {
    // each makes a page
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_document_is_a_page_or_refused(text in document()) {
        narrative(&text);
    }

    #[test]
    fn any_changed_report_is_a_page_or_refused(changes in proptest::collection::vec(any::<u8>(), 4..24)) {
        report(&changes);
    }
}

/// Parts of sheets, of the elements that are read.
#[cfg(feature = "spreadsheet")]
mod sheets {
    use super::*;
    use crate::fuzzing::books::{content, record, worksheet};

    fn pieces(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
        proptest::collection::vec(prop::sample::select(pieces), 0..30).prop_map(|pieces| pieces.concat())
    }

    const EXCEL: &[&str] = &[
        "<row>",
        "</row>",
        "<row r=\"3\">",
        "<row r=\"4294967295\">",
        "<c>",
        "</c>",
        "<c r=\"B2\" s=\"1\">",
        "<c t=\"b\">",
        "<c t=\"s\">",
        "<c r=\"ZZZZZZZZ9\">",
        "<v>1.5</v>",
        "<v>-9e99</v>",
        "<v>x</v>",
        "<v/>",
        "<is><t>a</t></is>",
        "<c t=\"inlineStr\">",
        "<c t=\"d\">",
        "<c t=\"e\">",
        "<f>A1</f>",
        "&amp;",
        "text",
        "<c s=\"99999\"/>",
        "<c s=\"2\"><v>1e300</v></c>",
    ];
    const OPEN: &[&str] = &[
        "<table:table table:name=\"a\">",
        "</table:table>",
        "<table:table-row>",
        "</table:table-row>",
        "<table:table-cell>",
        "</table:table-cell>",
        "<table:table-row table:number-rows-repeated=\"4294967295\">",
        "<text:p>x</text:p>",
        "<text:p>7",
        "</text:p>",
        "<table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"float\" office:value=\"2\"/>",
        "<table:covered-table-cell/>",
        "<table:table-cell office:value-type=\"time\" office:time-value=\"PT1H\"/>",
        "<office:annotation>",
        "</office:annotation>",
        "&lt;",
        "&#0;",
        "&nope;",
        "<![CDATA[y]]>",
    ];

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(any::<u8>(), 0..6)
    }

    /// A row, a cell of each kind in its place, or a record of any other kind.
    fn records() -> impl Strategy<Value = Vec<u8>> {
        let row = (0u32..6).prop_map(|row| record(0, &row.to_le_bytes()));
        let cell = (1u16..12, 0u8..4, 0u8..4, proptest::collection::vec(any::<u8>(), 0..12)).prop_map(
            |(kind, column, style, value)| {
                let place = [column, 0, 0, 0, style, 0, 0, 0];
                record(kind, &[&place[..], &value].concat())
            },
        );
        let other = (any::<u16>(), bytes()).prop_map(|(kind, body)| record(kind & 0x3fff, &body));
        prop_oneof![3 => row, 8 => cell, 1 => other]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_cells_are_a_table_or_refused(excel in pieces(EXCEL), open in pieces(OPEN)) {
            table(&[&[6], worksheet(&excel).as_bytes()].concat());
            table(&[&[7], content(&open).as_bytes()].concat());
        }

        #[test]
        fn any_records_are_a_table_or_refused(records in proptest::collection::vec(records(), 0..20), rest in bytes()) {
            table(&[&[8], &records.concat()[..], &rest].concat());
        }
    }
}
