//! Every claim decided anew in imagined reruns: how often is the answer the same?

use super::{AnswerShares, ClaimRuns, Needs, RERUNS, SETTLED, doubled};
use crate::compare::case::Case;
use crate::compare::claims::signal::SignalAgain;
use crate::compare::claims::{Again, CHECKS};
use crate::compare::{Answer, Claim};
use crate::seed::Seed;
use crate::stats::monte_carlo::{Rerun, Reruns};
use crate::stats::rank;
use rayon::prelude::*;

/// The reruns of one plan.
struct Imagined<'a> {
    case: &'a Case<'a>,
    /// Of the splits of the sets, and of the network of all variables.
    sets: Reruns,
    full: Reruns,
    signal: SignalAgain<'a>,
}

/// One entry a claim, and the share of reruns that propose the same set.
pub(super) fn claims(case: &Case, answers: &[Claim]) -> (Vec<ClaimRuns>, Option<f64>) {
    let plan = &case.ensemble.plan;
    let seed = Seed::new(case.options.seed).child("reruns", 0);
    let sets = Reruns::new(plan.sets.repeats, RERUNS, seed.child("sets", 0));
    let full = Reruns::new(plan.full.repeats, RERUNS, seed.child("full", 0));
    let imagined =
        sets.zip(full).map(|(sets, full)| Imagined { case, sets, full, signal: SignalAgain::new(case) });
    let of_claim = |claim: &Claim| match &imagined {
        Some(imagined) => imagined.of_claim(claim),
        None => untold(claim),
    };
    let same_set = imagined.as_ref().filter(|_| !case.claimed.named_by_user).map(Imagined::same_set);
    (answers.iter().map(of_claim).collect(), same_set)
}

/// Too few repeats to tell.
fn untold(claim: &Claim) -> ClaimRuns {
    ClaimRuns {
        claim: claim.claim.clone(),
        answer: claim.answer,
        same: None,
        shares: None,
        settled: None,
        needs: None,
        needed: None,
    }
}

