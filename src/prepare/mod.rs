//! A `Table` becomes a `Dataset`: variables with their inputs, a target, and the divisions into training and held-out rows.

pub mod exchange;
pub mod plain;
pub mod plan;
pub mod redact;
pub mod rows;
pub mod scale;
pub mod split;

mod build;
mod checks;
mod choose;
mod correlate;
mod cut;
mod dates;
pub(crate) mod encode;
mod groups;
mod matrix;
mod rare;
mod spelled;
mod summary;
mod target;
mod words;

pub use crate::load::Warning;
pub use build::prepare;
pub(crate) use checks::groups_of_classes;
pub use matrix::{Matrix, QUAD};

use crate::stats::Estimate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What networks and baselines are trained on.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// The classes.
    pub target: Target,
    /// Variables in the order of the file's columns.
    pub variables: Vec<Variable>,
    /// Their numeric inputs.
    pub inputs: Inputs,
    /// For each row the group that must stay on one side of a split; `None` when rows are free.
    pub groups: Option<Vec<u32>>,
    /// What the report says of the data.
    pub summary: DataSummary,
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

impl Dataset {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.target.codes.len()
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.target.classes.len()
    }

    /// For each row its group, by a column that the user named; none where rows are free, or together only because they
    /// are identical.
    pub fn named_groups(&self) -> Option<&[u32]> {
        self.summary.group.as_ref()?;
        self.groups.as_deref()
    }

    /// Classes of these rows.
    pub fn classes_of(&self, rows: &[u32]) -> Vec<u32> {
        rows.iter().map(|&row| self.target.codes[row as usize]).collect()
    }

    /// Rows of each class.
    pub fn class_counts(&self) -> Vec<usize> {
        self.target.counts()
    }

    /// Names of the input columns: the variable, or `variable = level` for the inputs of a category.
    pub fn input_names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.inputs.columns());
        for (variable, summary) in self.variables.iter().zip(&self.summary.variables) {
            match variable.kind {
                Kind::Category => {
                    let levels = summary.levels.iter().take(variable.inputs.len());
                    names.extend(levels.map(|level| format!("{} = {level}", variable.name)));
                }
                Kind::Number | Kind::Binary => names.push(variable.name.clone()),
            }
        }
        names
    }

    /// Input columns of the given variables, in order.
    pub fn inputs_of(&self, variables: &[usize]) -> Vec<usize> {
        variables.iter().flat_map(|&v| self.variables[v].inputs.clone()).collect()
    }
}

/// The column to predict.
#[derive(Debug, Clone)]
pub struct Target {
    /// Name of the column.
    pub name: String,
    /// Names of the classes: numbers in numeric order, words in alphabetic order.
    pub classes: Vec<String>,
    /// For each row the index of its class.
    pub codes: Vec<u32>,
    /// What a row of each class counts in training and in log losses: 1 for every class unless weights are asked for.
    pub weights: Vec<f64>,
}

impl Target {
    /// A target whose rows all count the same.
    pub fn new(name: String, classes: Vec<String>, codes: Vec<u32>) -> Self {
        let weights = vec![1.0; classes.len()];
        Target { name, classes, codes, weights }
    }

    /// Rows of each class.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        self.codes.iter().for_each(|&code| counts[code as usize] += 1);
        counts
    }

    /// What a row of a class counts; none where all count 1.
    pub fn weight(&self, class: usize) -> Option<f64> {
        let alike = self.weights.iter().all(|&weight| weight == 1.0);
        self.weights.get(class).copied().filter(|_| !alike)
    }

    /// The same with weights that make every class count the same: n / (K n_k), so that all rows together still count n
    /// (`class_weight='balanced'` of scikit-learn).
    pub fn balanced(mut self) -> Self {
        let share = self.codes.len() as f64 / self.classes.len() as f64;
        self.weights = self.counts().into_iter().map(|count| share / count.max(1) as f64).collect();
        self
    }
}

/// A column of the file that the networks may use; a category is one variable with several inputs.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Name of the column.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Its columns in `Inputs`.
    pub inputs: Range<usize>,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Numbers: one input.
    Number,
    /// Two values: one input, 0 or 1.
    Binary,
    /// Words: one input of 0 or 1 for each level; where rare levels share one, none for this.
    Category,
}

