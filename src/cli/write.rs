//! The one place that writes files: beside their place first, then renamed, so that there is the old one or the new one.

use super::temporary::{Temporary, rename_all};
use counterweight::error::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file and its bytes.
pub struct Output {
    /// Where it goes.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Writes all files or none: each beside its place, then all renamed. What is no file (a pipe, a device) is written to.
///
/// # Errors
/// `Error::Write` names the file and what to do; no half-written file is left.
pub fn write_all(outputs: &[Output]) -> Result<()> {
    let mut waiting = Vec::with_capacity(outputs.len());
    for output in outputs {
        waiting.extend(write(output)?);
    }
    rename_all(waiting).map_err(|(path, source)| failed(&path, source))
}

fn write(output: &Output) -> Result<Option<Temporary>> {
    let path = &output.path;
    if path.file_name().is_none() {
        let what = "is no name of a file; give one, as in --out reports/wine.html";
        return Err(Error::Usage(format!("{}: {what}", path.display())));
    }
    // what a link leads to is written, the link stays
    let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
    match std::fs::metadata(&place) {
        Ok(about) if about.is_dir() => {
            let what = "is a folder; give a file in it, as in --out reports/wine.html";
            Err(Error::Usage(format!("{}: {what}", path.display())))
        }
        Ok(about) if !about.is_file() => {
            let device = std::fs::OpenOptions::new().write(true).open(&place);
            let written = device.and_then(|mut device| device.write_all(&output.bytes));
            written.map(|()| None).map_err(|source| failed(path, source))
        }
        _ => Temporary::write(&place, &output.bytes).map(Some).map_err(|source| failed(path, source)),
    }
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    let remedy = match source.kind() {
        std::io::ErrorKind::StorageFull => "free some space or write elsewhere with --out",
        std::io::ErrorKind::PermissionDenied => "allow writing there or write elsewhere with --out",
        _ => "write elsewhere with --out",
    };
    Error::Write { path: path.to_owned(), source, remedy }
}
