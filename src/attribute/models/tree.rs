//! One classification tree, each of its splits found by linfa-trees.
//!
//! linfa's own recursion is not used: it sums class terms in hash order, passes over splits between equal values where
//! the last of the equals is outside the node, merges leaves by a majority that ties decide at random, and its importance
//! is not weighed by rows. So the tree is grown here node by node: at a node linfa finds the best split (Gini) of
//! each class against the rest on the node's rows (on those inputs where it can lie: see `sorted`), and the one with the largest decrease over all classes is taken,
//! ties by class order. With two classes this is the usual CART tree.
//!
//! ```text
//! gini = 1 - sum_k p_k²      importance_i = sum over splits on i of (n gini - n_left gini_left - n_right gini_right) / N
//! ```
//!
//! divided by their sum. Probabilities of a leaf with n rows: `(n_k + 1/2) / (n + K/2)`.
//! Reference: Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees (book).

use super::super::cells::Cells;
use super::Training;
use super::sorted::Sorted;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_trees::{DecisionTree, SplitQuality};
use ndarray::{Array1, Array2};
use std::ops::Range;

/// Levels of splits below the root.
pub const DEPTH: usize = 5;
/// Rows in a leaf at least.
pub const LEAF: usize = 5;
/// Training rows of a tree at most.
pub const MOST_ROWS: usize = 50_000;

/// A grown tree; node 0 is the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Its nodes, parents before children.
    pub nodes: Vec<Node>,
}

/// A node of a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Training rows of each class.
    pub counts: Vec<usize>,
    /// How it is split; `None` for a leaf.
    pub split: Option<Split>,
}

/// A split: rows with the input at most `threshold` go to `left`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Input column.
    pub input: usize,
    /// In the units the model sees.
    pub threshold: f64,
    /// Node of the rows at or below the threshold.
    pub left: usize,
    /// Node of the rows above it.
    pub right: usize,
}

impl Tree {
    /// Grows a tree of the given depth.
    ///
    /// # Errors
    /// `Error::Internal` when linfa refuses the rows.
    pub(crate) fn grow(training: &Training, depth: usize) -> Result<Tree> {
        let mut tree = Tree { nodes: vec![Node { counts: training.counts(), split: None }] };
        let mut sorted = Sorted::new(training);
        let mut open = vec![(0usize, depth, 0..training.codes.len())];
        while let Some((at, depth, rows)) = open.pop() {
            if depth == 0 {
                continue;
            }
            let Some(best) = best_split(&sorted, &rows, &tree.nodes[at].counts)? else { continue };
            let split = Split {
                input: best.input,
                threshold: best.threshold,
                left: tree.nodes.len(),
                right: tree.nodes.len() + 1,
            };
            let above =
                tree.nodes[at].counts.iter().zip(&best.below).map(|(all, below)| all - below).collect();
            tree.nodes[at].split = Some(split);
            tree.nodes.push(Node { counts: best.below, split: None });
            tree.nodes.push(Node { counts: above, split: None });
            if depth > 1 {
                let middle = sorted.divide(&rows, best.input, best.threshold);
                open.push((split.right, depth - 1, middle..rows.end));
                open.push((split.left, depth - 1, rows.start..middle));
            }
        }
        Ok(tree)
    }

    /// Importance of each input; they sum to 1, or are all 0 when nothing was split.
    pub fn importance(&self, inputs: usize) -> Vec<f64> {
        let mut sums = vec![0.0; inputs];
        for node in &self.nodes {
            if let Some(split) = node.split {
                sums[split.input] += impurity(&node.counts)
                    - impurity(&self.nodes[split.left].counts)
                    - impurity(&self.nodes[split.right].counts);
            }
        }
        super::super::weights::normalised(sums)
    }

    /// Smoothed class frequencies of the leaf of each row, row by row.
    pub fn probabilities(&self, cells: &Cells) -> Vec<f64> {
        (0..cells.rows()).flat_map(|row| smoothed(&self.leaf(cells.row(row)).counts)).collect()
    }

