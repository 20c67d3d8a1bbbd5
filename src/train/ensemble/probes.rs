//! Networks trained on the variables and on shuffled copies of them: the ruler of every score read off a network.
//!
//! A copy has the values of its variable in other rows, so it has nothing to do with the class, or with any variable but
//! the other copies: all variables of a repeat are copied in the same order of rows, which keeps what they have to do with
//! each other. Where rows come in groups, the rows of a group get those of another, so that copies are as alike within groups as
//! the variables are. One set of copies serves a whole repeat; each repeat has its own, and folds and starts of its own.

use super::Ensemble;
use super::layout::INNER_ROWS;
use crate::error::Result;
use crate::observe::Observe;
use crate::prepare::exchange::Exchange;
use crate::prepare::rows::{at_most, only};
use crate::prepare::{Dataset, Inputs, Matrix, Variable, scale, split};
use crate::seed::Seed;
use crate::train::fit::fit_all;
use crate::train::line::Place;
use crate::train::tune::{Choice, choose_all};
use crate::train::{Bench, Fitted, Keep, Rows, Task};
use rayon::prelude::*;

/// Bytes of tables whose copies are held at once.
const HELD: usize = 1 << 25;
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
    /// Trains every repeat and reads it, as many at a time as fill the lanes; they are forgotten once read, so that a large
    /// table is never held in many copies at once.
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
        let dataset = self.bench.dataset;
        let share = (plan.training_rows as f64 / dataset.rows() as f64).min(1.0);
        let bytes = share * dataset.inputs.cells.bytes().max(1) as f64;
        let at_once = ((HELD as f64 / bytes) as usize).clamp(1, plan.probe_repeats.max(1));
        let repeats: Vec<usize> = (0..plan.probe_repeats).collect();
        let mut all = Vec::with_capacity(repeats.len());
        for wave in repeats.chunks(at_once) {
            all.extend(self.probe_wave(wave, observe, &read)?);
        }
        observe.stage_ended();
        Ok(all)
    }

    fn probe_wave<T: Send>(
        &self,
        repeats: &[usize],
        observe: &dyn Observe,
        read: impl Fn(&ProbeRepeat) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let seed = |repeat: usize| self.seed.child("probes", repeat as u64);
        let doubled = |&repeat: &usize| self.with_copies(seed(repeat));
        let datasets: Vec<Dataset> = repeats.par_iter().map(doubled).collect();
        let pairs = repeats.par_iter().zip(&datasets);
        let benches: Vec<Bench> =
            pairs.map(|(&repeat, dataset)| self.probe_bench(dataset, seed(repeat))).collect();
        let refs: Vec<&Bench> = benches.iter().collect();
        let folds = self.plan.probe_folds;
        let choice = |&repeat: &usize| Choice {
            set: 0,
            labels: 0,
            rows: vec![folds as u32],
            start: seed(repeat).child("inner start", 0),
        };
        let choices: Vec<Choice> = repeats.iter().map(choice).collect();
        let choices: Vec<(usize, &Choice)> = choices.iter().enumerate().collect();
        let decays = choose_all(&refs, &choices, &self.grid, &self.params, observe)?;
        let task = |(at, rows): (usize, usize)| {
            let start = seed(repeats[at]).child("start", rows as u64);
            let rows = rows as u32;
            (at, Task { rows, labels: 0, set: 0, decay: decays[at], start, keep: Keep::Network })
        };
        let tasks: Vec<Place> =
            (0..repeats.len()).flat_map(|at| (0..folds).map(move |rows| (at, rows))).map(task).collect();
        let fits = fit_all(&refs, &tasks, &self.params, observe)?;
        let repeat = |(bench, fits): (&Bench, &[Fitted])| {
            read(&ProbeRepeat { dataset: bench.dataset, rows: &bench.rows, fits })
        };
        benches.par_iter().zip(fits.par_chunks(folds)).map(repeat).collect()
    }

    /// One repeat's table: all rows, or a draw of its own of as many as a network is trained on.
    fn with_copies(&self, seed: Seed) -> Dataset {
        let (dataset, most) = (self.bench.dataset, self.plan.training_rows);
        if dataset.rows() <= most {
            return with_copies(dataset, seed.child("copies", 0));
        }
        let all: Vec<u32> = (0..dataset.rows() as u32).collect();
        let some = only(dataset, &at_most(dataset, &all, most, seed.child("rows", 0)));
        with_copies(&some, seed.child("copies", 0))
    }

    /// One repeat's table with its folds, and the inner division that chooses the decay behind them.
    fn probe_bench<'d>(&self, dataset: &'d Dataset, seed: Seed) -> Bench<'d> {
        let folds = split::folds(dataset, 0..1, self.plan.probe_folds, seed);
        let first = at_most(dataset, &folds[0].train, INNER_ROWS, seed);
        let inner = split::inner(dataset, &first, 1, INNER_SHARE, seed);
        let pairs = folds.into_iter().map(|fold| (fold.train, fold.test)).chain(inner);
        let scaled = |(train, judge): (Vec<u32>, Vec<u32>)| {
            let scaling = scale::fit(&dataset.inputs, &train);
            Rows { train, judge, scaling }
        };
        Bench {
            dataset,
            rows: pairs.map(scaled).collect(),
            labels: vec![dataset.target.codes.clone()],
            sets: vec![(0..dataset.variables.len()).collect()],
        }
    }
}

