//! `counterweight simulate DESIGN`: a table of known truth.

use super::write::{Output, write_all};
use counterweight::error::{Error, Result};
use counterweight::seed::Seed;
use counterweight::simulate::{self, Settings};
use std::path::PathBuf;

/// Arguments of `simulate`.
#[derive(clap::Args)]
pub struct Args {
    /// The design (`counterweight list designs`)
    design: String,
    /// Rows
    #[arg(long, value_name = "N")]
    rows: Option<usize>,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Variables in all, the useless ones included
    #[arg(long, value_name = "N")]
    variables: Option<usize>,
    /// Noise of the labels: 1 as designed, 2 halves every effect
    #[arg(long, value_name = "FACTOR")]
    noise: Option<f64>,
    /// Correlation of the correlated variables, where the design has some
    #[arg(long, value_name = "R")]
    correlation: Option<f64>,
    /// The table; its truth goes beside it as FILE.truth.json [default: stdout, without the truth]
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// Makes the table and writes it.
pub fn run(args: Args) -> Result<()> {
    let design = simulate::find(&args.design)?;
    let default = design.defaults();
    let settings = Settings {
        rows: args.rows.unwrap_or(default.rows),
        variables: args.variables.unwrap_or(default.variables),
        signal: signal(args.noise)?.unwrap_or(default.signal),
        correlation: args.correlation.unwrap_or(default.correlation),
    };
    let made = simulate::make(design, &settings, Seed::new(args.seed))?;
    let Some(path) = args.out else { return super::print(&made.to_csv()) };
    let truth = path.with_extension("truth.json");
    if truth == path {
        return Err(Error::Usage(format!(
            "{}: is where the truth would go; give a name ending in .csv",
            path.display()
        )));
    }
    let outputs = [
        Output { path: path.clone(), bytes: made.to_csv().into_bytes() },
        Output { path: truth, bytes: made.truth_json()?.into_bytes() },
    ];
    write_all(&outputs)?;
    super::print(&format!("{}\n", path.display()))
}

fn signal(noise: Option<f64>) -> Result<Option<f64>> {
    match noise {
        Some(noise) if !(noise.is_finite() && noise > 0.0) => {
            Err(Error::Usage(format!("--noise {noise}: give a number above 0; 1 is as designed")))
        }
        noise => Ok(noise.map(|noise| 1.0 / noise)),
    }
}
