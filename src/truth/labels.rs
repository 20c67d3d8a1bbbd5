//! Labels with a known cause: logits from effects, as strong as asked, with the class frequencies asked.
//!
//! With `f_t` the effects (mean 0, sd 1), `w_t` their weights and `c_tk` what effect t does to class k (over classes mean 0
//! and sum of squares 1; two classes: plus and minus the same),
//!
//! ```text
//!   p_ik = softmax over k of (a_k + s Σ_t w_t c_tk f_t(i))
//!   a_k such that the mean over rows of p_ik is the frequency π_k
//!   s   such that 1 - mean_i H(p_i) / H(π) is the share of the log loss that is to be explained,  H = entropy
//! ```
//! For given s the `a` are found by scaling columns to the frequencies and rows to 1 in turn (Sinkhorn and Knopp 1967,
//! doi:10.2140/pjm.1967.21.343), s by bisection of its logarithm; the share grows with s.

use crate::seed::{Rng, Seed};

/// Ends of the strength.
const STRENGTH: [f64; 2] = [1.0 / 64.0, 64.0];
/// Halvings of the logarithm of a strength known to a factor of two: to a seven-hundredth.
const HALVINGS: usize = 9;
/// How near the frequencies have to come.
const NEAR: f64 = 1e-4;
/// Most turns of scaling; few rows hold back more than that moves.
const TURNS: usize = 100;

/// Something variables do to the classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// How much.
    pub weight: f64,
    /// What it does to each class.
    pub classes: Vec<f64>,
    /// The effect on each row.
    pub effect: Vec<f64>,
}

/// Probabilities of the classes on each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    /// Number of classes.
    pub classes: usize,
    /// Rows × classes, row by row.
    pub probabilities: Vec<f64>,
    /// The strength s.
    pub strength: f64,
    /// Share of the log loss of the frequencies that who knows the law explains.
    pub explained: f64,
}

/// A direction over the classes: mean 0, sum of squares 1, evenly drawn; for two classes (−1, 1) / √2 or its reverse.
pub fn direction(classes: usize, rng: &mut Rng) -> Vec<f64> {
    loop {
        let draws: Vec<f64> = (0..classes).map(|_| rng.normal()).collect();
        let mean = draws.iter().sum::<f64>() / classes as f64;
        let length = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>().sqrt();
        if length > 1e-6 {
            return draws.iter().map(|d| (d - mean) / length).collect();
        }
    }
}

/// The law of the terms that explains the given share, or as much as the terms can.
pub fn calibrated(terms: &[Term], frequencies: &[f64], share: f64) -> Law {
    let classes = frequencies.len();
    let rows = terms.first().map_or(0, |term| term.effect.len());
    let mut pull = vec![0.0; rows * classes];
    for term in terms {
        for (row, effect) in pull.chunks_exact_mut(classes).zip(&term.effect) {
            row.iter_mut().zip(&term.classes).for_each(|(sum, c)| *sum += term.weight * c * effect);
        }
    }
    let mut solver = Solver { pull, frequencies, shifts: frequencies.iter().map(|f| f.ln()).collect() };
    // from the middle outwards: at great strengths the shifts are found slowly, and few shares ask for such
    let mut law = solver.law(1.0);
    let weaker = law.explained >= share;
    let (step, end): (f64, f64) = if weaker { (0.5, STRENGTH[0]) } else { (2.0, STRENGTH[1]) };
    while (law.explained >= share) == weaker {
        if law.strength == end {
            return law;
        }
        law = solver.law(law.strength * step);
    }
    let [mut low, mut high] = [law.strength, law.strength / step].map(f64::ln);
    if !weaker {
        std::mem::swap(&mut low, &mut high);
    }
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        law = solver.law(middle.exp());
        if law.explained < share { low = middle } else { high = middle }
    }
    law
}

/// Finds the laws of one pull at several strengths, each from where the last one ended.
struct Solver<'a> {
    /// Rows × classes: logits at strength 1, without the shifts of the classes.
    pull: Vec<f64>,
    frequencies: &'a [f64],
    shifts: Vec<f64>,
}

