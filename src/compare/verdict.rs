//! The sentences of the answer, assembled from the outcomes of the claims.

use super::case::{Case, difference, tally};
use super::claims::best_subset::contest;
use super::claims::{self, possible_top};
use super::elsewhere::{self, Finder};
use super::readings;
use super::{Answer, Claim, Performance, Sentence, Substitute, Symmetry, Verdict};
use crate::numbers;
use crate::stats::{adjust, interval};
use crate::train::ensemble::with_one_exchanged;

/// Everything the verdict is assembled from.
pub struct Basis<'a> {
    /// The claims, answered.
    pub claims: &'a [Claim],
    /// How well the models predict.
    pub performance: &'a Performance,
    /// The symmetries of the typical network.
    pub symmetries: &'a [Symmetry],
    /// What other models find where the network finds nothing.
    pub finders: &'a [Finder],
}

/// Assembles the verdict.
pub fn verdict(case: &Case, basis: &Basis) -> Verdict {
    let signal = answer(basis.claims, "signal");
    let possible = possible_top(case);
    Verdict {
        variables: case.names(&case.claimed.variables),
        named_by_user: case.claimed.named_by_user,
        title: title(case, basis),
        sentences: sentences(case, basis),
        claims: basis.claims.to_vec(),
        speaking: if signal == Answer::Yes { claims::speaking(case) } else { Vec::new() },
        substitutes: if signal == Answer::Yes { substitutes(case) } else { Vec::new() },
        possible_top: case.names(&possible),
    }
}

fn answer(claims: &[Claim], id: &str) -> Answer {
    claims.iter().find(|c| c.claim == id).map_or(Answer::Undecided, |c| c.answer)
}

/// The finding in one line; it never says more than the claims.
fn title(case: &Case, basis: &Basis) -> String {
    let claims = basis.claims;
    let names = numbers::list(&case.names(&case.claimed.variables));
    if answer(claims, "signal") != Answer::Yes {
        let [nothing, not_the_network] = no_ranking(&case.dataset.target.name);
        return if basis.finders.is_empty() { nothing } else { not_the_network };
    }
    let size = case.claimed.variables.len();
    let most = if size == 1 {
        "the most important variable".to_owned()
    } else {
        format!("the {} most important variables", numbers::in_words(size))
    };
    let best = if size == 1 { "the best single variable".to_owned() } else { numbers::best_set(size) };
    let is = if size == 1 { "is" } else { "are" };
    if size == case.dataset.variables.len() {
        let what = if size == 1 { "the only variable" } else { "all the variables" };
        return format!("{names} {is} {what} there {is}: no other set can be compared");
    }
    match (answer(claims, "best_subset"), answer(claims, "top_variables")) {
        (Answer::Yes, Answer::Yes) => format!("{names} {is} {most}, and {best} to predict with"),
        (Answer::Yes, Answer::No) => format!("{names} {is} {best} to predict with, but not {most}"),
        (Answer::Yes, _) => format!("{names} {is} {best} to predict with"),
        (Answer::No, _) => match contest(case, size) {
            Some(c) => {
                let better =
                    c.sets.iter().position(|s| *s == case.claimed.variables).map(|own| c.better_than(own));
                let better = case.names(&c.sets[better.unwrap_or(c.order[0])]);
                let verb = if size == 1 { "predicts" } else { "predict" };
                format!("{} {verb} better than {names}", numbers::list(&better))
            }
            None => format!("{names} {is} not {best} to predict with"),
        },
        (_, Answer::Yes) => format!("{names} {is} {most}; other sets may predict as well"),
        _ => match contest(case, size).map(|c| c.judged.iter().filter(|j| j.inside).count()) {
            Some(inside) if inside > 1 => format!(
                "{names} cannot be told from {} that may be as good",
                numbers::other_sets(inside - 1, size)
            ),
            Some(1) => format!(
                "{names} {come} first, but not clearly enough for a {} that nobody named beforehand",
                numbers::a_set(size),
                come = if size == 1 { "comes" } else { "come" }
            ),
            _ => format!(
                "What {names} {is} worth cannot be told from {} rows",
                numbers::count(case.dataset.rows())
            ),
        },
    }
}

/// The titles where no signal was shown: where nothing else shows one, and where another model does.
pub fn no_ranking(target: &str) -> [String; 2] {
    [
        format!("No ranking: nothing here was shown to tell {target} apart"),
        format!(
            "No ranking: the network of all variables was not shown to tell {target} apart, but another model was"
        ),
    ]
}

fn sentences(case: &Case, basis: &Basis) -> Vec<Sentence> {
    let mut all = vec![how_good(case, basis)];
    if answer(basis.claims, "signal") != Answer::Yes {
        all.push(of_claim(basis.claims, "signal", &["figure:signal"]));
        all.extend(elsewhere::sentence(case, basis.finders));
        all.extend(symmetry(basis));
        return all;
    }
    all.push(of_claim(basis.claims, "best_subset", &["figure:pairs"]));
    all.extend(reading(readings::joint(case), "figure:synergy", "claim:each_needed"));
    all.extend(reading(readings::same_information(case), "figure:dendrogram", "claim:each_needed"));
    all.extend(weights_name(case));
    all.extend(reading(readings::reached_by_noise(case), "figure:probes", "claim:weights_speak"));
    all.push(of_claim(basis.claims, "top_variables", &["figure:short-answer"]));
    all.push(of_claim(basis.claims, "enough", &["figure:retraining"]));
    all.extend(symmetry(basis));
    // what could not even be asked stands in the table of answers, not at the head of the page
    all.retain(|sentence| !sentence.text.starts_with("Not decided"));
    all
}

