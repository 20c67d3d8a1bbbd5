//! The rank of each variable in each run.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::card::Card;
use crate::compare::MeasureStability;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::runs::{RunPanel, RunRow, Runs};

/// The figure `rank-runs`.
pub struct RankRuns;

static CARD: Card = Card {
    id: "rank-runs",
    title: "Ranks over repeated trainings",
    formula: "rank of the variable's score in each run, 1 = highest",
    reading: "A column is a run (the starts of a split side by side; the narrow drawing has the first start of each), a row a variable, ordered by mean score; darker is a better rank. At the right the share of splits with the variable among the top ones, starts averaged first.",
    misleading_when: "Runs share most of their rows: an order that comes back in every run is stable, which is no evidence that it is right.",
    reference: "Nogueira, Sechidis and Brown 2018, http://jmlr.org/papers/v18/17-514.html",
};

/// Variables shown.
const SHOWN: usize = 14;
/// Columns drawn at most.
const MOST_RUNS: usize = 300;

impl Figure for RankRuns {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        if select::lone(report) {
            return None;
        }
        let stability = &report.findings.stability;
        let chosen = chosen(&stability.measures);
        let first = chosen.first()?;
        let ranked = report.findings.data.variables.len();
        let panels: Vec<RunPanel> = chosen.iter().map(|m| panel(report, m, stability.top)).collect();
        let runs = first.ranks.first().map_or(0, Vec::len);
        Some(Plot {
            title: select::guarded(report, title(report, &chosen)),
            reading: String::new(),
            drawn: format!(
                "{} of ranks over {}.",
                numbers::sentence(&numbers::of(panels.len(), "map")),
                numbers::of(runs, "run")
            ),
            numbers: table(report, &chosen),
            picture: Picture::Runs(Runs { panels, every: report.config.plan.full.starts.max(1), ranked }),
        })
    }
}

/// Summed weights, and the first measure of another kind.
fn chosen(measures: &[MeasureStability]) -> Vec<&MeasureStability> {
    let usable =
        |id: &str| measures.iter().find(|m| m.measure == id && m.ranks.iter().any(|r| !r.is_empty()));
    let mut found: Vec<&MeasureStability> = usable("abs_sum").into_iter().collect();
    let others = ["conditional_permutation", "permutation", "gradient", "olden"];
    found.extend(others.iter().find_map(|id| usable(id)));
    found
}

/// Variables in the order of the measure's ranking, with their place among the columns.
fn order(report: &Report, measure: &MeasureStability) -> Vec<usize> {
    let mut order: Vec<usize> = (0..measure.ranks.len()).collect();
    if let Some(ranking) = select::ranking(report, &measure.measure) {
        order.sort_by_key(|&v| ranking.variables.get(v).map_or(usize::MAX, |r| r.rank));
    }
    order
}

fn panel(report: &Report, measure: &MeasureStability, top: usize) -> RunPanel {
    let variables = &report.findings.data.variables;
    let ranking = select::ranking(report, &measure.measure);
    let shown = order(report, measure).into_iter().take(SHOWN).filter(|&v| v < variables.len());
    let rows = shown.map(|v| {
        let share = ranking.and_then(|r| r.variables.get(v)).and_then(|r| r.top_share);
        RunRow {
            name: select::name(report, &variables[v].name),
            ranks: measure.ranks[v].iter().copied().take(MOST_RUNS).collect(),
            text: share.map_or_else(String::new, select::brief_share),
        }
    });
    RunPanel {
        title: ranking.map_or_else(|| select::short(report, &measure.measure), |r| r.title.clone()),
        right: format!("in top {top}"),
        rows: rows.collect(),
    }
}

/// Each measure's most frequent top set.
fn title(report: &Report, chosen: &[&MeasureStability]) -> String {
    let often = |m: &&MeasureStability| {
        let set = m.top_sets.first()?;
        Some((numbers::list(&set.variables), set.share, select::short(report, &m.measure)))
    };
    let found: Vec<(String, f64, String)> = chosen.iter().filter_map(often).collect();
    match found.as_slice() {
        [_, ..] if select::all_on_top(report) => firsts(report, chosen),
        [] => "Ranks over repeated trainings".to_owned(),
        [one] => {
            format!(
                "{} puts {} on top in {} of splits",
                numbers::sentence(&one.2),
                one.0,
                numbers::share(one.1)
            )
        }
        [a, b, ..] => format!(
            "{} puts {} on top in {} of splits, {} {} in {}",
            numbers::sentence(&a.2),
            a.0,
            numbers::share(a.1),
            b.2,
            if a.0 == b.0 { "the same".to_owned() } else { b.0.clone() },
            numbers::share(b.1)
        ),
    }
}

/// Which variable is first most often, where the top set holds them all.
fn firsts(report: &Report, chosen: &[&MeasureStability]) -> String {
    let said: Vec<(String, usize, &MeasureStability)> =
        chosen.iter().filter_map(|m| first(report, m).map(|(name, count)| (name, count, *m))).collect();
    let mut title = String::new();
    for (place, (name, count, measure)) in said.iter().enumerate() {
        let short = select::short(report, &measure.measure);
        let (count, runs) = (numbers::count(*count), measure.ranks.first().map_or(0, Vec::len));
        title.push_str(&match place {
            0 => format!(
                "{} puts {name} first in {count} of {}",
                numbers::sentence(&short),
                numbers::of(runs, "run")
            ),
            _ if *name == said[0].0 => format!(", {short} in {count}"),
            _ => format!(", {short} puts {name} first in {count}"),
        });
    }
    title
}

/// The variable that is first in most runs, of equals the one that comes first in the table, and in how many.
fn first(report: &Report, measure: &MeasureStability) -> Option<(String, usize)> {
    let often = |ranks: &Vec<u16>| ranks.iter().filter(|&&rank| rank == 1).count();
    let counts = measure.ranks.iter().map(often).enumerate();
    let (place, count) = counts.rev().max_by_key(|(_, count)| *count)?;
    Some((report.findings.data.variables.get(place)?.name.clone(), count))
}

fn table(report: &Report, chosen: &[&MeasureStability]) -> NumberTable {
    let mut head = vec!["variable".to_owned()];
    for measure in chosen {
        let name = select::short(report, &measure.measure);
        head.extend([
            format!("{name}: runs first"),
            format!("{name}: mean rank"),
            format!("{name}: share in top"),
        ]);
    }
    let names = report.findings.data.variables.iter().map(|v| &v.name);
    let rows = names.enumerate().map(|(v, name)| {
        let mut row = vec![name.clone()];
        for measure in chosen {
            let first = measure.ranks.get(v).map_or(0, |r| r.iter().filter(|&&rank| rank == 1).count());
            let ranked = select::ranking(report, &measure.measure).and_then(|r| r.variables.get(v));
            row.push(first.to_string());
            row.push(ranked.map_or_else(String::new, |r| numbers::fixed(r.mean_rank, 1)));
            row.push(ranked.and_then(|r| r.top_share).map_or_else(String::new, numbers::share));
        }
        row
    });
    NumberTable { head, rows: rows.collect() }
}
