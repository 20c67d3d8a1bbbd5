//! The designs' truths against an independent drawing of each, made by `tests/oracles/designs.py`.

use counterweight::seed::Seed;
use counterweight::simulate::{DESIGNS, Settings, make};
use serde_json::Value;

fn oracle() -> Value {
    serde_json::from_str(include_str!("oracles/designs.json")).unwrap()
}

#[test]
fn stated_best_pairs_lead_and_no_other_pair_ties_with_them() {
    let oracle = oracle();
    for design in DESIGNS {
        let Some(found) = oracle.get(design.card().id) else { continue };
        let losses: Vec<([usize; 2], f64)> = serde_json::from_value(found["best_pairs"].clone()).unwrap();
        let mut stated = design.planted().best_pairs.to_vec();
        let mut leading: Vec<[usize; 2]> = losses[..stated.len()].iter().map(|pair| pair.0).collect();
        stated.sort_unstable();
        leading.sort_unstable();
        assert_eq!(stated, leading, "{}: {losses:?}", design.card().id);
        let gap = losses[stated.len()].1 - losses[0].1;
        let spread = losses[stated.len() - 1].1 - losses[0].1;
        assert!(gap > 1.1 * spread && gap > 0.0, "{}: {losses:?}", design.card().id);
    }
}

#[test]
fn stated_orders_are_what_is_lost_by_leaving_out() {
    let oracle = oracle();
    for design in DESIGNS {
        let Some(found) = oracle.get(design.card().id) else { continue };
        let lost = |number: &usize| found["lost_when_left_out"][number.to_string()].as_f64().unwrap_or(0.0);
        let order = design.planted().order;
        for groups in order.windows(2) {
            let least = groups[0].iter().map(lost).fold(f64::INFINITY, f64::min);
            let most = groups[1].iter().map(lost).fold(0.0, f64::max);
            assert!(least > most, "{}: {groups:?}: {least} against {most}", design.card().id);
        }
        assert!(order.iter().copied().flatten().all(|number| lost(number) > 0.0003), "{}", design.card().id);
    }
}

#[test]
fn best_accuracies_agree_with_the_oracle() {
    let oracle = oracle();
    let mut compared = 0;
    for design in DESIGNS {
        let Some(found) = oracle.get(design.card().id) else { continue };
        let settings = Settings { rows: 1, ..design.defaults() };
        let truth = make(*design, &settings, Seed::new(0)).unwrap().truth;
        let other = found["bayes_accuracy"].as_f64().unwrap();
        // 60,000 and 100,000 rows, sd of a row's best chance at most .2: four standard errors of the difference
        assert!(
            (truth.bayes_accuracy - other).abs() < 0.005,
            "{}: {}",
            design.card().id,
            truth.bayes_accuracy
        );
        compared += 1;
    }
    assert_eq!(compared, 18);
}
