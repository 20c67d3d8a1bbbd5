//! How many splits, starts, pairs and shuffles: from the size of the data and `--effort` alone.

use super::Dataset;
use super::checks::groups_of_classes;
use crate::options::{Effort, ValidOptions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Repeats × folds of a cross-validation, and starts in each split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scheme {
    /// Repeats.
    pub repeats: usize,
    /// Folds.
    pub folds: usize,
    /// Random starts of each split.
    pub starts: usize,
}

/// The work of one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The network of all variables.
    pub full: Scheme,
    /// Every other set of variables, the tree and logistic regression: the first repeats of the same folds, one start.
    pub sets: Scheme,
    /// Rows that a network is trained on at most: of more, each split draws its own.
    #[serde(default = "all_rows")]
    pub training_rows: usize,
    /// All pairs are trained up to this number of variables; beyond it, pairs among the leading ones.
    pub all_pairs_up_to: usize,
    /// Random halves and complements together.
    pub halves: usize,
    /// Folds inside each half.
    pub half_folds: usize,
    /// Inner 80/20 splits that choose the decay of a set in a repeat.
    pub inner: usize,
    /// Inner 80/20 splits that choose the decay in a half.
    pub half_inner: usize,
    /// Shuffles of a column in permutation importance.
    pub shuffles: usize,
    /// Held-out rows a permutation importance uses at most.
    pub permutation_rows: usize,
    /// Folds of the test for a signal.
    pub signal_folds: usize,
    /// Shuffled labels of the test for a signal.
    pub signal_shuffles: usize,
    /// Repeats of the networks trained along with shuffled copies of the variables.
    pub probe_repeats: usize,
    /// Folds of each.
    pub probe_folds: usize,
    /// The forest.
    pub forest: Scheme,
    /// Its trees.
    pub trees: usize,
    /// Halves on which the forest is fitted for the intervals of its importances.
    pub forest_halves: usize,
    /// Rows the forest is fitted on at most.
    pub forest_rows: usize,
    /// Random sets of the size sought, for comparison.
    pub random_sets: usize,
    /// Simulated tables of each kind of known truth.
    #[serde(default)]
    pub truth_tables: usize,
    /// Rows of such a table at most.
    #[serde(default)]
    pub truth_rows: usize,
    /// Folds of the networks on it.
    #[serde(default)]
    pub truth_folds: usize,
    /// How many of these folds are refitted without each variable.
    #[serde(default)]
    pub truth_refits: usize,
    /// All sets of three are trained where there are at most so many; 0 where none are.
    #[serde(default)]
    pub triples_up_to: usize,
    /// What thorough effort began with, where it went on to more repeats; null where it did not.
    #[serde(default)]
    pub begun: Option<Begun>,
    /// What was reduced against the standard plan, and what it means for the reader; empty when nothing was.
    pub reduced: Vec<String>,
}

/// The repeats that thorough effort began with, before it found them too few.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Begun {
    /// Repeats of the network of all variables.
    pub full_repeats: usize,
    /// Repeats of every other set.
    pub set_repeats: usize,
    /// Ids of the claims whose answer hung on the draw of the splits.
    pub claims: Vec<String>,
    /// Ids of the measures whose top set did.
    pub measures: Vec<String>,
}

/// Most repeats that thorough effort goes on to by itself.
pub const MOST_REPEATS: usize = 40;

/// Most sets of three that thorough effort trains.
const MOST_TRIPLES: usize = 1_000;

/// Most folds; a class with fewer rows brings fewer.
const MOST_FOLDS: usize = 10;
/// Fewest repeats behind an interval: of ten folds, and of five (one cross-validation alone covers too little).
const FEWEST_REPEATS: [(usize, usize); 2] = [(10, 3), (0, 2)];

/// One row of the table of plans: up to so many rows, so much of each.
struct Size {
    rows: usize,
    full: Scheme,
    set_repeats: usize,
    halves: usize,
    forest: Scheme,
}

