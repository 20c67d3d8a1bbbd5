//! The way from a table to a dataset.

use super::correlate::Correlations;
use super::encode::{assemble, encode};
use super::summary::summarise;
use super::{Dataset, DroppedColumn, checks, choose, groups, target};
use crate::error::{Error, Result};
use crate::load::{Table, short};
use crate::options::{ClassWeights, ValidOptions};

/// Finds the target, chooses and encodes the variables, and looks for what may mislead.
///
/// # Errors
/// `Error::Usage` where an option names what isn't there; `Error::Input` where the table can't be used.
pub fn prepare(table: &Table, options: &ValidOptions) -> Result<Dataset> {
    let found = target::find(table, options)?;
    let (target, rows) = target::classes(table, found.column, options.bins)?;
    let target = match options.class_weights {
        ClassWeights::None => target,
        ClassWeights::Balanced => target.balanced(),
    };
    let chosen = choose::choose(table, &target.name, &rows, options)?;
    let dropped_rows = table.origin.rows - rows.len();
    if chosen.used.is_empty() {
        return Err(no_variable(table, &target.name, &chosen.dropped));
    }
    let names: Vec<String> = chosen.used.iter().map(|(name, _)| name.clone()).collect();
    check_sets(table, &target.name, &names, &chosen.dropped, options)?;
    let encoded: Vec<_> = chosen.used.iter().map(|(_, cells)| encode(cells)).collect();
    let (variables, inputs) = assemble(&names, &encoded, rows.len());

    let mut warnings = table.warnings.clone();
    warnings.extend(chosen.warnings);
    let named = options.group.as_ref().and_then(|name| table.column(name));
    let named = named.map(|column| groups::by_column(&column.cells.select(&rows)));
    let repeats = groups::identical_rows(&inputs, &target, named.is_some());
    warnings.extend(repeats.warning);
    warnings.extend(repeats.torn);
    let groups = named.or(repeats.groups);
    let reason = match options.bins {
        Some(_) => {
            format!("{}, cut into {} classes of about as many rows", found.reason, target.classes.len())
        }
        None => found.reason,
    };
    let related = Correlations::of(&encoded);
    let mut summary = summarise(table, &target, reason, &variables, &encoded, &related);
    summary.dropped = chosen.dropped;
    summary.group = options.group.clone();
    let mut dataset = Dataset { target, variables, inputs, groups, summary, warnings: Vec::new() };
    checks::check_groups(&dataset, options)?;
    warnings.extend(checks::warnings(&dataset, &encoded, &related, dropped_rows));
    dataset.warnings = warnings;
    Ok(dataset)
}

fn no_variable(table: &Table, target: &str, dropped: &[DroppedColumn]) -> Error {
    let reasons: Vec<String> =
        dropped.iter().take(5).map(|column| format!("{} ({})", short(&column.name), column.reason)).collect();
    let what = format!(
        "no variable is left beside the target {}: {}{}; keep at least one column that varies",
        short(target),
        reasons.join(", "),
        if dropped.len() > 5 { ", …" } else { "" }
    );
    Error::at(&table.origin.file, None, None, &what)
}

/// `--claim` names variables, `--top` at most as many as there are.
fn check_sets(
    table: &Table,
    target: &str,
    names: &[String],
    dropped: &[DroppedColumn],
    options: &ValidOptions,
) -> Result<()> {
    if let Some(name) = options.claim.iter().find(|name| !names.contains(name)) {
        if name == target {
            return Err(Error::Usage(format!("--claim {}: this is the target, not a variable", short(name))));
        }
        if let Some(column) = dropped.iter().find(|column| column.name == *name) {
            let why = &column.reason;
            return Err(Error::Usage(format!(
                "--claim {}: this column is not used ({why}); claim variables that are",
                short(name)
            )));
        }
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        return Err(target::absent("--claim", name, &table.origin.file, &known));
    }
    if let Some(top) = options.top
        && top > names.len()
    {
        let there = names.len();
        return Err(Error::Usage(format!("--top {top}: there are {there} variables; give at most {there}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load_bytes;
    use crate::options::Options;
    use crate::prepare::Kind;

    fn prepared(text: &str, options: Options) -> Result<Dataset> {
        let options = options.check().unwrap();
        prepare(&load_bytes("d.csv", text.as_bytes(), &options)?, &options)
    }

    /// Rows of `a` (number), `b` (two words), `c` (three words, some missing) and `y` (three classes).
    fn plain() -> String {
        let mut text = String::from("a,b,c,y\n");
        for i in 0..60 {
            let c = ["red", "green", "blue", ""][i % 4];
            text.push_str(&format!(
                "{},{},{c},{}\n",
                (i * 37 % 60) as f64 / 7.0,
                ["no", "yes"][i / 7 % 2],
                i % 3
            ));
        }
        text
    }

    #[test]
    fn a_plain_table_becomes_variables_inputs_and_classes() {
        let dataset = prepared(&plain(), Options::default()).unwrap();
        assert_eq!((dataset.rows(), dataset.classes()), (60, 3));
        let kinds: Vec<Kind> = dataset.variables.iter().map(|v| v.kind).collect();
        assert_eq!(kinds, [Kind::Number, Kind::Binary, Kind::Category]);
        assert_eq!(dataset.variables[2].inputs, 2..6);
        assert_eq!(dataset.input_names()[2..], ["c = blue", "c = green", "c = missing", "c = red"]);
        assert_eq!(dataset.target.classes, ["0", "1", "2"]);
        assert_eq!(dataset.summary.target_reason, "its name is a usual one");
        assert_eq!(dataset.inputs_of(&[0, 2]), [0, 2, 3, 4, 5]);
    }

    #[test]
    fn scaling_a_column_by_a_power_of_two_changes_no_bit() {
        let plain = plain();
        let mut scaled = String::from("a,b,c,y\n");
        for line in plain.lines().skip(1) {
            let (a, rest) = line.split_once(',').unwrap();
            scaled.push_str(&format!("{},{rest}\n", a.parse::<f64>().unwrap() * 2f64.powi(50)));
        }
        let (one, other) = (prepared(&plain, Options::default()), prepared(&scaled, Options::default()));
        assert_eq!(one.unwrap().inputs.cells, other.unwrap().inputs.cells);
    }
}
