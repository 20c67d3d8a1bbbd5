//! What is run: designs, sizes and sets, the most telling first.

use serde::{Deserialize, Serialize};

/// One kind of table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// Id of the design.
    pub design: String,
    /// Classes: those of the design, or three cut from its logit (see `draw`).
    pub classes: usize,
    /// Rows.
    pub rows: usize,
    /// Variables besides the class.
    pub variables: usize,
}

/// Designs of one size, and how many tables of each.
struct Stage {
    designs: &'static [&'static str],
    classes: usize,
    rows: &'static [usize],
    variables: usize,
    tables: usize,
}

const fn stage(
    designs: &'static [&'static str],
    classes: usize,
    rows: &'static [usize],
    variables: usize,
    tables: usize,
) -> Stage {
    Stage { designs, classes, rows, variables, tables }
}

/// Ends the id of a design whose second and fifth variable are cut into words (see `draw`).
const IN_WORDS: &str = "/words";

/// The design of an id.
pub fn base(design: &str) -> &str {
    design.strip_suffix(IN_WORDS).unwrap_or(design)
}

/// Whether some variables of a design are words.
pub fn in_words(design: &str) -> bool {
    design.ends_with(IN_WORDS)
}

/// Whether a design has nothing to find.
pub fn is_null(design: &str) -> bool {
    matches!(base(design), "H" | "Hc")
}

/// Graded effects, a product, company, noise, substitutes, a tie.
const MAIN: &[&str] = &["A", "D", "E4", "H", "L", "T"];
const OTHERS: &[&str] = &["B", "C", "F", "G", "Hc", "I", "J", "K", "V", "W"];
/// Graded effects and noise, with categories.
const WORDS: &[&str] = &["A/words", "H/words"];

/// Designs whose best pair has an equal: the law of what is found on the same rows is strained most here.
const TIED: &[&str] = &["T", "V"];

/// In the order in which they are run; a later stage of the same cell goes on where the earlier one ended.
const STAGES: &[Stage] = &[
    stage(MAIN, 2, &[100, 300], 6, 60),
    stage(&["M", "A", "D", "H"], 3, &[100, 300], 6, 20),
    stage(MAIN, 2, &[1000], 6, 12),
    stage(&["A", "D", "H"], 2, &[100, 300], 14, 10),
    stage(OTHERS, 2, &[100, 300], 6, 30),
    stage(&["M", "A", "D", "H"], 3, &[100, 300], 6, 40),
    stage(&["A", "D", "E", "H", "L"], 2, &[100, 300], 14, 20),
    stage(WORDS, 2, &[100, 300], 6, 20),
    stage(MAIN, 2, &[1000], 6, 20),
    stage(OTHERS, 2, &[1000], 6, 10),
    stage(MAIN, 2, &[3000], 6, 5),
    stage(OTHERS, 2, &[100, 300], 6, 60),
    stage(&["M", "A", "D", "H"], 3, &[100, 300], 6, 60),
    stage(&["H", "Hc"], 2, &[100], 6, 100),
    stage(&["A", "D", "E", "H", "L"], 2, &[100, 300], 14, 60),
    stage(MAIN, 2, &[100, 300], 6, 100),
    stage(&["M"], 3, &[1000], 6, 60),
    stage(&["A", "D", "L"], 2, &[1000], 14, 20),
    stage(OTHERS, 2, &[100, 300], 6, 100),
    stage(MAIN, 2, &[1000], 6, 60),
    stage(MAIN, 2, &[3000], 6, 20),
    stage(&["M", "A", "D", "H"], 3, &[100, 300], 6, 100),
    stage(OTHERS, 2, &[1000], 6, 60),
    stage(&["A", "D", "E", "H", "L"], 2, &[100, 300], 14, 100),
    stage(&["A", "D", "H"], 3, &[1000], 6, 60),
    stage(OTHERS, 2, &[3000], 6, 20),
    stage(MAIN, 2, &[3000], 6, 60),
    stage(OTHERS, 2, &[3000], 6, 60),
    stage(TIED, 2, &[1000, 3000], 6, 100),
    stage(&["A", "D"], 3, &[100, 300], 6, 140),
    stage(&["M", "A", "D", "H"], 3, &[3000], 6, 20),
    stage(&["A", "D", "E", "H", "L"], 2, &[1000], 14, 40),
    stage(&["M", "A", "D", "H"], 3, &[3000], 6, 60),
    stage(&["A", "D", "E", "H", "L"], 2, &[1000], 14, 60),
    stage(&["A", "D", "E", "H", "L"], 2, &[3000], 14, 20),
];

