//! Tables written with the library's own writer, whole and damaged.

use super::read::within;
use crate::load::source::Source;
use crate::load::{Cells, Table, load_bytes};
use crate::options::{Options, Role};
use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;
use std::sync::Arc;

/// Rows of `a` (numbers with gaps), `b` (whole numbers), `t` (truths), `class`, in groups of so many.
fn written(rows: &[(Option<f64>, i32, bool, &str)], group: usize) -> Vec<u8> {
    let schema = "message table { optional double a; required int32 b; required boolean t; required binary class (STRING); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(WriterProperties::default())).unwrap();
    for rows in rows.chunks(group) {
        let mut out = writer.next_row_group().unwrap();
        let numbers: Vec<f64> = rows.iter().filter_map(|row| row.0).collect();
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.0.is_some())).collect();
        let mut column = out.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&numbers, Some(&levels), None).unwrap();
        column.close().unwrap();
        let whole: Vec<i32> = rows.iter().map(|row| row.1).collect();
        let mut column = out.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&whole, None, None).unwrap();
        column.close().unwrap();
        let truths: Vec<bool> = rows.iter().map(|row| row.2).collect();
        let mut column = out.next_column().unwrap().unwrap();
        column.typed::<BoolType>().write_batch(&truths, None, None).unwrap();
        column.close().unwrap();
        let words: Vec<ByteArray> = rows.iter().map(|row| ByteArray::from(row.3)).collect();
        let mut column = out.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&words, None, None).unwrap();
        column.close().unwrap();
        out.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn read(bytes: &[u8], options: Options) -> Result<Table, String> {
    load_bytes("t.parquet", bytes, &options.check().unwrap()).map_err(|error| error.to_string())
}

const ROWS: [(Option<f64>, i32, bool, &str); 5] = [
    (Some(1.5), 7, true, "x"),
    (None, -2, false, "y"),
    (Some(-0.0), 7, true, "NA"),
    (Some(1e300), 12, true, "x"),
    (Some(f64::NAN), 0, false, "y"),
];

#[test]
fn row_groups_are_joined() {
    for group in [1, 2, 5] {
        let table = read(&written(&ROWS, group), Options::default()).unwrap();
        let Cells::Numbers(a) = &table.columns[0].cells else { panic!("numbers") };
        assert_eq!((a[0], a[2].to_bits(), a[3]), (1.5, 0, 1e300));
        assert!(a[1].is_nan() && a[4].is_nan());
        let Cells::Words { levels, codes } = &table.columns[3].cells else { panic!("words") };
        assert_eq!((levels.join(" "), codes[2]), ("x y".to_owned(), None));
        assert!(
            matches!(&table.columns[2].cells, Cells::Words { levels, .. } if levels.join(" ") == "true false")
        );
        assert_eq!(table.origin.rows, 5);
    }
}

#[test]
fn roles_that_are_given_are_kept() {
    let role = |name: &str, role| Options { columns: [(name.to_owned(), role)].into(), ..Options::default() };
    let table = read(&written(&ROWS, 2), role("b", Role::Category)).unwrap();
    let Cells::Words { levels, .. } = &table.columns[1].cells else { panic!("words") };
    assert_eq!(levels.join(" "), "7 -2 12 0");
}

#[test]
fn faults_name_the_row_and_the_column() {
    let mut rows = ROWS.to_vec();
    rows[3].0 = Some(f64::INFINITY);
    let error = read(&written(&rows, 2), Options::default()).unwrap_err();
    assert!(error.contains("t.parquet, row 4, column \"a\": \"inf\" is not a finite number"), "{error}");
    assert!(read(&written(&[], 2), Options::default()).unwrap_err().contains("no row of data"));
    let whole = written(&ROWS, 2);
    assert!(read(&whole[..whole.len() / 2], Options::default()).unwrap_err().contains("is damaged"));
    assert!(read(b"PAR1", Options::default()).unwrap_err().contains("is damaged"));
    assert!(read(b"nothing of the kind", Options::default()).unwrap_err().contains("is no Parquet file"));
}

#[test]
fn pages_beyond_the_room_are_refused_by_column() {
    let codecs = [
        Compression::GZIP(Default::default()),
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::UNCOMPRESSED,
    ];
    for codec in codecs {
        let schema = "message table { required double a; required double class; }";
        let properties = WriterProperties::builder()
            .set_compression(codec)
            .set_dictionary_enabled(false)
            .set_data_page_size_limit(1 << 30)
            .set_write_batch_size(1 << 20)
            .build();
        let mut bytes = Vec::new();
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            column.typed::<DoubleType>().write_batch(&vec![1.0; 100_000], None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        let source = Source::text("t.parquet".to_owned(), bytes);
        let options = Options::default().check().unwrap();
        assert!(within(&source, &options, 800_000).is_ok(), "{codec}");
        let error = within(&source, &options, 799_999).unwrap_err().to_string();
        assert!(
            error.starts_with("t.parquet, column \"a\": a page of it unpacks to more than 1 MB"),
            "{error}"
        );
    }
}

proptest! {
    /// Bytes that are changed, cut out or doubled make an error or another table, never a panic.
    #[test]
    fn damaged_files_are_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        long in 0usize..8,
    ) {
        let mut bytes = written(&ROWS, 2);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let at = cut.index(bytes.len() - long);
        bytes.drain(at..at + long);
        let _ = read(&bytes, Options::default());
    }
}
