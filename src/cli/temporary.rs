//! Temporary files beside the files they become: written, locked while their process lives, removed at its end.
//!
//! A process that is killed can't clean up. The system takes its locks away, though, so that the next run that writes
//! the same file sees which temporary files nobody holds any more, and removes them.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often a name is tried that another process has taken.
const MOST_TRIES: u32 = 100;

/// What this process has not yet renamed, and whether it has renamed anything.
static STATE: Mutex<State> = Mutex::new(State { waiting: Vec::new(), renamed: false });

struct State {
    waiting: Vec<PathBuf>,
    renamed: bool,
}

fn state() -> MutexGuard<'static, State> {
    // the list of paths is whole after every step, so a panic elsewhere can't have broken it
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file beside `path` that is to become it; removed where that doesn't come to pass.
pub struct Temporary {
    place: PathBuf,
    path: PathBuf,
    /// Held, for its lock tells other processes that the file is being written.
    _file: File,
}

impl Temporary {
    /// Writes bytes beside `path`, on the disk and not only on their way to it.
    pub fn write(path: &Path, bytes: &[u8]) -> Result<Temporary> {
        let folder = folder(path);
        std::fs::create_dir_all(folder)?;
        sweep(path);
        let (place, mut file) = {
            // an interrupt between the two would leave the file behind
            let mut state = state();
            let created = create(path)?;
            state.waiting.push(created.0.clone());
            created
        };
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        if let Ok(old) = std::fs::metadata(path) {
            // who could not read the old file shall not read the new one
            let _ = std::fs::set_permissions(&place, old.permissions());
        }
        // from here on dropping it removes the file
        let temporary = Temporary { place, path: path.to_owned(), _file: file };
        written.map(|()| temporary)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let mut state = state();
        if let Some(at) = state.waiting.iter().position(|place| *place == self.place) {
            state.waiting.swap_remove(at);
            let _ = std::fs::remove_file(&self.place);
        }
    }
}

/// Gives all of them their names; where one fails, the path and the error. An interrupt waits until this is over.
pub fn rename_all(files: Vec<Temporary>) -> std::result::Result<(), (PathBuf, std::io::Error)> {
    let mut state = state();
    let mut failed = None;
    for file in &files {
        match std::fs::rename(&file.place, &file.path) {
            Ok(()) => {
                state.renamed = true;
                state.waiting.retain(|place| *place != file.place);
            }
            Err(error) => {
                failed = Some((file.path.clone(), error));
                break;
            }
        }
    }
    drop(state);
    files.iter().for_each(|file| persist(folder(&file.path)));
    failed.map_or(Ok(()), Err)
}

/// Removes what is not renamed yet; whether something is.
pub fn give_up() -> bool {
    let mut state = state();
    for place in std::mem::take(&mut state.waiting) {
        let _ = std::fs::remove_file(place);
    }
    // the lock is never given back: nothing is renamed while the process ends
    let renamed = state.renamed;
    std::mem::forget(state);
    renamed
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name is on the disk when its folder is; not every system can be asked for that.
fn persist(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

fn prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

/// A new file, locked. Another process may have swept it away before the lock was there: then another one.
fn create(path: &Path) -> Result<(PathBuf, File)> {
    let mut last = ErrorKind::AlreadyExists.into();
    for number in 0..MOST_TRIES {
        let name = format!("{}{}-{number}.tmp", prefix(path), std::process::id());
        let place = folder(path).join(name);
        match OpenOptions::new().write(true).create_new(true).open(&place) {
            Ok(file) => {
                // a file system without locks has no sweeping either
                let _ = file.lock();
                if place.exists() {
                    return Ok((place, file));
                }
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// Removes temporary files of this path that no process holds.
fn sweep(path: &Path) {
    let prefix = prefix(path);
    for entry in std::fs::read_dir(folder(path)).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let middle = name.to_str().and_then(|name| name.strip_prefix(&prefix)?.strip_suffix(".tmp"));
        let ours = middle
            .and_then(|middle| middle.split_once('-'))
            .is_some_and(|(process, number)| process.parse::<u32>().is_ok() && number.parse::<u32>().is_ok());
        if ours && is_free(&entry.path()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_free(place: &Path) -> bool {
    let Ok(file) = OpenOptions::new().write(true).open(place) else { return false };
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
    }
}
