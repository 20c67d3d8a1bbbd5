//! Which letters bytes stand for: UTF-8 as long as they are that, else what a byte order mark or their frequencies say.

use super::source::Source;
use super::{Warning, short};
use crate::error::{Error, Result};
use crate::numbers;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::Read;

/// Bytes decoded at a time.
const BLOCK: usize = 1 << 16;
/// Bytes beyond ASCII from which on their frequencies tell the encoding: below, half of some small tables in fifteen
/// encodings were told wrong.
const FEW: usize = 20;

/// How the text is encoded, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letters {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Whether the file begins with a byte order mark.
    pub marked: bool,
    /// Whether it was guessed from frequencies.
    pub guessed: bool,
}

impl Letters {
    /// What the first bytes say; UTF-8 where they say nothing else. An encoding that is asked for is kept.
    ///
    /// # Errors
    /// `Error::Usage` for a name that no encoding has.
    pub fn of_head(head: &[u8], asked: Option<&str>) -> Result<Letters> {
        let mark = Encoding::for_bom(head).map(|(encoding, _)| encoding);
        let known = |encoding| Letters { encoding, marked: mark.is_some(), guessed: false };
        if let Some(name) = asked {
            return named(name).map(known);
        }
        Ok(known(mark.or_else(|| without_mark(head)).unwrap_or(UTF_8)))
    }

    /// The likeliest encoding of a source that is not UTF-8, from all its bytes, and a warning where few of them tell.
    ///
    /// # Errors
    /// Where the source can't be read.
    pub fn guessed(source: &Source, reader: &mut dyn Read) -> Result<(Letters, Option<Warning>)> {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        let mut block = vec![0; BLOCK];
        let (mut telling, mut first) = (0, Vec::new());
        loop {
            let count = reader.read(&mut block).map_err(|e| source.broken(&e))?;
            detector.feed(&block[..count], count == 0);
            if count == 0 {
                break;
            }
            let here = block[..count].iter().filter(|byte| !byte.is_ascii()).count();
            if telling == 0 && here > 0 {
                first = block[..count].to_vec();
            }
            telling += here;
        }
        let encoding = detector.guess(None, Utf8Detection::Deny);
        let letters = Letters { encoding, marked: false, guessed: true };
        let doubt = (telling < FEW).then(|| letters.doubt(telling, &first));
        Ok((letters, doubt))
    }

    /// Says that few bytes tell the encoding, and how the first of them read in it.
    fn doubt(&self, telling: usize, block: &[u8]) -> Warning {
        let text = self.encoding.decode_without_bom_handling(block).0;
        let mut words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
        let word = words.find(|word| !word.is_ascii()).unwrap_or_default();
        let what = format!(
            "only {} beyond ASCII, too few to be sure of the encoding: taken for {}, in which the first word with one reads \
             {}; if it is another word, name the encoding, as in --encoding shift_jis, gb18030, euc-kr or windows-1251",
            numbers::of(telling, "byte"),
            self.words(),
            short(word)
        );
        Warning::new("few_letters", None, what)
    }

    /// In words, for the report.
    pub fn words(&self) -> String {
        let name = match self.encoding.name() {
            "windows-1252" => "Windows-1252",
            other => other,
        };
        let mark = if self.marked { " with a byte order mark" } else { "" };
        format!("{name}{mark}{}", if self.guessed { " (by its letters)" } else { "" })
    }
}

/// The encoding of that name, as the web spells it; `ansi` is what Windows calls its western one.
fn named(name: &str) -> Result<&'static Encoding> {
    let lower = name.trim().to_lowercase();
    let spelled = match lower.as_str() {
        "ansi" | "cp-1252" => "windows-1252",
        "utf16" => "utf-16le",
        other => other,
    };
    Encoding::for_label(spelled.as_bytes()).ok_or_else(|| {
        let remedy = "give a name such as utf-8, utf-16le, windows-1252, latin1, shift_jis or gb18030";
        Error::Usage(format!("--encoding {name}: no such encoding is known; {remedy}"))
    })
}

/// UTF-16 without a mark: in a table most letters are ASCII, so every other byte is 0.
fn without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let zeros =
        |side: usize| head.chunks_exact(2).filter(|pair| pair[side] == 0 && pair[1 - side] != 0).count();
    let most = |count: usize| pairs >= 4 && count * 10 >= pairs * 7;
    if most(zeros(1)) {
        Some(UTF_16LE)
    } else if most(zeros(0)) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A reader of UTF-8, whatever the encoding of what it reads; of UTF-8 itself only the mark is taken away.
