//! Is there anything to explain?

use super::{Check, Found, rows};
use crate::card::Card;
use crate::compare::Answer;
use crate::compare::case::{Case, difference, mean, nothing_known};
use crate::numbers;
use crate::stats::interval::{self, CorrectedT};
use crate::stats::monte_carlo::Rerun;
use crate::train::ensemble::SignalRun;

/// A gain whose upper bound is below this share of the log loss of the class frequencies is none.
const NEGLIGIBLE: f64 = 0.02;
/// The real labels must beat the shuffled ones at this level.
const LEVEL: f64 = 0.01;

/// The claim `signal`.
pub struct Signal;

static CARD: Card = Card {
    id: "signal",
    title: "Is there anything to explain?",
    formula: "T = mean over 5 folds of (log loss of the class frequencies - log loss of the network); p from labels shuffled and refitted, decay chosen anew",
    reading: "Yes when the real labels beat every shuffled labelling (p <= .01); no when the 95 % bound of the gain is below 2 % of the log loss of the class frequencies.",
    misleading_when: "Yes says that the variables together tell something about the class, not which of them do.",
    reference: "Ojala and Garriga 2010, Journal of Machine Learning Research 11:1833; Besag and Clifford 1991, doi:10.1093/biomet/78.2.301",
};

impl Check for Signal {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn question(&self, _: &Case) -> String {
        CARD.title.to_owned()
    }

    fn needs_signal(&self) -> bool {
        false
    }

    fn examine(&self, case: &Case) -> Found {
        let run = &case.ensemble.signal;
        let pointers = ["/null/signal", "/performance/gain"];
        let nothing = nothing_known(case.ensemble, &case.ensemble.layout.splits);
        let losses: Vec<f64> = case.ensemble.full_by_split().iter().map(|o| o.loss).collect();
        let gain = interval::estimate(&difference(&nothing, &losses), case.ensemble.full_ratio());
        let gained = format!(
            "On held-out rows the log loss of the network is {} than that of the class frequencies",
            numbers::lower(&gain)
        );
        let made = run.shuffled.len();
        if !run.stopped_early() && run.p() <= LEVEL {
            let text = format!(
                "{gained}; none of {made} networks on shuffled labels gained as much ({}).",
                numbers::p_value(run.p())
            );
            return Found::new(Answer::Yes, text, &pointers);
        }
        let negligible = is_negligible(gain.high, &nothing);
        let reached = if run.stopped_early() {
            let which = if made == 1 { "the first shuffle".to_owned() } else { format!("shuffle {made}") };
            format!("{which} of the labels gained as much ({})", numbers::p_value(run.p()))
        } else {
            format!("no shuffle gained as much, but {made} shuffles are too few to tell")
        };
        if negligible {
            let text = format!("{gained}, a gain of at most 2 % of what there is to lose; {reached}.");
            return Found::new(Answer::No, text, &pointers);
        }
        let wanted = wanted(case, &difference(&nothing, &losses), &nothing);
        Found::new(Answer::Undecided, format!("{gained}; {reached}.{wanted}"), &pointers)
    }
}

/// ` At most about 400 rows would be needed to tell, were the gain to stay.`: to show a gain of that size where it is worth
/// something, else to show that it isn't. At most, for shuffled labels find what the corrected t does not yet, and networks gain
/// more where there are more rows.
fn wanted(case: &Case, gains: &[f64], nothing: &[f64]) -> String {
    let least = NEGLIGIBLE * mean(nothing);
    let Some(test) = interval::corrected(gains, case.ensemble.full_ratio()) else { return String::new() };
    let rows = case.dataset.rows();
    let (at_most, needed) = if test.mean > least {
        ("at most ", rows::needed_at(LEVEL, rows, &test))
    } else {
        // the upper bound of a 95 % interval
        ("", rows::needed_at(0.025, rows, &CorrectedT { mean: test.mean - least, ..test }))
    };
    needed.map_or(String::new(), |needed| {
        let wanted = format!("{at_most}{}", rows::about(case, needed));
        format!(" {} would be needed to tell, were the gain to stay.", numbers::sentence(&wanted))
    })
}

fn is_negligible(high: Option<f64>, nothing: &[f64]) -> bool {
    high.is_some_and(|high| high < NEGLIGIBLE * mean(nothing))
}

/// Shuffles from which the tail of their gains is extrapolated; fewer say no more than their number.
const FEWEST_SHUFFLES: usize = 10;

