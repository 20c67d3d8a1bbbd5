//! The map from networks to points against NumPy, SciPy and scikit-learn: `tests/oracles/scaling.py` says what is from where.
//!
//! All is held to 1e-9 of the largest number beside it. Axes are compared with their signs, but for axes that equal
//! eigenvalues leave to chance.

use super::*;
use crate::attribute::testing::regroup;
use crate::prepare::Kind;
use crate::stats::scaling::{LARGE, Map};
use crate::train::testing::dataset;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(Deserialize)]
struct Expected {
    points: Vec<[f64; 2]>,
    explained: [f64; 2],
    /// The first two axes may be turned: eigenvalues are equal.
    turned: bool,
    /// The second and the third may be.
    second_turned: bool,
    /// Products of points in the plane, where the first two may be turned.
    plane: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct OfNetworks {
    #[serde(flatten)]
    map: Expected,
    networks: Vec<Network>,
    sizes: Vec<usize>,
    lengths: Vec<f64>,
    #[serde(default)]
    cosine: Vec<Vec<f64>>,
    clusters: Vec<Vec<usize>>,
    halves: Vec<Vec<Network>>,
    #[serde(default)]
    spread: Vec<[f64; 3]>,
    #[serde(default)]
    correlations: Vec<Vec<f64>>,
    together: Option<f64>,
}

#[derive(Deserialize)]
struct OfProducts {
    #[serde(flatten)]
    map: Expected,
    gram: Vec<Vec<f64>>,
    eigenvalues: Vec<f64>,
}

fn cases<T: DeserializeOwned>(part: &str) -> Vec<T> {
    let all: Value =
        serde_json::from_str(include_str!("../../../tests/oracles/scaling.json")).expect("a JSON file");
    serde_json::from_value(all[part].clone()).expect("cases")
}

fn near(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected.iter().fold(0.0f64, |most, x| most.max(x.abs()));
    let close = |(found, expected): (&f64, &f64)| (found - expected).abs() <= 1e-9 * largest.max(1e-3);
    assert!(found.iter().zip(expected).all(close), "{what}: {found:?} is not {expected:?}");
}

impl Expected {
    fn compare(&self, what: &str, map: &Map) {
        near(&format!("{what}, shares"), &map.explained, &self.explained);
        let axis = |points: &[[f64; 2]], axis: usize| points.iter().map(|p| p[axis]).collect::<Vec<f64>>();
        let squares = |points: &[[f64; 2]], at: usize| axis(points, at).iter().map(|x| x * x).sum::<f64>();
        for at in [0, 1] {
            let (found, expected) = (squares(&map.points, at), squares(&self.points, at));
            let off = (found - expected).abs();
            assert!(
                off < 1e-9 * squares(&self.points, 0),
                "{what}, length of axis {at}: {found} is not {expected}"
            );
        }
        if self.turned {
            let product = |a: &[f64; 2], b: &[f64; 2]| a[0] * b[0] + a[1] * b[1];
            let of = |a| map.points.iter().map(move |b| product(a, b));
            let plane: Vec<f64> = map.points.iter().flat_map(of).collect();
            return near(&format!("{what}, plane"), &plane, &self.plane.concat());
        }
        near(&format!("{what}, first axis"), &axis(&map.points, 0), &axis(&self.points, 0));
        if !self.second_turned {
            near(&format!("{what}, second axis"), &axis(&map.points, 1), &axis(&self.points, 1));
        }
    }
}

fn map_of(found: &Embedding) -> Map {
    Map { points: found.points.iter().map(|p| [p.x, p.y]).collect(), explained: found.explained }
}

/// A table with variables of so many inputs; what stands in it doesn't matter.
fn table(sizes: &[usize]) -> Dataset {
    let inputs: usize = sizes.iter().sum();
    let columns: Vec<Vec<f64>> = (0..inputs).map(|c| vec![c as f64, 1.0, 0.0]).collect();
    let mut table = dataset(&columns, &[0, 1, 0], 2);
    let kind = |&size: &usize| (if size > 1 { Kind::Category } else { Kind::Number }, size);
    regroup(&mut table, &sizes.iter().map(kind).collect::<Vec<_>>());
    table
}

#[test]
fn from_networks_to_points_with_their_shares_and_spreads() {
    let cases: Vec<OfNetworks> = cases("networks");
    for (number, case) in cases.into_iter().enumerate() {
        let what = format!("networks {number}");
        let table = table(&case.sizes);
        let found = mapped(&table, &case.networks, case.halves.into_iter(), case.correlations);
        case.map.compare(&what, &map_of(&found));
        let lengths: Vec<f64> = found.points.iter().map(|p| p.length).collect();
        near(&format!("{what}, lengths"), &lengths, &case.lengths);
        if !case.cosine.is_empty() {
            // the report has six decimals
            let off = found.cosine.concat().into_iter().zip(case.cosine.concat()).map(|(a, b)| (a - b).abs());
            assert!(off.fold(0.0, f64::max) <= 0.5e-6 + 1e-9, "{what}");
        }
        let name = |&v: &usize| table.variables[v].name.clone();
        let mut clusters: Vec<Vec<String>> =
            case.clusters.iter().map(|of| of.iter().map(name).collect()).collect();
        clusters.sort();
        let mut own = found.clusters;
        own.sort();
        assert_eq!(own, clusters, "{what}");
        let spread: Vec<f64> = found.points.iter().filter_map(|p| p.spread).flatten().collect();
        near(&format!("{what}, spread"), &spread, &case.spread.concat());
        if let Some(together) = case.together {
            near(&format!("{what}, together"), &[found.cosine_with_correlation.unwrap()], &[together]);
        }
    }
}

#[test]
fn many_inputs_are_mapped_by_units_and_by_all_products() {
    let many: Vec<OfNetworks> = cases("networks");
    let mut by_units = Vec::new();
    for case in many.into_iter().filter(|case| case.sizes.len() > LARGE) {
        let places: Vec<usize> = (0..case.sizes.len()).collect();
        by_units.push(few_units(&case.networks, &places).is_some());
        let by_products = scaling::classical(&mean_gram(&case.networks)).unwrap();
        case.map.compare("by all products", &by_products);
    }
    assert_eq!(by_units, [true, false]);
}

#[test]
fn products_with_ties_and_with_negative_eigenvalues() {
    let cases: Vec<OfProducts> = cases("products");
    let negative = |case: &OfProducts| case.eigenvalues.last().is_some_and(|least| *least < -1.0);
    assert!(cases.iter().filter(|case| negative(case)).count() > 2);
    for (number, case) in cases.into_iter().enumerate() {
        let what = format!("products {number}");
        let (mut values, _) = scaling::symmetric_eigen(&case.gram);
        values.sort_by(|a, b| b.total_cmp(a));
        near(&format!("{what}, eigenvalues"), &values, &case.eigenvalues);
        case.map.compare(&what, &scaling::classical(&case.gram).unwrap());
    }
}
