//! How much memory a table needs, and how much there is: known before the work, for the system's own way to say it is to
//! end the program in the middle.
//!
//! ```text
//! reading a table    30 MB + rows × (8 columns + 500) bytes
//! a report on it     30 MB + rows × (4 inputs + 500) bytes + 16 inputs² bytes
//! ```
//!
//! A cell is 8 bytes while columns are looked at and 4 for the networks; the 500 are the lists of rows of all splits and
//! what is kept of predictions; the square is that of cosines and correlations. The lists are the plan's, which is smaller
//! for more rows, so that 500 is too little for thousands of rows, where nothing is scarce, and enough for millions.

use crate::error::{Error, Result};
use crate::numbers;
use std::path::Path;

/// Bytes whatever the table.
const BASE: u64 = 30_000_000;
/// Bytes of a row besides its cells.
const ROW: u64 = 500;

/// What a piece of work needs: some bytes, and some for each row.
pub struct Need {
    rows: u64,
    columns: u64,
    fixed: u64,
    row: u64,
}

impl Need {
    /// To read a table.
    pub fn reading(rows: u64, columns: u64) -> Need {
        Need { rows, columns, fixed: BASE, row: ROW.saturating_add(columns.saturating_mul(8)) }
    }

    /// To make a report, the table being read.
    pub fn report(rows: u64, inputs: u64) -> Need {
        let pairs = inputs.saturating_mul(inputs).saturating_mul(16);
        let row = ROW.saturating_add(inputs.saturating_mul(4));
        Need { rows, columns: inputs, fixed: BASE.saturating_add(pairs), row }
    }

    /// Bytes at the peak, about.
    pub fn bytes(&self) -> u64 {
        self.fixed.saturating_add(self.rows.saturating_mul(self.row))
    }

    /// Refuses what needs more than there is. Where it can't be told what there is, nothing is refused.
    ///
    /// # Errors
    /// `Error::Input` says how much is needed, how much there is, and what to reduce.
    pub fn within(&self, available: Option<u64>, file: &str) -> Result<()> {
        let Some(available) = available.filter(|&there| self.bytes() > there) else { return Ok(()) };
        let fit = available.saturating_sub(self.fixed) / self.row;
        // two digits: it is an estimate
        let scale = 10u64.pow(fit.checked_ilog10().unwrap_or(0).saturating_sub(1));
        let remedy = match fit / scale * scale {
            0..100 => "leave columns out".to_owned(),
            fit => format!("give a sample of {} rows, or leave columns out", count(fit)),
        };
        let what = format!(
            "{} rows of {} columns need about {} of memory, and {} are free; {remedy}, or free some memory",
            count(self.rows),
            count(self.columns),
            size(self.bytes()),
            size(available)
        );
        Err(Error::at(file, None, None, &what))
    }
}

fn count(n: u64) -> String {
    numbers::count(usize::try_from(n).unwrap_or(usize::MAX))
}

/// Gives memory that was freed back to the system, where the allocator would keep it for later: after a large table has
/// been read that is as much as the report itself needs.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            /// Releases free memory from the heaps, but for so many bytes at their ends (glibc, `man 3 malloc_trim`).
            fn malloc_trim(pad: usize) -> std::ffi::c_int;
        }
        // SAFETY: it takes any number, touches free memory only, and locks the heaps while it does.
        unsafe { malloc_trim(0) };
    }
}

/// Bytes in words.
pub fn size(bytes: u64) -> String {
    match bytes {
        1_000_000_000.. => format!("{:.1} GB", bytes as f64 / 1e9),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}

/// Bytes that this process may still take: what the machine has free, and no more than its control groups allow. None
/// where that can't be told (elsewhere than on Linux).
pub fn available() -> Option<u64> {
    available_under(Path::new("/"))
}

/// As `available`, with the system's files below `root`.
fn available_under(root: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(root.join("proc/meminfo")).ok()?;
    let free = field(&text, "MemAvailable:")?.saturating_mul(1024);
    let groups = std::fs::read_to_string(root.join("proc/self/cgroup")).unwrap_or_default();
    let left = groups.lines().filter_map(|line| left_of_group(root, line)).min();
    Some(left.map_or(free, |left| left.min(free)))
}

/// The first number behind a word at the beginning of a line.
fn field(text: &str, word: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(word)?.split_whitespace().next()?.parse().ok())
}

