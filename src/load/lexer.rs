//! One record at a time out of bytes: where each field stands, and its number where it is plainly one.
//!
//! ```text
//! record = field (delimiter field)* (LF | CR LF | CR | end)
//! field  = blanks (number | text | quote text quote) blanks
//! ```
//!
//! A number is read while its end is looked for, so that most bytes of a table of numbers are touched once. A quote
//! inside a quoted field is doubled (RFC 4180) or stands behind a backslash; a quote elsewhere is a character like others.

use super::dialect::Dialect;
use super::number;

/// Where a field stands, and what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// First byte, without quote.
    pub start: usize,
    /// One behind the last byte, without quote.
    pub end: usize,
    /// The number, where it is one.
    pub number: f64,
    /// What it is.
    pub form: Form,
}

/// What a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plainly a number.
    Number,
    /// Bytes as they stand.
    Text,
    /// Bytes that stood between quotes.
    Quoted,
    /// The same, with quotes or escapes inside.
    Escaped,
}

/// What was found at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A record; the next begins at `next`.
    Record {
        /// Where the next one begins.
        next: usize,
        /// Line ends in it, its own included.
        lines: u64,
        /// Whether a quote stands where none should.
        stray: bool,
    },
    /// The bytes end inside a record and are not the last.
    More,
    /// A quote is opened and nowhere closed.
    Unclosed,
    /// No record is left.
    End,
}

/// Takes records apart.
#[derive(Debug, Clone)]
pub struct Lexer {
    dialect: Dialect,
    /// For each byte whether it ends plain text.
    ends: [bool; 256],
}

/// A field and where the search goes on; or what keeps it from being one.
enum Found {
    Field(Field, usize, bool),
    More,
    Unclosed,
}

impl Lexer {
    /// A lexer of that dialect.
    pub fn new(dialect: Dialect) -> Self {
        let mut ends = [false; 256];
        for byte in [dialect.delimiter, b'\n', b'\r'] {
            ends[usize::from(byte)] = true;
        }
        ends[usize::from(b'\t')] |= dialect.runs;
        Lexer { dialect, ends }
    }

    /// The record that begins at `start`; `last` says whether nothing follows the bytes.
    pub fn record(&self, bytes: &[u8], start: usize, last: bool, fields: &mut Vec<Field>) -> Step {
        fields.clear();
        if start >= bytes.len() {
            return if last { Step::End } else { Step::More };
        }
        let (mut at, mut stray) = (start, false);
        loop {
            let (field, end, odd) = match self.field(bytes, at, last) {
                Found::Field(field, end, odd) => (field, end, odd),
                Found::Unclosed => return Step::Unclosed,
                Found::More => return Step::More,
            };
            stray |= odd;
            // a blank before the end of a line separates nothing
            let trailing = self.dialect.runs && field.start == field.end && field.form == Form::Text;
            if !trailing || fields.is_empty() {
                fields.push(field);
            }
            match bytes.get(end) {
                Some(b'\n') => return self.ended(bytes, start, end + 1, fields, stray),
                Some(b'\r') => match bytes.get(end + 1) {
                    Some(b'\n') => return self.ended(bytes, start, end + 2, fields, stray),
                    None if !last => return Step::More,
                    _ => return self.ended(bytes, start, end + 1, fields, stray),
                },
                Some(_) => at = end + 1,
                None if last => return self.ended(bytes, start, end, fields, stray),
                None => return Step::More,
            }
        }
    }

    /// Counts the lines of a record; only quoted fields can hold line ends.
    fn ended(&self, bytes: &[u8], start: usize, next: usize, fields: &[Field], stray: bool) -> Step {
        let quoted = fields.iter().any(|field| matches!(field.form, Form::Quoted | Form::Escaped));
        let lines = if quoted { line_ends(&bytes[start..next]) } else { 1 };
        Step::Record { next, lines, stray }
    }

    #[inline(always)]
    fn field(&self, bytes: &[u8], start: usize, last: bool) -> Found {
        let mut at = start;
        while bytes.get(at).is_some_and(|&byte| self.is_blank(byte)) {
            at += 1;
        }
        if let Some((value, end)) = number::plain(bytes, at, self.dialect.marks.decimal as u8) {
            match bytes.get(end) {
                Some(&byte) if self.ends[usize::from(byte)] => {
                    let field = Field { start: at, end, number: value, form: Form::Number };
                    return Found::Field(field, end, false);
                }
                None if last => {
                    let field = Field { start: at, end, number: value, form: Form::Number };
                    return Found::Field(field, end, false);
                }
                _ => {}
            }
        } else if bytes.get(at) == Some(&self.dialect.quote) {
            return self.quoted(bytes, at, last);
        }
        self.text(bytes, at, last)
    }

    fn text(&self, bytes: &[u8], start: usize, last: bool) -> Found {
        let end = self.end_of_text(bytes, start);
        if end == bytes.len() && !last {
            return Found::More;
        }
        let field = Field { start, end, number: f64::NAN, form: Form::Text };
        Found::Field(field, end, false)
    }

    fn end_of_text(&self, bytes: &[u8], start: usize) -> usize {
        let far = bytes[start..].iter().position(|&byte| self.ends[usize::from(byte)]);
        far.map_or(bytes.len(), |far| start + far)
    }

