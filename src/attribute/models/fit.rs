//! Fits logistic regression, tree and forest on the row sets of the evidence, and reads their importances.
//!
//! ```text
//!   row sets `models`   ── logistic, tree ──┐  cells as seen (filled, scaled by the training rows)
//!   row sets `forests`  ── forest ──────────┴► how well held-out rows are predicted, importances by variable, rises on shuffling
//! ```
//! Inputs become variables: coefficients as weights do (`Groups`: a category has the sd of what its inputs add up to),
//! decreases of impurity by adding up. Every fit has draws of its own, so threads change nothing.

use super::super::Evidence;
use super::super::cells::{Cells, filled, seen, thinned};
use super::super::groups::Groups;
use super::super::permutation::Shuffled;
use super::super::weights::root_mean_square;
use super::flat::Asked;
use super::forest::{Forest, Plain};
use super::logistic::LogisticModel;
use super::tree::{self, Tree};
use super::{Kind, OtherFit, OtherFits, Training, nine_digits};
use crate::error::Result;
use crate::seed::Seed;
use crate::stats::{Quality, metrics};
use crate::train::Rows;
use rayon::prelude::*;
use std::ops::Range;

/// Rows times shuffles times variables that a forest may be asked at least: as many as take about as long as its fit.
const QUESTIONS: usize = 2_000;
/// Rows times shuffles for each variable at least.
const FEWEST: usize = 50;

/// Every model on its row sets: logistic regressions, trees, forests, each in the order of the evidence.
///
/// # Errors
/// `Error::Internal` when a library refuses the rows.
pub fn all(of: &Evidence) -> Result<OtherFits> {
    fitted(of, &[Kind::Logistic, Kind::Tree, Kind::Forest])
}

/// The fits of one kind: those that the evidence has, else made now.
///
/// # Errors
/// `Error::Internal` when a library refuses the rows.
pub fn of_kind(of: &Evidence, kind: Kind) -> Result<OtherFits> {
    let known: Vec<OtherFit> = of.others.of(kind).cloned().collect();
    if known.is_empty() { fitted(of, &[kind]) } else { Ok(OtherFits(known)) }
}

fn fitted(of: &Evidence, kinds: &[Kind]) -> Result<OtherFits> {
    let on = |kind: Kind| if kind == Kind::Forest { &of.forests } else { &of.models };
    let jobs: Vec<(Kind, usize, usize)> =
        kinds.iter().flat_map(|&kind| on(kind).iter().map(move |&(unit, rows)| (kind, unit, rows))).collect();
    let fit = |&(kind, unit, rows): &(Kind, usize, usize)| {
        Job { of, kind, unit, at: rows, rows: &of.rows[rows] }.fit()
    };
    Ok(OtherFits(jobs.par_iter().with_max_len(1).map(fit).collect::<Result<Vec<_>>>()?))
}

/// One model to fit on one row set.
struct Job<'a, 'e> {
    of: &'a Evidence<'e>,
    kind: Kind,
    unit: usize,
    /// Index of the row set.
    at: usize,
    rows: &'a Rows,
}

/// What a fitted model says.
struct Said {
    probabilities: Vec<f64>,
    importance: Vec<f64>,
    per_class: Vec<Vec<f64>>,
    /// Rise of log loss and drop of accuracy of each variable.
    shuffled: Vec<(f64, f64)>,
}

impl Job<'_, '_> {
    fn fit(&self) -> Result<OtherFit> {
        let most = if self.kind == Kind::Forest { self.of.most_rows } else { tree::MOST_ROWS };
        let seed = self.of.seed.child(self.kind.id(), self.at as u64);
        let used = thinned(&self.rows.train, most, seed.child("rows", 0));
        let mut said = match self.kind {
            Kind::Forest => self.forest(&used, seed)?,
            kind => self.on_cells(kind, &used)?,
        };
        metrics::reweighted(&mut said.probabilities, &self.of.dataset.target.weights);
        Ok(OtherFit {
            unit: self.unit,
            kind: self.kind,
            judged: self.of.judged.then(|| self.quality(&said.probabilities)),
            importance: said.importance,
            per_class: said.per_class,
            rises: said.shuffled.iter().map(|s| s.0).collect(),
            drops: said.shuffled.iter().map(|s| s.1).collect(),
            reduced_to: (used.len() < self.rows.train.len()).then_some(used.len()),
        })
    }

    /// The held-out rows, where the fit is to be judged.
    fn judged(&self) -> &[u32] {
        if self.of.judged { &self.rows.judge } else { &[] }
    }

    fn quality(&self, probabilities: &[f64]) -> Quality {
        let dataset = self.of.dataset;
        Quality::of(probabilities, &dataset.classes_of(self.judged()), &dataset.target.weights)
    }

