//! What is true of a cell: means over all its tables, of sets that are worth the same together.
//!
//! The truth of a difference is its mean over the tables of the cell, held out, at that number of rows: that of a
//! procedure on tables of this kind, not of one fitted network. Sets and variables that the law of the tables does not
//! distinguish share one truth.

use crate::cells::{self, Cell};
use crate::record::{Record, SetRecord};
use counterweight::simulate;
use std::collections::BTreeMap;

/// The means of a cell.
pub struct Truth {
    /// For each variable its class.
    pub classes: Vec<usize>,
    /// Variables named in the formula; the others are noise independent of everything.
    pub named: usize,
    /// Whether nothing is to be found.
    pub null: bool,
    /// Log loss of the class frequencies.
    pub nothing: f64,
    /// Log loss of all variables.
    pub full: f64,
    /// Log loss, accuracy and gain of the network.
    pub network: [f64; 3],
    /// Differences of other models.
    pub models: BTreeMap<String, f64>,
    losses: Means<Vec<usize>>,
    accuracies: Means<Vec<usize>>,
    scores: Means<(String, usize)>,
}

/// Means by key.
struct Means<K>(BTreeMap<K, (f64, usize)>);

impl<K: Ord> Means<K> {
    fn of(values: impl Iterator<Item = (K, f64)>) -> Self {
        let mut sums: BTreeMap<K, (f64, usize)> = BTreeMap::new();
        for (key, value) in values {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + value, sum.1 + 1);
        }
        Means(sums)
    }

    fn get(&self, key: &K) -> Option<f64> {
        self.0.get(key).map(|(sum, count)| sum / *count as f64)
    }
}

/// The mean over records.
fn mean(records: &[&Record], of: impl Fn(&Record) -> f64) -> f64 {
    records.iter().map(|record| of(record)).sum::<f64>() / records.len() as f64
}

fn signature(classes: &[usize], set: &[usize]) -> Vec<usize> {
    let mut signature: Vec<usize> = set.iter().map(|&v| classes[v]).collect();
    signature.sort_unstable();
    signature
}

impl Truth {
    /// The truth of a cell from its records.
    pub fn of(cell: &Cell, records: &[&Record]) -> Self {
        let null = matches!(cell.design.as_str(), "H" | "Hc");
        let least = simulate::find(&cell.design).map_or(0, |design| design.least_variables());
        let named = if null { 0 } else { least };
        let classes = cells::classes(&cell.design, cell.variables, named);
        let of_sets = |value: fn(&SetRecord) -> f64| {
            let all = records.iter().flat_map(|record| &record.sets);
            Means::of(all.map(|set| (signature(&classes, &set.set), value(set))))
        };
        let scores = records.iter().flat_map(|record| &record.measures).flat_map(|measure| {
            let of =
                |(v, span): (usize, &crate::record::Span)| ((measure.measure.clone(), classes[v]), span.0);
            measure.scores.iter().enumerate().map(of).collect::<Vec<_>>()
        });
        let models = records.iter().flat_map(|record| &record.models).map(|(id, span)| (id.clone(), span.0));
        let models = Means::of(models);
        Truth {
            nothing: mean(records, |r| r.nothing),
            full: mean(records, |r| r.full),
            network: [0, 1, 2].map(|at| mean(records, |r| r.network[at].0)),
            models: models.0.keys().filter_map(|id| Some((id.clone(), models.get(id)?))).collect(),
            losses: of_sets(|set| set.loss),
            accuracies: of_sets(|set| set.accuracy.0),
            scores: Means::of(scores),
            classes,
            named,
            null,
        }
    }

    /// Log loss of a set.
    pub fn loss(&self, set: &[usize]) -> Option<f64> {
        self.losses.get(&signature(&self.classes, set))
    }

    /// Accuracy of a set less that of all variables.
    pub fn accuracy(&self, set: &[usize]) -> Option<f64> {
        self.accuracies.get(&signature(&self.classes, set))
    }

    /// A measure's score of a variable.
    pub fn score(&self, measure: &str, variable: usize) -> Option<f64> {
        self.scores.get(&(measure.to_owned(), self.classes[variable]))
    }

    /// Log loss of all variables without one, less that of all.
    pub fn rise(&self, variable: usize) -> Option<f64> {
        let rest: Vec<usize> = (0..self.classes.len()).filter(|&v| v != variable).collect();
        Some(self.loss(&rest)? - self.full)
    }

    /// Log losses of all pairs, ascending.
    pub fn pairs(&self) -> Vec<f64> {
        let count = self.classes.len();
        let all = (0..count).flat_map(|a| (a + 1..count).map(move |b| [a, b]));
        let mut losses: Vec<f64> = all.filter_map(|pair| self.loss(&pair)).collect();
        losses.sort_by(f64::total_cmp);
        losses
    }

    /// Whether a pair is a best one, and whether it is the only one.
    pub fn best(&self, pair: &[usize]) -> Option<[bool; 2]> {
        let (own, all) = (self.loss(pair)?, self.pairs());
        let best = own <= *all.first()?;
        Some([best, best && all.get(1).is_none_or(|next| *next > own)])
    }

    /// Whether no variable outside the set loses more than one inside, and whether none loses as much.
    pub fn top(&self, set: &[usize]) -> Option<[bool; 2]> {
        leads(&(0..self.classes.len()).map(|v| self.rise(v)).collect::<Option<Vec<_>>>()?, set)
    }

    /// The variables that may stand among the top two by a measure's scores: all that tie with the second.
    pub fn top_by(&self, measure: &str) -> Option<Vec<usize>> {
        let scores: Vec<f64> =
            (0..self.classes.len()).map(|v| self.score(measure, v)).collect::<Option<_>>()?;
        let mut sorted = scores.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let second = *sorted.get(1)?;
        Some((0..scores.len()).filter(|&v| scores[v] >= second).collect())
    }
}

fn leads(values: &[f64], set: &[usize]) -> Option<[bool; 2]> {
    let least = set.iter().map(|&v| values[v]).reduce(f64::min)?;
    let outside = (0..values.len()).filter(|v| !set.contains(v)).map(|v| values[v]).reduce(f64::max)?;
    Some([least >= outside, least > outside])
}
