//! The kinds of cause that are planted. Each draws its variables anew for every table.

use super::effects::Effects;
use super::labels::{Term, direction};
use crate::card::Card;
use crate::seed::{Rng, Seed};

/// One kind of cause.
pub trait Kind: Sync {
    /// Its words; `formula` is the law of the labels.
    fn card(&self) -> &'static Card;
    /// Draws a cause on the rows of the stage.
    ///
    /// # Errors
    /// Why these rows cannot have a cause of this kind.
    fn plant(&self, stage: &Stage, seed: Seed) -> Result<Cause, String>;
}

/// Every kind, in the order of the report; the last one is no cause at all.
pub static KINDS: &[&dyn Kind] = &[&Straight, &Bent, &Joint, &Follower, &Nothing];

/// The rows on which causes are planted.
pub struct Stage<'a> {
    pub(super) effects: Effects<'a>,
    /// Correlations of all variables with all.
    pub(super) correlation: Vec<Vec<f64>>,
    /// Number of classes.
    pub(super) classes: usize,
    /// Size of the set that the report seeks.
    pub(super) top: usize,
}

/// What the labels of one table follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// What is added up to logits; empty where nothing matters.
    pub terms: Vec<Term>,
    /// How much each variable matters, 0 for those that don't: only the order counts.
    pub strengths: Vec<f64>,
    /// How many of the strongest are to be found.
    pub sought: usize,
}

const FRANKLIN: &str = "Franklin, Schneeweiss, Polinski & Rassen (2014), Computational Statistics & Data Analysis 72:219-226, doi:10.1016/j.csda.2013.10.018 (labels simulated on real rows)";
/// Weight of the last effect of the set sought, beside a first of weight 1.
const LAST: f64 = 0.75;
/// Weights of straight effects of further variables: what matters has to be told from what matters less.
const FURTHER: [f64; 2] = [0.4, 0.2];
/// Correlations that make a follower: weaker ones tempt nobody, with stronger ones nobody can tell the two apart.
const FOLLOWS: [f64; 2] = [0.5, 0.98];
/// Correlation of the nearest pair below which no variable counts as a follower.
const NEAREST: f64 = 0.3;

/// Straight effects of graded strength, as many strong ones as the set that is sought.
pub struct Straight;

impl Kind for Straight {
    fn card(&self) -> &'static Card {
        &Card {
            id: "straight",
            title: "straight effects",
            formula: "logits = a_k + s (w_1 c_1k x_1 + … + w_m c_mk x_m + further), weights graded from 1 to 0.75, m the size of the set sought; further = 0.4 and 0.2 times two other variables, straight",
            reading: "What most people have in mind: each variable pushes one way, some more than others.",
            misleading_when: "The only kind a measure has to find if nothing is bent and nothing works jointly.",
            reference: FRANKLIN,
        }
    }

    fn plant(&self, stage: &Stage, seed: Seed) -> Result<Cause, String> {
        let count = stage.top;
        let mut cause = Planting::new(stage, seed);
        for place in 0..count {
            let weight = 1.0 - (1.0 - LAST) * place as f64 / (count as f64 - 1.0).max(1.0);
            cause.straight(weight)?;
        }
        cause.done(count)
    }
}

/// One bent effect and a straight one.
pub struct Bent;

impl Kind for Bent {
    fn card(&self) -> &'static Card {
        &Card {
            id: "bent",
            title: "one bent, one straight",
            formula: "logits = a_k + s (c_1k x_1² + 0.75 c_2k x_2 + further), x_1² cut at 1.5 sd, less its straight part",
            reading: "Both low and high values push the same way, as a dose that is best in the middle.",
            misleading_when: "Measures that add up paths with their signs see nothing of the bend.",
            reference: FRANKLIN,
        }
    }

    fn plant(&self, stage: &Stage, seed: Seed) -> Result<Cause, String> {
        let mut cause = Planting::new(stage, seed);
        let bends = |v: usize| stage.effects.bent(v, seed);
        let Some((first, effect)) = cause.take(bends) else {
            return Err("no variable has numbers that could bend".to_owned());
        };
        cause.add(1.0, effect, &[first]);
        cause.straight(LAST)?;
        cause.done(2)
    }
}

/// Two variables that matter only together.
pub struct Joint;

impl Kind for Joint {
    fn card(&self) -> &'static Card {
        &Card {
            id: "joint",
            title: "two, only jointly",
            formula: "logits = a_k + s (c_1k x_1 x_2 + further), either cut at 1.5 sd, the product less what either adds straight",
            reading: "Neither says anything alone: what one does depends on the other.",
            misleading_when: "Measures that look at one variable at a time have nothing to see.",
            reference: FRANKLIN,
        }
    }

    fn plant(&self, stage: &Stage, seed: Seed) -> Result<Cause, String> {
        let mut cause = Planting::new(stage, seed);
        let first = cause.take(|v| stage.effects.straight(v, seed));
        let Some((first, _)) = first else { return Err(CONSTANT.to_owned()) };
        let Some((second, effect)) = cause.take(|v| stage.effects.joint(first, v, seed)) else {
            return Err("no two variables have a product of their own".to_owned());
        };
        cause.add(1.0, effect, &[first, second]);
        cause.done(2)
    }
}

