//! Do the weights say something about the function here?
//!
//! In each split a measure names its top variables from that split's networks, as many as the set in question has; their own
//! network's held-out loss is compared with that of the best set of the size and of a typical one. With
//! d = (L_m - L_best) - ½ (L_typical - L_best) per split, the measure speaks when the corrected t test finds mean d < 0,
//! misleads when it finds mean d > 0.

use super::{Again, Check, Found, one_sided, only_together, rows};
use crate::card::Card;
use crate::compare::case::{Case, MeasureScores, difference, mean, tally};
use crate::compare::{Answer, ChosenSet, Speaking};
use crate::numbers;
use crate::stats::Estimate;
use crate::stats::interval;
use crate::stats::monte_carlo::{Rerun, repeat_means};

/// Nearer to the best set than to a typical one.
const HALFWAY: f64 = 0.5;

/// The claim `weights_speak`.
pub struct WeightsSpeak;

static CARD: Card = Card {
    id: "weights_speak",
    title: "Do the weights say something about the function here?",
    formula: "d = (L_m - L_best) - 0.5 (L_typical - L_best) per split, corrected t, one-sided .05 each way, for m = sum of absolute weights and Olden",
    reading: "Yes when the sets named by the sums of absolute weights and by Olden both predict nearly as well as the best set of their size; no when both are nearer to a typical set.",
    misleading_when: "It speaks for this table and the top variables only, as many as the set in question has.",
    reference: "Nadeau and Bengio 2003, doi:10.1023/A:1024068626366; Fieller 1954, Journal of the Royal Statistical Society B 16:175",
};

/// The best and a typical set, loss by split.
struct Range {
    best: Vec<f64>,
    typical: Vec<f64>,
}

/// What following each measure's own set loses.
pub fn speaking(case: &Case) -> Vec<Speaking> {
    let Some(range) = range(case) else { return Vec::new() };
    let followed = case.scores.iter().filter(|m| !m.by_split.is_empty() && may_choose(m));
    followed.filter_map(|m| speaks(case, m, &range)).collect()
}

/// A measure that looks at held-out labels would choose the set on the rows it is judged on.
fn may_choose(measure: &MeasureScores) -> bool {
    measure.family != crate::attribute::Family::Network && !measure.id.starts_with("forest")
}

/// What is lost by following a measure's own sets, in words: none where they are the best ones in every split.
pub fn cost(lost: &Estimate, size: usize) -> Option<String> {
    let set = numbers::a_set(size);
    let best = lost.mean == 0.0 && lost.high == Some(0.0);
    (!best)
        .then(|| format!("loses {} of what the best {set} gains over a typical one", numbers::percent(lost)))
}

/// Variables that a measure names: as many as the set in question has.
fn size(case: &Case) -> usize {
    case.claimed.variables.len()
}

fn range(case: &Case) -> Option<Range> {
    let sets = Sets::of(case)?;
    let means: Vec<f64> = sets.losses.iter().map(|set| mean(set)).collect();
    Some(Range::of(&sets, &means))
}

/// The sets of the size that were trained.
struct Sets {
    /// Losses by split.
    losses: Vec<Vec<f64>>,
    /// Places of those that were drawn without looking at any ranking. Where not all are trained, the others are the
    /// promising ones, and no typical set is to be looked for among them.
    drawn: Vec<usize>,
}

impl Sets {
    /// None where there are fewer than three to find a typical one among.
    fn of(case: &Case) -> Option<Self> {
        let size = size(case);
        let mut trained: Vec<_> = case.ensemble.sets_of_size(size).collect();
        trained.sort_by(|a, b| a.variables.cmp(&b.variables));
        let random: Vec<&Vec<usize>> =
            case.ensemble.random_sets().iter().filter(|s| s.len() == size).collect();
        let is_drawn = |&at: &usize| random.is_empty() || random.contains(&&trained[at].variables);
        let drawn: Vec<usize> = (0..trained.len()).filter(is_drawn).collect();
        let losses = trained.iter().map(|runs| runs.losses()).collect();
        (drawn.len() > 2).then_some(Sets { losses, drawn })
    }
}

impl Range {
    /// The set of the lowest mean, and the middle one or two of those drawn.
    fn of(sets: &Sets, means: &[f64]) -> Self {
        let lowest = |a: &usize, b: &usize| means[*a].total_cmp(&means[*b]);
        let mut order = sets.drawn.clone();
        order.sort_by(lowest);
        let middle = order.len() / 2;
        let typical = if order.len() % 2 == 1 {
            sets.losses[order[middle]].clone()
        } else {
            let (one, other) = (&sets.losses[order[middle - 1]], &sets.losses[order[middle]]);
            one.iter().zip(other).map(|(a, b)| (a + b) / 2.0).collect()
        };
        let best = (0..means.len()).min_by(lowest).unwrap_or(0);
        Range { best: sets.losses[best].clone(), typical }
    }

