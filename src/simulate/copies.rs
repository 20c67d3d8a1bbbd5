//! Designs in which variables stand in for each other or need each other: a copy, a suppressor, substitutes.

use super::draw::{inputs, normals};
use super::{Design, Planted, Row, Settings};
use crate::card::Card;
use crate::seed::Rng;

/// Design F.
pub struct Copy;

impl Design for Copy {
    fn card(&self) -> &'static Card {
        &Card {
            id: "F",
            title: "A copy",
            formula: "logit = 3 x1 + 1.5 x3; x2 = x1 + 0.05 e",
            reading: "x2 repeats x1: either is needed, never both.",
            misleading_when: "Scores one variable at a time name x1 and x2, a pair that knows only one thing.",
            reference: "Strobl et al. 2008, doi:10.1186/1471-2105-9-307",
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
                (1, Some(3.0), "own effect, copied by x2"),
                (3, Some(1.5), "own effect, nobody can replace it"),
                (2, None, "copy of x1: replaces it almost entirely"),
            ],
            best_pairs: &[[1, 3]],
            order: &[&[3], &[1]],
            notes: "The order is what is lost when one variable is left out: x2 makes up for x1. The pair x2, x3 is nearly as good as x1, x3; the pair x1, x2 is poor.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let mut x = normals(settings.variables, rng);
        x[1] = x[0] + 0.05 * x[1];
        Row { logits: vec![0.0, 3.0 * x[0] + 1.5 * x[2]], inputs: inputs(x) }
    }
}

/// Design G.
pub struct Suppressor;

impl Design for Suppressor {
    fn card(&self) -> &'static Card {
        &Card {
            id: "G",
            title: "A suppressor",
            formula: "x1 = s + m, x2 = m; logit = 3 s + x3 = 3 (x1 - x2) + x3",
            reading: "x2 is independent of the class and yet needed: it removes from x1 what isn't signal.",
            misleading_when: "Filters that look at one variable and the class drop x2.",
            reference: "Haufe et al. 2014, doi:10.1016/j.neuroimage.2013.10.067",
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
                (1, Some(3.0), "signal and disturbance mixed"),
                (2, Some(-3.0), "the disturbance alone: independent of the class, needed beside x1"),
                (3, Some(1.0), "own effect"),
            ],
            best_pairs: &[[1, 2]],
            order: &[&[1], &[2], &[3]],
            notes: "Both readings are right: x2 tells nothing about the class alone, and much beside x1.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let mut x = normals(settings.variables, rng);
        let signal = x[0];
        x[0] += x[1];
        Row { logits: vec![0.0, 3.0 * signal + x[2]], inputs: inputs(x) }
    }
}

/// Design L.
pub struct Substitutes;

impl Design for Substitutes {
    fn card(&self) -> &'static Card {
        &Card {
            id: "L",
            title: "Substitutes",
            formula: "logit = 3 z + 1.2 x3; x1 = z + 0.3 e1, x2 = z + 0.5 e2",
            reading: "x1 and x2 are the best singles, and both measure the same hidden z; the best pair is x1 with x3.",
            misleading_when: "The top two of single scores are taken for the best two.",
            reference: "Guyon and Elisseeff 2003, JMLR 3:1157-1182, doi:10.5555/944919.944968",
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
                (1, None, "measures z well"),
                (3, Some(1.2), "own effect, nobody can replace it"),
                (2, None, "measures z less well"),
            ],
            best_pairs: &[[1, 3]],
            order: &[&[3], &[1], &[2]],
            notes: "The order is what is lost when one variable is left out.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let hidden = rng.normal();
        let mut x = normals(settings.variables, rng);
        x[0] = hidden + 0.3 * x[0];
        x[1] = hidden + 0.5 * x[1];
        Row { logits: vec![0.0, 3.0 * hidden + 1.2 * x[2]], inputs: inputs(x) }
    }
}

/// Design V.
pub struct ThreeCopies;

impl Design for ThreeCopies {
    fn card(&self) -> &'static Card {
        &Card {
            id: "V",
            title: "Three copies",
            formula: "logit = 6 z + 1.5 x4; x1, x2, x3 = z + 0.05 e",
            reading: "Three copies of one strong thing: the best pair is any of them with x4.",
            misleading_when: "Every weight measure names two copies.",
            reference: "Strobl et al. 2008, doi:10.1186/1471-2105-9-307",
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
                (4, Some(1.5), "own effect, nobody can replace it"),
                (1, None, "copy of the strong z"),
                (2, None, "copy of the strong z"),
                (3, None, "copy of the strong z"),
            ],
            best_pairs: &[[1, 4], [2, 4], [3, 4]],
            order: &[&[4], &[1, 2, 3]],
            notes: "Leaving one copy out costs next to nothing; leaving all three out costs nearly everything.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let hidden = rng.normal();
        let mut x = normals(settings.variables, rng);
        for copy in &mut x[..3] {
            *copy = hidden + 0.05 * *copy;
        }
        Row { logits: vec![0.0, 6.0 * hidden + 1.5 * x[3]], inputs: inputs(x) }
    }
}
