//! `counterweight render REPORT.json`: the page again, another document, or the figures alone, from the numbers.

use super::page::{self, Page};
use super::report::config::command;
use super::write::{Output, write_all};
use counterweight::error::{Error, Result};
use counterweight::render::{figures, json, redact};
use std::path::PathBuf;

/// Arguments of `render`.
#[derive(clap::Args)]
pub struct Args {
    /// The JSON of a report
    report: PathBuf,
    /// The page [default: beside the JSON, with the ending html]
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
    /// A document of your own over the same numbers, in the place of the report's text
    #[arg(long, value_name = "FILE.md")]
    narrative: Option<PathBuf>,
    /// A folder whose templates replace the embedded ones, file by file
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Call columns, classes and levels by codes (variable 1, class A, …) and give no number in the units of the file
    #[arg(long)]
    redact: bool,
    /// Write every figure into this folder as SVG, and no page unless --out names one
    #[arg(long, value_name = "DIR")]
    figures: Option<PathBuf>,
}

/// Renders and writes the page or the figures, and prints their paths.
pub fn run(args: Args) -> Result<()> {
    let page = Page::read(args.templates.as_deref(), args.narrative.as_deref())?;
    let bytes = std::fs::read(&args.report).map_err(|e| Error::unreadable(&args.report, &e))?;
    let mut report = json::parse(&args.report.display().to_string(), &bytes)?;
    if args.redact {
        report = redact::redact(report)?;
        report.config.command = command(&report);
    }
    let mut outputs = Vec::new();
    let mut failed = Vec::new();
    if args.figures.is_none() || args.out.is_some() || args.narrative.is_some() {
        let path = args.out.unwrap_or_else(|| args.report.with_extension("html"));
        if path == args.report {
            return Err(Error::Usage(format!(
                "{}: is the JSON itself; name the page with --out",
                path.display()
            )));
        }
        let rendered = page.render(&report)?;
        failed = rendered.failed;
        outputs.push(Output { path, bytes: rendered.page });
    }
    if let Some(folder) = args.figures {
        let alone = figures::alone(&report, page.templates());
        outputs.extend(
            alone
                .into_iter()
                .map(|(id, svg)| Output { path: folder.join(format!("{id}.svg")), bytes: svg.into_bytes() }),
        );
    }
    write_all(&outputs)?;
    super::print(&outputs.iter().map(|o| format!("{}\n", o.path.display())).collect::<String>())?;
    page::hold(&failed)
}
