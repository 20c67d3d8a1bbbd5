//! One way through the rows of a text: columns grow, what is no row is counted, and then it is decided what each column
//! holds.

use super::cell::Marks;
use super::column::{Growing, Numbers, Words};
use super::decide::About;
use super::encoding::{Decoded, Letters};
use super::lexer::Form;
use super::names::cut;
use super::rows::{Rows, Skipped};
use super::shape::{Expected, Shape};
use super::source::{Checksum, Source};
use super::unit::Unit;
use super::{Cells, Column, Warning};
use crate::error::{Error, Result};
use crate::memory::Need;

/// Words that the first cell of a row of sums holds, in lower case.
const SUMS: [&str; 12] = [
    "total",
    "totals",
    "total:",
    "sum",
    "sum:",
    "grand total",
    "summe",
    "gesamt",
    "insgesamt",
    "somme",
    "suma",
    "totale",
];

/// Rows after which it is looked whether there is memory for so many.
const LOOK: usize = 1 << 16;

/// Why reading stopped.
pub enum Stop {
    /// Bytes are no UTF-8, as the error says; another encoding may do.
    NotUtf8(Error),
    /// Anything else.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

/// A NUL byte is no text.
pub fn nul(file: &str, unit: Unit, at: u64) -> Error {
    let what = "holds a NUL byte, so it is no text in UTF-8; save the table as CSV in UTF-8";
    unit.error(file, at, None, what)
}

/// A byte that UTF-8 has no place for.
pub fn not_utf8(file: &str, line: u64, column: Option<&str>, byte: u8) -> Error {
    let what = format!(
        "byte 0x{byte:02x} is not UTF-8; the file seems to be written in another encoding (Windows-1252 or Latin-1, \
         often); name it with --encoding, or save the file as UTF-8"
    );
    Error::at(file, Some(line), column, &what)
}

/// Columns as they were read, and what else was seen.
#[derive(Default)]
pub struct Gathered {
    columns: Vec<Growing>,
    /// Rows of data.
    pub rows: usize,
    /// Where the names stand; none where they stand nowhere.
    names_at: Option<u64>,
    quoted: bool,
    skipped: Skipped,
    odd: Odd,
}

/// Rows that are used or left out although something is odd: how many, and the line of the first.
#[derive(Default, Clone)]
struct Odd {
    stray: Count,
    longer: Count,
    headers: Count,
    /// Rows whose first cell says that they are a sum.
    sums: Count,
    /// Whether the last row is one.
    sum_last: bool,
}

/// How many, and the line of the first.
#[derive(Default, Clone, Copy)]
struct Count {
    rows: u64,
    first: u64,
}

impl Count {
    fn at(&mut self, line: u64) {
        self.first = if self.rows == 0 { line } else { self.first };
        self.rows += 1;
    }
}

/// One way through the rows of a source.
pub struct Pass<'a> {
    /// What is read.
    pub source: &'a Source,
    /// In which letters.
    pub letters: Letters,
    /// How rows are laid out.
    pub shape: &'a Shape,
    /// Bytes of memory that were free before, where that can be told.
    pub free: Option<u64>,
}

