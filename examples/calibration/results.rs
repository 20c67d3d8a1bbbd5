//! The file of results: a JSON line a table.

use crate::cells::Cell;
use crate::record::Record;
use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// All records; none where there is no file. A last line that was cut off is left out.
///
/// # Errors
/// A file that can't be read.
pub fn read(path: &Path) -> io::Result<Vec<Record>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    Ok(fs::read_to_string(path)?.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// The tables that have a line.
///
/// # Errors
/// A file that can't be read.
pub fn done(path: &Path) -> io::Result<HashSet<(Cell, usize)>> {
    Ok(read(path)?.into_iter().map(|record| (record.cell, record.table)).collect())
}

/// Adds a line.
///
/// # Errors
/// A file that can't be written.
pub fn append(path: &Path, record: &Record) -> io::Result<()> {
    let mut line = serde_json::to_vec(record)?;
    line.push(b'\n');
    OpenOptions::new().create(true).append(true).open(path)?.write_all(&line)
}
