//! What was trained, and with which settings.

use super::models::shape;
use super::networks::decay;
use super::{Cell, Table};
use crate::compare::claims::CHECKS;
use crate::numbers;
use crate::options::{Activation, ClassWeights, Decay, Effort};
use crate::prepare::plan::{Plan, Scheme};
use crate::render::Report;
use crate::render::figures::short;

/// The work, row by row.
pub fn plan(report: &Report) -> Result<Table, String> {
    let caption = match report.config.plan.begun {
        None => "What was trained; it follows from the size of the data, the effort and the options alone",
        Some(_) => {
            "What was trained; it follows from the size of the data, the options, and what the first repeats left open"
        }
    };
    let mut table = Table::new(caption, "wrap kv", &["evidence", "how much"]);
    let more = begun(report).into_iter().chain(triples(&report.config.plan));
    for (what, how) in work(&report.config.plan).into_iter().chain(more) {
        table.push(vec![Cell::text(what), Cell::text(how)], false);
    }
    Ok(table)
}

fn work(plan: &Plan) -> [(&'static str, String); 12] {
    let of = numbers::of;
    let pairs = of(plan.all_pairs_up_to, "variable");
    let (trees, fitted) = (of(plan.trees, "tree"), of(plan.forest_rows, "row"));
    let (shuffles, shuffled) = (of(plan.shuffles, "shuffle"), of(plan.permutation_rows, "row"));
    let (labels, folds) = (of(plan.signal_shuffles, "shuffle"), of(plan.signal_folds, "fold"));
    let (halves, inside) = (of(plan.halves, "half-sample"), of(plan.half_folds, "fold"));
    let (inner, inner_of_half) = (of(plan.inner, "inner split"), numbers::count(plan.half_inner));
    let (probes, probe_folds) = (of(plan.probe_repeats, "repeat"), of(plan.probe_folds, "fold"));
    [
        ("network of all variables", scheme(&plan.full)),
        ("every other set, tree and logistic regression", scheme(&plan.sets)),
        ("rows of a training", training_rows(plan)),
        ("pairs", format!("all up to {pairs}; beyond, those among the leading ones")),
        ("intervals of scores read off a network", format!("{halves}, {inside} in each")),
        ("choice of the decay", format!("{inner} of each set and repeat, {inner_of_half} of a half")),
        ("permutation importance", format!("{shuffles} within the held-out rows, at most {shuffled}")),
        ("test for a signal", format!("at most {labels} of the labels, {folds}")),
        ("probe columns", format!("{probes} of {probe_folds}")),
        ("forest", format!("{}, {trees}, at most {fitted}", scheme(&plan.forest))),
        ("random sets of the size in question", numbers::count(plan.random_sets)),
        ("known truth", known_truth(plan)),
    ]
}

/// What thorough effort began with, and why it went on.
fn begun(report: &Report) -> Option<(&'static str, String)> {
    let begun = report.config.plan.begun.as_ref()?;
    let title = |id: &String| {
        let card = CHECKS.iter().map(|check| check.card()).find(|card| card.id == *id);
        format!("“{}”", card.map_or(id.as_str(), |card| card.title))
    };
    let mut open: Vec<String> = begun.claims.iter().map(title).collect();
    open.extend(begun.measures.iter().map(|id| format!("the top set by {}", short(report, id))));
    let first = numbers::of_in_words(begun.full_repeats, "repeat");
    let how =
        format!("begun with {first}; gone on, for the draw of the splits decided {}", numbers::list(&open));
    Some(("more repeats than planned", how))
}

fn triples(plan: &Plan) -> Option<(&'static str, String)> {
    let most = (plan.triples_up_to > 0).then_some(plan.triples_up_to)?;
    Some(("sets of three", format!("all where there are at most {}", numbers::count(most))))
}

fn training_rows(plan: &Plan) -> String {
    match plan.training_rows {
        usize::MAX => "all of the split's training rows".to_owned(),
        most => format!("the split's training rows, at most {}", numbers::of(most, "row")),
    }
}

fn known_truth(plan: &Plan) -> String {
    let of = numbers::of;
    if plan.truth_tables == 0 {
        return "none".to_owned();
    }
    format!(
        "{} of each kind, at most {}; {}, {} refitted without each variable",
        of(plan.truth_tables, "simulated table"),
        of(plan.truth_rows, "row"),
        of(plan.truth_folds, "fold"),
        numbers::in_words(plan.truth_refits)
    )
}

/// `10 × 10-fold, 3 starts`.
pub fn scheme(of: &Scheme) -> String {
    format!("{} × {}-fold, {}", of.repeats, of.folds, numbers::of(of.starts, "start"))
}

/// What was asked, and which program answered.
pub fn settings(report: &Report) -> Result<Table, String> {
    let options = &report.config.options;
    let mut table = Table::new("Settings and versions", "wrap kv", &["setting", "value"]);
    let mut row = |what: &str, how: String| table.push(vec![Cell::text(what), Cell::text(how)], false);
    row("made by", made_by(report));
    row("data", format!("{}, {}", report.findings.data.file, numbers::of(report.findings.data.rows, "row")));
    row("sha256 of the data", report.findings.data.sha256.clone());
    row("read as", report.findings.data.reading.clone());
    let activation = match options.activation {
        Activation::Tanh => "tanh",
        Activation::Logistic => "logistic",
        Activation::Relu => "relu",
    };
    row("network", format!("{}, {activation}", shape(report)));
    row("weight decay", decays(report));
    if options.class_weights == ClassWeights::Balanced {
        row("class weights", "balanced".to_owned());
    }
    row(
        "margin of “enough”",
        format!("{} of the log-loss gain of all variables", numbers::share(options.margin)),
    );
    let effort = match options.effort {
        Effort::Quick => "quick",
        Effort::Standard => "standard",
        Effort::Thorough => "thorough",
    };
    row("effort", effort.to_owned());
    row("seed", options.seed.to_string());
    row("numbers of this page", format!("JSON of schema {}", report.schema));
    Ok(table)
}

fn made_by(report: &Report) -> String {
    let libraries: Vec<String> =
        report.tool.libraries.iter().map(|l| format!("{} {}", l.name, l.version)).collect();
    format!("{} {}, with {}", report.tool.name, report.tool.version, numbers::list(&libraries))
}

fn decays(report: &Report) -> String {
    let options = &report.config.options;
    let chosen = report
        .findings
        .performance
        .decay
        .iter()
        .map(|d| format!("{} in {}", decay(d.decay), numbers::of(d.count, "repeat")));
    match options.decay {
        Decay::Value(value) => format!("{}, given", decay(value)),
        Decay::Auto(_) => {
            let grid: Vec<String> = options.decay.grid().into_iter().map(decay).collect();
            format!(
                "from {}, more where the last wins; network of all variables: {}",
                numbers::list(&grid),
                chosen.collect::<Vec<_>>().join(", ")
            )
        }
    }
}
