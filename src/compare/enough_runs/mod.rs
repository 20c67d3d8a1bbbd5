//! Enough runs? Whether other splits and starts, or more of them, would change a rank or the answer to a claim.
//!
//! ```text
//!   scores by split ── repeats ──► Monte Carlo error of each gap between neighbours ──► could turn? what would settle it?
//!   losses by split ── repeats ──► 1,000 imagined reruns ── every claim decided anew ──► share with the same answer
//! ```
//! The table stays as it is: this says how far the report itself is a matter of luck, not how far another table would
//! agree with it. The numbers behind it stand in `stats/monte_carlo.rs`.

mod claims;
mod ranks;

use super::case::Case;
use super::{Answer, Claim};
use crate::prepare::plan::MOST_REPEATS;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Imagined reruns.
const RERUNS: usize = 1_000;
/// An answer is settled where so large a share of the reruns give it.
pub const SETTLED: f64 = 0.95;
/// Repeats below which their spread is known coarsely.
pub const COARSE: usize = 6;

/// `enough_runs` of the report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnoughRuns {
    /// Size of the top set.
    pub top: usize,
    /// Repeats of the network of all variables.
    pub repeats: usize,
    /// Repeats of every other set of variables, on which claims are decided.
    pub set_repeats: usize,
    /// Imagined reruns behind the shares.
    pub reruns: usize,
    /// One entry a measure that has a ranking.
    pub measures: Vec<MeasureRuns>,
    /// One entry a claim, in the order of the claims.
    pub claims: Vec<ClaimRuns>,
    /// Share of the reruns that would propose the same set; null where the user named it, and with fewer than three repeats.
    pub same_set: Option<f64>,
    /// Whether no answer, and no top set of a measure that counts, hangs on the draw of the splits; null where that cannot be
    /// told of the answers.
    pub settled: Option<bool>,
    /// Repeats that would settle what more repeats can settle; null where there is nothing of the kind.
    pub needed: Option<usize>,
}

/// What would make something certain that is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// More repeats: it hangs on the draw of the splits.
    Repeats,
    /// More rows: however many repeats there were, the rows would not show it.
    Rows,
}

/// How the order of one measure hangs on the draw of splits and starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureRuns {
    /// Id of the measure.
    pub measure: String,
    /// Repeats behind its scores.
    pub repeats: usize,
    /// Whether its top set counts in `settled`: one measure a family, none that a symmetry changes, and none that has splits
    /// of its own (the forest).
    pub counts: bool,
    /// Repeats that would settle the edge of its top set; null where it is settled, and where repeats would not do.
    pub needed: Option<usize>,
    /// Gaps between neighbours from the first place on; the one at the edge of the top set has `place` = its size. At most
    /// twenty places, or as many as the top set has.
    pub gaps: Vec<Gap>,
}

/// The gap between the variables in two neighbouring places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// The place of the upper one, 1 the highest.
    pub place: usize,
    /// The variable in it.
    pub above: String,
    /// The variable in the next place.
    pub below: String,
    /// Score of the former less that of the latter.
    pub gap: f64,
    /// Monte Carlo error of the gap: standard deviation over repeats by the root of their number; null with fewer than three.
    pub error: Option<f64>,
    /// Share of the square of this error that comes from the starts; null with one start, and for what is no network's score.
    pub from_starts: Option<f64>,
    /// Probability that a rerun with other splits orders the two the other way; null without an error.
    pub swap: Option<f64>,
    /// Whether the gap is beyond the 95 % interval of its draw, so that more repeats would not turn it around; null without an
    /// error.
    pub settled: Option<bool>,
    /// Lower end of the 95 % interval of the gap over other rows, however many repeats there were; null where there is none.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// What it would take to tell the two apart; null where they are.
    pub needs: Option<Needs>,
    /// Repeats that would settle their order; null where `needs` is not `repeats`, and where 40 would not do.
    pub needed: Option<usize>,
}

