//! Files of other kinds, given by mistake: told by their first bytes, and named with what to do.

/// A kind of file that holds no table this program reads.
struct Kind {
    /// Whether these first bytes are one's.
    begins: fn(&[u8]) -> bool,
    /// What it is.
    what: &'static str,
    /// How a table comes out of it.
    remedy: &'static str,
}

const UTF_8: &str = "save it as CSV in UTF-8";
const SQLITE: &str =
    "write one of its tables as CSV: sqlite3 -header -csv FILE 'select * from TABLE' > table.csv";
const IMAGE: &str = "it shows a table at most; give the file that the numbers come from";
const PDF: &str =
    "give the file that its table comes from, or copy the table into a spreadsheet and save that as CSV";
const STATA: &str = "in Stata export delimited using table.csv, or in Python pandas.read_stata('FILE').to_csv('table.csv', \
                     index=False)";
const SPSS: &str =
    "in SPSS save it as CSV, or in Python pandas.read_spss('FILE').to_csv('table.csv', index=False)";
const SAS: &str =
    "in SAS proc export with dbms=csv, or in Python pandas.read_sas('FILE').to_csv('table.csv', index=False)";
const ARROW: &str = "in Python pandas.read_feather('FILE').to_csv('table.csv', index=False), or in R \
                     write.csv(arrow::read_feather('FILE'), 'table.csv', row.names = FALSE)";
const ORC: &str = "in Python pandas.read_orc('FILE').to_csv('table.csv', index=False)";
const PICKLE: &str =
    "in the Python that wrote it pandas.read_pickle('FILE').to_csv('table.csv', index=False)";
const RDS: &str = "in R write.csv(readRDS('FILE'), 'table.csv', row.names = FALSE)";
const RDATA: &str = "in R load('FILE'), then write.csv(NAME, 'table.csv', row.names = FALSE)";
const NUMPY: &str = "in Python pandas.DataFrame(numpy.load('FILE')).to_csv('table.csv', index=False)";
const NUMPYS: &str =
    "in Python pandas.DataFrame(numpy.load('FILE')['NAME']).to_csv('table.csv', index=False)";
const MATLAB: &str = "in MATLAB writetable(NAME, 'table.csv')";
const ARRAYS: &str = "write the table in it as CSV with the program that made it";
const NUMBERS: &str = "in Numbers export it as CSV";
const UNPACK: &str = "unpack it and give the table, which may be packed with gzip or Zstandard";
const DOCUMENT: &str = "copy its table into a spreadsheet and save that as CSV";
const JSON: &str = "in Python pandas.read_json('FILE').to_csv('table.csv', index=False)";
const LINES: &str = "in Python pandas.read_json('FILE', lines=True).to_csv('table.csv', index=False)";
const REPORT: &str = "counterweight render FILE makes its page again; give the table that it was made from";
const HTML: &str = "if it was downloaded, its address was that of a page about the table: take the address of the file itself; \
                    if the page holds the table, open it in a spreadsheet program and save that as CSV";
const XML: &str = "open it in a spreadsheet program and save the sheet as CSV or .xlsx";
const LIBSVM: &str = "in Python x, y = sklearn.datasets.load_svmlight_file('FILE'), then write pandas.DataFrame(x.toarray()) \
                      with y as a column";
const POINTER: &str = "git lfs pull fetches the file itself";

const fn kind(begins: fn(&[u8]) -> bool, what: &'static str, remedy: &'static str) -> Kind {
    Kind { begins, what, remedy }
}

