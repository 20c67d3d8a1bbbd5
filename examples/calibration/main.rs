//! How often the program's claims are wrong and its intervals cover: many tables of known truth, each through the
//! program's own parts, and the pages of numbers made from them.
//!
//! ```text
//!   cargo run --release --example calibration -- run results.jsonl --minutes 60    a line a table
//!   cargo run --release --example calibration -- sum results.jsonl                adds them to the counts, cell by cell
//!   cargo run --release --example calibration -- figure strobl --tables 50        a published figure
//!   cargo run --release --example calibration -- page                             the tables of docs/evidence.md
//! ```
//! A run goes on where it was stopped: tables whose line is in the file, or that the summary counts, are skipped. So the
//! study grows batch by batch: a sum adds the tables that are new to the counts, and the lines themselves need not be kept.

mod cells;
mod draw;
mod figures;
mod judge;
mod lines;
mod means;
mod methods;
mod page;
mod printed;
mod record;
mod results;
mod sizes;
mod study;
mod tables;
mod truth;

use clap::{Parser, Subcommand};
use std::collections::HashSet;
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
        /// The summary of earlier batches.
        #[arg(long, default_value = "examples/calibration/summary.csv")]
        summary: PathBuf,
    },
    /// Adds the results to the counts of each cell; tables that are counted already are left out.
    Sum {
        /// The file of results.
        results: PathBuf,
        /// The summary they are added to.
        #[arg(default_value = "examples/calibration/summary.csv")]
        summary: PathBuf,
        /// The means that stand for the truth.
        #[arg(default_value = "examples/calibration/truths.csv")]
        truths: PathBuf,
    },
    /// Makes a figure: selection, resampled, strobl, hooker, beck or olden; or our own, copies, numbers or triples.
    Figure {
        /// Its name.
        name: String,
        /// Tables.
        #[arg(long, default_value_t = 20)]
        tables: usize,
        /// The file of its numbers.
        #[arg(default_value = "examples/calibration/figures.csv")]
        out: PathBuf,
    },
    /// Takes over what `counterweight benchmark` found.
    Methods {
        /// The JSON of the benchmark.
        benchmark: PathBuf,
        /// The file of its numbers.
        #[arg(default_value = "examples/calibration/methods.csv")]
        out: PathBuf,
    },
    /// Puts the tables made from the summary into the page, between their marks.
    Page {
        /// The summary.
        #[arg(default_value = "examples/calibration/summary.csv")]
        summary: PathBuf,
        /// The numbers of the published figures.
        #[arg(default_value = "examples/calibration/figures.csv")]
        figures: PathBuf,
        /// The numbers of the benchmark.
        #[arg(default_value = "examples/calibration/methods.csv")]
        methods: PathBuf,
        /// The page.
        #[arg(default_value = "docs/evidence.md")]
        page: PathBuf,
    },
}

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    match Words::parse().command {
        Command::Run { results, minutes, design, summary } => {
            run(&results, minutes, design.as_deref(), &summary)
        }
        Command::Sum { results, summary, truths } => sum(&results, &summary, &truths),
        Command::Figure { name, tables, out } => figure(&name, tables, &out),
        Command::Methods { benchmark, out } => methods(&benchmark, &out),
        Command::Page { summary, figures, methods, page } => fill(&[&summary, &figures, &methods], &page),
    }
}

fn sum(results: &Path, summary: &Path, truths: &Path) -> Result<(), Failed> {
    let before = lines::from_csv(&written(summary)?);
    let mut means = means::from_csv(&written(truths)?);
    let counted = lines::counted(&before);
    let mut records = results::read(results)?;
    // two runs into one file may have made the same table
    let mut seen = HashSet::new();
    records.retain(|record| seen.insert((record.cell.clone(), record.table)));
    records.retain(|record| counted.get(&record.cell).is_none_or(|&counted| record.table >= counted));
    let batch = judge::summary(&records, &mut means);
    fs::write(truths, means::to_csv(&means))?;
    Ok(fs::write(summary, lines::to_csv(&lines::added(before, batch)))?)
}

/// The text of a file; empty where there is none.
fn written(path: &Path) -> std::io::Result<String> {
    if path.exists() { fs::read_to_string(path) } else { Ok(String::new()) }
}

/// Makes a figure, in place of its lines of an earlier time.
fn figure(name: &str, tables: usize, out: &Path) -> Result<(), Failed> {
    let (_, make) = figures::FIGURES.iter().find(|(id, _)| *id == name).ok_or("no figure is called so")?;
    let mut lines = lines::from_csv(&written(out)?);
    lines.retain(|line| figures::design_in(line, name).is_none());
    lines.extend(make(tables)?);
    Ok(fs::write(out, lines::to_csv(&lines))?)
}

fn methods(benchmark: &Path, out: &Path) -> Result<(), Failed> {
    let benchmark = serde_json::from_str(&fs::read_to_string(benchmark)?)?;
    Ok(fs::write(out, lines::to_csv(&methods::lines(&benchmark)))?)
}

fn fill(numbers: &[&Path], path: &Path) -> Result<(), Failed> {
    let mut lines = Vec::new();
    for file in numbers {
        lines.extend(lines::from_csv(&fs::read_to_string(file)?));
    }
    let table = |name: &str| tables::TABLES.iter().find(|(id, _)| *id == name).map(|(_, make)| make(&lines));
    Ok(fs::write(path, page::filled(&fs::read_to_string(path)?, table)?)?)
}

fn run(path: &Path, minutes: Option<u64>, design: Option<&str>, summary: &Path) -> Result<(), Failed> {
    let began = Instant::now();
    let mut done = results::done(path)?;
    let counted = lines::counted(&lines::from_csv(&written(summary)?));
    for (cell, table) in cells::work() {
        if minutes.is_some_and(|minutes| began.elapsed() > Duration::from_secs(60 * minutes)) {
            break;
        }
        let old = counted.get(&cell).is_some_and(|&counted| table < counted);
        if old || design.is_some_and(|design| design != cell.design) || !done.insert((cell.clone(), table)) {
            continue;
        }
        results::append(path, &study::record(&cell, table)?)?;
    }
    Ok(())
}
