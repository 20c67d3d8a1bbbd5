//! ARFF, the format of Weka and of many classic data sets: names and types first, then rows between commas.
//!
//! ```text
//! % remark                          @attribute 'sepal length' numeric
//! @relation iris                    @attribute class {setosa, versicolor, virginica}
//!                                   @data
//!                                   5.1, setosa
//! ```
//!
//! Types are kept as they are declared: a nominal of numbers is a category. Missing is `?`. Reference: Witten, Frank,
//! Hall and Pal, Data Mining (4th ed. 2016), section 2.4.

use super::csv;
use super::dialect::Dialect;
use super::names::{cut, make_unique};
use super::shape::{Expected, Shape};
use super::source::Source;
use super::{Format, Table};
use crate::error::{Error, Result};
use crate::options::ValidOptions;
use std::io::{BufRead, BufReader};

/// ARFF.
pub struct Arff;

/// Bytes of a line of the head at most.
const LONGEST: u64 = 1 << 26;

impl Format for Arff {
    fn id(&self) -> &'static str {
        "arff"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let text = String::from_utf8_lossy(head);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('%'));
        let relation = first.is_some_and(|line| keyword(line, "@relation").is_some());
        relation || name.to_lowercase().ends_with(".arff")
    }

    fn read(&self, source: &Source, options: &ValidOptions) -> Result<Table> {
        csv::read_with(source, options, |letters| {
            let mut warnings = Vec::new();
            let head = Head::read(source, csv::text(source, letters)?)?;
            let names = make_unique(head.names, &mut warnings);
            let dialect = Dialect {
                quote: head.quote,
                backslash: true,
                preamble: head.lines,
                header: false,
                ..Dialect::new(head.delimiter)
            };
            let shape = Shape {
                width: names.len(),
                names,
                expected: head.expected,
                bytes_a_row: head.bytes_a_row,
                dialect,
            };
            Ok((shape, warnings))
        })
    }
}

/// What stands before the rows.
struct Head {
    names: Vec<String>,
    expected: Vec<Expected>,
    /// Lines up to and with `@data`.
    lines: usize,
    delimiter: u8,
    quote: u8,
    bytes_a_row: f64,
}

impl Head {
    fn read(source: &Source, text: Box<dyn std::io::Read + '_>) -> Result<Head> {
        let mut head = Head {
            names: Vec::new(),
            expected: Vec::new(),
            lines: 0,
            delimiter: b',',
            quote: b'\'',
            bytes_a_row: 1.0,
        };
        let mut reader = BufReader::new(text);
        loop {
            let mut line = Vec::new();
            let count = std::io::Read::take(&mut reader, LONGEST).read_until(b'\n', &mut line);
            if count.map_err(|e| source.broken(&e))? == 0 {
                let what = "no line says @data, below which the rows stand; is the file cut off?";
                return Err(Error::at(&source.name, Some(head.lines as u64), None, what));
            }
            head.lines += 1;
            let line = String::from_utf8_lossy(&line);
            let line = line.trim();
            if let Some(rest) = keyword(line, "@attribute") {
                head.attribute(source, rest)?;
            } else if keyword(line, "@data").is_some() {
                break;
            } else if !line.is_empty() && !line.starts_with('%') && keyword(line, "@relation").is_none() {
                return Err(head.fault(source, &format!("{:?} is no declaration of ARFF", cut(line))));
            }
        }
        if head.names.len() < 2 {
            let what = "fewer than two lines say @attribute; a table has a target and at least one variable";
            return Err(head.fault(source, what));
        }
        head.look_at_rows(&mut reader);
        if reader.buffer().trim_ascii_start().starts_with(b"{") {
            let what = "its rows are sparse ({place value, …}), which are not read; in Weka the filter SparseToNonSparse \
                        writes them whole";
            return Err(Error::at(&source.name, Some(head.lines as u64 + 1), None, what));
        }
        Ok(head)
    }

    fn fault(&self, source: &Source, what: &str) -> Error {
        Error::at(&source.name, Some(self.lines as u64), None, what)
    }

    /// `name type`, the name in quotes if it has blanks.
    fn attribute(&mut self, source: &Source, rest: &str) -> Result<()> {
        let Some((name, kind)) = named(rest) else {
            let what = "give a name and a type, as in @attribute age numeric, or @attribute sex {f, m}";
            return Err(self.fault(source, what));
        };
        let lower = kind.to_lowercase();
        let first = lower.split_whitespace().next().unwrap_or("");
        self.expected.push(match first {
            "numeric" | "real" | "integer" => Expected::Numbers,
            _ if lower.starts_with('{') => Expected::Categories,
            "string" | "date" => Expected::Words,
            _ => {
                let what = format!(
                    "{:?} is no type that is read here; numeric, {{a, b, c}}, string and date are",
                    cut(&kind)
                );
                return Err(Error::at(&source.name, Some(self.lines as u64), Some(&cut(&name)), &what));
            }
        });
        self.names.push(name);
        Ok(())
    }

    /// Commas or tabs, single or double quotes: as the first rows have them.
    fn look_at_rows(&mut self, reader: &mut impl BufRead) {
        let Ok(bytes) = reader.fill_buf() else { return };
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count().max(1);
        self.bytes_a_row = bytes.len().max(1) as f64 / lines as f64;
        let count = |mark: u8| bytes.iter().filter(|&&byte| byte == mark).count();
        if count(b',') < lines && count(b'\t') >= lines {
            self.delimiter = b'\t';
        }
        if count(b'"') > count(b'\'') {
            self.quote = b'"';
        }
    }
}

/// What follows a keyword, in any case.
fn keyword<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let begin = line.get(..word.len())?;
    let rest = &line[word.len()..];
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (begin.eq_ignore_ascii_case(word) && ends).then(|| rest.trim())
}

/// A name, perhaps in quotes, and what follows it.
fn named(rest: &str) -> Option<(String, String)> {
    let quote = rest.chars().next().filter(|mark| matches!(mark, '\'' | '"'));
    let (name, kind) = match quote {
        None => rest.split_once(|c: char| c.is_whitespace() || c == '{').map(|(name, _)| {
            let kind = &rest[name.len()..];
            (name.to_owned(), kind.trim().to_owned())
        })?,
        Some(quote) => {
            let (mut name, mut escaped, mut end) = (String::new(), false, None);
            for (at, c) in rest.char_indices().skip(1) {
                match c {
                    '\\' if !escaped => escaped = true,
                    c if c == quote && !escaped => {
                        end = Some(at);
                        break;
                    }
                    c => {
                        name.push(c);
                        escaped = false;
                    }
                }
            }
            (name, rest[end? + 1..].trim().to_owned())
        }
    };
    (!kind.is_empty()).then_some((name, kind))
}