/// For each row the row whose cells its copies have: any, or one of the group that its group changes places with.
fn order(dataset: &Dataset, seed: Seed) -> Vec<u32> {
    if let Some(exchange) = Exchange::named(dataset) {
        return exchange.order(&mut seed.rng());
    }
    let mut order: Vec<u32> = (0..dataset.rows() as u32).collect();
    seed.rng().shuffle(&mut order);
    order
}

/// The table with a copy of every variable behind it, the copies' rows shuffled (all in the same order).
fn with_copies(dataset: &Dataset, seed: Seed) -> Dataset {
    let order = order(dataset, seed);
    let columns = dataset.inputs.columns();
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
fn doubled(inputs: &Inputs, order: &[u32]) -> Inputs {
    let mut cells = Matrix::zeros(order.len(), 2 * inputs.columns());
    for (row, &from) in order.iter().enumerate() {
        let (own, copied) = cells.row_mut(row).split_at_mut(inputs.columns());
        own.copy_from_slice(inputs.row(row));
        copied.copy_from_slice(inputs.row(from as usize));
    }
    let moved = |missing: &Vec<u32>| -> Vec<u32> {
        if missing.is_empty() {
            return Vec::new();
        }
        let hole = |&row: &usize| missing.binary_search(&order[row]).is_ok();
        (0..order.len()).filter(hole).map(|row| row as u32).collect()
    };
    let twice = |of: &[f64]| [of, of].concat();
    Inputs {
        cells,
        missing: inputs.missing.iter().cloned().chain(inputs.missing.iter().map(moved)).collect(),
        center: twice(&inputs.center),
        spread: twice(&inputs.spread),
        binary: [inputs.binary.as_slice(), &inputs.binary].concat(),
        rare: inputs.rare.iter().copied().chain(inputs.rare.iter().map(|at| at + inputs.columns())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::testing::simulated;

    #[test]
    fn copies_are_as_alike_within_groups_as_the_variables() {
        let mut table = simulated(40, 3, 2, 0, 5);
        let groups: Vec<u32> = (0..40).map(|row| row % 8).collect();
        // the first variable says which group a row is in
        (0..40).for_each(|row| table.inputs.cells.row_mut(row)[0] = groups[row] as f32);
        table.groups = Some(groups.clone());
        let copied = |table: &Dataset| -> Vec<f32> {
            with_copies(table, Seed::new(3)).inputs.cells.column(3).collect()
        };
        let one_value = |copies: &[f32]| (8..40).all(|row| copies[row] == copies[row % 8]);
        // groups that nobody named (identical rows) change nothing
        assert!(!one_value(&copied(&table)));
        table.groups = None;
        let free = copied(&table);
        table.groups = Some(groups);
        assert_eq!(copied(&table), free);
        table.summary.group = Some("patient".to_owned());
        let whole = copied(&table);
        assert!(one_value(&whole));
        assert_ne!(whole[..8], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    }

    #[test]
    fn copies_hold_the_same_values_in_the_same_other_rows() {
        let table = simulated(40, 3, 2, 1, 5);
        let twice = with_copies(&table, Seed::new(1));
        assert_eq!((twice.inputs.columns(), twice.variables.len(), twice.rows()), (6, 6, 40));
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
