//! Sets of variables, networks trained again on each alone.

use super::{Cell, Table};
use crate::compare::RetrainedSet;
use crate::numbers;
use crate::render::Report;
use crate::render::figures::{all_on_top, short};

/// All variables, the claimed set, what each measure chose, random sets and single members.
pub fn retraining(report: &Report) -> Result<Table, String> {
    let sets = &report.findings.retraining;
    if sets.is_empty() {
        return Err("No set of variables was trained again.".to_owned());
    }
    let head = [
        "trained on",
        "variables",
        "log loss",
        "less that of all",
        "gain kept",
        "accuracy",
        "recall",
        "precision",
    ];
    let mut table =
        Table::new("The network trained again on few variables, judged on held-out rows", "num st ws", &head);
    let claimed = &report.findings.verdict.variables;
    let choice = !all_on_top(report);
    for set in sets.iter().filter(|s| belongs(s, claimed)).filter(|s| choice || !s.why.starts_with("top:")) {
        let mut cells = vec![Cell::text(why(report, set)), Cell::text(members(set))];
        cells.extend(metrics(set));
        table.push(cells, set.why == "claim");
    }
    let search = "A set chosen by a measure is chosen anew in each split, inside its training rows, so its score includes the \
                  search. ";
    table.note = Some(format!(
        "{}Intervals over splits, corrected for shared training rows; differences are paired. Gain kept: share of what all \
         variables gain over the class frequencies.",
        if choice { search } else { "" }
    ));
    Ok(table)
}

/// Whether a set stands in the table: pairs, subsets and leave-one-out have their own places.
fn belongs(set: &RetrainedSet, claimed: &[String]) -> bool {
    match set.why.as_str() {
        "single" => set.variables.iter().all(|v| claimed.contains(v)),
        why => matches!(why, "all" | "claim" | "random") || why.starts_with("top:"),
    }
}

/// Why a set was trained, in words.
fn why(report: &Report, set: &RetrainedSet) -> String {
    match set.why.as_str() {
        "all" => "all variables".to_owned(),
        "claim" if report.findings.verdict.named_by_user => "the claimed set".to_owned(),
        "claim" => "the proposed set".to_owned(),
        "random" => "sets drawn at random".to_owned(),
        "single" => "a member alone".to_owned(),
        "top:together" => "chosen by all measures together".to_owned(),
        // not what the measure ranks first: there the size of a sum counts
        "top:signed_sum" => "the largest signed sums".to_owned(),
        why => match why.strip_prefix("top:") {
            Some(measure) => format!("chosen by {}", short(report, measure)),
            None => why.replace('_', " "),
        },
    }
}

/// The variables, or what was chosen most often.
fn members(set: &RetrainedSet) -> String {
    match (set.chosen.first(), set.why.as_str()) {
        (_, "all") => format!("all {}", numbers::count(set.variables.len())),
        (Some(most), _) if most.share < 1.0 => {
            format!("{} in {}", numbers::set(&most.variables), numbers::share(most.share))
        }
        (Some(most), _) => numbers::set(&most.variables),
        (None, "random") => "·".to_owned(),
        (None, _) => numbers::set(&set.variables),
    }
}

fn metrics(set: &RetrainedSet) -> Vec<Cell> {
    let of = |e| Cell::metric(e, numbers::fixed);
    let difference = set.difference.as_ref().map(|d| Cell::difference(&d.log_loss));
    let kept = set.kept.as_ref().filter(|_| set.why != "all").map(|k| kept_cell(&numbers::percent(k)));
    vec![
        of(&set.log_loss),
        difference.unwrap_or_else(|| Cell::text("reference")),
        kept.unwrap_or(if set.why == "all" { Cell::text("reference") } else { Cell::Empty }),
        of(&set.accuracy),
        of(&set.recall),
        of(&set.precision),
    ]
}

/// `96 [93, 98] %` as `96 %` over `[93, 98]`.
pub fn kept_cell(percent: &str) -> Cell {
    match (percent.split_once(" ["), percent.strip_suffix(" %")) {
        (Some((mean, _)), Some(all)) => Cell::Number(format!("{mean} %"), all[mean.len() + 1..].to_owned()),
        _ => Cell::text(percent),
    }
}

/// All sets of the size in question that were trained, lowest log loss first.
pub fn leaderboard(report: &Report) -> Result<Table, String> {
    let size = report.findings.verdict.variables.len();
    let kind = match size {
        1 => "single",
        2 => "pair",
        _ => "subset",
    };
    board(report, kind, size).ok_or_else(|| "There is no other set of this size to compare with.".to_owned())
}

/// All sets of three, where they were trained and another size is sought.
pub fn triples(report: &Report) -> Result<Table, String> {
    let none = "Sets of three are trained one and all at thorough effort, where there are at most 1,000.";
    board(report, "triple", 3).ok_or_else(|| none.to_owned())
}

