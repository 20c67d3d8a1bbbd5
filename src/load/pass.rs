//! One way through the rows of a text: columns grow, what is no row is counted, and then it is decided what each column
//! holds.

use super::column::{Growing, Numbers, Seen, Words};
use super::encoding::{Decoded, Letters};
use super::lexer::Form;
use super::names::{cut, short};
use super::rows::{Rows, Skipped};
use super::shape::{Expected, Shape};
use super::source::{Checksum, Source};
use super::{Cells, Column, Warning};
use crate::error::{Error, Result};

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
pub fn nul(file: &str, line: u64) -> Error {
    let what = "holds a NUL byte, so it is no text in UTF-8; save the table as CSV in UTF-8";
    Error::at(file, Some(line), None, what)
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
            Expected::Words | Expected::Categories => Growing::Words(Words::default()),
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
            return Err(nul(file, line).into());
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
        Error::at(&self.source.name, Some(rows.line()), None, &what)
    }

    /// Decides what each column holds; those of numbers in which many words came up are read again.
    ///
    /// # Errors
    /// `Stop` where a column holds what can't be used.
    pub fn settle(&self, mut read: Gathered, warnings: &mut Vec<Warning>) -> Result<Vec<Column>, Stop> {
        self.say_odd(&read.odd, warnings);
        let mut cells: Vec<Option<Cells>> = Vec::with_capacity(read.columns.len());
        for (place, column) in std::mem::take(&mut read.columns).into_iter().enumerate() {
            cells.push(self.decide(place, column, warnings)?);
        }
        self.again(&read, &mut cells)?;
        let columns = self.shape.names.iter().cloned().zip(cells.into_iter().flatten());
        Ok(columns.map(|(name, cells)| Column { name, cells }).collect())
    }

    /// The cells of a column; none where it is to be read again, as words.
    fn decide(&self, place: usize, column: Growing, warnings: &mut Vec<Warning>) -> Result<Option<Cells>> {
        let expected = self.shape.expected[place];
        let name = &self.shape.names[place];
        let said = match &column {
            _ if expected == Expected::Categories => None,
            Growing::Words(words) => Some(words.seen(self.shape.dialect.marks)),
            Growing::Numbers(numbers) => Some((Vec::new(), numbers.seen())),
        };
        let numeric = said.as_ref().is_some_and(|(_, seen)| {
            seen.words == 0 || seen.mostly_numbers() || expected == Expected::OnlyNumbers
        });
        if let Some((_, seen)) = said.as_ref().filter(|_| numeric) {
            self.judge(name, seen, warnings)?;
        }
        Ok(match (column, said) {
            (Growing::Numbers(numbers), _) => numeric.then(|| shrunk(numbers.values)),
            (Growing::Words(words), Some((said, _))) if numeric => Some(words.numbers(&said)),
            (Growing::Words(words), _) => Some(words.cells()),
        })
    }

    /// What a column of numbers can't hold, and what is said of words in it.
    fn judge(&self, name: &str, seen: &Seen, warnings: &mut Vec<Warning>) -> Result<()> {
        if let Some((line, cell)) = &seen.first_infinite {
            let what = format!("{cell:?} is not a finite number; correct the cell or leave it empty");
            return Err(Error::at(&self.source.name, Some(*line), Some(&cut(name)), &what));
        }
        if seen.words > 0 {
            warnings.push(mostly_numbers(name, seen, self.shape));
        }
        Ok(())
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
        let rows = |count: Count, one: &str, many: &str| match count.rows {
            1 => format!("1 row {one} (line {})", count.first),
            n => format!("{n} rows {many} (the first in line {})", count.first),
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
            let what = rows(odd.headers, "repeats the line of names", "repeat the line of names");
            say(
                "repeated_names",
                format!("{what} and {} left out", if odd.headers.rows == 1 { "is" } else { "are" }),
            );
        }
        if odd.sum_last && odd.sums.rows == 1 {
            let text = format!(
                "the last row (line {}) begins with a word for a sum and is left out; if it is a case, give it another \
                 name",
                odd.sums.first
            );
            say("row_of_sums", text);
        }
    }

    /// What was found, in one sentence.
    pub fn reading(&self, read: &Gathered) -> String {
        let dialect = &self.shape.dialect;
        let mut parts = vec![
            format!("separated by {}", dialect.separator()),
            dialect.quotes(read.quoted).to_owned(),
            if dialect.header { names_where(dialect.preamble) } else { "no line of names".to_owned() },
            self.letters.words(),
            dialect.numbers(),
        ];
        let before = if dialect.header { dialect.preamble as u64 } else { 0 };
        for (count, one, many) in [
            (before, "line before them is", "lines before them are"),
            (read.skipped.remarks, "line of remarks is", "lines of remarks are"),
            (read.skipped.blank, "blank line is", "blank lines are"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {} left out", if count == 1 { one } else { many }));
            }
        }
        parts.join(", ")
    }
}

/// Without the room that no row took.
fn shrunk(mut values: Vec<f64>) -> Cells {
    values.shrink_to_fit();
    Cells::Numbers(values)
}

fn mostly_numbers(name: &str, seen: &Seen, shape: &Shape) -> Warning {
    let (line, cell) = seen.first_word.clone().unwrap_or_default();
    let comma = cell.contains(',') && shape.dialect.marks.decimal == '.';
    let text = format!(
        "column {}: {} of {} cells are numbers, {} not, the first {} in line {line}; what is no number counts as missing; \
         {}",
        short(name),
        seen.numbers,
        seen.numbers + seen.words,
        if seen.words == 1 { "1 is".to_owned() } else { format!("{} are", seen.words) },
        short(&cell),
        if comma {
            "if it has a decimal comma, use --decimal ,"
        } else {
            "correct the cells, or say with --column that it is a category"
        }
    );
    Warning::new("mostly_numbers", Some(name), text)
}

fn names_where(preamble: usize) -> String {
    match preamble {
        0 => "names in the first line".to_owned(),
        lines => format!("names in line {}", lines + 1),
    }
}
