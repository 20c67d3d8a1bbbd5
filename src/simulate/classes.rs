//! Three classes, each with directions of its own.

use super::draw::{inputs, normals};
use super::{Design, Planted, Row, Settings};
use crate::card::Card;
use crate::seed::Rng;

/// Design M.
pub struct Three;

impl Design for Three {
    fn card(&self) -> &'static Card {
        &Card {
            id: "M",
            title: "Three classes",
            formula: "logits A: 2 x1, B: -x1 + 2 x2, C: -x1 - 2 x2",
            reading: "x1 tells A from the rest, x2 tells B from C.",
            misleading_when: "Connection weights of one class read without subtracting the mean over classes.",
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
            important: &[
                (1, None, "tells A from the rest: 2, -1, -1"),
                (2, None, "tells B from C: 0, 2, -2"),
            ],
            best_pairs: &[[1, 2]],
            order: &[&[2], &[1]],
            notes: "A constant added to all three logits changes no probability: only differences between classes are real.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let x = normals(settings.variables, rng);
        let logits = vec![2.0 * x[0], -x[0] + 2.0 * x[1], -x[0] - 2.0 * x[1]];
        Row { logits, inputs: inputs(x) }
    }
    fn classes(&self) -> &'static [&'static str] {
        &["A", "B", "C"]
    }
}
