//! Means by name that grow from batch to batch, and the file they are kept in.

use crate::cells::Cell;
use crate::record::six;
use std::collections::BTreeMap;

/// Means by name, with the number of values in each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Means(BTreeMap<String, (f64, usize)>);

impl Means {
    /// One value more; one that is no number is left out.
    pub fn add(&mut self, what: String, value: f64) {
        if value.is_finite() {
            let (mean, count) = self.0.entry(what).or_default();
            *count += 1;
            *mean += (value - *mean) / *count as f64;
        }
    }

    /// The mean of a name.
    pub fn get(&self, what: &str) -> Option<f64> {
        self.0.get(what).map(|(mean, _)| *mean)
    }

    /// The means whose names begin so, by the rest of their names.
    pub fn after<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.0.iter().filter_map(move |(what, (mean, _))| Some((what.strip_prefix(start)?, *mean)))
    }
}

/// The means of all cells as CSV; what a line repeats of the one above is left empty.
pub fn to_csv(cells: &BTreeMap<Cell, Means>) -> String {
    let mut text = "design,classes,rows,variables,what,mean,count\n".to_owned();
    for (cell, means) in cells {
        let mut head = format!("{},{},{},{}", cell.design, cell.classes, cell.rows, cell.variables);
        for (what, (mean, count)) in &means.0 {
            text.push_str(&format!("{head},{what},{},{count}\n", six(*mean)));
            head = ",,,".to_owned();
        }
    }
    text
}

/// The means of a CSV written by `to_csv`; lines that aren't such are left out.
pub fn from_csv(text: &str) -> BTreeMap<Cell, Means> {
    let mut cells: BTreeMap<Cell, Means> = BTreeMap::new();
    let mut cell = None;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [design, classes, rows, variables, what, mean, count] = fields[..] else { continue };
        if let (Ok(classes), Ok(rows), Ok(variables)) = (classes.parse(), rows.parse(), variables.parse()) {
            cell = Some(Cell { design: design.to_owned(), classes, rows, variables });
        }
        if let (Some(cell), Ok(mean), Ok(count)) = (&cell, mean.parse(), count.parse()) {
            cells.entry(cell.clone()).or_default().0.insert(what.to_owned(), (mean, count));
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_go_on_where_the_file_ended() {
        let cell = |rows| Cell { design: "A".to_owned(), classes: 2, rows, variables: 6 };
        let mut cells: BTreeMap<Cell, Means> = BTreeMap::new();
        for value in [1.0, 2.0, f64::NAN, 6.0] {
            cells.entry(cell(100)).or_default().add("loss 0+1".to_owned(), value);
        }
        cells.entry(cell(300)).or_default().add("full".to_owned(), 0.5);
        let mut read = from_csv(&to_csv(&cells));
        assert_eq!(read, cells);
        let means = read.entry(cell(100)).or_default();
        assert_eq!(means.get("loss 0+1"), Some(3.0));
        means.add("loss 0+1".to_owned(), 7.0);
        assert_eq!(means.after("loss ").collect::<Vec<_>>(), [("0+1", 4.0)]);
    }
}
