//! Intervals that the page prints beside losses, accuracies and scores: averages over classes, what pairs gain together, how far
//! the network bends, what signs are worth.

use crate::cells::Cell;
use crate::lines::Line;
use crate::record::{EXCHANGE, PrintedRecord, Record, Span};
use crate::study::{places, span};
use crate::truth::Truth;
use counterweight::compare::{Findings, NegativeWeights, Performance, RetrainedSet, Substitute, Verdict};
use counterweight::prepare::Dataset;
use counterweight::stats::Estimate;
use std::collections::BTreeMap;

/// Recall of a class that is called hardly found, as in section 3 of the page.
const SELDOM: f64 = 0.1;

/// What is kept of a table. Of few halves (`lean`) nothing that is read off them.
pub fn records(findings: &Findings, dataset: &Dataset, lean: bool) -> Vec<PrintedRecord> {
    let mut all = of_network(&findings.performance);
    all.push(record("share of the log loss removed", "the network", findings.performance.gain_share));
    let pairs = findings.retraining.iter().filter(|set| set.why == "pair");
    all.extend(pairs.flat_map(|set| of_pair(set, dataset, lean)));
    all.extend(of_signs(&findings.negative_weights, lean));
    all.extend(of_substitutes(&findings.verdict, dataset));
    all
}

/// Exchanges that were shown to lose less than the margin, the only ones that are printed.
fn of_substitutes(verdict: &Verdict, dataset: &Dataset) -> Vec<PrintedRecord> {
    let exchange = |found: &Substitute| {
        let exchanged: Vec<String> = verdict
            .variables
            .iter()
            .map(|name| if *name == found.of { found.by.clone() } else { name.clone() })
            .collect();
        let sets = [places(&exchanged, dataset), places(&verdict.variables, dataset)].concat();
        PrintedRecord { set: sets, ..record(EXCHANGE, "shown to lose little", span(found.difference)) }
    };
    verdict.substitutes.iter().map(exchange).collect()
}

fn record(what: &str, kind: &str, span: impl Into<Span>) -> PrintedRecord {
    PrintedRecord { what: what.to_owned(), kind: kind.to_owned(), set: Vec::new(), span: span.into() }
}

fn of_network(performance: &Performance) -> Vec<PrintedRecord> {
    let network = &performance.models[0];
    // where a class is hardly ever predicted its precision is 0 in split after split: the page says what that does
    let seldom = performance.per_class.iter().any(|class| class.recall < SELDOM);
    let kind = if seldom { "the network where a class is hardly found" } else { "the network" };
    let mut all = vec![
        record("balanced accuracy", "the network", network.balanced_accuracy),
        record("precision", kind, network.precision),
        record("recall", "the network", network.recall),
        record("F1", kind, network.f1),
    ];
    all.extend(network.roc_auc.map(|auc| record("area under the curve", "the network", auc)));
    all
}

fn of_pair(set: &RetrainedSet, dataset: &Dataset, lean: bool) -> Vec<PrintedRecord> {
    let halves = |of: Option<Estimate>| of.filter(|_| !lean).map(Span::from);
    let found = [
        ("synergy", set.synergy.map(span)),
        ("second derivative", halves(set.second_derivative)),
        ("change of a slope", halves(set.slope_change)),
    ];
    let of = places(&set.variables, dataset);
    let keep = |(what, span): (&str, Option<Span>)| {
        Some(PrintedRecord { set: of.clone(), ..record(what, "pair", span?) })
    };
    found.into_iter().filter_map(keep).collect()
}

fn of_signs(signs: &NegativeWeights, lean: bool) -> Vec<PrintedRecord> {
    let kind = "negative weights";
    let signed = signs.signed_against_absolute.as_ref();
    let mut all: Vec<_> =
        signed.map(|of| record("signed less absolute sums", kind, span(of.difference))).into_iter().collect();
    let dropped = signs.against_direction.filter(|_| !lean);
    all.extend(dropped.map(|share| record("paths against their direction", kind, share)));
    all
}

/// Intervals, and how many hold the truth.
pub fn lines(part: &str, cell: &Cell, records: &[&Record], truth: &Truth) -> Vec<Line> {
    let mut lines: BTreeMap<(&str, &str), Line> = BTreeMap::new();
    for of in records.iter().flat_map(|record| &record.printed) {
        let new = || Line::new(part, &of.what, &of.kind, cell, records.len());
        let holds = truth.printed(of).and_then(|truth| of.span.holds(truth));
        lines.entry((&of.what, &of.kind)).or_insert_with(new).count(holds);
    }
    lines.into_values().collect()
}
