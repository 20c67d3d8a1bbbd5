//! The trainer predicts rows it has not seen as well as scikit-learn's does: same tables, folds, units and decay.

use counterweight::load;
use counterweight::observe::Silent;
use counterweight::options::Options;
use counterweight::prepare::{prepare, scale};
use counterweight::seed::Seed;
use counterweight::train::{Bench, Fitted, Keep, MlpParams, Rows, Task};
use linfa::ParamGuard;
use serde::Deserialize;
use std::path::Path;

/// What `tests/oracles/mlp_accuracy.py` printed.
#[derive(Deserialize)]
struct Oracle {
    hidden: usize,
    starts: u64,
    tables: Vec<Judged>,
}

/// One table at one decay.
#[derive(Deserialize)]
struct Judged {
    file: String,
    target: String,
    decay: f64,
    accuracy: f64,
    log_loss: f64,
    /// A string a repeat, a digit a row: the fold it is held out in.
    folds: Vec<String>,
}

#[test]
fn held_out_rows_are_predicted_as_well_as_by_scikit_learn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("tests/oracles/mlp_accuracy.json")).unwrap();
    let oracle: Oracle = serde_json::from_str(&text).unwrap();
    assert_eq!(oracle.tables.len(), 12);
    for table in &oracle.tables {
        let (accuracy, log_loss) = mean(&fits(root, table, oracle.hidden, oracle.starts));
        let found = format!(
            "{} at decay {}: accuracy {accuracy:.4} and {:.4}, log loss {log_loss:.4} and {:.4}",
            table.file, table.decay, table.accuracy, table.log_loss
        );
        println!("{found}");
        assert!((accuracy - table.accuracy).abs() < 0.01, "{found}");
        assert!((log_loss - table.log_loss).abs() < 0.003 + 0.05 * table.log_loss, "{found}");
    }
}

fn fits(root: &Path, table: &Judged, hidden: usize, starts: u64) -> Vec<Fitted> {
    let options = Options { target: Some(table.target.clone()), ..Options::default() }.check().unwrap();
    let dataset = prepare(&load::load(&root.join(&table.file), &options).unwrap(), &options).unwrap();
    assert!(dataset.summary.dropped.is_empty(), "{}: every column is used there", table.file);
    let rows: Vec<Rows> = table
        .folds
        .iter()
        .flat_map(|folds| (b'0'..=b'9').map(move |fold| (folds.as_bytes(), fold)))
        .map(|(folds, fold)| {
            assert_eq!(folds.len(), dataset.rows());
            let (judge, train): (Vec<u32>, Vec<u32>) =
                (0..folds.len() as u32).partition(|&row| folds[row as usize] == fold);
            let scaling = scale::fit(&dataset.inputs, &train);
            Rows { train, judge, scaling }
        })
        .collect();
    let task = |rows: usize, start: u64| Task {
        rows: rows as u32,
        labels: 0,
        set: 0,
        decay: table.decay,
        start: Seed::new(start).child("start", rows as u64),
        keep: Keep::Losses,
    };
    let tasks: Vec<Task> =
        (0..rows.len()).flat_map(|rows| (0..starts).map(move |start| task(rows, start))).collect();
    let bench = Bench {
        dataset: &dataset,
        rows,
        labels: vec![dataset.target.codes.clone()],
        sets: vec![(0..dataset.variables.len()).collect()],
    };
    let params = MlpParams::new().hidden(vec![hidden]).check().unwrap();
    bench.fit(&tasks, &params, &Silent).unwrap()
}

/// Mean accuracy and mean log loss over fits.
fn mean(fits: &[Fitted]) -> (f64, f64) {
    let accuracy = |fit: &Fitted| {
        let classes = fit.confusion.len().isqrt();
        let right: u32 = (0..classes).map(|class| fit.confusion[class * classes + class]).sum();
        f64::from(right) / f64::from(fit.confusion.iter().sum::<u32>())
    };
    let many = fits.len() as f64;
    (fits.iter().map(accuracy).sum::<f64>() / many, fits.iter().map(|fit| fit.loss).sum::<f64>() / many)
}
