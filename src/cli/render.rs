//! `counterweight render REPORT.json`: the page again, from the numbers alone.

use super::write::{Output, write_all};
use counterweight::error::{Error, Result};
use counterweight::render::{html, json};
use std::path::PathBuf;

/// Arguments of `render`.
#[derive(clap::Args)]
pub struct Args {
    /// The JSON of a report
    report: PathBuf,
    /// The page [default: beside the JSON, with the ending html]
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
    /// A folder whose templates replace the embedded ones, file by file
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

/// Renders and writes the page, and prints its path.
pub fn run(args: Args) -> Result<()> {
    let templates = super::report::templates(args.templates.as_deref())?;
    let bytes = std::fs::read(&args.report).map_err(|e| Error::unreadable(&args.report, &e))?;
    let report = json::parse(&args.report.display().to_string(), &bytes)?;
    let path = args.out.unwrap_or_else(|| args.report.with_extension("html"));
    if path == args.report {
        return Err(Error::Usage(format!(
            "{}: is the JSON itself; name the page with --out",
            path.display()
        )));
    }
    write_all(&[Output { path: path.clone(), bytes: html::render(&report, &templates)? }])?;
    super::print(&format!("{}\n", path.display()))
}
