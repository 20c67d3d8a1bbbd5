//! The typical networks that the report shows.

use super::NetworkRecord;
use super::case::Case;
use crate::prepare::{Dataset, Variable};
use crate::train::Stopped;
use crate::train::ensemble::FullRun;

/// Networks shown without `--keep-networks`.
const SHOWN: usize = 3;

/// The runs whose held-out loss is nearest to the median, the nearest first; all with `--keep-networks`.
pub fn networks(case: &Case) -> Vec<NetworkRecord> {
    typical(case).into_iter().filter_map(|run| record(case.dataset, run)).collect()
}

/// The runs behind [`networks`], in the same order.
pub fn typical<'a>(case: &Case<'a>) -> Vec<&'a FullRun> {
    let usable = |r: &&FullRun| r.fitted.network.is_some() && r.fitted.stopped != Stopped::Diverged;
    let mut runs: Vec<&FullRun> = case.ensemble.full.iter().filter(usable).collect();
    let mut losses: Vec<f64> = runs.iter().map(|r| r.fitted.loss).collect();
    losses.sort_by(f64::total_cmp);
    let median = losses.get(losses.len() / 2).copied().unwrap_or(0.0);
    runs.sort_by(|a, b| {
        let (a_off, b_off) = ((a.fitted.loss - median).abs(), (b.fitted.loss - median).abs());
        a_off.total_cmp(&b_off).then((a.split, a.start).cmp(&(b.split, b.start)))
    });
    if !case.options.keep_networks {
        runs.truncate(SHOWN);
    }
    runs
}

fn record(dataset: &Dataset, run: &FullRun) -> Option<NetworkRecord> {
    let network = run.fitted.network.as_ref()?;
    let classes = &dataset.target.classes;
    let (inputs, variables) = inputs(dataset);
    Some(NetworkRecord {
        split: run.split,
        start: run.start,
        decay: run.decay,
        layers: network.layers.clone(),
        inputs,
        variables,
        outputs: if classes.len() == 2 { vec![classes[1].clone()] } else { classes.clone() },
        stopped: run.fitted.stopped,
        log_loss: run.fitted.loss,
    })
}

/// Names of the inputs and the variable of each.
fn inputs(dataset: &Dataset) -> (Vec<String>, Vec<usize>) {
    let of = |(index, variable): (usize, &Variable)| variable.inputs.clone().map(move |_| index);
    (dataset.input_names(), dataset.variables.iter().enumerate().flat_map(of).collect())
}
