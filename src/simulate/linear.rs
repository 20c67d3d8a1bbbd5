//! Designs whose logit is a weighted sum: graded weights, both signs, company, scale, a tie, weak effects.

use super::draw::{correlated, inputs, normals};
use super::{Design, Planted, Row, Settings};
use crate::card::Card;
use crate::seed::Rng;

const SIM: &str =
    "Olden, Joy and Death 2004, doi:10.1016/j.ecolmodel.2004.03.013 (the idea of a simulated truth)";

/// Two classes: logits 0 and `Σ weight · x`.
fn weighted(x: &[f64], weights: &[f64]) -> Vec<f64> {
    vec![0.0, x.iter().zip(weights).map(|(value, weight)| value * weight).sum()]
}

/// A row of independent normal inputs and the weighted sum of the first of them.
fn independent(settings: &Settings, rng: &mut Rng, weights: &[f64]) -> Row {
    let x = normals(settings.variables, rng);
    Row { logits: weighted(&x, weights), inputs: inputs(x) }
}

/// A row whose first `company` inputs have pairwise the settings' correlation.
fn in_company(settings: &Settings, rng: &mut Rng, company: usize, weights: &[f64]) -> Row {
    let mut x = normals(settings.variables, rng);
    let common = rng.normal();
    for value in &mut x[..company] {
        *value = correlated(common, *value, settings.correlation.sqrt());
    }
    Row { logits: weighted(&x, weights), inputs: inputs(x) }
}

/// Design A.
pub struct Graded;

impl Design for Graded {
    fn card(&self) -> &'static Card {
        &Card {
            id: "A",
            title: "Graded effects",
            formula: "logit = 2 x1 + 1.5 x2 + x3 + 0.5 x4",
            reading: "The plainest table: four independent effects, each weaker than the one before.",
            misleading_when: "Garson and sums of absolute weights put a noise column beside x3 and x4.",
            reference: SIM,
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        4
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (1, Some(2.0), "own effect"),
                (2, Some(1.5), "own effect"),
                (3, Some(1.0), "own effect"),
                (4, Some(0.5), "own effect"),
            ],
            best_pairs: &[[1, 2]],
            order: &[&[1], &[2], &[3], &[4]],
            notes: "All effects are positive and the variables independent: one order holds in every reading.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        independent(settings, rng, &[2.0, 1.5, 1.0, 0.5])
    }
}

/// Design B.
pub struct Signs;

impl Design for Signs {
    fn card(&self) -> &'static Card {
        &Card {
            id: "B",
            title: "Both signs",
            formula: "logit = 2 x1 - 2 x2 + x3 - x4",
            reading: "Negative effects as large as the positive ones: x1 and x2 tie, x3 and x4 tie.",
            misleading_when: "Any ranking by signed value puts x2, one of the best two, last.",
            reference: SIM,
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        4
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (1, Some(2.0), "own effect"),
                (2, Some(-2.0), "own effect, negative"),
                (3, Some(1.0), "own effect"),
                (4, Some(-1.0), "own effect, negative"),
            ],
            best_pairs: &[[1, 2]],
            order: &[&[1, 2], &[3, 4]],
            notes: "A negative effect explains exactly as much as its mirror image.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        independent(settings, rng, &[2.0, -2.0, 1.0, -1.0])
    }
}

/// Design E.
pub struct Company;

impl Design for Company {
    fn card(&self) -> &'static Card {
        &Card {
            id: "E",
            title: "Correlated company",
            formula: "logit = 2 x1 + 2 x2 + x3 + 0 x4 - 2 x5 - 2 x6 - x7; x1 to x4 pairwise r = 0.9",
            reading: "x4 has no effect of its own but keeps company with three that have one.",
            misleading_when: "Permutation breaks the company and rates x2 with x6; impurity rates the idle x4 with x5.",
            reference: "Strobl et al. 2008, doi:10.1186/1471-2105-9-307",
        }
    }
    fn defaults(&self) -> Settings {
        Settings { correlation: 0.9, ..Settings::PLAIN }
    }
    fn least_variables(&self) -> usize {
        7
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (5, Some(-2.0), "own effect, nobody can replace it"),
                (6, Some(-2.0), "own effect, nobody can replace it"),
                (1, Some(2.0), "own effect, mostly shared with its company"),
                (2, Some(2.0), "own effect, mostly shared with its company"),
                (7, Some(-1.0), "own effect, nobody can replace it"),
                (3, Some(1.0), "own effect, mostly shared with its company"),
            ],
            best_pairs: &[[1, 5], [1, 6], [2, 5], [2, 6]],
            order: &[&[5, 6], &[7], &[1, 2], &[3]],
            notes: "The order is what is lost when one variable is left out: the company of x1, x2 and x3 makes up for most of each. x4 predicts well alone and adds nothing.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        in_company(settings, rng, 4, &[2.0, 2.0, 1.0, 0.0, -2.0, -2.0, -1.0])
    }
}

