//! Known truth on rows that hold no trap: measures known to fail on a kind of cause fail there, and others find it.

use counterweight::load::load_bytes;
use counterweight::observe::Silent;
use counterweight::options::{Effort, Options};
use counterweight::pipeline;
use counterweight::render::Report;
use counterweight::seed::Seed;
use counterweight::simulate::{self, Settings};
use counterweight::truth::KnownTruth;

fn report(design: &str, rows: usize, variables: usize, options: Options) -> Report {
    let design = simulate::find(design).unwrap();
    let settings = Settings { rows, variables, ..design.defaults() };
    let csv = simulate::make(design, &settings, Seed::new(3)).unwrap().to_csv();
    let options = options.check().unwrap();
    let table = load_bytes("t.csv", csv.as_bytes(), &options).unwrap();
    pipeline::report(table, &options, "counterweight report t.csv", &Silent).unwrap()
}

/// Share of the tables of a kind in which a measure found what was planted.
fn found(truth: &KnownTruth, kind: &str, measure: &str) -> f64 {
    let kind = truth.kinds.iter().find(|k| k.kind == kind).unwrap();
    kind.measures.iter().find(|m| m.measure == measure).unwrap().found.unwrap().mean
}

#[test]
fn each_measure_fails_where_it_must() {
    // x1 to x4 are correlated by .9: some follow others
    let report = report("E", 600, 8, Options::default());
    let truth = report.findings.known_truth.as_ref().unwrap();
    let kinds: Vec<&str> = truth.kinds.iter().map(|k| k.kind.as_str()).collect();
    assert_eq!(kinds, ["straight", "bent", "joint", "follower", "nothing"]);
    assert!(truth.not_posed.is_empty() && truth.tables == 30 && truth.rows == 600);
    // paths with their signs cancel over a bend and in a product; sums of input weights with their signs say nothing
    for kind in ["bent", "joint"] {
        assert!(found(truth, kind, "olden") <= 0.2, "{kind}: {}", found(truth, kind, "olden"));
        assert!(found(truth, kind, "permutation") >= 0.7, "{kind}: {}", found(truth, kind, "permutation"));
        assert!(found(truth, kind, "gradient") >= 0.6, "{kind}: {}", found(truth, kind, "gradient"));
    }
    assert!(found(truth, "joint", "logistic") <= 0.2);
    assert!(found(truth, "straight", "olden") >= 0.6, "{}", found(truth, "straight", "olden"));
    for kind in ["straight", "bent", "joint", "follower"] {
        assert!(found(truth, kind, "signed_sum") < found(truth, kind, "permutation"), "{kind}");
    }
    let best = &truth.measures[0];
    assert!(best.among_best && best.found.mean > 0.6, "{best:?}");
    for loser in ["signed_sum", "olden"] {
        let loser = truth.measures.iter().find(|m| m.measure == loser).unwrap();
        assert!(!loser.among_best && loser.p_less < 0.05, "{loser:?}");
    }
    // labels are as hard to predict as the user's
    for kind in truth.kinds.iter().filter(|k| k.important > 0) {
        assert!((kind.reached.mean / truth.yours - 1.0).abs() < 0.2, "{} {}", kind.kind, kind.reached.mean);
        assert!(kind.explained >= kind.reached.mean - 0.02, "{}", kind.kind);
    }
    let nothing = &truth.kinds[4];
    assert!(nothing.important == 0 && nothing.reached.mean < 0.02, "{}", nothing.reached.mean);
    assert!(nothing.measures.iter().all(|m| m.found.is_none() && m.favourite_p.is_some()));
}

#[test]
fn without_tables_or_a_signal_it_says_so() {
    let quick = Options { effort: Effort::Quick, ..Options::default() };
    assert_eq!(report("A", 80, 5, quick).findings.known_truth, None);
    let none = report("H", 60, 4, Options::default()).findings.known_truth.unwrap();
    assert!(none.note.is_some_and(|note| note.contains("no signal")) && none.measures.is_empty());
}
