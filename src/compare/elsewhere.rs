//! Whether a model finds what the network of all variables does not: then there is something to explain, though not by its
//! weights. A network of few variables may, where those of all drown what matters in hundreds of others.

use super::case::Case;
use super::{Performance, RetrainedSet, Sentence};
use crate::numbers;
use crate::stats::Estimate;
use crate::stats::interval::t_quantile;

/// Other models that are asked, with their names in a sentence.
const OTHERS: [(&str, &str); 3] =
    [("logistic", "logistic regression"), ("tree", "the tree"), ("forest", "the forest")];
/// Level of one side of a 95 % interval.
const SIDE: f64 = 0.025;

/// A model and its balanced accuracy.
pub type Finder = (String, Estimate);

/// Models whose balanced accuracy is above that of any guess, one over the number of classes: its corrected interval,
/// widened so that none of all that are asked is above it by chance more often than one interval would be (Bonferroni).
/// The network of few variables is that of those which all measures together name on the training rows of each split.
pub fn finders(case: &Case, performance: &Performance, retraining: &[RetrainedSet]) -> Vec<Finder> {
    let guess = 1.0 / case.dataset.classes() as f64;
    let layout = &case.ensemble.layout;
    let size = case.claimed.by_split.first().map_or(0, Vec::len);
    let few = retraining.iter().find(|set| set.why == "top:together" && size < case.dataset.variables.len());
    let variables = numbers::of_in_words(size, "variable");
    let named = format!("a network of the {variables} that all measures together name on the training rows");
    let few = few.map(|set| (named, set.recall, layout.set_splits.len()));
    let other = |(id, name): &(&str, &str)| {
        let model = performance.models.iter().find(|model| model.model == *id)?;
        let splits = if *id == "forest" { layout.forest_splits.len() } else { layout.set_splits.len() };
        Some(((*name).to_owned(), model.balanced_accuracy, splits))
    };
    let asked = few.into_iter().chain(OTHERS.iter().filter_map(other));
    let beats = |(_, recall, splits): &(String, Estimate, usize)| {
        recall.low.is_some_and(|low| surely(recall.mean, low, *splits) > guess)
    };
    asked.filter(beats).map(|(name, recall, _)| (name, recall)).collect()
}

/// The lower end of an interval over so many splits at a quarter of its level.
fn surely(mean: f64, low: f64, splits: usize) -> f64 {
    let df = (splits as f64 - 1.0).max(1.0);
    let wider = t_quantile(1.0 - SIDE / (1 + OTHERS.len()) as f64, df) / t_quantile(1.0 - SIDE, df);
    mean - wider * (mean - low)
}

/// The sentence that says so; none where no model finds anything.
pub fn sentence(case: &Case, finders: &[Finder]) -> Option<Sentence> {
    if finders.is_empty() {
        return None;
    }
    let found = |(place, (name, recall)): (usize, &Finder)| match place {
        0 => format!("{name} recalls {} of a class", numbers::percent(recall)),
        _ => format!("{name} {}", numbers::percent(recall)),
    };
    let text = format!(
        "Something here does tell the classes apart: on average over classes {}; a guess recalls {}. The network of {} \
         does not find it, so its weights say nothing of it.",
        numbers::list(&finders.iter().enumerate().map(found).collect::<Vec<_>>()),
        numbers::share(1.0 / case.dataset.classes() as f64),
        numbers::all_variables(case.dataset.variables.len())
    );
    Some(Sentence { text, evidence: vec!["section:good".to_owned(), "table:retraining".to_owned()] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_models_ask_for_more_than_one() {
        // t quantiles of 9 degrees of freedom: .975 and .99375 (scipy.stats.t.ppf)
        let low = surely(0.5, 0.4, 10);
        assert!((low - (0.5 - 0.1 * 3.110_934_823_179_475_6 / 2.262_157_162_798_205)).abs() < 1e-12, "{low}");
    }
}
