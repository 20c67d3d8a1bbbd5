//! One trained network as a diagram.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::NetworkRecord;
use crate::numbers;
use crate::options::Activation;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::diagram::{Diagram, Edge, HAIRLINE, plain};
use crate::render::draw::labels::Name;

/// The figure `network`.
pub struct NetworkDiagram;

static CARD: Card = Card {
    id: "network",
    title: "The network as a diagram",
    formula: "line width proportional to |w|, solid for w > 0, dashed for w < 0",
    reading: "The width of a line is the absolute weight; solid is positive, dashed negative; weights below 15 % of the largest are hairlines. Point at a line for its value.",
    misleading_when: "The picture cannot show what cancels: two strong paths of opposite sign look like much and may do nothing.",
    reference: "Özesmi and Özesmi 1999, doi:10.1016/S0304-3800(98)00149-5",
};

/// Nodes of a hidden layer drawn at most.
const MOST_UNITS: usize = 24;
/// Weights listed in the table.
const LISTED: usize = 60;

impl Figure for NetworkDiagram {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let network = report.findings.networks.first().filter(|n| n.layers.len() > 1)?;
        let nodes = nodes(report, network);
        let diagram = diagram(report, network, &nodes);
        let mut strongest: Vec<&Edge> = diagram.edges.iter().collect();
        strongest.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        let largest = strongest.first()?;
        let strong = strongest.iter().filter(|e| e.weight.abs() >= HAIRLINE * largest.weight.abs()).count();
        let negative = strongest.iter().take(strong).filter(|e| e.weight < 0.0).count();
        let rows = strongest.iter().take(LISTED).map(|e| {
            let mut parts = e.hover.splitn(2, ": ");
            vec![parts.next().unwrap_or_default().to_owned(), numbers::signed(e.weight, 3)]
        });
        Some(Plot {
            title: format!(
                "Of {} at least {} % as large as the largest, {} negative",
                numbers::of(strong, "weight"),
                numbers::fixed(100.0 * HAIRLINE, 0),
                if negative == 1 { "one is".to_owned() } else { format!("{negative} are") }
            ),
            reading: String::new(),
            drawn: format!(
                "Nodes in {} joined by curves; the strongest is {}.",
                numbers::of(diagram.layers.len(), "column"),
                largest.hover
            ),
            numbers: select::table(["strongest weights", "weight"], rows.collect()),
            picture: Picture::Diagram(diagram),
        })
    }
}

/// For each column of nodes the places drawn.
fn nodes(report: &Report, network: &NetworkRecord) -> Vec<Vec<usize>> {
    let variables = &report.findings.data.variables;
    let names = select::leading(report, select::MOST);
    let kept = |input: &usize| {
        network.inputs.len() <= select::MOST
            || network
                .variables
                .get(*input)
                .and_then(|&v| variables.get(v))
                .is_some_and(|v| names.contains(&v.name))
    };
    let mut columns =
        vec![(0..network.inputs.len()).filter(kept).take(2 * select::MOST).collect::<Vec<usize>>()];
    columns
        .extend(network.layers.iter().map(|l| (0..l.weights.len().min(MOST_UNITS)).collect::<Vec<usize>>()));
    columns
}

fn diagram(report: &Report, network: &NetworkRecord, nodes: &[Vec<usize>]) -> Diagram {
    let last = network.layers.len();
    let text = |layer: usize, node: usize| match layer {
        0 => network.inputs[node].clone(),
        l if l == last => network.outputs.get(node).cloned().unwrap_or_default(),
        _ => format!("n{}", node + 1),
    };
    let name = |layer: usize, node: usize| {
        let variable = network.variables.get(node).and_then(|&v| report.findings.data.variables.get(v));
        match (layer, variable) {
            (0, Some(variable)) => Name::new(&text(0, node), select::tone(report, &variable.name)),
            _ => plain(&text(layer, node)),
        }
    };
    let layers = nodes
        .iter()
        .enumerate()
        .map(|(layer, shown)| (layer_title(network, layer), shown.iter().map(|&n| name(layer, n)).collect()));
    let mut edges = Vec::new();
    for (layer, matrix) in network.layers.iter().enumerate() {
        for (from, &source) in nodes[layer].iter().enumerate() {
            for (to, &target) in nodes[layer + 1].iter().enumerate() {
                let Some(&weight) = matrix.weights[target].get(source) else { continue };
                let hover = format!(
                    "{} → {}: {}",
                    text(layer, source),
                    text(layer + 1, target),
                    numbers::signed(weight, 2)
                );
                edges.push(Edge { layer, from, to, weight, hover });
            }
        }
    }
    Diagram { layers: layers.collect(), edges, note: note(network, nodes) }
}

fn layer_title(network: &NetworkRecord, layer: usize) -> String {
    if layer == 0 {
        return "variables".to_owned();
    }
    match network.layers[layer - 1].activation {
        Some(Activation::Tanh) => "hidden units (tanh)".to_owned(),
        Some(Activation::Logistic) => "hidden units (logistic)".to_owned(),
        Some(Activation::Relu) => "hidden units (relu)".to_owned(),
        None => "classes".to_owned(),
    }
}

fn note(network: &NetworkRecord, nodes: &[Vec<usize>]) -> String {
    let mut parts = Vec::new();
    if nodes[0].len() < network.inputs.len() {
        parts.push(format!("{} of {} inputs are drawn.", nodes[0].len(), network.inputs.len()));
    }
    for (layer, shown) in network.layers.iter().zip(&nodes[1..]) {
        if shown.len() < layer.weights.len() {
            parts.push(format!("{} of {} units of a layer are drawn.", shown.len(), layer.weights.len()));
        }
    }
    parts.join(" ")
}
