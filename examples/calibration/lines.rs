//! Counts of a cell: the lines of the summary.

use crate::cells::Cell;
use crate::record::six;
use counterweight::compare::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of the summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `claim`, `speaking`, `sizes`, `numbers`, `covers`, `ranks`, `probes`, `ties` or `found`.
    pub part: String,
    /// The claim, measure or interval.
    pub what: String,
    /// Which set was claimed, or which variables.
    pub kind: String,
    /// The cell.
    pub cell: Cell,
    /// Tables.
    pub tables: usize,
    /// What was judged: tables, or intervals.
    pub of: usize,
    /// Answers yes, intervals that cover, tests that reject.
    pub yes: usize,
    /// Answers no.
    pub no: usize,
    /// Answers 'depends'.
    pub depends: usize,
    /// Yes where it is not so.
    pub wrong_yes: usize,
    /// No where it is so.
    pub wrong_no: usize,
    /// A mean over tables, where that is what is asked.
    pub mean: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
}

impl Line {
    /// A line without counts.
    pub fn new(part: &str, what: &str, kind: &str, cell: &Cell, tables: usize) -> Self {
        Line {
            part: part.to_owned(),
            what: what.to_owned(),
            kind: kind.to_owned(),
            cell: cell.clone(),
            tables,
            of: 0,
            yes: 0,
            no: 0,
            depends: 0,
            wrong_yes: 0,
            wrong_no: 0,
            mean: None,
            error: None,
        }
    }

    /// Counts something that is so or not.
    pub fn count(&mut self, is: Option<bool>) {
        if let Some(is) = is {
            self.of += 1;
            self.yes += usize::from(is);
        }
    }

    /// Counts an answer; `[yes, no]` say whether each would be wrong.
    pub fn answer(&mut self, answer: Answer, [yes_is_wrong, no_is_wrong]: [bool; 2]) {
        self.of += 1;
        match answer {
            Answer::Yes => self.yes += 1,
            Answer::No => self.no += 1,
            Answer::Depends => self.depends += 1,
            Answer::Undecided => {}
        }
        self.wrong_yes += usize::from(answer == Answer::Yes && yes_is_wrong);
        self.wrong_no += usize::from(answer == Answer::No && no_is_wrong);
    }

    /// The counts of both.
    fn plus(mut self, other: &Line) -> Self {
        (self.mean, self.error) = pooled(&self, other);
        self.tables += other.tables;
        self.of += other.of;
        self.yes += other.yes;
        self.no += other.no;
        self.depends += other.depends;
        self.wrong_yes += other.wrong_yes;
        self.wrong_no += other.wrong_no;
        self
    }

    /// Whether two lines count the same.
    fn is_of(&self, other: &Line) -> bool {
        let key = |line: &Line| (line.part.clone(), line.kind.clone(), line.what.clone(), line.cell.clone());
        key(self) == key(other)
    }

    /// The same with a mean and its standard error.
    pub fn mean(mut self, values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        self.of = values.len();
        self.mean = Some(six(mean));
        self.error = Some(six((squares / (count - 1.0) / count).sqrt())).filter(|e| e.is_finite());
        self
    }
}

/// Mean and standard error of the values of two lines together.
fn pooled(a: &Line, b: &Line) -> (Option<f64>, Option<f64>) {
    let ((Some(first), Some(second)), count) = ((a.mean, b.mean), (a.of + b.of) as f64) else {
        return (a.mean.or(b.mean), a.error.or(b.error));
    };
    let (m, n) = (a.of as f64, b.of as f64);
    let mean = (m * first + n * second) / count;
    // squared deviations within each, and of the two means
    let within = |line: &Line, n: f64| line.error.map_or(0.0, |error| error * error * n * (n - 1.0));
    let squares = within(a, m) + within(b, n) + m * n / count * (first - second).powi(2);
    (Some(six(mean)), Some(six((squares / (count - 1.0) / count).sqrt())))
}

/// Adds the lines of a batch to those before it.
pub fn added(mut before: Vec<Line>, batch: Vec<Line>) -> Vec<Line> {
    for line in batch {
        match before.iter_mut().find(|known| known.is_of(&line)) {
            Some(known) => *known = known.clone().plus(&line),
            None => before.push(line),
        }
    }
    before.sort_by(|a, b| (&a.cell, &a.part, &a.kind).cmp(&(&b.cell, &b.part, &b.kind)));
    before
}

/// Tables counted in each cell; the next one has this number.
pub fn counted(lines: &[Line]) -> BTreeMap<Cell, usize> {
    let mut counted = BTreeMap::new();
    for line in lines.iter().filter(|line| line.part == "claim") {
        let tables: &mut usize = counted.entry(line.cell.clone()).or_default();
        *tables = line.tables.max(*tables);
    }
    counted
}

