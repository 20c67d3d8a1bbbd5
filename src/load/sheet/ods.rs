//! OpenDocument spreadsheets (.ods), walked through cell by cell: repeated rows and cells are unfolded only as far as they
//! say something, so that a small file can't fill the memory.
//!
//! Reference: OASIS, Open Document Format for Office Applications 1.3 (2021), part 3, sections 9.1 and 19.

use super::book::{Book, Named, Probe, Take};
use super::grid::{COLUMNS, ROWS};
use super::value::{Value, hours};
use crate::load::source::ReadSeek;
use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use zip::ZipArchive;

/// The part that holds the cells.
const CONTENT: &str = "content.xml";

/// A spreadsheet of OpenDocument.
pub struct Ods {
    archive: ZipArchive<Box<dyn ReadSeek>>,
    sheets: Vec<Named>,
    tables: Vec<bool>,
}

impl Ods {
    /// Looks through all sheets once: their names, and which hold a table.
    ///
    /// # Errors
    /// What is damaged.
    pub fn open(reader: Box<dyn ReadSeek>) -> Result<Ods, String> {
        let mut archive = ZipArchive::new(reader).map_err(|error| error.to_string())?;
        let (mut sheets, mut tables) = (Vec::new(), Vec::new());
        let mut content = Content::new(part(&mut archive)?);
        while let Some(sheet) = content.next_sheet()? {
            let mut probe = Probe::default();
            content.cells(&mut |row, _, value| probe.take(row, value))?;
            sheets.push(sheet);
            tables.push(probe.is_table());
        }
        drop(content);
        Ok(Ods { archive, sheets, tables })
    }
}

fn part(archive: &mut ZipArchive<Box<dyn ReadSeek>>) -> Result<impl BufRead + '_, String> {
    archive.by_name(CONTENT).map(BufReader::new).map_err(|error| error.to_string())
}

impl Book for Ods {
    fn sheets(&self) -> &[Named] {
        &self.sheets
    }

    fn walk(&mut self, sheet: usize, take: Take) -> Result<(), String> {
        let mut content = Content::new(part(&mut self.archive)?);
        for _ in 0..sheet {
            content.next_sheet()?;
            content.cells(&mut |_, _, _| ControlFlow::Break(()))?;
        }
        content.next_sheet()?;
        content.cells(take)
    }

    fn tables(&mut self) -> Result<Vec<bool>, String> {
        Ok(self.tables.clone())
    }
}

/// The part that holds the cells, on the way through it.
struct Content<R> {
    xml: Reader<R>,
    buffer: Vec<u8>,
    /// The style that is being read.
    style: String,
    /// Styles of sheets that are not shown.
    hidden: BTreeSet<String>,
}

impl<R: BufRead> Content<R> {
    fn new(part: R) -> Self {
        let mut xml = Reader::from_reader(part);
        xml.config_mut().expand_empty_elements = true;
        Content { xml, buffer: Vec::new(), style: String::new(), hidden: BTreeSet::new() }
    }

    fn event(&mut self) -> Result<Event<'_>, String> {
        self.buffer.clear();
        self.xml.read_event_into(&mut self.buffer).map_err(|error| error.to_string())
    }

    /// Goes on to the beginning of the next sheet; none where there is no more.
    fn next_sheet(&mut self) -> Result<Option<Named>, String> {
        loop {
            let (mut style, mut hidden) = (None, false);
            match self.event()? {
                Event::Eof => return Ok(None),
                Event::Start(start) => match start.name().as_ref() {
                    "style:style" => style = Some(attribute(&start, "style:name")?.unwrap_or_default()),
                    "style:table-properties" => {
                        hidden = attribute(&start, "table:display")?.as_deref() == Some("false");
                    }
                    "table:table" => {
                        let name = attribute(&start, "table:name")?.unwrap_or_default();
                        let style = attribute(&start, "table:style-name")?.unwrap_or_default();
                        return Ok(Some(Named { name, shown: !self.hidden.contains(&style) }));
                    }
                    _ => {}
                },
                _ => {}
            }
            if let Some(style) = style {
                self.style = style;
            }
            if hidden {
                self.hidden.insert(self.style.clone());
            }
        }
    }

    /// Walks through the cells of the sheet that has begun, to its end; `take` gets no more of them once it breaks off.
    fn cells(&mut self, take: Take) -> Result<(), String> {
        let (mut row, mut breaks, mut inside) = (Row::default(), false, 0);
        loop {
            let event = self.event()?;
            if let Event::Eof = event {
                return Err("a sheet has no end".to_owned());
            }
            if inside > 0 {
                // what hangs on a cell, or is drawn over it, is none of what it says
                inside = match event {
                    Event::Start(_) => inside + 1,
                    Event::End(_) => inside - 1,
                    _ => inside,
                };
                continue;
            }
            match event {
                Event::Start(start) => inside = usize::from(!row.begin(&start)?),
                Event::End(end) => match end.name().as_ref() {
                    "table:table" => return Ok(()),
                    "table:table-row" => breaks = row.give(breaks, take),
                    name => row.end(name),
                },
                Event::Text(text) => row.say(&text.xml10_content()),
                Event::CData(text) => row.say(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let character = entity.resolve_char_ref().map_err(|error| error.to_string())?;
                    match (character, resolve_xml_entity(&entity)) {
                        (Some(character), _) => row.say(character.encode_utf8(&mut [0; 4])),
                        (None, Some(said)) => row.say(said),
                        (None, None) => return Err(format!("&{}; is no character", &*entity)),
                    }
                }
                _ => {}
            }
        }
    }
}

