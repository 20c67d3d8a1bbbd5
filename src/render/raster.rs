//! Figures as PNG, drawn by resvg with the fonts of the machine (feature `png`): the only output whose bytes depend on it.

use super::figures;
use super::{Report, templates::Templates};
use crate::error::{Error, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, Family, ID, Query, Style};
use resvg::usvg::{FallbackSelectionFn, FontResolver, Group, Node, Options, Text, Tree};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Pixels of a side beyond which a picture is refused.
const MOST_PIXELS: f32 = 20_000.0;
/// Faces tried for the general `sans-serif`, the widest-spread first.
const SANS: [&str; 7] =
    ["Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial", "Helvetica Neue", "Segoe UI", "Roboto"];

/// Every figure that the report can show as the bytes of a PNG on light paper; `scale` is pixels for each unit of the drawing,
/// which is 720 units wide.
///
/// # Errors
/// `Error::Usage` for a scale that is no size of a picture, and where the machine has no font, or none with a letter in use.
pub fn figures(report: &Report, templates: &Templates, scale: f32) -> Result<Vec<(&'static str, Vec<u8>)>> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(Error::Usage(format!("--png {scale}: the scale is a number above 0, such as 2")));
    }
    let options = options(fonts()?);
    let draw = |(id, svg): (&'static str, String)| Ok((id, png(id, &svg, scale, &options)?));
    figures::light(report, templates).into_iter().map(draw).collect()
}

/// The fonts of the machine, with one for the general `sans-serif`.
fn fonts() -> Result<Database> {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    usable(fonts)
}

/// The same fonts, one of them taken for the general `sans-serif`.
fn usable(mut fonts: Database) -> Result<Database> {
    let there =
        |name: &&str| fonts.query(&Query { families: &[Family::Name(name)], ..Query::default() }).is_some();
    let any = || {
        let upright = fonts.faces().find(|face| face.style == Style::Normal).or(fonts.faces().next())?;
        upright.families.first().map(|(name, _)| name.clone())
    };
    let Some(sans) = SANS.iter().find(|name| there(name)).map(|name| (*name).to_owned()).or_else(any) else {
        return Err(Error::Usage(
            "--png: this machine has no font to write with; install one (Debian: fonts-noto-core), or take the SVG".into(),
        ));
    };
    fonts.set_sans_serif_family(&sans);
    fonts.set_serif_family(sans);
    Ok(fonts)
}

fn options(fonts: Database) -> Options<'static> {
    let font_resolver = FontResolver { select_fallback: nearest(), ..FontResolver::default() };
    Options { fontdb: Arc::new(fonts), font_resolver, ..Options::default() }
}

/// Faces found for a letter that faces already tried lack.
type Known = HashMap<(char, Vec<ID>), Option<ID>>;

/// Of the faces that have a letter the one most like the face that lacks it; resvg's own choice is the first of them, which may
/// be slanted or bold. Asked once for each letter, for every face has to be opened.
fn nearest() -> FallbackSelectionFn<'static> {
    let next = FontResolver::default_fallback_selector();
    let known: Mutex<Known> = Mutex::default();
    Box::new(move |letter, used, fonts| {
        // a lock that broke only forgets
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry((letter, used.to_vec())).or_insert_with(|| most_like(&next, letter, used, fonts))
    })
}

fn most_like(next: &FallbackSelectionFn, letter: char, used: &[ID], fonts: &mut Arc<Database>) -> Option<ID> {
    let wanted = fonts.face(*used.first()?)?.clone();
    let mut tried = used.to_vec();
    let mut best: Option<(u32, ID)> = None;
    while let Some(id) = next(letter, &tried, fonts) {
        let likeness = fonts.face(id).map_or(0, |face| likeness(face, &wanted));
        if best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, id));
        }
        if likeness == MOST_LIKE {
            break;
        }
        tried.push(id);
    }
    best.map(|(_, id)| id)
}

/// Likeness of a face that serves as well as the one wanted.
const MOST_LIKE: u32 = 7;

/// Slant counts more than weight, and that more than having no serifs.
fn likeness(face: &FaceInfo, wanted: &FaceInfo) -> u32 {
    let sans = face.families.iter().any(|(name, _)| name.contains("Sans") && !name.contains("Mono"));
    4 * u32::from(face.style == wanted.style)
        + 2 * u32::from(face.weight == wanted.weight)
        + u32::from(sans && face.stretch == wanted.stretch)
}