/// Every table, in the order in which they are run: within a stage one table of each cell before the next.
pub fn work() -> Vec<(Cell, usize)> {
    let mut list = Vec::new();
    for stage in STAGES {
        for table in 0..stage.tables {
            for &rows in stage.rows {
                list.extend(stage.designs.iter().map(|design| (stage.cell(design, rows), table)));
            }
        }
    }
    list
}

impl Stage {
    fn cell(&self, design: &str, rows: usize) -> Cell {
        Cell { design: design.to_owned(), classes: self.classes, rows, variables: self.variables }
    }
}

/// Sets to claim and sets that no data can tell apart, with variables counted from 1.
pub struct Sets {
    /// A best pair, where there is one.
    pub right: [usize; 2],
    /// A tempting pair that is not the best.
    pub wrong: [usize; 2],
    /// Two sets that predict equally well.
    pub ties: &'static [[&'static [usize]; 2]],
}

/// The sets of a design.
pub fn sets(design: &str) -> Sets {
    let of = |right, wrong, ties| Sets { right, wrong, ties };
    let idle: &[[&[usize]; 2]] = &[[&[5], &[6]]];
    match design {
        // what is in words and what is not can be told apart
        words if in_words(words) => of([1, 2], [1, 3], &[]),
        "B" => of([1, 2], [1, 3], &[[&[1], &[2]], [&[1, 3], &[1, 4]]]),
        "D" => of([1, 2], [1, 3], &[[&[1], &[2]], [&[1, 3], &[2, 3]]]),
        "E" => of([1, 5], [1, 2], &[[&[5], &[6]], [&[1, 5], &[2, 6]]]),
        "E4" => of([1, 4], [1, 2], idle),
        "F" => of([1, 3], [1, 2], idle),
        "H" | "Hc" => of([1, 2], [1, 3], &[[&[1], &[2]], [&[1, 2], &[3, 4]]]),
        "I" => of([1, 2], [2, 3], idle),
        "J" => of([1, 2], [1, 3], &[[&[1, 2], &[2, 3]]]),
        "K" => of([1, 2], [1, 3], &[[&[1], &[2]], [&[1, 3], &[1, 4]]]),
        "L" => of([1, 3], [1, 2], idle),
        "M" => of([1, 2], [2, 3], idle),
        "T" => of([1, 2], [1, 4], &[[&[2], &[3]], [&[1, 2], &[1, 3]]]),
        "V" => of([1, 4], [1, 2], &[[&[1], &[2]], [&[1, 4], &[2, 4]]]),
        _ => of([1, 2], [1, 3], idle),
    }
}

/// Variables of a design that could change places without changing the law of its tables, counted from 1.
fn exchangeable(design: &str) -> &'static [&'static [usize]] {
    match design {
        "B" => &[&[1, 2], &[3, 4]],
        "D" | "K" => &[&[1, 2]],
        "E" => &[&[1, 2], &[5, 6]],
        "J" => &[&[1, 3]],
        "T" => &[&[2, 3]],
        "V" => &[&[1, 2, 3]],
        _ => &[],
    }
}

/// For each variable the class of those it is exchangeable with: sets with the same classes are worth the same.
pub fn classes(design: &str, variables: usize, named: usize) -> Vec<usize> {
    let of = |v: usize| {
        if in_words(design) {
            return v;
        }
        let group = exchangeable(design).iter().find(|group| group.contains(&(v + 1)));
        group.map_or(v.min(named), |group| group[0] - 1)
    };
    (0..variables).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_law_does_not_tell_apart_shares_a_class() {
        // T: 2 x1 + 1.5 x2 + 1.5 x3 + .5 x4, two of noise
        assert_eq!(classes("T", 6, 4), [0, 1, 1, 3, 4, 4]);
        assert_eq!(classes("H", 3, 0), [0, 0, 0]);
    }

    #[test]
    fn a_later_stage_goes_on_with_the_same_tables() {
        let work = work();
        let of =
            |table: usize| work.iter().filter(move |(c, t)| c.design == "A" && *t == table && c.rows == 100);
        assert!(of(0).count() > 2);
        assert!(work.iter().take(12).all(|(_, table)| *table == 0));
    }
}
