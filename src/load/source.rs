//! Where bytes come from: a file that can be opened again, or memory.

use super::packed::{AtMost, Packing, TOO_MUCH};
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write;
use std::fs::File;
use std::io::{Cursor, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The largest file that is read: beyond it a laptop's memory is the limit, and the message is better than the kernel's.
pub const MOST_BYTES: u64 = 4 << 30;

/// Bytes that a part of a packed file may unpack to, where it is held in memory whole: a quarter of what is free.
#[cfg(any(feature = "parquet", feature = "spreadsheet"))]
pub fn room() -> u64 {
    crate::memory::available().map_or(MOST_BYTES, |free| (free / 4).min(MOST_BYTES))
}

/// What is read, more than once if need be.
#[derive(Debug)]
pub struct Source {
    /// Name without folder, as messages and the report call it.
    pub name: String,
    place: Place,
    packing: Packing,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    Memory(Vec<u8>),
}

impl Source {
    /// The file at `path`; `-` is the standard input, which is kept in memory.
    ///
    /// # Errors
    /// `Error::Input` where it is no file or is too large.
    pub fn at(path: &Path) -> Result<Source> {
        let name = match path.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => path.display().to_string(),
        };
        if path == Path::new("-") {
            return from_reader(name, std::io::stdin().lock());
        }
        if path.is_dir() {
            let what = "is a folder; name a file in it";
            return Err(Error::Input(format!("{} {what}", path.display())));
        }
        let file = File::open(path).map_err(|e| Error::unreadable(path, &e))?;
        let about = file.metadata().map_err(|e| Error::unreadable(path, &e))?;
        if !about.is_file() {
            // a pipe can't be opened again
            return from_reader(name, file);
        }
        if about.len() > MOST_BYTES {
            return Err(too_large(&name));
        }
        let mut head = Vec::new();
        file.take(4).read_to_end(&mut head).map_err(|e| Error::unreadable(path, &e))?;
        Ok(Source { name, place: Place::File(path.to_owned()), packing: Packing::of(&head) })
    }

    /// Bytes in memory.
    pub fn memory(name: &str, bytes: &[u8]) -> Source {
        let packing = Packing::of(bytes);
        Source { name: name.to_owned(), place: Place::Memory(bytes.to_owned()), packing }
    }

    /// Bytes that are no packed ones, whatever they look like.
    #[cfg(feature = "spreadsheet")]
    pub fn text(name: String, bytes: Vec<u8>) -> Source {
        Source { name, place: Place::Memory(bytes), packing: Packing::None }
    }

    /// A reader of what is in it, unpacked if it is packed, from the first byte on; the bytes of the file itself go into
    /// the checksum.
    ///
    /// # Errors
    /// `Error::Input` where the file has gone.
    pub fn open(&self, checksum: Option<&Checksum>) -> Result<Box<dyn Read + '_>> {
        let raw = self.raw()?;
        let hashed = match checksum {
            Some(checksum) => Box::new(Hashed::new(raw, checksum)),
            None => raw,
        };
        let unpacked = self.packing.unpacked(hashed);
        Ok(if self.packing == Packing::None { unpacked } else { Box::new(AtMost::new(unpacked, MOST_BYTES)) })
    }

    /// The bytes of the file itself.
    fn raw(&self) -> Result<Box<dyn Read + '_>> {
        Ok(match &self.place {
            Place::File(path) => {
                Box::new(File::open(path).map_err(|e| Error::unreadable(path, &e))?.take(MOST_BYTES))
            }
            Place::Memory(bytes) => Box::new(&bytes[..]),
        })
    }

    /// At most so many of the first bytes, unpacked.
    ///
    /// # Errors
    /// As `open`, and where reading fails.
    pub fn head(&self, most: u64) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open(None)?.take(most).read_to_end(&mut head).map_err(|e| self.broken(&e))?;
        Ok(head)
    }

    /// What is in it, to be read in any order: the file itself, or its unpacked bytes in memory.
    ///
    /// # Errors
    /// As `open`, and where it is larger than what is read at most.
    pub fn random(&self) -> Result<Random> {
        if let (Place::File(path), Packing::None) = (&self.place, self.packing) {
            return File::open(path).map(Random::File).map_err(|e| Error::unreadable(path, &e));
        }
        let mut bytes = Vec::new();
        self.open(None)?.read_to_end(&mut bytes).map_err(|e| self.broken(&e))?;
        Ok(Random::Memory(bytes))
    }

    /// SHA-256 of the file, in hexadecimal.
    ///
    /// # Errors
    /// As `open`, and where reading fails.
    pub fn sha256(&self) -> Result<String> {
        let checksum = Checksum::default();
        let mut hashed = Hashed::new(self.raw()?, &checksum);
        std::io::copy(&mut hashed, &mut std::io::sink()).map_err(|e| self.broken(&e))?;
        Ok(checksum.hexadecimal())
    }

    /// How the file is packed.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// Bytes in all, as far as is known beforehand.
    pub fn size(&self) -> u64 {
        match &self.place {
            Place::File(path) => std::fs::metadata(path).map_or(0, |about| about.len()),
            Place::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// Reading failed midway.
    pub fn broken(&self, error: &std::io::Error) -> Error {
        match &self.place {
            Place::File(path) if self.packing == Packing::None => Error::unreadable(path, error),
            _ if error.kind() == ErrorKind::FileTooLarge => Error::at(&self.name, None, None, TOO_MUCH),
            _ if self.packing != Packing::None => {
                let what = format!("can't be unpacked ({error}); is the file whole?");
                Error::at(&self.name, None, None, &what)
            }
            _ => Error::at(&self.name, None, None, &format!("can't be read: {error}")),
        }
    }
}

/// Bytes that are read in any order.
pub enum Random {
    /// A file.
    File(File),
    /// Bytes in memory.
    Memory(Vec<u8>),
}

/// What can be read in any order.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

impl Random {
    /// A reader of them.
    pub fn reader(self) -> Box<dyn ReadSeek> {
        match self {
            Random::File(file) => Box::new(std::io::BufReader::new(file)),
            Random::Memory(bytes) => Box::new(Cursor::new(bytes)),
        }
    }
}

fn from_reader(name: String, reader: impl Read) -> Result<Source> {
    let mut bytes = Vec::new();
    let read = reader.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|e| Error::unreadable(Path::new(&name), &e))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(&name));
    }
    let packing = Packing::of(&bytes);
    Ok(Source { name, place: Place::Memory(bytes), packing })
}

