//! The runs of the evidence by the rows they were fitted on: what the networks of a row set share is made once, and only
//! for row sets in use.

use super::{Evidence, Run, Scores};
use crate::error::Result;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Scores all runs, row set by row set; `score` gets the index of a row set and its runs and gives one entry a run.
///
/// The result is in the order of the runs.
///
/// # Errors
/// Those of `score`.
pub(super) fn by_rows(
    of: &Evidence,
    score: impl Fn(usize, &[Run]) -> Result<Vec<Scores>> + Sync,
) -> Result<Vec<Scores>> {
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, run) in of.runs.iter().enumerate() {
        places.entry(run.rows).or_default().push(at);
    }
    let places: Vec<(usize, Vec<usize>)> = places.into_iter().collect();
    let one = |(rows, at): &(usize, Vec<usize>)| -> Result<Vec<(usize, Scores)>> {
        let runs: Vec<Run> = at.iter().map(|&at| of.runs[at]).collect();
        Ok(at.iter().copied().zip(score(*rows, &runs)?).collect())
    };
    let mut scored: Vec<(usize, Scores)> =
        places.par_iter().map(one).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    scored.sort_by_key(|&(at, _)| at);
    Ok(scored.into_iter().map(|(_, scores)| scores).collect())
}
