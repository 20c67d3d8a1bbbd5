//! Held-out log loss of this crate's networks on the tables and splits of `benches/held_out/tables.py`.
//!
//! `bash benches/held_out/run` makes the tables, runs this and scikit-learn on them, and compares. By itself,
//! `cargo bench --bench held_out -- [--run N] [TABLE …]` writes `target/held_out/TABLE/ours-SOLVER.N.json` for the tables
//! that are there. Runs differ in nothing but the starts of the networks.

use counterweight::load;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::{Dataset, prepare, scale};
use counterweight::seed::Seed;
use counterweight::train::tune::Choice;
use counterweight::train::{Bench, Fitted, Keep, MlpParams, MlpValidParams, Rows, Stopped, Task};
use linfa::ParamGuard;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// What is compared: a name, and the parameters that make it. Another solver is another line.
const SOLVERS: &[(&str, Make)] = &[("lbfgs", MlpParams::new)];

type Make = fn() -> MlpParams;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// `tables.json`.
#[derive(Deserialize)]
struct Tables {
    decays: Vec<f64>,
    tables: Vec<Described>,
}

/// One of its tables.
#[derive(Deserialize)]
struct Described {
    name: String,
    variables: usize,
    hidden: usize,
    starts: usize,
}

/// A split of `splits.json` with its inner splits.
#[derive(Deserialize)]
struct Outer {
    train: Vec<u32>,
    judge: Vec<u32>,
    inner: Vec<Inner>,
}

/// Training rows divided again, to choose the decay.
#[derive(Deserialize)]
struct Inner {
    train: Vec<u32>,
    judge: Vec<u32>,
}

/// What is written.
#[derive(Serialize)]
struct Outcome<'a> {
    version: &'a str,
    solver: &'a str,
    /// Of this process, on one thread; null where the system doesn't tell.
    cpu_seconds: Option<f64>,
    cpu_seconds_tuning: Option<f64>,
    stopped: Ends,
    splits: Vec<Judged>,
}

/// How the trainings ended.
#[derive(Serialize, Default)]
struct Ends {
    converged: usize,
    limit: usize,
    diverged: usize,
}

/// One split: a number a start.
#[derive(Serialize)]
struct Judged {
    decay: f64,
    losses: Vec<f64>,
    accuracies: Vec<f64>,
    iterations: Vec<u32>,
}

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/held_out");
    let Ok(text) = fs::read_to_string(folder.join("tables.json")) else {
        println!("no tables in target/held_out: make them by bash benches/held_out/run");
        return Ok(());
    };
    let described: Tables = serde_json::from_str(&text)?;
    let (run, names) = arguments()?;
    for table in described.tables.iter().filter(|t| names.is_empty() || names.contains(&t.name)) {
        let (dataset, splits) = read(&folder.join(&table.name), table)?;
        for (solver, params) in SOLVERS {
            let params = params().hidden(vec![table.hidden]).check()?;
            let outcome = judged(&dataset, &splits, (table, run), solver, &described.decays, &params)?;
            let (losses, seconds) = (outcome.splits.iter().flat_map(|s| &s.losses), outcome.cpu_seconds);
            let mean = losses.sum::<f64>() / (splits.len() * table.starts) as f64;
            eprintln!("{} {solver}: loss {mean:.5}, {:.1} s", table.name, seconds.unwrap_or(f64::NAN));
            let path = folder.join(&table.name).join(format!("ours-{solver}.{run}.json"));
            fs::write(path, serde_json::to_string(&outcome)? + "\n")?;
        }
    }
    Ok(())
}

/// The run (0 unless told otherwise) and the names of tables; cargo adds `--bench`.
fn arguments() -> Result<(u64, Vec<String>)> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let (mut run, mut names) = (0, Vec::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "--run" => run = words.next().ok_or("--run wants a number")?.parse()?,
            _ => names.push(word),
        }
    }
    Ok((run, names))
}