const fn scheme(repeats: usize, folds: usize, starts: usize) -> Scheme {
    Scheme { repeats, folds, starts }
}

/// The plans of standard effort; the other sets share the folds of the network of all variables.
const SIZES: [Size; 5] = [
    Size { rows: 5_000, full: scheme(10, 10, 3), set_repeats: 5, halves: 40, forest: scheme(2, 5, 1) },
    Size { rows: 20_000, full: scheme(10, 10, 3), set_repeats: 3, halves: 40, forest: scheme(2, 5, 1) },
    Size { rows: 100_000, full: scheme(5, 10, 2), set_repeats: 3, halves: 20, forest: scheme(2, 5, 1) },
    Size { rows: 500_000, full: scheme(5, 5, 1), set_repeats: 2, halves: 20, forest: scheme(2, 5, 1) },
    Size { rows: usize::MAX, full: scheme(2, 5, 1), set_repeats: 2, halves: 10, forest: scheme(1, 5, 1) },
];

/// Rows above which not all pairs of up to 15 variables are trained.
const MANY_ROWS: usize = 100_000;

/// Rows that a network is trained on at most. A network of some hundred weights gains less than a thousandth of log loss by
/// more of them, and so many still lie in the caches, where minibatches at random cost a tenth of what they cost in a table
/// of a million rows.
const TRAINING_ROWS: usize = 100_000;

/// Rows that the test for a signal uses at most, drawn without looking at the classes: on so many it finds a gain of a
/// thousandth, and shuffled labels are trained on a hundred times.
pub const SIGNAL_ROWS: usize = 50_000;

/// Variables up to which a decay is chosen for each set of all but one. With more of them the decay of the network of all
/// serves: to leave out one in a hundred hardly changes it, and the work to choose grows as the square of their number.
pub const OWN_DECAYS: usize = 100;

/// Reports from before there was a limit.
fn all_rows() -> usize {
    usize::MAX
}

/// The plan of a table: from its size, its smallest class and the options alone.
pub fn of(dataset: &Dataset, options: &ValidOptions) -> Plan {
    let size = SIZES.iter().find(|size| dataset.rows() <= size.rows).unwrap_or(&SIZES[4]);
    let smallest = groups_of_classes(dataset).into_iter().min().unwrap_or(2);
    let mut plan = at_standard_effort(size, dataset.rows(), smallest);
    match options.effort {
        Effort::Quick => quicken(&mut plan),
        Effort::Standard => {}
        Effort::Thorough => deepen(&mut plan),
    }
    plan.signal_folds = plan.signal_folds.min(blocks(dataset)).max(2);
    let possible = MOST_FOLDS.min(smallest).max(2);
    let planned = plan.full.folds;
    plan.full.folds = planned.min(possible);
    // at thorough effort every set has the repeats of the network of all variables, also those that the user asks for
    let alike = options.effort == Effort::Thorough;
    plan.full.repeats = options.repeats.unwrap_or(plan.full.repeats);
    let set_repeats = if alike { plan.full.repeats } else { plan.sets.repeats.min(plan.full.repeats) };
    plan.full.folds = options.folds.unwrap_or(plan.full.folds).min(smallest.max(2));
    plan.full.starts = options.starts.unwrap_or(plan.full.starts);
    plan.sets = Scheme { repeats: set_repeats, folds: plan.full.folds, starts: 1 };
    plan.reduced = reductions(&plan, dataset, options, smallest);
    plan
}

/// Rows or groups that stay together: no more folds than these can be made without an empty one.
fn blocks(dataset: &Dataset) -> usize {
    let groups = |groups: &Vec<u32>| groups.iter().max().map_or(0, |&last| last as usize + 1);
    dataset.groups.as_ref().map_or(dataset.rows(), groups)
}

