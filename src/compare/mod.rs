//! Rankings are held against each other, against refitting and against chance: `Findings`.

pub mod agreement;
pub mod by_number;
pub mod case;
pub mod claims;
pub mod elsewhere;
pub mod embedding;
pub mod enough_runs;
pub mod findings;
pub mod groups;
pub mod negative;
pub mod networks;
pub mod performance;
mod readings;
pub mod retraining;
pub mod stability;
pub mod synergy;
pub mod units;
pub mod verdict;

pub use enough_runs::EnoughRuns;
pub use findings::compare;
pub use synergy::Together;
pub use units::Units;

use crate::attribute::Ranking;
use crate::attribute::clusters::Merge;
use crate::attribute::models::sketch::Sketch;
use crate::attribute::profiles::Profile;
use crate::attribute::slopes::Slope;
use crate::prepare::{DataSummary, Warning};
use crate::stats::{Difference, Estimate};
use crate::train::{Layer, Stopped};
use crate::truth::KnownTruth;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything a report says, but for the settings it was made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Findings {
    /// The table.
    pub data: DataSummary,
    /// How well the network and other models predict held-out rows.
    pub performance: Performance,
    /// Typical trained networks (all with `--keep-networks`).
    pub networks: Vec<NetworkRecord>,
    /// One entry a measure.
    pub rankings: Vec<Ranking>,
    /// Are negative weights as important as positive ones?
    pub negative_weights: NegativeWeights,
    /// How rankings hold over repeated trainings.
    pub stability: Stability,
    /// Whether the hidden units of one network are found again in the others; null in reports that did not ask.
    #[serde(default)]
    pub units: Option<Units>,
    /// Whether other splits, or more of them, would change a rank or an answer.
    #[serde(default)]
    pub enough_runs: EnoughRuns,
    /// Variables as points.
    pub embedding: Embedding,
    /// The tree grown on all rows, to be looked at; nothing is judged on it. Null where it could not be grown.
    #[serde(default)]
    pub tree: Option<Sketch>,
    /// Do the measures agree?
    pub agreement: Agreement,
    /// What chance gives.
    pub null: Null,
    /// Networks refitted on sets of variables.
    pub retraining: Vec<RetrainedSet>,
    /// The probabilities while one variable runs through its values, for the variables that move them most.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// How steeply each logit rises with each variable, and how far that changes from row to row; categories have none.
    #[serde(default)]
    pub slopes: Vec<Slope>,
    /// Variables that say much the same, and what they are worth together.
    #[serde(default)]
    pub groups: Groups,
    /// Networks refitted on the first 1, 2, 3 … variables of each ranking; `together` first, `random` last.
    #[serde(default)]
    pub by_number: Vec<NumberLine>,
    /// Which measure finds a known truth on these inputs; null at quick effort, which does not ask.
    pub known_truth: Option<KnownTruth>,
    /// The answers.
    pub verdict: Verdict,
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

/// `performance` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Performance {
    /// The network, the majority class, logistic regression, the tree, the forest.
    pub models: Vec<ModelPerformance>,
    /// Held-out precision, recall and F1 of the network for each class, pooled over the rows of each repeat.
    pub per_class: Vec<ClassPerformance>,
    /// Rows: true class; columns: predicted class; mean number of rows a repeat (each row is held out once a repeat).
    pub confusion: Vec<Vec<f64>>,
    /// Predicted against observed frequency, all classes pooled.
    pub calibration: Vec<CalibrationBin>,
    /// Loss after each iteration in the traced trainings.
    pub curves: Vec<CurvePoint>,
    /// How many trainings are behind `curves`.
    pub curves_of: usize,
    /// How the trainings of the network of all variables ended.
    pub stopped: StoppedCounts,
    /// Weight decays chosen, with the number of repeats that chose them.
    pub decay: Vec<DecayCount>,
    /// Log loss of the class frequencies less that of the network: what there is to explain.
    pub gain: Estimate,
    /// The same as a share of the log loss of the class frequencies.
    pub gain_share: Estimate,
}

