//! How fast the parts of a training are: one pass of sixteen networks on each instruction set, whole trainings, and the
//! permutation importance of their networks.
//!
//! `cargo bench --bench kernels`, or with a word to choose: `cargo bench --bench kernels -- pass/avx512`. Throughput of a
//! pass is in multiply-adds ("elements") a second; `peers.rs` beside this file holds the same work against other programs.

use counterweight::attribute::models::OtherFits;
use counterweight::attribute::{Evidence, MEASURES, Run};
use counterweight::load::load_bytes;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::{Dataset, prepare, scale};
use counterweight::seed::Seed;
use counterweight::simulate::{self, Settings, table::TARGET};
use counterweight::train::gauge::{PEAK_PRODUCTS, Pass, peak};
use counterweight::train::lanes::Width;
use counterweight::train::{Adam, Bench, Keep, MlpParams, MlpValidParams, Network, Rows, Solver, Task};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linfa::ParamGuard;
use std::hint::black_box;

/// Inputs, hidden units, classes.
const SHAPES: [(usize, usize, usize); 3] = [(2, 8, 3), (14, 8, 3), (30, 16, 3)];
const ROWS: [usize; 2] = [1_000, 10_000];
const NETWORKS: usize = 30;

fn passes(criterion: &mut Criterion) {
    let vectors = Width::all().any(|width| width != Width::Portable);
    for width in Width::all() {
        let slow = vectors && width == Width::Portable;
        let mut group = criterion.benchmark_group(format!("pass/{width:?}").to_lowercase());
        for (inputs, hidden, classes) in SHAPES {
            for rows in ROWS {
                // plain Rust is for processors without these instructions; one small size says how it does
                if slow && (inputs, rows) != (2, ROWS[0]) {
                    continue;
                }
                let mut pass = Pass::new(inputs, &[hidden], classes, rows);
                group.throughput(Throughput::Elements(pass.products()));
                group.bench_function(format!("{inputs}-{hidden}-{classes}/{rows}"), |bencher| {
                    bencher.iter(|| black_box(pass.run(width)));
                });
            }
        }
        group.finish();
    }
}

fn peaks(criterion: &mut Criterion) {
    const ROUNDS: u64 = 1 << 16;
    let mut group = criterion.benchmark_group("peak");
    group.throughput(Throughput::Elements(ROUNDS * PEAK_PRODUCTS));
    for width in Width::all().filter(|&width| width != Width::Portable) {
        let name = format!("{width:?}").to_lowercase();
        group.bench_function(name, |bencher| bencher.iter(|| black_box(peak(width, black_box(ROUNDS)))));
    }
    group.finish();
}

fn trainings(criterion: &mut Criterion) {
    let dataset = table(4_000);
    let bench = bench(&dataset);
    let mut group = criterion.benchmark_group("training");
    group.sample_size(10).throughput(Throughput::Elements(NETWORKS as u64));
    let adam = Solver::Adam(Adam { batch: 64, epochs: 1, rate: 0.01 });
    for (name, solver) in [("lbfgs, 50 iterations at most", Solver::Lbfgs), ("adam, one epoch", adam)] {
        let params = params(MlpParams::new().limit(50).solver(solver));
        group.bench_function(name, |bencher| {
            bencher
                .iter(|| bench.fit(&tasks(Keep::Losses), &params, &Silent).expect("the table can be fitted"));
        });
    }
    group.finish();
}

fn permutation(criterion: &mut Criterion) {
    let dataset = table(4_000);
    let bench = bench(&dataset);
    let params = params(MlpParams::new().limit(50).solver(Solver::Lbfgs));
    let fits = bench.fit(&tasks(Keep::Network), &params, &Silent).expect("the table can be fitted");
    let networks: Vec<Network> = fits.into_iter().filter_map(|fit| fit.network).collect();
    let evidence = evidence(&bench, &networks);
    let measure =
        MEASURES.iter().find(|measure| measure.card().id == "permutation").expect("it is in the list");
    let mut group = criterion.benchmark_group("permutation");
    let looks = dataset.variables.len() * evidence.shuffles * bench.rows[0].judge.len() * networks.len();
    group.sample_size(10).throughput(Throughput::Elements(looks as u64));
    group.bench_function("30 networks, 30 shuffles", |bencher| {
        bencher.iter(|| measure.scores(&evidence).expect("networks can be shuffled"));
    });
    group.finish();
}

/// A table of known truth: fourteen variables, three classes.
fn table(rows: usize) -> Dataset {
    let design = simulate::find("M").expect("the design of three classes is in the list");
    let settings = Settings { rows, variables: 14, ..design.defaults() };
    let simulated = simulate::make(design, &settings, Seed::new(3)).expect("the settings fit the design");
    let options =
        Options { target: Some(TARGET.into()), ..Options::default() }.check().expect("they are in range");
    let table =
        load_bytes("simulated.csv", simulated.to_csv().as_bytes(), &options).expect("it was just written");
    prepare(&table, &options).expect("it has three classes and no gaps")
}

/// Three quarters of the rows to fit on, the rest to judge on.
fn bench(dataset: &Dataset) -> Bench<'_> {
    let (train, judge): (Vec<u32>, Vec<u32>) = (0..dataset.rows() as u32).partition(|row| row % 4 > 0);
    let scaling = scale::fit(&dataset.inputs, &train);
    Bench {
        dataset,
        rows: vec![Rows { train, judge, scaling }],
        labels: vec![dataset.target.codes.clone()],
        sets: vec![(0..dataset.variables.len()).collect()],
    }
}

fn tasks(keep: Keep) -> Vec<Task> {
    let start = |number: usize| Seed::new(1).child("start", number as u64);
    (0..NETWORKS)
        .map(|number| Task { rows: 0, labels: 0, set: 0, decay: 1.0, start: start(number), keep })
        .collect()
}

fn params(asked: MlpParams) -> MlpValidParams {
    asked.check().expect("the parameters are in range")
}

fn evidence<'a>(bench: &'a Bench<'a>, networks: &'a [Network]) -> Evidence<'a> {
    Evidence {
        dataset: bench.dataset,
        rows: &bench.rows,
        labels: vec![&bench.dataset.target.codes],
        runs: networks.iter().map(|network| Run { unit: 0, rows: 0, labels: 0, network }).collect(),
        models: Vec::new(),
        forests: Vec::new(),
        judged: false,
        others: OtherFits(Vec::new()),
        left_out: Vec::new(),
        trees: 0,
        most_rows: usize::MAX,
        shuffles: 30,
        seed: Seed::new(2),
    }
}

criterion_group!(kernels, peaks, passes, trainings, permutation);
criterion_main!(kernels);
