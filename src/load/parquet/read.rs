//! From a Parquet file to a table.

use super::column::{self, Said, Stop};
use super::kind::Kind;
use super::pages::Bounded;
use crate::error::{Error, Result};
use crate::load::cell::Marks;
use crate::load::column::{Growing, Numbers, Words};
use crate::load::decide::About;
use crate::load::guard::guarded;
use crate::load::names::{cut, make_unique, short};
use crate::load::shape::{Expected, Shape};
use crate::load::source::{self, Random, Source};
use crate::load::unit::Unit;
use crate::load::{Column, Origin, Table, Warning};
use crate::memory::{self, Need};
use crate::options::ValidOptions;
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::collections::BTreeMap;

/// The column in which pandas keeps the names of rows.
const PANDAS_INDEX: &str = "__index_level_";
/// Columns that a message names at most.
const NAMED: usize = 5;

/// Reads the table.
///
/// # Errors
/// As `Format::read`.
pub fn table(source: &Source, options: &ValidOptions) -> Result<Table> {
    within(source, options, source::room())
}

/// The same, where a page may unpack to so many bytes.
pub fn within(source: &Source, options: &ValidOptions, most: u64) -> Result<Table> {
    // the library reads what is damaged with care, but not everywhere
    guarded(|| read(source, options, most))
        .unwrap_or_else(|| Err(broken(&source.name, "its parts contradict each other")))
}

fn open(source: &Source, most: u64) -> Result<Box<dyn FileReader>> {
    let opened: parquet::errors::Result<Box<dyn FileReader>> = match source.random()? {
        Random::File(handle) => SerializedFileReader::new(Bounded::new(handle, most))
            .map(|reader| Box::new(reader) as Box<dyn FileReader>),
        Random::Memory(memory) => SerializedFileReader::new(Bounded::new(bytes::Bytes::from(memory), most))
            .map(|reader| Box::new(reader) as Box<dyn FileReader>),
    };
    opened.map_err(|error| broken(&source.name, &error.to_string()))
}

fn read(source: &Source, options: &ValidOptions, most: u64) -> Result<Table> {
    let file = source.name.as_str();
    let reader = open(source, most)?;
    let layout = Layout::of(file, reader.metadata(), options)?;
    let mut warnings = layout.warnings.clone();
    let mut unusable = Vec::new();
    let mut columns = Vec::new();
    for chosen in &layout.chosen {
        match layout.column(reader.as_ref(), chosen) {
            Ok(growing) => {
                // words are never to be read again here
                if let Some(cells) = chosen.about(file).decide(growing, &mut warnings)? {
                    columns.push(Column { name: chosen.name.clone(), cells });
                }
            }
            Err(Stop::Unusable(why)) => unusable.push((chosen.name.clone(), why)),
            Err(Stop::Broken(what)) => {
                return Err(broken(&format!("{file}, column {}", short(&chosen.name)), &what));
            }
            Err(Stop::Full(large)) => {
                let what = format!("{large}; write the file with smaller pages, or save the table as CSV");
                return Err(Error::at(file, None, Some(&cut(&chosen.name)), &what));
            }
        }
    }
    left_out(&unusable, &mut warnings);
    check_width(file, columns.len())?;
    let packed = source.packing().words().map_or(String::new(), |words| format!(", {words}"));
    let origin = Origin {
        file: file.to_owned(),
        sha256: source.sha256()?,
        rows: layout.rows,
        reading: layout.reading(reader.metadata()) + &packed,
    };
    Ok(Table { origin, columns, warnings })
}

/// What is read of a file.
struct Layout {
    rows: usize,
    chosen: Vec<Chosen>,
    warnings: Vec<Warning>,
}

/// A column that is read.
struct Chosen {
    name: String,
    /// Its place among the leaves of the schema.
    leaf: usize,
    kind: Kind,
    expected: Expected,
    /// The level at which a cell is there.
    most: i16,
}

impl Chosen {
    fn about<'a>(&'a self, file: &'a str) -> About<'a> {
        About { file, name: &self.name, expected: self.expected, marks: Marks::POINT, unit: Unit::Row }
    }
}

impl Layout {
    fn of(file: &str, about: &ParquetMetaData, options: &ValidOptions) -> Result<Layout> {
        let counts = about.row_groups().iter().map(|group| usize::try_from(group.num_rows()).ok());
        let rows = counts.reduce(|a, b| a?.checked_add(b?)).unwrap_or(Some(0));
        let rows = rows.ok_or_else(|| broken(file, "it says that it has an impossible number of rows"))?;
        if rows == 0 {
            return Err(Error::at(file, None, None, "no row of data; give a table with rows"));
        }
        let (mut chosen, left) = columns(about);
        let mut warnings = Vec::new();
        left_out(&left, &mut warnings);
        let names = make_unique(chosen.iter().map(|column| column.name.clone()).collect(), &mut warnings);
        check_width(file, names.len())?;
        Need::reading(rows as u64, names.len() as u64).within(memory::available(), file)?;
        let expected =
            Shape::followed(&names, chosen.iter().map(|column| column.expected).collect(), &options.columns);
        for ((column, name), expected) in chosen.iter_mut().zip(names).zip(expected) {
            (column.name, column.expected) = (name, expected);
        }
        check_codecs(file, about, &chosen)?;
        Ok(Layout { rows, chosen, warnings })
    }