/// One model on held-out rows. Precision, recall, F1 and ROC AUC are macro averages over classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelPerformance {
    /// `network`, `majority`, `logistic`, `tree` or `forest`.
    pub model: String,
    /// Share of rows predicted right.
    pub accuracy: Estimate,
    /// Mean over classes of recall.
    pub balanced_accuracy: Estimate,
    /// Macro precision; a class never predicted counts 0.
    pub precision: Estimate,
    /// Macro recall.
    pub recall: Estimate,
    /// Macro F1.
    pub f1: Estimate,
    /// Macro one-against-rest area under the ROC curve; null where a class is missing from the held-out rows.
    pub roc_auc: Option<Estimate>,
    /// Mean log loss.
    pub log_loss: Estimate,
    /// This model's log loss less the network's on the same splits; null for the network.
    pub difference: Option<Difference>,
    /// Expected calibration error; null where the report is older.
    #[serde(default)]
    pub calibration_error: Option<CalibrationError>,
    /// Splits behind the numbers, and what it was fitted on where that was reduced.
    pub note: String,
}

/// How far the probability of the most likely class is from how often it comes true: expected calibration error in ten bins
/// of equal width (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017). Held-out rows of all folds of a repeat together,
/// mean over repeats and starts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalibrationError {
    /// The error: 0 where every bin is right as often as stated.
    pub error: f64,
    /// What it would be on average in as many rows, were every stated probability right.
    pub by_chance: f64,
}

/// One class in the eyes of the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClassPerformance {
    /// Its name.
    pub class: String,
    /// Its rows.
    pub count: usize,
    /// Of the rows predicted to be of it, the share that are.
    pub precision: f64,
    /// Of its rows, the share predicted to be.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// A tenth of the predicted probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalibrationBin {
    /// Mean predicted probability.
    pub predicted: f64,
    /// Observed frequency.
    pub observed: f64,
    /// Lower end of the 95 % interval of the frequency (Wilson; predictions counted once a repeat, or as many as their groups
    /// are worth; two of one row never both come true, so with three classes or more it is rather too wide than too narrow).
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Predictions a repeat.
    pub count: f64,
}

/// The losses after one iteration: median and middle 80 % over the traced trainings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurvePoint {
    /// The iteration.
    pub iteration: usize,
    /// Log loss on training rows: 10 %, median, 90 % of the trainings.
    pub training: [f64; 3],
    /// Log loss on held-out rows: 10 %, median, 90 % of the trainings.
    pub held_out: [f64; 3],
}

/// How trainings ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoppedCounts {
    /// Gradient or progress below the tolerance.
    pub converged: usize,
    /// Limit of iterations.
    pub limit: usize,
    /// Set aside.
    pub diverged: usize,
    /// Minibatches of a schedule that went through; left out where there are none.
    #[serde(default, skip_serializing_if = "none")]
    pub schedule: usize,
}

fn none(count: &usize) -> bool {
    *count == 0
}

/// How often a decay was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DecayCount {
    /// The decay.
    pub decay: f64,
    /// Repeats that chose it.
    pub count: usize,
}

/// `networks[]` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NetworkRecord {
    /// Which split.
    pub split: usize,
    /// Which start of it.
    pub start: usize,
    /// Weight decay it was trained with.
    pub decay: f64,
    /// Layers from the inputs (in standard-deviation units) to the logits.
    pub layers: Vec<Layer>,
    /// Names of the inputs: the variable, or `variable = level`.
    pub inputs: Vec<String>,
    /// For each input the index of its variable.
    pub variables: Vec<usize>,
    /// Names of the logits: the classes, or for two classes the second.
    pub outputs: Vec<String>,
    /// Why it stopped.
    pub stopped: Stopped,
    /// Held-out log loss.
    pub log_loss: f64,
}

