//! The classification tree grown on all rows.

use super::select;
use super::{Figure, NumberTable, Plot};
use crate::attribute::models::sketch::{Sketch, SketchNode, SketchSplit};
use crate::card::Card;
use crate::numbers;
use crate::render::Report;
use crate::render::draw::Picture;
use crate::render::draw::labels::Name;
use crate::render::draw::outline::{Outline, OutlineNode};
use crate::render::draw::text::isolated;
use crate::render::theme::Tone;

/// The figure `tree`.
pub struct TreeOutline;

static CARD: Card = Card {
    id: "tree",
    title: "What a tree asks",
    formula: "splits by the largest decrease of Gini impurity, one class against the rest, found by linfa; at most five questions deep, at least five rows in a leaf",
    reading: "A line is a group of rows, indented below the group it was divided from. Its bar is as long as the group is large; the dark part is the share of its most frequent class, written beside it.",
    misleading_when: "This one tree was grown on all rows to be looked at: nothing was judged on it. Other rows may give another tree with the same performance, and what it asks first hides what its double would have said.",
    reference: "Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees (book), doi:10.1201/9781315139470",
};

/// Questions drawn below each other at most; the table has all.
const DEEPEST: usize = 3;

/// A node with what leads to it.
struct Line<'a> {
    depth: usize,
    at: usize,
    node: &'a SketchNode,
    /// What is asked; none for the root.
    asked: Option<Asked<'a>>,
}

/// `v4`, ` ≤ `, `0.31`: a variable, what is asked of it, and the value or level; names keep their direction of writing.
struct Asked<'a> {
    variable: &'a str,
    relation: &'static str,
    value: String,
}

impl Asked<'_> {
    /// The condition in one piece.
    fn words(&self) -> String {
        format!("{}{}{}", self.variable, self.relation, self.value)
    }
}

impl Figure for TreeOutline {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        let tree = report.findings.tree.as_ref()?;
        let root = tree.nodes.first()?;
        root.split.as_ref()?;
        let lines = lines(tree);
        let drawn: Vec<&Line> = lines.iter().filter(|line| line.depth <= DEEPEST).collect();
        let rows = root.counts.iter().sum::<usize>().max(1);
        let deeper = lines.len() - drawn.len();
        let note = match deeper {
            0 => String::new(),
            1 => "One group further down is in the table.".to_owned(),
            n => format!(
                "{} further down are in the table.",
                numbers::sentence(&numbers::of_in_words(n, "group"))
            ),
        };
        Some(Plot {
            title: title(tree),
            reading: String::new(),
            drawn: format!("An outline of {} of rows with bars.", numbers::of(drawn.len(), "group")),
            numbers: table(tree, &lines),
            picture: Picture::Outline(Outline {
                title: "rows of the group; dark: its most frequent class".to_owned(),
                nodes: drawn.iter().map(|line| outlined(report, tree, line, rows)).collect(),
                note,
            }),
        })
    }
}

/// Nodes in the order of an outline: those that say no before those that say yes.
fn lines(tree: &Sketch) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut open = vec![(0_usize, 0_usize, None)];
    while let Some((at, depth, asked)) = open.pop() {
        let Some(node) = tree.nodes.get(at) else { continue };
        if let Some(split) = &node.split {
            for (next, yes) in [(split.right, true), (split.left, false)] {
                // a node comes after its parent, so that no report can send this round in circles
                if next > at {
                    open.push((next, depth + 1, Some(condition(split, yes))));
                }
            }
        }
        found.push(Line { depth, at, node, asked });
    }
    found
}

/// `v4 ≤ 0.31`, `island is Biscoe`, `island is not Biscoe`.
fn condition(split: &SketchSplit, yes: bool) -> Asked<'_> {
    let (relation, value) = match (&split.level, split.threshold) {
        (Some(level), _) => (if yes { " is " } else { " is not " }, level.clone()),
        (None, Some(at)) => {
            (if yes { " > " } else { " ≤ " }, numbers::fixed(at, numbers::decimals(at, None, None)))
        }
        // the cut of a redacted report
        (None, None) => (if yes { " is above the cut" } else { " is not above the cut" }, String::new()),
    };
    Asked { variable: &split.variable, relation, value }
}

fn outlined(report: &Report, tree: &Sketch, line: &Line, rows: usize) -> OutlineNode {
    let (class, share, all) = leading(tree, line.node);
    let name = match &line.asked {
        None => Name::new("all rows", Tone::Ink),
        Some(Asked { variable, relation, value }) => {
            Name::joined(&[variable, relation, value], select::tone(report, variable))
        }
    };
    let share_text = numbers::share(share);
    OutlineNode {
        depth: line.depth,
        hover: format!("{}: {class} {share_text} of {}", name.text, numbers::of(all, "row")),
        name,
        whole: all as f64 / rows as f64,
        part: share,
        text: format!("{} {share_text} of {}", isolated(&shortened(class)), numbers::count(all)),
    }
}