impl Pass<'_> {
    /// Reads all columns; what passes goes into the checksum.
    ///
    /// # Errors
    /// `Stop` where a row can't be used.
    pub fn all(&self, checksum: &Checksum) -> Result<Gathered, Stop> {
        let read = self.gather(Some(checksum), usize::MAX)?;
        if read.odd.sum_last && read.odd.sums.rows == 1 && read.rows > 2 {
            // a single row of sums at the end is no case: the rows before it are read again
            return Ok(Gathered { odd: read.odd, ..self.gather(None, read.rows - 1)? });
        }
        Ok(read)
    }

    fn gather(&self, checksum: Option<&Checksum>, most: usize) -> Result<Gathered, Stop> {
        let room = (self.source.size() as f64 / self.shape.bytes_a_row * 1.02) as usize + 16;
        let begin = |expected: &Expected| match expected {
            Expected::Numbers | Expected::OnlyNumbers => Growing::Numbers(Numbers::with_room(room)),
            Expected::Words | Expected::Categories | Expected::Codes => Growing::Words(Words::default()),
        };
        let mut columns: Vec<Growing> = self.shape.expected.iter().map(begin).collect();
        let mut quoted = false;
        let mut read = self.each_row(checksum, most, |rows| {
            for (place, (column, field)) in columns.iter_mut().zip(rows.fields()).enumerate() {
                match column {
                    Growing::Numbers(numbers) if field.form == Form::Number => {
                        numbers.values.push(field.number);
                    }
                    _ => {
                        quoted |= matches!(field.form, Form::Quoted | Form::Escaped);
                        self.slow(rows, place, column)?;
                    }
                }
            }
            Ok(())
        })?;
        (read.columns, read.quoted) = (columns, quoted);
        Ok(read)
    }

    /// A cell that is not plainly a number of a column of numbers.
    fn slow(&self, rows: &Rows, place: usize, column: &mut Growing) -> Result<(), Stop> {
        let mut scratch = Vec::new();
        let bytes = rows.bytes(rows.fields()[place], &mut scratch);
        let (file, line) = (&self.source.name, rows.line());
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let name = cut(&self.shape.names[place]);
            Stop::NotUtf8(not_utf8(file, line, Some(&name), bytes[error.valid_up_to()]))
        })?;
        if text.contains('\0') {
            return Err(nul(file, self.shape.dialect.unit, line).into());
        }
        match column {
            Growing::Numbers(numbers) => numbers.push(text, self.shape.dialect.marks, line),
            Growing::Words(words) => words.push(text, line),
        }
        Ok(())
    }

    /// Walks at most so many rows of data; how many there are, and what was odd or stepped over.
    fn each_row(
        &self,
        checksum: Option<&Checksum>,
        most: usize,
        mut take: impl FnMut(&Rows) -> Result<(), Stop>,
    ) -> Result<Gathered, Stop> {
        let reader = Decoded::new(self.source.open(checksum)?, self.letters);
        let mut rows = Rows::new(&self.source.name, Box::new(reader), self.shape.dialect, self.shape.width)?;
        let (mut read, mut header) = (Gathered::default(), self.shape.dialect.header);
        while read.rows < most && rows.advance()? {
            if std::mem::take(&mut header) {
                read.names_at = Some(rows.line());
                continue;
            }
            if rows.fields().len() != self.shape.width && !self.fits(&rows, &mut read.odd)? {
                return Err(self.uneven(&rows).into());
            }
            if rows.stray() {
                read.odd.stray.at(rows.line());
            }
            // a number is the first cell of most rows, and neither a name nor a sum
            read.odd.sum_last = false;
            if rows.fields()[0].form != Form::Number && self.is_no_case(&rows, &mut read.odd) {
                continue;
            }
            take(&rows)?;
            read.rows += 1;
            if read.rows.is_multiple_of(LOOK) {
                let need = Need::reading(read.rows as u64, self.shape.width as u64);
                need.within(self.free, &self.source.name)?;
            }
        }
        read.skipped = rows.skipped;
        Ok(read)
    }

    /// Whether a row of another width can be used: what is too much is empty.
    fn fits(&self, rows: &Rows, odd: &mut Odd) -> Result<bool, Stop> {
        let Some(more) = rows.fields().get(self.shape.width..) else { return Ok(false) };
        let empty = more.iter().all(|field| field.start == field.end);
        if empty {
            odd.longer.at(rows.line());
        }
        Ok(empty)
    }

    /// Whether a row repeats the names; and notes one that begins like a row of sums.
    fn is_no_case(&self, rows: &Rows, odd: &mut Odd) -> bool {
        let mut scratch = Vec::new();
        let says = |place: usize, name: &str, scratch: &mut Vec<u8>| {
            rows.fields()
                .get(place)
                .is_some_and(|&field| rows.bytes(field, scratch).trim_ascii() == name.as_bytes())
        };
        let repeated = self.shape.dialect.header
            && says(0, &self.shape.names[0], &mut scratch)
            && (1..self.shape.names.len()).all(|place| says(place, &self.shape.names[place], &mut scratch));
        if repeated {
            odd.headers.at(rows.line());
            return true;
        }
        let first = rows.bytes(rows.fields()[0], &mut scratch).trim_ascii();
        if SUMS.iter().any(|word| first.eq_ignore_ascii_case(word.as_bytes())) {
            odd.sums.at(rows.line());
            odd.sum_last = true;
        }
        false
    }

    /// A row with too few or too many fields.
    fn uneven(&self, rows: &Rows) -> Error {
        let fields = |n: usize| if n == 1 { "1 field".to_owned() } else { format!("{n} fields") };
        let dialect = &self.shape.dialect;
        let what = format!(
            "{} where {} {}; a field that holds the separator {:?} must stand in double quotes{}",
            fields(rows.fields().len()),
            if dialect.header { "the line of names has" } else { "the first line has" },
            self.shape.width,
            char::from(dialect.delimiter),
            if dialect.marks.decimal == '.'
                && dialect.delimiter == b','
                && rows.fields().len() > self.shape.width
            {
                " (so must a number with a decimal comma)"
            } else {
                ""
            }
        );
        dialect.unit.error(&self.source.name, rows.line(), None, &what)
    }

    /// Decides what each column holds; those of numbers in which many words came up are read again.
    ///
    /// # Errors
    /// `Stop` where a column holds what can't be used.
    pub fn settle(&self, mut read: Gathered, warnings: &mut Vec<Warning>) -> Result<Vec<Column>, Stop> {
        self.say_odd(&read.odd, warnings);
        let mut cells: Vec<Option<Cells>> = Vec::with_capacity(read.columns.len());
        for (place, column) in std::mem::take(&mut read.columns).into_iter().enumerate() {
            let about = About {
                file: &self.source.name,
                name: &self.shape.names[place],
                expected: self.shape.expected[place],
                marks: self.shape.dialect.marks,
                unit: self.shape.dialect.unit,
            };
            cells.push(about.decide(column, warnings)?);
        }
        self.again(&read, &mut cells)?;
        let columns = self.shape.names.iter().cloned().zip(cells.into_iter().flatten());
        Ok(columns.map(|(name, cells)| Column { name, cells }).collect())
    }

    /// Reads the columns without cells as words.
    fn again(&self, read: &Gathered, cells: &mut [Option<Cells>]) -> Result<(), Stop> {
        let places: Vec<usize> = (0..cells.len()).filter(|&place| cells[place].is_none()).collect();
        if places.is_empty() {
            return Ok(());
        }
        let mut columns: Vec<Growing> = places.iter().map(|_| Growing::Words(Words::default())).collect();
        let second = self.each_row(None, read.rows, |rows| {
            places.iter().zip(&mut columns).try_for_each(|(&place, column)| self.slow(rows, place, column))
        })?;
        if second.rows != read.rows {
            let what = "the file changed while it was read; run again when nothing writes to it";
            return Err(Error::at(&self.source.name, None, None, what).into());
        }
        for (place, column) in places.into_iter().zip(columns) {
            if let Growing::Words(words) = column {
                cells[place] = Some(words.cells());
            }
        }
        Ok(())
    }

    fn say_odd(&self, odd: &Odd, warnings: &mut Vec<Warning>) {
        let unit = self.shape.dialect.unit.word();
        let rows = |count: Count, one: &str, many: &str| match count.rows {
            1 => format!("1 row {one} ({unit} {})", count.first),
            n => format!("{n} rows {many} (the first in {unit} {})", count.first),
        };
        let mut say = |id: &str, text: String| warnings.push(Warning::new(id, None, text));
        if odd.stray.rows > 0 {
            let what =
                rows(odd.stray, "holds a quote inside a quoted field", "hold a quote inside a quoted field");
            say(
                "stray_quotes",
                format!("{what}; such a field is taken as it stands: write \"\" for a quote"),
            );
        }
        if odd.longer.rows > 0 {
            let what = rows(odd.longer, "ends in separators too many", "end in separators too many");
            say("empty_fields", format!("{what}; nothing stands behind them, so they are left out"));
        }
        if odd.headers.rows > 0 {
            let one = format!("repeats the {unit} of names");
            let what = rows(odd.headers, &one, &one.replacen("repeats", "repeat", 1));
            say(
                "repeated_names",
                format!("{what} and {} left out", if odd.headers.rows == 1 { "is" } else { "are" }),
            );
        }
        if odd.sum_last && odd.sums.rows == 1 {
            let text = format!(
                "the last row ({unit} {}) begins with a word for a sum and is left out; if it is a case, give it another \
                 name",
                odd.sums.first
            );
            say("row_of_sums", text);
        }
    }

    /// What was found, in one sentence.
    pub fn reading(&self, read: &Gathered) -> String {
        let dialect = &self.shape.dialect;
        let unit = dialect.unit.word();
        let mut parts = match dialect.unit {
            Unit::Line => vec![
                format!("separated by {}", dialect.separator()),
                dialect.quotes(read.quoted).to_owned(),
                self.names_where(read),
                self.letters.words(),
                dialect.numbers(),
            ],
            Unit::Row => {
                let text = Some(format!("{} in cells of text", dialect.numbers()));
                let odd = text.filter(|_| dialect.marks != Marks::POINT);
                std::iter::once(self.names_where(read)).chain(odd).collect()
            }
        };
        let before = if dialect.header { dialect.preamble as u64 } else { 0 };
        let (blank, remarks) = (format!("blank {unit}"), unit.to_owned());
        for (count, what, which) in [
            (before, &remarks, " before them"),
            (read.skipped.remarks, &remarks, " of remarks"),
            (read.skipped.blank, &blank, ""),
        ] {
            match count {
                0 => {}
                1 => parts.push(format!("1 {what}{which} is left out")),
                n => parts.push(format!("{n} {what}s{which} are left out")),
            }
        }
        parts.join(", ")
    }

    /// Where the names stand.
    fn names_where(&self, read: &Gathered) -> String {
        let unit = self.shape.dialect.unit;
        match read.names_at {
            None => format!("no {} of names", unit.word()),
            Some(1) if unit == Unit::Line => "names in the first line".to_owned(),
            Some(at) => format!("names in {} {at}", unit.word()),
        }
    }
}
