//! What is true of a cell: means over all its tables, of sets that are worth the same together.
//!
//! The truth of a difference is its mean over the tables of the cell, held out, at that number of rows: that of a
//! procedure on tables of this kind, not of one fitted network. Sets and variables that the law of the tables does not
//! distinguish share one truth. Its sums are kept beside the counts, so that a later batch of tables is judged by the mean of
//! all tables so far.

use crate::cells::{self, Cell};
use crate::means::Means;
use crate::record::{EXCHANGE, PrintedRecord, Record};
use counterweight::compare::case::{mean, nothing_known};
use counterweight::simulate;
use counterweight::train::ensemble::{Ensemble, subsets};
use std::collections::BTreeMap;

/// What the network of all variables is judged by.
const NETWORK: [&str; 3] = ["network log loss", "network accuracy", "network gain"];

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
    means: Means,
}

fn signature(classes: &[usize], set: &[usize]) -> Vec<usize> {
    let mut signature: Vec<usize> = set.iter().map(|&v| classes[v]).collect();
    signature.sort_unstable();
    signature
}

/// For each variable of a cell its class, and how many are named in the formula.
fn classes(cell: &Cell) -> (Vec<usize>, usize) {
    let least = simulate::find(cells::base(&cell.design)).map_or(0, |design| design.least_variables());
    let named = if cells::is_null(&cell.design) { 0 } else { least };
    (cells::classes(&cell.design, cell.variables, named), named)
}

/// What a set of variables is called among the means: the classes of its variables.
fn of_set(what: &str, classes: &[usize], set: &[usize]) -> String {
    let signature: Vec<String> = signature(classes, set).iter().map(usize::to_string).collect();
    format!("{what} {}", signature.join("+"))
}

/// Adds the tables of a cell to its means.
pub fn add(means: &mut Means, cell: &Cell, records: &[&Record]) {
    let (classes, _) = classes(cell);
    for record in records {
        add_ends(means, record.nothing, record.full);
        for (what, span) in NETWORK.iter().zip(&record.network) {
            means.add((*what).to_owned(), span.0);
        }
        for (id, span) in &record.models {
            means.add(format!("model {id}"), span.0);
        }
        for set in &record.sets {
            means.add(of_set("loss", &classes, &set.set), set.loss);
            means.add(of_set("accuracy", &classes, &set.set), set.accuracy.0);
        }
        // singles and pairs are among the sets already
        for of in record.sizes.iter().filter(|of| of.size > 2) {
            add_losses(means, cell, &of.losses);
        }
        for line in &record.numbers {
            for (size, span) in &line.lost {
                means.add(format!("first {size} {}", line.measure), span.0);
            }
        }
        for group in &record.groups {
            means.add(of_set("shuffled", &classes, &group.set), group.shuffled.0);
            means.add(of_set("alone", &classes, &group.set), group.alone);
            if let Some(left_out) = group.left_out {
                means.add(of_set("left out", &classes, &group.set), left_out.0);
            }
        }
        for of in record.printed.iter().filter(|of| of.what != EXCHANGE) {
            means.add(of_set(&of.what, &classes, &of.set), of.span.0);
        }
        for measure in &record.measures {
            for (v, span) in measure.scores.iter().enumerate() {
                means.add(format!("{} {}", measure.measure, classes[v]), span.0);
            }
        }
    }
}

/// Adds the log losses of networks trained on sets of variables alone.
fn add_losses(means: &mut Means, cell: &Cell, losses: &[(Vec<usize>, f64)]) {
    let (classes, _) = classes(cell);
    for (set, loss) in losses {
        means.add(of_set("loss", &classes, set), *loss);
    }
}

/// Adds the log losses of the class frequencies and of all variables.
fn add_ends(means: &mut Means, nothing: f64, full: f64) {
    means.add("nothing".to_owned(), nothing);
    means.add("full".to_owned(), full);
}

/// What one table of a figure adds to the truth of its cell.
pub struct Losses {
    /// Log loss of the class frequencies.
    pub nothing: f64,
    /// Log loss of all variables.
    pub full: f64,
    /// Sets of variables with theirs.
    pub sets: Vec<(Vec<usize>, f64)>,
}

