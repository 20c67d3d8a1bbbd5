//! Everything that can go wrong, by whose fault it is, with the exit code it ends in.

use std::path::{Path, PathBuf};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What stopped the program. Messages name the place first and the remedy last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An option asks for something that isn't there or contradicts another (exit code 2).
    #[error("{0}")]
    Usage(String),
    /// A template or narrative can't be parsed or rendered (exit code 2).
    #[error("{0}")]
    Template(String),
    /// A file is missing, unreadable, or holds what can't be used (exit code 3).
    #[error("{0}")]
    Input(String),
    /// A report can't be written (exit code 4).
    #[error("{path}: can't write: {source}; {remedy}", path = .path.display())]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
        /// What to do about it.
        remedy: &'static str,
    },
    /// A gate (`--fail-under`, `--fail-unless`) did not hold; the report is written (exit code 1).
    #[error("{0}")]
    Gate(String),
    /// The user pressed Ctrl-C (exit code 130).
    #[error("interrupted; nothing was written")]
    Interrupted,
    /// A fault of this program (exit code 70).
    #[error("{0}; this is a fault of counterweight, please report it with the command you ran")]
    Internal(String),
}

impl Error {
    /// The exit code of the process: 1 gate, 2 usage, 3 input, 4 output, 70 our own fault, 130 interrupted.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Gate(_) => 1,
            Error::Usage(_) | Error::Template(_) => 2,
            Error::Input(_) => 3,
            Error::Write { .. } => 4,
            Error::Internal(_) => 70,
            Error::Interrupted => 130,
        }
    }

    /// An input error at a place of a file: `file, line 17, column "v4": what; remedy`.
    pub fn at(file: &str, line: Option<u64>, column: Option<&str>, what: &str) -> Self {
        let mut text = file.to_owned();
        if let Some(line) = line {
            text.push_str(&format!(", line {line}"));
        }
        if let Some(column) = column {
            text.push_str(&format!(", column {column:?}"));
        }
        Error::Input(format!("{text}: {what}"))
    }

    /// An input error about a whole file that could not be read.
    pub fn unreadable(path: &Path, source: &std::io::Error) -> Self {
        let what = match source.kind() {
            std::io::ErrorKind::NotFound => "no such file; check the path".to_owned(),
            std::io::ErrorKind::PermissionDenied => {
                "no permission to read it; change its mode or copy it".to_owned()
            }
            _ => format!("can't be read: {source}"),
        };
        Error::Input(format!("{}: {what}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_keep_faults_apart() {
        assert_eq!(Error::Usage(String::new()).exit_code(), 2);
        assert_eq!(Error::Input(String::new()).exit_code(), 3);
        assert_eq!(Error::Internal(String::new()).exit_code(), 70);
    }

    #[test]
    fn a_place_reads_file_line_column() {
        let error = Error::at("d.csv", Some(17), Some("v4"), "\"x\" is not a number");
        assert_eq!(error.to_string(), "d.csv, line 17, column \"v4\": \"x\" is not a number");
    }
}
