//! Do the weights say something about the function here?
//!
//! In each split a measure names its two top variables from that split's networks; their own network's held-out loss
//! is compared with the best pair's and a typical pair's. With d = (L_m - L_best) - ½ (L_typical - L_best) per split,
//! the measure speaks when the corrected t test finds mean d < 0, misleads when it finds mean d > 0.

use super::{Again, Check, Found, one_sided, rows};
use crate::card::Card;
use crate::compare::case::{Case, MeasureScores, difference, mean, tally};
use crate::compare::readings;
use crate::compare::{Answer, ChosenSet, Speaking};
use crate::numbers;
use crate::stats::Estimate;
use crate::stats::interval;
use crate::stats::monte_carlo::{Rerun, repeat_means};
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
    let pairs = Pairs::of(case)?;
    let means: Vec<f64> = pairs.losses.iter().map(|pair| mean(pair)).collect();
    Some(Range::of(&pairs, &means))
}

/// The pairs that were trained.
struct Pairs {
    /// Losses by split.
    losses: Vec<Vec<f64>>,
    /// Places of those that were drawn without looking at any ranking. Where not all are trained, the others are the
    /// promising ones, and no typical pair is to be looked for among them.
    drawn: Vec<usize>,
}

impl Pairs {
    /// None where there are fewer than three to find a typical one among.
    fn of(case: &Case) -> Option<Self> {
        let all = subsets(case.dataset.variables.len(), 2);
        let (pairs, losses): (Vec<Vec<usize>>, Vec<Vec<f64>>) =
            all.into_iter().filter_map(|pair| Some((pair.clone(), case.losses(&pair)?))).unzip();
        let random: Vec<&Vec<usize>> = case.ensemble.random_sets().iter().filter(|s| s.len() == 2).collect();
        let is_drawn = |&at: &usize| random.is_empty() || random.contains(&&pairs[at]);
        let drawn: Vec<usize> = (0..pairs.len()).filter(is_drawn).collect();
        (drawn.len() > 2).then_some(Pairs { losses, drawn })
    }
}

impl Range {
    /// The pair of the lowest mean, and the middle one or two of those drawn.
    fn of(pairs: &Pairs, means: &[f64]) -> Self {
        let lowest = |a: &usize, b: &usize| means[*a].total_cmp(&means[*b]);
        let mut order = pairs.drawn.clone();
        order.sort_by(lowest);
        let middle = order.len() / 2;
        let typical = if order.len() % 2 == 1 {
            pairs.losses[order[middle]].clone()
        } else {
            let (one, other) = (&pairs.losses[order[middle - 1]], &pairs.losses[order[middle]]);
            one.iter().zip(other).map(|(a, b)| (a + b) / 2.0).collect()
        };
        let best = (0..means.len()).min_by(lowest).unwrap_or(0);
        Range { best: pairs.losses[best].clone(), typical }
    }

    /// What decides, split by split: what the measure's own pair loses, less half of what a typical pair does.
    fn beside(&self, own: &[f64]) -> Vec<f64> {
        let lost = difference(own, &self.best);
        let span = difference(&self.typical, &self.best);
        lost.iter().zip(&span).map(|(l, s)| l - HALFWAY * s).collect()
    }
}

/// Loss of the pair that the measure names in each split.
fn own_losses(case: &Case, choices: &[Vec<usize>]) -> Option<Vec<f64>> {
    choices.iter().enumerate().map(|(s, c)| Some(case.losses(c)?[s])).collect()
}

/// One answer of two measures.
fn both(one: Answer, other: Answer) -> Answer {
    match (one, other) {
        (Answer::Yes, Answer::Yes) => Answer::Yes,
        (Answer::No, Answer::No) => Answer::No,
        (Answer::Yes, Answer::No) | (Answer::No, Answer::Yes) => Answer::Depends,
        _ => Answer::Undecided,
    }
}

fn speaks(case: &Case, measure: &MeasureScores, range: &Range) -> Option<Speaking> {
    let choices = case.choices(measure, 2);
    let own = own_losses(case, &choices)?;
    let lost = difference(&own, &range.best);
    let span = difference(&range.typical, &range.best);
    let ratio = case.ensemble.ratio();
    let answer = one_sided(&interval::corrected(&range.beside(&own), ratio)?);
    let chosen =
        tally(&choices).into_iter().map(|(set, share)| ChosenSet { variables: case.names(&set), share });
    let lost =
        interval::fieller(&lost, &span, ratio).map(|e| Estimate { low: e.low.map(|l| l.max(0.0)), ..e });
    Some(Speaking { measure: measure.id.to_owned(), answer, lost, chosen: chosen.collect() })
}

/// ` About 900 rows would be needed to tell.`, as many as the less clear of the undecided measures wants.
fn wanted(case: &Case, of: &[&Speaking]) -> String {
    let needed = |of: &&&Speaking| {
        let own = own_losses(case, &case.choices(case.measure(&of.measure)?, 2))?;
        let test = interval::corrected(&range(case)?.beside(&own), case.ensemble.ratio())?;
        rows::needed(case.dataset.rows(), &test)
    };
    let undecided = of.iter().filter(|of| of.answer == Answer::Undecided);
    let most =
        undecided.map(|of| needed(&of)).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    most.map_or(String::new(), |most| {
        format!(" {} would be needed to tell.", numbers::sentence(&rows::about(case, most)))
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
        let answer = both(sums.answer, olden.answer);
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

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let (pairs, ratio) = (Pairs::of(case)?, case.ensemble.ratio());
        let folds = case.ensemble.plan.sets.folds;
        let repeats: Vec<Vec<f64>> = pairs.losses.iter().map(|pair| repeat_means(pair, folds)).collect();
        let own = |id: &str| own_losses(case, &case.choices(case.measure(id)?, 2));
        let (sums, olden) = (own("abs_sum")?, own("olden")?);
        Some(Box::new(move |rerun: &Rerun| {
            let means: Vec<f64> = repeats.iter().map(|of| rerun.of_repeats(of)).collect();
            // which pair is the best, and which a typical one, may be others in the rerun
            let range = Range::of(&pairs, &means);
            let speaks = |own: &[f64]| {
                let test = rerun.corrected(&range.beside(own), ratio);
                test.map_or(Answer::Undecided, |test| one_sided(&test))
            };
            both(speaks(&sums), speaks(&olden))
        }))
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
