//! One table through the program's own parts: trained once, its claims examined for each set.

use crate::cells::{self, Cell};
use crate::draw;
use crate::printed;
use crate::record::{
    GroupRecord, Kind, MeasureRecord, NumberRecord, Record, SetRecord, Span, Spoken, Tie, Told, six,
};
use crate::sizes;
use counterweight::attribute;
use counterweight::compare::case::{mean, nothing_known};
use counterweight::compare::{self, Findings, NumberLine, RetrainedSet};
use counterweight::error::Result;
use counterweight::load::load_bytes;
use counterweight::observe::Silent;
use counterweight::options::{Options, ValidOptions};
use counterweight::prepare::plan::Plan;
use counterweight::prepare::{self, Dataset};
use counterweight::stats::{Difference, Estimate, interval};
use counterweight::train::ensemble::{self, Ensemble};

/// Measures whose intervals are looked at.
const MEASURES: &[&str] = &[
    "abs_sum",
    "garson",
    "olden",
    "gradient",
    "lek",
    "permutation",
    "conditional_permutation",
    "leave_one_out",
    "logistic",
];

/// Draws the table and keeps what the program says of it.
///
/// # Errors
/// Those of the program.
pub fn record(cell: &Cell, table: usize) -> Result<Record> {
    let options = claiming(&[])?;
    let loaded = load_bytes("t.csv", draw::csv(cell, table)?.as_bytes(), &options)?;
    let dataset = prepare::prepare(&loaded, &options)?;
    let plan = lean(cell, prepare::plan::of(&dataset, &options));
    let mut ensemble = ensemble::train(&dataset, &plan, &options, &Silent)?;
    let attributed = attribute::attribute(&dataset, &ensemble, &options, &Silent)?;
    let sets = cells::sets(&cell.design);
    let mut tell = |kind: Kind, names: &[String]| -> Result<(Told, Findings)> {
        let findings = compare::compare(&dataset, &mut ensemble, &attributed, &claiming(names)?, &Silent)?;
        Ok((answers(kind, &findings, &dataset), findings))
    };
    let named = |set: [usize; 2]| set.map(|v| format!("x{v}"));
    let (right, _) = tell(Kind::Right, &named(sets.right))?;
    let (wrong, _) = tell(Kind::Wrong, &named(sets.wrong))?;
    let (found, findings) = tell(Kind::Found, &[])?;
    let (as_named, _) = tell(Kind::AsNamed, &findings.verdict.variables)?;
    let told = vec![right, wrong, found, as_named];
    let sizes = sizes::records(&dataset, &mut ensemble, &attributed)?;
    Ok(Record { sizes, ..kept(cell, table, &ensemble, &findings, told) })
}

fn claiming(names: &[String]) -> Result<ValidOptions> {
    Options { claim: names.to_vec(), ..Options::default() }.check()
}

/// Whether only claims and refitted sets are looked at: of large tables, whose measures would take most of the time.
fn claims_only(cell: &Cell) -> bool {
    cell.rows >= 1000 || cell.variables > 6
}

/// The forest takes a third of the time and no part in any claim; probes and halves take part in none either.
fn lean(cell: &Cell, plan: Plan) -> Plan {
    let plan = Plan { trees: 1, forest_halves: 4, ..plan };
    if claims_only(cell) { Plan { probe_repeats: 1, halves: 4, ..plan } } else { plan }
}

/// The variables of these names.
pub fn places(names: &[String], dataset: &Dataset) -> Vec<usize> {
    names.iter().filter_map(|name| dataset.variables.iter().position(|v| v.name == *name)).collect()
}

fn answers(kind: Kind, findings: &Findings, dataset: &Dataset) -> Told {
    let verdict = &findings.verdict;
    let claim = findings.retraining.iter().find(|set| set.why == "claim");
    Told {
        kind,
        set: places(&verdict.variables, dataset),
        answers: verdict.claims.iter().map(|c| (c.claim.clone(), c.answer)).collect(),
        kept: claim.and_then(|set| set.kept).map(Span::from),
    }
}

