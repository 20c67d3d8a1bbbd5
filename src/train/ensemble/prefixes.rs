//! Networks refitted on the first few variables of orders that differ from split to split.

use super::Ensemble;
use super::sets::SetOutcome;
use crate::error::Result;
use crate::observe::Observe;
use crate::train::tune::Choice;
use crate::train::{Keep, Task};
use std::collections::BTreeMap;

/// For each split an order of all variables, best first.
pub type Orders = Vec<Vec<usize>>;

/// A set of variables (ascending) in one repeat, for which a decay is chosen.
type InRepeat = (Vec<usize>, usize);

/// One network to train: variables, split, and what its decay was chosen for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    variables: Vec<usize>,
    split: usize,
    tuned: InRepeat,
}

impl Ensemble<'_> {
    /// Outcomes of the first `size` variables of each order in its split: lines × sizes × splits, one start.
    ///
    /// A set that was trained in every split, or all variables, is looked up. For the others the decay is chosen once a
    /// line, size and repeat, on the set of the repeat's first split (inside its training rows), and serves its folds.
    ///
    /// # Errors
    /// `Error::Interrupted` when the user asked to stop.
    pub fn train_prefixes(
        &mut self,
        lines: &[Orders],
        sizes: &[usize],
        observe: &dyn Observe,
    ) -> Result<Vec<Vec<Vec<SetOutcome>>>> {
        let everything = self.full_on_set_splits();
        let mut wanted = BTreeMap::new();
        self.each(lines, sizes, |one| {
            wanted.entry(one).or_default();
        });
        self.train_wanted(&mut wanted, observe)?;
        let outcome = |orders: &Orders, size: usize, split: usize| {
            let variables = prefix(&orders[split], size);
            if variables.len() == self.bench.dataset.variables.len() {
                return everything[split];
            }
            match self.set(&variables) {
                Some(runs) => runs.outcomes[split],
                None => wanted[&self.wanted(orders, size, split)],
            }
        };
        let of_size = |orders: &Orders, size: usize| -> Vec<SetOutcome> {
            (0..orders.len()).map(|split| outcome(orders, size, split)).collect()
        };
        let of_line = |orders: &Orders| sizes.iter().map(|&size| of_size(orders, size)).collect();
        Ok(lines.iter().map(of_line).collect())
    }

    fn wanted(&self, orders: &Orders, size: usize, split: usize) -> Wanted {
        let repeat = split / self.plan.sets.folds;
        let first = prefix(&orders[repeat * self.plan.sets.folds], size);
        Wanted { variables: prefix(&orders[split], size), split, tuned: (first, repeat) }
    }

    /// Every network that is not there yet.
    fn each(&self, lines: &[Orders], sizes: &[usize], mut add: impl FnMut(Wanted)) {
        let all = self.bench.dataset.variables.len();
        for orders in lines {
            for &size in sizes.iter().filter(|&&size| size < all) {
                for split in 0..orders.len() {
                    let one = self.wanted(orders, size, split);
                    if self.set(&one.variables).is_none() {
                        add(one);
                    }
                }
            }
        }
    }

    fn train_wanted(
        &mut self,
        wanted: &mut BTreeMap<Wanted, SetOutcome>,
        observe: &dyn Observe,
    ) -> Result<()> {
        if wanted.is_empty() {
            return Ok(());
        }
        let mut tuned: Vec<&InRepeat> = wanted.keys().map(|one| &one.tuned).collect();
        tuned.sort();
        tuned.dedup();
        let tuned: Vec<InRepeat> = tuned.into_iter().cloned().collect();
        let inner = tuned.len() * self.plan.inner * self.grid.len();
        observe.stage_began("networks of more and more variables", (wanted.len() + inner) as u64);
        let mut choices = Vec::with_capacity(tuned.len());
        for (variables, repeat) in &tuned {
            let rows = self.layout.set_inner[*repeat].clone();
            choices.push(Choice {
                set: self.set_index(variables),
                labels: 0,
                start: self.start_seed(variables, rows.start, 0),
                rows: rows.map(|r| r as u32).collect(),
            });
        }
        let chosen = self.bench.choose_decays(&choices, &self.grid, &self.params, observe)?;
        let decays: BTreeMap<&InRepeat, f64> = tuned.iter().zip(chosen).collect();
        let mut tasks = Vec::with_capacity(wanted.len());
        for one in wanted.keys() {
            let rows = self.layout.set_splits[one.split];
            tasks.push(Task {
                rows: rows as u32,
                labels: 0,
                set: self.set_index(&one.variables),
                decay: decays[&one.tuned],
                start: self.start_seed(&one.variables, rows, 0),
                keep: Keep::Losses,
            });
        }
        let classes = self.bench.dataset.classes();
        let fits = self.bench.fit(&tasks, &self.params, observe)?;
        for (outcome, fit) in wanted.values_mut().zip(&fits) {
            *outcome = SetOutcome::of(fit, classes);
        }
        observe.stage_ended();
        Ok(())
    }
}

/// The first variables of an order, ascending.
fn prefix(order: &[usize], size: usize) -> Vec<usize> {
    let mut variables = order[..size.min(order.len())].to_vec();
    variables.sort_unstable();
    variables
}

#[cfg(test)]
mod tests {
    use crate::observe::Silent;
    use crate::options::{Effort, Options};
    use crate::prepare::plan;
    use crate::train::ensemble::train;
    use crate::train::testing::simulated;

    /// Where all splits have one order, its first variables are a set like any other; sets that are there are not trained
    /// again; all variables are the network of all variables.
    #[test]
    fn an_order_that_never_changes_is_a_set_trained_in_every_split() {
        let data = simulated(120, 4, 2, 0, 11);
        let options = Options { effort: Effort::Quick, ..Options::default() }.check().unwrap();
        let plan = plan::of(&data, &options);
        let mut ensemble = train(&data, &plan, &options, &Silent).unwrap();
        let splits = ensemble.layout.set_splits.len();
        let orders = vec![vec![2, 0, 3, 1]; splits];
        let lines = ensemble.train_prefixes(&[orders], &[1, 2, 3, 4], &Silent).unwrap();
        assert_eq!(lines[0][3], ensemble.full_on_set_splits());
        assert_eq!(lines[0][0], ensemble.set(&[2]).unwrap().outcomes);
        ensemble.train_sets(&[vec![0, 2], vec![0, 2, 3]], &Silent).unwrap();
        assert_eq!(lines[0][1], ensemble.set(&[0, 2]).unwrap().outcomes);
        assert_eq!(lines[0][2], ensemble.set(&[0, 2, 3]).unwrap().outcomes);
    }
}
