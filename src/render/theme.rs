//! Roles of colour, kinds of ink and sizes: the one place that knows how the report looks.
//!
//! A mark carries a class, never a colour: `templates/figures.css` gives each class its colour through the variables
//! of the page, so one drawing serves light, dark and print. The values of the variables stand here only to be tested.

/// A role of colour on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Role {
    /// Name of the variable in the style sheet.
    pub variable: &'static str,
    /// Red, green, blue on light paper.
    pub light: [u8; 3],
    /// Red, green, blue on dark paper.
    pub dark: [u8; 3],
}

const fn role(variable: &'static str, light: u32, dark: u32) -> Role {
    Role { variable, light: rgb(light), dark: rgb(dark) }
}

const fn rgb(hex: u32) -> [u8; 3] {
    [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
}

/// The paper.
pub const PAPER: Role = role("--paper", 0xfcfcfa, 0x14161a);
/// A shaded part of the paper.
pub const SOFT: Role = role("--soft", 0xf2f2ee, 0x1d2025);
/// Light rules.
pub const RULE: Role = role("--rule", 0xd5d5cf, 0x383c43);
/// Text, and marks of what holds.
pub const INK: Role = role("--ink", 0x1b1d21, 0xe7e6e2);
/// Everything else.
pub const MUTED: Role = role("--mut", 0x565a61, 0xa9adb4);
/// The claim in dispute.
pub const FOCUS: Role = role("--foc", 0x9c1f5f, 0xf286b8);
/// Positive weights.
pub const POSITIVE: Role = role("--pos", 0x1c6aa8, 0x6fb3e8);
/// Negative weights.
pub const NEGATIVE: Role = role("--neg", 0xa8500a, 0xf0a35a);

/// The deepest tint a text may lie on.
pub const DEEPEST_TINT: f64 = 0.48;

/// How much a mark or a name stands out: what holds, what is disputed, everything else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// What holds.
    Ink,
    /// The claim in dispute.
    Focus,
    /// Everything else.
    #[default]
    Muted,
}

/// Styles of text: size, weight and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// 12 px, ink.
    Body,
    /// 12 px, bold: titles of panels, names that hold.
    Strong,
    /// 12 px, bold, focus: names in dispute.
    Focus,
    /// 12 px, muted: all other names.
    Muted,
    /// 11 px, muted: axes and notes.
    Small,
    /// 10.5 px, ink: numbers in cells.
    Cell,
    /// 10.5 px, bold: numbers in cells that stand out.
    CellStrong,
    /// 10.5 px, bold, in the colour of the paper: on a filled circle.
    Inverse,
}

impl Type {
    /// Every style, in the order of its code.
    pub const ALL: [Type; 8] = [
        Type::Body,
        Type::Strong,
        Type::Focus,
        Type::Muted,
        Type::Small,
        Type::Cell,
        Type::CellStrong,
        Type::Inverse,
    ];

    /// The class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Type::Body => "tx",
            Type::Strong => "tb",
            Type::Focus => "tf",
            Type::Muted => "tm",
            Type::Small => "ts",
            Type::Cell => "tc",
            Type::CellStrong => "td",
            Type::Inverse => "ti",
        }
    }

    /// Size in pixels.
    pub fn size(self) -> f64 {
        match self {
            Type::Body | Type::Strong | Type::Focus | Type::Muted => 12.0,
            Type::Small => 11.0,
            Type::Cell | Type::CellStrong | Type::Inverse => 10.5,
        }
    }

    /// Whether it is bold.
    pub fn bold(self) -> bool {
        matches!(self, Type::Strong | Type::Focus | Type::CellStrong | Type::Inverse)
    }

    /// The style of a name of this tone.
    pub fn of(tone: Tone) -> Type {
        match tone {
            Tone::Ink => Type::Strong,
            Tone::Focus => Type::Focus,
            Tone::Muted => Type::Muted,
        }
    }
}

