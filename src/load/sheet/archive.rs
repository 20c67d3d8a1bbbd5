//! The zip archive that a spreadsheet is: which kind it holds, and whether it unpacks to more than there is room for.

use crate::error::{Error, Result};
use crate::load::source::ReadSeek;
use crate::memory;
use std::io::{Read, Seek, SeekFrom};
use zip::ZipArchive;
use zip::result::ZipError;

/// What is said of a file that needs a password.
const LOCKED: &str = "is protected with a password; save it without one, or save the sheet as CSV";

/// Which kind of spreadsheet an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Office Open XML: .xlsx and .xlsm.
    Xlsx,
    /// The same in records of bytes: .xlsb.
    Xlsb,
    /// OpenDocument: .ods.
    Ods,
}

/// Which kind of spreadsheet it is; none of its parts unpacks to more than there is room for.
///
/// # Errors
/// `Error::Input` where it is none, is damaged, locked, or too large.
pub fn inspect(file: &str, reader: &mut dyn ReadSeek, most: u64) -> Result<Kind> {
    let mut archive = ZipArchive::new(&mut *reader).map_err(|error| damaged(file, &error))?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_lowercase()).collect();
    let holds = |end: &str| names.iter().any(|name| name.replace('\\', "/").ends_with(end));
    let kind = if holds("workbook.bin") {
        Kind::Xlsb
    } else if holds("workbook.xml") {
        Kind::Xlsx
    } else if holds("content.xml") && holds("mimetype") {
        Kind::Ods
    } else {
        let what = "is a zip archive without a spreadsheet in it; unpack it and give the table";
        return Err(Error::at(file, None, None, what));
    };
    measure(file, &mut archive, most)?;
    if kind == Kind::Ods && is_locked(&mut archive) {
        return Err(Error::at(file, None, None, LOCKED));
    }
    drop(archive);
    reader.seek(SeekFrom::Start(0)).map_err(|error| damaged(file, &error.into()))?;
    Ok(kind)
}

/// Unpacks what will be read, and throws it away: what an archive says of the sizes of its parts may be a lie.
fn measure(file: &str, archive: &mut ZipArchive<impl Read + Seek>, most: u64) -> Result<()> {
    let mut left = most;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|error| damaged(file, &error))?;
        let name = part.name().map(|name| name.to_lowercase()).unwrap_or_default();
        if ![".xml", ".bin", ".rels"].iter().any(|end| name.ends_with(end)) {
            continue;
        }
        let mut part = part.take(left + 1);
        let bytes = std::io::copy(&mut part, &mut std::io::sink()).map_err(|e| damaged(file, &e.into()))?;
        left = left.checked_sub(bytes).ok_or_else(|| too_large(file, most))?;
    }
    Ok(())
}

/// More than there is room for.
pub fn too_large(file: &str, most: u64) -> Error {
    let what = format!(
        "its cells take more than {}, which is what there is room for here; save the sheet as CSV, or give a sample of its \
         rows",
        memory::size(most)
    );
    Error::at(file, None, None, &what)
}

/// What can't be unpacked.
pub fn damaged(file: &str, error: &ZipError) -> Error {
    let what = match error {
        ZipError::UnsupportedArchive(why) if *why == ZipError::PASSWORD_REQUIRED => LOCKED.to_owned(),
        error => {
            format!("can't be unpacked ({error}); is the file whole? Save it again, or save the sheet as CSV")
        }
    };
    Error::at(file, None, None, &what)
}

/// Whether the list of the parts of an OpenDocument file says that some are encrypted.
fn is_locked(archive: &mut ZipArchive<impl Read + Seek>) -> bool {
    let mut list = String::new();
    let read = archive.by_name("META-INF/manifest.xml").map(|mut part| part.read_to_string(&mut list));
    read.is_ok() && list.contains("encryption-data")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::books::archive;
    use std::io::Cursor;

    fn kind(parts: &[(&str, &[u8])]) -> Result<Kind> {
        inspect("t.xlsx", &mut Cursor::new(archive(parts)), 1 << 20)
    }

    #[test]
    fn kinds_are_told_by_their_parts() {
        assert_eq!(kind(&[("xl/workbook.xml", b"<w/>")]).unwrap(), Kind::Xlsx);
        assert_eq!(kind(&[("xl/workbook.bin", b"")]).unwrap(), Kind::Xlsb);
        assert_eq!(kind(&[("mimetype", b"x"), ("content.xml", b"<o/>")]).unwrap(), Kind::Ods);
        assert!(kind(&[("data.csv", b"a,b\n")]).unwrap_err().to_string().contains("unpack it"));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_whatever_it_says() {
        let mut bytes = archive(&[("xl/workbook.xml", &[b' '; 100_000])]);
        // the sizes that the archive declares, in both places, become 1
        let size = 100_000u32.to_le_bytes();
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == size {
                bytes[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
            }
        }
        for bytes in [bytes, archive(&[("a.xml", &[b' '; 60_000]), ("b.xml", &[b' '; 60_000])])] {
            let mut opened = ZipArchive::new(Cursor::new(bytes)).unwrap();
            let error = measure("t.xlsx", &mut opened, 90_000).unwrap_err();
            assert_eq!(error.exit_code(), 3);
        }
    }
}