/// What a rerun with other folds, starts and shuffles says of the signal.
///
/// The statistic of the test comes from one cross-validation. How far another would give another is taken from the
/// repeats of the network of all variables, first starts alone, which are such cross-validations.
pub struct SignalAgain<'a> {
    run: &'a SignalRun,
    planned: usize,
    /// Gain of the first start in each split.
    single: Vec<f64>,
    /// Gain, starts averaged, and the log loss of the class frequencies.
    gains: Vec<f64>,
    nothing: Vec<f64>,
    ratio: f64,
    repeats: f64,
}

impl<'a> SignalAgain<'a> {
    /// From the networks of all variables.
    pub fn new(case: &'a Case) -> Self {
        let ensemble = case.ensemble;
        let nothing = nothing_known(ensemble, &ensemble.layout.splits);
        let losses: Vec<f64> = ensemble.full_by_split().iter().map(|o| o.loss).collect();
        let first = ensemble.full.iter().filter(|run| run.start == 0);
        let single: Vec<f64> = first.map(|run| run.fitted.loss).collect();
        SignalAgain {
            run: &ensemble.signal,
            planned: ensemble.plan.signal_shuffles,
            single: difference(&nothing, &single),
            gains: difference(&nothing, &losses),
            nothing,
            ratio: ensemble.full_ratio(),
            repeats: ensemble.plan.full.repeats as f64,
        }
    }

    /// Probability of yes in a rerun, and the answer where it is not.
    pub fn at(&self, rerun: &Rerun) -> (f64, Answer) {
        // a mean of as many repeats moves; one cross-validation moves by the root of their number more
        let moved = (rerun.mean(&self.single) - mean(&self.single)) * self.repeats.sqrt();
        let test: Option<CorrectedT> = rerun.corrected(&self.gains, self.ratio);
        let high = test.and_then(|test| test.estimate().high);
        let otherwise = if is_negligible(high, &self.nothing) { Answer::No } else { Answer::Undecided };
        (passes(self.run, self.planned, self.run.observed + moved), otherwise)
    }
}

/// Probability that so many shuffles all stay below a gain.
///
/// From ten shuffles on by the t law that theirs predict (mean, standard deviation, both uncertain). Of fewer, stopped by
/// the last of them, by counting alone: the share q of shuffles that reach the gain is Beta(2, n) after a uniform prior, and
/// `E[(1 - q)^L] = n (n + 1) / ((n + L) (n + L + 1))`.
fn passes(run: &SignalRun, planned: usize, gain: f64) -> f64 {
    let (made, more) = (run.shuffled.len() as f64, planned as f64);
    if run.shuffled.len() < FEWEST_SHUFFLES {
        return made * (made + 1.0) / ((made + more) * (made + more + 1.0)).max(1.0);
    }
    let center = mean(&run.shuffled);
    let squares: f64 = run.shuffled.iter().map(|g| (g - center).powi(2)).sum();
    let spread = (squares / (made - 1.0) * (1.0 + 1.0 / made)).sqrt();
    if spread <= 0.0 {
        return f64::from(u8::from(gain > center));
    }
    let reaches = interval::t_cdf((center - gain) / spread, made - 1.0);
    (1.0 - reaches).powi(planned.min(i32::MAX as usize) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::testing::{get, oracle};

    #[test]
    fn the_chance_to_pass_again_is_that_of_scipy() {
        let oracle = oracle("monte_carlo");
        for case in get::<Vec<serde_json::Value>>(&oracle, "by_count") {
            let mut shuffled = vec![0.0; get(&case, "made")];
            shuffled.push(2.0);
            shuffled.remove(0);
            let passes = passes(&SignalRun { observed: 1.0, shuffled }, get(&case, "planned"), 1.0);
            assert!((passes - get::<f64>(&case, "passes")).abs() < 1e-9, "{passes} {case}");
        }
        let shuffled: Vec<f64> = get(&oracle, "shuffled");
        let run = SignalRun { observed: 1.0, shuffled };
        for case in get::<Vec<serde_json::Value>>(&oracle, "by_law") {
            let passes = passes(&run, 99, get(&case, "gain"));
            assert!((passes - get::<f64>(&case, "passes")).abs() < 1e-9, "{passes} {case}");
        }
    }

    #[test]
    fn shuffles_that_never_differ_are_passed_or_not() {
        let run = SignalRun { observed: 1.0, shuffled: vec![0.0; 20] };
        assert_eq!((passes(&run, 99, 0.1), passes(&run, 99, -0.1)), (1.0, 0.0));
        assert_eq!(passes(&SignalRun::default(), 99, 0.1), 0.0);
    }
}