    /// What decides, split by split: what the measure's own set loses, less half of what a typical set does.
    fn beside(&self, own: &[f64]) -> Vec<f64> {
        let lost = difference(own, &self.best);
        let span = difference(&self.typical, &self.best);
        lost.iter().zip(&span).map(|(l, s)| l - HALFWAY * s).collect()
    }
}

/// Loss of the set that the measure names in each split.
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
    let choices = case.choices(measure, size(case));
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
    let range = range(case);
    let needed = |of: &&Speaking| {
        let own = own_losses(case, &case.choices(case.measure(&of.measure)?, size(case)))?;
        let test = interval::corrected(&range.as_ref()?.beside(&own), case.ensemble.ratio())?;
        rows::needed(case.dataset.rows(), &test)
    };
    let undecided = of.iter().filter(|of| of.answer == Answer::Undecided);
    let most = undecided.map(needed).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
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
            return Found::new(Answer::Undecided, too_few(case), &pointers);
        };
        let answer = both(sums.answer, olden.answer);
        let more = match answer {
            Answer::Undecided => wanted(case, &[sums, olden]),
            Answer::Depends => why_it_depends(case),
            _ => String::new(),
        };
        let splits = case.ensemble.layout.set_splits.len();
        let text = format!(
            "{} {}{more}",
            sentence(case, sums, "sums of absolute weights", splits),
            sentence(case, olden, "Olden’s paths", splits)
        );
        Found::new(answer, text, &pointers)
    }

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let (sets, ratio) = (Sets::of(case)?, case.ensemble.ratio());
        let folds = case.ensemble.plan.sets.folds;
        let repeats: Vec<Vec<f64>> = sets.losses.iter().map(|set| repeat_means(set, folds)).collect();
        let own = |id: &str| own_losses(case, &case.choices(case.measure(id)?, size(case)));
        let (sums, olden) = (own("abs_sum")?, own("olden")?);
        Some(Box::new(move |rerun: &Rerun| {
            let means: Vec<f64> = repeats.iter().map(|of| rerun.of_repeats(of)).collect();
            // which set is the best, and which a typical one, may be others in the rerun
            let range = Range::of(&sets, &means);
            let speaks = |own: &[f64]| {
                let test = rerun.corrected(&range.beside(own), ratio);
                test.map_or(Answer::Undecided, |test| one_sided(&test))
            };
            both(speaks(&sums), speaks(&olden))
        }))
    }
}

/// Why nothing is compared.
fn too_few(case: &Case) -> String {
    let (size, count) = (size(case), case.dataset.variables.len());
    if count < 3 {
        return "Not decided: with fewer than three variables there is no typical pair to compare with."
            .to_owned();
    }
    format!(
        "Not decided: all {} variables are in the set, so that there is no other of its size to compare with.",
        numbers::in_words(size)
    )
}

/// ` They act jointly …`: why sums of weights find a set whose signed paths cancel, where it is shown.
fn why_it_depends(case: &Case) -> String {
    let found = case.measure("abs_sum").map(|sums| tally(&case.choices(sums, size(case))));
    let set = found.and_then(|found| Some(found.into_iter().next()?.0));
    set.filter(|set| set.len() > 1 && only_together(case, set)).map_or(String::new(), |set| {
        let alone = if set.len() == 2 { "neither" } else { "none" };
        format!(
            " {} act jointly: alone {alone} is shown to predict anything, and signed paths cancel.",
            numbers::list(&case.names(&set))
        )
    })
}

fn sentence(case: &Case, of: &Speaking, called: &str, splits: usize) -> String {
    let set = numbers::a_set(size(case));
    let chosen = of.chosen.first().map_or(String::new(), |c| {
        let splits = numbers::of(splits, "split");
        format!(" ({} in {} of {splits})", numbers::list(&c.variables), numbers::share(c.share))
    });
    let lost = match &of.lost {
        Some(lost) => cost(lost, size(case)).unwrap_or_else(|| format!("is the best {set} itself")),
        None => format!("loses a share of the best {set}’s gain that cannot be told"),
    };
    format!("The {set} named by {called}{chosen} {lost}.")
}
