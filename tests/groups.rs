//! Rows that come in groups: noise that is alike within groups is no find, and real effects still are.
//!
//! Tables of 24 groups; variables of noise are the same in all rows of a group or partly so, classes too. The short tests have
//! bounds with room for the chance of few tables and none for a mistake of kind: shuffled row by row, some variable had
//! p ≤ .05 in 15 of 16 such tables. The long one prints the table of docs/evidence.md, 'Groups of rows':
//!
//! ```text
//! TABLES=240 cargo test --test groups -- --ignored --nocapture
//! ```

use counterweight::attribute::probes;
use counterweight::load::load_bytes;
use counterweight::observe::Silent;
use counterweight::options::{Effort, Options, ValidOptions};
use counterweight::prepare::plan::{self, Plan, Scheme};
use counterweight::prepare::{self, Dataset};
use counterweight::seed::{Rng, Seed};
use counterweight::stats::interval;
use counterweight::train::ensemble;
use rayon::prelude::*;

const MEASURES: [&str; 5] = ["abs_sum", "garson_1991", "olden", "gradient", "permutation"];

/// How a table is drawn.
#[derive(Clone, Copy)]
struct Design {
    /// Rows of each group.
    sizes: &'static [usize],
    /// Share of the variance of noise that rows of a group have in common (1: the same in all of them).
    shared: f64,
    /// Share of rows whose class is not that of their group.
    flipped: f64,
    /// What the class of the group adds to the first variable, which is the same in all rows of a group.
    between: f64,
    /// What the class of the row adds to the second, or the first if that has no effect.
    within: f64,
}

const EQUAL: &[usize] = &[8; 24];
const UNEQUAL: &[usize] = &[2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11, 12, 13, 16, 20, 24];
const FEW: &[usize] = &[24; 8];

const NOISE: Design = Design { sizes: EQUAL, shared: 1.0, flipped: 0.0, between: 0.0, within: 0.0 };

impl Design {
    /// Four variables, half of the groups of each class.
    fn csv(&self, seed: u32) -> String {
        let mut rng = Seed::new(u64::from(seed)).child("groups of rows", 0).rng();
        let mut classes: Vec<bool> = (0..self.sizes.len()).map(|group| group % 2 == 0).collect();
        rng.shuffle(&mut classes);
        let mut text = String::from("patient,x1,x2,x3,x4,class\n");
        for (group, (&size, &class)) in self.sizes.iter().zip(&classes).enumerate() {
            let common: [f64; 4] = std::array::from_fn(|_| rng.normal());
            for _ in 0..size {
                let label = class ^ (rng.uniform() < self.flipped);
                let mut row = common.map(|common| self.noise(common, &mut rng));
                if self.between > 0.0 {
                    row[0] = common[0] + self.between * f64::from(u8::from(class));
                }
                row[1] += self.within * f64::from(u8::from(label));
                let cells: Vec<String> = row.iter().map(|x| format!("{x:.6}")).collect();
                text.push_str(&format!(
                    "p{group},{},{}\n",
                    cells.join(","),
                    ["no", "yes"][usize::from(label)]
                ));
            }
        }
        text
    }

    fn noise(&self, common: f64, rng: &mut Rng) -> f64 {
        let own = rng.normal();
        self.shared.sqrt() * common + (1.0 - self.shared).sqrt() * own
    }

    fn prepared(&self, seed: u32, options: &ValidOptions) -> Dataset {
        let table = load_bytes("t.csv", self.csv(seed).as_bytes(), options).unwrap();
        prepare::prepare(&table, options).unwrap()
    }
}

fn options() -> ValidOptions {
    let named = |name: &str| Some(name.to_owned());
    let options = Options {
        effort: Effort::Quick,
        target: named("class"),
        group: named("patient"),
        ..Options::default()
    };
    options.check().unwrap()
}

/// What is said of one table: whether there is a signal, and for each measure the p-value of each variable.
struct Told {
    signal: bool,
    p: Vec<[f64; 4]>,
}

/// A quick report's test for a signal and its shuffled copies, without what neither looks at.
fn told(dataset: &Dataset, options: &ValidOptions) -> Told {
    let least = Scheme { repeats: 1, folds: 2, starts: 1 };
    let plan = Plan {
        full: least,
        sets: least,
        forest: least,
        halves: 2,
        half_folds: 2,
        half_inner: 1,
        forest_halves: 0,
        trees: 1,
        random_sets: 0,
        all_pairs_up_to: 0,
        ..plan::of(dataset, options)
    };
    let ensemble = ensemble::train(dataset, &plan, options, &Silent).unwrap();
    let signal = !ensemble.signal.stopped_early() && ensemble.signal.p() <= 0.01;
    let probed = probes::probe(&ensemble, options, &Silent).unwrap();
    let of = |measure: &&str| {
        let found = probed.iter().find(|probed| probed.measure == *measure).unwrap();
        found.p_values().try_into().unwrap()
    };
    Told { signal, p: MEASURES.iter().map(of).collect() }
}

fn tables(design: Design, seeds: std::ops::Range<u32>) -> Vec<Told> {
    let options = options();
    let one = |seed: u32| told(&design.prepared(seed, &options), &options);
    seeds.into_par_iter().with_max_len(1).map(one).collect()
}

