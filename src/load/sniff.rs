//! What a text file of rows is written with: separator, decimal mark, header or not.
//!
//! Every separator is tried with every decimal mark on the first rows; the best score wins:
//!
//! ```text
//! score = (share of rows of the modal width)² × (share of columns whose cells are numbers + 0.05)
//! ```
//!
//! The small term decides tables of words alone; a separator that never separates scores 0.

use super::cell::{Said, read};
use crate::options::ValidOptions;
use std::collections::BTreeMap;

/// Rows the sniffer looks at.
const ROWS: usize = 1000;
/// Separators tried, the likelier first: ties go to the earlier.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// How a text file of rows is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dialect {
    /// Field separator.
    pub delimiter: char,
    /// Decimal mark.
    pub decimal: char,
    /// Whether the first row holds names.
    pub header: bool,
}

impl Dialect {
    /// The dialect in words, for the report.
    pub fn words(&self, quoted: bool, byte_order_mark: bool) -> String {
        let separator = match self.delimiter {
            ',' => "commas".to_owned(),
            ';' => "semicolons".to_owned(),
            '\t' => "tabs".to_owned(),
            '|' => "vertical bars".to_owned(),
            other => format!("{other:?}"),
        };
        format!(
            "separated by {separator}, {}, {}, UTF-8{}, decimal {}",
            if quoted { "fields in double quotes" } else { "no quotes" },
            if self.header { "names in the first line" } else { "no line of names" },
            if byte_order_mark { " with a byte order mark" } else { "" },
            if self.decimal == ',' { "comma" } else { "point" },
        )
    }
}

/// Finds the dialect of a text; what the options name is kept.
pub fn sniff(text: &str, options: &ValidOptions) -> Dialect {
    let delimiters = options.delimiter.map_or(DELIMITERS.to_vec(), |d| vec![d]);
    let mut best: Option<(f64, Dialect, Vec<Vec<String>>)> = None;
    for delimiter in delimiters {
        let rows = first_rows(text, delimiter);
        let decimals = match options.decimal {
            Some(decimal) => vec![decimal],
            None if delimiter == ',' => vec!['.'],
            None => vec!['.', ','],
        };
        for decimal in decimals {
            let score = score(&rows, decimal);
            if best.as_ref().is_none_or(|(highest, ..)| score > *highest) {
                best = Some((score, Dialect { delimiter, decimal, header: true }, rows.clone()));
            }
        }
    }
    let Some((_, mut dialect, rows)) = best else {
        return Dialect { delimiter: ',', decimal: '.', header: !options.no_header };
    };
    dialect.header = !options.no_header && has_header(&rows, dialect.decimal);
    dialect
}

/// A reader of the text with that separator, rows of any width.
pub fn reader(text: &str, delimiter: char) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

fn first_rows(text: &str, delimiter: char) -> Vec<Vec<String>> {
    reader(text, delimiter)
        .records()
        .map_while(Result::ok)
        .take(ROWS)
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

fn score(rows: &[Vec<String>], decimal: char) -> f64 {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *widths.entry(row.len()).or_default() += 1;
    }
    let Some((&width, &count)) = widths.iter().max_by_key(|&(&width, &count)| (count, width)) else {
        return 0.0;
    };
    if width < 2 {
        return 0.0;
    }
    let body: Vec<&Vec<String>> = rows.iter().skip(1).filter(|row| row.len() == width).collect();
    let numeric = (0..width).filter(|&column| is_numeric(&body, column, decimal)).count();
    let share = count as f64 / rows.len() as f64;
    share * share * (numeric as f64 / width as f64 + 0.05)
}

/// Whether nearly all present cells of the column are numbers (a typing error must not change the dialect).
fn is_numeric(rows: &[&Vec<String>], column: usize, decimal: char) -> bool {
    let (mut numbers, mut present) = (0, 0);
    for row in rows {
        match read(&row[column], decimal) {
            Said::Missing => {}
            Said::Number(_) | Said::Infinite => {
                numbers += 1;
                present += 1;
            }
            Said::Word => present += 1,
        }
    }
    present > 0 && numbers * 10 >= present * 9
}

/// The first row holds data when at least half of the numeric columns below it begin with a number.
fn has_header(rows: &[Vec<String>], decimal: char) -> bool {
    let Some(first) = rows.first() else { return true };
    let body: Vec<&Vec<String>> = rows.iter().skip(1).filter(|row| row.len() == first.len()).collect();
    if body.is_empty() {
        // a single row: names, unless it is all numbers
        return first.iter().any(|cell| !matches!(read(cell, decimal), Said::Number(_)));
    }
    let numeric: Vec<usize> = (0..first.len()).filter(|&c| is_numeric(&body, c, decimal)).collect();
    let begin = numeric.iter().filter(|&&c| matches!(read(&first[c], decimal), Said::Number(_))).count();
    begin == 0 || begin * 2 < numeric.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    fn found(text: &str) -> (char, char, bool) {
        let dialect = sniff(text, &Options::default().check().unwrap());
        (dialect.delimiter, dialect.decimal, dialect.header)
    }

    #[test]
    fn separators_marks_and_headers_are_found() {
        assert_eq!(found("a,b,y\n1,2.5,x\n3,4.5,z\n"), (',', '.', true));
        assert_eq!(found("a;b;y\n1,5;2,5;x\n3,5;4,5;z\n"), (';', ',', true));
        assert_eq!(found("a\tb\ty\n1,5\t2\tx, or z\n3,5\t4\tz\n"), ('\t', ',', true));
        assert_eq!(found("a|b\n1|2\n3|4\n"), ('|', '.', true));
        assert_eq!(found("5.1,3.5,setosa\n4.9,3.0,setosa\n6.1,2.2,virginica\n"), (',', '.', false));
        assert_eq!(found("name,kind\nAnn,\"a; b; c\"\nBob,\"d; e; f\"\n"), (',', '.', true));
        assert_eq!(found("x;y\n1,5;a\n2,5;b\n"), (';', ',', true));
        assert_eq!(found("x;y\n1.5;a\n2.5;b\n"), (';', '.', true));
    }

    #[test]
    fn quoted_separators_and_line_breaks_do_not_mislead() {
        let text = "a,b,note\n1,2,\"x; y\nz; w\"\n3,4,\"p; q\nr; s\"\n";
        assert_eq!(found(text), (',', '.', true));
    }

    #[test]
    fn one_typing_error_does_not_change_the_dialect() {
        let mut text = String::from("a;b\n");
        for i in 0..40 {
            text.push_str(&format!("{i},5;{i}\n"));
        }
        text.push_str("oops;3\n");
        assert_eq!(found(&text), (';', ',', true));
    }

    #[test]
    fn options_outweigh_the_sniffer() {
        let options =
            Options { delimiter: Some(';'), no_header: true, ..Options::default() }.check().unwrap();
        let dialect = sniff("a,b\n1,2\n", &options);
        assert_eq!((dialect.delimiter, dialect.header), (';', false));
    }
}
