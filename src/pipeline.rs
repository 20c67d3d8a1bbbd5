//! The whole way: a table becomes a report.

use crate::attribute;
use crate::compare;
use crate::error::Result;
use crate::load::Table;
use crate::memory::{self, Need};
use crate::observe::Observe;
use crate::options::ValidOptions;
use crate::prepare::plan::Plan;
use crate::prepare::{self, Dataset};
use crate::render::{self, Report};
use crate::train;
use crate::truth;

/// Makes the report of a table. `command` is what made it, for the page.
///
/// # Errors
/// `Error::Usage` for options that name what isn't there, `Error::Input` for data that can't be used,
/// `Error::Interrupted` when the user asked to stop.
pub fn report(table: Table, options: &ValidOptions, command: &str, observe: &dyn Observe) -> Result<Report> {
    let mut dataset = prepare::prepare(&table, options)?;
    // its cells are f64: of a large table more than all that follows
    drop(table);
    memory::give_back();
    let (rows, inputs) = (dataset.rows() as u64, dataset.inputs.columns() as u64);
    Need::report(rows, inputs).within(memory::available(), &dataset.summary.file)?;
    let coded;
    let options = if options.redact {
        // no number depends on a name from here on, and nothing that follows ever sees one
        coded = prepare::redact::dataset(&mut dataset).options(options).check()?;
        &coded
    } else {
        options
    };
    let (findings, plan) = findings(&dataset, options, observe)?;
    let report = render::assemble(findings, options, &plan, command);
    if options.redact { render::redact::redact(report) } else { Ok(report) }
}

/// Trains and compares, at thorough effort again with more repeats where these can settle what hangs on the draw of the
/// splits.
fn findings(
    dataset: &Dataset,
    options: &ValidOptions,
    observe: &dyn Observe,
) -> Result<(compare::Findings, Plan)> {
    let mut plan = prepare::plan::of(dataset, options);
    loop {
        let mut ensemble = train::ensemble::train(dataset, &plan, options, observe)?;
        memory::give_back();
        let attributed = attribute::attribute(dataset, &ensemble, options, observe)?;
        let findings = compare::compare(dataset, &mut ensemble, &attributed, options, observe)?;
        let runs = &findings.enough_runs;
        if let Some(more) = plan.deeper(runs.needed, runs.unsettled(), options) {
            plan = more;
            continue;
        }
        let known_truth = truth::known_truth(dataset, &ensemble, options, observe)?;
        return Ok((compare::Findings { known_truth, ..findings }, plan));
    }
}
