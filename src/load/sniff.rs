//! What a text file of rows is written with, found from its first rows.
//!
//! Every separator is tried with every way of quoting and of writing numbers; the best score wins, the earlier on ties:
//!
//! ```text
//! score = (share of rows of the modal width)² × (share of columns whose cells are numbers + 0.05)
//! ```
//!
//! The small term decides tables of words alone, where blanks are no separator; one that never separates scores 0. Blanks
//! that part only some rows alike lose against a mark that parts all: they stand before units (5 mg).

use super::cell::{Marks, Said, read};
use super::dialect::Dialect;
use super::rows::{Rows, Skipped};
use super::unit::Unit;
use crate::options::ValidOptions;
use std::collections::BTreeMap;

/// Rows looked at.
const ROWS: usize = 1000;
/// Separators tried, the likelier first.
const DELIMITERS: [u8; 5] = [b',', b';', b'\t', b'|', b' '];

/// The first rows of a text in one dialect.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    /// Their cells, trimmed.
    pub rows: Vec<Vec<String>>,
    /// The line each begins on.
    pub lines: Vec<u64>,
    /// Bytes they take.
    pub bytes: usize,
    /// Lines stepped over.
    pub skipped: Skipped,
}

/// The dialect found, the first rows in it, and how many fields most of them have.
#[derive(Debug, Clone)]
pub struct Sniffed {
    /// The dialect.
    pub dialect: Dialect,
    /// The first rows, those before the line of names left out.
    pub sample: Sample,
    /// Fields of most rows.
    pub width: usize,
    /// Whether 1,234 may as well be meant with the other mark.
    pub ambiguous: bool,
}

/// Finds the dialect of a text that begins with `head` (`whole`: and ends with it); what the options name is kept.
pub fn sniff(head: &[u8], whole: bool, options: &ValidOptions) -> Sniffed {
    sniff_among(&layouts(head, options), head, whole, options)
}

/// The same, where only these layouts are possible.
pub fn sniff_among(layouts: &[Dialect], head: &[u8], whole: bool, options: &ValidOptions) -> Sniffed {
    let mut best: Option<(f64, Sniffed)> = None;
    // whether a mark parts every row alike, the names too
    let mut even = false;
    for &dialect in layouts {
        let sample = sample(head, whole, dialect, 0);
        let Some((width, share)) = modal_width(&sample.rows) else { continue };
        for marks in ways_of_numbers(head, options) {
            let numeric = numeric_share(&sample.rows, width, marks);
            // blanks between words alone are prose
            if dialect.runs && (numeric == 0.0 || even && share < 1.0) && options.delimiter.is_none() {
                continue;
            }
            even |= share == 1.0 && numeric > 0.0 && sample.rows.len() > 2;
            let score = share * share * (numeric + 0.05);
            if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                let dialect = Dialect { marks, ..dialect };
                best = Some((score, Sniffed { dialect, sample: sample.clone(), width, ambiguous: false }));
            }
        }
    }
    let Some((_, mut found)) = best else {
        let comma = Dialect::new(b',');
        let dialect = if options.delimiter.is_some() || layouts.len() == 1 { layouts[0] } else { comma };
        let sample = sample(head, whole, dialect, 0);
        let width = sample.rows.first().map_or(1, Vec::len);
        let header = !options.no_header && has_header(&sample.rows, width, dialect.marks);
        return Sniffed { dialect: Dialect { header, ..dialect }, sample, width, ambiguous: false };
    };
    settle_marks(&mut found, options);
    // now that the width is known, a row may begin with the mark of a remark
    found.sample = self::sample(head, whole, found.dialect, found.width);
    skip_preamble(&mut found);
    found.dialect.header =
        !options.no_header && has_header(&found.sample.rows, found.width, found.dialect.marks);
    found
}