/// Design E4.
pub struct SmallCompany;

impl Design for SmallCompany {
    fn card(&self) -> &'static Card {
        &Card {
            id: "E4",
            title: "Correlated company of three",
            formula: "logit = 2 x1 + x2 + 0 x3 - 2 x4; x1 to x3 pairwise r = 0.9",
            reading: "The small form of E, for tables of six variables.",
            misleading_when: "x3 beats any column of noise although nobody needs it.",
            reference: "Strobl et al. 2008, doi:10.1186/1471-2105-9-307",
        }
    }
    fn defaults(&self) -> Settings {
        Settings { variables: 6, correlation: 0.9, ..Settings::PLAIN }
    }
    fn least_variables(&self) -> usize {
        4
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (4, Some(-2.0), "own effect, nobody can replace it"),
                (1, Some(2.0), "own effect, partly shared with its company"),
                (2, Some(1.0), "own effect, mostly shared with its company"),
            ],
            best_pairs: &[[1, 4]],
            order: &[&[4], &[1], &[2]],
            notes: "x3 predicts well alone and adds nothing beside x1 and x2.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        in_company(settings, rng, 3, &[2.0, 1.0, 0.0, -2.0])
    }
}

/// Design N.
pub struct Scaled;

impl Design for Scaled {
    fn card(&self) -> &'static Card {
        &Card {
            id: "N",
            title: "Other units",
            formula: "A with x1 multiplied and x2 divided by 128 after the labels are drawn",
            reading: "The same rows and labels as A in other units; powers of two, so no digit is lost.",
            misleading_when: "A network of raw values sees x1 only; of standardised values it is A, bit for bit.",
            reference: SIM,
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        4
    }
    fn planted(&self) -> Planted {
        Planted {
            notes: "Weights are those of the variables before scaling. Standardised, the table is that of A.",
            ..Graded.planted()
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let mut row = Graded.row(settings, rng);
        row.inputs[0] *= 128.0;
        row.inputs[1] /= 128.0;
        row
    }
}

/// Design T.
pub struct Tie;

impl Design for Tie {
    fn card(&self) -> &'static Card {
        &Card {
            id: "T",
            title: "A tie for second place",
            formula: "logit = 2 x1 + 1.5 x2 + 1.5 x3 + 0.5 x4",
            reading: "Two pairs are equally good: nobody should call either the only best one.",
            misleading_when: "The larger of two equal scores is read as the truth.",
            reference: SIM,
        }
    }
    fn defaults(&self) -> Settings {
        Settings { variables: 6, ..Settings::PLAIN }
    }
    fn least_variables(&self) -> usize {
        4
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (1, Some(2.0), "own effect"),
                (2, Some(1.5), "own effect, ties with x3"),
                (3, Some(1.5), "own effect, ties with x2"),
                (4, Some(0.5), "own effect"),
            ],
            best_pairs: &[[1, 2], [1, 3]],
            order: &[&[1], &[2, 3], &[4]],
            notes: "The honest answer about the second place is: undecided.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        independent(settings, rng, &[2.0, 1.5, 1.5, 0.5])
    }
}

/// Design W.
pub struct Weak;

impl Design for Weak {
    fn card(&self) -> &'static Card {
        &Card {
            id: "W",
            title: "Weak effects",
            formula: "logit = 0.5 x1 + 0.3 x2",
            reading: "There is a signal, but a hundred rows seldom show it.",
            misleading_when: "Few rows: the order of the columns is chance.",
            reference: SIM,
        }
    }
    fn defaults(&self) -> Settings {
        Settings { rows: 300, variables: 6, ..Settings::PLAIN }
    }
    fn least_variables(&self) -> usize {
        2
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[(1, Some(0.5), "own effect, weak"), (2, Some(0.3), "own effect, weak")],
            best_pairs: &[[1, 2]],
            order: &[&[1], &[2]],
            notes: "Knowing the formula is worth little here; a verdict of undecided is no failure.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        independent(settings, rng, &[0.5, 0.3])
    }
}