impl Imagined<'_> {
    fn of_claim(&self, claim: &Claim) -> ClaimRuns {
        let check = CHECKS.iter().find(|check| check.card().id == claim.claim);
        let own = self.case.ensemble.plan.sets.repeats;
        // more shuffles, not more repeats, would move the test for a signal
        let (shares, needed) = match check {
            Some(check) if check.needs_signal() => {
                let again = check.again(self.case);
                let constant = again.is_none().then_some(claim.answer);
                let shares = self.shares(again.as_ref(), constant, own);
                let enough = |&more: &usize| self.shares(again.as_ref(), constant, more).largest() >= SETTLED;
                let open = shares.of(claim.answer) < SETTLED;
                (shares, if open { doubled(own).find(enough) } else { None })
            }
            _ if claim.claim == "signal" => (self.of_signal(), None),
            _ => (AnswerShares::only(claim.answer), None),
        };
        let same = shares.of(claim.answer);
        let settled = same >= SETTLED;
        let needs = match (settled, needed) {
            (false, Some(_)) => Some(Needs::Repeats),
            (false, None) => Some(Needs::Rows),
            (true, _) => matches!(claim.answer, Answer::Undecided).then_some(Needs::Rows),
        };
        ClaimRuns {
            same: Some(same),
            shares: Some(shares),
            settled: Some(settled),
            needs,
            needed,
            ..untold(claim)
        }
    }

    /// Shares of the answers with so many repeats: undecided without a signal, else the claim's own.
    fn shares(&self, again: Option<&Again>, constant: Option<Answer>, repeats: usize) -> AnswerShares {
        let plan = &self.case.ensemble.plan;
        let each: Vec<(f64, Answer)> = (0..self.sets.draws())
            .into_par_iter()
            .map(|draw| {
                let (signal, _) = self.signal.at(&self.full.at(draw, plan.full.repeats, plan.full.folds));
                let rerun = self.sets.at(draw, repeats, plan.sets.folds);
                let answer = again.map(|again| again(&rerun)).or(constant).unwrap_or(Answer::Undecided);
                (signal, answer)
            })
            .collect();
        let mut shares = AnswerShares::default();
        for (signal, answer) in each {
            shares.add(answer, signal);
            shares.add(Answer::Undecided, 1.0 - signal);
        }
        shares.out_of(self.sets.draws())
    }

    fn of_signal(&self) -> AnswerShares {
        let plan = &self.case.ensemble.plan;
        let mut shares = AnswerShares::default();
        for draw in 0..self.full.draws() {
            let (signal, otherwise) = self.signal.at(&self.full.at(draw, plan.full.repeats, plan.full.folds));
            shares.add(Answer::Yes, signal);
            shares.add(otherwise, 1.0 - signal);
        }
        shares.out_of(self.full.draws())
    }

    /// Share of the reruns in which the measures together propose the same set.
    fn same_set(&self) -> f64 {
        let claimed = &self.case.claimed;
        let plan = &self.case.ensemble.plan;
        let variables = self.case.dataset.variables.len();
        let member = |v: usize| -> Vec<f64> {
            claimed.by_split.iter().map(|set| f64::from(u8::from(set.contains(&v)))).collect()
        };
        let members: Vec<Vec<f64>> = (0..variables).map(member).collect();
        let again = |rerun: Rerun| {
            let counts: Vec<f64> = members.iter().map(|of| rerun.mean(of)).collect();
            rank::top(&counts, claimed.variables.len()) == claimed.variables
        };
        let draws = 0..self.sets.draws();
        let same = draws.filter(|&draw| again(self.sets.at(draw, plan.sets.repeats, plan.sets.folds)));
        same.count() as f64 / self.sets.draws().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::attribute;
    use crate::compare::case::propose;
    use crate::compare::{claims, findings};
    use crate::observe::Silent;
    use crate::options::{Effort, Options};
    use crate::prepare::plan::{self, Scheme};
    use crate::train::ensemble;
    use crate::train::testing::simulated;

    /// What is decided anew where nothing moved is what was decided; shares add up, and are of the answers given.
    #[test]
    fn where_nothing_moves_every_answer_stays() {
        let data = simulated(210, 4, 2, 0, 11);
        let options = Options { effort: Effort::Quick, ..Options::default() }.check().unwrap();
        let scheme = Scheme { repeats: 3, folds: 3, starts: 1 };
        let mut plan = plan::of(&data, &options);
        (plan.full, plan.sets) = (scheme, scheme);
        (plan.halves, plan.probe_repeats, plan.trees) = (4, 1, 5);
        let mut ensemble = ensemble::train(&data, &plan, &options, &Silent).unwrap();
        let attributed = attribute(&data, &ensemble, &options, &Silent).unwrap();
        let scores = findings::scores(&attributed);
        let claimed = propose(&data, &options, &ensemble, &scores);
        let sets = findings::second_wave(&ensemble, &scores, &claimed, 4);
        ensemble.train_sets(&sets, &Silent).unwrap();
        let case = Case::new(&data, &options, &ensemble, &attributed.rankings, &scores, claimed);
        let still = Rerun::still(3, 3);
        for check in CHECKS.iter().filter(|check| check.needs_signal()) {
            let again = check.again(&case).map(|again| again(&still));
            let answer = check.examine(&case).answer;
            assert_eq!(again.unwrap_or(answer), answer, "{}", check.card().id);
        }
        let (found, same_set) = super::claims(&case, &claims::examine(&case));
        assert!(same_set.is_some_and(|share| (0.0..=1.0).contains(&share)));
        for of in &found {
            let shares = of.shares.unwrap();
            let sum = shares.yes + shares.no + shares.undecided + shares.depends;
            assert!((sum - 1.0).abs() < 1e-5, "{of:?}");
            assert_eq!(of.same, Some(shares.of(of.answer)));
            assert_eq!(of.settled, Some(shares.of(of.answer) >= SETTLED));
            assert!(of.needed.is_none() || of.needs == Some(Needs::Repeats));
        }
        assert_eq!(found.last().map(|of| (of.same, of.needs)), Some((Some(1.0), None)));
    }
}