/// Separators with quotes, the likelier first; quotes that stand nowhere are not tried.
fn layouts(head: &[u8], options: &ValidOptions) -> Vec<Dialect> {
    let delimiters = options.delimiter.map_or(DELIMITERS.to_vec(), |mark| vec![mark as u8]);
    let holds = |text: &[u8]| head.windows(text.len()).any(|window| window == text);
    let single = head.contains(&b'\'');
    let mut layouts = Vec::new();
    for delimiter in delimiters {
        let plain = Dialect::new(delimiter);
        layouts.push(plain);
        if holds(b"\\\"") {
            layouts.push(Dialect { backslash: true, ..plain });
        }
        if single {
            layouts.push(Dialect { quote: b'\'', ..plain });
        }
        if single && holds(b"\\'") {
            layouts.push(Dialect { quote: b'\'', backslash: true, ..plain });
        }
    }
    layouts
}

/// Ways of writing numbers, the likelier first; marks that stand nowhere are not tried.
fn ways_of_numbers(head: &[u8], options: &ValidOptions) -> Vec<Marks> {
    let commas = head.contains(&b',');
    let mut ways = vec![Marks::POINT];
    let mut add = |decimal, thousands| ways.push(Marks { decimal, thousands });
    if commas || options.decimal == Some(',') {
        add(',', None);
        add('.', Some(','));
        add(',', Some('.'));
    }
    if head.contains(&b'\'') {
        add('.', Some('\''));
    }
    if head.contains(&b' ') || head.contains(&0xa0) || head.contains(&0xaf) {
        add('.', Some(' '));
        add(',', Some(' '));
    }
    ways.retain(|marks| options.decimal.is_none_or(|decimal| decimal == marks.decimal));
    ways
}

/// The first rows in a dialect; what can't be read ends them.
fn sample(head: &[u8], whole: bool, dialect: Dialect, width: usize) -> Sample {
    let mut sample = Sample::default();
    let Ok(mut rows) = Rows::new("", Box::new(head), dialect, width) else { return sample };
    let mut scratch = Vec::new();
    while sample.rows.len() < ROWS && matches!(rows.advance(), Ok(true)) {
        let mut cells = Vec::with_capacity(rows.fields().len());
        for &field in rows.fields() {
            cells.push(String::from_utf8_lossy(rows.bytes(field, &mut scratch)).trim().to_owned());
        }
        if sample.rows.is_empty() {
            sample.skipped = rows.skipped.clone();
        }
        sample.rows.push(cells);
        sample.lines.push(rows.line());
        sample.bytes = rows.taken();
    }
    // the last row of a head may be cut
    if !whole && sample.rows.len() < ROWS && sample.rows.len() > 1 {
        sample.rows.pop();
        sample.lines.pop();
    }
    sample
}

/// The most frequent number of fields, where it is at least two, and the share of rows that have it.
fn modal_width(rows: &[Vec<String>]) -> Option<(usize, f64)> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows {
        *widths.entry(row.len()).or_default() += 1;
    }
    let (&width, &count) = widths.iter().max_by_key(|&(&width, &count)| (count, width))?;
    (width > 1).then_some((width, count as f64 / rows.len() as f64))
}

fn numeric_share(rows: &[Vec<String>], width: usize, marks: Marks) -> f64 {
    let body = body(rows, width);
    (0..width).filter(|&column| is_numeric(&body, column, marks)).count() as f64 / width as f64
}

/// Rows of that width but for the first of all, which may hold names.
fn body(rows: &[Vec<String>], width: usize) -> Vec<&Vec<String>> {
    rows.iter().skip(1).filter(|row| row.len() == width).collect()
}