fn kept(cell: &Cell, table: usize, ensemble: &Ensemble, findings: &Findings, told: Vec<Told>) -> Record {
    let dataset = ensemble.bench.dataset;
    let full: Vec<f64> = ensemble.full_on_set_splits().iter().map(|o| o.loss).collect();
    let performance = &findings.performance;
    let network = &performance.models[0];
    let others = performance.models.iter().filter(|m| m.model == "logistic" || m.model == "tree");
    let accuracy = |why: &str| {
        findings.retraining.iter().find(|set| set.why == why).map_or(f64::NAN, |s| six(s.accuracy.mean))
    };
    let ties = cells::sets(&cell.design).ties;
    Record {
        cell: cell.clone(),
        table,
        nothing: six(mean(&nothing_known(ensemble, &ensemble.layout.set_splits))),
        full: six(mean(&full)),
        network: [network.log_loss, network.accuracy, performance.gain].map(Span::from),
        models: others.filter_map(|m| Some((m.model.clone(), span(m.difference?)))).collect(),
        sets: findings.retraining.iter().filter_map(|set| refitted(set, dataset)).collect(),
        measures: if claims_only(cell) { Vec::new() } else { measures(findings) },
        speaking: speaking(findings, dataset),
        sizes: Vec::new(),
        told,
        numbers: findings.by_number.iter().map(numbers).collect(),
        groups: findings.groups.groups.iter().filter_map(|g| group(ensemble, g, dataset)).collect(),
        printed: printed::records(findings, dataset, claims_only(cell)),
        ties: ties.iter().filter_map(|sets| tie(ensemble, sets)).collect(),
        found: [accuracy("claim"), accuracy("top:together")],
    }
}

/// A difference as an estimate.
pub fn span(of: Difference) -> Span {
    Estimate { mean: of.mean, low: of.low, high: of.high }.into()
}

fn numbers(of: &NumberLine) -> NumberRecord {
    NumberRecord {
        measure: of.measure.clone(),
        lost: of.points.iter().filter_map(|p| Some((p.size, span(p.difference?)))).collect(),
        enough: of.enough,
    }
}

fn refitted(of: &RetrainedSet, dataset: &Dataset) -> Option<SetRecord> {
    let kept = ["single", "pair", "leave_one_out"].contains(&of.why.as_str());
    let difference = of.difference.as_ref().filter(|_| kept)?;
    Some(SetRecord {
        set: places(&of.variables, dataset),
        loss: six(of.log_loss.mean),
        difference: span(difference.log_loss),
        accuracy: span(difference.accuracy),
    })
}

fn measures(findings: &Findings) -> Vec<MeasureRecord> {
    let looked_at = findings.rankings.iter().filter(|r| MEASURES.contains(&r.measure.as_str()));
    let keep = |ranking: &attribute::Ranking| MeasureRecord {
        measure: ranking.measure.clone(),
        scores: ranking
            .variables
            .iter()
            .map(|v| Estimate { mean: v.score, low: v.low, high: v.high }.into())
            .collect(),
        ranks: ranking.variables.iter().map(|v| v.rank_low.zip(v.rank_high)).collect(),
        p: ranking.variables.iter().map(|v| v.p.map(six)).collect(),
    };
    looked_at.map(keep).collect()
}

/// What following each measure's own set loses.
pub fn speaking(findings: &Findings, dataset: &Dataset) -> Vec<Spoken> {
    let keep = |of: &compare::Speaking| Spoken {
        measure: of.measure.clone(),
        answer: of.answer,
        lost: of.lost.map(Span::from),
        chosen: of.chosen.iter().map(|c| (places(&c.variables, dataset), six(c.share))).collect(),
    };
    findings.verdict.speaking.iter().map(keep).collect()
}

fn group(ensemble: &Ensemble, of: &compare::Group, dataset: &Dataset) -> Option<GroupRecord> {
    let set = places(&of.variables, dataset);
    Some(GroupRecord {
        shuffled: of.shuffled.into(),
        left_out: of.left_out.map(span),
        alone: six(mean(&ensemble.set(&set)?.losses())),
        kept: of.kept.map(Span::from),
        set,
    })
}

/// Tests two equal sets as the program does, and as it would without the correction.
fn tie(ensemble: &Ensemble, sets: &[&[usize]; 2]) -> Option<Tie> {
    let [first, second] = sets.map(|set| set.iter().map(|v| v - 1).collect::<Vec<usize>>());
    let (a, b) = (ensemble.set(&first)?.losses(), ensemble.set(&second)?.losses());
    let d: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    let p = |d: &[f64], ratio: f64| interval::corrected(d, ratio)?.p_two_sided().map(six);
    let ratio = ensemble.ratio();
    Some(Tie {
        naive: p(&d, 0.0),
        corrected: p(&d, ratio),
        once: p(&d[..ensemble.plan.sets.folds], ratio),
        first,
        second,
    })
}
