//! Tables of numbers as CSV.

/// A table of variables `x1` and on, the class last.
pub fn csv(rows: &[(Vec<f64>, bool)]) -> String {
    let count = rows.first().map_or(0, |(inputs, _)| inputs.len());
    let mut text: String = (1..=count).map(|v| format!("x{v},")).collect();
    text.push_str("class\n");
    for (inputs, class) in rows {
        inputs.iter().for_each(|input| text.push_str(&format!("{input},")));
        text.push_str(if *class { "yes\n" } else { "no\n" });
    }
    text
}
