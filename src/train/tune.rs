//! Choosing weight decay inside the training rows.

use super::fit::fit_all;
use super::line::Place;
use super::{Bench, Keep, MlpValidParams, Task};
use crate::error::{Error, Result};
use crate::observe::Observe;
use crate::seed::Seed;

/// Iterations an inner training may take. Weak decay goes on for hundreds without changing which decay is best: on three
/// sample tables 255 of 261 sets choose the same as with 200 iterations, and the mean loss of all sets moves by .0005.
const LIMIT: u32 = 100;

/// One decay to choose: for a set of variables and labels, by inner divisions of the training rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Index into `Bench::sets`.
    pub set: u32,
    /// Index into `Bench::labels`.
    pub labels: u32,
    /// Indices into `Bench::rows`: inner divisions.
    pub rows: Vec<u32>,
    /// Starts of the inner networks: the `i`-th inner division starts from child `i`, the same for every decay.
    pub start: Seed,
}

impl Bench<'_> {
    /// For each choice the value of the grid (ascending) with the smallest mean held-out loss over its inner divisions, the
    /// first of ties. Where the last value wins, 10/3 and 10 times as much are tried too, as long as they win: tables of
    /// many useless variables want more than any grid that serves the others. All networks of all choices are trained in
    /// one call; a grid of one value trains nothing.
    ///
    /// # Errors
    /// Those of `Bench::fit`; `Error::Internal` for an empty grid.
    pub fn choose_decays(
        &self,
        choices: &[Choice],
        grid: &[f64],
        params: &MlpValidParams,
        observe: &dyn Observe,
    ) -> Result<Vec<f64>> {
        let choices: Vec<(usize, &Choice)> = choices.iter().map(|choice| (0, choice)).collect();
        choose_all(&[self], &choices, grid, params, observe)
    }
}

/// The choices of several benches (with their places among these), made together.
///
/// # Errors
/// Those of `Bench::choose_decays`.
pub(crate) fn choose_all(
    benches: &[&Bench],
    choices: &[(usize, &Choice)],
    grid: &[f64],
    params: &MlpValidParams,
    observe: &dyn Observe,
) -> Result<Vec<f64>> {
    match grid {
        [] => return Err(Error::Internal("no decay to choose from".into())),
        [only] => return Ok(vec![*only; choices.len()]),
        _ => {}
    }
    let params = params.clone().limited(LIMIT);
    let tried = Tried { benches, params: &params, observe };
    let losses = tried.losses(choices, grid)?;
    let mut best: Vec<(f64, f64)> = losses.iter().map(|losses| smallest(grid, losses)).collect();
    let top = grid[grid.len() - 1];
    let mut open: Vec<usize> = (0..choices.len()).filter(|&at| best[at].0 == top).collect();
    for beyond in [top * 10.0 / 3.0, top * 10.0] {
        if open.is_empty() {
            break;
        }
        let left: Vec<(usize, &Choice)> = open.iter().map(|&at| choices[at]).collect();
        let losses = tried.losses(&left, &[beyond])?;
        for (&at, losses) in open.iter().zip(&losses) {
            if losses[0] < best[at].1 {
                best[at] = (beyond, losses[0]);
            }
        }
        open.retain(|&at| best[at].0 == beyond);
    }
    Ok(best.into_iter().map(|(decay, _)| decay).collect())
}

/// What inner trainings share.
struct Tried<'a> {
    benches: &'a [&'a Bench<'a>],
    params: &'a MlpValidParams,
    observe: &'a dyn Observe,
}

impl Tried<'_> {
    /// Sums of held-out loss over the inner divisions: for each choice one a decay.
    fn losses(&self, choices: &[(usize, &Choice)], decays: &[f64]) -> Result<Vec<Vec<f64>>> {
        let inner = |(bench, choice): &(usize, &Choice)| {
            let bench = *bench;
            inner(choice, decays).map(move |task| (bench, task)).collect::<Vec<Place>>()
        };
        let tasks: Vec<Place> = choices.iter().flat_map(inner).collect();
        let fitted = fit_all(self.benches, &tasks, self.params, self.observe)?;
        let mut losses = fitted.iter().map(|fit| fit.loss);
        let sum = |(_, choice): &(usize, &Choice)| {
            let mut sums = vec![0.0; decays.len()];
            for _ in &choice.rows {
                sums.iter_mut().zip(&mut losses).for_each(|(sum, loss)| *sum += loss);
            }
            sums
        };
        Ok(choices.iter().map(sum).collect())
    }
}

/// The decay of the smallest loss, the first of ties, and that loss.
fn smallest(grid: &[f64], losses: &[f64]) -> (f64, f64) {
    let first = |best: usize, at: usize| if losses[at] < losses[best] { at } else { best };
    let best = (1..grid.len()).fold(0, first);
    (grid[best], losses[best])
}

/// The trainings of one choice: division after division, each with every decay.
fn inner<'a>(choice: &'a Choice, grid: &'a [f64]) -> impl Iterator<Item = Task> + 'a {
    choice.rows.iter().enumerate().flat_map(move |(at, &rows)| {
        let start = choice.start.child("inner", at as u64);
        let task = move |&decay: &f64| Task {
            rows,
            labels: choice.labels,
            set: choice.set,
            decay,
            start,
            keep: Keep::Losses,
        };
        grid.iter().map(task)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::Silent;
    use crate::train::MlpParams;
    use crate::train::testing::{bench, simulated, split};
    use linfa::ParamGuard;

    #[test]
    fn noise_wants_more_decay_than_a_rule() {
        let data = simulated(150, 4, 3, 0, 21);
        let mut rng = Seed::new(4).rng();
        let rows = (0..3).map(|_| split(&data, 0.8, &mut rng)).collect();
        let mut bench = bench(&data, rows);
        let mut shuffled = data.target.codes.clone();
        rng.shuffle(&mut shuffled);
        bench.labels.push(shuffled);
        let choice = |labels| Choice { set: 0, labels, rows: vec![0, 1, 2], start: Seed::new(7) };
        let params = MlpParams::new().check().unwrap();
        let grid = [0.01, 1.0, 100.0];
        let chosen = bench.choose_decays(&[choice(0), choice(1)], &grid, &params, &Silent).unwrap();
        assert!(chosen[0] < chosen[1], "{chosen:?}");
        // by hand: the same tasks one by one
        let mean = |decay: f64| {
            let tasks: Vec<Task> = inner(&choice(0), &[decay]).collect();
            bench.fit(&tasks, &params, &Silent).unwrap().iter().map(|fit| fit.loss).sum::<f64>()
        };
        let best = grid.into_iter().min_by(|a, b| mean(*a).total_cmp(&mean(*b))).unwrap();
        assert_eq!(chosen[0], best);
        assert_eq!(bench.choose_decays(&[choice(0)], &[3.0], &params, &Silent).unwrap(), [3.0]);
        // noise wants the most it can get, a rule doesn't
        let short = bench.choose_decays(&[choice(0), choice(1)], &[0.3, 3.0], &params, &Silent).unwrap();
        assert!(short[0] <= 10.0 && short[1] == 30.0, "{short:?}");
    }
}