fn png(id: &str, svg: &str, scale: f32, options: &Options) -> Result<Vec<u8>> {
    let tree = Tree::from_str(svg, options)
        .map_err(|e| Error::Internal(format!("figure {id} is no SVG that resvg reads: {e}")))?;
    let mut unwritten = BTreeSet::new();
    missing(tree.root(), &mut unwritten);
    if !unwritten.is_empty() {
        let letters: String = unwritten.into_iter().take(12).collect();
        return Err(Error::Usage(format!(
            "--png: no font of this machine has {letters}, in figure {id}; install one (Debian: fonts-noto-core, \
             fonts-noto-cjk), or take the SVG"
        )));
    }
    let (wide, high) = (tree.size().width() * scale, tree.size().height() * scale);
    let pixels = (wide.max(high) <= MOST_PIXELS)
        .then(|| Pixmap::new((wide.ceil() as u32).max(1), (high.ceil() as u32).max(1)));
    let Some(mut pixels) = pixels.flatten() else {
        return Err(Error::Usage(format!(
            "--png {scale}: figure {id} would be {wide:.0} × {high:.0} pixels; take a smaller scale"
        )));
    };
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| Error::Internal(format!("figure {id} can't be packed as PNG: {e}")))
}

/// Letters that no font of the machine has.
fn missing(group: &Group, into: &mut BTreeSet<char>) {
    for node in group.children() {
        match node {
            Node::Group(group) => missing(group, into),
            Node::Text(text) => into.extend(without_glyph(text)),
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

/// Letters of a text without a glyph; all of them where nothing of it was laid out.
fn without_glyph(text: &Text) -> Vec<char> {
    let seen = |c: &char| !c.is_whitespace() && !c.is_control() && !('\u{2066}'..='\u{2069}').contains(c);
    let spans = text.layouted();
    if spans.is_empty() {
        return text.chunks().iter().flat_map(|chunk| chunk.text().chars()).filter(seen).collect();
    }
    let glyphs = spans.iter().flat_map(|span| &span.positioned_glyphs);
    glyphs.filter(|glyph| glyph.id.0 == 0).flat_map(|glyph| glyph.text.chars()).filter(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing;

    /// Width and height in the first chunk of a PNG (ISO/IEC 15948, 11.2.2).
    fn size(png: &[u8]) -> (u32, u32) {
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn every_figure_becomes_a_picture_of_its_size_on_light_paper() {
        let report = testing::report(3, 3);
        let svgs = figures::light(&report, &Templates::embedded());
        for scale in [1.0, 2.0] {
            let pictures = figures(&report, &Templates::embedded(), scale).unwrap();
            assert_eq!(pictures.len(), svgs.len());
            for ((id, png), (_, svg)) in pictures.iter().zip(&svgs) {
                let height: f32 =
                    svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
                assert_eq!(size(png), ((720.0 * scale) as u32, (height * scale).ceil() as u32), "{id}");
                let pixels = Pixmap::decode_png(png).unwrap();
                let corner = pixels.pixel(0, 0).unwrap();
                assert_eq!([corner.red(), corner.green(), corner.blue()], [0xfc, 0xfc, 0xfa], "{id}");
            }
        }
    }

    /// Dark pixels where a text stands, and none of the colour that unknown variables fall back to around it.
    #[test]
    fn texts_and_colours_are_there() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\"><style>svg{font:12px \"No Such Face\",\
                   sans-serif}svg .tf{fill:#9c1f5f}rect{fill:#fcfcfa}</style><rect width=\"60\" height=\"20\"/>\
                   <g class=\"tf\"><text x=\"5\" y=\"15\">v4</text><text x=\"30\" y=\"15\">v9</text></g></svg>";
        let png = png("made", svg, 4.0, &options(fonts().unwrap())).unwrap();
        let pixels = Pixmap::decode_png(&png).unwrap();
        let ink = |from: u32, to: u32| {
            let full = |&(x, y): &(u32, u32)| {
                let p = pixels.pixel(x, y).unwrap();
                [p.red(), p.green(), p.blue()] == [0x9c, 0x1f, 0x5f]
            };
            (from..to).flat_map(|x| (0..80).map(move |y| (x, y))).filter(full).count()
        };
        assert!(ink(0, 100) > 50 && ink(100, 240) > 50, "{} and {}", ink(0, 100), ink(100, 240));
    }

    #[test]
    fn without_a_font_or_a_size_the_remedy_is_said() {
        let error = usable(Database::new()).unwrap_err();
        assert!(error.to_string().contains("install one"), "{error}");
        let report = testing::report(2, 2);
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
            assert!(
                matches!(figures(&report, &Templates::embedded(), scale), Err(Error::Usage(_))),
                "{scale}"
            );
        }
        // a private character that no face has
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\"><text x=\"5\" y=\"15\" \
                   font-family=\"sans-serif\">a\u{10fffd}</text></svg>";
        let error = png("made", svg, 1.0, &options(fonts().unwrap())).unwrap_err();
        assert!(error.to_string().contains('\u{10fffd}'), "{error}");
    }
}