fn at_standard_effort(size: &Size, rows: usize, smallest: usize) -> Plan {
    let half_smallest = (smallest / 2).max(2);
    Plan {
        full: size.full,
        sets: Scheme { repeats: size.set_repeats, starts: 1, ..size.full },
        training_rows: TRAINING_ROWS,
        all_pairs_up_to: if rows > MANY_ROWS { 8 } else { 15 },
        halves: size.halves,
        half_folds: half_smallest.min(5),
        inner: 3,
        half_inner: 5,
        shuffles: 10,
        permutation_rows: 20_000,
        signal_folds: 5,
        signal_shuffles: 99,
        probe_repeats: 20,
        probe_folds: smallest.clamp(2, 5),
        forest: Scheme { folds: size.forest.folds.min(smallest).max(2), ..size.forest },
        trees: 100,
        forest_halves: size.halves.min(20),
        forest_rows: 20_000,
        random_sets: 50,
        truth_tables: 30,
        truth_rows: 2_000,
        truth_folds: 5,
        truth_refits: 2,
        triples_up_to: 0,
        begun: None,
        reduced: Vec::new(),
    }
}

/// A first look: 5 × 5 folds, one start, pairs of the leading variables only.
fn quicken(plan: &mut Plan) {
    plan.full = Scheme { repeats: plan.full.repeats.min(5), folds: plan.full.folds.min(5), starts: 1 };
    plan.sets.repeats = 2;
    plan.all_pairs_up_to = 8;
    plan.halves = plan.halves.min(20);
    plan.forest_halves = plan.forest_halves.min(10);
    plan.probe_folds = 2;
    plan.truth_tables = 0;
}

/// More splits, starts, halves and shuffles for narrower intervals.
fn deepen(plan: &mut Plan) {
    plan.full.starts = 5;
    plan.sets.repeats = plan.full.repeats;
    plan.halves = 100;
    plan.signal_shuffles = 199;
    plan.truth_tables = 100;
    plan.truth_refits = plan.truth_folds;
    plan.triples_up_to = MOST_TRIPLES;
}

impl Plan {
    /// At thorough effort the same plan with as many repeats as are needed to settle what hangs on the draw of the splits
    /// (ids of claims and of measures). None where nothing is needed, where there are as many already, and where the user
    /// said how many; at most four times as many as it began with, for that is what memory is reckoned for.
    pub fn deeper(
        &self,
        needed: Option<usize>,
        (claims, measures): (Vec<String>, Vec<String>),
        options: &ValidOptions,
    ) -> Option<Plan> {
        if options.effort != Effort::Thorough || options.repeats.is_some() {
            return None;
        }
        let first = self.begun.as_ref().map_or(self.full.repeats, |begun| begun.full_repeats);
        let repeats = needed?.min(MOST_REPEATS).min(4 * first);
        (repeats > self.sets.repeats).then(|| self.with_repeats(repeats, claims, measures))
    }

    /// The same with so many repeats of everything; the first repeats stay what they were.
    fn with_repeats(&self, repeats: usize, claims: Vec<String>, measures: Vec<String>) -> Plan {
        let (full_repeats, set_repeats) = match &self.begun {
            Some(begun) => (begun.full_repeats, begun.set_repeats),
            None => (self.full.repeats, self.sets.repeats),
        };
        let before = self.begun.clone();
        let joined = |mut earlier: Vec<String>, later: Vec<String>| {
            earlier.extend(later);
            earlier.sort();
            earlier.dedup();
            earlier
        };
        let (claims_before, measures_before) =
            before.map_or_else(Default::default, |b| (b.claims, b.measures));
        let mut more = self.clone();
        more.full.repeats = more.full.repeats.max(repeats);
        more.sets.repeats = more.sets.repeats.max(repeats);
        more.begun = Some(Begun {
            full_repeats,
            set_repeats,
            claims: joined(claims_before, claims),
            measures: joined(measures_before, measures),
        });
        more
    }
}