/// `negative_weights` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NegativeWeights {
    /// What changes when it must not: a hidden unit turned around, a constant added to all classes' output weights, a variable recoded.
    pub symmetries: Vec<Symmetry>,
    /// For each variable the sums of positive and negative paths and what they cancel (first of `networks`, and mean over runs).
    pub paths: Vec<PathSums>,
    /// The top variables by signed sums against those by absolute sums, chosen in each split and refitted.
    pub signed_against_absolute: Option<SignedAgainstAbsolute>,
    /// What is lost when paths against their variable's own net direction are dropped, in shares of the gain; half-sample interval.
    pub against_direction: Option<Estimate>,
    /// Where something above is null: why.
    pub note: Option<String>,
}

/// One change of the first of `networks` that leaves every prediction as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Symmetry {
    /// `flip` (tanh or logistic unit turned around), `scale` (relu unit), `shift` (softmax), `recode` (a variable times -1).
    pub id: String,
    /// What was done, in words.
    pub what: String,
    /// Largest change of any predicted probability over the rows, as computed in f64.
    pub largest_change: f64,
    /// For each measure the largest change of any variable's share, in points of share (0 to 1).
    pub measures: Vec<MeasureChange>,
}

/// How much a measure moved under a symmetry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureChange {
    /// Id of the measure, `olden_raw` and `garson_1991_raw` for the uncentred forms.
    pub measure: String,
    /// Largest change of any variable's share.
    pub change: f64,
    /// Whether the order of the variables changed.
    pub order_changed: bool,
}

/// Paths variable → hidden units → class of one variable and one class, mean over the runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PathSums {
    /// The variable.
    pub variable: String,
    /// The class (for two classes the second).
    pub class: String,
    /// Sum of positive paths, mean over runs.
    pub positive: f64,
    /// Sum of the magnitudes of negative paths, mean over runs.
    pub negative: f64,
    /// Positive less negative: Olden's importance.
    pub net: f64,
    /// 1 - |positive - negative| / (positive + negative), mean over runs: 0 nothing cancels, 1 everything does.
    pub cancellation: f64,
}

/// The choice by signed sums against the choice by absolute sums.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignedAgainstAbsolute {
    /// The set most often chosen by signed sums, and the share of splits that chose it.
    pub signed: ChosenSet,
    /// The set most often chosen by absolute sums.
    pub absolute: ChosenSet,
    /// Held-out log loss of the former less that of the latter.
    pub difference: Difference,
    /// The same as a share of the gain of all variables; null where there is no gain to share.
    pub share: Option<Estimate>,
}

/// A set of variables chosen inside splits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChosenSet {
    /// The variables.
    pub variables: Vec<String>,
    /// Share of the splits that chose exactly them.
    pub share: f64,
}

/// `stability` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stability {
    /// Size of the top set.
    pub top: usize,
    /// One entry a measure read off the networks.
    pub measures: Vec<MeasureStability>,
}

/// How one measure's ranking holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureStability {
    /// Id of the measure.
    pub measure: String,
    /// Nogueira's index of the top sets over half-samples; interval by leaving out a half with its complement at a time.
    pub nogueira: Option<Estimate>,
    /// The index of top sets over half-samples with shuffled labels, mean over four orders of them: what it reaches where
    /// there is nothing to rank; null where none were trained.
    #[serde(default)]
    pub nogueira_shuffled: Option<f64>,
    /// Kendall's W (tie-corrected) over half-samples.
    pub kendall_w: Option<f64>,
    /// Kendall's W over the starts of the same split, mean over splits: agreement that is no evidence.
    pub kendall_w_starts: Option<f64>,
    /// Share of the variance of a run's scores that comes from the rows (between halves) rather than the start; mean over variables.
    pub rows_share: Option<f64>,
    /// Top sets over splits, most frequent first.
    pub top_sets: Vec<ChosenSet>,
    /// Rank of each variable (rows) in each run (columns: splits in order, starts within); 1 = highest.
    pub ranks: Vec<Vec<u16>>,
    /// After how many splits the top set by mean score changed no more; null if it still changed in the last tenth.
    pub splits_enough: Option<usize>,
}

