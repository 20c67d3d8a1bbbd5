//! The one place that writes files: beside their place first, then renamed, so that there is the old one or the new one.

use counterweight::error::{Error, Result};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file and its bytes.
pub struct Output {
    /// Where it goes.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Writes all files or none: each beside its place, then all renamed.
///
/// # Errors
/// `Error::Write` names the file and what to do; no half-written file is left.
pub fn write_all(outputs: &[Output]) -> Result<()> {
    let mut waiting: Vec<(PathBuf, &Path)> = Vec::new();
    for output in outputs {
        match write_beside(output) {
            Ok(temporary) => waiting.push((temporary, &output.path)),
            Err(error) => {
                clean_up(&waiting);
                return Err(error);
            }
        }
    }
    for (place, (temporary, path)) in waiting.iter().enumerate() {
        if let Err(source) = std::fs::rename(temporary, path) {
            clean_up(&waiting[place..]);
            return Err(failed(path, source));
        }
    }
    Ok(())
}

fn write_beside(output: &Output) -> Result<PathBuf> {
    let folder = output.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    let name = output.path.file_name().ok_or_else(|| {
        Error::Usage(format!(
            "{}: is no name of a file; give one, as in --out reports/wine.html",
            output.path.display()
        ))
    })?;
    if output.path.is_dir() {
        let text = format!(
            "{}: is a folder; give a file in it, as in --out reports/wine.html",
            output.path.display()
        );
        return Err(Error::Usage(text));
    }
    let temporary = folder.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let written = std::fs::File::create(&temporary).and_then(|mut file| {
        file.write_all(&output.bytes)?;
        file.sync_all()
    });
    written.map(|()| temporary.clone()).map_err(|source| {
        let _ = std::fs::remove_file(&temporary);
        failed(&output.path, source)
    })
}

fn clean_up(waiting: &[(PathBuf, &Path)]) {
    for (temporary, _) in waiting {
        let _ = std::fs::remove_file(temporary);
    }
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    let remedy = match source.kind() {
        std::io::ErrorKind::StorageFull => "free some space or write elsewhere with --out",
        std::io::ErrorKind::PermissionDenied => "allow writing there or write elsewhere with --out",
        _ => "write elsewhere with --out",
    };
    Error::Write { path: path.to_owned(), source, remedy }
}
