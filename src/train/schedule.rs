//! Where sixteen lanes stand in their minibatch schedules: rates that fall in a straight line, corrections of Adam's means,
//! mean losses of epochs.
//!
//! Arrays over lanes rather than an array of lanes: what a step needs of all sixteen is worked out in registers. Lane by lane
//! the divisions took an eighth of a training.

use super::batches::Adam;
use super::lanes::{Block, LANES};

/// Memory of the mean gradient.
pub(super) const BETA_1: f32 = 0.9;
/// Memory of the mean squared gradient.
pub(super) const BETA_2: f32 = 0.999;
/// The schedules; a lane without a task stands still.
pub(super) struct Schedules {
    batch: f64,
    rate: f64,
    /// Steps taken.
    step: [f64; LANES],
    /// Steps of the whole training; 0 without a task.
    steps: [f64; LANES],
    /// Batches of an epoch, rounded up.
    epoch: [f64; LANES],
    /// β1^t and β2^t.
    powers: [[f64; LANES]; 2],
    /// decay / n × rows of a batch.
    decay: Block,
    /// Batches since the last epoch ended,
    seen: [f64; LANES],
    /// and the sum of their losses.
    sum: [f64; LANES],
    /// Mean loss over the batches of the last whole epoch.
    loss: [f64; LANES],
}

/// What one step of every lane needs.
pub(super) struct Now {
    /// Turns the mean gradient that is kept into the step.
    pub rate: Block,
    /// Turns the mean squared gradient that is kept into the batch's.
    pub scale: Block,
    /// Weight decay of a batch's sum.
    pub decay: Block,
}

impl Schedules {
    /// Of lanes without tasks.
    pub fn new(adam: &Adam) -> Self {
        let zeros = [0.0; LANES];
        Schedules {
            batch: adam.batch as f64,
            rate: adam.rate,
            step: zeros,
            steps: zeros,
            epoch: zeros,
            powers: [zeros; 2],
            decay: Block::ZERO,
            seen: zeros,
            sum: zeros,
            loss: zeros,
        }
    }

    /// A task on so many rows takes a lane.
    pub fn begin(&mut self, lane: usize, rows: usize, adam: &Adam, decay: f64) {
        let seen = rows as u64 * u64::from(adam.epochs);
        self.step[lane] = 0.0;
        self.steps[lane] = seen.div_ceil(adam.batch as u64).max(1) as f64;
        self.epoch[lane] = rows.div_ceil(adam.batch) as f64;
        self.powers.iter_mut().for_each(|powers| powers[lane] = 1.0);
        self.decay.0[lane] = (decay / rows as f64 * self.batch) as f32;
        (self.seen[lane], self.sum[lane], self.loss[lane]) = (0.0, 0.0, f64::NAN);
    }

    /// The lane has no task any more.
    pub fn clear(&mut self, lane: usize) {
        (self.steps[lane], self.decay.0[lane]) = (0.0, 0.0);
    }

    /// Goes a step on.
    #[inline(always)]
    pub fn advance(&mut self) -> Now {
        let mut now = Now { rate: Block::ZERO, scale: Block::ZERO, decay: self.decay };
        let [first, second] = &mut self.powers;
        let (beta_1, beta_2) = (f64::from(BETA_1), f64::from(BETA_2));
        for lane in 0..LANES {
            let left = 1.0 - self.step[lane] / self.steps[lane];
            self.step[lane] += 1.0;
            first[lane] *= beta_1;
            second[lane] *= beta_2;
            let mean = (1.0 - beta_1) / ((1.0 - first[lane]) * self.batch);
            let square = (1.0 - beta_2) / ((1.0 - second[lane]) * self.batch * self.batch);
            let runs = self.steps[lane] > 0.0;
            now.rate.0[lane] = if runs { (self.rate * left * mean) as f32 } else { 0.0 };
            now.scale.0[lane] = if runs { square as f32 } else { 1.0 };
        }
        now
    }

    /// Notes the sums of a batch's losses; the lanes whose epoch (or training) ends with it, if any does.
    #[inline(always)]
    pub fn note(&mut self, losses: &[f64; LANES]) -> Option<[bool; LANES]> {
        let mut ends = [false; LANES];
        for lane in 0..LANES {
            self.sum[lane] += losses[lane] / self.batch;
            self.seen[lane] += 1.0;
            let done = self.seen[lane] == self.epoch[lane] || self.step[lane] == self.steps[lane];
            ends[lane] = self.steps[lane] > 0.0 && done;
        }
        if !ends.contains(&true) {
            return None;
        }
        for lane in (0..LANES).filter(|&lane| ends[lane]) {
            self.loss[lane] = self.sum[lane] / self.seen[lane];
            (self.seen[lane], self.sum[lane]) = (0.0, 0.0);
        }
        Some(ends)
    }

    /// Mean loss over the batches of each lane's last whole epoch.
    pub fn losses(&self) -> &[f64; LANES] {
        &self.loss
    }

    /// Whether the lane's task has taken all its steps.
    pub fn over(&self, lane: usize) -> bool {
        self.steps[lane] > 0.0 && self.step[lane] == self.steps[lane]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 rows in batches of 4 for 3 epochs: 8 steps, the rate falls by an eighth of the first a step; an epoch ends with every
    /// third batch and the training with the eighth. The corrections are those of Kingma and Ba (2015), algorithm 1.
    #[test]
    fn a_schedule_falls_to_nothing_and_marks_its_epochs() {
        let adam = Adam { batch: 4, epochs: 3, rate: 0.5 };
        let mut schedules = Schedules::new(&adam);
        schedules.begin(5, 10, &adam, 2.0);
        let mut ended = Vec::new();
        for step in 0..8i32 {
            assert!(!schedules.over(5));
            let now = schedules.advance();
            let corrected = |beta: f64| (1.0 - beta) / (1.0 - beta.powi(step + 1));
            let rate = 0.5 * (1.0 - f64::from(step) / 8.0) * corrected(f64::from(0.9f32)) / 4.0;
            assert!((f64::from(now.rate.0[5]) - rate).abs() < 1e-7);
            let scale = corrected(f64::from(0.999f32)) / 16.0;
            assert!((f64::from(now.scale.0[5]) / scale - 1.0).abs() < 1e-6);
            assert!((now.decay.0[5] - 0.8).abs() < 1e-7);
            assert_eq!((now.rate.0[4], now.scale.0[4], now.decay.0[4]), (0.0, 1.0, 0.0));
            let ends = schedules.note(&[f64::from(step) * 4.0; LANES]);
            if let Some(ends) = ends {
                assert_eq!(ends.iter().filter(|&&ends| ends).count(), 1);
                ended.push((step, schedules.losses()[5]));
            }
        }
        assert_eq!(ended, [(2, 1.0), (5, 4.0), (7, 6.5)]);
        assert!(schedules.over(5));
        schedules.clear(5);
        assert!(!schedules.over(5) && schedules.advance().rate == Block::ZERO);
    }
}
