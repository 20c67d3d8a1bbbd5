//! Designs whose logit no weighted sum can follow: an even function, an interaction, a gate.

use super::draw::{inputs, normals};
use super::{Design, Planted, Row, Settings};
use crate::card::Card;
use crate::seed::Rng;

/// A row of independent normal inputs and the logit that `law` makes of them.
fn by_law(settings: &Settings, rng: &mut Rng, law: fn(&[f64]) -> f64) -> Row {
    let x = normals(settings.variables, rng);
    Row { logits: vec![0.0, law(&x)], inputs: inputs(x) }
}

/// Design C.
pub struct Even;

impl Design for Even {
    fn card(&self) -> &'static Card {
        &Card {
            id: "C",
            title: "An even effect",
            formula: "logit = 3 (x1^2 - 1) + x2",
            reading: "x1 matters most, with no direction: both ends of it mean yes.",
            misleading_when: "Whatever averages with its sign, connection weights and mean gradients, puts x2 first.",
            reference: "Olden and Jackson 2002, doi:10.1016/S0304-3800(02)00064-9 (connection weights)",
        }
    }
    fn defaults(&self) -> Settings {
        Settings::PLAIN
    }
    fn least_variables(&self) -> usize {
        2
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[(1, Some(3.0), "even effect, no direction"), (2, Some(1.0), "own effect")],
            best_pairs: &[[1, 2]],
            order: &[&[1], &[2]],
            notes: "x1 is uncorrelated with the class; its square is not.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        by_law(settings, rng, |x| 3.0 * (x[0] * x[0] - 1.0) + x[1])
    }
}

/// Design D.
pub struct Xor;

impl Design for Xor {
    fn card(&self) -> &'static Card {
        &Card {
            id: "D",
            title: "Only together",
            formula: "logit = 3 x1 x2 + x3",
            reading: "x1 and x2 say nothing alone and nearly everything together.",
            misleading_when: "Connection weights cancel, and whoever judges variables one at a time keeps x3 and drops both.",
            reference: "Minsky and Papert 1969, Perceptrons, MIT Press (the exclusive or)",
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
                (1, Some(3.0), "interaction with x2 only"),
                (2, Some(3.0), "interaction with x1 only"),
                (3, Some(1.0), "own effect"),
            ],
            best_pairs: &[[1, 2]],
            order: &[&[1, 2], &[3]],
            notes: "Alone, x1 and x2 predict no better than chance.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        by_law(settings, rng, |x| 3.0 * x[0] * x[1] + x[2])
    }
}

/// Design J.
pub struct Gate;

impl Design for Gate {
    fn card(&self) -> &'static Card {
        &Card {
            id: "J",
            title: "A gate",
            formula: "logit = 4 x1 where x2 > 0, -4 x3 elsewhere",
            reading: "x2 decides which of the others counts: three variables are needed, no pair is enough.",
            misleading_when: "Alone, the gate says nothing; and the best pair is another one by log loss than by accuracy.",
            reference: "Jordan and Jacobs 1994, doi:10.1162/neco.1994.6.2.181 (gates)",
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
                (1, Some(4.0), "own effect where x2 > 0"),
                (2, None, "gate: alone it says nothing"),
                (3, Some(-4.0), "own effect where x2 <= 0"),
            ],
            best_pairs: &[[1, 2], [2, 3]],
            order: &[&[1, 2, 3]],
            notes: "No pair comes near all three: 'enough' must be answered no. By log loss the gate with either of the others is the best pair, by accuracy x1 with x3.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        by_law(settings, rng, |x| if x[1] > 0.0 { 4.0 * x[0] } else { -4.0 * x[2] })
    }
}