/// Numeric inputs, rows × columns, row by row, in standard-deviation units over all rows.
///
/// The change of units over all rows lets f32 hold any scale; it is undone and made anew from the training rows of each
/// split by `Scaling`, so no held-out row leaks. A missing cell holds 0 and is listed in `missing`.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Cells.
    pub cells: Matrix,
    /// For each column the rows where it is missing, ascending.
    pub missing: Vec<Vec<u32>>,
    /// Mean of each column over all rows, in the units of the file.
    pub center: Vec<f64>,
    /// Standard deviation of each column over all rows (n in the denominator), in the units of the file; 1 for a constant.
    pub spread: Vec<f64>,
    /// Whether the column holds only two values (0 and 1 before the change of units).
    pub binary: Vec<bool>,
    /// Columns of levels that join the rare ones of their variable (0 in all its columns) where few training rows have
    /// them; ascending.
    pub rare: Vec<usize>,
}

impl Inputs {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.cells.rows()
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.cells.columns()
    }

    /// The cells of a row.
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[f32] {
        self.cells.row(row)
    }

    /// Whether the variable of these columns has rare levels that share one, in which all its columns are low.
    pub fn has_rare(&self, columns: &Range<usize>) -> bool {
        self.rare.iter().any(|column| columns.contains(column))
    }
}

/// How inputs are filled, centred and scaled: everything learned from the training rows of a split.
///
/// With `x` the cell of `Inputs` (or `fill` where it is missing), the network sees `(x - center) / spread`.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// For each column the median of its present training cells; 0 for a column without a missing cell in the whole table.
    pub fill: Vec<f64>,
    /// For each column the mean of its filled training cells.
    pub center: Vec<f64>,
    /// For each column the standard deviation of its filled training cells (n in the denominator); 1 for a constant,
    /// infinite for a level that has joined the rare ones of its variable, so that its input is 0 in every row.
    pub spread: Vec<f64>,
}

/// One division into training and held-out rows; both ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Which repeat of the cross-validation.
    pub repeat: usize,
    /// Which fold of it.
    pub fold: usize,
    /// Rows to fit on.
    pub train: Vec<u32>,
    /// Rows to judge on.
    pub test: Vec<u32>,
}

/// `data` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DataSummary {
    /// Name of the file without its folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the file was read, in one sentence.
    pub reading: String,
    /// Rows used.
    pub rows: usize,
    /// Rows of the file left out because their class is missing.
    pub rows_dropped: usize,
    /// Name of the column of classes.
    pub target: String,
    /// Why that column, in a few words ("named with --target", "the last column, 3 distinct values").
    pub target_reason: String,
    /// The classes with their rows.
    pub classes: Vec<ClassSummary>,
    /// The variables used.
    pub variables: Vec<VariableSummary>,
    /// Columns left out.
    pub dropped: Vec<DroppedColumn>,
    /// Column whose groups stay together; null without one.
    pub group: Option<String>,
}

/// A class and how many rows it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassSummary {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub count: usize,
    /// What each of them counts in training and in log losses; absent where every row counts 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

/// What the report says of one variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VariableSummary {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Missing cells.
    pub missing: usize,
    /// Distinct values.
    pub distinct: usize,
    /// Number of inputs it becomes.
    pub inputs: usize,
    /// Mean, in the units of the file; null for a category.
    pub mean: Option<f64>,
    /// Standard deviation (n - 1); null for a category.
    pub sd: Option<f64>,
    /// Smallest value; null for a category.
    pub min: Option<f64>,
    /// Median; null for a category.
    pub median: Option<f64>,
    /// Largest value; null for a category.
    pub max: Option<f64>,
    /// Bins of equal width from min to max (rows in each), or for a category the rows of each level.
    pub histogram: Vec<usize>,
    /// Names of the levels of a category (those of `histogram`), most frequent first, and last the one that rare levels
    /// share, if any; empty for numbers.
    pub levels: Vec<String>,
    /// The other variable it is most correlated with; null when none reaches 0.2.
    pub closest: Option<Closest>,
}

/// The nearest other variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closest {
    /// Its name.
    pub name: String,
    /// Pearson correlation over rows where both are present, with its 95 % interval (Fisher's z; with groups, of as many
    /// independent rows as these are worth).
    pub r: Estimate,
}

/// A column that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedColumn {
    /// Its name.
    pub name: String,
    /// Why: "constant", "looks like an identifier", "same as v3", "--drop", …
    pub reason: String,
}
