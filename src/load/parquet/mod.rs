//! Parquet: columns with declared types, read a column at a time; behind the feature `parquet`.

#[cfg(feature = "parquet")]
mod column;
#[cfg(feature = "parquet")]
mod kind;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod read;
#[cfg(all(test, feature = "parquet"))]
mod tests;
#[cfg(feature = "parquet")]
mod time;

use super::source::Source;
use super::{Format, Table};
use crate::error::{Error, Result};
use crate::options::ValidOptions;

/// Parquet.
pub struct Parquet;

/// First and last bytes of a file.
const MAGIC: &[u8] = b"PAR1";
/// The same where its end is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

impl Format for Parquet {
    fn id(&self) -> &'static str {
        "parquet"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let lower = name.to_lowercase();
        head.starts_with(MAGIC)
            || head.starts_with(ENCRYPTED)
            || lower.ends_with(".parquet")
            || lower.ends_with(".pq")
    }

    fn read(&self, source: &Source, options: &ValidOptions) -> Result<Table> {
        let head = source.head(4)?;
        if head == ENCRYPTED {
            return Err(refused(source, "is encrypted; save the table without encryption, or as CSV"));
        }
        if head != MAGIC {
            return Err(refused(source, "is no Parquet file, whatever its name says; is it damaged?"));
        }
        table(source, options)
    }
}

fn refused(source: &Source, what: &str) -> Error {
    Error::at(&source.name, None, None, what)
}

#[cfg(feature = "parquet")]
fn table(source: &Source, options: &ValidOptions) -> Result<Table> {
    read::table(source, options)
}

#[cfg(not(feature = "parquet"))]
fn table(source: &Source, _options: &ValidOptions) -> Result<Table> {
    let what = "this build does not read Parquet files; save the table as CSV, or build with cargo install --path . \
                --features parquet";
    Err(refused(source, what))
}
