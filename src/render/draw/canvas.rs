//! The door to plotters: the only file that imports it.
//!
//! Figures draw through a plotters `DrawingArea`; the backend behind it is ours and writes to a `Sheet`. Plotters knows
//! colours, we have classes: a style's green channel carries the code of an `Ink` or a `Type`, the red one flags, and
//! the alpha the opacity. Coordinates are tenths of a pixel, so whole numbers are fine enough.

use super::sheet::{Anchor, Point, Sheet, Tenths, Told};
use super::text::width;
use crate::render::theme::{Ink, Type};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, IntoFont, RGBAColor, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

/// The four points of a path are those of a cubic curve.
const CURVE: u8 = 1;
/// The stroke has a width of its own, not that of its class.
const WIDTH: u8 = 2;
/// A text has a rim of paper, to be read over lines.
const HALO: u8 = 4;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// A surface to draw on, in pixels from the upper left corner.
pub struct Canvas {
    area: DrawingArea<Svg, Shift>,
    sheet: Rc<RefCell<Sheet>>,
    /// Its width.
    pub width: f64,
    hover: bool,
}

impl Canvas {
    /// An empty surface; marks keep their hover texts only with `hover`.
    pub fn new(width: f64, hover: bool) -> Canvas {
        let sheet = Rc::new(RefCell::new(Sheet::default()));
        let backend = Svg { sheet: Rc::clone(&sheet), size: (tenths(width).max(1) as u32, 100_000) };
        Canvas { area: backend.into_drawing_area(), sheet, width, hover }
    }

    /// Gives the next mark a hover text.
    pub fn hover(&self, text: impl FnOnce() -> String) {
        if self.hover {
            self.sheet.borrow_mut().title = Some(text());
        }
    }

    /// A straight line.
    pub fn line(&self, from: (f64, f64), to: (f64, f64), ink: Ink) {
        self.path(&[from, to], ink);
    }

    /// A line through points.
    pub fn path(&self, points: &[(f64, f64)], ink: Ink) {
        self.strokes(points, style(ink, 0, 1.0, 1));
    }

    /// A line with a width of its own (in pixels) and an opacity.
    pub fn stroke(&self, points: &[(f64, f64)], ink: Ink, width: f64, opacity: f64) {
        self.strokes(points, style(ink, WIDTH, opacity, tenths(width).max(1) as u32));
    }

    /// A cubic curve with a width of its own and an opacity.
    pub fn curve(&self, points: [(f64, f64); 4], ink: Ink, width: f64, opacity: f64) {
        self.strokes(&points, style(ink, CURVE | WIDTH, opacity, tenths(width).max(1) as u32));
    }

    /// A cubic curve as its class has it.
    pub fn hair(&self, points: [(f64, f64); 4], ink: Ink) {
        self.strokes(&points, style(ink, CURVE, 1.0, 1));
    }

    fn strokes(&self, points: &[(f64, f64)], style: ShapeStyle) {
        if let Some(points) = whole(points) {
            sure(self.area.draw(&PathElement::new(points, style)));
        }
    }

    /// A rectangle.
    pub fn rect(&self, (x, y): (f64, f64), (w, h): (f64, f64), ink: Ink) {
        self.tint((x, y), (w, h), ink, 1.0);
    }

    /// A rectangle with an opacity.
    pub fn tint(&self, (x, y): (f64, f64), (w, h): (f64, f64), ink: Ink, opacity: f64) {
        if let Some(corners) = whole(&[(x, y), (x + w, y + h)]) {
            sure(
                self.area.draw(&Rectangle::new([corners[0], corners[1]], style(ink, 0, opacity, 1).filled())),
            );
        }
    }

    /// A filled polygon.
    pub fn polygon(&self, points: &[(f64, f64)], ink: Ink) {
        if let Some(points) = whole(points) {
            sure(self.area.draw(&Polygon::new(points, style(ink, 0, 1.0, 1))));
        }
    }

    /// A dot.
    pub fn dot(&self, center: (f64, f64), radius: f64, ink: Ink) {
        if let Some(points) = whole(&[center]) {
            let circle = Circle::new(points[0], tenths(radius).max(1), style(ink, 0, 1.0, 1).filled());
            sure(self.area.draw(&circle));
        }
    }

