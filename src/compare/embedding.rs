//! Variables as points: the columns of the input matrix seen as vectors.
//!
//! The Gram matrix `W1' diag(|C_j|²) W1` (C the output weights centred over classes; for deeper networks the product of
//! the later layers) is free of every symmetry, so its mean over runs needs no alignment of hidden units. Classical
//! multidimensional scaling shows it; halves give the spread after an orthogonal alignment. A category stands at the
//! level whose vector is longest.

use super::case::{Case, mean};
use super::{EmbeddedVariable, Embedding};
use crate::attribute::weights;
use crate::prepare::Dataset;
use crate::stats::{correlation as pearson, scaling};
use crate::train::Network;

/// Variables used alike, or as a contrast.
const ALIKE: f64 = 0.8;

/// The map of the variables.
pub fn embedding(case: &Case, correlations: &[Vec<f64>]) -> Embedding {
    let kept =
        |f: &crate::train::Fitted| f.network.clone().filter(|_| f.stopped != crate::train::Stopped::Diverged);
    let networks: Vec<Network> = case.ensemble.full.iter().filter_map(|r| kept(&r.fitted)).collect();
    let halves = (0..case.ensemble.layout.half_folds.len()).map(|half| {
        let runs = case.ensemble.halves.iter().filter(|r| r.half == half);
        runs.filter_map(|r| r.fitted.network.clone()).collect()
    });
    mapped(case.dataset, &networks, halves, correlations.to_vec())
}

/// The map of the variables from networks of all rows and of each half.
fn mapped(
    dataset: &Dataset,
    networks: &[Network],
    halves: impl Iterator<Item = Vec<Network>>,
    correlation: Vec<Vec<f64>>,
) -> Embedding {
    if dataset.variables.len() < 2 || networks.is_empty() {
        return nothing(correlation, "one variable makes no map");
    }
    let gram = mean_gram(networks);
    let places = representatives(dataset, &gram);
    let reduced = pick(&gram, &places);
    let map = few_units(networks, &places)
        .map_or_else(|| scaling::classical(&reduced), |rows| scaling::classical_of_rows(&rows));
    let Some(map) = map else {
        return nothing(correlation, "all input weights are zero");
    };
    let cosine = cosines(&reduced);
    let spread = spreads(halves, &places, &map.points);
    let points = (0..places.len()).map(|v| EmbeddedVariable {
        name: dataset.variables[v].name.clone(),
        x: map.points[v][0],
        y: map.points[v][1],
        length: reduced[v][v].max(0.0).sqrt(),
        spread: spread.as_ref().map(|s| s[v]),
    });
    Embedding {
        points: points.collect(),
        explained: map.explained,
        cosine_with_correlation: together(&cosine, &correlation),
        clusters: clusters(dataset, &cosine, &reduced),
        cosine: six_decimals(cosine),
        correlation: six_decimals(correlation),
        note: None,
    }
}

fn nothing(correlation: Vec<Vec<f64>>, why: &str) -> Embedding {
    Embedding {
        points: Vec::new(),
        explained: [0.0, 0.0],
        cosine: Vec::new(),
        correlation: six_decimals(correlation),
        cosine_with_correlation: None,
        clusters: Vec::new(),
        note: Some(why.to_owned()),
    }
}

/// No cosine is known to more of them, and a thousand variables have a million cosines.
fn six_decimals(mut matrix: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    matrix.iter_mut().flatten().for_each(|cell| *cell = (*cell * 1e6).round() / 1e6 + 0.0);
    matrix
}

/// The rows whose products of columns are the Gram matrix of these inputs: units, where inputs are many and units fewer.
fn few_units(networks: &[Network], places: &[usize]) -> Option<Vec<Vec<f64>>> {
    let units = networks.iter().map(|network| network.layers[0].weights.len()).sum::<usize>();
    let row = |(size, row): (f64, &[f64])| places.iter().map(|&at| size.sqrt() * row[at]).collect();
    (places.len() > scaling::LARGE.max(units)).then(|| units_of(networks).map(row).collect())
}

/// Inputs × inputs, mean over networks of W1' diag(|C_j|²) W1.
fn mean_gram(networks: &[Network]) -> Vec<Vec<f64>> {
    let inputs = networks[0].layers[0].weights[0].len();
    let mut gram = vec![vec![0.0; inputs]; inputs];
    for (size, row) in units_of(networks) {
        for (a, line) in gram.iter_mut().enumerate() {
            for (cell, &w) in line.iter_mut().zip(row) {
                *cell += size * row[a] * w;
            }
        }
    }
    gram
}

/// Units of the first layer of each network: |C_j|² over the number of networks, and the weights of inputs.
fn units_of(networks: &[Network]) -> impl Iterator<Item = (f64, &[f64])> {
    networks.iter().flat_map(move |network| {
        let output = output_seen_by_first_layer(network);
        network.layers[0].weights.iter().enumerate().map(move |(unit, row)| {
            let size = output.iter().map(|o| o[unit] * o[unit]).sum::<f64>() / networks.len() as f64;
            (size, row.as_slice())
        })
    })
}

/// Output weights centred over classes, carried down through the later hidden layers: classes × units of the first layer.
fn output_seen_by_first_layer(network: &Network) -> Vec<Vec<f64>> {
    let hidden = network.layers.len() - 1;
    let later = network.layers[1..hidden].iter().rev();
    later.fold(weights::centred_output(network), |output, layer| {
        output.iter().map(|row| weights::through(row, &layer.weights)).collect()
    })
}

