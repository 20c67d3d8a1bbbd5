//! What a run leaves behind when it is killed, interrupted, or can't write: the old report or the new one, nothing else.
#![cfg(target_os = "linux")]

mod common;

use common::{Folder, small};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const QUICK: [&str; 9] =
    ["report", "t.csv", "--effort", "quick", "--folds", "2", "--repeats", "1", "--quiet"];

fn start(folder: &Folder, words: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterweight"));
    command.args(words).current_dir(folder.path()).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn send(signal: &str, child: &Child) {
    Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
}

/// Moments spread over a duration, in an order that looks random.
fn moments(count: u32, over: Duration) -> impl Iterator<Item = Duration> {
    (0..count).map(move |n| over * (n * 37 % count) / count)
}

/// A folder with the reports `1` and `2` of two seeds, and what their pages and JSONs hold.
fn two_reports() -> (Folder, [[String; 2]; 2]) {
    static MADE: OnceLock<[[String; 2]; 2]> = OnceLock::new();
    let reports = MADE.get_or_init(|| {
        let folder = Folder::new();
        folder.write("t.csv", small());
        ["1", "2"].map(|seed| {
            folder.run(&[&QUICK[..], &["--seed", seed, "--out", "o.html"]].concat()).code(0);
            ["o.html", "o.json"].map(|name| folder.read(name))
        })
    });
    let folder = Folder::new();
    folder.write("t.csv", small());
    for (report, seed) in reports.iter().zip(["1", "2"]) {
        folder.write(&format!("{seed}.html"), &report[0]);
        folder.write(&format!("{seed}.json"), &report[1]);
    }
    (folder, reports.clone())
}

fn temporary(folder: &Folder) -> Vec<String> {
    folder.files().into_iter().filter(|name| name.ends_with(".tmp")).collect()
}

#[test]
fn a_killed_run_leaves_the_old_report_or_the_new_one() {
    let (folder, reports) = two_reports();
    let whole = |name: &str, part: usize| {
        let text = folder.read(name);
        assert!(reports.iter().any(|report| report[part] == text), "{name} is no whole report");
    };
    folder.run(&["render", "1.json", "--out", "o.html"]).code(0);
    let mut killed = 0;
    let mut kill_at = |words: &[&str], moment: Duration| {
        let mut child = start(&folder, words);
        std::thread::sleep(moment);
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
    };
    // rendering is mostly writing: here the killing meets files half written
    let begun = Instant::now();
    folder.run(&["render", "2.json", "--out", "o.html"]).code(0);
    for (n, moment) in moments(90, begun.elapsed()).enumerate() {
        kill_at(&["render", ["1.json", "2.json"][n % 2], "--out", "o.html"], moment);
        whole("o.html", 0);
    }
    let begun = Instant::now();
    folder.run(&[&QUICK[..], &["--seed", "2", "--out", "p.html"]].concat()).code(0);
    for (n, moment) in moments(10, begun.elapsed()).enumerate() {
        kill_at(&[&QUICK[..], &["--seed", ["1", "2"][n % 2], "--out", "p.html"]].concat(), moment);
        whole("p.html", 0);
        whole("p.json", 1);
    }
    assert!(killed > 30, "only {killed} runs were killed in time");
    // what killed runs left is gone after the next run of the same report
    folder.run(&["render", "1.json", "--out", "o.html"]).code(0);
    folder.run(&[&QUICK[..], &["--seed", "1", "--out", "p.html"]].concat()).code(0);
    assert_eq!(temporary(&folder), [""; 0]);
    assert!(folder.read("o.html") == reports[0][0]);
}

#[test]
fn leftovers_go_unless_a_process_holds_them() {
    let (folder, _) = two_reports();
    let held = std::fs::File::create(folder.path().join(".o.html.1-0.tmp")).unwrap();
    held.lock().unwrap();
    for name in [".o.html.99-0.tmp", ".o.html.mine.tmp", ".other.html.99-0.tmp"] {
        folder.write(name, "half a rep");
    }
    folder.run(&["render", "1.json", "--out", "o.html"]).code(0);
    assert_eq!(temporary(&folder), [".o.html.1-0.tmp", ".o.html.mine.tmp", ".other.html.99-0.tmp"]);
}

#[test]
fn an_interrupt_ends_with_130_and_leaves_nothing() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    let mut child = start(&folder, &["report", "t.csv"]);
    let mut said = BufReader::new(child.stderr.take().unwrap());
    said.read_line(&mut String::new()).unwrap();
    let begun = Instant::now();
    send("-INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(5), "it takes too long to stop");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).unwrap();
    assert!(rest.contains("interrupted; nothing was written"), "{rest}");
    assert_eq!(folder.files(), ["t.csv"]);
}

#[test]
fn an_interrupt_while_writing_leaves_no_temporary_file() {
    let (folder, reports) = two_reports();
    let begun = Instant::now();
    folder.run(&["render", "1.json", "--out", "o.html"]).code(0);
    for (n, moment) in moments(40, begun.elapsed()).enumerate() {
        let mut child = start(&folder, &["render", ["1.json", "2.json"][n % 2], "--out", "o.html"]);
        std::thread::sleep(moment);
        send("-INT", &child);
        let status = child.wait().unwrap();
        // before it listens the system ends it, and nothing is written yet
        assert!(matches!(status.code(), Some(0 | 130)) || status.signal() == Some(2), "{status:?}");
        assert_eq!(temporary(&folder), [""; 0]);
        assert!(reports.iter().any(|report| report[0] == folder.read("o.html")));
    }
}

#[test]
fn a_full_disk_is_named_and_nothing_is_left() {
    let (folder, _) = two_reports();
    let before = folder.files();
    let full = ["/dev/full", "space"];
    folder.run(&["render", "1.json", "--out", "/dev/full"]).code(4).says(&full);
    folder.run(&[&QUICK[..], &["--out", "x.html", "--json", "/dev/full"]].concat()).code(4).says(&full);
    assert_eq!(folder.files(), before);
    assert!(std::fs::metadata("/dev/full").unwrap().file_type().is_char_device(), "the device is replaced");
}

/// A file system of its own, where the system lets us have one.
struct Tiny<'a>(&'a Path);