    /// A text whose line has its middle at `at`.
    pub fn text(&self, at: (f64, f64), anchor: Anchor, kind: Type, text: &str) {
        self.write(at, anchor, kind, FontTransform::None, 0, text);
    }

    /// The same with a rim of paper.
    pub fn label(&self, at: (f64, f64), anchor: Anchor, kind: Type, text: &str) {
        self.write(at, anchor, kind, FontTransform::None, HALO, text);
    }

    /// A text that runs from bottom to top, beginning at `at`.
    pub fn turned(&self, at: (f64, f64), kind: Type, text: &str) {
        self.write(at, Anchor::Start, kind, FontTransform::Rotate270, 0, text);
    }

    fn write(&self, at: (f64, f64), anchor: Anchor, kind: Type, turn: FontTransform, flags: u8, text: &str) {
        let Some(points) = whole(&[at]) else { return };
        if text.is_empty() {
            return;
        }
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let code = Type::ALL.iter().position(|&t| t == kind).unwrap_or(0) as u8;
        let font = ("sans-serif", kind.size()).into_font().transform(turn);
        let color = RGBColor(flags, code, 0);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(h_pos, VPos::Center));
        sure(self.area.draw(&Text::new(text, points[0], style)));
    }

    /// The drawing, cut to `height`.
    pub fn finish(self, class: &str, height: f64, told: Told) -> String {
        self.sheet.borrow().write(class, (tenths(self.width), tenths(height)), told)
    }
}

/// Values on an axis become places in pixels.
#[derive(Clone)]
pub struct Scale {
    /// Of values in units of `unit`.
    coord: RangedCoordf64,
    unit: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// `low` lies at `from`, `high` at `to`.
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Scale {
        let high = if high > low { high } else { low + 1.0 };
        let unit = unit(low, high);
        Scale { coord: RangedCoordf64::from(low / unit..high / unit), unit, from, to }
    }

    /// The place of a value; nearest end for one outside.
    pub fn at(&self, value: f64) -> f64 {
        let range = self.coord.range();
        let value = (value / self.unit).clamp(range.start, range.end);
        f64::from(self.coord.map(&value, (tenths(self.from), tenths(self.to)))) / 10.0
    }

    /// About so many round values inside, ascending.
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        let range = self.coord.range();
        let slack = 1e-9 * (range.end - range.start);
        let inside = |v: &f64| *v >= range.start - slack && *v <= range.end + slack;
        let of =
            |n: usize| self.coord.key_points(BoldPoints(n)).into_iter().filter(inside).collect::<Vec<f64>>();
        let mut ticks = of(most.max(2));
        // A single tick shows no scale; a few more are allowed then.
        for more in 1..=3 {
            if ticks.len() < 2 {
                ticks = of(most.max(2) + more);
            }
        }
        // A sum of steps can leave 2e-17 where 0 is meant.
        for tick in &mut ticks {
            *tick = if tick.abs() < slack { 0.0 } else { *tick * self.unit };
        }
        // steps below the last digit lead to the same number
        ticks.dedup();
        ticks
    }

    /// The values at its ends.
    pub fn ends(&self) -> (f64, f64) {
        let range = self.coord.range();
        (range.start * self.unit, range.end * self.unit)
    }
}

/// 1, or the power of ten near the length of a range that plotters can't divide: it looks for round values forever where
/// the length overflows, and takes what is below 2e-16 for nothing.
fn unit(low: f64, high: f64) -> f64 {
    // halves, for the length itself may be beyond all numbers
    let half = high / 2.0 - low / 2.0;
    if half == 0.0 || (1e-14..1e100).contains(&half) {
        return 1.0;
    }
    format!("1e{}", half.log10().floor().clamp(-300.0, 300.0)).parse().unwrap_or(1.0)
}

fn style(ink: Ink, flags: u8, opacity: f64, width: u32) -> ShapeStyle {
    let code = Ink::ALL.iter().position(|&i| i == ink).unwrap_or(0) as u8;
    let color: RGBAColor = RGBColor(flags, code, 0).mix(opacity);
    ShapeStyle { color, filled: false, stroke_width: width }
}

