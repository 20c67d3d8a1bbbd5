//! Designs about noise: nothing to find, much to look through, a rare flag, a column of many values.

use super::draw::{correlated, inputs, normals};
use super::{Design, Planted, Row, Settings};
use crate::card::Card;
use crate::seed::Rng;

const NOTHING: Planted = Planted {
    important: &[],
    best_pairs: &[],
    order: &[],
    notes: "There is nothing to find: a ranking, however stable, ranks noise.",
};

/// Design H.
pub struct Null;

impl Design for Null {
    fn card(&self) -> &'static Card {
        &Card {
            id: "H",
            title: "Nothing",
            formula: "logit = 0",
            reading: "Labels are coin flips; the only right verdict is that there is no signal.",
            misleading_when: "Rankings of restarts agree with each other about nothing.",
            reference: "Ojala and Garriga 2010, JMLR 11:1833-1863, doi:10.5555/1756006.1859913",
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        1
    }
    fn planted(&self) -> Planted {
        NOTHING
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        Row { inputs: inputs(normals(settings.variables, rng)), logits: vec![0.0, 0.0] }
    }
}

/// Design Hc.
pub struct CorrelatedNull;

impl Design for CorrelatedNull {
    fn card(&self) -> &'static Card {
        &Card {
            id: "Hc",
            title: "Nothing, correlated",
            formula: "logit = 0; all variables pairwise r = 0.7",
            reading: "Coin flips again, on variables that go together.",
            misleading_when: "Correlation among the inputs is taken for structure in the answer.",
            reference: "Ojala and Garriga 2010, JMLR 11:1833-1863, doi:10.5555/1756006.1859913",
        }
    }
    fn defaults(&self) -> Settings {
        Settings { variables: 6, correlation: 0.7, ..Settings::PLAIN }
    }
    fn least_variables(&self) -> usize {
        1
    }
    fn planted(&self) -> Planted {
        NOTHING
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let common = rng.normal();
        let mut x = normals(settings.variables, rng);
        for value in &mut x {
            *value = correlated(common, *value, settings.correlation.sqrt());
        }
        Row { inputs: inputs(x), logits: vec![0.0, 0.0] }
    }
}

/// Design I.
pub struct RareFlag;

impl Design for RareFlag {
    fn card(&self) -> &'static Card {
        &Card {
            id: "I",
            title: "A rare flag",
            formula: "logit = 6 (x1 - 0.04) + x2 - 0.5 x3; x1 is 1 in 4 % of the rows, else 0",
            reading: "x1 decides wherever it is set, and is set seldom.",
            misleading_when: "Sums of weights and impurity put x1 last.",
            reference: "Strobl et al. 2007, doi:10.1186/1471-2105-8-25",
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        3
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (1, Some(6.0), "own effect, in 4 % of the rows"),
                (2, Some(1.0), "own effect"),
                (3, Some(-0.5), "own effect, negative"),
            ],
            best_pairs: &[[1, 2]],
            order: &[&[2], &[1], &[3]],
            notes: "Weights are those of the raw 0 and 1. Averaged over all rows x2 explains more than x1, in the flagged rows nothing but x1 counts.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let mut x = normals(settings.variables, rng);
        x[0] = f64::from(u8::from(rng.uniform() < 0.04));
        Row { logits: vec![0.0, 6.0 * (x[0] - 0.04) + x[1] - 0.5 * x[2]], inputs: inputs(x) }
    }
}

/// Design K.
pub struct ManyNoise;

impl Design for ManyNoise {
    fn card(&self) -> &'static Card {
        &Card {
            id: "K",
            title: "Much noise",
            formula: "logit = 2 x1 - 2 x2, among 40 variables",
            reading: "Ranks are easy here; shares are not: 38 columns of noise add up.",
            misleading_when: "Relative importance: Garson gives nine tenths of the whole to noise.",
            reference: "Garson 1991, AI Expert 6(4):46-51, doi:10.5555/129449.129452",
        }
    }
    fn defaults(&self) -> Settings {
        Settings { variables: 40, ..Settings::PLAIN }
    }
    fn least_variables(&self) -> usize {
        2
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[(1, Some(2.0), "own effect"), (2, Some(-2.0), "own effect, negative")],
            best_pairs: &[[1, 2]],
            order: &[&[1, 2]],
            notes: "All other columns are noise: their share of any 'relative importance' ought to be 0.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let x = normals(settings.variables, rng);
        Row { logits: vec![0.0, 2.0 * x[0] - 2.0 * x[1]], inputs: inputs(x) }
    }
}

/// Design Q.
pub struct Identifier;

impl Design for Identifier {
    fn card(&self) -> &'static Card {
        &Card {
            id: "Q",
            title: "Many values",
            formula: "logit = 1.5 (2 x1 - 1) + 0.75 (2 x2 - 1); x1, x2 are 0 or 1, x3 is a number from 1 to 400",
            reading: "x3 has nothing to say and four hundred values to say it with.",
            misleading_when: "Impurity of trees and forests: a column of many values finds splits by chance.",
            reference: "Strobl et al. 2007, doi:10.1186/1471-2105-8-25",
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        3
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[(1, Some(1.5), "own effect, two values"), (2, Some(0.75), "own effect, two values")],
            best_pairs: &[[1, 2]],
            order: &[&[1], &[2]],
            notes: "x3 looks like an identifier and is noise.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let mut x = normals(settings.variables, rng);
        x[0] = rng.below(2) as f64;
        x[1] = rng.below(2) as f64;
        x[2] = (1 + rng.below(400)) as f64;
        let logit = 1.5 * (2.0 * x[0] - 1.0) + 0.75 * (2.0 * x[1] - 1.0);
        Row { logits: vec![0.0, logit], inputs: inputs(x) }
    }
}
