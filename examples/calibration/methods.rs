//! What `counterweight benchmark` found, measure by measure and design by design, as lines of the summary.

use crate::cells::Cell;
use crate::lines::Line;
use counterweight::benchmark::{Benchmark, MeasureResult, TableResult};
use std::collections::BTreeMap;

/// A line for each cell and measure: how often its top two are a best pair, and Somers' D with the order of the design.
pub fn lines(benchmark: &Benchmark) -> Vec<Line> {
    let mut cells: BTreeMap<(&str, usize), Vec<&TableResult>> = BTreeMap::new();
    benchmark.results.iter().for_each(|r| cells.entry((&r.design, r.rows)).or_default().push(r));
    let mut lines = Vec::new();
    for ((design, rows), tables) in cells {
        let cell = Cell { design: design.to_owned(), classes: 0, rows, variables: 0 };
        let mut measures: BTreeMap<&str, Vec<&MeasureResult>> = BTreeMap::new();
        let all = tables.iter().flat_map(|table| &table.measures);
        all.for_each(|measure| measures.entry(&measure.measure).or_default().push(measure));
        for (measure, results) in measures {
            let mut found = Line::new("benchmark", measure, "found", &cell, tables.len());
            results.iter().for_each(|result| found.count(result.found));
            let order: Vec<f64> = results.iter().filter_map(|result| result.similarity).collect();
            lines.push(found);
            lines.push(Line::new("benchmark", measure, "order", &cell, tables.len()).mean(&order));
        }
    }
    lines.retain(|line| line.of > 0);
    lines
}