macro_rules! inks {
    ($($(#[$doc:meta])* $name:ident = $class:literal,)*) => {
        /// Kinds of marks; each is a class of the style sheet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Ink { $($(#[$doc])* $name,)* }
        impl Ink {
            /// Every kind, in the order of its code.
            pub const ALL: &'static [Ink] = &[$(Ink::$name,)*];
            /// The class in the style sheet.
            pub fn class(self) -> &'static str {
                match self { $(Ink::$name => $class,)* }
            }
        }
    };
}

inks! {
    /// Axis line.
    Axis = "ax",
    /// Light rule.
    Grid = "gr",
    /// Dashed line of reference.
    Reference = "rf",
    /// Soft area: a block of rows or columns.
    Zone = "zo",
    /// Grey area: what noise reaches, a margin, a spread.
    Band = "bn",
    /// Filled dot, ink.
    DotInk = "di",
    /// Filled dot, focus.
    DotFocus = "df",
    /// Filled dot, muted.
    DotMuted = "dm",
    /// Hollow dot, ink.
    HollowInk = "hi",
    /// Hollow dot, focus.
    HollowFocus = "hf",
    /// Hollow dot, muted.
    HollowMuted = "hm",
    /// Interval, ink.
    BarInk = "bi",
    /// Interval, focus.
    BarFocus = "bf",
    /// Interval, muted.
    BarMuted = "bm",
    /// Line, ink.
    LineInk = "li",
    /// Line, focus, dashed.
    LineFocus = "lf",
    /// Line, muted and thin.
    LineMuted = "lm",
    /// Filled area, ink.
    FillInk = "fi",
    /// Filled area, focus.
    FillFocus = "ff",
    /// Filled area, muted: bars of a histogram.
    FillMuted = "fm",
    /// Filled bar of a positive amount.
    Positive = "po",
    /// Hollow bar of a negative amount.
    Negative = "ng",
    /// Tint of a positive cell.
    TintPositive = "tp",
    /// Tint of a negative cell.
    TintNegative = "tn",
    /// Tint in shades of ink.
    TintInk = "tk",
    /// Wedge of a positive cell.
    WedgePositive = "wp",
    /// Wedge of a negative cell.
    WedgeNegative = "wn",
    /// Edge of a positive weight.
    EdgePositive = "ep",
    /// Edge of a negative weight, dashed.
    EdgeNegative = "en",
    /// Hairline of a small weight.
    Hair = "ha",
    /// Circle of a node.
    Node = "no",
    /// Ellipse of spread, ink.
    EllipseInk = "ei",
    /// Ellipse of spread, focus.
    EllipseFocus = "ef",
    /// Ellipse of spread, muted.
    EllipseMuted = "em",
    /// Frame around what is meant.
    Box = "bx",
    /// Cell of a map of ranks (a thick line).
    Run = "ru",
}

impl Ink {
    /// Whether its paths are lines, whose opacity is that of the stroke.
    pub fn stroked(self) -> bool {
        matches!(
            self,
            Ink::EdgePositive
                | Ink::EdgeNegative
                | Ink::Run
                | Ink::LineInk
                | Ink::LineFocus
                | Ink::LineMuted
                | Ink::Hair
        )
    }
}

/// Width of the wide drawing.
pub const WIDE: f64 = 720.0;
/// Width of the narrow drawing.
pub const NARROW: f64 = 350.0;
/// Height of a row with one line of text.
pub const ROW: f64 = 18.0;
/// Height of a further line of a wrapped name.
pub const LINE: f64 = 14.5;

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance after WCAG 2.2.
    fn luminance(rgb: [f64; 3]) -> f64 {
        let linear = rgb.map(|c| {
            let c = c / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn float(rgb: [u8; 3]) -> [f64; 3] {
        rgb.map(f64::from)
    }

    fn tinted(paper: [u8; 3], ink: [u8; 3], opacity: f64) -> [f64; 3] {
        let (p, i) = (float(paper), float(ink));
        std::array::from_fn(|c| p[c] * (1.0 - opacity) + i[c] * opacity)
    }

    fn both(a: Role, b: Role) -> [f64; 2] {
        [contrast(float(a.light), float(b.light)), contrast(float(a.dark), float(b.dark))]
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        // Black on white is 21 by definition; #777 on white is 4.48 in the standard's own example tables.
        assert!((contrast([0.0; 3], [255.0; 3]) - 21.0).abs() < 1e-12);
        assert!((contrast([119.0; 3], [255.0; 3]) - 4.478).abs() < 0.001);
    }

    #[test]
    fn text_has_four_and_a_half_and_marks_have_three() {
        for text in [INK, MUTED, FOCUS] {
            for ratio in both(text, PAPER).into_iter().chain(both(text, SOFT)) {
                assert!(ratio >= 4.5, "{} on paper: {ratio}", text.variable);
            }
        }
        for mark in [INK, MUTED, FOCUS, POSITIVE, NEGATIVE] {
            assert!(both(mark, PAPER).into_iter().all(|ratio| ratio >= 3.0), "{}", mark.variable);
        }
        assert!(both(PAPER, INK).into_iter().chain(both(PAPER, FOCUS)).all(|ratio| ratio >= 4.5));
    }

    #[test]
    fn ink_is_read_on_the_deepest_tint() {
        for tint in [POSITIVE, NEGATIVE] {
            let light = contrast(float(INK.light), tinted(PAPER.light, tint.light, DEEPEST_TINT));
            let dark = contrast(float(INK.dark), tinted(PAPER.dark, tint.dark, DEEPEST_TINT));
            assert!(light >= 4.5 && dark >= 4.5, "{}: {light:.2} and {dark:.2}", tint.variable);
        }
        // Shades of ink under text stay lighter than that.
        for (paper, ink) in [(PAPER.light, INK.light), (PAPER.dark, INK.dark)] {
            let ratio = contrast(float(ink), tinted(paper, ink, 0.3));
            assert!(ratio >= 4.5, "shade of ink: {ratio:.2}");
        }
    }

    #[test]
    fn the_page_has_the_palette_that_was_tested() {
        let sheet = include_str!("../../templates/style.css");
        let hex = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
        let (light, dark) =
            sheet.split_once("prefers-color-scheme: dark").expect("the sheet has both papers");
        for role in [PAPER, SOFT, RULE, INK, MUTED, FOCUS, POSITIVE, NEGATIVE] {
            let of = |value: [u8; 3]| format!("{}: {}", role.variable, hex(value));
            assert!(light.contains(&of(role.light)), "light {}", role.variable);
            assert!(dark.contains(&of(role.dark)), "dark {}", role.variable);
        }
    }

    #[test]
    fn every_class_has_a_rule_and_no_rule_a_colour_of_its_own() {
        let sheet = include_str!("../../templates/figures.css");
        let classes = Ink::ALL.iter().map(|i| i.class()).chain(Type::ALL.iter().map(|t| t.class()));
        let mut seen = std::collections::BTreeSet::new();
        for class in classes {
            assert!(seen.insert(class), "{class} twice");
            assert!(sheet.contains(&format!("svg .{class}")), "no rule for {class}");
        }
        assert!(!sheet.contains('#') && !sheet.contains("rgb"), "colours are variables of the page");
        for (at, _) in sheet.match_indices("var(--") {
            let name = &sheet[at + 4..sheet[at..].find(')').map_or(sheet.len(), |end| at + end)];
            let known = [PAPER, SOFT, RULE, INK, MUTED, FOCUS, POSITIVE, NEGATIVE];
            assert!(known.iter().any(|r| r.variable == name) || name == "--sans", "{name}");
        }
    }
}