    /// Logistic regression or tree, which see cells as the network does.
    fn on_cells(&self, kind: Kind, used: &[u32]) -> Result<Said> {
        let (dataset, scaling) = (self.of.dataset, &self.rows.scaling);
        let (cells, judged) = (seen(dataset, used, scaling), seen(dataset, self.judged(), scaling));
        let training =
            Training { cells: &cells, codes: &dataset.classes_of(used), classes: dataset.classes() };
        if kind == Kind::Logistic {
            Ok(self.logistic(&training, &judged))
        } else {
            self.tree(&training, &judged)
        }
    }

    fn logistic(&self, training: &Training, judged: &Cells) -> Said {
        let model = LogisticModel::fit(training);
        let groups = Groups::of(self.of.dataset, self.rows);
        let per_class: Vec<Vec<f64>> = model.coefficients().iter().map(|row| groups.signed(row)).collect();
        let importance = root_mean_square(&per_class);
        Said { probabilities: model.probabilities(judged), importance, per_class, shuffled: Vec::new() }
    }

    fn tree(&self, training: &Training, judged: &Cells) -> Result<Said> {
        let tree = Tree::grow(training, tree::DEPTH)?;
        let importance = self.by_variable(&tree.importance(judged.columns));
        Ok(Said {
            probabilities: tree.probabilities(judged),
            importance,
            per_class: Vec::new(),
            shuffled: Vec::new(),
        })
    }

    fn forest(&self, used: &[u32], seed: Seed) -> Result<Said> {
        let (dataset, scaling) = (self.of.dataset, &self.rows.scaling);
        let plain = Plain {
            cells: &filled(dataset, used, scaling),
            columns: dataset.inputs.columns(),
            codes: &dataset.classes_of(used),
            classes: dataset.classes(),
            seed,
        };
        let forest = Forest::fit(&plain, self.of.trees)?;
        Ok(Said {
            probabilities: forest.probabilities(&filled(dataset, self.judged(), scaling)),
            importance: self.by_variable(&forest.importance()),
            per_class: Vec::new(),
            shuffled: self.shuffled(&forest, used.len()),
        })
    }

    /// Importances of inputs added up to those of variables.
    fn by_variable(&self, by_input: &[f64]) -> Vec<f64> {
        let sum = |inputs: std::ops::Range<usize>| nine_digits(by_input[inputs].iter().sum());
        self.of.dataset.variables.iter().map(|variable| sum(variable.inputs.clone())).collect()
    }

    /// Rise of log loss and drop of accuracy when each variable is shuffled; the same shuffles as for the networks, but
    /// with fewer of them, and then fewer rows, so that asking takes no longer than fitting did.
    fn shuffled(&self, forest: &Forest, fitted_on: usize) -> Vec<(f64, f64)> {
        let dataset = self.of.dataset;
        let questions = QUESTIONS.max(2 * fitted_on);
        let most = (questions / dataset.variables.len().max(1)).max(FEWEST);
        let shuffled = Shuffled::of(self.of, self.at, most.min(self.of.most_rows));
        let orders = (most / shuffled.rows.len().max(1)).clamp(1, self.of.shuffles.max(1));
        let orders = &shuffled.orders[..orders.min(shuffled.orders.len())];
        let cells = filled(dataset, &shuffled.rows, &self.rows.scaling);
        let truth = dataset.classes_of(&shuffled.rows);
        let moved: Vec<Range<usize>> = dataset.variables.iter().map(|v| v.inputs.clone()).collect();
        let asked = Asked { cells: &cells, columns: dataset.inputs.columns(), orders, moved: &moved };
        let weights = &dataset.target.weights;
        let (mut still, mut after) = forest.shuffled(&asked);
        std::iter::once(&mut still).chain(&mut after).for_each(|p| metrics::reweighted(p, weights));
        let judge = |p: &[f64]| {
            let confusion = metrics::confusion(p, &truth, dataset.classes());
            (metrics::log_loss(p, &truth, weights), metrics::accuracy(&confusion, dataset.classes()))
        };
        let (loss, accuracy) = judge(&still);
        let of_variable = |after: &Vec<f64>| -> (f64, f64) {
            let each = (truth.len() * dataset.classes()).max(1);
            let sums = after
                .chunks(each)
                .map(judge)
                .fold((0.0, 0.0), |sums, moved| (sums.0 + moved.0 - loss, sums.1 + accuracy - moved.1));
            let count = orders.len().max(1) as f64;
            (nine_digits(sums.0 / count), nine_digits(sums.1 / count))
        };
        after.iter().map(of_variable).collect()
    }
}
