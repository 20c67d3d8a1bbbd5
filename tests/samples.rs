//! The samples in `data/` are what its README says: checksums, and byte for byte what their design makes.
//!
//! `BLESS=1 cargo test --test samples` writes the simulated ones again; then the README needs their new checksums.

use counterweight::seed::Seed;
use counterweight::simulate::{Settings, find, make};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

fn data(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file)
}

fn read(file: &str) -> String {
    std::fs::read_to_string(data(file)).unwrap_or_else(|e| panic!("data/{file}: {e}"))
}

fn agrees(file: &str, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(data(file), text).unwrap();
    }
    let kept = read(file);
    let first = kept.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(kept == text, "data/{file} differs from its design, first in line {:?}", first.map(|at| at + 1));
}

fn sample(rows: usize, seed: u64, stem: &str) {
    let design = find("question").unwrap();
    let settings = Settings { rows, ..design.defaults() };
    let made = make(design, &settings, Seed::new(seed)).unwrap();
    agrees(&format!("{stem}.csv"), &made.to_csv());
    agrees(&format!("{stem}.truth.json"), &made.truth_json().unwrap());
}

#[test]
fn fourteen_is_the_question_in_540_rows() {
    sample(540, 0, "fourteen");
}

#[test]
fn fourteen_large_is_the_question_in_10000_rows() {
    sample(10_000, 1, "fourteen_large");
}

#[test]
fn checksums_and_rows_are_those_of_the_readme() {
    let readme = read("README.md");
    for (file, rows) in [
        ("wine.csv", "178"),
        ("penguins.csv", "344"),
        ("fourteen.csv", "540"),
        ("fourteen_large.csv", "10,000"),
    ] {
        let text = read(file);
        let sum: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        let line = readme.lines().find(|line| line.starts_with(&format!("| `{file}` | {rows} |")));
        let line = line.unwrap_or_else(|| panic!("data/README.md has no line for {file} with {rows} rows"));
        assert!(line.contains(&sum), "{file} has the checksum {sum}, data/README.md another");
        assert_eq!((text.lines().count() - 1).to_string(), rows.replace(',', ""), "{file}");
    }
}
