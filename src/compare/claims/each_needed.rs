//! Is each member of the set needed, beside the others of the set?

use super::{ALPHA, Again, Check, Found, rows};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference};
use crate::numbers;
use crate::stats::adjust;
use crate::stats::interval::{self, CorrectedT};

/// The claim `each_needed`.
pub struct EachNeeded;

static CARD: Card = Card {
    id: "each_needed",
    title: "Is each of them needed?",
    formula: "gain_v = L_(set without v) - L_set per split, corrected t; yes: gain_v > 0, one-sided .05 for every member (a conjunction needs no correction); no: gain_v < margin (L_0 - L_all) for some member, .05 shared among the members (Holm)",
    reading: "Yes when the set is better than it is without any one member; no when one of them is shown to add less than the margin.",
    misleading_when: "With many rows a gain of one per cent is found too: read its size.",
    reference: "Nadeau and Bengio 2003, doi:10.1023/A:1024068626366; Berger 1982, doi:10.1080/00401706.1982.10487790",
};

impl Check for EachNeeded {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, case: &Case) -> String {
        let names = case.names(&case.claimed.variables);
        match names.len() {
            1 => format!("Is {} needed?", names[0]),
            2 => format!("Are both {} needed?", numbers::list(&names)),
            _ => format!("Are all of {} needed?", numbers::list(&names)),
        }
    }

    fn examine(&self, case: &Case) -> Found {
        let pointers = ["/retraining"];
        let Some(members) = Members::of(case) else {
            let text = "Not decided: a smaller set was not trained.";
            return Found::new(Answer::Undecided, text.to_owned(), &pointers);
        };
        let shown = members.shown();
        let unsure = unsure(&members.tests);
        if unsure.is_empty() {
            return Found::new(Answer::Yes, format!("{shown}."), &pointers);
        }
        let idle = members.names(&members.idle());
        if !idle.is_empty() {
            let add = if idle.len() == 1 { "adds" } else { "each add" };
            let text = format!("{shown}. {} {add} less than the margin to the rest.", numbers::some(&idle));
            return Found::new(Answer::No, text, &pointers);
        }
        let (names, more) = (numbers::some(&members.names(&unsure)), members.wanted(&unsure));
        let text = format!("{shown}. For {names} neither a gain nor its absence is shown{more}.");
        Found::new(Answer::Undecided, text, &pointers)
    }

    fn again<'a>(&self, case: &'a Case) -> Option<Again<'a>> {
        let members = Members::of(case)?;
        let (short, ratio) = (members.short(), case.ensemble.ratio());
        Some(Box::new(move |rerun| {
            let tests = |of: &[Vec<f64>]| {
                of.iter().map(|d| rerun.corrected(d, ratio)).collect::<Option<Vec<CorrectedT>>>()
            };
            let both = tests(&members.gains).zip(tests(&short));
            both.map_or(Answer::Undecided, |(gains, short)| match () {
                () if unsure(&gains).is_empty() => Answer::Yes,
                () if !idle(&short).is_empty() => Answer::No,
                () => Answer::Undecided,
            })
        }))
    }
}

/// Members not shown to add anything, by place.
fn unsure(gains: &[CorrectedT]) -> Vec<usize> {
    (0..gains.len()).filter(|&m| gains[m].p_greater() >= ALPHA).collect()
}

/// Members shown to add less than the margin: any one of them makes the answer no, so they share one error.
fn idle(short: &[CorrectedT]) -> Vec<usize> {
    let p = adjust::holm(&short.iter().map(|t| Some(t.p_less())).collect::<Vec<_>>());
    (0..p.len()).filter(|&m| p[m].is_some_and(|p| p < ALPHA)).collect()
}

/// What each member adds to the rest of the set.
struct Members<'a> {
    case: &'a Case<'a>,
    /// Members × splits.
    gains: Vec<Vec<f64>>,
    tests: Vec<CorrectedT>,
}

impl<'a> Members<'a> {
    fn of(case: &'a Case<'a>) -> Option<Self> {
        let set = &case.claimed.variables;
        let gains: Vec<Vec<f64>> = set.iter().map(|&v| gain_of(case, set, v)).collect::<Option<_>>()?;
        let tests =
            gains.iter().map(|d| interval::corrected(d, case.ensemble.ratio())).collect::<Option<_>>()?;
        Some(Members { case, gains, tests })
    }

    fn names(&self, members: &[usize]) -> Vec<String> {
        self.case.names(&members.iter().map(|&m| self.case.claimed.variables[m]).collect::<Vec<_>>())
    }

    fn shown(&self) -> String {
        let names = self.case.names(&self.case.claimed.variables);
        let part = |(name, t): (&String, &CorrectedT)| {
            format!("with {name} the log loss is {} than without", numbers::lower(&t.estimate()))
        };
        numbers::sentence(&names.iter().zip(&self.tests).map(part).collect::<Vec<_>>().join("; "))
    }

    /// What each adds less the margin, a share of the gain of all variables: members × splits.
    fn short(&self) -> Vec<Vec<f64>> {
        self.gains.iter().map(|gain| self.case.less_margin(gain)).collect()
    }

    fn idle(&self) -> Vec<usize> {
        let ratio = self.case.ensemble.ratio();
        let short = self.short();
        let tests = short.iter().map(|d| interval::corrected(d, ratio)).collect::<Option<Vec<_>>>();
        tests.map_or(Vec::new(), |tests| idle(&tests))
    }

    /// The rows that would show what the members seem to add, where all seem to add something.
    fn wanted(&self, unsure: &[usize]) -> String {
        let needed = |&m: &usize| {
            let test = Some(&self.tests[m]).filter(|t| t.mean > 0.0)?;
            rows::needed(self.case.dataset.rows(), test)
        };
        let most =
            unsure.iter().map(needed).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
        most.map_or(String::new(), |most| {
            format!("; to show a gain of that size {} would be needed", rows::about(self.case, most))
        })
    }
}

/// What a member adds to the rest of the set, in each split.
fn gain_of(case: &Case, set: &[usize], member: usize) -> Option<Vec<f64>> {
    let rest: Vec<usize> = set.iter().copied().filter(|&v| v != member).collect();
    Some(difference(&case.losses(&rest)?, &case.losses(set)?))
}

/// Whether no member is shown to predict anything alone, every member is shown to be needed beside the others, and the set
/// is shown to gain more than its members' gains together.
pub fn only_together(case: &Case, set: &[usize]) -> bool {
    let shown = |gain: &Vec<f64>| {
        interval::corrected(gain, case.ensemble.ratio()).is_some_and(|test| test.p_greater() < ALPHA)
    };
    let over_nothing = |set: &[usize]| Some(difference(&case.nothing, &case.losses(set)?));
    let alone = set.iter().map(|&v| over_nothing(&[v])).collect::<Option<Vec<_>>>();
    let needed = set.iter().map(|&v| gain_of(case, set, v)).collect::<Option<Vec<_>>>();
    let (Some(alone), Some(needed), Some(mut beyond)) = (alone, needed, over_nothing(set)) else {
        return false;
    };
    for gain in &alone {
        beyond = difference(&beyond, gain);
    }
    !alone.iter().any(shown) && needed.iter().all(shown) && shown(&beyond)
}