/// For each variable the input that stands for it.
fn representatives(dataset: &Dataset, gram: &[Vec<f64>]) -> Vec<usize> {
    let longest = |inputs: std::ops::Range<usize>| {
        let start = inputs.start;
        inputs.fold(start, |best, i| if gram[i][i] > gram[best][best] { i } else { best })
    };
    dataset.variables.iter().map(|v| longest(v.inputs.clone())).collect()
}

fn pick(gram: &[Vec<f64>], places: &[usize]) -> Vec<Vec<f64>> {
    places.iter().map(|&a| places.iter().map(|&b| gram[a][b]).collect()).collect()
}

fn cosines(gram: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let cell = |a: usize, b: usize| {
        let size = (gram[a][a] * gram[b][b]).sqrt();
        if size > 0.0 { (gram[a][b] / size).clamp(-1.0, 1.0) } else { 0.0 }
    };
    (0..gram.len()).map(|a| (0..gram.len()).map(|b| cell(a, b)).collect()).collect()
}

/// Covariance of each point over the halves: xx, xy, yy.
fn spreads(
    halves: impl Iterator<Item = Vec<Network>>,
    places: &[usize],
    onto: &[[f64; 2]],
) -> Option<Vec<[f64; 3]>> {
    let mut maps = Vec::new();
    for networks in halves.filter(|networks| !networks.is_empty()) {
        let gram = || scaling::classical(&pick(&mean_gram(&networks), places));
        let map = few_units(&networks, places).map_or_else(gram, |rows| scaling::classical_of_rows(&rows))?;
        maps.push(scaling::procrustes(&map.points, onto));
    }
    if maps.len() < 4 {
        return None;
    }
    Some((0..places.len()).map(|v| covariance(&maps.iter().map(|m| m[v]).collect::<Vec<_>>())).collect())
}

fn covariance(points: &[[f64; 2]]) -> [f64; 3] {
    let n = points.len() as f64;
    let (mx, my) =
        (points.iter().map(|p| p[0]).sum::<f64>() / n, points.iter().map(|p| p[1]).sum::<f64>() / n);
    let sum = |f: &dyn Fn(&[f64; 2]) -> f64| points.iter().map(f).sum::<f64>() / (n - 1.0);
    [sum(&|p| (p[0] - mx).powi(2)), sum(&|p| (p[0] - mx) * (p[1] - my)), sum(&|p| (p[1] - my).powi(2))]
}

/// Whether variables that are alike in the data are used alike.
fn together(cosine: &[Vec<f64>], correlation: &[Vec<f64>]) -> Option<f64> {
    if cosine.len() < 4 {
        return None;
    }
    let upper = |m: &[Vec<f64>]| -> Vec<f64> {
        (0..m.len()).flat_map(|a| (a + 1..m.len()).map(move |b| (a, b))).map(|(a, b)| m[a][b].abs()).collect()
    };
    pearson::pearson(&upper(cosine), &upper(correlation))
}

/// Connected groups of variables of at least mean length that are used alike or as a contrast.
fn clusters(dataset: &Dataset, cosine: &[Vec<f64>], gram: &[Vec<f64>]) -> Vec<Vec<String>> {
    let lengths: Vec<f64> = (0..gram.len()).map(|v| gram[v][v].max(0.0).sqrt()).collect();
    let typical = mean(&lengths);
    let long: Vec<usize> = (0..lengths.len()).filter(|&v| lengths[v] >= typical).collect();
    let mut left = long.clone();
    let mut clusters = Vec::new();
    while let Some(first) = left.first().copied() {
        let mut cluster = vec![first];
        let mut next = 0;
        while next < cluster.len() {
            let at = cluster[next];
            cluster.extend(
                long.iter()
                    .copied()
                    .filter(|v| cosine[at][*v].abs() > ALIKE && !cluster.contains(v))
                    .collect::<Vec<_>>(),
            );
            next += 1;
        }
        left.retain(|v| !cluster.contains(v));
        if cluster.len() > 1 {
            cluster.sort_unstable();
            clusters.push(cluster.into_iter().map(|v| dataset.variables[v].name.clone()).collect());
        }
    }
    clusters
}

#[cfg(test)]
mod oracles;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Layer;

    #[test]
    fn gram_of_a_2_1_1_network() {
        // w = (3, -1), v = 2: G = 4 · [[9, -3], [-3, 1]]
        let layer = |weights: Vec<Vec<f64>>, activation| Layer {
            biases: vec![0.0; weights.len()],
            weights,
            activation,
        };
        let network = Network {
            layers: vec![
                layer(vec![vec![3.0, -1.0]], Some(crate::options::Activation::Tanh)),
                layer(vec![vec![2.0]], None),
            ],
        };
        let gram = mean_gram(&[network]);
        assert_eq!(gram, [[36.0, -12.0], [-12.0, 4.0]]);
        assert_eq!(cosines(&gram)[0][1], -1.0);
    }

    #[test]
    fn covariance_by_hand() {
        // points (0,0), (2,2): means 1, 1; sums 2, 2, 2; over n - 1 = 1
        assert_eq!(covariance(&[[0.0, 0.0], [2.0, 2.0]]), [2.0, 2.0, 2.0]);
    }
}
