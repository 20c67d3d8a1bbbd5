//! Every measure that can be afforded, on every table of known truth.

use super::LeftOut;
use super::draw::Planted;
use super::trained::Trained;
use crate::attribute::{Evidence, Family, MEASURES, Measure, Outcome, Run, Scores, rankings};
use crate::error::Result;
use crate::options::ValidOptions;
use crate::prepare::{Dataset, scale};
use crate::train::Rows;
use crate::train::ensemble::Ensemble;
use rayon::prelude::*;

/// What every measure says of every table.
pub(super) struct Scored {
    /// The measures scored, in the order of the report.
    pub measures: Vec<OfMeasure>,
    /// Those that were not, and why.
    pub left_out: Vec<LeftOut>,
}

/// One measure's scores.
pub(super) struct OfMeasure {
    /// Its id.
    pub id: &'static str,
    /// The measure it is nearly the same statistic as.
    pub same_as: Option<&'static str>,
    /// Tables × variables, the higher the more important.
    pub by_table: Vec<Vec<f64>>,
}

impl Scored {
    /// Notes a measure beside others that are left out for the same reason.
    fn leave_out(&mut self, id: &str, why: String) {
        match self.left_out.iter_mut().find(|left| left.why == why) {
            Some(left) => left.ids.push(id.to_owned()),
            None => self.left_out.push(LeftOut { ids: vec![id.to_owned()], why }),
        }
    }
}

/// Scores all tables.
pub(super) fn scores(
    dataset: &Dataset,
    planted: &[Planted],
    tables: &Trained,
    ensemble: &Ensemble,
    options: &ValidOptions,
) -> Result<Scored> {
    let networks = of_networks(dataset, planted, tables, ensemble, options);
    let mut scored = Scored { measures: Vec::new(), left_out: Vec::new() };
    for measure in MEASURES {
        let id = measure.card().id;
        let outcome = match why_not(id, tables) {
            Some(why) => Outcome::NotApplicable(why.to_owned()),
            None if measure.family() == Family::OtherModel => {
                of_model(*measure, dataset, planted, ensemble, options)?
            }
            None => measure.scores(&networks)?,
        };
        match outcome {
            Outcome::NotApplicable(why) => scored.leave_out(id, why),
            Outcome::Scores(scores) => {
                let by_table = rankings::unit_scores(&scores, measure.unit());
                scored.measures.push(OfMeasure { id, same_as: measure.same_as(), by_table });
            }
        }
    }
    Ok(scored)
}

/// Why a measure would take too long.
fn why_not(id: &str, tables: &Trained) -> Option<&'static str> {
    match id {
        "forest" | "forest_permutation" => {
            Some("growing forests for every table would take longer than all the rest")
        }
        "leave_one_out" if tables.left_out.is_empty() => Some(
            "with so many variables, refitting without each on every table would take longer than all the rest",
        ),
        _ => None,
    }
}

/// The networks of all tables as one evidence; a table is a unit.
fn of_networks<'a>(
    dataset: &'a Dataset,
    planted: &'a [Planted],
    tables: &'a Trained,
    ensemble: &'a Ensemble,
    options: &ValidOptions,
) -> Evidence<'a> {
    let run = |(at, fit): (usize, &'a crate::train::Fitted)| Run {
        unit: at / tables.folds,
        rows: at % tables.folds,
        labels: at / tables.folds,
        // a training that broke down says nothing of any variable
        network: fit.network.as_ref().unwrap_or(ensemble.silent()),
    };
    let runs = tables.fits.iter().enumerate().map(run).collect();
    Evidence {
        labels: planted.iter().map(|table| table.labels.as_slice()).collect(),
        left_out: tables.left_out.clone(),
        ..Evidence::of_runs(dataset, &tables.rows, runs, &ensemble.plan, options.seed)
    }
}

/// A model that is no network, fitted once on all rows of each table.
fn of_model(
    measure: &'static dyn Measure,
    dataset: &Dataset,
    planted: &[Planted],
    ensemble: &Ensemble,
    options: &ValidOptions,
) -> Result<Outcome> {
    let all: Vec<u32> = (0..dataset.rows() as u32).collect();
    let rows = [Rows { scaling: scale::fit(&dataset.inputs, &all), train: all, judge: Vec::new() }];
    let of_table = |(unit, table): (usize, &Planted)| -> Result<Vec<Scores>> {
        let mut own = dataset.clone();
        own.target.codes.clone_from(&table.labels);
        let evidence = Evidence {
            models: vec![(unit, 0)],
            judged: false,
            ..Evidence::of_runs(&own, &rows, Vec::new(), &ensemble.plan, options.seed)
        };
        match measure.scores(&evidence)? {
            Outcome::Scores(scores) => Ok(scores),
            Outcome::NotApplicable(_) => Ok(Vec::new()),
        }
    };
    let scores: Vec<Vec<Scores>> = planted.par_iter().enumerate().map(of_table).collect::<Result<_>>()?;
    let scores: Vec<Scores> = scores.into_iter().flatten().collect();
    if scores.len() < planted.len() {
        return Ok(Outcome::NotApplicable("it has no scores here".to_owned()));
    }
    Ok(Outcome::Scores(scores))
}