    /// A field whose first quote stands at `open`.
    fn quoted(&self, bytes: &[u8], open: usize, last: bool) -> Found {
        let quote = self.dialect.quote;
        let (mut at, mut form) = (open + 1, Form::Quoted);
        loop {
            let special = |&byte: &u8| byte == quote || (self.dialect.backslash && byte == b'\\');
            let Some(far) = bytes[at..].iter().position(special) else {
                return if last { Found::Unclosed } else { Found::More };
            };
            at += far;
            match bytes.get(at + 1) {
                None if !last => return Found::More,
                Some(_) if bytes[at] == b'\\' && quote != b'\\' => {
                    (form, at) = (Form::Escaped, at + 2);
                }
                Some(&next) if next == quote && bytes[at] == quote => {
                    (form, at) = (Form::Escaped, at + 2);
                }
                _ => return self.closed(bytes, open, at, form, last),
            }
        }
    }

    /// A quote at `close` that should end the field: blanks may follow it, and then the field's end.
    fn closed(&self, bytes: &[u8], open: usize, close: usize, form: Form, last: bool) -> Found {
        let mut at = close + 1;
        while bytes.get(at).is_some_and(|&byte| self.is_blank(byte) && !self.ends[usize::from(byte)]) {
            at += 1;
        }
        match bytes.get(at) {
            None if !last => return Found::More,
            Some(&byte) if !self.ends[usize::from(byte)] => {}
            _ => {
                let field = Field { start: open + 1, end: close, number: f64::NAN, form };
                return Found::Field(field, at, false);
            }
        }
        // text goes on behind the quote: the field is taken as it stands
        match self.text(bytes, close, last) {
            Found::Field(field, end, _) => Found::Field(Field { start: open, ..field }, end, true),
            other => other,
        }
    }

    fn is_blank(&self, byte: u8) -> bool {
        byte == b' ' || (byte == b'\t' && (self.dialect.runs || self.dialect.delimiter != b'\t'))
    }
}

/// Line ends (LF, CR LF, CR) among the bytes.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let alone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|&at| bytes[at] == b'\n' || alone(at)).count() as u64
}

/// The bytes of a field; those of an escaped one are put into `scratch` without its escapes.
pub fn content<'a>(field: Field, bytes: &'a [u8], dialect: &Dialect, scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let inside = &bytes[field.start..field.end];
    if field.form != Form::Escaped {
        return inside;
    }
    scratch.clear();
    let mut at = 0;
    while at < inside.len() {
        let escaped = (dialect.backslash && inside[at] == b'\\') || inside[at] == dialect.quote;
        at += usize::from(escaped && at + 1 < inside.len());
        scratch.push(inside[at]);
        at += 1;
    }
    scratch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::cell::Marks;

    fn rows(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
        let (lexer, bytes) = (Lexer::new(dialect), text.as_bytes());
        let (mut at, mut fields, mut rows) = (0, Vec::new(), Vec::new());
        while let Step::Record { next, .. } = lexer.record(bytes, at, true, &mut fields) {
            let mut scratch = Vec::new();
            let mut text =
                |&f: &Field| String::from_utf8_lossy(content(f, bytes, &dialect, &mut scratch)).into_owned();
            rows.push(fields.iter().map(&mut text).collect());
            at = next;
        }
        rows
    }

    #[test]
    fn fields_end_at_separators_and_lines_at_any_line_end() {
        let expected = [["a", "b"], ["1", "x y"], ["", "2.5"]];
        for end in ["\n", "\r\n", "\r"] {
            for tail in ["", end] {
                assert_eq!(rows(&format!("a,b{end}1,x y{end},2.5{tail}"), Dialect::new(b',')), expected);
            }
        }
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_quotes() {
        let text = "\"a;\r\nb\" ;\"say \"\"no\"\"\"; \"\"\n5\" pipe;x\"y;\"\"\"\"\n";
        let expected = [["a;\r\nb", "say \"no\"", ""], ["5\" pipe", "x\"y", "\""]];
        assert_eq!(rows(text, Dialect::new(b';')), expected);
        let escaped = Dialect { backslash: true, quote: b'\'', ..Dialect::new(b',') };
        assert_eq!(rows("'it\\'s','a\\\\b'\n", escaped), [["it's", "a\\b"]]);
    }

    #[test]
    fn runs_of_blanks_separate_once() {
        let expected = [["a", "b", "c"], ["1", "x y", "3"]];
        assert_eq!(rows("  a b \t c \n1   \"x y\" 3\n", Dialect::new(b' ')), expected);
    }

    #[test]
    fn numbers_are_read_on_the_way() {
        let dialect = Dialect { marks: Marks::COMMA, ..Dialect::new(b';') };
        let mut fields = Vec::new();
        Lexer::new(dialect).record(b"1,5; -2 ;3.5;x", 0, true, &mut fields);
        let forms: Vec<Form> = fields.iter().map(|field| field.form).collect();
        assert_eq!(forms, [Form::Number, Form::Text, Form::Text, Form::Text]);
        assert_eq!(fields[0].number, 1.5);
    }

    #[test]
    fn bytes_that_go_on_are_waited_for() {
        let lexer = Lexer::new(Dialect::new(b','));
        let whole = "1.25,\"a\"\"b\",x\r\nnext";
        for cut in 0..16 {
            let step = lexer.record(&whole.as_bytes()[..cut], 0, false, &mut Vec::new());
            assert_eq!(
                step,
                if cut < 15 { Step::More } else { Step::Record { next: 15, lines: 1, stray: false } }
            );
        }
        assert_eq!(lexer.record(b"1,\"2,3\n", 0, true, &mut Vec::new()), Step::Unclosed);
    }

    #[test]
    fn a_stray_quote_leaves_the_field_as_it_stands() {
        let mut fields = Vec::new();
        let text = b"\"5\" pipe\",2\n";
        let step = Lexer::new(Dialect::new(b',')).record(text, 0, true, &mut fields);
        assert_eq!(step, Step::Record { next: 12, lines: 1, stray: true });
        assert_eq!((fields.len(), &text[fields[0].start..fields[0].end]), (2, &text[..9]));
    }
}