/// `embedding` of the report: classical multidimensional scaling of the mean path Gram matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Embedding {
    /// One point a variable.
    pub points: Vec<EmbeddedVariable>,
    /// Share of the total squared length shown by each of the two axes.
    pub explained: [f64; 2],
    /// Cosine between variables: 1 used alike, -1 used as a contrast, 0 separately.
    pub cosine: Vec<Vec<f64>>,
    /// Pearson correlation between variables in the data (for a category the largest of its inputs in magnitude).
    pub correlation: Vec<Vec<f64>>,
    /// Correlation, over pairs, of |cosine| with |correlation|; null with fewer than four variables.
    pub cosine_with_correlation: Option<f64>,
    /// Groups of variables of at least mean length with |cosine| above 0.8, by name; only groups of two or more.
    pub clusters: Vec<Vec<String>>,
    /// Why there is no map; null when there is one.
    pub note: Option<String>,
}

/// A variable on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmbeddedVariable {
    /// Its name.
    pub name: String,
    /// First coordinate.
    pub x: f64,
    /// Second coordinate.
    pub y: f64,
    /// Length of the vector in all dimensions.
    pub length: f64,
    /// Covariance of the point over half-samples, aligned by rotation: xx, xy, yy; null where not computed.
    pub spread: Option<[f64; 3]>,
}

/// `agreement` of the report; matrices are measures × measures in the order of `measures`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Ids of the measures that have a ranking.
    pub measures: Vec<String>,
    /// Kendall's tau-b of the overall rankings.
    pub tau: Vec<Vec<f64>>,
    /// Rank-biased overlap, p = 1 - 1/k.
    pub overlap: Vec<Vec<f64>>,
    /// Share of variables on whose sign (per class, mean) two signed measures agree; null unless both have a sign.
    pub sign: Vec<Vec<Option<f64>>>,
    /// 95 % of random orders of as many variables stay below this tau.
    pub chance_tau: f64,
    /// Tau inside the family of absolute sums, lowest and highest.
    pub family_tau: Option<[f64; 2]>,
}

/// `null` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Null {
    /// The network against shuffled labels; null while not computed.
    pub signal: Option<Signal>,
    /// Scores of shuffled copies of the variables; null where none were trained.
    pub probes: Option<Probes>,
}

/// The network of all variables against networks on shuffled labels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// Gain over the class frequencies with the real labels (mean of the folds).
    pub observed: f64,
    /// Gains with shuffled labels, in the order they were made.
    pub shuffled: Vec<f64>,
    /// Shuffles planned; fewer were made when one of them reached the observed gain.
    pub planned: usize,
    /// p-value: (1 + shuffles at least as good) / (1 + shuffles made), or 1 / shuffles made after an early stop.
    pub p: f64,
    /// Whether it stopped at the first shuffle that reached the observed gain.
    pub stopped_early: bool,
}

/// Scores against shuffled copies of the variables, trained along in networks of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Probes {
    /// Repeats, each with copies of its own.
    pub repeats: usize,
    /// Folds of each repeat.
    pub folds: usize,
    /// One entry a measure read off networks.
    pub measures: Vec<ProbeMeasure>,
}

/// One measure's scores against the best copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProbeMeasure {
    /// Id of the measure.
    pub measure: String,
    /// `share` (of the run's sum over variables and copies; where variables have unequal numbers of inputs, scaled so that
    /// their copies have the same mean) or `log loss` (rise).
    pub unit: String,
    /// Mean score of each variable over the repeats, in the order of the data's columns.
    pub variables: Vec<f64>,
    /// Score of the best copy in each repeat.
    pub best: Vec<f64>,
    /// The highest of `best`: a variable above it has p = 1 / (repeats + 1).
    pub bar: f64,
}

