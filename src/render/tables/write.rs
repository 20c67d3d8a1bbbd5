//! A table becomes HTML: caption with its number, a box that scrolls, what is many behind a fold.

use crate::compare::Answer;
use crate::numbers;
use crate::render::{blocks, decimals, escape, references, tokens};
use crate::stats::{Difference, Estimate};
use std::collections::BTreeSet;

/// Rows shown before the fold, unless the section asks for another number.
const SHOWN: usize = 20;

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it shows, in one line.
    pub caption: String,
    /// Its columns; the first names the rows.
    pub head: Vec<Head>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Classes of the element: `num` (numbers to the right), `st` (intervals below), `wrap`, `verdict`, `dt`, `gloss`.
    pub class: &'static str,
    /// How to read it.
    pub note: Option<String>,
    /// Rows that only the JSON has.
    pub left_out: usize,
}

/// The head of a column.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Its words.
    pub text: String,
    /// Small words below.
    pub below: String,
}

/// A row; its first cell names it.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Whether it is one the reader looks for.
    pub marked: bool,
    /// Anchor of its own.
    pub anchor: Option<String>,
}

/// A cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Words or a number.
    Text(String),
    /// A number and its interval.
    Number(String, String),
    /// An answer as sign and word.
    Answer(Answer),
    /// Words with links to evidence behind them.
    Evidence(String, Vec<String>),
    /// Our own SVG.
    Picture(String),
    /// Nothing to say.
    Empty,
}

impl Head {
    /// A head without small words.
    pub fn of(text: &str) -> Self {
        Head { text: text.to_owned(), below: String::new() }
    }
}

impl Cell {
    /// A cell of words.
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// A number written with its interval, `0.48 [0.40, 0.56]`, the interval apart.
    pub fn written(text: &str) -> Self {
        match text.split_once(" [") {
            Some((number, rest)) => Cell::Number(number.to_owned(), format!("[{rest}")),
            None => Cell::Text(text.to_owned()),
        }
    }

    /// A metric with three decimals, so that a column lines up; its interval apart.
    pub fn metric(of: &Estimate, write: fn(f64, usize) -> String) -> Self {
        const DECIMALS: usize = 3;
        let number = write(of.mean, DECIMALS);
        match (of.low, of.high) {
            (Some(low), Some(high)) => {
                Cell::Number(number, format!("[{}, {}]", write(low, DECIMALS), write(high, DECIMALS)))
            }
            _ => Cell::Text(number),
        }
    }

    /// The same of a difference, with its sign.
    pub fn difference(of: &Difference) -> Self {
        Cell::metric(&Estimate { mean: of.mean, low: of.low, high: of.high }, numbers::signed)
    }

    /// A cell of an estimate that may be missing.
    pub fn estimate(of: Option<&Estimate>, write: fn(&Estimate) -> String) -> Self {
        of.map_or(Cell::Empty, |e| Cell::written(&write(e)))
    }
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, class: &'static str, head: &[&str]) -> Self {
        let head = head.iter().map(|h| Head::of(h)).collect();
        Table { caption: caption.into(), head, class, ..Table::default() }
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>, marked: bool) {
        self.rows.push(Row { cells, marked, anchor: None });
    }

    /// The table as HTML; `top` rows before the fold.
    pub fn html(&self, id: &str, number: usize, top: Option<usize>) -> String {
        if self.class == "gloss" {
            return self.glossary(id);
        }
        let top = top.unwrap_or(SHOWN).max(1);
        // one or two rows behind a fold save no room
        let top = if self.rows.len() <= top.saturating_add(2) { self.rows.len() } else { top };
        let anchor = format!("t-{id}");
        let label = format!("{anchor}-c");
        let mut html = format!(
            "<div class=\"t\" id=\"{anchor}\"><p class=\"cap\" id=\"{label}\"><a class=\"fn\" href=\"#{anchor}\">Table {number}</a> {}</p>",
            escape::text(&escape::typeset(&self.caption))
        );
        html.push_str(&self.boxed(&self.rows[..top], &label));
        let rest = &self.rows[top..];
        if !rest.is_empty() {
            html.push_str(&format!("<details><summary>The other {}{}</summary>", rest.len(), self.more()));
            html.push_str(&self.boxed(rest, &label));
            html.push_str("</details>");
        }
        if let Some(note) = &self.note {
            html.push_str(&blocks::how(note));
        }
        html.push_str("</div>\n");
        html
    }

    /// Leaves out the rows named by one of these: only the JSON has them.
    pub fn without(&mut self, names: &BTreeSet<&str>) {
        let before = self.rows.len();
        let named =
            |row: &Row| matches!(row.cells.first(), Some(Cell::Text(name)) if names.contains(name.as_str()));
        self.rows.retain(|row| !named(row));
        self.left_out = before - self.rows.len();
    }

    fn more(&self) -> String {
        match self.left_out {
            0 => String::new(),
            n => format!("; {} more are in the JSON", numbers::count(n)),
        }
    }

    fn boxed(&self, rows: &[Row], label: &str) -> String {
        let head: String = self.head.iter().map(|h| h.html()).collect();
        let most = self.decimals(rows);
        let rows: String = rows.iter().map(|r| r.html(&most)).collect();
        format!(
            "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"{label}\"><table class=\"{}\" \
             aria-labelledby=\"{label}\"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>",
            self.class
        )
    }

    /// For each column the decimals to which its numbers are aligned.
    fn decimals(&self, rows: &[Row]) -> Vec<usize> {
        let numbers = self.class.split(' ').any(|c| c == "num");
        let column = |at: usize| rows.iter().filter_map(move |row| row.cells.get(at).and_then(Cell::number));
        (0..self.head.len()).map(|at| if numbers { decimals::most(column(at)) } else { 0 }).collect()
    }

    /// Words and their meanings are a list of definitions, with an anchor for each.
    fn glossary(&self, id: &str) -> String {
        let mut html = format!("<dl class=\"gloss\" id=\"t-{id}\">");
        for row in &self.rows {
            if let [word, meaning] = row.cells.as_slice() {
                let anchor = row.anchor.as_deref().map_or(String::new(), |a| escape::attribute("id", a));
                html.push_str(&format!("<dt{anchor}>{}</dt><dd>{}</dd>", word.html(0), meaning.html(0)));
            }
        }
        html.push_str("</dl>\n");
        html
    }
}

