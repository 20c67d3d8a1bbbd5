//! This crate's side of the comparison with other programs: it answers the jobs that `benches/peers/measure.py` asks for.
//!
//! `bash benches/peers/run` runs all of it. A job is a line of JSON on the standard input, its answer a line on the standard
//! output, so that one process stands ready and runs can alternate with those of a peer. Every job runs in a rayon pool of
//! one thread unless it says otherwise, and tells the processor time of that thread.

use counterweight::attribute::models::OtherFits;
use counterweight::attribute::{Evidence, MEASURES, Outcome, Run};
use counterweight::load;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::{Dataset, prepare, scale};
use counterweight::seed::Seed;
use counterweight::train::gauge::{PEAK_PRODUCTS, Pass, peak};
use counterweight::train::lanes::Width;
use counterweight::train::{Adam, Bench, Fitted, Keep, MlpParams, Network, Rows, Solver, Stopped, Task};
use linfa::ParamGuard;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What can be asked for.
#[derive(Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
enum Job {
    /// Instruction sets, widest first, without plain Rust where there is another.
    Widths,
    /// As many fused multiply-adds as the processor makes.
    Peak { width: String, rounds: u64 },
    /// Passes (loss and gradient) of sixteen networks.
    Pass { width: String, inputs: usize, hidden: usize, rows: usize, passes: u32 },
    /// Whole trainings, judged on the held-out rows when the clock has stopped.
    Train(Training),
    /// Permutation importance of networks trained before, which `networks.json` then holds.
    Permutation { training: Training, shuffles: usize },
}

/// Networks of one hidden layer on one of the tables.
#[derive(Deserialize, Clone, PartialEq)]
struct Training {
    table: String,
    /// The first so many rows are fitted on, the others held out.
    rows: usize,
    hidden: usize,
    networks: usize,
    decay: f64,
    seed: u64,
    threads: usize,
    /// Rows of a minibatch; 0 for full batches by L-BFGS.
    batch: usize,
    /// Epochs, or the limit of iterations.
    rounds: u32,
}

/// What is kept between jobs.
#[derive(Default)]
struct Desk {
    tables: BTreeMap<(String, usize), Ready>,
    networks: Option<(Training, Vec<Network>)>,
}

/// A table with its rows divided.
struct Ready {
    dataset: Dataset,
    rows: Rows,
}

fn main() -> Result<()> {
    if !std::env::args().any(|word| word == "serve") {
        println!("this answers benches/peers/measure.py: see benches/peers/run");
        return Ok(());
    }
    let mut desk = Desk::default();
    for line in stdin().lock().lines() {
        let answer = desk.answer(serde_json::from_str(&line?)?)?;
        writeln!(stdout(), "{answer}")?;
    }
    Ok(())
}

impl Desk {
    fn answer(&mut self, job: Job) -> Result<Value> {
        match job {
            Job::Widths => Ok(widths()),
            Job::Peak { width, rounds } => {
                let width = named(&width)?;
                let cpu = timed(&pool(1)?, || black_box(peak(width, black_box(rounds)))).1.cpu;
                Ok(json!({ "cpu": cpu, "products": rounds * PEAK_PRODUCTS }))
            }
            Job::Pass { width, inputs, hidden, rows, passes } => {
                let (width, mut pass) = (named(&width)?, Pass::new(inputs, &[hidden], CLASSES, rows));
                let run = || (0..passes).map(|_| pass.run(width)).sum::<f64>();
                let cpu = timed(&pool(1)?, run).1.cpu;
                Ok(json!({ "cpu": cpu, "products": pass.products() * u64::from(passes) }))
            }
            Job::Train(training) => {
                let ready = self.ready(&training)?;
                // what a task gives hangs on nothing but its training rows, so these are the same networks
                let spent = ready.train(&training, ready.barely_judged(), Keep::Losses)?.1;
                let fits = ready.train(&training, ready.rows.clone(), Keep::Losses)?.0;
                Ok(told(&fits, &spent))
            }
            Job::Permutation { training, shuffles } => self.permutation(training, shuffles),
        }
    }

    fn ready(&mut self, training: &Training) -> Result<&Ready> {
        let key = (training.table.clone(), training.rows);
        if !self.tables.contains_key(&key) {
            self.tables.insert(key.clone(), Ready::read(&training.table, training.rows)?);
        }
        self.tables.get(&key).ok_or_else(|| "a table was lost".into())
    }

    fn permutation(&mut self, training: Training, shuffles: usize) -> Result<Value> {
        if self.networks.as_ref().is_none_or(|(known, _)| *known != training) {
            let fits = {
                let ready = self.ready(&training)?;
                ready.train(&training, ready.rows.clone(), Keep::Network)?.0
            };
            let networks: Vec<Network> = fits.into_iter().filter_map(|fit| fit.network).collect();
            fs::write(folder().join("networks.json"), serde_json::to_string(&networks)?)?;
            self.networks = Some((training.clone(), networks));
        }
        self.ready(&training)?;
        let (Some(ready), Some((_, networks))) =
            (self.tables.get(&(training.table, training.rows)), &self.networks)
        else {
            return Err("a table was lost".into());
        };
        let evidence = ready.evidence(networks, shuffles);
        let permutation = MEASURES.iter().find(|measure| measure.card().id == "permutation");
        let permutation = permutation.ok_or("no measure is called permutation")?;
        let (outcome, spent) = timed(&pool(1)?, || permutation.scores(&evidence));
        let Outcome::Scores(scores) = outcome? else { return Err("permutation doesn't apply".into()) };
        let rises: Vec<Vec<f64>> = scores.into_iter().map(|scores| scores.values).collect();
        Ok(json!({ "cpu": spent.cpu, "rises": rises }))
    }
}

