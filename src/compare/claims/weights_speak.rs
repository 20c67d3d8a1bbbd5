//! Do the weights say something about the function here?
//!
//! In each split a measure names its two top variables from that split's networks; their own network's held-out loss
//! is compared with the best pair's and a typical pair's. With d = (L_m - L_best) - ½ (L_typical - L_best) per split,
//! the measure speaks when the corrected t test finds mean d < 0, misleads when it finds mean d > 0.

use super::{ALPHA, Check, Found, rows};
use crate::card::Card;
use crate::compare::case::{Case, MeasureScores, difference, mean, tally};
use crate::compare::readings;
use crate::compare::{Answer, ChosenSet, Speaking};
use crate::numbers;
use crate::stats::{Estimate, interval};
use crate::train::ensemble::subsets;

/// Nearer to the best pair than to a typical one.
const HALFWAY: f64 = 0.5;

/// The claim `weights_speak`.
pub struct WeightsSpeak;

static CARD: Card = Card {
    id: "weights_speak",
    title: "Do the weights say something about the function here?",
    formula: "d = (L_m - L_best) - 0.5 (L_typical - L_best) per split, corrected t, one-sided .05 each way, for m = sum of absolute weights and Olden",
    reading: "Yes when the pairs named by the sums of absolute weights and by Olden both predict nearly as well as the best pair; no when both are nearer to a typical pair.",
    misleading_when: "It speaks for this table and the top two variables only.",
    reference: "Nadeau and Bengio 2003, doi:10.1023/A:1024068626366; Fieller 1954, Journal of the Royal Statistical Society B 16:175",
};

/// The best and a typical pair, loss by split.
struct Range {
    best: Vec<f64>,
    typical: Vec<f64>,
}

/// What following each measure's own pair loses.
pub fn speaking(case: &Case) -> Vec<Speaking> {
    let Some(range) = range(case) else { return Vec::new() };
    let followed = case.scores.iter().filter(|m| !m.by_split.is_empty() && may_choose(m));
    followed.filter_map(|m| speaks(case, m, &range)).collect()
}

/// A measure that looks at held-out labels would choose the pair on the rows it is judged on.
fn may_choose(measure: &MeasureScores) -> bool {
    measure.family != crate::attribute::Family::Network && !measure.id.starts_with("forest")
}

fn range(case: &Case) -> Option<Range> {
    let pairs = in_order(case, &subsets(case.dataset.variables.len(), 2));
    // where not all are trained, those that were are the promising ones and some at random: the latter are typical
    let drawn: Vec<Vec<usize>> =
        case.ensemble.random_sets().iter().filter(|set| set.len() == 2).cloned().collect();
    let typical = if drawn.is_empty() { pairs.clone() } else { in_order(case, &drawn) };
    if typical.len() < 3 {
        return None;
    }
    Some(Range { best: pairs.into_iter().next()?, typical: median(&typical) })
}

/// Losses by split of the pairs that were trained, from the lowest to the highest mean.
fn in_order(case: &Case, pairs: &[Vec<usize>]) -> Vec<Vec<f64>> {
    let mut losses: Vec<Vec<f64>> = pairs.iter().filter_map(|pair| case.losses(pair)).collect();
    losses.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
    losses
}

/// The pair in the middle, or the mean of the two.
fn median(sorted: &[Vec<f64>]) -> Vec<f64> {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        return sorted[middle].clone();
    }
    sorted[middle - 1].iter().zip(&sorted[middle]).map(|(a, b)| (a + b) / 2.0).collect()
}

