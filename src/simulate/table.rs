//! A simulated table and how it is written.

use super::Truth;
use crate::error::{Error, Result};

/// A simulated table, with what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// Names of the variables, in the order of the columns.
    pub names: Vec<String>,
    /// Values, a vector a variable.
    pub columns: Vec<Vec<f64>>,
    /// Class of each row.
    pub labels: Vec<String>,
    /// What is known about it.
    pub truth: Truth,
}

/// Name of the column with the classes.
pub const TARGET: &str = "class";

impl Simulated {
    /// The table as CSV: a header, the variables, the class last. Numbers read back exactly.
    pub fn to_csv(&self) -> String {
        let mut text = self.names.join(",");
        text.push(',');
        text.push_str(TARGET);
        text.push('\n');
        for (row, label) in self.labels.iter().enumerate() {
            for column in &self.columns {
                text.push_str(&column[row].to_string());
                text.push(',');
            }
            text.push_str(label);
            text.push('\n');
        }
        text
    }

    /// The truth as indented JSON, with a line end.
    ///
    /// # Errors
    /// `Error::Internal` where a truth can't be written as JSON.
    pub fn truth_json(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(&self.truth).map_err(|e| Error::Internal(e.to_string()))?;
        Ok(text + "\n")
    }
}

#[cfg(test)]
mod tests {
    use crate::seed::Seed;
    use crate::simulate::{Settings, Truth, find, make};

    #[test]
    fn csv_reads_back_exactly() {
        for id in ["A", "N", "question"] {
            let design = find(id).unwrap();
            let made = make(design, &Settings { rows: 50, ..design.defaults() }, Seed::new(1)).unwrap();
            let text = made.to_csv();
            let mut lines = text.lines();
            assert_eq!(lines.next().unwrap().split(',').count(), made.names.len() + 1);
            for (row, line) in lines.enumerate() {
                let cells: Vec<&str> = line.split(',').collect();
                for (column, cell) in made.columns.iter().zip(&cells) {
                    assert_eq!(cell.parse::<f64>().unwrap(), column[row]);
                }
                assert_eq!(cells[made.names.len()], made.labels[row]);
            }
        }
    }

    #[test]
    fn truth_reads_back() {
        let design = find("D").unwrap();
        let made = make(design, &design.defaults(), Seed::new(1)).unwrap();
        let text = made.truth_json().unwrap();
        assert_eq!(serde_json::from_str::<Truth>(&text).unwrap(), made.truth);
        assert_eq!(made.truth.best_pairs, [["x1".to_owned(), "x2".to_owned()]]);
    }
}