fn tenths(pixels: f64) -> i32 {
    (pixels * 10.0).round() as i32
}

/// Points in tenths; nothing where one of them is no number.
fn whole(points: &[(f64, f64)]) -> Option<Vec<Point>> {
    points.iter().map(|&(x, y)| (x.is_finite() && y.is_finite()).then(|| (tenths(x), tenths(y)))).collect()
}

/// Our backend takes everything.
fn sure<E>(drawn: Result<(), E>) {
    debug_assert!(drawn.is_ok(), "the sheet refuses nothing: its error has no value");
}

/// The backend: plotters' calls become marks on the sheet.
struct Svg {
    sheet: Rc<RefCell<Sheet>>,
    size: (u32, u32),
}

fn ink(color: BackendColor) -> Ink {
    Ink::ALL[color.rgb.1 as usize % Ink::ALL.len()]
}

fn percent(color: BackendColor) -> u8 {
    (color.alpha * 100.0).round().clamp(0.0, 100.0) as u8
}

impl Svg {
    fn put<S: BackendStyle>(&self, style: &S, d: &str) {
        let color = style.color();
        let width = (color.rgb.0 & WIDTH != 0).then(|| style.stroke_width());
        self.sheet.borrow_mut().path(ink(color), width, percent(color), d);
    }
}

impl DrawingBackend for Svg {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.put(&color, &rect_path(at, (at.0 + 1, at.1 + 1)));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        _fill: bool,
    ) -> Drawn {
        self.put(style, &rect_path(a, b));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<Point> = path.into_iter().collect();
        let curved = style.color().rgb.0 & CURVE != 0;
        self.put(style, &if curved { curve_path(&points) } else { line_path(&points) });
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _: bool,
    ) -> Drawn {
        self.sheet.borrow_mut().circle(ink(style.color()), center, radius);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<Point> = points.into_iter().collect();
        self.put(style, &format!("{}z", line_path(&points)));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        let color = style.color();
        let anchor = match style.anchor().h_pos {
            plotters_backend::text_anchor::HPos::Left => Anchor::Start,
            plotters_backend::text_anchor::HPos::Center => Anchor::Middle,
            plotters_backend::text_anchor::HPos::Right => Anchor::End,
        };
        let turned = matches!(style.transform(), plotters_backend::FontTransform::Rotate270);
        let kind = Type::ALL[color.rgb.1 as usize % Type::ALL.len()];
        self.sheet.borrow_mut().text(kind, at, anchor, (color.rgb.0 & HALO != 0, turned), text);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let kind = Type::ALL[style.color().rgb.1 as usize % Type::ALL.len()];
        Ok((tenths(width(text, kind)) as u32, tenths(kind.size()) as u32))
    }
}

fn rect_path(a: Point, b: Point) -> String {
    let (x, y) = (a.0.min(b.0), a.1.min(b.1));
    let (w, h) = ((b.0 - a.0).abs(), (b.1 - a.1).abs());
    format!("M{} {}h{}v{}h{}z", Tenths(x), Tenths(y), Tenths(w), Tenths(h), Tenths(-w))
}

/// A line through points: steps from point to point, for they are shorter to write than places.
fn line_path(points: &[Point]) -> String {
    let mut d = String::new();
    let mut last: Option<Point> = None;
    let mut slanted = false;
    for &(x, y) in points {
        let Some(p) = last.replace((x, y)) else {
            let _ = write!(d, "M{} {}", Tenths(x), Tenths(y));
            continue;
        };
        let (dx, dy) = (x - p.0, y - p.1);
        let straight = dx == 0 || dy == 0;
        let _ = match (straight, dy) {
            (true, 0) => write!(d, "h{}", Tenths(dx)),
            (true, _) => write!(d, "v{}", Tenths(dy)),
            // a command that goes on needs no letter, a minus no blank
            (false, _) => {
                let letter = if slanted && dx < 0 {
                    ""
                } else if slanted {
                    " "
                } else {
                    "l"
                };
                write!(d, "{letter}{}{}{}", Tenths(dx), if dy < 0 { "" } else { " " }, Tenths(dy))
            }
        };
        slanted = !straight;
    }
    d
}