    fn leaf(&self, row: &[f64]) -> &Node {
        let mut node = &self.nodes[0];
        while let Some(split) = node.split {
            node = &self.nodes[if row[split.input] <= split.threshold { split.left } else { split.right }];
        }
        node
    }
}

/// `(n_k + 1/2) / (n + K/2)`.
pub(crate) fn smoothed(counts: &[usize]) -> Vec<f64> {
    let all = counts.iter().sum::<usize>() as f64 + counts.len() as f64 / 2.0;
    counts.iter().map(|&count| (count as f64 + 0.5) / all).collect()
}

/// Rows times Gini impurity.
fn impurity(counts: &[usize]) -> f64 {
    let rows = counts.iter().sum::<usize>().max(1) as f64;
    rows - counts.iter().map(|&count| (count as f64).powi(2)).sum::<f64>() / rows
}

/// A split that may be made.
struct Best {
    decrease: f64,
    input: usize,
    threshold: f64,
    /// Rows of each class at or below the threshold.
    below: Vec<usize>,
}

/// The best split of the node's rows, if any leaves enough rows on both sides and helps.
fn best_split(sorted: &Sorted, rows: &Range<usize>, counts: &[usize]) -> Result<Option<Best>> {
    if rows.len() < 2 * LEAF || counts.iter().filter(|&&count| count > 0).count() < 2 {
        return Ok(None);
    }
    let candidates = sorted.candidates(rows, counts);
    let mut best: Option<Best> = None;
    for class in usize::from(counts.len() == 2)..counts.len() {
        let inputs = &candidates[class];
        if inputs.is_empty() || counts[class] == 0 || counts[class] == rows.len() {
            continue;
        }
        let Some((input, threshold)) = by_linfa(sorted, rows, inputs, class)? else { continue };
        let mut below = vec![0; counts.len()];
        let at_or_below = sorted.rows(input, rows).iter().take_while(|row| row.cell <= threshold);
        at_or_below.for_each(|row| below[row.class as usize] += 1);
        let above: Vec<usize> = counts.iter().zip(&below).map(|(all, below)| all - below).collect();
        let decrease = impurity(counts) - impurity(&below) - impurity(&above);
        let enough = below.iter().sum::<usize>() >= LEAF && above.iter().sum::<usize>() >= LEAF;
        if enough && best.as_ref().is_none_or(|most| decrease > most.decrease) {
            best = Some(Best { decrease, input, threshold, below });
        }
    }
    Ok(best)
}

/// linfa's best split of one class against the rest on some of the inputs, rows in the order of the first.
fn by_linfa(
    sorted: &Sorted,
    rows: &Range<usize>,
    inputs: &[usize],
    class: usize,
) -> Result<Option<(usize, f64)>> {
    let ordered = sorted.rows(inputs[0], rows);
    let labels = ordered.iter().map(|row| row.class as usize == class).collect();
    let records = match inputs {
        [_] => ordered.iter().map(|row| row.cell).collect(),
        _ => ordered.iter().flat_map(|row| sorted.cells(row.row, inputs)).collect(),
    };
    let records = Array2::from_shape_vec((ordered.len(), inputs.len()), records)
        .map_err(|error| Error::Internal(format!("rows of a tree: {error}")))?;
    Ok(stump(&records, labels)?.map(|(at, threshold)| (inputs[at], threshold)))
}

/// linfa's best single split of one class against the rest.
pub(super) fn stump(records: &Array2<f64>, labels: Array1<bool>) -> Result<Option<(usize, f64)>> {
    let stump = DecisionTree::params()
        .split_quality(SplitQuality::Gini)
        .max_depth(Some(1))
        .min_weight_split(2.0)
        .min_weight_leaf(LEAF as f32)
        .min_impurity_decrease(1e-6)
        .fit(&DatasetBase::new(records.view(), labels))
        .map_err(|error| Error::Internal(format!("linfa-trees: {error}")))?;
    // linfa prunes a split whose sides agree on the majority, yet keeps what it was
    let (input, threshold, decrease) = stump.root_node().split();
    Ok((decrease > 0.0).then_some((input, threshold)))
}