/// `retraining[]` of the report: a set of variables, networks refitted on it alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RetrainedSet {
    /// Names of the variables; empty when they differ between splits.
    pub variables: Vec<String>,
    /// Why it was trained: `all`, `claim`, `pair` (or `subset`), `single`, `leave_one_out`, `random`, or `top:MEASURE` (chosen in each split).
    pub why: String,
    /// Held-out accuracy.
    pub accuracy: Estimate,
    /// Held-out macro recall.
    pub recall: Estimate,
    /// Held-out macro precision.
    pub precision: Estimate,
    /// Held-out log loss.
    pub log_loss: Estimate,
    /// This set less the network of all variables, paired over the same splits; null for `all`.
    pub difference: Option<SetDifference>,
    /// Posterior probabilities that it is worse than all variables by more than the margin, within it, or better by more; null
    /// for `all`, without a gain, and where differences have no spread.
    #[serde(default)]
    pub posterior: Option<Posterior>,
    /// Share of the log-loss gain kept, (L0 - L) / (L0 - L of all variables), Fieller interval; null without a gain.
    pub kept: Option<Estimate>,
    /// Place by mean log loss among the sets of its size and kind, 1 = lowest; null where it has none.
    pub place: Option<usize>,
    /// Whether it is in the set of those not shown worse than any other; null where it was not tested.
    pub in_best_set: Option<bool>,
    /// Adjusted p-value of 'worse than another of them' (two-step max-T); null where not tested.
    pub p_worse: Option<f64>,
    /// For a pair: gain of the pair less the gains of its two singles (positive: synergy, negative: redundancy).
    pub synergy: Option<Difference>,
    /// The p-value of `synergy` adjusted for the number of pairs: at or below q, the expected share of false ones among those
    /// said to be synergy or redundancy is at most q (Benjamini and Hochberg).
    #[serde(default)]
    pub synergy_q: Option<f64>,
    /// For a pair: mean over held-out rows, classes and runs of the magnitude of the second derivative of the centred logits of
    /// the network of all variables, in sd units; half-sample interval. 0 where the two add up. Null where not computed.
    #[serde(default)]
    pub second_derivative: Option<Estimate>,
    /// The same as a share of the steeper of the two slopes (root mean square): how much of it one sd of the other changes.
    #[serde(default)]
    pub slope_change: Option<Estimate>,
    /// What `synergy` and `second_derivative` say together; null where nothing is shown.
    #[serde(default)]
    pub together: Option<Together>,
    /// For a set chosen in each split: the sets chosen, most frequent first.
    pub chosen: Vec<ChosenSet>,
}

/// Where the difference in log loss of a set from all variables lies: the Bayesian correlated t (Corani and Benavoli 2015) with
/// the region `margin · (L0 - L of all variables)` to both sides of 0, the gain as estimated. The three add up to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Posterior {
    /// Probability that the set loses more than the margin.
    pub worse: f64,
    /// Probability that it differs by no more than the margin.
    pub within: f64,
    /// Probability that it gains more than the margin.
    pub better: f64,
}

/// `groups` of the report: how variables hang together, and the groups that follow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Groups {
    /// Mean |r| at which variables are joined to a group.
    pub joined: f64,
    /// The dendrogram (average linkage on 1 - |r|): one merge less than variables, the most alike first.
    pub merges: Vec<Merge>,
    /// Groups of two variables or more.
    pub groups: Vec<Group>,
}

/// Variables that say much the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// Its members.
    pub variables: Vec<String>,
    /// Mean |r| between the two branches that were joined last.
    pub correlation: f64,
    /// Rise of held-out log loss when all are shuffled in one order; half-sample interval.
    pub shuffled: Estimate,
    /// Sum of the rises when each is shuffled by itself; null where permutation does not apply.
    pub shuffled_singly: Option<f64>,
    /// Held-out log loss of networks trained without all of them, less that of all variables; null where nothing would be left.
    pub left_out: Option<Difference>,
    /// Share of the gain of all variables that networks trained on the group alone keep; null without a gain.
    pub kept: Option<Estimate>,
}

