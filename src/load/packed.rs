//! Files packed with gzip or Zstandard: their text is read as it is unpacked.

use std::io::Read;

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
    ///
    /// # Errors
    /// Where the bytes don't begin as they should.
    pub fn unpacked<'a>(self, packed: Box<dyn Read + 'a>) -> std::io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Packing::None => packed,
            Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(packed)),
            Packing::Zstandard => Box::new(Frames { packed: Some(packed), frame: None }),
        })
    }
}

/// Frames one behind the other.
struct Frames<'a> {
    /// What stands behind the frame that is read; lent to it meanwhile.
    packed: Option<Box<dyn Read + 'a>>,
    frame: Option<ruzstd::decoding::StreamingDecoder<Box<dyn Read + 'a>, ruzstd::decoding::FrameDecoder>>,
}