impl<'a> Tiny<'a> {
    fn mount(path: &'a Path) -> Option<Tiny<'a>> {
        std::fs::create_dir_all(path).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(path).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success()).then_some(Tiny(path))
    }
}

impl Drop for Tiny<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_disk_that_fills_up_keeps_the_old_report() {
    let (folder, _) = two_reports();
    let path = folder.path().join("tiny");
    let Some(tiny) = Tiny::mount(&path) else { return };
    folder.write("tiny/o.html", "the old one");
    folder.run(&["render", "1.json", "--out", "tiny/o.html"]).code(4).says(&["tiny/o.html", "space"]);
    assert_eq!(folder.read("tiny/o.html"), "the old one");
    assert_eq!(temporary(&folder), [""; 0]);
    drop(tiny);
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let (folder, _) = two_reports();
    folder
        .run(&["render", "1.json", "--out", "/proc/none/o.html"])
        .code(4)
        .says(&["/proc/none/o.html", "--out"]);
    folder.run(&["render", "1.json", "--out", "t.csv/o.html"]).code(4).says(&["t.csv/o.html", "--out"]);
    std::fs::create_dir(folder.path().join("d")).unwrap();
    folder.run(&["render", "1.json", "--out", "d"]).code(2).says(&["d: is a folder"]);
    // root may write where nobody may
    let closed = folder.path().join("d");
    let mode = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(&closed, mode(0o555)).unwrap();
    if std::fs::write(closed.join("probe"), "").is_err() {
        folder.run(&["render", "1.json", "--out", "d/o.html"]).code(4).says(&["d/o.html", "allow writing"]);
    }
    std::fs::set_permissions(&closed, mode(0o755)).unwrap();
    let before = folder.files();
    folder.run(&["render", "gone.json"]).code(3).says(&["gone.json", "no such file"]);
    folder.run(&["report", "gone.csv"]).code(3).says(&["gone.csv", "no such file"]);
    assert_eq!(folder.files(), before);
}

#[test]
fn links_stay_links_and_modes_stay() {
    let (folder, reports) = two_reports();
    let real = folder.write("real.html", "old");
    std::fs::set_permissions(&real, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("real.html", folder.path().join("link.html")).unwrap();
    folder.run(&["render", "1.json", "--out", "link.html"]).code(0);
    assert!(folder.path().join("link.html").is_symlink());
    assert!(folder.read("real.html") == reports[0][0]);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&real).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn closed_pipes_are_no_faults() {
    let folder = Folder::new();
    folder.write("t.csv", small());
    let quick = &QUICK[..QUICK.len() - 1];
    for words in [quick, &["list", "measures"], &["schema"]] {
        let mut child = start(&folder, words);
        drop(child.stdout.take());
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{words:?}");
    }
    assert_eq!(folder.files(), ["reports/t.html", "reports/t.json", "t.csv"]);
}

#[test]
fn two_runs_at_once_leave_one_whole_report() {
    let (folder, reports) = two_reports();
    for _ in 0..3 {
        let words = |seed| [&QUICK[..], &["--seed", seed, "--out", "o.html"]].concat();
        let mut runs = [start(&folder, &words("1")), start(&folder, &words("2"))];
        runs.iter_mut().for_each(|run| assert_eq!(run.wait().unwrap().code(), Some(0)));
        assert!(reports.iter().any(|report| report[0] == folder.read("o.html")));
        assert!(reports.iter().any(|report| report[1] == folder.read("o.json")));
        assert_eq!(temporary(&folder), [""; 0]);
    }
}

#[test]
fn neither_zone_nor_language_changes_a_byte() {
    let (folder, reports) = two_reports();
    let words = [&QUICK[..], &["--seed", "1", "--out", "o.html"]].concat();
    let mut command = Command::new(env!("CARGO_BIN_EXE_counterweight"));
    command.args(&words).current_dir(folder.path());
    command.env("TZ", "Asia/Kathmandu").env("LC_ALL", "tr_TR.UTF-8").env("LANG", "de_DE.UTF-8");
    assert!(command.output().unwrap().status.success());
    assert!([folder.read("o.html"), folder.read("o.json")] == reports[0]);
}
