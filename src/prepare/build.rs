//! The way from a table to a dataset.

use super::correlate::Correlations;
use super::encode::{assemble, encode};
use super::summary::summarise;
use super::{Dataset, DroppedColumn, checks, choose, groups, target};
use crate::error::{Error, Result};
use crate::load::{Table, short};
use crate::numbers;
use crate::options::{ClassWeights, ValidOptions};

/// Variables of a report at most. A quick one of 300 takes minutes of a processor, of ten times as many hours.
const MOST_VARIABLES: usize = 2_000;

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
    if chosen.used.len() > MOST_VARIABLES {
        return Err(too_many(table, chosen.used.len()));
    }
    let names: Vec<String> = chosen.used.iter().map(|used| used.name.clone()).collect();
    check_sets(table, &target.name, &names, &chosen.dropped, options)?;
    let encoded: Vec<_> = chosen.used.iter().map(|used| encode(&used.cells, used.rare)).collect();
    let (variables, inputs) = assemble(&names, &encoded, rows.len());

    let mut warnings = table.warnings.clone();
    warnings.extend(chosen.warnings);
    let named = options.group.as_ref().and_then(|name| table.column(name));
    let named = named.map(|column| groups::by_column(&column.cells.select(&rows)));
    let repeats = groups::identical_rows(&inputs, &target, named.is_some());
    warnings.extend(repeats.warning);
    warnings.extend(repeats.torn);
    let reason = match options.bins {
        Some(_) => {
            format!("{}, cut into {} classes of about as many rows", found.reason, target.classes.len())
        }
        None => found.reason,
    };
    let related = Correlations::of(&encoded);
    let mut summary = summarise(table, &target, reason, &variables, &encoded, &related, named.as_deref());
    let groups = named.or(repeats.groups);
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

/// The time goes with the square of the number of variables: each is left out of a network of all the others.
fn too_many(table: &Table, variables: usize) -> Error {
    let what = format!(
        "{} variables, and a report has {} at most, for networks are trained without each of them in turn; keep those that \
         are known to matter, or one of each group that says the same, with --only or --drop (in the file of --config the \
         list may be long), and choose them without a look at the target: a choice by it makes all that follows look better \
         than it is",
        numbers::count(variables),
        numbers::count(MOST_VARIABLES)
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
    fn more_variables_than_can_be_left_out_in_turn_are_refused() {
        let table = |columns: usize| {
            let line = |cell: &dyn Fn(usize) -> String| (0..columns).map(cell).collect::<Vec<_>>().join(",");
            let row = |row: usize| line(&|at| format!("{}.5", (row * 7 + at * row * row) % 10_007));
            let rows: Vec<String> = (0..12).map(|n| format!("{},{}\n", row(n), ["x", "y"][n % 2])).collect();
            format!("{},class\n{}", line(&|at| format!("v{at}")), rows.concat())
        };
        let error = prepared(&table(2_001), Options::default()).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert!(error.to_string().starts_with("d.csv: 2001 variables, and a report has 2000"), "{error}");
        let fewer = Options { drop: vec!["v7".to_owned()], ..Options::default() };
        assert_eq!(prepared(&table(2_001), fewer).unwrap().variables.len(), 2_000);
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