/// Two straight effects beside a variable that follows the first and does nothing.
pub struct Follower;

impl Kind for Follower {
    fn card(&self) -> &'static Card {
        &Card {
            id: "follower",
            title: "two beside a follower",
            formula: "logits = a_k + s (c_1k x_1 + 0.75 c_2k x_2 + further); x_3 goes along with x_1 (|r| from 0.5 to 0.98, or the nearest pair from 0.3) and does nothing",
            reading: "A variable that only goes along with one that matters should not be taken for it.",
            misleading_when: "The nearer the follower, the less any measure can tell the two apart.",
            reference: FRANKLIN,
        }
    }

    fn plant(&self, stage: &Stage, seed: Seed) -> Result<Cause, String> {
        let mut cause = Planting::new(stage, seed);
        let pairs = followers(stage);
        if pairs.is_empty() {
            return Err(format!("no two variables are correlated by {NEAREST} to {}", FOLLOWS[1]));
        }
        let (first, follower) = pairs[cause.rng.below(pairs.len())];
        let Some(effect) = stage.effects.straight(first, seed) else { return Err(CONSTANT.to_owned()) };
        cause.left.retain(|&v| v != first && v != follower);
        cause.add(1.0, effect, &[first]);
        cause.straight(LAST)?;
        cause.done(2)
    }
}

/// Ordered pairs of a variable and one that follows it.
fn followers(stage: &Stage) -> Vec<(usize, usize)> {
    let count = stage.effects.variables();
    let ordered = (0..count).flat_map(|a| (0..count).map(move |b| (a, b))).filter(|(a, b)| a != b);
    let r = |&(a, b): &(usize, usize)| stage.correlation[a][b].abs();
    let possible: Vec<(usize, usize)> = ordered.filter(|pair| r(pair) <= FOLLOWS[1]).collect();
    let near: Vec<(usize, usize)> = possible.iter().copied().filter(|pair| r(pair) >= FOLLOWS[0]).collect();
    if !near.is_empty() {
        return near;
    }
    let most = possible.iter().map(r).fold(0.0, f64::max);
    possible.into_iter().filter(|pair| r(pair) >= NEAREST && r(pair) == most).collect()
}

/// No cause: the classes as they come.
pub struct Nothing;

impl Kind for Nothing {
    fn card(&self) -> &'static Card {
        &Card {
            id: "nothing",
            title: "nothing",
            formula: "your classes, shuffled among the rows",
            reading: "Where nothing matters a measure should have no favourite.",
            misleading_when: "A favourite here is what the measure likes about a column, not what the column knows.",
            reference: FRANKLIN,
        }
    }

    fn plant(&self, stage: &Stage, _: Seed) -> Result<Cause, String> {
        Ok(Cause { terms: Vec::new(), strengths: vec![0.0; stage.effects.variables()], sought: 0 })
    }
}

const CONSTANT: &str = "too few variables differ between rows";

/// A cause in the making.
struct Planting<'s, 'a> {
    stage: &'s Stage<'a>,
    seed: Seed,
    rng: Rng,
    /// Variables not yet taken, in random order.
    left: Vec<usize>,
    cause: Cause,
}

impl<'s, 'a> Planting<'s, 'a> {
    fn new(stage: &'s Stage<'a>, seed: Seed) -> Self {
        let mut rng = seed.child("variables", 0).rng();
        let count = stage.effects.variables();
        let mut left: Vec<usize> = (0..count).collect();
        rng.shuffle(&mut left);
        let cause = Cause { terms: Vec::new(), strengths: vec![0.0; count], sought: 0 };
        Planting { stage, seed, rng, left, cause }
    }

    /// The first variable left that has the effect.
    fn take(&mut self, effect: impl Fn(usize) -> Option<Vec<f64>>) -> Option<(usize, Vec<f64>)> {
        let (at, found) = self.left.iter().enumerate().find_map(|(at, &v)| Some((at, effect(v)?)))?;
        Some((self.left.remove(at), found))
    }

    /// Adds the straight effect of the next variable.
    fn straight(&mut self, weight: f64) -> Result<(), String> {
        let (effects, seed) = (&self.stage.effects, self.seed);
        let Some((variable, effect)) = self.take(|v| effects.straight(v, seed.child("straight", v as u64)))
        else {
            return Err(CONSTANT.to_owned());
        };
        self.add(weight, effect, &[variable]);
        Ok(())
    }

    fn add(&mut self, weight: f64, effect: Vec<f64>, of: &[usize]) {
        let classes = direction(self.stage.classes, &mut self.rng);
        self.cause.terms.push(Term { weight, classes, effect });
        of.iter().for_each(|&v| self.cause.strengths[v] = weight);
    }

    /// The cause with its further effects, as far as they leave a variable that does not matter.
    fn done(mut self, sought: usize) -> Result<Cause, String> {
        let idle = |cause: &Cause| cause.strengths.iter().filter(|s| **s == 0.0).count();
        if idle(&self.cause) == 0 {
            return Err("no variable would be left that does not matter".to_owned());
        }
        for weight in FURTHER {
            if idle(&self.cause) > 1 && !self.left.is_empty() {
                self.straight(weight)?;
            }
        }
        self.cause.sought = sought;
        Ok(self.cause)
    }
}