/// The kinds; the first that fits is named. Marks that may begin a line of names are held against what follows them.
const KINDS: &[Kind] = &[
    kind(is_utf_32, "text in UTF-32", UTF_8),
    kind(|head| head.starts_with(b"SQLite format 3\0"), "an SQLite database", SQLITE),
    kind(|head| head.starts_with(b"%PDF-"), "a PDF", PDF),
    kind(|head| head.starts_with(b"\x89PNG\r\n\x1a\n"), "an image (PNG)", IMAGE),
    kind(|head| head.starts_with(b"\xff\xd8\xff"), "an image (JPEG)", IMAGE),
    kind(|head| head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a"), "an image (GIF)", IMAGE),
    kind(|head| head.starts_with(b"II*\0") || head.starts_with(b"MM\0*"), "an image (TIFF)", IMAGE),
    kind(|head| head.starts_with(b"RIFF") && stands(head, 8, b"WEBP"), "an image (WebP)", IMAGE),
    kind(|head| head.starts_with(b"BM") && stands(head, 6, &[0; 4]), "an image (BMP)", IMAGE),
    kind(is_stata, "a Stata file", STATA),
    kind(|head| head.starts_with(b"$FL2@(#)") || head.starts_with(b"$FL3@(#)"), "an SPSS file", SPSS),
    kind(|head| stands(head, 0, &[0; 12]) && stands(head, 12, b"\xc2\xea\x81\x60"), "a SAS table", SAS),
    kind(|head| head.starts_with(b"HEADER RECORD*******"), "a SAS transport file", SAS),
    kind(
        |head| head.starts_with(b"FEA1\0") || head.starts_with(b"ARROW1\0"),
        "a Feather (Arrow) file",
        ARROW,
    ),
    kind(
        |head| head.starts_with(b"ORC") && head.get(3).is_some_and(u8::is_ascii_control),
        "an ORC file",
        ORC,
    ),
    kind(|head| head.starts_with(b"Obj\x01"), "an Avro file", ARRAYS),
    kind(|head| matches!(head, [0x80, 2..=5, ..]), "a pickle of Python", PICKLE),
    kind(|head| head.starts_with(b"X\n\0\0\0"), "an R object (RDS)", RDS),
    kind(|head| head.starts_with(b"RDX") && stands(head, 4, b"\n"), "an R workspace (RData)", RDATA),
    kind(|head| head.starts_with(b"\x93NUMPY"), "a NumPy array", NUMPY),
    kind(
        |head| first_part(head).is_some_and(|name| name.ends_with(b".npy")),
        "an archive of NumPy arrays",
        NUMPYS,
    ),
    kind(|head| head.starts_with(b"MATLAB ") && stands(head, 10, b" MAT-file"), "a MATLAB file", MATLAB),
    kind(|head| head.starts_with(b"\x89HDF\r\n\x1a\n"), "an HDF5 file", ARRAYS),
    kind(|head| matches!(head, [b'C', b'D', b'F', 1 | 2 | 5, ..]), "a NetCDF file", ARRAYS),
    kind(
        |head| first_part(head).is_some_and(|name| name.ends_with(b".iwa")),
        "a spreadsheet of Numbers",
        NUMBERS,
    ),
    kind(|head| first_part(head).is_some_and(is_packed_text), "a zip archive of text files", UNPACK),
    kind(|head| head.starts_with(b"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive", UNPACK),
    kind(|head| head.starts_with(b"Rar!\x1a\x07"), "a RAR archive", UNPACK),
    kind(|head| head.starts_with(b"\xfd7zXZ\0"), "a file packed with xz", UNPACK),
    kind(|head| head.starts_with(b"BZh") && stands(head, 4, b"1AY&SY"), "a file packed with bzip2", UNPACK),
    kind(|head| stands(head, 257, b"ustar") && head[..257].contains(&0), "a tar archive", UNPACK),
    kind(|head| head.starts_with(b"{\\rtf"), "a text document (RTF)", DOCUMENT),
    kind(
        |head| head.starts_with(b"version https://git-lfs"),
        "a pointer of Git LFS, not the file itself",
        POINTER,
    ),
    kind(
        |head| is_object(head) && contains(head, b"\"counterweight.report/"),
        "a report of this program",
        REPORT,
    ),
    kind(is_lines, "JSON, an object a line", LINES),
    kind(|head| is_object(head) || is_list(head), "JSON", JSON),
    kind(is_html, "an HTML page", HTML),
    kind(is_sparse, "a file of LIBSVM, of places and values", LIBSVM),
    kind(|head| text(head).starts_with(b"<?xml"), "an XML file", XML),
];

/// What a file with these first bytes is, and what to do, where it is of a kind that is known and not read.
pub fn named(head: &[u8]) -> Option<String> {
    let kind = KINDS.iter().find(|kind| (kind.begins)(head))?;
    Some(format!("is {}, which is not read; {}", kind.what, kind.remedy))
}

fn stands(head: &[u8], at: usize, bytes: &[u8]) -> bool {
    head.get(at..).is_some_and(|rest| rest.starts_with(bytes))
}

fn contains(head: &[u8], bytes: &[u8]) -> bool {
    head.windows(bytes.len()).any(|part| part == bytes)
}

/// A mark, or letters of four bytes three of which are 0, as those of ASCII are.
fn is_utf_32(head: &[u8]) -> bool {
    let letters = head.len() / 4;
    let ascii = |letter: &[u8]| letter.iter().filter(|&&byte| byte == 0).count() == 3;
    let ends = |at: usize| {
        let count = head.chunks_exact(4).filter(|letter| ascii(letter) && letter[at] != 0).count();
        letters >= 4 && count * 10 >= letters * 7
    };
    head.starts_with(b"\xff\xfe\0\0") || head.starts_with(b"\0\0\xfe\xff") || ends(0) || ends(3)
}

/// Since release 117 a tag, before it a number of the release, an order of bytes and the kind of file.
fn is_stata(head: &[u8]) -> bool {
    head.starts_with(b"<stata_dta>") || matches!(head, [0x69..=0x73, 1 | 2, 1, 0, ..])
}

/// The name of the first part of a zip archive.
fn first_part(head: &[u8]) -> Option<&[u8]> {
    let length = usize::from(u16::from_le_bytes([*head.get(26)?, *head.get(27)?]));
    head.starts_with(b"PK\x03\x04").then(|| head.get(30..30 + length)).flatten()
}

fn is_packed_text(name: &[u8]) -> bool {
    [&b".csv"[..], b".tsv", b".txt", b".json", b".arff", b".parquet"].iter().any(|end| name.ends_with(end))
}

/// What stands behind a byte order mark and blanks.
fn text(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

/// `{`, a name in quotes, `:`. What comes first in a table may begin with a brace too.
fn is_object(head: &[u8]) -> bool {
    let inside = |rest: &[u8]| {
        let name = rest.trim_ascii_start().strip_prefix(b"\"")?;
        let end = name.iter().position(|&byte| byte == b'"')?;
        name[end + 1..].trim_ascii_start().starts_with(b":").then_some(())
    };
    text(head).strip_prefix(b"{").and_then(inside).is_some()
}

/// A list of objects or of lists.
fn is_list(head: &[u8]) -> bool {
    let inside = text(head).strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|inside| is_object(inside) || inside.starts_with(b"["))
}

/// An object that ends where its line does, and another.
fn is_lines(head: &[u8]) -> bool {
    let mut lines = text(head).split(|&byte| byte == b'\n');
    let first = lines.next().is_some_and(|line| is_object(line) && line.trim_ascii_end().ends_with(b"}"));
    first && lines.next().is_some_and(|line| line.starts_with(b"{"))
}

fn is_html(head: &[u8]) -> bool {
    let begin = text(head);
    let begin = begin[..begin.len().min(16)].to_ascii_lowercase();
    let opens = |tag: &[u8]| {
        let after = begin.strip_prefix(tag).map(<[u8]>::first);
        after.is_some_and(|byte| byte.is_some_and(|byte| *byte == b'>' || byte.is_ascii_whitespace()))
    };
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<table"].into_iter().any(opens)
}

/// A class and rising places with their values (`-1 1:0.5 4:2`) in each of the first lines; times of day have two digits.
fn is_sparse(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text(head));
    let pair = |word: &str| {
        let (place, value) = word.split_once(':')?;
        value.parse::<f64>().ok().filter(|_| value.len() != 2)?;
        place.parse::<u32>().ok()
    };
    let sparse = |line: &str| {
        let mut words = line.split_whitespace();
        let class = words.next().is_some_and(|word| word.parse::<f64>().is_ok());
        let places: Option<Vec<u32>> = words.map(pair).collect();
        class && places.is_some_and(|places| places.len() > 1 && places.is_sorted_by(|a, b| a < b))
    };
    // what was read of the file may end within a line, or within a word
    let whole = text.rsplit_once('\n').or_else(|| text.rsplit_once(' ')).map_or("", |(whole, _)| whole);
    !whole.is_empty() && whole.lines().take(5).all(sparse)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(name: &str) -> Vec<u8> {
        let length = (name.len() as u16).to_le_bytes();
        [b"PK\x03\x04", &[0; 22][..], &length, &[0; 2], name.as_bytes(), b"rest"].concat()
    }

    #[test]
    fn files_of_other_kinds_are_named() {
        let wide: Vec<u8> = "a,b,class\n1,2,x\n".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let tar = [&b"t.csv"[..], &[0; 252], b"ustar\x0000"].concat();
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (wide, "UTF-32"),
            (b"\xff\xfe\0\0a\0\0\0".to_vec(), "UTF-32"),
            (b"SQLite format 3\0\x10\0".to_vec(), "sqlite3 -header -csv"),
            (b"%PDF-1.7\n".to_vec(), "PDF"),
            (b"\x89PNG\r\n\x1a\n\0".to_vec(), "PNG"),
            (b"\xff\xd8\xff\xe0".to_vec(), "JPEG"),
            (b"BM\x36\x10\0\0\0\0\0\0".to_vec(), "BMP"),
            (b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), "WebP"),
            (b"<stata_dta><header>".to_vec(), "read_stata"),
            (b"\x72\x02\x01\x00\x05\x00".to_vec(), "read_stata"),
            (b"$FL2@(#) SPSS DATA FILE".to_vec(), "SPSS"),
            ([&[0; 12][..], b"\xc2\xea\x81\x60\xb3\x14"].concat(), "SAS"),
            (b"FEA1\0\0\0\0".to_vec(), "read_feather"),
            (b"ARROW1\0\0\xff".to_vec(), "read_feather"),
            (b"ORC\x0a".to_vec(), "read_orc"),
            (b"\x80\x04\x95\x10".to_vec(), "pickle"),
            (b"X\n\0\0\0\x03".to_vec(), "readRDS"),
            (b"RDX3\nX\n".to_vec(), "load('FILE')"),
            (b"\x93NUMPY\x01\0v\0{'descr'".to_vec(), "numpy.load"),
            (zip("arr_0.npy"), "numpy.load('FILE')['NAME']"),
            (zip("Index/Document.iwa"), "Numbers"),
            (zip("data/t.csv"), "zip archive"),
            (b"MATLAB 5.0 MAT-file, Platform".to_vec(), "writetable"),
            (b"\x89HDF\r\n\x1a\n".to_vec(), "HDF5"),
            (b"BZh91AY&SY".to_vec(), "bzip2"),
            (tar, "tar"),
            (b"version https://git-lfs.github.com/spec/v1\n".to_vec(), "git lfs pull"),
            (b"{\n  \"schema\": \"counterweight.report/1\",".to_vec(), "counterweight render"),
            (b"{\"a\": 1, \"b\": 2}\n{\"a\": 3, \"b\": 4}\n".to_vec(), "lines=True"),
            (b"\xef\xbb\xbf[ {\"a\": 1},\n {\"a\": 2}]".to_vec(), "read_json('FILE')"),
            (b"[[1, 2], [3, 4]]".to_vec(), "JSON"),
            (b"\n<!DOCTYPE html>\n<html>".to_vec(), "HTML"),
            (b"<?xml version=\"1.0\"?>".to_vec(), "XML"),
            (b"1 1:0.52 2:-1.5\n-1 1:0.121 4:2.5\n".to_vec(), "load_svmlight_file"),
        ];
        for (head, words) in cases {
            let said = named(&head).unwrap_or_else(|| panic!("{words} is not told"));
            assert!(said.contains(words), "{said} lacks {words}");
        }
    }

    #[test]
    fn names_of_columns_that_look_like_marks_are_none() {
        let lines = "FEA1,FEA2|BMI,age|BMP,bp|ORCID,x|CDF,pdf|MM,cm|II*,b|[a],b|{x},y|<a>,b|%PDF,b|GIF8,b|RIFF,WEBP|Obj,b|\
                     RDX,b|MATLAB scores,b|HEADER,b|BZh9,b|{\"a\"},b|[\"a\",b|PK,b|7z,b|version,b|$FL2,b|i,b|<table_id>,b";
        for line in lines.split('|') {
            assert_eq!(named(format!("{line},class\n1,2,x\n3,4,y\n").as_bytes()), None, "{line}");
        }
        assert_eq!(named(b"1 10:30 11:45\n2 11:00 12:15\n"), None);
        assert_eq!(named(b""), None);
    }
}