fn speaks(case: &Case, measure: &MeasureScores, range: &Range) -> Option<Speaking> {
    let choices = case.choices(measure, 2);
    let [lost, span] = lost_of_span(case, &choices, range)?;
    let ratio = case.ensemble.ratio();
    let test = interval::corrected(&beyond_halfway(&lost, &span), ratio)?;
    let answer = if test.p_less() < ALPHA {
        Answer::Yes
    } else if test.p_greater() < ALPHA {
        Answer::No
    } else {
        Answer::Undecided
    };
    let chosen =
        tally(&choices).into_iter().map(|(set, share)| ChosenSet { variables: case.names(&set), share });
    let lost =
        interval::fieller(&lost, &span, ratio).map(|e| Estimate { low: e.low.map(|l| l.max(0.0)), ..e });
    Some(Speaking { measure: measure.id.to_owned(), answer, lost, chosen: chosen.collect() })
}

/// What the pairs chosen in each split lose against the best one, and what a typical pair loses.
fn lost_of_span(case: &Case, choices: &[Vec<usize>], range: &Range) -> Option<[Vec<f64>; 2]> {
    let own: Option<Vec<f64>> = choices.iter().enumerate().map(|(s, c)| Some(case.losses(c)?[s])).collect();
    Some([difference(&own?, &range.best), difference(&range.typical, &range.best)])
}

fn beyond_halfway(lost: &[f64], span: &[f64]) -> Vec<f64> {
    lost.iter().zip(span).map(|(l, s)| l - HALFWAY * s).collect()
}

/// ` About 900 rows would be needed to tell.`, as many as the less clear of the undecided measures wants.
fn wanted(case: &Case, of: &[&Speaking]) -> String {
    let needed = |of: &&&Speaking| {
        let choices = case.choices(case.measure(&of.measure)?, 2);
        let [lost, span] = lost_of_span(case, &choices, &range(case)?)?;
        let test = interval::corrected(&beyond_halfway(&lost, &span), case.ensemble.ratio())?;
        rows::needed(case.dataset.rows(), &test)
    };
    let undecided = of.iter().filter(|of| of.answer == Answer::Undecided);
    let most =
        undecided.map(|of| needed(&of)).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    most.map_or(String::new(), |rows| {
        format!(" About {} rows would be needed to tell.", numbers::count(rows))
    })
}

impl Check for WeightsSpeak {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, _: &Case) -> String {
        CARD.title.to_owned()
    }

    fn examine(&self, case: &Case) -> Found {
        let all = speaking(case);
        let of = |id: &str| all.iter().find(|s| s.measure == id);
        let pointers = ["/verdict/speaking"];
        let (Some(sums), Some(olden)) = (of("abs_sum"), of("olden")) else {
            let text =
                "Not decided: with fewer than three variables there is no typical pair to compare with.";
            return Found::new(Answer::Undecided, text.to_owned(), &pointers);
        };
        let answer = match (sums.answer, olden.answer) {
            (Answer::Yes, Answer::Yes) => Answer::Yes,
            (Answer::No, Answer::No) => Answer::No,
            (Answer::Yes, Answer::No) | (Answer::No, Answer::Yes) => Answer::Depends,
            _ => Answer::Undecided,
        };
        let more = match answer {
            Answer::Undecided => wanted(case, &[sums, olden]),
            Answer::Depends => readings::why_it_depends(case),
            _ => String::new(),
        };
        let splits = case.ensemble.layout.set_splits.len();
        let text = format!(
            "{} {}{more}",
            sentence(sums, "sums of absolute weights", splits),
            sentence(olden, "Olden’s paths", splits)
        );
        Found::new(answer, text, &pointers)
    }
}

fn sentence(of: &Speaking, called: &str, splits: usize) -> String {
    let pair = of.chosen.first().map_or(String::new(), |c| {
        let splits = numbers::of(splits, "split");
        format!(" ({} in {} of {splits})", numbers::list(&c.variables), numbers::share(c.share))
    });
    let lost = match &of.lost {
        Some(lost) if lost.mean == 0.0 && lost.high == Some(0.0) => "is the best pair itself".to_owned(),
        Some(lost) => {
            format!("loses {} of what the best pair gains over a typical one", numbers::percent(lost))
        }
        None => "loses a share of the best pair’s gain that cannot be told".to_owned(),
    };
    format!("The pair named by {called}{pair} {lost}.")
}
