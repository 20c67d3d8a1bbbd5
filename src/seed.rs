//! The only source of randomness: a tree of seeds, and draws made by our own code.
//!
//! Distribution code of libraries changes between minor versions; a report must not. So the stream is
//! ChaCha8 and everything on top of it (uniform, normal, shuffle) stands here.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// A node of the tree of seeds. Children depend on their label and index alone, never on the order of calls.
///
/// ```
/// use counterweight::seed::Seed;
/// let a = Seed::new(0).child("train", 3).rng().next_u64();
/// let b = Seed::new(0).child("train", 3).rng().next_u64();
/// assert_eq!(a, b);
/// assert_ne!(a, Seed::new(0).child("train", 4).rng().next_u64());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seed([u8; 32]);

impl Seed {
    /// The root for the user's `--seed`.
    pub fn new(seed: u64) -> Self {
        Seed(Sha256::digest(seed.to_le_bytes()).into())
    }

    /// The seed of the `index`-th thing called `label` below this one.
    pub fn child(&self, label: &str, index: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update((label.len() as u64).to_le_bytes());
        hash.update(label.as_bytes());
        hash.update(index.to_le_bytes());
        Seed(hash.finalize().into())
    }

    /// The stream of draws of this seed.
    pub fn rng(&self) -> Rng {
        Rng(ChaCha8Rng::from_seed(self.0))
    }

    /// A number for libraries that want one.
    pub fn number(&self) -> u64 {
        self.rng().next_u64()
    }
}

/// A stream of draws.
#[derive(Debug, Clone)]
pub struct Rng(ChaCha8Rng);

impl Rng {
    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform on [0, 1), 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform on 0..n without modulo bias (Lemire's rejection). `n` must be positive.
    pub fn below(&mut self, n: usize) -> usize {
        let n = n as u64;
        let threshold = n.wrapping_neg() % n;
        loop {
            let wide = u128::from(self.0.next_u64()) * u128::from(n);
            if wide as u64 >= threshold {
                return (wide >> 64) as usize;
            }
        }
    }

    /// Standard normal (Box and Muller 1958, the cosine branch).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_pinned() {
        // A change of these numbers changes every report: it needs a line in the CHANGELOG.
        let mut rng = Seed::new(0).rng();
        let first = rng.next_u64();
        assert_eq!(first, Seed::new(0).number());
        assert_ne!(first, Seed::new(1).number());
    }

    #[test]
    fn below_covers_its_range_evenly() {
        let mut rng = Seed::new(1).rng();
        let mut counts = [0u32; 7];
        for _ in 0..70_000 {
            counts[rng.below(7)] += 1;
        }
        // sd of a count is about 93: five of them
        assert!(counts.iter().all(|&c| c.abs_diff(10_000) < 465), "{counts:?}");
    }

    #[test]
    fn normal_has_mean_zero_and_variance_one() {
        let mut rng = Seed::new(2).rng();
        let draws: Vec<f64> = (0..100_000).map(|_| rng.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.016 && (variance - 1.0).abs() < 0.023, "{mean} {variance}");
    }
}