fn curve_path(points: &[Point]) -> String {
    let places: Vec<String> = points.iter().map(|&(x, y)| format!("{} {}", Tenths(x), Tenths(y))).collect();
    match places.as_slice() {
        [from, rest @ ..] => format!("M{from}C{}", rest.join(" ")),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_through_plotters_becomes_svg() {
        let canvas = Canvas::new(100.0, true);
        canvas.line((0.0, 1.0), (10.04, 1.0), Ink::Axis);
        canvas.hover(|| "a<b".to_owned());
        canvas.dot((5.0, 5.0), 2.5, Ink::DotFocus);
        canvas.tint((1.0, 2.0), (3.0, 4.0), Ink::TintNegative, 0.25);
        canvas.curve([(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (2.0, 2.0)], Ink::EdgePositive, 3.2, 0.5);
        canvas.label((50.0, 10.0), Anchor::End, Type::Small, "<i>");
        canvas.turned((20.0, 30.0), Type::Cell, "up");
        assert_eq!(
            canvas.finish("wide", 50.0, Told { title: "what", description: "" }),
            "<svg class=\"wide\" viewBox=\"0 0 100 50\" role=\"img\"><title>what</title>\
             <path class=\"ax\" d=\"M0 1h10\"/>\
             <circle class=\"df\" cx=\"5\" cy=\"5\" r=\"2.5\"><title>a&lt;b</title></circle>\
             <path class=\"tn\" fill-opacity=\".25\" d=\"M1 2h3v4h-3z\"/>\
             <path class=\"ep\" stroke-opacity=\".50\" stroke-width=\"3.2\" d=\"M0 0C1 0 1 2 2 2\"/>\
             <text class=\"ts halo\" text-anchor=\"end\" x=\"50\" y=\"14\">&lt;i&gt;</text>\
             <text class=\"tc\" transform=\"translate(23.8 30)rotate(-90)\">up</text></svg>"
        );
    }

    #[test]
    fn nothing_that_is_no_number_is_drawn() {
        let canvas = Canvas::new(100.0, false);
        canvas.line((0.0, f64::NAN), (1.0, 1.0), Ink::Axis);
        canvas.dot((f64::INFINITY, 1.0), 2.0, Ink::DotInk);
        let told = Told { title: "", description: "" };
        assert!(canvas.finish("wide", 10.0, told).ends_with("<title></title></svg>"));
    }

    #[test]
    fn a_scale_has_round_ticks_and_keeps_to_its_ends() {
        let scale = Scale::new((-0.02, 0.31), (100.0, 400.0));
        assert_eq!(scale.at(-0.02), 100.0);
        assert_eq!(scale.at(9.0), 400.0);
        let ticks = scale.ticks(5);
        assert!(ticks.len() >= 3 && ticks.len() <= 5 && ticks.contains(&0.0), "{ticks:?}");
        assert!(Scale::new((1.0, 1.0), (0.0, 10.0)).at(1.0) == 0.0);
    }
    #[test]
    fn a_scale_of_any_length_has_a_few_ticks() {
        for (low, high) in [
            (-1e308, 1e308),
            (0.0, f64::MAX),
            (-f64::MAX, f64::MAX),
            (0.0, 5e-324),
            (-3e-310, 2e-310),
            (1e-20, 3e-20),
            (1e17, 1e17 + 16.0),
            (1e308, 1e308),
            (0.0, 1e120),
        ] {
            let scale = Scale::new((low, high), (0.0, 100.0));
            let ticks = scale.ticks(5);
            assert!(ticks.len() <= 8 && ticks.iter().all(|tick| tick.is_finite()), "{low} {high}: {ticks:?}");
            assert!((0.0..=100.0).contains(&scale.at(low)) && scale.at(high) <= 100.0, "{low} {high}");
        }
        assert!(Scale::new((1e-20, 3e-20), (0.0, 100.0)).ticks(5).len() >= 2);
        assert_eq!(Scale::new((-1e308, 1e308), (0.0, 100.0)).at(0.0), 50.0);
    }
}