/// Names of the columns.
const HEAD: &str =
    "part,kind,design,classes,rows,variables,tables,what,of,yes,no,depends,wrong_yes,wrong_no,mean,error";
/// The first columns; an empty field among them repeats that of the line above.
const REPEATED: usize = 7;

/// The lines as CSV; fields that say nothing new are left empty, and at the end left out.
pub fn to_csv(lines: &[Line]) -> String {
    let mut text = format!("{HEAD}\n");
    let mut above = vec![String::new(); REPEATED];
    for line in lines {
        let mut fields = fields(line);
        for (field, above) in fields.iter_mut().zip(&mut above) {
            if field == above {
                field.clear();
            } else {
                above.clone_from(field);
            }
        }
        text.push_str(fields.join(",").trim_end_matches(','));
        text.push('\n');
    }
    text
}

fn fields(line: &Line) -> Vec<String> {
    let Cell { design, classes, rows, variables } = &line.cell;
    let some = |count: usize| if count == 0 { String::new() } else { count.to_string() };
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let mut fields = vec![line.part.clone(), line.kind.clone(), design.clone()];
    fields.extend([*classes, *rows, *variables, line.tables].map(|count| count.to_string()));
    fields.push(line.what.clone());
    fields.extend([line.of, line.yes, line.no, line.depends, line.wrong_yes, line.wrong_no].map(some));
    fields.extend([number(line.mean), number(line.error)]);
    fields
}

/// The lines of a CSV written by `to_csv`; none of a line that isn't one.
pub fn from_csv(text: &str) -> Vec<Line> {
    let mut above = vec![String::new(); REPEATED];
    let read = |line: &str| {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        for (field, above) in fields.iter_mut().zip(&mut above) {
            if field.is_empty() {
                field.clone_from(above);
            } else {
                above.clone_from(field);
            }
        }
        from_fields(&fields)
    };
    text.lines().skip(1).filter_map(read).collect()
}

fn from_fields(fields: &[String]) -> Option<Line> {
    let count = |at: usize| {
        fields.get(at).filter(|field| !field.is_empty()).map_or(Some(0), |field| field.parse().ok())
    };
    let number = |at: usize| fields.get(at).and_then(|field| field.parse().ok());
    let word = |at: usize| fields.get(at).cloned();
    Some(Line {
        part: word(0)?,
        kind: word(1)?,
        cell: Cell { design: word(2)?, classes: count(3)?, rows: count(4)?, variables: count(5)? },
        tables: count(6)?,
        what: word(7)?,
        of: count(8)?,
        yes: count(9)?,
        no: count(10)?,
        depends: count(11)?,
        wrong_yes: count(12)?,
        wrong_no: count(13)?,
        mean: number(14),
        error: number(15),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_back() {
        let cell = Cell { design: "A".to_owned(), classes: 2, rows: 100, variables: 6 };
        let mut answered = Line::new("claim", "enough", "right", &cell, 3);
        answered.answer(Answer::Yes, [true, false]);
        answered.answer(Answer::No, [true, false]);
        answered.answer(Answer::Undecided, [true, true]);
        assert_eq!((answered.of, answered.yes, answered.no), (3, 1, 1));
        assert_eq!((answered.wrong_yes, answered.wrong_no), (1, 0));
        // mean 2, squared deviations 1 and 1: standard error sqrt(2 / 1 / 2)
        let mean = Line::new("found", "inside", "accuracy", &cell, 2).mean(&[1.0, 3.0]);
        assert_eq!((mean.mean, mean.error), (Some(2.0), Some(1.0)));
        let lines = [answered, mean];
        assert_eq!(from_csv(&to_csv(&lines)), lines);
        assert_eq!(counted(&lines), BTreeMap::from([(cell, 3)]));
    }

    #[test]
    fn batches_add_up() {
        let cell = Cell { design: "A".to_owned(), classes: 2, rows: 100, variables: 6 };
        let line = |values: &[f64]| {
            let mut line = Line::new("found", "inside", "accuracy", &cell, values.len()).mean(values);
            line.yes = 1;
            line
        };
        let all = added(vec![line(&[1.0, 3.0])], vec![line(&[2.0, 4.0, 9.0])]);
        let whole = line(&[1.0, 3.0, 2.0, 4.0, 9.0]);
        assert_eq!((all.len(), all[0].tables, all[0].of, all[0].yes), (1, 5, 5, 2));
        // within the six digits that are kept
        let error = all[0].error.zip(whole.error).map(|(a, b)| (a - b).abs() < 1e-5);
        assert_eq!((all[0].mean, error), (whole.mean, Some(true)));
    }
}
