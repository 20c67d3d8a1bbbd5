//! What the user asks for: `Options` as written (command line or TOML), `ValidOptions` as checked.

use crate::error::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Nonlinearity of the hidden units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// Hyperbolic tangent.
    Tanh,
    /// 1 / (1 + exp(-z)).
    Logistic,
    /// max(0, z).
    Relu,
}

/// What a row of each class counts in training and in log losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeights {
    /// Every row the same.
    #[default]
    None,
    /// Every class the same: a row counts n / (K n_k), with n rows, K classes and n_k rows of its class.
    Balanced,
}

impl ClassWeights {
    fn are_none(&self) -> bool {
        *self == ClassWeights::None
    }
}

/// How much work a report may cost; the plan follows from it and the size of the data alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// A first look: fewer splits, wider intervals, no known truth.
    Quick,
    /// The default.
    Standard,
    /// Narrower intervals for several times the work.
    Thorough,
}

impl Effort {
    /// Every effort.
    pub const ALL: [Effort; 3] = [Effort::Quick, Effort::Standard, Effort::Thorough];

    /// Its name on the command line and in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Effort::Quick => "quick",
            Effort::Standard => "standard",
            Effort::Thorough => "thorough",
        }
    }
}

/// Weight decay: chosen from a grid inside the training rows, or given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Decay {
    /// One value for every network (sum of losses + decay / 2 × sum of squared weights).
    Value(f64),
    /// `auto`: the grid 0.1, 1, 4, 12, 30, and beyond where 30 wins: 100, 300.
    Auto(AutoDecay),
}

/// The word `auto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AutoDecay {
    /// Chosen inside the training rows.
    Auto,
}

impl Decay {
    /// Values tried: the grid of `auto`, or the one given.
    pub fn grid(&self) -> Vec<f64> {
        match self {
            Decay::Value(value) => vec![*value],
            Decay::Auto(_) => vec![0.1, 1.0, 4.0, 12.0, 30.0],
        }
    }
}

/// What a column is taken for, whatever it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Numbers; what is none counts as missing.
    Number,
    /// Words, one input a level; numbers are codes.
    Category,
    /// Dates or times of day, used as days or hours.
    Date,
    /// Left out.
    Drop,
}

/// Everything that changes a number or a word of the report. A TOML file has the same names; what this leaves out
/// (threads, paths, quiet, open) never reaches the JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Column with the classes; found by its name or place when not given.
    pub target: Option<String>,
    /// Columns left out.
    pub drop: Vec<String>,
    /// Columns kept; all when empty.
    pub only: Vec<String>,
    /// Column whose equal values stay on one side of every split.
    pub group: Option<String>,
    /// What columns are taken for, whatever they look like.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Role>,
    /// Classes that a target of many numbers is cut into, of about as many rows each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bins: Option<usize>,
    /// What would be a warning about the reading of the file is an error.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strict: bool,
    /// The sheet of a spreadsheet, by name or by number from 1; the first that holds a table when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Field separator; sniffed when not given.
    pub delimiter: Option<char>,
    /// Decimal mark; sniffed when not given.
    pub decimal: Option<char>,
    /// Text encoding of the file.
    pub encoding: Option<String>,
    /// The first line holds data, not names.
    pub no_header: bool,
    /// Hidden units, a number for each layer.
    pub hidden: Vec<usize>,
    /// Nonlinearity of the hidden units.
    pub activation: Activation,
    /// Weight decay.
    pub decay: Decay,
    /// What a row of each class counts.
    #[serde(skip_serializing_if = "ClassWeights::are_none")]
    pub class_weights: ClassWeights,
    /// Folds of the cross-validation of the network of all variables; from the plan when not given.
    pub folds: Option<usize>,
    /// Repeats of the cross-validation of the network of all variables; from the plan when not given.
    pub repeats: Option<usize>,
    /// Random starts of each split; from the plan when not given.
    pub starts: Option<usize>,
    /// Size of the set of variables sought; 2 when neither this nor `claim` is given.
    pub top: Option<usize>,
    /// The set of variables to test.
    pub claim: Vec<String>,
    /// Share of the log-loss gain that may be lost by a set that is 'enough'.
    pub margin: f64,
    /// How much work to spend.
    pub effort: Effort,
    /// Seed of every random draw.
    pub seed: u64,
    /// Title of the page.
    pub title: Option<String>,
    /// Keep every trained network in the JSON, not only the typical ones.
    pub keep_networks: bool,
    /// Names of columns, classes and levels are codes, and no number in the units of the file is given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub redact: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            target: None,
            drop: Vec::new(),
            only: Vec::new(),
            group: None,
            columns: BTreeMap::new(),
            bins: None,
            strict: false,
            sheet: None,
            delimiter: None,
            decimal: None,
            encoding: None,
            no_header: false,
            hidden: vec![8],
            activation: Activation::Tanh,
            decay: Decay::Auto(AutoDecay::Auto),
            class_weights: ClassWeights::None,
            folds: None,
            repeats: None,
            starts: None,
            top: None,
            claim: Vec::new(),
            margin: 0.02,
            effort: Effort::Standard,
            seed: 0,
            title: None,
            keep_networks: false,
            redact: false,
        }
    }
}

