//! The command line: one file a command. Nothing outside this folder knows clap.

mod benchmark;
mod completions;
mod interrupt;
mod list;
mod page;
mod progress;
mod render;
mod report;
mod schema;
mod simulate;
mod template;
mod temporary;
#[cfg(test)]
mod tests;
mod write;

use clap::{CommandFactory, Parser, Subcommand};
use counterweight::error::Result;

/// Which variables of a small neural network matter? Trains it many times, ranks the variables by every weight-based
/// measure in use, holds the rankings against baselines that never see a weight, retrains with the chosen few, and says
/// what holds, in one HTML report.
#[derive(Parser)]
#[command(name = "counterweight", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The whole report: the main job
    Report(Box<report::Args>),
    /// The page again, or from other templates, out of a report's JSON; trains nothing
    Render(render::Args),
    /// A table of known truth, as CSV, with its truth as JSON beside it
    Simulate(simulate::Args),
    /// Which measure recovers the truth, over all designs, and how often a claim is wrong
    Benchmark(benchmark::Args),
    /// What there is: measures, figures, sections or designs
    List(list::Args),
    /// The templates the page is made from
    Template(template::Args),
    /// The JSON Schema of the report
    Schema,
    /// Completions for a shell
    Completions(completions::Args),
    /// The manual page
    Man,
}

/// Parses the command line and runs the command.
pub fn run() -> Result<()> {
    interrupt::listen();
    match Cli::parse().command {
        Command::Report(args) => report::run(*args),
        Command::Render(args) => render::run(args),
        Command::Simulate(args) => simulate::run(args),
        Command::Benchmark(args) => benchmark::run(args),
        Command::List(args) => list::run(args),
        Command::Template(args) => template::run(args),
        Command::Schema => schema::run(),
        Command::Completions(args) => completions::run(args, Cli::command()),
        Command::Man => completions::man(Cli::command()),
    }
}

/// Prints to stdout; a reader that closed the pipe early is no fault.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(counterweight::error::Error::Write {
                path: "stdout".into(),
                source: error,
                remedy: "free the device or redirect the output elsewhere",
            })
        }
        _ => Ok(()),
    }
}

/// Says a line on stderr; a reader that closed the pipe early is no fault.
pub fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
