//! Do the weights speak of sets of other sizes than two?

use crate::cells::Cell;
use crate::judge::{FOLLOWED, HALFWAY, voters, wrongly_depends, wrongly_speaking};
use crate::lines::Line;
use crate::record::{SizeRecord, six};
use crate::study::speaking;
use crate::truth::Truth;
use counterweight::attribute::Attributed;
use counterweight::compare::case::mean;
use counterweight::compare::{self, Answer};
use counterweight::error::Result;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::Dataset;
use counterweight::train::ensemble::{ALL_SUBSETS, Ensemble, subset_count, subsets};
use std::collections::BTreeMap;

/// Sizes that are looked at.
const SIZES: [usize; 2] = [1, 3];

/// What the program says where it seeks sets of other sizes in the same table.
///
/// # Errors
/// Those of the program.
pub fn records(
    dataset: &Dataset,
    ensemble: &mut Ensemble,
    attributed: &Attributed,
) -> Result<Vec<SizeRecord>> {
    let count = dataset.variables.len();
    let few = SIZES.into_iter().filter(|&size| subset_count(count, size) <= ALL_SUBSETS);
    few.map(|size| record(dataset, ensemble, attributed, size)).collect()
}

fn record(
    dataset: &Dataset,
    ensemble: &mut Ensemble,
    attributed: &Attributed,
    size: usize,
) -> Result<SizeRecord> {
    ensemble.train_sets(&subsets(dataset.variables.len(), size), &Silent)?;
    let mut record = told(dataset, ensemble, attributed, size)?;
    record.losses = losses(dataset, ensemble, size)?;
    Ok(record)
}

/// What is said where sets of a size are sought; the losses of all of them are still to be filled in.
///
/// # Errors
/// Those of the program.
pub fn told(
    dataset: &Dataset,
    ensemble: &mut Ensemble,
    attributed: &Attributed,
    size: usize,
) -> Result<SizeRecord> {
    let options = Options { top: Some(size), ..Options::default() }.check()?;
    let findings = compare::compare(dataset, ensemble, attributed, &options, &Silent)?;
    let claim = findings.verdict.claims.iter().find(|claim| claim.claim == "weights_speak");
    Ok(SizeRecord {
        size,
        answer: claim.map_or(Answer::Undecided, |claim| claim.answer),
        speaking: speaking(&findings, dataset),
        losses: Vec::new(),
    })
}

/// Every set of a size with its mean held-out log loss; those not trained yet are trained now.
///
/// # Errors
/// Those of the program.
pub fn losses(dataset: &Dataset, ensemble: &mut Ensemble, size: usize) -> Result<Vec<(Vec<usize>, f64)>> {
    let sets = subsets(dataset.variables.len(), size);
    ensemble.train_sets(&sets, &Silent)?;
    let loss = |set: Vec<usize>| {
        let losses = ensemble.set(&set)?.losses();
        Some((set, six(mean(&losses))))
    };
    Ok(sets.into_iter().filter_map(loss).collect())
}

/// The answers, measure by measure and together, against the truth of the sets chosen.
pub fn lines<'a>(
    cell: &Cell,
    tables: usize,
    records: impl Iterator<Item = &'a SizeRecord>,
    truth: &Truth,
) -> Vec<Line> {
    let mut lines: BTreeMap<(usize, &str), Line> = BTreeMap::new();
    for of in records {
        for (what, answer, wrong) in answers(of, truth) {
            let kind = format!("top {}", of.size);
            let new = || Line::new("sizes", what, &kind, cell, tables);
            let line = lines.entry((of.size, what)).or_insert_with(new);
            line.answer(answer, wrong);
            line.wrong_yes += usize::from(answer == Answer::Depends && wrong[0]);
        }
    }
    lines.into_values().collect()
}

/// Every answer about a table, and whether yes (or 'depends') and no would be wrong.
fn answers<'a>(
    of: &'a SizeRecord,
    truth: &'a Truth,
) -> impl Iterator<Item = (&'static str, Answer, [bool; 2])> {
    let voters = voters(&of.speaking, truth);
    let together = match of.answer {
        Answer::Depends => [wrongly_depends(voters), false],
        _ => wrongly_speaking(truth, voters),
    };
    let each = FOLLOWED.into_iter().filter(|_| !truth.null).filter_map(|measure| {
        let spoken = of.speaking.iter().find(|spoken| spoken.measure == measure)?;
        let lost = truth.share_lost(&spoken.chosen)?;
        Some((measure, spoken.answer, [lost >= HALFWAY, lost < HALFWAY]))
    });
    std::iter::once(("weights_speak", of.answer, together)).chain(each)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::means::Means;
    use crate::record::Spoken;
    use crate::truth;

    /// Singles lose .1, .3, .5 …: the first is the best, the middle of six lies between .5 and .7.
    #[test]
    fn a_set_is_judged_among_those_of_its_size() {
        let cell = Cell { design: "A".to_owned(), classes: 2, rows: 100, variables: 6 };
        let mut means = Means::default();
        for v in 0..6 {
            means.add(format!("loss {}", v.min(4)), 0.1 + 0.2 * v.min(4) as f64);
        }
        let truth = truth::Truth::of(&cell, &means);
        let spoken = |measure: &str, chosen: usize| Spoken {
            measure: measure.to_owned(),
            answer: Answer::Yes,
            lost: None,
            chosen: vec![(vec![chosen], 1.0)],
        };
        let of = |sums, paths, answer| SizeRecord {
            size: 1,
            answer,
            speaking: vec![spoken("abs_sum", sums), spoken("olden", paths)],
            losses: Vec::new(),
        };
        let told =
            |of: &SizeRecord| answers(of, &truth).map(|(what, _, wrong)| (what, wrong)).collect::<Vec<_>>();
        // (.3 - .1) / (.6 - .1) is nearer to the best, (.5 - .1) / .5 is not
        assert_eq!(truth.share_lost(&[(vec![1], 1.0)]).map(|lost| (lost * 1e6).round()), Some(400_000.0));
        let both = told(&of(0, 1, Answer::Yes));
        assert_eq!(
            both,
            [("weights_speak", [false, true]), ("abs_sum", [false, true]), ("olden", [false, true])]
        );
        assert_eq!(told(&of(0, 2, Answer::Yes))[0].1, [true, true]);
        assert_eq!(told(&of(0, 2, Answer::Depends))[0].1, [false, false]);
        assert_eq!(told(&of(0, 1, Answer::Depends))[0].1, [true, false]);
        assert_eq!(told(&of(3, 2, Answer::No))[0].1, [true, false]);
    }
}
