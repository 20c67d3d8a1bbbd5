//! `counterweight report DATA`: the main job.

mod args;
pub mod config;
pub mod gates;
mod summary;

pub use args::Args;

use super::page::Page;
use super::progress;
use super::say;
use super::write::{Output, write_all};
use counterweight::error::{Error, Result};
use counterweight::render::{Report, json, markdown};
use counterweight::{load, pipeline};
use std::path::{Path, PathBuf};

/// Where things go, and what else doesn't change a number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Destination {
    /// The page.
    pub out: Option<PathBuf>,
    /// The JSON.
    pub json: Option<PathBuf>,
    /// The Markdown summary.
    pub summary: Option<PathBuf>,
    /// A document that takes the place of the report's text.
    pub narrative: Option<PathBuf>,
    /// Folder of templates that replace the embedded ones.
    pub templates: Option<PathBuf>,
    /// `METRIC=VALUE` gates.
    pub fail_under: Vec<String>,
    /// Claims that must be answered yes.
    pub fail_unless: Vec<String>,
    /// Threads; all cores when not given.
    pub threads: Option<usize>,
    /// Nothing on stderr but errors.
    pub quiet: bool,
    /// Open the page afterwards.
    pub open: bool,
}

/// Makes the report, writes it, then looks at the gates.
pub fn run(args: Args) -> Result<()> {
    let data = args.data.clone();
    let (options, destination) = config::settle(args)?;
    let options = options.check()?;
    let gates = gates::Gates::parse(&destination.fail_under, &destination.fail_unless)?;
    // a mistake in a template or document should not cost a training
    let page = Page::read(destination.templates.as_deref(), destination.narrative.as_deref())?;
    let places = Places::of(&data, &destination)?;
    start_threads(destination.threads)?;
    let observe = progress::listener(destination.quiet);
    let table = load::load(&data, &options)?;
    let mut report = pipeline::report(table, &options, "counterweight report", observe.as_ref())?;
    report.config.command = config::command(&report);
    let rendered = page.render(&report)?;
    write_all(&outputs(&report, rendered.page, &places)?)?;
    if !destination.quiet {
        summary::print(&report, &places.html);
    }
    super::print(&format!("{}\n", places.html.display()))?;
    if destination.open {
        open(&places.html)?;
    }
    gates.hold(&report, &rendered.failed)
}

/// The files of a report.
struct Places {
    html: PathBuf,
    json: PathBuf,
    summary: Option<PathBuf>,
}

impl Places {
    fn of(data: &Path, destination: &Destination) -> Result<Self> {
        let stem = if data == Path::new("-") {
            "stdin".into()
        } else {
            data.file_stem().unwrap_or(data.as_os_str()).to_owned()
        };
        let html = destination
            .out
            .clone()
            .unwrap_or_else(|| Path::new("reports").join(&stem).with_extension("html"));
        let json = destination.json.clone().unwrap_or_else(|| html.with_extension("json"));
        let same = |a: &Path, b: &Path| {
            a == b || (a.exists() && b.exists() && a.canonicalize().ok() == b.canonicalize().ok())
        };
        let places = Places { html, json, summary: destination.summary.clone() };
        let mut all = vec![&places.html, &places.json];
        all.extend(&places.summary);
        for (n, path) in all.iter().enumerate() {
            if path.file_name().is_none() || path.is_dir() {
                let remedy = "give a file in it, as in --out reports/wine.html";
                return Err(Error::Usage(format!("{}: is a folder; {remedy}", path.display())));
            }
            if same(path, data) {
                return Err(Error::Usage(format!(
                    "{}: is the data itself; write the report elsewhere with --out",
                    path.display()
                )));
            }
            if all[..n].iter().any(|other| same(other, path)) {
                return Err(Error::Usage(format!(
                    "{}: is asked for twice; give --out, --json and --summary names of their own",
                    path.display()
                )));
            }
        }
        Ok(places)
    }
}

fn outputs(report: &Report, page: Vec<u8>, places: &Places) -> Result<Vec<Output>> {
    // the numbers first: a run that is killed between the two leaves what `render` makes the page from
    let mut outputs = vec![
        Output { path: places.json.clone(), bytes: json::render(report)? },
        Output { path: places.html.clone(), bytes: page },
    ];
    if let Some(path) = &places.summary {
        outputs.push(Output { path: path.clone(), bytes: markdown::render(report)? });
    }
    Ok(outputs)
}

/// Makes the pool of threads that everything runs in; without a number the library's own, one for each processor.
///
/// # Errors
/// `Error::Usage` for 0 threads and for more than 1,024; `Error::Internal` where the pool can't be made.
pub fn start_threads(threads: Option<usize>) -> Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    if threads == 0 || threads > 1024 {
        return Err(Error::Usage(format!(
            "--threads {threads}: give 1 to 1024, or leave it out for all cores"
        )));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    pool.map_err(|e| Error::Internal(format!("threads can't be started: {e}")))
}

/// Hands the page to the system's opener; a machine without one is no error of the report.
fn open(path: &Path) -> Result<()> {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = std::process::Command::new(opener).arg(path).stdout(std::process::Stdio::null()).spawn();
    if started.is_err() {
        say(&format!("counterweight: {opener} can't be started; open {} yourself", path.display()));
    }
    Ok(())
}
