//! The simulated samples in `data/` are what their designs make, byte for byte.
//!
//! `BLESS=1 cargo test --test samples` writes them again.

use counterweight::seed::Seed;
use counterweight::simulate::{Settings, find, make};
use std::path::Path;

fn agrees(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("data/{file}: {e}"));
    let first = kept.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(kept == text, "data/{file} differs from its design, first in line {first:?}");
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