/// `by_number[]` of the report: networks refitted on the first 1, 2, 3 … variables of one order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberLine {
    /// Who orders the variables in each split: the id of a measure, `together` (mean rank over them), or `random`.
    pub measure: String,
    /// One a number of variables, ascending; the last is all.
    pub points: Vec<NumberPoint>,
    /// The smallest number whose `p_enough` is below .05; null where there is none, or fewer than 200 rows.
    pub enough: Option<usize>,
}

/// Networks of so many variables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberPoint {
    /// Number of variables.
    pub size: usize,
    /// Held-out accuracy.
    pub accuracy: Estimate,
    /// Held-out log loss.
    pub log_loss: Estimate,
    /// Log loss less that of all variables, paired over splits; null for all.
    pub difference: Option<Difference>,
    /// p-value of 'loses less than the margin', adjusted over the numbers of the line (Holm); null for all.
    pub p_enough: Option<f64>,
    /// p-value of 'loses nothing and is better than all', adjusted in the same way; null for all.
    pub p_better: Option<f64>,
    /// The set chosen most often; null for all, and for orders drawn at random.
    pub chosen: Option<ChosenSet>,
}

/// Paired differences to the network of all variables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetDifference {
    /// Of accuracy.
    pub accuracy: Difference,
    /// Of macro recall.
    pub recall: Difference,
    /// Of macro precision.
    pub precision: Difference,
    /// Of log loss.
    pub log_loss: Difference,
}

/// An answer to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The claim holds.
    Yes,
    /// The claim does not hold.
    No,
    /// The data cannot tell.
    Undecided,
    /// It depends on the measure.
    Depends,
}

impl Answer {
    /// The answer as a word.
    pub fn word(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Undecided => "undecided",
            Answer::Depends => "depends on the measure",
        }
    }
}

/// `verdict` of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The set tested.
    pub variables: Vec<String>,
    /// Whether the user named it (`--claim`) or the measures proposed it.
    pub named_by_user: bool,
    /// Title of the page: the finding in one line.
    pub title: String,
    /// The answer in five or six sentences, each with the pointer to its numbers.
    pub sentences: Vec<Sentence>,
    /// The seven claims in fixed order.
    pub claims: Vec<Claim>,
    /// For each measure what its top variables lose, as many as the set has: the column 'do these weights speak here?'.
    pub speaking: Vec<Speaking>,
    /// Variables that can stand in for one of the set: the set with the substitute is within the margin of the claimed one.
    pub substitutes: Vec<Substitute>,
    /// Variables that leave-one-out cannot exclude from the top set.
    pub possible_top: Vec<String>,
}

/// A sentence of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// Plain text.
    pub text: String,
    /// Ids of figures, sections or claims that show its numbers: `figure:rank-bumps`, `section:retraining`, `claim:enough`.
    pub evidence: Vec<String>,
}

/// One claim and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// `signal`, `weights_speak`, `top_variables`, `best_subset`, `enough`, `each_needed` or `negative_weights`.
    pub claim: String,
    /// The question in words.
    pub question: String,
    /// The answer.
    pub answer: Answer,
    /// Why, with numbers, plain text.
    pub text: String,
    /// Question, answer and reason in one sentence, plain text.
    pub lead: String,
    /// JSON pointers into the report.
    pub evidence: Vec<String>,
}

/// What following one measure loses (SCIENCE section 7, G1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Speaking {
    /// Id of the measure.
    pub measure: String,
    /// `yes` speaks, `no` misleads, or `undecided`.
    pub answer: Answer,
    /// Share of the gap between the best and a typical set of the size that its own set loses, Fieller interval.
    pub lost: Option<Estimate>,
    /// Its choices over the splits, most frequent first.
    pub chosen: Vec<ChosenSet>,
}

/// A variable that can stand in for another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Substitute {
    /// The member of the set.
    pub of: String,
    /// The stand-in.
    pub by: String,
    /// Held-out log loss of the set with the stand-in less that of the claimed set.
    pub difference: Difference,
}
