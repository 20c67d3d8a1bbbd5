//! `counterweight render REPORT.json`: the page again, another document, or the figures alone, from the numbers.

use super::page::{self, Page};
use super::report::config::command;
use super::write::{Output, write_all};
use counterweight::error::{Error, Result};
#[cfg(feature = "png")]
use counterweight::render::raster;
use counterweight::render::templates::Templates;
use counterweight::render::{Report, figures, json, redact};
use std::path::{Path, PathBuf};

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
    /// Write the figures as PNG instead, this many pixels a unit (a figure is 720 units wide) [default: 1]
    #[arg(long, value_name = "SCALE", num_args = 0..=1, default_missing_value = "1", requires = "figures")]
    png: Option<f32>,
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
        outputs.extend(match args.png {
            Some(scale) => pictures(&report, page.templates(), scale, &folder)?,
            None => drawings(&report, page.templates(), &folder),
        });
    }
    write_all(&outputs)?;
    super::print(&outputs.iter().map(|o| format!("{}\n", o.path.display())).collect::<String>())?;
    page::hold(&failed)
}

fn drawings(report: &Report, templates: &Templates, folder: &Path) -> Vec<Output> {
    let svg = |(id, svg): (&str, String)| Output {
        path: folder.join(format!("{id}.svg")),
        bytes: svg.into_bytes(),
    };
    figures::alone(report, templates).into_iter().map(svg).collect()
}

#[cfg(feature = "png")]
fn pictures(report: &Report, templates: &Templates, scale: f32, folder: &Path) -> Result<Vec<Output>> {
    let png = |(id, bytes): (&str, Vec<u8>)| Output { path: folder.join(format!("{id}.png")), bytes };
    Ok(raster::figures(report, templates, scale)?.into_iter().map(png).collect())
}

#[cfg(not(feature = "png"))]
fn pictures(_: &Report, _: &Templates, _: f32, _: &Path) -> Result<Vec<Output>> {
    Err(Error::Usage(
        "--png: this build draws no PNG; build it with cargo install --path . --features png, or leave --png out for SVG"
            .into(),
    ))
}
