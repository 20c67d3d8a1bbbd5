//! What only several findings read together say: variables that act jointly, that say the same, and ranks that columns of
//! noise reach too.

use super::case::Case;
use super::claims::{ALPHA, only_together};
use crate::attribute::Ranked;
use crate::attribute::clusters::correlation;
use crate::attribute::stand_ins::NEAR_COPY;
use crate::numbers;

/// `Alone, neither x1 nor x2 is shown to predict anything; together they keep 78 % …`: members that predict nothing alone
/// and are all needed beside the others. None where that is not shown.
pub fn joint(case: &Case) -> Option<String> {
    let set = &case.claimed.variables;
    if set.len() < 2 || !only_together(case, set) {
        return None;
    }
    let names = case.names(set);
    let alone = match names.as_slice() {
        [a, b] => format!("neither {a} nor {b}"),
        _ => format!("none of {}", numbers::some(&names)),
    };
    let kept = case
        .losses(set)
        .and_then(|losses| case.kept(&losses))
        .map_or("more".to_owned(), |kept| format!("{} of what all variables gain", numbers::percent(&kept)));
    Some(format!(
        "Alone, {alone} is shown to predict anything; together they keep {kept}. They act jointly, which no ranking of single \
         variables can see."
    ))
}

/// `v4 and v7 carry nearly the same information (r² = 0.97) …`: two members of the set that are near copies.
pub fn same_information(case: &Case) -> Option<String> {
    let set = &case.claimed.variables;
    let pairs = set.iter().enumerate().flat_map(|(at, &a)| set[at + 1..].iter().map(move |&b| (a, b)));
    let (a, b, r) = pairs
        .map(|(a, b)| (a, b, correlation(case.dataset, a, b)))
        .filter(|(_, _, r)| r.abs() > NEAR_COPY)
        .max_by(|x, y| x.2.abs().total_cmp(&y.2.abs()))?;
    Some(format!(
        "{} carry nearly the same information (r² = {}), so that one says little beside the other.",
        numbers::list(&case.names(&[a, b])),
        numbers::fixed(r * r, 2)
    ))
}

/// `Sums of absolute weights put v5 2nd; the best column of shuffled values reaches its share in 6 of 20 repeats …`: what
/// these sums rank among the top but shuffled copies reach too.
pub fn reached_by_noise(case: &Case) -> Option<String> {
    let size = case.claimed.variables.len();
    let ranking = case.rankings.iter().find(|ranking| ranking.measure == "abs_sum")?;
    if size >= ranking.variables.len() {
        return None;
    }
    let reached = |v: &&Ranked| v.rank <= size && v.p.is_some_and(|p| p > ALPHA);
    let mut reached: Vec<&Ranked> = ranking.variables.iter().filter(reached).collect();
    reached.sort_by_key(|v| v.rank);
    let first = *reached.first()?;
    let repeats = case.ensemble.plan.probe_repeats;
    // p = (1 + repeats whose best copy reaches the share) / (1 + repeats)
    let times = ((first.p? * (repeats as f64 + 1.0)).round() as usize).saturating_sub(1);
    let others = match reached.len() - 1 {
        0 => String::new(),
        1 => ", and so for one other of the top".to_owned(),
        n => format!(", and so for {} others of the top", numbers::in_words(n)),
    };
    Some(format!(
        "Sums of absolute weights rank {} {}, but in {times} of {} a shuffled column reaches its share{others} ({}): that rank \
         is no finding.",
        first.name,
        numbers::ordinal(first.rank),
        numbers::of(repeats, "repeat"),
        numbers::p_value(first.p?),
    ))
}