/// Options whose values make sense by themselves; what they say about a file is checked when it is prepared.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidOptions(Options);

impl std::ops::Deref for ValidOptions {
    type Target = Options;
    fn deref(&self) -> &Options {
        &self.0
    }
}

impl Options {
    /// Checks every value that can be checked without the data.
    ///
    /// # Errors
    /// `Error::Usage` names the option, the value and what to type instead.
    pub fn check(self) -> Result<ValidOptions> {
        self.check_network()?;
        self.check_evidence()?;
        let both = self.drop.iter().find(|name| self.only.contains(name));
        if let Some(name) = both {
            return usage(format!("column {name:?} is both in --drop and in --only; leave it out of one"));
        }
        if let Some(bins) = self.bins
            && !(2..=20).contains(&bins)
        {
            return usage(format!("--bins {bins}: give 2 to 20 classes"));
        }
        Ok(ValidOptions(self))
    }

    /// Size of the set sought: that of `--claim`, else `--top`, else 2.
    pub fn set_size(&self) -> usize {
        match (self.claim.len(), self.top) {
            (0, Some(top)) => top,
            (0, None) => 2,
            (claimed, _) => claimed,
        }
    }

    fn check_network(&self) -> Result<()> {
        if self.hidden.is_empty() || self.hidden.len() > 8 {
            return usage(
                "--hidden wants one to eight numbers of units, as in --hidden 8 or --hidden 16,8".into(),
            );
        }
        if let Some(units) = self.hidden.iter().find(|&&u| u == 0 || u > 1024) {
            return usage(format!("--hidden {units}: a layer has 1 to 1024 units"));
        }
        if let Decay::Value(value) = self.decay
            && !(value.is_finite() && value >= 0.0)
        {
            return usage(format!("--decay {value}: give auto, or a number of 0 or more"));
        }
        Ok(())
    }

    fn check_evidence(&self) -> Result<()> {
        if !self.claim.is_empty() && self.top.is_some() {
            return usage("--claim sets the size of the set; leave --top out".into());
        }
        if self.top == Some(0) {
            return usage("--top 0: a set has at least one variable".into());
        }
        for (name, value, least) in
            [("--folds", self.folds, 2), ("--repeats", self.repeats, 1), ("--starts", self.starts, 1)]
        {
            if let Some(value) = value
                && !(least..=1000).contains(&value)
            {
                return usage(format!("{name} {value}: give {least} to 1000"));
            }
        }
        let mut claimed = self.claim.clone();
        claimed.sort();
        if let Some(twice) = claimed.windows(2).find(|pair| pair[0] == pair[1]) {
            return usage(format!("--claim names {:?} twice", twice[0]));
        }
        if !(self.margin > 0.0 && self.margin < 1.0) {
            return usage(format!(
                "--margin {}: give a share of the gain between 0 and 1, as in 0.02",
                self.margin
            ));
        }
        Ok(())
    }
}

fn usage<T>(text: String) -> Result<T> {
    Err(Error::Usage(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid_and_seek_a_pair() {
        let options = Options::default().check().unwrap();
        assert_eq!(options.set_size(), 2);
        assert_eq!(options.decay.grid(), [0.1, 1.0, 4.0, 12.0, 30.0]);
    }

    #[test]
    fn a_claim_beside_top_is_refused() {
        let options = Options { claim: vec!["v4".into()], top: Some(3), ..Options::default() };
        assert_eq!(options.check().unwrap_err().exit_code(), 2);
    }

    #[test]
    fn toml_and_defaults_have_the_same_names() {
        let options: Options =
            toml::from_str("keep-networks = true\nhidden = [4, 3]\ndecay = 2.5\n").unwrap();
        assert_eq!(options.hidden, [4, 3]);
        assert_eq!(options.decay, Decay::Value(2.5));
        let auto: Options = toml::from_str("decay = \"auto\"").unwrap();
        assert_eq!(auto, Options::default());
        assert!(toml::from_str::<Options>("hiden = [4]").is_err());
    }
}
