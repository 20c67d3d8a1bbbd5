//! A Parquet file whose pages unpack to no more than there is room for.
//!
//! A page says before its bytes how many it unpacks to. The library gives that much memory at once, and for gzip as much
//! as comes, whatever was said. So each page is looked at on its way to the library: what it declares is held against the
//! room, and what is packed with gzip and could go beyond it is unpacked once and thrown away, to see how far it goes.

use crate::memory;
use bytes::Bytes;
use flate2::read::GzDecoder;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};

/// First bytes of what is packed with gzip: its mark, and the one method there is.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];
/// Bytes that one byte of gzip stands for at most.
const MOST_GAIN: u64 = 1032;
/// Bytes that the head of a page takes at most; real ones take some tens, with long words of their statistics more.
const HEAD: u64 = 1 << 24;

/// A file that refuses pages which unpack to more than `most` bytes.
pub struct Bounded<R> {
    inner: R,
    most: u64,
    /// Where the head of the next page begins.
    head: AtomicU64,
}

impl<R: ChunkReader> Bounded<R> {
    /// Around a file.
    pub fn new(inner: R, most: u64) -> Self {
        Bounded { inner, most, head: AtomicU64::new(u64::MAX) }
    }

    /// Refuses bytes that may be a page which unpacks to too much.
    fn check(&self, start: u64, page: &[u8]) -> Result<()> {
        let head = self.head.load(Ordering::Relaxed);
        if head < start && start - head < HEAD {
            let head = self.inner.get_bytes(head, (start - head) as usize)?;
            if declared(&head).is_some_and(|bytes| bytes > self.most) {
                return Err(ParquetError::External(Box::new(TooLarge(self.most))));
            }
        }
        let packed = page.len() as u64;
        if packed.saturating_mul(MOST_GAIN) > self.most && unpacks_beyond(page, self.most) {
            return Err(ParquetError::External(Box::new(TooLarge(self.most))));
        }
        Ok(())
    }
}

impl<R: ChunkReader> Length for Bounded<R> {
    fn len(&self) -> u64 {
        self.inner.len()
    }
}

impl<R: ChunkReader> ChunkReader for Bounded<R> {
    type T = R::T;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        self.head.store(start, Ordering::Relaxed);
        self.inner.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let bytes = self.inner.get_bytes(start, length)?;
        self.check(start, &bytes)?;
        Ok(bytes)
    }
}

/// A page unpacks to more than so many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a page of it unpacks to more than {}, which is what there is room for here", memory::size(*.0))]
pub struct TooLarge(u64);

/// What the head of a page says that it unpacks to: the second of the two whole numbers it begins with, in Thrift's
/// compact form. None where it begins otherwise.
fn declared(head: &[u8]) -> Option<u64> {
    // a field is the difference of its number to the one before, and 5 for a whole number of 32 bits
    let (_, rest) = seven_bits(head.strip_prefix(&[0x15])?)?;
    let (number, _) = seven_bits(rest.strip_prefix(&[0x15])?)?;
    // even numbers are not negative
    (number % 2 == 0).then_some(number / 2)
}

/// A number of seven bits a byte, the lowest first, and what follows it.
fn seven_bits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[place + 1..]));
        }
    }
    None
}

/// Whether all that begins like gzip among these bytes unpacks to more than `most` together: levels may stand before it,
/// and one may follow another.
fn unpacks_beyond(page: &[u8], most: u64) -> bool {
    let mut left = most;
    let begins = page.windows(GZIP.len()).enumerate().filter(|(_, bytes)| *bytes == GZIP);
    for (at, _) in begins {
        let mut unpacked = GzDecoder::new(&page[at..]).take(left.saturating_add(1));
        // what is damaged is found by the library
        let mut bytes = 0;
        let mut buffer = [0; 1 << 14];
        while let Ok(read @ 1..) = unpacked.read(&mut buffer) {
            bytes += read as u64;
        }
        match left.checked_sub(bytes) {
            Some(rest) => left = rest,
            None => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(bytes: usize) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![0; bytes]).unwrap();
        packer.finish().unwrap()
    }

    /// The head of a page of the kind 0 that says so much of what it unpacks to, and its bytes.
    fn page(says: u32, bytes: &[u8]) -> (Vec<u8>, usize) {
        let mut head = vec![0x15, 0, 0x15];
        let mut number = says * 2;
        while number > 0x7f {
            head.push(number as u8 | 0x80);
            number >>= 7;
        }
        head.push(number as u8);
        let begins = head.len();
        head.extend(bytes);
        (head, begins)
    }

    fn taken(says: u32, bytes: &[u8], most: u64) -> Result<Bytes> {
        let (file, begins) = page(says, bytes);
        let bounded = Bounded::new(Bytes::from(file), most);
        bounded.get_read(0)?;
        bounded.get_bytes(begins as u64, bytes.len())
    }

    #[test]
    fn pages_that_say_too_much_are_refused() {
        assert!(taken(1_000_000, &[1; 100], 1_000_000).is_ok());
        let error = taken(1_000_001, &[1; 100], 1_000_000).unwrap_err();
        assert!(error.to_string().contains("unpacks to more than 1 MB"), "{error}");
        // other bytes than those of a page are nobody's head
        assert!(Bounded::new(Bytes::from(vec![0x15; 100]), 1).get_bytes(50, 8).is_ok());
    }

    #[test]
    fn gzip_that_says_too_little_is_refused() {
        let large = packed(3_000_000);
        assert!(large.len() < 5_000);
        assert!(taken(8, &large, 3_000_000).is_ok());
        assert!(taken(8, &large, 2_999_999).is_err());
        // behind levels that are not packed, and in two parts
        assert!(taken(8, &[&[3, 0, 0x1f][..], &large].concat(), 2_999_999).is_err());
        assert!(taken(8, &[&large[..], &large].concat(), 5_999_999).is_err());
        assert!(taken(8, &[&large[..], &large].concat(), 6_000_000).is_ok());
        assert!(taken(8, &large[..large.len() / 2], 1 << 40).is_ok(), "what is damaged is not told here");
    }
}