impl Solver<'_> {
    fn law(&mut self, strength: f64) -> Law {
        let classes = self.frequencies.len();
        let mut probabilities = vec![0.0; self.pull.len()];
        let mut means = vec![0.0; classes];
        for _ in 0..TURNS {
            self.at(strength, &mut probabilities, &mut means);
            let off = means.iter().zip(self.frequencies).map(|(m, f)| (m - f).abs()).fold(0.0, f64::max);
            if off < NEAR {
                break;
            }
            for (shift, (mean, frequency)) in self.shifts.iter_mut().zip(means.iter().zip(self.frequencies)) {
                *shift += (frequency / mean.max(f64::MIN_POSITIVE)).ln();
            }
        }
        let rows = (probabilities.len() / classes).max(1) as f64;
        let left = probabilities.chunks_exact(classes).map(entropy).sum::<f64>() / rows;
        let whole = entropy(&means);
        let explained = if whole > 0.0 { 1.0 - left / whole } else { 0.0 };
        Law { classes, probabilities, strength, explained }
    }

    /// Probabilities at a strength with the present shifts, and their means.
    fn at(&self, strength: f64, probabilities: &mut [f64], means: &mut [f64]) {
        let classes = self.frequencies.len();
        means.fill(0.0);
        for (to, pull) in probabilities.chunks_exact_mut(classes).zip(self.pull.chunks_exact(classes)) {
            let mut highest = f64::NEG_INFINITY;
            for ((to, pull), shift) in to.iter_mut().zip(pull).zip(&self.shifts) {
                *to = shift + strength * pull;
                highest = highest.max(*to);
            }
            to.iter_mut().for_each(|logit| *logit = (*logit - highest).exp());
            let sum: f64 = to.iter().sum();
            to.iter_mut().zip(means.iter_mut()).for_each(|(p, mean)| {
                *p /= sum;
                *mean += *p;
            });
        }
        let rows = (probabilities.len() / classes).max(1) as f64;
        means.iter_mut().for_each(|mean| *mean /= rows);
    }
}

fn entropy(p: &[f64]) -> f64 {
    p.iter().filter(|p| **p > 0.0).map(|p| -p * p.ln()).sum()
}

impl Law {
    /// A class for each row.
    pub fn draw(&self, seed: Seed) -> Vec<u32> {
        let mut rng = seed.rng();
        let class = |p: &[f64]| {
            let at = rng.uniform();
            let mut below = 0.0;
            let place = p.iter().position(|p| {
                below += p;
                at < below
            });
            // rounding may leave the sum a hair below 1: then the last class that can be
            place.unwrap_or_else(|| p.iter().rposition(|p| *p > 0.0).unwrap_or(0)) as u32
        };
        self.probabilities.chunks_exact(self.classes).map(class).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::testing::{get, oracle};
    use serde_json::Value;

    fn terms(case: &Value) -> Vec<Term> {
        let term = |term: &Value| Term {
            weight: get(term, "weight"),
            classes: get(term, "classes"),
            effect: get(term, "effect"),
        };
        case["terms"].as_array().unwrap().iter().map(term).collect()
    }

    #[test]
    fn scipy_finds_the_same_strength_and_probabilities() {
        for case in oracle("truth")["laws"].as_array().unwrap() {
            let frequencies: Vec<f64> = get(case, "frequencies");
            let law = calibrated(&terms(case), &frequencies, get(case, "share"));
            let strength: f64 = get(case, "strength");
            assert!((law.strength / strength - 1.0).abs() < 4e-3, "{} and {strength}", law.strength);
            assert!((law.explained - get::<f64>(case, "share")).abs() < 2e-3, "{}", law.explained);
            for (p, expected) in law.probabilities.iter().zip(get::<Vec<f64>>(case, "probabilities")) {
                assert!((p - expected).abs() < 3e-3, "{p} and {expected}");
            }
        }
    }

    #[test]
    fn labels_come_as_often_as_their_probabilities_say() {
        let case = &oracle("truth")["laws"][1];
        let law = calibrated(&terms(case), &get::<Vec<f64>>(case, "frequencies"), get(case, "share"));
        let rows = law.probabilities.len() / law.classes;
        let draws = 4_000;
        let mut counts = vec![0.0; law.probabilities.len()];
        for draw in 0..draws {
            for (row, class) in law.draw(Seed::new(draw)).into_iter().enumerate() {
                counts[row * law.classes + class as usize] += 1.0 / draws as f64;
            }
        }
        for (count, p) in counts.iter().zip(&law.probabilities) {
            // five standard errors, over all cells
            assert!((count - p).abs() < 5.0 * (p * (1.0 - p) / draws as f64).sqrt() + 1e-9, "{count} {p}");
        }
        assert!(rows > 20);
    }

    #[test]
    fn what_cannot_be_explained_is_explained_as_far_as_it_can() {
        // a flag on a tenth of the rows can never tell two even classes apart
        let effect: Vec<f64> = (0..100).map(|row| if row % 10 == 0 { 3.0 } else { -1.0 / 3.0 }).collect();
        let term = Term { weight: 1.0, classes: vec![-0.5f64.sqrt(), 0.5f64.sqrt()], effect };
        let law = calibrated(&[term], &[0.5, 0.5], 0.9);
        // who has it is surely of one class, of the others 40 in 90 are: 1 - .9 H(4/9) / ln 2
        let h = -(4f64 / 9.0) * (4f64 / 9.0).ln() - (5f64 / 9.0) * (5f64 / 9.0).ln();
        assert!((law.explained - (1.0 - 0.9 * h / 2f64.ln())).abs() < 2e-3, "{}", law.explained);
        assert_eq!(law.strength, 64.0);
    }

    #[test]
    fn directions_are_centred_and_of_one_length() {
        let mut rng = Seed::new(2).rng();
        for classes in [2, 3, 7] {
            let c = direction(classes, &mut rng);
            assert!(c.iter().sum::<f64>().abs() < 1e-12);
            assert!((c.iter().map(|c| c * c).sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