/// Whether nearly all present cells of the column are numbers (a typing error must not change the dialect).
fn is_numeric(rows: &[&Vec<String>], column: usize, marks: Marks) -> bool {
    let (mut numbers, mut present) = (0, 0);
    for row in rows {
        match read(&row[column], marks) {
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

/// Whether each column is read as numbers, as far as the first rows tell.
pub fn numeric_columns(found: &Sniffed) -> Vec<bool> {
    let body = body(&found.sample.rows, found.width);
    (0..found.width).map(|column| is_numeric(&body, column, found.dialect.marks)).collect()
}

/// Where every comma stands before exactly three digits it may be either mark: between thousands in a file of commas,
/// before the fraction elsewhere, and the reader is told.
fn settle_marks(found: &mut Sniffed, options: &ValidOptions) {
    let thousands = Marks { decimal: '.', thousands: Some(',') };
    if found.dialect.marks != Marks::COMMA || options.decimal.is_some() {
        return;
    }
    let share = |marks| numeric_share(&found.sample.rows, found.width, marks);
    if share(thousands) < share(Marks::COMMA) || share(Marks::POINT) >= share(Marks::COMMA) {
        return;
    }
    found.ambiguous = true;
    if found.dialect.delimiter == b',' {
        found.dialect.marks = thousands;
    }
}

/// Leaves out what stands before the line of names: rows of another width, and titles that fill one cell only. In a sheet
/// every row is as wide, so there what fills half of its cells at most is a title too, or a name over several columns.
fn skip_preamble(found: &mut Sniffed) {
    let (rows, width) = (&found.sample.rows, found.width);
    let mut first = rows.iter().position(|row| row.len() == width).unwrap_or(0);
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let few = if found.dialect.unit == Unit::Row { width / 2 } else { 1 };
    let titles = rows[first.min(rows.len())..].iter().take_while(|row| filled(row) <= few).count();
    if width > 2 && rows.get(first + titles).is_some_and(|row| filled(row) == width) {
        first += titles;
    }
    // names of all columns but the first, as R writes a table with names of rows
    let headed =
        first == 1 && rows[0].len() + 1 == width && !has_header(&rows[1..], width, found.dialect.marks);
    if first > 0 && !headed {
        found.dialect.preamble = found.sample.lines[first] as usize - 1;
        found.sample.rows.drain(..first);
        found.sample.lines.drain(..first);
        found.sample.skipped = Skipped::default();
    }
}

/// The first row holds data when at least half of the numeric columns below it begin with a number.
fn has_header(rows: &[Vec<String>], width: usize, marks: Marks) -> bool {
    let Some(first) = rows.first() else { return true };
    let is_number = |cell: &String| matches!(read(cell, marks), Said::Number(_));
    if first.len() != width {
        return true;
    }
    let body = body(rows, width);
    if body.is_empty() {
        // a single row: names, unless it is all numbers
        return first.iter().any(|cell| !is_number(cell));
    }
    let numeric: Vec<usize> = (0..width).filter(|&column| is_numeric(&body, column, marks)).collect();
    let begin = numeric.iter().filter(|&&column| is_number(&first[column])).count();
    begin == 0 || begin * 2 < numeric.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn blanks_before_units_are_no_separators() {
        let rows: String = (0..30).map(|n| format!("{n}.5 mg,{},x\n", n * 7 % 30)).collect();
        let found =
            sniff(format!("a,b,class\n{rows}").as_bytes(), true, &Options::default().check().unwrap());
        assert_eq!((found.dialect.delimiter, found.width), (b',', 3));
    }

    fn sniffed(text: &str) -> Sniffed {
        sniff(text.as_bytes(), true, &Options::default().check().unwrap())
    }

    fn found(text: &str) -> (char, char, bool) {
        let dialect = sniffed(text).dialect;
        (char::from(dialect.delimiter), dialect.marks.decimal, dialect.header)
    }

    #[test]
    fn separators_marks_and_headers_are_found() {
        assert_eq!(found("a,b,y\n1,2.5,x\n3,4.5,z\n"), (',', '.', true));
        assert_eq!(found("a;b;y\n1,5;2,5;x\n3,5;4,5;z\n"), (';', ',', true));
        assert_eq!(found("a\tb\ty\n1,5\t2\tx, or z\n3,5\t4\tz\n"), ('\t', ',', true));
        assert_eq!(found("a|b\n1|2\n3|4\n"), ('|', '.', true));
        assert_eq!(found("a b\n1 2\n3 4\n"), (' ', '.', true));
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
        let dialect = sniff(b"a,b\n1,2\n", true, &options).dialect;
        assert_eq!((dialect.delimiter, dialect.header), (b';', false));
    }
}
