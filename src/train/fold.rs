//! Standardising and filling without a table of its own for each network.
//!
//! ```text
//!   a network sees        (x - center) / spread,   x = fill where the cell is missing
//!   the table holds       x, 0 where missing, and for each column with missing cells an indicator m
//!
//!   W (x - center)/spread + b   =   W_eff x  +  W_eff fill m  +  (b - Σ W_eff center),     W_eff = W / spread
//!
//!   gradient back:  dW = (dW_eff + fill dW_m - center db) / spread,     db = db_eff
//! ```
//! `center`, `spread` and `fill` differ from lane to lane, the table doesn't.

use super::kernel::Wide;
use super::lanes::{Block, LANES, Lanes};
use super::shape::Shape;
use crate::prepare::Scaling;

/// How the inputs of each lane's network follow from the shared table.
#[derive(Debug, Clone)]
pub(crate) struct Fold {
    /// For each input 1 / spread.
    inverse: Vec<Block>,
    /// For each input its centre.
    center: Vec<Block>,
    /// For each input with missing cells its index and fill, in the order of the indicators.
    fills: Vec<(usize, Block)>,
    /// For each parameter of the network its weight decay (0 for a bias).
    decay: Vec<Wide>,
}

impl Fold {
    /// For networks of this shape on the given columns; `holes` are the inputs that have an indicator.
    pub fn new(
        shape: &Shape,
        columns: &[usize],
        holes: &[usize],
        scalings: &[&Scaling; LANES],
        decays: &Wide,
    ) -> Self {
        let block = |f: &dyn Fn(&Scaling) -> f64| Block(std::array::from_fn(|lane| f(scalings[lane]) as f32));
        let decay =
            shape.decays().iter().map(|&weight| if weight { *decays } else { [0.0; LANES] }).collect();
        Fold {
            inverse: columns.iter().map(|&c| block(&|s| 1.0 / s.spread[c])).collect(),
            center: columns.iter().map(|&c| block(&|s| s.center[c])).collect(),
            fills: holes.iter().map(|&i| (i, block(&|s| s.fill[columns[i]]))).collect(),
            decay,
        }
    }

    /// Parameters that read the table, from those that read standardised inputs.
    #[inline(always)]
    pub fn effective<V: Lanes>(&self, shape: &Shape, parameters: &[Block], effective: &mut [Block]) {
        let (inputs, units) = (shape.sizes[0], shape.sizes[1]);
        let wider = inputs + self.fills.len();
        for unit in 0..units {
            let mut bias = V::load(&parameters[inputs * units + unit]);
            for input in 0..inputs {
                let at = input * units + unit;
                let weight = V::load(&parameters[at]).mul(V::load(&self.inverse[input]));
                bias = weight.fnma(V::load(&self.center[input]), bias);
                weight.store(&mut effective[at]);
            }
            bias.store(&mut effective[wider * units + unit]);
        }
        for (hole, (input, fill)) in self.fills.iter().enumerate() {
            for unit in 0..units {
                let weight = V::load(&effective[input * units + unit]);
                weight.mul(V::load(fill)).store(&mut effective[(inputs + hole) * units + unit]);
            }
        }
        effective[(wider + 1) * units..].copy_from_slice(&parameters[(inputs + 1) * units..]);
    }

    /// Gradient by the parameters, with the decay, from that by the effective ones (which it changes). Gives the penalty
    /// decay / 2 × Σ weights².
    #[inline(always)]
    pub fn gradient(
        &self,
        shape: &Shape,
        parameters: &[Block],
        wide: &mut [Wide],
        out: &mut [Block],
    ) -> Wide {
        let (inputs, units) = (shape.sizes[0], shape.sizes[1]);
        let wider = inputs + self.fills.len();
        for (hole, (input, fill)) in self.fills.iter().enumerate() {
            let (below, above) = wide.split_at_mut((inputs + hole) * units);
            for (to, from) in below[input * units..(input + 1) * units].iter_mut().zip(above) {
                for lane in 0..LANES {
                    to[lane] += f64::from(fill.0[lane]) * from[lane];
                }
            }
        }
        let (first, rest) = wide.split_at_mut(wider * units);
        for input in 0..inputs {
            let (inverse, center) = (&self.inverse[input].0, &self.center[input].0);
            for (to, bias) in first[input * units..(input + 1) * units].iter_mut().zip(rest.iter()) {
                for lane in 0..LANES {
                    let moved = to[lane] - f64::from(center[lane]) * bias[lane];
                    to[lane] = moved * f64::from(inverse[lane]);
                }
            }
        }
        let wide = first[..inputs * units].iter().chain(rest.iter());
        let mut penalty = [0.0; LANES];
        let terms = wide.zip(&self.decay).zip(parameters).zip(out);
        for (((wide, decay), parameter), out) in terms {
            for lane in 0..LANES {
                let w = f64::from(parameter.0[lane]);
                penalty[lane] += 0.5 * decay[lane] * w * w;
                out.0[lane] = (wide[lane] + decay[lane] * w) as f32;
            }
        }
        penalty
    }
}