/// Sets of one kind; none where there are none.
fn board(report: &Report, kind: &str, size: usize) -> Option<Table> {
    let sets: Vec<&RetrainedSet> = report.findings.retraining.iter().filter(|s| s.why == kind).collect();
    if sets.is_empty() {
        return None;
    }
    let what = if size == 2 { "pairs".to_owned() } else { format!("sets of {}", numbers::in_words(size)) };
    let caption = format!("{} {what}, lowest held-out log loss first", numbers::count(sets.len()));
    let mut head = vec![
        "set",
        "place",
        "log loss",
        "less that of all",
        "gain kept",
        "accuracy",
        "may be the best",
        "p, worse",
    ];
    let joint = sets.iter().any(|s| s.synergy.is_some());
    if joint {
        head.push("together, beyond alone");
    }
    let mut table = Table::new(caption, "num st", &head);
    for set in sets {
        table.push(place(set, joint), set.variables == report.findings.verdict.variables);
    }
    table.note = Some(format!(
        "May be the best: not shown worse than any other set, all compared at once (two-step max-T, 5 %); p is adjusted \
         for that.{}",
        if joint {
            " Together, beyond alone: gain of the pair less the gains of its two members; positive when they need each \
             other, negative when they say the same."
        } else {
            ""
        }
    ));
    Some(table)
}

fn place(set: &RetrainedSet, joint: bool) -> Vec<Cell> {
    let difference = set.difference.as_ref().map(|d| Cell::difference(&d.log_loss));
    let mut cells = vec![
        Cell::text(numbers::set(&set.variables)),
        set.place.map_or(Cell::Empty, |p| Cell::text(numbers::count(p))),
        Cell::metric(&set.log_loss, numbers::fixed),
        difference.unwrap_or(Cell::Empty),
        set.kept.as_ref().map_or(Cell::Empty, |k| kept_cell(&numbers::percent(k))),
        kept_cell(&numbers::percent(&set.accuracy)),
        match set.in_best_set {
            Some(true) => Cell::text("yes"),
            Some(false) => Cell::text("no"),
            None => Cell::Empty,
        },
        set.p_worse.map_or(Cell::Empty, |p| Cell::text(bare_p(p))),
    ];
    if joint {
        cells.push(set.synergy.as_ref().map_or(Cell::Empty, Cell::difference));
    }
    cells
}

/// `.03`, `< .001`.
pub fn bare_p(p: f64) -> String {
    numbers::p_value(p).trim_start_matches("p ").trim_start_matches("= ").to_owned()
}

/// Variables that can take the place of a member of the set.
pub fn substitutes(report: &Report) -> Result<Table, String> {
    let substitutes = &report.findings.verdict.substitutes;
    if report.findings.data.variables.len() <= report.findings.verdict.variables.len() {
        return Err("There is no variable outside the set that could take the place of a member.".to_owned());
    }
    if substitutes.is_empty() {
        return Err(
            "No other variable was shown to take the place of a member of the set within the margin."
                .to_owned(),
        );
    }
    let head = ["member", "its place taken by", "log loss, less that of the set"];
    let mut table = Table::new("Variables that can take the place of a member of the set", "num st", &head);
    for one in substitutes {
        let cells = vec![Cell::text(&one.of), Cell::text(&one.by), Cell::difference(&one.difference)];
        table.push(cells, false);
    }
    let margin = numbers::share(report.config.options.margin);
    table.note = Some(format!(
        "Those with which the set is shown to lose no more than the margin, {margin} of the gain of all variables; an \
         interval below zero: with it the set predicts better."
    ));
    Ok(table)
}

/// What is lost by following each measure.
pub fn speaking(report: &Report) -> Result<Table, String> {
    let speaking = &report.findings.verdict.speaking;
    if speaking.is_empty() {
        let why = "Whether a measure speaks is not judged: it takes a signal, and at least three sets of the size in question.";
        return Err(why.to_owned());
    }
    let set = numbers::a_set(report.findings.verdict.variables.len());
    let named = format!("{set} it names");
    let head = ["measure", "does it speak here?", "lost by following it", &named, "in splits"];
    let title = format!("What is lost by following each measure’s own {set}");
    let mut table = Table::new(&title, "num st ws", &head);
    for one in speaking {
        let first = one.chosen.first();
        let cells = vec![
            Cell::text(short(report, &one.measure)),
            Cell::Answer(one.answer),
            one.lost.as_ref().map_or(Cell::Empty, |l| kept_cell(&numbers::percent(l))),
            first.map_or(Cell::Empty, |c| Cell::text(numbers::set(&c.variables))),
            first.map_or(Cell::Empty, |c| Cell::text(numbers::share(c.share))),
        ];
        table.push(cells, false);
    }
    table.note = Some(format!(
        "Lost: the log loss of the {set} a measure names in each split above that of the best {set}, as a share of the \
         distance from the best to a typical {set}. Yes: nearer to the best than to a typical one; no: farther; one-sided \
         5 % each way. In splits: of those in which sets of variables are trained again."
    ));
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_stay_with_the_number() {
        let Cell::Number(number, interval) = kept_cell("96 [93, 98] %") else { panic!("no interval") };
        assert_eq!((number.as_str(), interval.as_str()), ("96 %", "[93, 98]"));
        assert!(matches!(kept_cell("48 %"), Cell::Text(t) if t == "48 %"));
        assert_eq!((bare_p(0.03), bare_p(0.0001)), (".03".to_owned(), "< .001".to_owned()));
    }
}