impl Losses {
    /// Those of these sets, and of the ends.
    pub fn of(ensemble: &Ensemble, sets: Vec<(Vec<usize>, f64)>) -> Self {
        let full: Vec<f64> = ensemble.full_on_set_splits().iter().map(|o| o.loss).collect();
        let nothing = mean(&nothing_known(ensemble, &ensemble.layout.set_splits));
        Losses { nothing, full: mean(&full), sets }
    }
}

impl Truth {
    /// The truth of a cell whose tables stand in no summary.
    pub fn of_tables<'a>(cell: &Cell, tables: impl Iterator<Item = &'a Losses>) -> Self {
        let mut means = Means::default();
        for table in tables {
            add_ends(&mut means, table.nothing, table.full);
            add_losses(&mut means, cell, &table.sets);
        }
        Truth::of(cell, &means)
    }

    /// The truth of a cell from the means of its tables.
    pub fn of(cell: &Cell, means: &Means) -> Self {
        let (classes, named) = classes(cell);
        let get = |what: &str| means.get(what).unwrap_or(f64::NAN);
        Truth {
            null: cells::is_null(&cell.design),
            nothing: get("nothing"),
            full: get("full"),
            network: NETWORK.map(get),
            models: means.after("model ").map(|(id, mean)| (id.to_owned(), mean)).collect(),
            means: means.clone(),
            classes,
            named,
        }
    }

    /// Log loss of a set.
    pub fn loss(&self, set: &[usize]) -> Option<f64> {
        self.means.get(&of_set("loss", &self.classes, set))
    }

    /// Accuracy of a set less that of all variables.
    pub fn accuracy(&self, set: &[usize]) -> Option<f64> {
        self.means.get(&of_set("accuracy", &self.classes, set))
    }

    /// Of a group of variables: the rise of log loss when it is shuffled, the rise without it, the share of the gain it keeps.
    pub fn group(&self, set: &[usize]) -> [Option<f64>; 3] {
        let get = |what| self.means.get(&of_set(what, &self.classes, set));
        let kept = |alone: f64| (self.nothing - alone) / (self.nothing - self.full);
        [get("shuffled"), get("left out"), get("alone").map(kept)]
    }

    /// What else is printed.
    pub fn printed(&self, of: &PrintedRecord) -> Option<f64> {
        if of.what == EXCHANGE {
            let (after, before) = of.set.split_at(of.set.len() / 2);
            return Some(self.loss(after)? - self.loss(before)?);
        }
        self.means.get(&of_set(&of.what, &self.classes, &of.set))
    }

    /// A measure's score of a variable.
    pub fn score(&self, measure: &str, variable: usize) -> Option<f64> {
        self.means.get(&format!("{measure} {}", self.classes[variable]))
    }

    /// Log loss of the first so many variables of a measure's orders, less that of all.
    pub fn lost(&self, measure: &str, size: usize) -> Option<f64> {
        self.means.get(&format!("first {size} {measure}"))
    }

    /// Log loss of all variables without one, less that of all.
    pub fn rise(&self, variable: usize) -> Option<f64> {
        let rest: Vec<usize> = (0..self.classes.len()).filter(|&v| v != variable).collect();
        Some(self.loss(&rest)? - self.full)
    }

    /// Log losses of all sets of a size, ascending.
    fn of_size(&self, size: usize) -> Vec<f64> {
        let all = subsets(self.classes.len(), size);
        let mut losses: Vec<f64> = all.iter().filter_map(|set| self.loss(set)).collect();
        losses.sort_by(f64::total_cmp);
        losses
    }

    /// The share of the gap between the best and a typical set of their size that sets, chosen so often, lose.
    pub fn share_lost(&self, chosen: &[(Vec<usize>, f64)]) -> Option<f64> {
        let all = self.of_size(chosen.first()?.0.len());
        let (best, count) = (*all.first()?, all.len());
        let typical = (all[(count - 1) / 2] + all[count / 2]) / 2.0;
        let own: Option<f64> = chosen.iter().map(|(set, share)| Some(share * self.loss(set)?)).sum();
        Some((own? - best) / (typical - best))
    }

    /// Whether a pair is a best one, and whether it is the only one.
    pub fn best(&self, pair: &[usize]) -> Option<[bool; 2]> {
        let (own, all) = (self.loss(pair)?, self.of_size(2));
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
