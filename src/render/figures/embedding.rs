//! Variables as points on a map that no symmetry of the network changes.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::map::{Map, MapPoint};
use crate::render::theme::Tone;

/// The figure `embedding`.
pub struct EmbeddingMap;

static CARD: Card = Card {
    id: "embedding",
    title: "Variables as points",
    formula: "classical scaling of the mean over runs of W1ᵀ diag(‖C_j‖²) W1, C the centred output weights",
    reading: "Distance from the crossing of the axes is how much weight a variable gets on its way to the classes; a small angle between two means that they are used alike, an angle of 180° that they are used as a contrast. Ellipses cover 95 % of random halves of the rows. The axes have no meaning of their own.",
    misleading_when: "Two axes may show only a part of all lengths; the share they show is written beside the map.",
    reference: "Gower 1966, doi:10.1093/biomet/53.3-4.325",
};

/// Pairs listed beside the map.
const LISTED: usize = 3;
/// Points drawn.
const MOST_POINTS: usize = 40;

impl Figure for EmbeddingMap {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let embedding = &report.findings.embedding;
        if embedding.points.is_empty() || embedding.points.iter().all(|p| p.length <= 0.0) {
            return None;
        }
        let mut order: Vec<usize> = (0..embedding.points.len()).collect();
        order.sort_by(|&a, &b| embedding.points[b].length.total_cmp(&embedding.points[a].length));
        let tone = |v: usize| select::tone(report, &embedding.points[v].name);
        let drawn: Vec<usize> = order
            .iter()
            .enumerate()
            .filter(|&(place, &v)| place < MOST_POINTS || tone(v) != Tone::Muted)
            .map(|(_, &v)| v)
            .collect();
        let points = drawn.iter().map(|&v| {
            let point = &embedding.points[v];
            MapPoint { name: select::name(report, &point.name), at: (point.x, point.y), spread: point.spread }
        });
        let rows = order.iter().map(|&v| {
            let p = &embedding.points[v];
            let sd = |s: f64| numbers::fixed(s.max(0.0).sqrt(), 3);
            vec![
                p.name.clone(),
                numbers::fixed(p.length, 3),
                numbers::signed(p.x, 3),
                numbers::signed(p.y, 3),
                p.spread.map_or_else(String::new, |s| format!("{}, {}", sd(s[0]), sd(s[2]))),
            ]
        });
        let axes = embedding.explained.iter().sum::<f64>().min(1.0);
        Some(Plot {
            title: select::guarded(report, title(report, &order)),
            reading: String::new(),
            drawn: format!("A map of {} with ellipses of spread.", numbers::of(drawn.len(), "point")),
            numbers: select::table(["variable", "length", "x", "y", "sd over halves (x, y)"], rows.collect()),
            picture: Picture::Map(Map {
                points: points.collect(),
                side: side(report, &order, &drawn),
                note: format!(
                    "The two axes hold {} of the squared lengths. {}",
                    numbers::share(axes),
                    select::others(order.len(), drawn.len())
                )
                .trim()
                .to_owned(),
            }),
        })
    }
}

/// The variables that stand out (else the longest), at most three, in the order of the columns.
fn principal(report: &Report, order: &[usize]) -> Vec<usize> {
    let points = &report.findings.embedding.points;
    let mut list: Vec<usize> = order
        .iter()
        .copied()
        .filter(|&v| select::tone(report, &points[v].name) != Tone::Muted)
        .take(3)
        .collect();
    for &v in order {
        if list.len() < 3 && !list.contains(&v) {
            list.push(v);
        }
    }
    list.sort_unstable();
    list
}

/// The lists beside the map; names as the map has them, letters where they are long.
fn side(report: &Report, order: &[usize], drawn: &[usize]) -> Vec<(String, Vec<(String, String)>)> {
    let embedding = &report.findings.embedding;
    let names: Vec<Name> = drawn.iter().map(|&v| select::name(report, &embedding.points[v].name)).collect();
    let key = Map::key(&names);
    let called = |v: usize| {
        let place = drawn.iter().position(|&d| d == v);
        place.map_or_else(|| embedding.points[v].name.clone(), |p| key.short[p].text.clone())
    };
    let list = principal(report, order);
    let pairs: Vec<(usize, usize)> = list
        .iter()
        .enumerate()
        .flat_map(|(i, &a)| list[i + 1..].iter().map(move |&b| (a, b)))
        .take(LISTED)
        .collect();
    let of = |matrix: &[Vec<f64>]| {
        let entry = |&(a, b): &(usize, usize)| {
            let value = matrix.get(a)?.get(b)?;
            Some((format!("{}, {}", called(a), called(b)), numbers::signed(*value, 2)))
        };
        pairs.iter().filter_map(entry).collect::<Vec<_>>()
    };
    let mut lists = Vec::new();
    for (heading, matrix) in
        [("Cosines in the network", &embedding.cosine), ("Correlations in the data", &embedding.correlation)]
    {
        let entries = of(matrix);
        if !entries.is_empty() {
            lists.push((heading.to_owned(), entries));
        }
    }
    let by_name = |name: &String| {
        let place = embedding.points.iter().position(|p| p.name == *name);
        place.map_or_else(|| name.clone(), called)
    };
    let together = |c: &Vec<String>| (select::few(&c.iter().map(by_name).collect::<Vec<_>>()), String::new());
    let clusters: Vec<(String, String)> = embedding.clusters.iter().take(4).map(together).collect();
    if !clusters.is_empty() {
        lists.push(("Used alike or as a contrast (|cosine| above\u{A0}0.8)".to_owned(), clusters));
    }
    lists
}

fn title(report: &Report, order: &[usize]) -> String {
    let embedding = &report.findings.embedding;
    if order.len() == 1 {
        return format!("{} is the only point", embedding.points[0].name);
    }
    let longest: Vec<String> = order.iter().take(2).map(|&v| embedding.points[v].name.clone()).collect();
    let cosine = embedding.cosine.get(order[0]).and_then(|row| row.get(order[1]));
    let first = format!("{} lie farthest out", numbers::list(&longest));
    cosine
        .map_or(first.clone(), |c| format!("{first}; the cosine between them is {}", numbers::signed(*c, 2)))
}
