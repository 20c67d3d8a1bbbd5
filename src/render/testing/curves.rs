//! Curves, trees and groups of the made-up reports: what is read off variables one by one and together.

use super::{d, e};
use crate::attribute::clusters::Merge;
use crate::attribute::models::sketch::{Sketch, SketchNode, SketchSplit};
use crate::attribute::profiles::{Curve, Profile};
use crate::attribute::slopes::{ClassSlope, Slope};
use crate::compare::{ChosenSet, Group, Groups, NumberLine, NumberPoint};

/// Two questions, about the first variable and the last.
pub(crate) fn tree(names: &[String], classes: &[String]) -> Sketch {
    let counts = |all: usize| (0..classes.len()).map(|k| all / (k + 1)).collect::<Vec<usize>>();
    let split = |variable: &String, threshold: Option<f64>, level: Option<String>, left: usize| SketchSplit {
        variable: variable.clone(),
        threshold,
        level,
        left,
        right: left + 1,
    };
    let (Some(first), Some(last)) = (names.first(), names.last()) else {
        return Sketch { classes: Vec::new(), nodes: Vec::new() };
    };
    let leaf = |all: usize| SketchNode { counts: counts(all), split: None };
    Sketch {
        classes: classes.to_vec(),
        nodes: vec![
            SketchNode { counts: counts(60), split: Some(split(first, Some(0.25), None, 1)) },
            SketchNode { counts: counts(40), split: Some(split(last, None, Some(last.clone()), 3)) },
            leaf(20),
            leaf(30),
            leaf(10),
        ],
    }
}

/// Lines over 1, 2, 3 and all variables.
pub(crate) fn by_number(names: &[String]) -> Vec<NumberLine> {
    let sizes = (1..=3).filter(|&size| size < names.len()).chain([names.len()]);
    let point = |size: usize| NumberPoint {
        size,
        accuracy: e(0.6 + 0.3 * size as f64 / names.len() as f64, 0.03),
        log_loss: e(0.9 - 0.4 * size as f64 / names.len() as f64, 0.03),
        difference: (size < names.len()).then(|| d(0.2, 0.05)),
        p_enough: (size < names.len()).then_some(0.2),
        p_better: (size < names.len()).then_some(0.9),
        chosen: (size < names.len()).then(|| ChosenSet { variables: names[..size].to_vec(), share: 0.7 }),
    };
    let points: Vec<NumberPoint> = sizes.map(point).collect();
    let line =
        |measure: &str, enough| NumberLine { measure: measure.to_owned(), points: points.clone(), enough };
    vec![line("together", (names.len() > 2).then_some(2)), line("olden", None), line("random", None)]
}

/// Curves of the first thirty variables; every fifth has words.
pub(crate) fn profiles(names: &[String], classes: &[String]) -> Vec<Profile> {
    let shown = if classes.len() == 2 { &classes[1..] } else { classes };
    let profile = |(place, name): (usize, &String)| {
        let words = place % 5 == 3;
        let count = if words { 3 } else { 5 };
        let curve = |class: &String| Curve {
            class: class.clone(),
            points: (0..count).map(|at| e(0.2 + 0.5 * at as f64 / (count + place) as f64, 0.04)).collect(),
            held: (0..3).map(|held| (0..count).map(|at| 0.1 * (held + at) as f64 / 2.0).collect()).collect(),
        };
        Profile {
            variable: name.clone(),
            levels: (0..count).map(|at| 10.0 * at as f64).collect(),
            names: if words { ["x", "y", "a longer level"].map(str::to_owned).to_vec() } else { Vec::new() },
            curves: shown.iter().map(curve).collect(),
        }
    };
    names.iter().take(30).enumerate().map(profile).collect()
}

/// Slopes that grow less from variable to variable; every fifth is a category and has none.
pub(crate) fn slopes(names: &[String], classes: &[String]) -> Vec<Slope> {
    let shown = if classes.len() == 2 { &classes[1..] } else { classes };
    let slope = |(place, name): (usize, &String)| {
        let of = |(k, class): (usize, &String)| {
            let mean = 2.0 * (1.0 - k as f64) / (place + 1) as f64;
            ClassSlope {
                class: class.clone(),
                mean: e(mean, 0.2),
                sd: e(0.3 + 0.9 / (1 + place % 3) as f64, 0.1),
            }
        };
        Slope { variable: name.clone(), classes: shown.iter().enumerate().map(of).collect() }
    };
    names.iter().enumerate().filter(|(place, _)| place % 5 != 3).map(slope).collect()
}

/// Variables joined one after the other; the first three are a group where there are more.
pub(crate) fn groups(names: &[String]) -> Groups {
    let count = names.len();
    let merge = |place: usize| Merge {
        first: if place == 0 { 0 } else { place + 1 },
        second: if place == 0 { 1 } else { count + place - 1 },
        correlation: 0.9 / (1.0 + 0.2 * place as f64),
    };
    let group = Group {
        variables: names.iter().take(3).cloned().collect(),
        correlation: 0.75,
        shuffled: e(0.4, 0.1),
        shuffled_singly: Some(0.3),
        left_out: Some(d(0.3, 0.05)),
        kept: Some(e(0.6, 0.1)),
    };
    Groups {
        joined: 0.7,
        merges: (0..count.saturating_sub(1)).map(merge).collect(),
        groups: if count > 3 { vec![group] } else { Vec::new() },
    }
}