/// The most frequent class of a node, its share, and all rows; the first of equals.
fn leading<'a>(tree: &'a Sketch, node: &SketchNode) -> (&'a str, f64, usize) {
    let all = node.counts.iter().sum::<usize>();
    let most = node.counts.iter().copied().max().unwrap_or(0);
    let at = node.counts.iter().position(|&count| count == most).unwrap_or(0);
    (tree.classes.get(at).map_or("", String::as_str), most as f64 / all.max(1) as f64, all)
}

/// A class in at most eleven characters: the whole name is in the table.
fn shortened(class: &str) -> String {
    if class.chars().count() <= 12 {
        return class.to_owned();
    }
    class.chars().take(11).chain(['…']).collect()
}

fn table(tree: &Sketch, lines: &[Line]) -> NumberTable {
    let mut head = vec!["group".to_owned(), "divided from".to_owned(), "rows".to_owned()];
    head.extend(tree.classes.iter().cloned());
    let called = |line: &Line| line.asked.as_ref().map_or_else(|| "all rows".to_owned(), Asked::words);
    let parent = |line: &Line| {
        let is_parent = |other: &&Line| {
            other.node.split.as_ref().is_some_and(|s| s.left == line.at || s.right == line.at)
        };
        lines.iter().find(is_parent).map_or_else(String::new, called)
    };
    let row = |line: &Line| {
        let all = line.node.counts.iter().sum::<usize>();
        let mut cells = vec![called(line), parent(line), numbers::count(all)];
        cells.extend(line.node.counts.iter().map(|&count| numbers::count(count)));
        cells
    };
    NumberTable { head, rows: lines.iter().map(row).collect() }
}

/// What is asked first, and next.
fn title(tree: &Sketch) -> String {
    let asked = |at: usize| tree.nodes.get(at).and_then(|n| n.split.as_ref());
    let Some(first) = asked(0) else { return String::new() };
    let mut next: Vec<String> =
        [first.left, first.right].into_iter().filter_map(asked).map(|s| s.variable.clone()).collect();
    next.dedup();
    match next.as_slice() {
        [] => format!("A tree grown on all rows asks about {} and no more", first.variable),
        [same] if *same == first.variable => {
            format!("A tree grown on all rows asks about {} twice", first.variable)
        }
        _ => format!(
            "A tree grown on all rows asks about {} first, then about {}",
            first.variable,
            numbers::list(&next)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(
        variable: &str,
        threshold: Option<f64>,
        level: Option<&str>,
        left: usize,
        right: usize,
    ) -> SketchNode {
        let level = level.map(str::to_owned);
        let split = SketchSplit { variable: variable.into(), threshold, level, left, right };
        SketchNode { counts: vec![6, 4], split: Some(split) }
    }

    fn leaf(counts: [usize; 2]) -> SketchNode {
        SketchNode { counts: counts.to_vec(), split: None }
    }

    #[test]
    fn groups_come_in_the_order_of_an_outline() {
        let tree = Sketch {
            classes: vec!["A".into(), "B".into()],
            nodes: vec![
                split("x", Some(0.25), None, 1, 2),
                split("c", None, Some("red"), 3, 4),
                leaf([0, 3]),
                leaf([5, 0]),
                leaf([1, 1]),
            ],
        };
        let words: Vec<(usize, String)> = lines(&tree)
            .iter()
            .map(|l| (l.depth, l.asked.as_ref().map_or_else(String::new, Asked::words)))
            .collect();
        let expected = [(0, ""), (1, "x ≤ 0.250"), (2, "c is not red"), (2, "c is red"), (1, "x > 0.250")];
        assert_eq!(words, expected.map(|(d, w)| (d, w.to_owned())));
        assert_eq!(title(&tree), "A tree grown on all rows asks about x first, then about c");
        assert_eq!(leading(&tree, &tree.nodes[4]), ("A", 0.5, 2));
        assert_eq!(table(&tree, &lines(&tree)).rows[3], ["c is red", "x ≤ 0.250", "2", "1", "1"]);
    }

    #[test]
    fn a_tree_that_leads_back_ends() {
        let tree =
            Sketch { classes: vec!["A".into(), "B".into()], nodes: vec![split("x", Some(1.0), None, 0, 0)] };
        assert_eq!(lines(&tree).len(), 1);
    }
}