    /// Reads a column through all row groups.
    fn column(&self, reader: &dyn FileReader, chosen: &Chosen) -> Result<Growing, Stop> {
        let mut growing = match chosen.expected {
            Expected::Numbers | Expected::OnlyNumbers if chosen.kind.is_numeric() == Some(true) => {
                Growing::Numbers(Numbers::with_room(self.rows))
            }
            _ => Growing::Words(Words::default()),
        };
        let mut row = 0;
        for place in 0..reader.num_row_groups() {
            let group = reader.get_row_group(place)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let cells = group.get_column_reader(chosen.leaf)?;
            column::each(cells, chosen.kind, rows, chosen.most, &mut |said| {
                row += 1;
                push(&mut growing, &said, row);
            })?;
        }
        Ok(growing)
    }

    /// What was found, in one sentence.
    fn reading(&self, about: &ParquetMetaData) -> String {
        let groups = match about.num_row_groups() {
            1 => "1 row group".to_owned(),
            groups => format!("{groups} row groups"),
        };
        let mut codecs: Vec<&str> = Vec::new();
        for column in &self.chosen {
            let codec = codec(about.row_group(0).column(column.leaf).compression());
            if !codecs.contains(&codec) {
                codecs.push(codec);
            }
        }
        format!("Parquet, {groups}, {}", codecs.join(" and "))
    }
}

/// Takes a cell.
fn push(column: &mut Growing, said: &Said, row: u64) {
    match (column, said) {
        (Growing::Numbers(numbers), Said::Number(number)) if number.is_finite() => {
            // minus zero is zero
            numbers.values.push(*number + 0.0);
        }
        (Growing::Numbers(numbers), Said::Number(number)) => {
            numbers.push(&number.to_string(), Marks::POINT, row)
        }
        (Growing::Numbers(numbers), Said::Word(word)) => numbers.push(word, Marks::POINT, row),
        (Growing::Numbers(numbers), Said::Nothing) => numbers.push("", Marks::POINT, row),
        (Growing::Words(words), Said::Number(number)) => words.push(&(number + 0.0).to_string(), row),
        (Growing::Words(words), Said::Word(word)) => words.push(word, row),
        (Growing::Words(words), Said::Nothing) => words.push("", row),
    }
}

/// Columns that can be read, and those that can't with the reason.
fn columns(about: &ParquetMetaData) -> (Vec<Chosen>, Vec<(String, &'static str)>) {
    let schema = about.file_metadata().schema_descr();
    let (mut chosen, mut left): (Vec<Chosen>, Vec<(String, &'static str)>) = Default::default();
    for (place, field) in schema.root_schema().get_fields().iter().enumerate() {
        let name = field.name().to_owned();
        let mut leaves = (0..schema.num_columns()).filter(|&leaf| schema.get_column_root_idx(leaf) == place);
        let Some(leaf) = leaves.next() else { continue };
        let column = schema.column(leaf);
        if !field.is_primitive() || column.max_rep_level() > 0 {
            left.push((name, "lists or values inside values"));
        } else if name.starts_with(PANDAS_INDEX) {
            left.push((name, "names of rows, put there by pandas"));
        } else {
            match Kind::of(&column) {
                Err(why) => left.push((name, why)),
                Ok(kind) => {
                    let expected = match kind.is_numeric() {
                        Some(true) => Expected::Numbers,
                        Some(false) => Expected::Categories,
                        None => Expected::Words,
                    };
                    chosen.push(Chosen { name, leaf, kind, expected, most: column.max_def_level() });
                }
            }
        }
    }
    (chosen, left)
}

/// Says which columns are left out, those of one reason together.
fn left_out(left: &[(String, &'static str)], warnings: &mut Vec<Warning>) {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, why) in left {
        reasons.entry(why).or_default().push(name);
    }
    for (why, names) in reasons {
        let some: Vec<String> = names.iter().take(NAMED).map(|name| short(name)).collect();
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (what, do_they) = if names.len() == 1 { ("column", "is") } else { ("columns", "are") };
        let text = format!(
            "{what} {}{more} {do_they} left out: what is there is no number and no word, but {why}; save what you need of \
             it in a column of its own",
            some.join(", ")
        );
        let only = if let [only] = names[..] { Some(only) } else { None };
        warnings.push(Warning::new("unread_column", only, text));
    }
}

fn check_width(file: &str, columns: usize) -> Result<()> {
    if columns > 1 {
        return Ok(());
    }
    let what = "fewer than two columns can be read; give a table with a target and at least one variable";
    Err(Error::at(file, None, None, what))
}

/// Refuses columns that are packed as this build can't unpack them.
fn check_codecs(file: &str, about: &ParquetMetaData, chosen: &[Chosen]) -> Result<()> {
    for group in about.row_groups() {
        for column in chosen {
            if column.leaf >= group.num_columns() {
                return Err(broken(file, "a row group has fewer columns than the table"));
            }
            let codec = group.column(column.leaf).compression();
            if matches!(
                codec,
                Compression::LZO | Compression::BROTLI(_) | Compression::LZ4 | Compression::LZ4_RAW
            ) {
                let what = format!(
                    "is packed with {}, which is not unpacked here; write the file with snappy, gzip or zstd, or save the \
                     table as CSV",
                    self::codec(codec)
                );
                return Err(Error::at(file, None, Some(&cut(&column.name)), &what));
            }
        }
    }
    Ok(())
}

fn codec(compression: Compression) -> &'static str {
    match compression {
        Compression::UNCOMPRESSED => "not packed",
        Compression::SNAPPY => "packed with snappy",
        Compression::GZIP(_) => "packed with gzip",
        Compression::LZO => "lzo",
        Compression::BROTLI(_) => "brotli",
        Compression::LZ4 | Compression::LZ4_RAW => "lz4",
        Compression::ZSTD(_) => "packed with zstd",
    }
}

fn broken(file: &str, what: &str) -> Error {
    let what = format!(
        "is damaged, or not written as Parquet files are ({}); write it again, or save the table as CSV",
        cut(what)
    );
    Error::at(file, None, None, &what)
}
