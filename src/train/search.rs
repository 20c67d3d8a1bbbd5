//! The line search and the end of one lane's training.
//!
//! A step `t` along the direction is taken when the loss falls by at least `c1 t slope` (Armijo) and the slope has
//! flattened to `c2` of what it was (Wolfe, weak form); otherwise the interval that must hold such a step is narrowed
//! (Lewis and Overton 2013, Math. Program. 141:135–163, doi:10.1007/s10107-012-0514-2).

use super::Stopped;

/// Share of the promised fall that a step must bring.
const FALL: f64 = 1e-4;
/// Share of the old slope that the new one may have.
const FLATTEN: f64 = 0.9;
/// Rounding of the loss, as a share of it.
const NOISE: f64 = 1e-7;
/// Steps tried along one direction.
const TRIES: u32 = 20;
/// Largest derivative of the mean loss at which a training has converged (as in scikit-learn).
const FLAT: f64 = 1e-4;
/// Fall of the mean loss that counts as none.
const STILL: f64 = 1e-8;
/// Iterations without a fall after which a training has converged.
const STALLS: u32 = 3;

/// Where one lane stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lane {
    /// Loss with its penalty.
    pub loss: f64,
    /// Derivative of the loss along the direction.
    pub slope: f64,
    /// Step to try.
    pub step: f64,
    /// Iterations made.
    pub iterations: u32,
    /// Why it ended; `None` while it runs.
    pub stopped: Option<Stopped>,
    low: f64,
    high: f64,
    tries: u32,
    stalls: u32,
    rows: f64,
    limit: u32,
}

impl Lane {
    /// A lane at its start.
    pub fn new(loss: f64, rows: f64, limit: u32) -> Self {
        let stopped = if loss.is_finite() { None } else { Some(Stopped::Diverged) };
        Lane {
            loss,
            slope: 0.0,
            step: 1.0,
            iterations: 0,
            stopped,
            low: 0.0,
            high: f64::INFINITY,
            tries: 0,
            stalls: 0,
            rows,
            limit,
        }
    }

    /// A lane without a task.
    pub fn empty() -> Self {
        Lane { stopped: Some(Stopped::Converged), ..Lane::new(0.0, 1.0, 0) }
    }

    /// Whether it still trains.
    pub fn running(&self) -> bool {
        self.stopped.is_none()
    }

    /// Starts along a new direction.
    pub fn aim(&mut self, slope: f64) {
        (self.slope, self.step, self.low, self.high, self.tries) = (slope, 1.0, 0.0, f64::INFINITY, 0);
    }

    /// Looks at the loss and slope at the step; whether to take it. Otherwise another step is set, or the lane ends.
    pub fn take(&mut self, loss: f64, slope: f64) -> bool {
        if !self.running() {
            return false;
        }
        let bound = self.loss + FALL * self.step * self.slope + NOISE * self.loss.abs();
        let fell = loss.is_finite() && slope.is_finite() && loss <= bound;
        if fell && slope >= FLATTEN * self.slope {
            self.accept(loss);
            return true;
        }
        self.tries += 1;
        if self.tries >= TRIES {
            self.stopped = Some(Stopped::Converged);
        } else if fell {
            self.low = self.step;
            self.step = if self.high.is_finite() { 0.5 * (self.low + self.high) } else { 2.0 * self.step };
        } else {
            self.high = self.step;
            self.step = self.low + self.shrink(loss) * (self.step - self.low);
        }
        false
    }

    /// Where between the last good step and the bad one the next lies: the minimum of the parabola through both losses
    /// and the slope, kept away from the ends.
    fn shrink(&self, loss: f64) -> f64 {
        if !loss.is_finite() {
            return 0.1;
        }
        if self.low > 0.0 {
            return 0.5;
        }
        let bend = loss - self.loss - self.slope * self.step;
        let share = -self.slope * self.step / (2.0 * bend);
        if share.is_finite() { share.clamp(0.1, 0.6) } else { 0.5 }
    }

    fn accept(&mut self, loss: f64) {
        self.iterations += 1;
        let fall = (self.loss - loss) / self.rows;
        self.stalls = if fall <= STILL * (loss.abs() / self.rows).max(1.0) { self.stalls + 1 } else { 0 };
        self.loss = loss;
    }

    /// Whether the training has ended, given the largest derivative of the loss where it stands.
    pub fn finish(&mut self, steepest: f64) {
        if !self.running() {
            return;
        }
        if !steepest.is_finite() {
            self.stopped = Some(Stopped::Diverged);
        } else if steepest <= FLAT * self.rows || self.stalls >= STALLS {
            self.stopped = Some(Stopped::Converged);
        } else if self.iterations >= self.limit {
            self.stopped = Some(Stopped::Limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aimed(slope: f64) -> Lane {
        let mut lane = Lane::new(10.0, 5.0, 100);
        lane.aim(slope);
        lane
    }

    #[test]
    fn a_parabola_is_met_at_its_minimum() {
        // f(t) = 10 - 2 t + 4 t², f(1) = 12: too long; the minimum is at 2 / (2 · 4) = 0.25
        let mut lane = aimed(-2.0);
        assert!(!lane.take(12.0, 6.0));
        assert!((lane.step - 0.25).abs() < 1e-12);
        // f(0.25) = 9.75, slope 0: taken
        assert!(lane.take(9.75, 0.0));
        assert_eq!((lane.loss, lane.iterations), (9.75, 1));
    }

    #[test]
    fn too_short_a_step_grows_and_no_number_shrinks() {
        let mut lane = aimed(-2.0);
        assert!(!lane.take(8.0, -1.99));
        assert_eq!(lane.step, 2.0);
        assert!(!lane.take(f64::NAN, 0.0));
        assert!((lane.step - 1.1).abs() < 1e-12);
    }

    #[test]
    fn reasons_of_stopping() {
        assert_eq!(Lane::new(f64::NAN, 1.0, 1).stopped, Some(Stopped::Diverged));
        let mut flat = aimed(-1.0);
        flat.finish(4e-4);
        assert_eq!(flat.stopped, Some(Stopped::Converged));
        let mut limited = Lane { limit: 1, ..aimed(-1.0) };
        assert!(limited.take(9.0, -0.5));
        limited.finish(1.0);
        assert_eq!(limited.stopped, Some(Stopped::Limit));
        let mut stuck = aimed(-1.0);
        (0..TRIES).for_each(|_| assert!(!stuck.take(11.0, 1.0)));
        assert_eq!(stuck.stopped, Some(Stopped::Converged));
    }
}