fn how_good(case: &Case, basis: &Basis) -> Sentence {
    let performance = basis.performance;
    let accuracy = performance.models.first().map(|m| numbers::percent(&m.accuracy)).unwrap_or_default();
    let logistic = performance.models.iter().find(|m| m.model == "logistic").and_then(|m| m.difference);
    let versus = match logistic {
        // which of two models that predict nothing is the better one says nothing
        _ if answer(basis.claims, "signal") != Answer::Yes => "",
        Some(d) if d.low.is_some_and(|l| l > 0.0) => "; it predicts better than logistic regression",
        Some(d) if d.high.is_some_and(|h| h < 0.0) => "; logistic regression predicts better than it",
        Some(_) => "; it cannot be told from logistic regression",
        None => "",
    };
    let text = format!(
        "The network of {} gets {accuracy} of held-out rows right and removes {} of the log loss of the class frequencies{versus}.",
        numbers::all_variables(case.dataset.variables.len()),
        numbers::percent(&performance.gain_share),
    );
    Sentence { text, evidence: vec!["section:good".to_owned(), "claim:signal".to_owned()] }
}

fn of_claim(claims: &[Claim], id: &str, evidence: &[&str]) -> Sentence {
    let text = claims.iter().find(|c| c.claim == id).map_or(String::new(), |c| c.lead.clone());
    let mut all = vec![format!("claim:{id}")];
    all.extend(evidence.iter().map(|&e| e.to_owned()));
    Sentence { text, evidence: all }
}

fn reading(text: Option<String>, figure: &str, claim: &str) -> Option<Sentence> {
    Some(Sentence { text: text?, evidence: vec![figure.to_owned(), claim.to_owned()] })
}

/// What the summed weights name, and what it costs to follow them; nothing where they could name nothing else.
fn weights_name(case: &Case) -> Option<Sentence> {
    let size = case.claimed.variables.len();
    if size >= case.dataset.variables.len() {
        return None;
    }
    let choices = case.choices(case.measure("abs_sum")?, size);
    let (set, share) = tally(&choices).into_iter().next()?;
    let names = numbers::list(&case.names(&set));
    let speaks = claims::speaking(case).into_iter().find(|s| s.measure == "abs_sum");
    let cost = speaks.and_then(|s| s.lost).map_or(String::new(), |lost| match claims::cost(&lost, size) {
        Some(loses) => format!(", and following them {loses}"),
        None => format!(", and that is the best {}", numbers::a_set(size)),
    });
    let text = format!(
        "The sums of absolute weights name {names} in {} of {}{cost}.",
        numbers::share(share),
        numbers::of(choices.len(), "split")
    );
    Some(Sentence { text, evidence: vec!["figure:rank-bumps".to_owned(), "claim:weights_speak".to_owned()] })
}

fn symmetry(basis: &Basis) -> Option<Sentence> {
    let flip = basis.symmetries.first()?;
    let changed = if flip.largest_change == 0.0 {
        "no predicted probability changes at all".to_owned()
    } else {
        format!("no predicted probability changes by more than {}", numbers::tiny(flip.largest_change))
    };
    let text = format!(
        "Negative weights count as much as positive ones, and no sign means anything alone: with {}, {changed}.",
        flip.what
    );
    Some(Sentence { text, evidence: vec!["figure:symmetry".to_owned(), "claim:negative_weights".to_owned()] })
}

/// Variables with which a member can be exchanged within the margin; all exchanges together err in 5 % of tables (Holm).
fn substitutes(case: &Case) -> Vec<Substitute> {
    let set = &case.claimed.variables;
    let Some(own) = case.losses(set) else { return Vec::new() };
    let exchanged = with_one_exchanged(set, case.dataset.variables.len()).into_iter();
    let lost: Vec<(Vec<usize>, Vec<f64>)> = exchanged
        .filter_map(|e| Some((difference(&case.losses(&e)?, &own), e)))
        .map(|(d, e)| (e, d))
        .collect();
    let p = adjust::holm(&lost.iter().map(|(_, lost)| within_margin(case, lost)).collect::<Vec<_>>());
    let shown = lost.iter().zip(p).filter(|(_, p)| p.is_some_and(|p| p < claims::ALPHA));
    let substitute = |(exchanged, lost): &(Vec<usize>, Vec<f64>)| {
        let out = set.iter().find(|v| !exchanged.contains(v))?;
        let by = exchanged.iter().find(|v| !set.contains(v))?;
        Some(Substitute {
            of: case.dataset.variables[*out].name.clone(),
            by: case.dataset.variables[*by].name.clone(),
            difference: interval::difference(lost, case.ensemble.ratio()),
        })
    };
    shown.filter_map(|(found, _)| substitute(found)).collect()
}

/// One-sided p-value of 'loses the margin or more'.
fn within_margin(case: &Case, lost: &[f64]) -> Option<f64> {
    interval::corrected(&case.less_margin(lost), case.ensemble.ratio()).map(|test| test.p_less())
}