pub struct Decoded<R> {
    inner: R,
    decoder: Option<Decoder>,
    /// Bytes of UTF-8 that were not yet asked for, from `given` on.
    ready: Vec<u8>,
    given: usize,
    begun: bool,
    over: bool,
}

impl<R: Read> Decoded<R> {
    /// Decodes `inner`.
    pub fn new(inner: R, letters: Letters) -> Self {
        let decoder = (letters.encoding != UTF_8).then(|| letters.encoding.new_decoder_with_bom_removal());
        Decoded { inner, decoder, ready: Vec::new(), given: 0, begun: false, over: false }
    }

    /// Of UTF-8 takes the first three bytes, and keeps them unless they are its mark.
    fn begin(&mut self) -> std::io::Result<()> {
        self.begun = true;
        if self.decoder.is_none() {
            (&mut self.inner).take(3).read_to_end(&mut self.ready)?;
            self.given = if self.ready == b"\xef\xbb\xbf" { 3 } else { 0 };
        }
        Ok(())
    }

    /// Decodes blocks until something is ready or the end is reached.
    fn fill(&mut self, decoder: &mut Decoder) -> std::io::Result<()> {
        let mut block = vec![0; BLOCK];
        while self.given == self.ready.len() && !self.over {
            let count = self.inner.read(&mut block)?;
            self.over = count == 0;
            let most = decoder.max_utf8_buffer_length(count).unwrap_or(4 * BLOCK);
            self.ready.resize(most, 0);
            let (_, _, written, _) = decoder.decode_to_utf8(&block[..count], &mut self.ready, self.over);
            self.ready.truncate(written);
            self.given = 0;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if !self.begun {
            self.begin()?;
        }
        if self.given == self.ready.len() {
            let Some(mut decoder) = self.decoder.take() else { return self.inner.read(out) };
            let filled = self.fill(&mut decoder);
            self.decoder = Some(decoder);
            filled?;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], letters: Letters) -> String {
        let mut text = String::new();
        Decoded::new(bytes, letters).read_to_string(&mut text).unwrap();
        text
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn marks_and_zeros_tell_utf_16_and_utf_8() {
        let text = "Größe,Klasse\n1.5,süß 🜁\n".repeat(9000);
        for (bytes, name, marked) in [
            (utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), "UTF-16LE", true),
            (utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), "UTF-16BE", true),
            (utf16(&text, u16::to_le_bytes), "UTF-16LE", false),
            (utf16(&text, u16::to_be_bytes), "UTF-16BE", false),
            (format!("\u{feff}{text}").into_bytes(), "UTF-8", true),
            (text.clone().into_bytes(), "UTF-8", false),
        ] {
            let letters = Letters::of_head(&bytes[..4096], None).unwrap();
            assert_eq!((letters.encoding.name(), letters.marked), (name, marked));
            assert!(decoded(&bytes, letters) == text, "{name}");
        }
    }

    #[test]
    fn western_letters_are_told_by_their_frequencies() {
        let text = "Größe,Straße,Klasse\n1.5,Müllerstraße,süß\n2.5,Königsallee,schön\n";
        let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let source = Source::memory("d.csv", &bytes);
        let (letters, doubt) = Letters::guessed(&source, &mut &bytes[..]).unwrap();
        assert_eq!(letters.words(), "Windows-1252 (by its letters)");
        assert!(doubt.unwrap().text.contains("only 9 bytes beyond ASCII"));
        assert_eq!(decoded(&bytes, letters), text);
    }

    #[test]
    fn what_few_letters_read_as_is_shown() {
        let told = |encoding: &'static Encoding, text: &str| {
            let bytes = encoding.encode(text).0;
            Letters::guessed(&Source::memory("d.csv", &bytes), &mut &bytes[..]).unwrap()
        };
        // 성별 in EUC-KR is taken for Cyrillic letters
        let (letters, doubt) = told(encoding_rs::EUC_KR, "id,성별,class\n1,남,A\n2,여,B\n");
        let text = doubt.unwrap().text;
        assert!(letters.encoding != encoding_rs::EUC_KR && text.contains("reads \"М"), "{text}");
        let (letters, doubt) = told(encoding_rs::EUC_KR, &"이름,나이,분류\n김철수,34,양성\n".repeat(2));
        assert_eq!((letters.encoding.name(), doubt), ("EUC-KR", None));
    }

    #[test]
    fn names_are_those_of_the_web() {
        let name = |asked| Letters::of_head(b"a,b\n", Some(asked)).map(|letters| letters.encoding.name());
        assert_eq!(name("Latin1").unwrap(), "windows-1252");
        assert_eq!(name("utf8").unwrap(), "UTF-8");
        assert_eq!(name("latin-one").unwrap_err().exit_code(), 2);
    }
}