/// Tables in which some variable has p ≤ .05, a measure.
fn found_any(told: &[Told]) -> Vec<usize> {
    let any = |m: usize| told.iter().filter(|told| told.p[m].iter().any(|&p| p <= 0.05)).count();
    (0..MEASURES.len()).map(any).collect()
}

/// Tables in which this variable has p ≤ .05, a measure.
fn found(told: &[Told], variable: usize) -> Vec<usize> {
    let it = |m: usize| told.iter().filter(|told| told.p[m][variable] <= 0.05).count();
    (0..MEASURES.len()).map(it).collect()
}

fn signals(told: &[Told]) -> usize {
    told.iter().filter(|told| told.signal).count()
}

#[test]
fn noise_that_is_alike_within_groups_is_rarely_a_find() {
    for design in [
        NOISE,
        Design { shared: 0.5, flipped: 0.12, ..NOISE },
        Design { sizes: UNEQUAL, shared: 1.0, flipped: 0.12, ..NOISE },
    ] {
        let told = tables(design, 0..16);
        // nominally 0.8 of 16 tables with a find and 0.16 with a signal; six and three or more come once in a thousand
        let (finds, signals) = (found_any(&told), signals(&told));
        assert!(finds.iter().all(|&finds| finds <= 5), "{MEASURES:?}: {finds:?} of 16");
        assert!(signals <= 2, "{signals} of 16");
    }
}

#[test]
fn copies_shuffled_row_by_row_would_find_noise_everywhere() {
    let options = options();
    let one = |seed: u32| {
        let mut dataset = NOISE.prepared(seed, &options);
        // without a name, groups stay on one side of every split and rows change places one by one
        dataset.summary.group = None;
        told(&dataset, &options)
    };
    let told: Vec<Told> = (0..8).into_par_iter().with_max_len(1).map(one).collect();
    assert!(found_any(&told)[0] >= 5, "{:?} of 8", found_any(&told));
}

#[test]
fn effects_between_and_within_groups_are_found() {
    let told = tables(Design { flipped: 0.12, between: 3.0, within: 1.5, shared: 0.5, ..NOISE }, 0..8);
    assert!(signals(&told) >= 7, "a signal in {} of 8", signals(&told));
    for variable in [0, 1] {
        let found = found(&told, variable);
        assert!(found.iter().all(|&tables| tables >= 5), "x{}: {found:?} of 8", variable + 1);
    }
}

#[test]
#[ignore = "long: the table of docs/evidence.md"]
fn the_table_of_the_evidence() {
    let tables_each: u32 = std::env::var("TABLES").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    println!("| groups | noise | classes | effect | tables | signal | {} |", MEASURES.join(" | "));
    println!("|---|---|---|---|---|---|{}", "---|".repeat(MEASURES.len()));
    for (name, design, variable) in designs() {
        let told = tables(design, 0..tables_each);
        let share = |count: usize| {
            let e = interval::proportion(count, told.len());
            let percent = |x: Option<f64>| 100.0 * x.unwrap_or(f64::NAN);
            format!("{:.1} [{:.1}, {:.1}]", 100.0 * e.mean, percent(e.low), percent(e.high))
        };
        let finds = variable.map_or_else(|| found_any(&told), |variable| found(&told, variable));
        let shares: Vec<String> = finds.into_iter().map(share).collect();
        println!("| {name} | {} | {} | {} |", told.len(), share(signals(&told)), shares.join(" | "));
    }
}

/// Every cell of the table: its words, its design, and the variable to be found, if one is.
fn designs() -> Vec<(String, Design, Option<usize>)> {
    let mut list = Vec::new();
    for (groups, sizes) in [("24 of 8 rows", EQUAL), ("24 of 2 to 24", UNEQUAL)] {
        for (noise, shared) in [("constant", 1.0), ("half shared", 0.5)] {
            for (classes, flipped) in [("one a group", 0.0), ("12 % flipped", 0.12), ("50 % flipped", 0.5)] {
                let name = format!("{groups} | {noise} | {classes} | none");
                list.push((name, Design { sizes, shared, flipped, ..NOISE }, None));
            }
        }
    }
    for (classes, flipped) in [("one a group", 0.0), ("12 % flipped", 0.12)] {
        let name = format!("8 of 24 rows | constant | {classes} | none");
        list.push((name, Design { sizes: FEW, flipped, ..NOISE }, None));
    }
    for (groups, sizes) in [("24 of 8 rows", EQUAL), ("24 of 2 to 24", UNEQUAL)] {
        let with = Design { sizes, shared: 0.5, flipped: 0.12, ..NOISE };
        let between = format!("{groups} | half shared | 12 % flipped | x1, between groups");
        list.push((between, Design { between: 2.0, ..with }, Some(0)));
        let within = format!("{groups} | half shared | 12 % flipped | x2, within groups");
        list.push((within, Design { within: 1.0, ..with }, Some(1)));
        let mixed = format!("{groups} | half shared | 50 % flipped | x2, within groups");
        list.push((mixed, Design { within: 1.0, flipped: 0.5, ..with }, Some(1)));
    }
    list
}
