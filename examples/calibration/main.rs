//! How often the program's claims are wrong and its intervals cover: many tables of known truth, each through the
//! program's own parts, and the pages of numbers made from them.
//!
//! ```text
//!   cargo run --release --example calibration -- run results.jsonl --minutes 60    a line a table
//!   cargo run --release --example calibration -- sum results.jsonl                counts, cell by cell
//!   cargo run --release --example calibration -- page                             the tables of docs/evidence.md
//! ```
//! A run goes on where it was stopped: tables whose line is in the file are skipped.

mod cells;
mod draw;
mod judge;
mod lines;
mod page;
mod record;
mod results;
mod study;
mod tables;
mod truth;

use clap::{Parser, Subcommand};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Calibration of the claims.
#[derive(Parser)]
struct Words {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Appends a line for each table that has none yet.
    Run {
        /// The file of results.
        results: PathBuf,
        /// Begins no table after so many minutes.
        #[arg(long)]
        minutes: Option<u64>,
        /// Tables of this design only.
        #[arg(long)]
        design: Option<String>,
    },
    /// Adds the results up, cell by cell, in a table of counts.
    Sum {
        /// The file of results.
        results: PathBuf,
        /// The summary to write.
        #[arg(default_value = "examples/calibration/summary.csv")]
        summary: PathBuf,
    },
    /// Puts the tables made from the summary into the page, between their marks.
    Page {
        /// The summary.
        #[arg(default_value = "examples/calibration/summary.csv")]
        summary: PathBuf,
        /// The page.
        #[arg(default_value = "docs/evidence.md")]
        page: PathBuf,
    },
}

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    match Words::parse().command {
        Command::Run { results, minutes, design } => run(&results, minutes, design.as_deref()),
        Command::Sum { results, summary } => sum(&results, &summary),
        Command::Page { summary, page } => fill(&summary, &page),
    }
}

fn sum(results: &Path, summary: &Path) -> Result<(), Failed> {
    Ok(fs::write(summary, lines::to_csv(&judge::summary(&results::read(results)?)))?)
}

fn fill(summary: &Path, path: &Path) -> Result<(), Failed> {
    let lines = lines::from_csv(&fs::read_to_string(summary)?);
    let table = |name: &str| tables::TABLES.iter().find(|(id, _)| *id == name).map(|(_, make)| make(&lines));
    Ok(fs::write(path, page::filled(&fs::read_to_string(path)?, table)?)?)
}

fn run(path: &Path, minutes: Option<u64>, design: Option<&str>) -> Result<(), Failed> {
    let began = Instant::now();
    let mut done = results::done(path)?;
    for (cell, table) in cells::work() {
        if minutes.is_some_and(|minutes| began.elapsed() > Duration::from_secs(60 * minutes)) {
            break;
        }
        if design.is_some_and(|design| design != cell.design) || !done.insert((cell.clone(), table)) {
            continue;
        }
        results::append(path, &study::record(&cell, table)?)?;
    }
    Ok(())
}
