//! Files packed with gzip or Zstandard: their text is read as it is unpacked.

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result};

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// gzip (RFC 1952), of one or more members.
    Gzip,
    /// Zstandard (RFC 8878), of one or more frames.
    Zstandard,
}

impl Packing {
    /// By the first bytes.
    pub fn of(head: &[u8]) -> Packing {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstandard,
            _ => Packing::None,
        }
    }

    /// In words, for the report; nothing for a file that is not packed.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Packing::None => None,
            Packing::Gzip => Some("packed with gzip"),
            Packing::Zstandard => Some("packed with Zstandard"),
        }
    }

    /// What was packed, given a reader of the packed bytes.
    pub fn unpacked<'a>(self, packed: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
        match self {
            Packing::None => packed,
            Packing::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Packing::Zstandard => Box::new(Frames {
                packed: BufReader::new(packed),
                decoder: FrameDecoder::new(),
                inside: false,
            }),
        }
    }
}

/// Frames of Zstandard, one behind the other.
struct Frames<R> {
    packed: BufReader<R>,
    decoder: FrameDecoder,
    /// Whether a frame has begun and is not read to its end.
    inside: bool,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        loop {
            if self.inside {
                if self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                    let one = BlockDecodingStrategy::UptoBlocks(1);
                    self.decoder.decode_blocks(&mut self.packed, one).map_err(Error::other)?;
                }
                let count = self.decoder.read(out)?;
                if count > 0 || out.is_empty() {
                    return Ok(count);
                }
                self.inside = !self.decoder.is_finished();
            } else if self.packed.fill_buf()?.is_empty() {
                return Ok(0);
            } else {
                self.decoder.reset(&mut self.packed).map_err(Error::other)?;
                self.inside = true;
            }
        }
    }
}

/// What is said of a file that unpacks to more than is read.
pub const TOO_MUCH: &str = "unpacks to more than 4 GiB; give a sample of its rows";

/// A reader that fails beyond so many bytes: a small file may unpack to any size.
pub struct AtMost<R> {
    inner: R,
    left: u64,
}

impl<R: Read> AtMost<R> {
    /// Reads so many bytes of `inner` at most.
    pub fn new(inner: R, most: u64) -> Self {
        AtMost { inner, left: most }
    }
}

impl<R: Read> Read for AtMost<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(out)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => return Err(ErrorKind::FileTooLarge.into()),
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_too_much_fails() {
        let read = |most| std::io::copy(&mut AtMost::new(&[7; 1000][..], most), &mut std::io::sink());
        assert_eq!(read(1000).unwrap(), 1000);
        assert_eq!(read(999).unwrap_err().kind(), ErrorKind::FileTooLarge);
    }
    use std::io::Write;

    fn unpacked(packed: &[u8]) -> Result<String> {
        let mut text = String::new();
        Packing::of(packed).unpacked(Box::new(packed)).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn members_and_frames_are_read_one_behind_the_other() {
        let text = "a,b,class\n1,2,x\n".repeat(20_000);
        let (first, second) = text.split_at(100_001);
        let gzip = |part: &str| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(part.as_bytes()).unwrap();
            packer.finish().unwrap()
        };
        let frame = |part: &str| {
            ruzstd::encoding::compress_to_vec(part.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
        };
        for packed in [[gzip(first), gzip(second)].concat(), [frame(first), frame(second)].concat()] {
            assert!(unpacked(&packed).unwrap() == text);
            assert!(packed.len() < text.len());
            assert!(unpacked(&packed[..packed.len() / 3]).is_err(), "a cut file is no whole one");
        }
        assert_eq!(unpacked(b"a,b\n").unwrap(), "a,b\n");
    }
}
