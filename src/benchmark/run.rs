//! A report on every table that has no result yet.

use super::{Plan, TableResult, judged};
use crate::error::Result;
use crate::load::load_bytes;
use crate::observe::{Observe, Silent};
use crate::options::{Decay, Options, ValidOptions};
use crate::pipeline;
use crate::seed::Seed;
use crate::simulate::{self, Settings};
use rayon::prelude::*;

/// Tables between two calls of `keep`, for each thread.
const AT_ONCE: usize = 2;

/// One table to make.
struct Job {
    design: &'static dyn simulate::Design,
    settings: Settings,
    decay: String,
    options: ValidOptions,
    table: usize,
}

/// Makes every table of the plan that is not among the results known, and keeps the results as they come.
///
/// # Errors
/// `Error::Usage` for a design or decay that isn't there; those of the report; `Error::Interrupted`; those of `keep`.
pub fn run(
    plan: &Plan,
    known: Vec<TableResult>,
    observe: &dyn Observe,
    keep: &mut dyn FnMut(&[TableResult]) -> Result<()>,
) -> Result<Vec<TableResult>> {
    let jobs = jobs(plan)?;
    let mut results: Vec<Option<TableResult>> =
        jobs.iter().map(|job| known.iter().find(|k| job.made(k)).cloned()).collect();
    let left: Vec<usize> = (0..jobs.len()).filter(|&at| results[at].is_none()).collect();
    observe.stage_began("reports on tables of known truth", left.len() as u64);
    for some in left.chunks(AT_ONCE * rayon::current_num_threads()) {
        if observe.interrupted() {
            return Err(crate::error::Error::Interrupted);
        }
        let made: Vec<(usize, TableResult)> = some
            .par_iter()
            .with_max_len(1)
            .map(|&at| {
                let result = jobs[at].result(plan.seed)?;
                observe.advanced(1);
                Ok((at, result))
            })
            .collect::<Result<_>>()?;
        made.into_iter().for_each(|(at, result)| results[at] = Some(result));
        keep(&results.iter().flatten().cloned().collect::<Vec<_>>())?;
    }
    observe.stage_ended();
    Ok(results.into_iter().flatten().collect())
}

fn jobs(plan: &Plan) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for id in &plan.designs {
        let design = simulate::find(id)?;
        let own = design.defaults();
        let variables = if plan.variables.is_empty() { vec![own.variables] } else { plan.variables.clone() };
        let sizes = plan.rows.iter().flat_map(|&rows| variables.iter().map(move |&v| (rows, v)));
        for (rows, variables) in sizes {
            let settings = Settings { rows, variables, ..own };
            for decay in &plan.decays {
                let options = options(plan, decay)?;
                let job =
                    |table| Job { design, settings, decay: decay.clone(), options: options.clone(), table };
                jobs.extend((0..plan.tables).map(job));
            }
        }
    }
    Ok(jobs)
}

fn options(plan: &Plan, decay: &str) -> Result<ValidOptions> {
    let mut options = Options { effort: plan.effort, seed: plan.seed, ..Options::default() };
    if decay != "auto" {
        let value = decay.parse().map_err(|_| {
            crate::error::Error::Usage(format!(
                "--decay {decay:?} is no number; give auto or a number, as in --decay auto,1"
            ))
        })?;
        options.decay = Decay::Value(value);
    }
    options.check()
}

impl Job {
    fn made(&self, result: &TableResult) -> bool {
        result.design == self.design.card().id
            && (result.rows, result.variables) == (self.settings.rows, self.settings.variables)
            && (&result.decay, result.table) == (&self.decay, self.table)
    }

    fn result(&self, seed: u64) -> Result<TableResult> {
        let made =
            simulate::make(self.design, &self.settings, Seed::new(seed.wrapping_add(self.table as u64)))?;
        let name = format!("{}.csv", self.design.card().id);
        let table = load_bytes(&name, made.to_csv().as_bytes(), &self.options)?;
        let report = pipeline::report(table, &self.options, "counterweight benchmark", &Silent)?;
        Ok(TableResult {
            design: self.design.card().id.to_owned(),
            rows: self.settings.rows,
            variables: self.settings.variables,
            decay: self.decay.clone(),
            table: self.table,
            measures: judged::measures(&report, &made.truth),
            claims: judged::claims(&report, &made.truth),
        })
    }
}