fn too_large(name: &str) -> Error {
    Error::at(name, None, None, "larger than 4 GiB; give a sample of its rows")
}

/// The checksum of what passes through a `Hashed`.
#[derive(Clone, Default)]
pub struct Checksum(Rc<RefCell<Sha256>>);

impl Checksum {
    /// SHA-256 of all bytes so far, in hexadecimal.
    pub fn hexadecimal(&self) -> String {
        self.0.borrow().clone().finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            // writing to a String can't fail
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// A reader whose bytes are hashed as they pass.
pub struct Hashed<R> {
    inner: R,
    checksum: Checksum,
}

impl<R: Read> Hashed<R> {
    /// Hashes what is read from `inner` into `checksum`.
    pub fn new(inner: R, checksum: &Checksum) -> Self {
        Hashed { inner, checksum: checksum.clone() }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.checksum.0.borrow_mut().update(&buffer[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_all_bytes() {
        // sha256sum of "abc", FIPS 180-4's own example
        let checksum = Checksum::default();
        let mut bytes = Vec::new();
        Hashed::new(&b"abc"[..], &checksum).read_to_end(&mut bytes).unwrap();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((bytes.as_slice(), checksum.hexadecimal().as_str()), (&b"abc"[..], expected));
    }

    #[test]
    fn a_file_that_vanishes_is_named() {
        let path = std::env::temp_dir().join(format!("counterweight-gone-{}.csv", std::process::id()));
        std::fs::write(&path, "a,b\n").unwrap();
        let source = Source::at(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let error = source.head(3).unwrap_err();
        assert_eq!((error.exit_code(), error.to_string().contains("no such file")), (3, true), "{error}");
    }

    #[test]
    fn memory_is_read_as_often_as_wanted() {
        let source = Source::memory("d.csv", b"abcdef");
        assert_eq!(
            (source.head(3).unwrap(), source.head(9).unwrap(), source.size()),
            (b"abc".to_vec(), b"abcdef".to_vec(), 6)
        );
    }
}
