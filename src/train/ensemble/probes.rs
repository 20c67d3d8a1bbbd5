//! Networks trained on the variables and on shuffled copies of them: the ruler of every score read off a network.
//!
//! A copy has the values of its variable in other rows, so it has nothing to do with the class, or with any variable but
//! the other copies: all variables of a repeat are copied in the same order of rows, which keeps what they have to do with
//! each other. One set of copies serves a whole repeat; each repeat has its own, and folds and starts of its own.

use super::Ensemble;
use crate::error::Result;
use crate::observe::Observe;
use crate::prepare::{Dataset, Inputs, Variable, scale, split};
use crate::seed::Seed;
use crate::train::tune::Choice;
use crate::train::{Bench, Fitted, Keep, Rows, Task};
use rayon::prelude::*;

/// Share of the training rows that chooses the decay.
const INNER_SHARE: f64 = 0.2;

/// One repeat: the table with its copies, the folds, and the network trained in each.
pub struct ProbeRepeat<'a> {
    /// The variables, then a copy of each in the same order.
    pub dataset: &'a Dataset,
    /// Row sets; the first are the folds.
    pub rows: &'a [Rows],
    /// One fit a fold, its network kept.
    pub fits: &'a [Fitted],
}

impl Ensemble<'_> {
    /// Trains every repeat and reads it; a repeat is forgotten once it is read, so that the table is never held in many
    /// copies at once.
    ///
    /// # Errors
    /// Those of `read`; `Error::Interrupted` when the user asked to stop.
    pub fn each_probe_repeat<T: Send>(
        &self,
        observe: &dyn Observe,
        read: impl Fn(&ProbeRepeat) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let plan = &self.plan;
        let networks = plan.probe_repeats * (plan.probe_folds + self.grid.len());
        observe.stage_began("networks with shuffled copies", networks as u64);
        let repeat =
            |repeat: usize| self.probe_repeat(self.seed.child("probes", repeat as u64), observe, &read);
        let all = (0..plan.probe_repeats).into_par_iter().with_max_len(1).map(repeat).collect();
        observe.stage_ended();
        all
    }

    fn probe_repeat<T>(
        &self,
        seed: Seed,
        observe: &dyn Observe,
        read: impl Fn(&ProbeRepeat) -> Result<T>,
    ) -> Result<T> {
        let dataset = with_copies(self.bench.dataset, seed.child("copies", 0));
        let folds = split::folds(&dataset, 1, self.plan.probe_folds, seed);
        let inner = split::inner(&dataset, &folds[0].train, 1, INNER_SHARE, seed);
        let mut pairs: Vec<(Vec<u32>, Vec<u32>)> = folds.into_iter().map(|f| (f.train, f.test)).collect();
        let outer = pairs.len();
        pairs.extend(inner);
        let scaled = |(train, judge): (Vec<u32>, Vec<u32>)| {
            let scaling = scale::fit(&dataset.inputs, &train);
            Rows { train, judge, scaling }
        };
        let bench = Bench {
            dataset: &dataset,
            rows: pairs.into_iter().map(scaled).collect(),
            labels: vec![dataset.target.codes.clone()],
            sets: vec![(0..dataset.variables.len()).collect()],
        };
        let choice =
            Choice { set: 0, labels: 0, rows: vec![outer as u32], start: seed.child("inner start", 0) };
        let decay = bench.choose_decays(&[choice], &self.grid, &self.params, observe)?[0];
        let task = |rows: usize| Task {
            rows: rows as u32,
            labels: 0,
            set: 0,
            decay,
            start: seed.child("start", rows as u64),
            keep: Keep::Network,
        };
        let tasks: Vec<Task> = (0..outer).map(task).collect();
        let fits = bench.fit(&tasks, &self.params, observe)?;
        read(&ProbeRepeat { dataset: &dataset, rows: &bench.rows, fits: &fits })
    }
}

/// The table with a copy of every variable behind it, the copies' rows shuffled (all in the same order).
fn with_copies(dataset: &Dataset, seed: Seed) -> Dataset {
    let mut order: Vec<usize> = (0..dataset.rows()).collect();
    seed.rng().shuffle(&mut order);
    let columns = dataset.inputs.columns;
    let copy = |variable: &Variable| Variable {
        name: format!("copy of {}", variable.name),
        kind: variable.kind,
        inputs: variable.inputs.start + columns..variable.inputs.end + columns,
    };
    let copies: Vec<Variable> = dataset.variables.iter().map(copy).collect();
    let mut summary = dataset.summary.clone();
    summary.variables.extend(dataset.summary.variables.iter().cloned());
    Dataset {
        target: dataset.target.clone(),
        variables: dataset.variables.iter().cloned().chain(copies).collect(),
        inputs: doubled(&dataset.inputs, &order),
        groups: dataset.groups.clone(),
        summary,
        warnings: Vec::new(),
    }
}

/// Each row followed by the row that takes its place in the order.
fn doubled(inputs: &Inputs, order: &[usize]) -> Inputs {
    let mut values = Vec::with_capacity(2 * inputs.values.len());
    for (row, &from) in order.iter().enumerate() {
        values.extend_from_slice(inputs.row(row));
        values.extend_from_slice(inputs.row(from));
    }
    let moved = |missing: &Vec<u32>| -> Vec<u32> {
        if missing.is_empty() {
            return Vec::new();
        }
        let hole = |&row: &usize| missing.binary_search(&(order[row] as u32)).is_ok();
        (0..order.len()).filter(hole).map(|row| row as u32).collect()
    };
    let twice = |of: &[f64]| [of, of].concat();
    Inputs {
        columns: 2 * inputs.columns,
        values,
        missing: inputs.missing.iter().cloned().chain(inputs.missing.iter().map(moved)).collect(),
        center: twice(&inputs.center),
        spread: twice(&inputs.spread),
        binary: [inputs.binary.as_slice(), &inputs.binary].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::testing::simulated;

    #[test]
    fn copies_hold_the_same_values_in_the_same_other_rows() {
        let table = simulated(40, 3, 2, 1, 5);
        let twice = with_copies(&table, Seed::new(1));
        assert_eq!((twice.inputs.columns, twice.variables.len(), twice.rows()), (6, 6, 40));
        assert_eq!(twice.variables[4].inputs, 4..5);
        let rows_of = |start: usize| {
            let mut rows: Vec<Vec<u32>> = (0..40)
                .map(|r| twice.inputs.row(r)[start..start + 3].iter().map(|x| x.to_bits()).collect())
                .collect();
            rows.sort();
            rows
        };
        // whole rows move together, so the rows of copies are those of the variables in another order
        assert_eq!(rows_of(0), rows_of(3));
        assert_ne!(twice.inputs.row(0)[..3], twice.inputs.row(0)[3..]);
        assert_eq!(twice.inputs.missing[0].len(), twice.inputs.missing[3].len());
        for &row in &twice.inputs.missing[3] {
            // a missing cell holds 0 wherever it goes
            assert_eq!(twice.inputs.row(row as usize)[3], 0.0);
        }
    }
}