/// How the answer to one claim hangs on the draw of the splits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimRuns {
    /// Id of the claim.
    pub claim: String,
    /// The answer in this run.
    pub answer: Answer,
    /// Share of the imagined reruns with the same answer; null with fewer than three repeats.
    pub same: Option<f64>,
    /// Shares of the reruns with each answer; null as before.
    pub shares: Option<AnswerShares>,
    /// Whether `same` is .95 or more; null as before.
    pub settled: Option<bool>,
    /// What it would take: repeats where the answer hangs on the splits and 40 repeats or less would settle it, rows where
    /// they would not, or where the answer is undecided and settled; null where the answer is yes or no, and settled.
    pub needs: Option<Needs>,
    /// Repeats after which .95 of the reruns would agree, were the means to stay as they are; null where `needs` is not
    /// `repeats`.
    pub needed: Option<usize>,
}

/// Shares of the answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerShares {
    /// Yes.
    pub yes: f64,
    /// No.
    pub no: f64,
    /// Undecided.
    pub undecided: f64,
    /// It depends on the measure.
    pub depends: f64,
}

impl AnswerShares {
    /// The share of one answer.
    pub fn of(&self, answer: Answer) -> f64 {
        match answer {
            Answer::Yes => self.yes,
            Answer::No => self.no,
            Answer::Undecided => self.undecided,
            Answer::Depends => self.depends,
        }
    }

    fn add(&mut self, answer: Answer, weight: f64) {
        let share = match answer {
            Answer::Yes => &mut self.yes,
            Answer::No => &mut self.no,
            Answer::Undecided => &mut self.undecided,
            Answer::Depends => &mut self.depends,
        };
        *share += weight;
    }

    /// Nothing but one answer.
    fn only(answer: Answer) -> Self {
        let mut shares = AnswerShares::default();
        shares.add(answer, 1.0);
        shares
    }

    /// Sums over so many as shares, to six decimals: what comes after them is the rounding of long sums.
    fn out_of(self, count: usize) -> Self {
        let share = |sum: f64| (1e6 * (sum / count.max(1) as f64).clamp(0.0, 1.0)).round() / 1e6;
        AnswerShares {
            yes: share(self.yes),
            no: share(self.no),
            undecided: share(self.undecided),
            depends: share(self.depends),
        }
    }

    /// The largest share.
    fn largest(&self) -> f64 {
        self.yes.max(self.no).max(self.undecided).max(self.depends)
    }
}

impl EnoughRuns {
    /// The claims, and the measures that count, that more repeats would settle; by id.
    pub fn unsettled(&self) -> (Vec<String>, Vec<String>) {
        let claims = self.claims.iter().filter(|claim| claim.needed.is_some());
        let measures = self.measures.iter().filter(|of| of.counts && of.needed.is_some());
        (claims.map(|c| c.claim.clone()).collect(), measures.map(|m| m.measure.clone()).collect())
    }

    /// The gap at the edge of the top set of each measure that counts.
    fn edges(&self) -> impl Iterator<Item = &Gap> {
        let counted = self.measures.iter().filter(|of| of.counts);
        counted.filter_map(|of| of.gaps.iter().find(|gap| gap.place == self.top))
    }
}

/// Numbers of repeats that are tried: twice as many, and again, up to the most.
fn doubled(repeats: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(2 * repeats.max(1)), |more| Some(2 * more))
        .take_while(|more| *more <= MOST_REPEATS)
}

/// Asks it of every ranking and every answer.
pub fn enough_runs(case: &Case, answers: &[Claim]) -> EnoughRuns {
    let plan = &case.ensemble.plan;
    let (claims, same_set) = claims::claims(case, answers);
    let mut found = EnoughRuns {
        top: case.claimed.variables.len(),
        repeats: plan.full.repeats,
        set_repeats: plan.sets.repeats,
        reruns: RERUNS,
        measures: ranks::measures(case),
        claims,
        same_set,
        settled: None,
        needed: None,
    };
    let of_claims = found.claims.iter().filter_map(|claim| claim.settled);
    // an order that no number of repeats could show is settled as far as repeats go
    let of_edges = found.edges().filter_map(|e| e.settled.map(|_| e.needs != Some(Needs::Repeats)));
    let settled: Vec<bool> = of_claims.chain(of_edges).collect();
    let needed = found.claims.iter().filter_map(|claim| claim.needed);
    let needed = needed.chain(found.edges().filter_map(|edge| edge.needed)).max();
    let told = found.claims.iter().all(|claim| claim.settled.is_some()) && !settled.is_empty();
    let open = settled.iter().any(|settled| !settled);
    found.settled = (told || open).then_some(!open);
    found.needed = needed;
    found
}
