//! The table of the question this program answers: fourteen variables, three classes, and a tempting wrong pair.

use super::draw::{correlated, inputs, normals};
use super::{Design, Planted, Row, Settings};
use crate::card::Card;
use crate::seed::Rng;

/// Design `question`.
pub struct Question;

impl Design for Question {
    fn card(&self) -> &'static Card {
        &Card {
            id: "question",
            title: "Fourteen variables, three classes",
            formula: "u = 3.5 v4 + 1.2 v7, w = 2 v9 + 0.8 v4 v9; logits A: u - 0.4 v2, B: -u/2 + w + 0.3 v11, \
                      C: -u/2 - w + 0.4 v2 - 0.3 v13; v7 follows v4 with r = 0.9, v11 follows v9 with r = 0.5",
            reading: "v4 tells A from the rest, v9 tells B from C. v7 is a shadow of v4 with a small effect of its own: alone \
                      it predicts better than v9, beside v4 it hardly adds.",
            misleading_when: "Scores of single variables name v4 and v7, and sums of weights show v7 next to v9: together \
                              they make a poor pair.",
            reference: "Olden, Joy and Death 2004, doi:10.1016/j.ecolmodel.2004.03.013 (the idea of a simulated truth)",
        }
    }
    fn defaults(&self) -> Settings {
        Settings { rows: 540, variables: 14, signal: 1.0, correlation: 0.9 }
    }
    fn least_variables(&self) -> usize {
        14
    }
    fn planted(&self) -> Planted {
        Planted {
            important: &[
                (4, Some(3.5), "tells A from B and C"),
                (9, Some(2.0), "tells B from C, more so where v4 is high"),
                (7, Some(1.2), "mostly through v4, with which it goes; a small effect of its own"),
                (2, Some(-0.4), "weak effect"),
                (11, Some(0.3), "weak effect; goes with v9"),
                (13, Some(-0.3), "weak effect"),
            ],
            best_pairs: &[[4, 9]],
            order: &[&[9], &[4], &[7], &[2], &[11, 13]],
            notes: "Leaving v4 out costs less than leaving v9 out, for v7 stands in. The pair v4, v7 is tempting and poor: v7 tells little that v4 doesn't, though alone it predicts better than v9. v1, v3, v5, v6, v8, v10, v12 and v14 are noise.",
        }
    }
    fn row(&self, settings: &Settings, rng: &mut Rng) -> Row {
        let mut v = normals(settings.variables, rng);
        v[6] = correlated(v[3], v[6], settings.correlation);
        v[10] = correlated(v[8], v[10], 0.5);
        let u = 3.5 * v[3] + 1.2 * v[6];
        let w = 2.0 * v[8] + 0.8 * v[3] * v[8];
        let logits =
            vec![u - 0.4 * v[1], -0.5 * u + w + 0.3 * v[10], -0.5 * u - w + 0.4 * v[1] - 0.3 * v[12]];
        Row { logits, inputs: inputs(v) }
    }
    fn classes(&self) -> &'static [&'static str] {
        &["A", "B", "C"]
    }
    fn prefix(&self) -> &'static str {
        "v"
    }
}