impl Ready {
    fn read(table: &str, rows: usize) -> Result<Self> {
        let options = Options { target: Some("class".into()), ..Options::default() }.check()?;
        let path = folder().join(format!("{table}.csv"));
        let dataset = prepare(&load::load(&path, &options)?, &options)?;
        // the peers see every column as it stands
        if dataset.inputs.columns() != dataset.variables.len() || !dataset.summary.dropped.is_empty() {
            return Err(format!("{table}: columns left out or turned: {:?}", dataset.summary.dropped).into());
        }
        let (train, judge): (Vec<u32>, Vec<u32>) =
            (0..dataset.rows() as u32).partition(|&row| (row as usize) < rows);
        let scaling = scale::fit(&dataset.inputs, &train);
        Ok(Ready { rows: Rows { train, judge, scaling }, dataset })
    }

    /// The same training rows and a single row to judge on.
    fn barely_judged(&self) -> Rows {
        Rows { judge: self.rows.judge[..1].to_vec(), ..self.rows.clone() }
    }

    fn train(&self, training: &Training, rows: Rows, keep: Keep) -> Result<(Vec<Fitted>, Spent)> {
        let params = MlpParams::new().hidden(vec![training.hidden]);
        let params = match training.batch {
            0 => params.solver(Solver::Lbfgs).limit(training.rounds),
            batch => params.solver(Solver::Adam(Adam { batch, epochs: training.rounds, rate: RATE })),
        };
        let params = params.check()?;
        let bench = Bench {
            dataset: &self.dataset,
            rows: vec![rows],
            labels: vec![self.dataset.target.codes.clone()],
            sets: vec![(0..self.dataset.variables.len()).collect()],
        };
        let seed = Seed::new(training.seed);
        let task = |number: usize| Task {
            rows: 0,
            labels: 0,
            set: 0,
            decay: training.decay,
            start: seed.child("start", number as u64),
            keep,
        };
        let tasks: Vec<Task> = (0..training.networks).map(task).collect();
        let (fits, spent) = timed(&pool(training.threads)?, || bench.fit(&tasks, &params, &Silent));
        Ok((fits?, spent))
    }

    fn evidence<'a>(&'a self, networks: &'a [Network], shuffles: usize) -> Evidence<'a> {
        Evidence {
            dataset: &self.dataset,
            rows: std::slice::from_ref(&self.rows),
            labels: vec![&self.dataset.target.codes],
            runs: networks.iter().map(|network| Run { unit: 0, rows: 0, labels: 0, network }).collect(),
            models: Vec::new(),
            forests: Vec::new(),
            judged: false,
            others: OtherFits(Vec::new()),
            left_out: Vec::new(),
            trees: 0,
            most_rows: usize::MAX,
            shuffles,
            seed: Seed::new(2),
        }
    }
}

/// Classes of the tables.
const CLASSES: usize = 3;
/// Adam's first rate.
const RATE: f64 = 0.01;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers")
}

fn widths() -> Value {
    let vectors = Width::all().any(|width| width != Width::Portable);
    let worth = Width::all().filter(|&width| !vectors || width != Width::Portable);
    worth.map(|width| format!("{width:?}")).collect()
}

fn named(name: &str) -> Result<Width> {
    let width = Width::all().find(|width| format!("{width:?}") == name);
    width.ok_or_else(|| format!("this processor has no {name}").into())
}

fn told(fits: &[Fitted], spent: &Spent) -> Value {
    let mean = |number: &dyn Fn(&Fitted) -> f64| fits.iter().map(number).sum::<f64>() / fits.len() as f64;
    json!({
        "cpu": spent.cpu,
        "wall": spent.wall,
        "accuracy": mean(&accuracy),
        "loss": mean(&|fit| fit.loss),
        "iterations": mean(&|fit| f64::from(fit.iterations)),
        "converged": fits.iter().filter(|fit| fit.stopped == Stopped::Converged).count(),
    })
}

fn accuracy(fit: &Fitted) -> f64 {
    let right: u32 = (0..CLASSES).map(|class| fit.confusion[class * CLASSES + class]).sum();
    f64::from(right) / f64::from(fit.confusion.iter().sum::<u32>().max(1))
}

fn pool(threads: usize) -> Result<ThreadPool> {
    Ok(ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// Seconds: of the processor by one thread of the pool, and of the clock on the wall.
struct Spent {
    cpu: f64,
    wall: f64,
}

fn timed<T: Send>(pool: &ThreadPool, work: impl FnOnce() -> T + Send) -> (T, Spent) {
    pool.install(|| {
        let (began, cpu) = (Instant::now(), thread_seconds());
        let made = work();
        let spent = Spent { cpu: thread_seconds() - cpu, wall: began.elapsed().as_secs_f64() };
        (made, spent)
    })
}

/// Processor time of this thread, in nanoseconds of `/proc/thread-self/schedstat`; without that file (it is Linux's) the
/// time on the wall, which is the same on an idle machine.
fn thread_seconds() -> f64 {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    // the kernel brings the account up to date when it schedules, so let it
    std::thread::yield_now();
    let account = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = account.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    spent.map_or_else(|| BEGAN.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