impl Head {
    fn html(&self) -> String {
        let below = match self.below.as_str() {
            "" => String::new(),
            below => format!("<span class=\"ci\">{}</span>", escape::text(below)),
        };
        format!("<th scope=\"col\">{}{below}</th>", escape::text(&self.text))
    }
}

impl Row {
    /// As HTML; a column's numbers are filled up to so many decimals.
    fn html(&self, decimals: &[usize]) -> String {
        let class = if self.marked { " class=\"hi\"" } else { "" };
        let anchor = self.anchor.as_deref().map_or(String::new(), |a| escape::attribute("id", a));
        let mut html = format!("<tr{class}{anchor}>");
        for (place, (cell, &most)) in self.cells.iter().zip(decimals).enumerate() {
            let inner = cell.html(most);
            html.push_str(&match (place, cell) {
                (0, _) => format!("<th scope=\"row\"{}>{inner}</th>", cell.length()),
                (_, Cell::Answer(_)) => format!("<td class=\"ans\">{inner}</td>"),
                _ => format!("<td>{inner}</td>"),
            });
        }
        html.push_str("</tr>");
        html
    }
}

impl Cell {
    /// A name that has to break, everywhere or on a narrow page; shorter ones stay on one line.
    fn length(&self) -> &'static str {
        let Cell::Text(text) = self else { return "" };
        match text.chars().count() {
            0..=14 => "",
            15..=26 => " class=\"mid\"",
            _ => " class=\"long\"",
        }
    }

    /// What may be a number, without its interval.
    fn number(&self) -> Option<&str> {
        match self {
            Cell::Text(text) | Cell::Number(text, _) => Some(text),
            _ => None,
        }
    }

    fn html(&self, most: usize) -> String {
        let set = |text: &str| escape::text(&escape::typeset(text));
        let aligned = |text: &str| set(&decimals::aligned(text, most));
        match self {
            Cell::Text(text) => aligned(text),
            Cell::Number(number, interval) => {
                format!("{}\u{A0}<span class=\"ci\">{}</span>", aligned(number), set(interval))
            }
            Cell::Answer(answer) => blocks::answer(*answer),
            Cell::Evidence(text, targets) => format!("{}{}", set(text), references::evidence(targets)),
            Cell::Picture(svg) => tokens::cleaned(svg),
            Cell::Empty => "<span class=\"ci\">·</span>".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: usize) -> Table {
        let mut table = Table::new("<caption>", "num", &["name", "score"]);
        for row in 0..rows {
            table.push(vec![Cell::text(format!("<v{row}>|")), Cell::written("0.5 [0.4, 0.6]")], row == 0);
        }
        table
    }

    #[test]
    fn cells_and_captions_are_escaped() {
        let html = table(1).html("x", 3, None);
        assert!(html.contains("Table 3</a> &lt;caption&gt;") && html.contains("&lt;v0&gt;|"), "{html}");
        assert!(html.contains("0.5\u{A0}<span class=\"ci\">[0.4,\u{A0}0.6]</span>"), "{html}");
        assert!(html.contains("<tr class=\"hi\">"));
    }

    #[test]
    fn many_rows_go_behind_a_fold() {
        let html = table(200).html("x", 1, None);
        assert!(html.contains("<summary>The other 180</summary>"));
        assert_eq!(html.matches("<tr").count(), 202);
        assert!(!table(22).html("x", 1, None).contains("details"));
        assert!(table(22).html("x", 1, Some(5)).contains("The other 17"));
    }
}