/// What was reduced for a large table, each in a sentence that says what it means.
fn for_size(plan: &Plan, dataset: &Dataset) -> Vec<String> {
    let mut notes = Vec::new();
    if dataset.rows() > SIZES[0].rows {
        notes.push(format!(
            "With {} rows fewer splits are trained than with up to 5,000: {} × {} for the network of all variables, \
             {} × {} for every other set; many rows make up for fewer splits.",
            dataset.rows(),
            plan.full.repeats,
            plan.full.folds,
            plan.sets.repeats,
            plan.sets.folds
        ));
    }
    let trained = dataset.rows() - dataset.rows() / plan.full.folds;
    if trained > plan.training_rows {
        notes.push(format!(
            "Every network is trained on {} of the {trained} training rows of its split, drawn anew in each; it is judged on all \
             held-out rows. More rows would hardly change a network of this size.",
            plan.training_rows
        ));
    }
    if dataset.rows() > SIGNAL_ROWS {
        notes.push(format!(
            "The test for a signal uses {SIGNAL_ROWS} of the rows, drawn without looking at the classes: it stays exact, and \
             on so many rows finds what is worth finding."
        ));
    }
    if dataset.rows() > plan.forest_rows {
        notes.push(format!(
            "The forest is fitted on {} of the rows of a split: it may be a little worse than on all of them.",
            plan.forest_rows
        ));
    }
    if dataset.variables.len() > OWN_DECAYS {
        notes.push(format!(
            "The networks with one of {} variables left out take the weight decay chosen for the network of all: one \
             variable among so many hardly changes which is best.",
            dataset.variables.len()
        ));
    }
    notes
}