/// The row that is being read.
#[derive(Default)]
struct Row {
    /// Its place, and how often it stands there.
    at: u32,
    times: u32,
    /// The next column.
    column: u32,
    /// Cells that say something: column, how often, what.
    cells: Vec<(u32, u32, Value<'static>)>,
    cell: Option<Cell>,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    times: u32,
    /// What it says by its attributes.
    value: Option<Value<'static>>,
    /// What it shows.
    shows: String,
}

impl Row {
    /// Takes the beginning of an element; false where all inside it is to be passed over.
    fn begin(&mut self, start: &BytesStart) -> Result<bool, String> {
        match (start.name().as_ref(), &mut self.cell) {
            ("table:table-row", None) => {
                self.times = times(start, "table:number-rows-repeated")?;
                self.column = 0;
                self.cells.clear();
            }
            ("table:table-cell", None) => {
                let times = times(start, "table:number-columns-repeated")?;
                self.cell = Some(Cell { times, value: value(start)?, shows: String::new() });
            }
            ("table:covered-table-cell", None) => {
                self.column = self.column.saturating_add(times(start, "table:number-columns-repeated")?);
                return Ok(false);
            }
            ("text:s", Some(cell)) => cell.shows.push(' '),
            ("text:tab" | "text:line-break", Some(cell)) => cell.shows.push(' '),
            ("text:p" | "text:span" | "text:a" | "text:h", Some(_)) => {}
            // groups of rows and columns, rows that are repeated on every page
            (name, None) if name.starts_with("table:table-") => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes text.
    fn say(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.shows.push_str(text);
        }
    }

    /// Takes the end of an element that is no row.
    fn end(&mut self, name: &str) {
        match (name, self.cell.take()) {
            ("table:table-cell", Some(cell)) => {
                let shown = cell.shows.trim();
                let value = match cell.value {
                    Some(value) => value,
                    None if shown.is_empty() => Value::Nothing,
                    None => Value::Text(shown.to_owned().into()),
                };
                if value != Value::Nothing {
                    self.cells.push((self.column, cell.times, value));
                }
                self.column = self.column.saturating_add(cell.times);
            }
            ("text:p" | "text:h", Some(mut cell)) => {
                // a paragraph is a line
                cell.shows.push('\n');
                self.cell = Some(cell);
            }
            (_, cell) => self.cell = cell,
        }
    }

    /// Gives the row, as often as it stands there; whether `take` broke off.
    fn give(&mut self, breaks: bool, take: Take) -> bool {
        let end = self.at.saturating_add(self.times);
        let rows = if self.cells.is_empty() || breaks { 0..0 } else { self.at..end.min(ROWS) };
        self.at = end;
        for row in rows {
            for (column, times, value) in &self.cells {
                for column in *column..column.saturating_add(*times).min(COLUMNS) {
                    if take(row, column, value).is_break() {
                        return true;
                    }
                }
            }
        }
        breaks
    }
}

/// What the attributes of a cell say; none where it says what it shows.
fn value(start: &BytesStart) -> Result<Option<Value<'static>>, String> {
    if attribute(start, "calcext:value-type")?.as_deref() == Some("error") {
        return Ok(Some(Value::Text("#N/A".into())));
    }
    let Some(kind) = attribute(start, "office:value-type")? else { return Ok(None) };
    let written = |name| attribute(start, name);
    Ok(match kind.as_str() {
        "float" | "percentage" | "currency" => written("office:value")?.map(|number| match number.parse() {
            Ok(number) => Value::number(number),
            Err(_) => Value::Text(number.into()),
        }),
        "boolean" => written("office:boolean-value")?.map(|truth| Value::truth(truth == "true")),
        "date" => written("office:date-value")?.map(|date| Value::Text(date.into())),
        "time" => written("office:time-value")?.map(|span| match hours(&span) {
            Some(hours) => Value::number(hours),
            None => Value::Text(span.into()),
        }),
        _ => written("office:string-value")?.map(|text| Value::Text(text.into())),
    })
}

/// How often something is repeated.
fn times(start: &BytesStart, name: &str) -> Result<u32, String> {
    let Some(times) = attribute(start, name)? else { return Ok(1) };
    times.parse().map_err(|_| format!("{name} is {times:?}, which is no number of times"))
}

/// The value of an attribute.
fn attribute(start: &BytesStart, name: &str) -> Result<Option<String>, String> {
    let found = start.try_get_attribute(name).map_err(|error| error.to_string())?;
    found
        .map(|attribute| unescape(&attribute.value).map(|text| text.into_owned()).map_err(|e| e.to_string()))
        .transpose()
}
