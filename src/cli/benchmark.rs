//! `counterweight benchmark`: which measure recovers the truth, over all designs.

use super::progress;
use super::write::{Output, write_all};
use counterweight::benchmark::{self, Benchmark, Plan, TableResult, page};
use counterweight::error::{Error, Result};
use counterweight::options::Effort;
use counterweight::simulate;
use std::path::{Path, PathBuf};

/// Arguments of `benchmark`.
#[derive(clap::Args)]
pub struct Args {
    /// Designs [default: all that `counterweight list designs` has]
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    designs: Vec<String>,
    /// Sizes of the tables
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "300")]
    rows: Vec<usize>,
    /// Numbers of variables [default: each design's own]
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    variables: Vec<usize>,
    /// Tables of each design, size and decay
    #[arg(long, value_name = "N", default_value_t = 10)]
    tables: usize,
    /// Weight decays: auto or numbers
    #[arg(long, value_name = "VALUE,…", value_delimiter = ',', default_value = "auto")]
    decay: Vec<String>,
    /// Effort of the reports: quick, standard or thorough
    #[arg(long, value_name = "EFFORT", default_value = "quick")]
    effort: String,
    /// Seed of the first table
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The page; its JSON goes beside it, and tables that are in it already are not made again
    #[arg(long, value_name = "FILE.html", default_value = "reports/benchmark.html")]
    out: PathBuf,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Nothing on stderr but errors
    #[arg(long)]
    quiet: bool,
}

/// Makes the tables, the reports and the page.
pub fn run(args: Args) -> Result<()> {
    let plan = plan(&args)?;
    let json = args.out.with_extension("json");
    if json == args.out {
        return Err(Error::Usage(format!(
            "{}: is where the JSON goes; give a name ending in .html",
            json.display()
        )));
    }
    super::report::start_threads(args.threads)?;
    let known = known(&json, &plan)?;
    let observe = progress::listener(args.quiet);
    let mut keep = |results: &[TableResult]| {
        let bytes = bytes(&made(&plan, results.to_vec()))?;
        write_all(&[Output { path: json.clone(), bytes }])
    };
    let results = benchmark::run(&plan, known, observe.as_ref(), &mut keep)?;
    let benchmark = made(&plan, results);
    let page = page::render(&benchmark, &command(&plan))?;
    write_all(&[
        Output { path: args.out.clone(), bytes: page },
        Output { path: json.clone(), bytes: bytes(&benchmark)? },
    ])?;
    super::print(&format!("{}\n", args.out.display()))
}

fn plan(args: &Args) -> Result<Plan> {
    let all = || simulate::DESIGNS.iter().map(|design| design.card().id.to_owned()).collect();
    let named = args
        .designs
        .iter()
        .map(|id| Ok(simulate::find(id)?.card().id.to_owned()))
        .collect::<Result<Vec<_>>>()?;
    if args.tables == 0 || args.rows.iter().any(|rows| *rows < 20) {
        return Err(Error::Usage(
            "a benchmark needs a table and 20 rows at least; give --tables 10 --rows 300".to_owned(),
        ));
    }
    let asked = |effort: &Effort| effort.name() == args.effort;
    let effort = Effort::ALL.into_iter().find(asked).ok_or_else(|| {
        Error::Usage(format!("--effort {:?}: give quick, standard or thorough", args.effort))
    })?;
    Ok(Plan {
        designs: if named.is_empty() { all() } else { named },
        rows: args.rows.clone(),
        variables: args.variables.clone(),
        decays: args.decay.clone(),
        tables: args.tables,
        seed: args.seed,
        effort,
    })
}

fn made(plan: &Plan, results: Vec<TableResult>) -> Benchmark {
    let (recovered, claims) = benchmark::summary(&results);
    Benchmark {
        schema: benchmark::SCHEMA.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        plan: plan.clone(),
        results,
        recovered,
        claims,
    }
}

fn bytes(benchmark: &Benchmark) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(benchmark).map_err(|e| Error::Internal(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Results of an earlier run of the same version, seed and effort; none where there is no such file.
fn known(json: &Path, plan: &Plan) -> Result<Vec<TableResult>> {
    let Ok(bytes) = std::fs::read(json) else { return Ok(Vec::new()) };
    let earlier: Benchmark = serde_json::from_slice(&bytes).map_err(|e| {
        Error::Input(format!("{}: is no benchmark's JSON ({e}); give another --out", json.display()))
    })?;
    let same = earlier.schema == benchmark::SCHEMA
        && earlier.version == env!("CARGO_PKG_VERSION")
        && (earlier.plan.seed, earlier.plan.effort) == (plan.seed, plan.effort);
    Ok(if same { earlier.results } else { Vec::new() })
}

/// The command that makes the benchmark again.
fn command(plan: &Plan) -> String {
    let words = |numbers: &[usize]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
    let rows = words(&plan.rows);
    let variables = match plan.variables.as_slice() {
        [] => String::new(),
        given => format!(" --variables {}", words(given).join(",")),
    };
    format!(
        "counterweight benchmark --designs {} --rows {}{variables} --tables {} --decay {} --effort {} --seed {}",
        plan.designs.join(","),
        rows.join(","),
        plan.tables,
        plan.decays.join(","),
        plan.effort.name(),
        plan.seed
    )
}
