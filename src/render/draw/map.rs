//! Points on a plane with the ellipses of their spread, and a list beside it.

use super::beside::{self, Rect};
use super::labels::{Key, Name, paragraph};
use super::text::width;
use super::{Anchor, Canvas, Layout, Scale};
use crate::render::theme::{Ink, LINE, Tone, Type};

/// A map.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// The points.
    pub points: Vec<MapPoint>,
    /// Lists beside the map: heading, then pairs of words and numbers.
    pub side: Vec<(String, Vec<(String, String)>)>,
    /// A line below the lists.
    pub note: String,
}

/// One point.
#[derive(Debug, Clone)]
pub struct MapPoint {
    /// Its name.
    pub name: Name,
    /// Its place.
    pub at: (f64, f64),
    /// Covariance of its place: xx, xy, yy.
    pub spread: Option<[f64; 3]>,
}

/// The 95 % quantile of a chi-square with two degrees of freedom, -2 ln 0.05.
const CHI_SQUARE_2: f64 = 5.991_464_547_107_979;

impl Map {
    /// Draws the map; returns the height.
    pub fn draw(&self, canvas: &Canvas, layout: Layout) -> f64 {
        let size = layout.pick(430.0, 350.0);
        let height = self.plane(canvas, size);
        let (x, y) = layout.pick((size + 24.0, 4.0), (0.0, height + 12.0));
        let end = self.lists(canvas, (x, y), canvas.width - x);
        let key = Map::key(&self.names());
        key.write(canvas, height.max(end))
    }

    /// How the map calls its points.
    pub fn key(names: &[Name]) -> Key {
        Key::of(names, 150.0)
    }

    fn names(&self) -> Vec<Name> {
        self.points.iter().map(|p| p.name.clone()).collect()
    }

    /// One scale for both axes; returns the height of the plane.
    fn plane(&self, canvas: &Canvas, size: f64) -> f64 {
        let reach = |p: &MapPoint| {
            let s = p.spread.unwrap_or([0.0; 3]);
            ((CHI_SQUARE_2 * s[0].max(0.0)).sqrt(), (CHI_SQUARE_2 * s[2].max(0.0)).sqrt())
        };
        let mut low = (0.0f64, 0.0f64);
        let mut high = (0.0f64, 0.0f64);
        for point in &self.points {
            let (dx, dy) = reach(point);
            low = (low.0.min(point.at.0 - dx), low.1.min(point.at.1 - dy));
            high = (high.0.max(point.at.0 + dx), high.1.max(point.at.1 + dy));
        }
        let span = (high.0 - low.0, high.1 - low.1);
        let unit = (size - 60.0) / span.0.max(1e-12);
        let unit = unit.min((size - 70.0) / span.1.max(1e-12));
        let height = span.1 * unit + 60.0;
        let left = 30.0 + (size - 60.0 - span.0 * unit) / 2.0;
        let x = Scale::new((low.0, low.0 + span.0.max(1e-12)), (left, left + span.0.max(1e-12) * unit));
        let y = Scale::new(
            (low.1, low.1 + span.1.max(1e-12)),
            (height - 30.0, height - 30.0 - span.1.max(1e-12) * unit),
        );
        canvas.line((x.at(0.0), 12.0), (x.at(0.0), height - 12.0), Ink::Grid);
        canvas.line((12.0, y.at(0.0)), (size - 12.0, y.at(0.0)), Ink::Grid);
        self.marks(canvas, &x, &y, unit);
        self.labels(canvas, (&x, &y), (size, height));
        height
    }

    fn marks(&self, canvas: &Canvas, x: &Scale, y: &Scale, unit: f64) {
        let origin = (x.at(0.0), y.at(0.0));
        for tone in [Tone::Muted, Tone::Ink, Tone::Focus] {
            let (ellipse, line, dot, radius) = match tone {
                Tone::Muted => (Ink::EllipseMuted, None, Ink::DotMuted, 2.8),
                Tone::Ink => (Ink::EllipseInk, Some(Ink::LineInk), Ink::DotInk, 4.5),
                Tone::Focus => (Ink::EllipseFocus, Some(Ink::LineFocus), Ink::DotFocus, 4.5),
            };
            for point in self.points.iter().filter(|p| p.name.tone == tone) {
                let at = (x.at(point.at.0), y.at(point.at.1));
                if let Some(spread) = point.spread {
                    canvas.polygon(&ring(at, spread, unit), ellipse);
                }
                if let Some(line) = line {
                    canvas.line(origin, at, line);
                }
                canvas.hover(|| point.name.text.clone());
                canvas.dot(at, radius, dot);
            }
        }
    }

    fn labels(&self, canvas: &Canvas, (x, y): (&Scale, &Scale), (w, h): (f64, f64)) {
        let key = Map::key(&self.names());
        let at = |p: &MapPoint| (x.at(p.at.0), y.at(p.at.1));
        let named: Vec<((f64, f64), &Name)> = self.points.iter().map(at).zip(&key.short).collect();
        beside::write(canvas, &named, beside::AROUND, Rect { x: 0.0, y: 0.0, w, h });
    }

    fn lists(&self, canvas: &Canvas, (x, mut y): (f64, f64), most: f64) -> f64 {
        for (heading, pairs) in &self.side {
            y = paragraph(canvas, heading, Type::Strong, (x, y), most) + 2.0;
            let numbers = pairs.iter().map(|p| width(&p.1, Type::Body)).fold(0.0, f64::max);
            for (words, number) in pairs {
                let end = paragraph(canvas, words, Type::Body, (x, y), most - numbers - 12.0);
                canvas.text((x + most, y + LINE / 2.0), Anchor::End, Type::Body, number);
                y = end + 2.0;
            }
            y += 10.0;
        }
        paragraph(canvas, &self.note, Type::Small, (x, y), most)
    }
}

/// Points of the ellipse that covers 95 % of a normal with this covariance: centre + √5.99 · L · (cos, sin), L the
/// Cholesky factor.
fn ring((x, y): (f64, f64), [xx, xy, yy]: [f64; 3], unit: f64) -> Vec<(f64, f64)> {
    let a = xx.max(0.0).sqrt();
    let b = if a > 0.0 { xy / a } else { 0.0 };
    let c = (yy - b * b).max(0.0).sqrt();
    let reach = CHI_SQUARE_2.sqrt() * unit;
    (0..28)
        .map(|i| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(i) / 28.0).sin_cos();
            (x + reach * a * cos, y - reach * (b * cos + c * sin))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ellipse_lies_where_the_quadratic_form_is_the_quantile() {
        let [xx, xy, yy] = [2.0, 0.6, 1.0];
        let det = xx * yy - xy * xy;
        for (x, y) in ring((0.0, 0.0), [xx, xy, yy], 1.0) {
            let y = -y; // up on paper is down in pixels
            let form = (yy * x * x - 2.0 * xy * x * y + xx * y * y) / det;
            assert!((form - CHI_SQUARE_2).abs() < 1e-9, "{form}");
        }
        assert!((CHI_SQUARE_2 + 2.0 * 0.05f64.ln()).abs() < 1e-12);
    }
}