/// What is left of the limits of a control group and those above it, given its line in /proc/self/cgroup.
fn left_of_group(root: &Path, line: &str) -> Option<u64> {
    let mut parts = line.splitn(3, ':').skip(1);
    let (controllers, path) = (parts.next()?, parts.next()?);
    let (folder, limit, used, reclaimed) = if controllers.is_empty() {
        ("sys/fs/cgroup", "memory.max", "memory.current", "inactive_file ")
    } else if controllers.split(',').any(|name| name == "memory") {
        ("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ")
    } else {
        return None;
    };
    let top = root.join(folder);
    let own = top.join(path.trim_start_matches('/'));
    let left = |group: &Path| {
        let number = |name| std::fs::read_to_string(group.join(name)).ok()?.trim().parse::<u64>().ok();
        // the word max means that there is no limit
        let (limit, used) = (number(limit)?, number(used)?);
        let stat = std::fs::read_to_string(group.join("memory.stat")).unwrap_or_default();
        // pages of files that the system gives back when asked
        let back = field(&stat, reclaimed).unwrap_or(0);
        Some(limit.saturating_sub(used.saturating_sub(back)))
    };
    // a group inside a container may have the path it has outside: then the top stands for it
    own.ancestors().take_while(|group| group.starts_with(&top)).filter_map(left).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_with_both_sizes_and_what_does() {
        // 30 MB + 10 million rows × (8 × 100 + 500) bytes = 13.03 GB; (4 GB - 30 MB) / 1300 bytes = 3.05 million rows
        let error = Need::reading(10_000_000, 100).within(Some(4_000_000_000), "d.csv").unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert_eq!(
            error.to_string(),
            "d.csv: 10,000,000 rows of 100 columns need about 13.0 GB of memory, and 4.0 GB are free; give a sample of \
             3,000,000 rows, or leave columns out, or free some memory"
        );
        assert!(Need::reading(3_000_000, 100).within(Some(4_000_000_000), "d.csv").is_ok());
        assert!(Need::reading(10_000_000, 100).within(None, "d.csv").is_ok());
        let wide = Need::report(300, 50_000).within(Some(1 << 30), "d.csv").unwrap_err().to_string();
        assert!(wide.contains("40.1 GB") && wide.contains("; leave columns out"), "{wide}");
        assert!(Need::report(u64::MAX, u64::MAX).within(Some(1 << 40), "d.csv").is_err());
    }

    /// Files of a system, below a folder of their own.
    fn system(name: &str, files: &[(&str, &str)]) -> Option<u64> {
        let root = std::env::temp_dir().join(format!("counterweight-memory-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let available = available_under(&root);
        std::fs::remove_dir_all(&root).unwrap();
        available
    }

    const MEMINFO: (&str, &str) = ("proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    8000 kB\n");

    #[test]
    fn the_least_of_machine_and_groups_counts() {
        assert_eq!(system("free", &[MEMINFO]), Some(8_192_000));
        assert_eq!(system("none", &[("proc/other", "")]), None);
        let second = [
            MEMINFO,
            ("proc/self/cgroup", "0::/job/step\n"),
            ("sys/fs/cgroup/job/step/memory.max", "max\n"),
            ("sys/fs/cgroup/job/step/memory.current", "1000\n"),
            ("sys/fs/cgroup/job/memory.max", "5000000\n"),
            ("sys/fs/cgroup/job/memory.current", "3000000\n"),
            ("sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_file 500000\n"),
        ];
        assert_eq!(system("second", &second), Some(2_500_000));
        let first = [
            MEMINFO,
            ("proc/self/cgroup", "5:cpu,memory:/job\n3:cpuset:/\n"),
            ("sys/fs/cgroup/memory/memory.limit_in_bytes", "4000000\n"),
            ("sys/fs/cgroup/memory/memory.usage_in_bytes", "1000000\n"),
        ];
        assert_eq!(system("first", &first), Some(3_000_000));
    }
}