fn read(folder: &Path, table: &Described) -> Result<(Dataset, Vec<Outer>)> {
    let options = Options { target: Some("class".into()), ..Options::default() }.check()?;
    let path: PathBuf = folder.join("table.csv");
    let dataset = prepare(&load::load(&path, &options)?, &options)?;
    // scikit-learn sees every column as it stands
    if dataset.variables.len() != table.variables || dataset.inputs.columns() != table.variables {
        return Err(
            format!("{}: columns left out or turned: {:?}", table.name, dataset.summary.dropped).into()
        );
    }
    Ok((dataset, serde_json::from_str(&fs::read_to_string(folder.join("splits.json"))?)?))
}

fn judged<'a>(
    dataset: &Dataset,
    splits: &[Outer],
    (table, run): (&Described, u64),
    solver: &'a str,
    decays: &[f64],
    params: &MlpValidParams,
) -> Result<Outcome<'a>> {
    let began = cpu_seconds();
    let bench = bench(dataset, splits);
    let start = Seed::new(run);
    let decays = bench.choose_decays(&choices(splits, start), decays, params, &Silent)?;
    let tuned = cpu_seconds();
    let fits = bench.fit(&tasks(&decays, table.starts, start), params, &Silent)?;
    let ended = cpu_seconds();
    let mut stopped = Ends::default();
    for fit in &fits {
        match fit.stopped {
            Stopped::Converged => stopped.converged += 1,
            Stopped::Limit | Stopped::Schedule => stopped.limit += 1,
            Stopped::Diverged => stopped.diverged += 1,
        }
    }
    let split = |(&decay, fits): (&f64, &[Fitted])| Judged {
        decay,
        losses: fits.iter().map(|fit| fit.loss).collect(),
        accuracies: fits.iter().map(accuracy).collect(),
        iterations: fits.iter().map(|fit| fit.iterations).collect(),
    };
    let since = |later: Option<f64>| Some(later? - began?);
    Ok(Outcome {
        version: env!("CARGO_PKG_VERSION"),
        solver,
        cpu_seconds: since(ended),
        cpu_seconds_tuning: since(tuned),
        stopped,
        splits: decays.iter().zip(fits.chunks(table.starts)).map(split).collect(),
    })
}

/// The splits, in order, then the inner splits of each.
fn bench<'a>(dataset: &'a Dataset, splits: &[Outer]) -> Bench<'a> {
    let outer = splits.iter().map(|split| (&split.train, &split.judge));
    let inner = splits.iter().flat_map(|split| &split.inner).map(|split| (&split.train, &split.judge));
    let scaled = |(train, judge): (&Vec<u32>, &Vec<u32>)| Rows {
        train: train.clone(),
        judge: judge.clone(),
        scaling: scale::fit(&dataset.inputs, train),
    };
    Bench {
        dataset,
        rows: outer.chain(inner).map(scaled).collect(),
        labels: vec![dataset.target.codes.clone()],
        sets: vec![(0..dataset.variables.len()).collect()],
    }
}

fn choices(splits: &[Outer], start: Seed) -> Vec<Choice> {
    let mut next = splits.len() as u32;
    let mut choice = |(at, split): (usize, &Outer)| {
        let rows = (next..next + split.inner.len() as u32).collect();
        next += split.inner.len() as u32;
        Choice { set: 0, labels: 0, rows, start: start.child("choice", at as u64) }
    };
    splits.iter().enumerate().map(&mut choice).collect()
}

/// Every start of every split, with the decay of the split.
fn tasks(decays: &[f64], starts: usize, start: Seed) -> Vec<Task> {
    let task = |split: usize, decay: f64, number: usize| Task {
        rows: split as u32,
        labels: 0,
        set: 0,
        decay,
        start: start.child("split", split as u64).child("start", number as u64),
        keep: Keep::Losses,
    };
    let starts_of = |(split, &decay)| (0..starts).map(move |number| task(split, decay, number));
    decays.iter().enumerate().flat_map(starts_of).collect()
}

fn accuracy(fit: &Fitted) -> f64 {
    let classes = fit.confusion.len().isqrt();
    let right: u32 = (0..classes).map(|class| fit.confusion[class * classes + class]).sum();
    f64::from(right) / f64::from(fit.confusion.iter().sum::<u32>().max(1))
}

/// User and system time of this process: `proc_pid_stat(5)`, fields 14 and 15, in hundredths of a second on Linux.
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // the name in brackets may hold blanks; what follows begins with field 3
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((ticks(14)? + ticks(15)?) / 100.0)
}