/// What was reduced, each in a sentence that says what it means.
fn reductions(plan: &Plan, dataset: &Dataset, options: &ValidOptions, smallest: usize) -> Vec<String> {
    let mut notes = for_size(plan, dataset);
    let wanted = options.folds.unwrap_or(if options.effort == Effort::Quick { 5 } else { MOST_FOLDS });
    if smallest < wanted {
        let things = if dataset.groups.is_some() { "groups or rows" } else { "rows" };
        notes.push(format!(
            "{} folds instead of {wanted}: the smallest class has {smallest} {things}, and each fold needs one of it. \
             Networks are fitted on fewer rows and intervals are wider.",
            plan.full.folds
        ));
    }
    if options.effort == Effort::Quick {
        notes.push(
            "Quick effort: fewer splits, one start each, and pairs among the leading variables only. Take the answers \
             as a first look; --effort standard decides."
                .to_owned(),
        );
    }
    let fewest = FEWEST_REPEATS.iter().find(|(folds, _)| plan.full.folds >= *folds).map_or(2, |f| f.1);
    if plan.sets.repeats < fewest {
        notes.push(format!(
            "{} × {} splits are few: intervals from them cover less than they say; use --repeats {fewest} or more.",
            plan.sets.repeats, plan.sets.folds
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::train::testing::dataset;

    fn table(rows: usize, rare: usize) -> Dataset {
        let codes: Vec<u32> = (0..rows).map(|row| u32::from(row < rare)).collect();
        let column: Vec<f64> = (0..rows).map(|row| row as f64).collect();
        dataset(&[column], &codes, 2)
    }

    fn planned(rows: usize, rare: usize, options: Options) -> Plan {
        of(&table(rows, rare), &options.check().unwrap())
    }

    #[test]
    fn the_table_of_sizes() {
        let plan = planned(500, 100, Options::default());
        assert_eq!((plan.full, plan.sets), (scheme(10, 10, 3), scheme(5, 10, 1)));
        assert_eq!((plan.halves, plan.signal_shuffles), (40, 99));
        assert!(plan.reduced.is_empty());
        let middle = planned(5_001, 2_000, Options::default());
        assert_eq!((middle.full, middle.sets), (scheme(10, 10, 3), scheme(3, 10, 1)));
        assert_eq!(middle.reduced.len(), 1);
        let large = planned(30_000, 9_000, Options::default());
        assert_eq!((large.full, large.sets), (scheme(5, 10, 2), scheme(3, 10, 1)));
        assert_eq!(large.reduced.len(), 2);
    }

    #[test]
    fn a_small_class_brings_fewer_folds_and_says_so() {
        let plan = planned(100, 4, Options::default());
        assert_eq!((plan.full.folds, plan.sets.folds, plan.forest.folds, plan.half_folds), (4, 4, 4, 2));
        assert!(plan.reduced[0].contains("the smallest class has 4 rows"), "{:?}", plan.reduced);
    }

    #[test]
    fn many_variables_share_a_decay_and_the_plan_says_so() {
        let columns: Vec<Vec<f64>> =
            (0..OWN_DECAYS + 1).map(|c| (0..60).map(|row| ((row * (c + 3)) % 61) as f64).collect()).collect();
        let codes: Vec<u32> = (0..60).map(|row| row % 2).collect();
        let noted = |columns: &[Vec<f64>]| {
            let plan = of(&dataset(columns, &codes, 2), &Options::default().check().unwrap());
            plan.reduced.iter().any(|note| note.contains("left out take the weight decay chosen"))
        };
        assert!(noted(&columns) && !noted(&columns[1..]));
    }

    #[test]
    fn what_the_user_asks_for_comes_first() {
        let options = Options { folds: Some(5), repeats: Some(3), starts: Some(2), ..Options::default() };
        let plan = planned(500, 100, options);
        assert_eq!((plan.full, plan.sets), (scheme(3, 5, 2), scheme(3, 5, 1)));
        let alone = planned(500, 100, Options { repeats: Some(1), ..Options::default() });
        assert_eq!(alone.sets.repeats, 1);
        assert!(alone.reduced[0].contains("--repeats 3"));
    }

    #[test]
    fn thorough_effort_goes_on_where_repeats_are_needed() {
        let of = |effort, repeats| Options { effort, repeats, ..Options::default() }.check().unwrap();
        let why = || (vec!["enough".to_owned()], vec!["olden".to_owned()]);
        let thorough = of(Effort::Thorough, None);
        let first = super::of(&table(500, 100), &thorough);
        assert_eq!((first.full.repeats, first.sets.repeats, first.triples_up_to), (10, 10, 1_000));
        let more = first.deeper(Some(20), why(), &thorough).unwrap();
        assert_eq!((more.full.repeats, more.sets.repeats), (20, 20));
        let most = more.deeper(Some(80), (vec!["signal".to_owned()], Vec::new()), &thorough).unwrap();
        let begun = most.begun.as_ref().unwrap();
        assert_eq!((most.sets.repeats, begun.full_repeats, begun.set_repeats), (40, 10, 10));
        assert_eq!(
            (begun.claims.join(" "), begun.measures.join(" ")),
            ("enough signal".into(), "olden".into())
        );
        // the cap ends it, whatever is needed; so do nothing to gain, other efforts, and the user's own word
        assert_eq!(most.deeper(Some(80), why(), &thorough), None);
        assert_eq!(more.deeper(None, why(), &thorough), None);
        assert_eq!(first.deeper(Some(20), why(), &of(Effort::Standard, None)), None);
        assert_eq!(first.deeper(Some(20), why(), &of(Effort::Thorough, Some(10))), None);
    }

    #[test]
    fn at_thorough_effort_all_sets_have_the_repeats_asked_for() {
        let options = Options { effort: Effort::Thorough, repeats: Some(30), ..Options::default() };
        assert_eq!(planned(500, 100, options.clone()).sets.repeats, 30);
        let standard = Options { effort: Effort::Standard, ..options };
        assert_eq!(planned(500, 100, standard).sets.repeats, 5);
    }

    #[test]
    fn effort_changes_the_work() {
        let quick = planned(500, 100, Options { effort: Effort::Quick, ..Options::default() });
        assert_eq!((quick.full, quick.sets, quick.all_pairs_up_to), (scheme(5, 5, 1), scheme(2, 5, 1), 8));
        let thorough = planned(500, 100, Options { effort: Effort::Thorough, ..Options::default() });
        assert_eq!((thorough.full.starts, thorough.sets.repeats, thorough.halves), (5, 10, 100));
    }
}
