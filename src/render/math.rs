//! LaTeX becomes MathML that needs no outside file, and of which only known elements reach the page.
//!
//! The converter lets the argument of some commands through as it is, so its answer is read again: elements and
//! attributes on our lists, balanced, or none of it. Attributes that hold a style, which the page's policy forbids, become classes.

use super::escape;
use super::tokens::{self, Part};
use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

const ELEMENTS: [&str; 26] = [
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mfrac",
    "msqrt",
    "mroot",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "mstyle",
    "menclose",
];

const ATTRIBUTES: [&str; 24] = [
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
];

/// Values that were printed into a formula stand for themselves: the first of as many private characters as there are.
const VALUE: u32 = 0xF_0000;

/// A formula as MathML; `latex` may hold tokens of printed values.
///
/// # Errors
/// Says what in the formula can't be read.
pub fn mathml(latex: &str, display: bool) -> Result<String, String> {
    let (plain, values) = without_values(latex);
    let converter =
        LatexToMathML::new(MathCoreConfig::default()).map_err(|e| format!("no formulas: {e:?}"))?;
    let kind = if display { MathDisplay::Block } else { MathDisplay::Inline };
    let made = converter
        .convert_with_local_state(&plain, kind)
        .map_err(|e| format!("the formula ${plain}$ can't be read: {}", e.error_message()))?;
    let safe = only_known(&made.mathml).ok_or_else(|| {
        format!("the formula ${plain}$ gives more than a formula; write names in it with \\text{{…}}")
    })?;
    Ok(with_values(&safe, &values))
}

/// Numbers stay numbers; a printed text becomes one private character inside `\text`.
fn without_values(latex: &str) -> (String, Vec<String>) {
    let mut values = Vec::new();
    let mut plain = String::new();
    for part in tokens::parts(latex) {
        match part {
            Part::Plain(text) => plain.extend(text.chars().filter(|c| !private(*c))),
            Part::Text(text) if is_number(&text) => {
                plain.push_str(&text.replace('−', "-").replace('%', "\\%"))
            }
            Part::Text(text) => {
                let sign = char::from_u32(VALUE + u32::try_from(values.len()).unwrap_or(0));
                plain.push_str(&format!("\\text{{{}}}", sign.unwrap_or('\u{FFFD}')));
                values.push(text);
            }
            Part::Piece(_) => {}
        }
    }
    (plain, values)
}

fn private(c: char) -> bool {
    (0xF_0000..=0x10_FFFF).contains(&u32::from(c))
}

fn is_number(text: &str) -> bool {
    let numeric = |c: char| c.is_ascii_digit() || ".,+−- []%".contains(c);
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(numeric)
}

fn with_values(mathml: &str, values: &[String]) -> String {
    let mut out = String::with_capacity(mathml.len());
    for c in mathml.chars() {
        let value = u32::from(c).checked_sub(VALUE).and_then(|n| values.get(usize::try_from(n).ok()?));
        match value {
            Some(value) => out.push_str(&escape::text(value)),
            None => out.push(c),
        }
    }
    out
}

/// The formula with known elements and attributes; `None` where there is anything else, or it isn't balanced.
fn only_known(mathml: &str) -> Option<String> {
    let mut out = String::with_capacity(mathml.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = mathml;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = at + rest[at..].find('>')?;
        let tag = &rest[at + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop()? != name {
                return None;
            }
            out.push_str(&format!("</{name}>"));
        } else {
            let alone = tag.ends_with('/');
            let tag = tag.trim_end_matches('/');
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            if !ELEMENTS.contains(&name) || (open.is_empty() != (name == "math")) {
                return None;
            }
            out.push_str(&format!("<{name}{}>", known_attributes(attributes)?));
            if alone {
                out.push_str(&format!("</{name}>"));
            } else {
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    (open.is_empty() && rest.is_empty()).then_some(out)
}

/// Attributes `name="value"` of our list; a style becomes the class that says the same.
fn known_attributes(attributes: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        if ATTRIBUTES.contains(&name) {
            out.push_str(&format!(" {name}=\"{value}\""));
        } else if name == "style" && value.contains("text-align: left") {
            out.push_str(" class=\"ml\"");
        } else if name == "style" && value.contains("text-align: right") {
            out.push_str(" class=\"mr\"");
        }
        rest = after.trim();
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        let mut out = Vec::new();
        tokens::spell(text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn formulas_become_mathml() {
        let made = mathml(r"\sqrt{x}", false).unwrap();
        assert_eq!(made, "<math><msqrt><mi>x</mi></msqrt></math>");
        assert!(mathml("x", true).unwrap().starts_with("<math display=\"block\">"));
    }

    #[test]
    fn nothing_but_a_formula_passes() {
        for hostile in [
            r"\operatorname{</math><script>alert(1)</script>}",
            r"\operatorname{<img src=x onerror=alert(1)>}",
            r"\mathrm{</mi><mi onclick=x>}",
        ] {
            let made = mathml(hostile, false).unwrap_or_default();
            assert!(
                !made.contains("<script") && !made.contains("<img") && !made.contains(" onclick"),
                "{made}"
            );
        }
        assert!(only_known("<math><mi>x</math>").is_none());
        assert!(only_known("<mi>x</mi>").is_none());
        assert!(only_known("<math><math></math></math>").is_none());
    }

    #[test]
    fn styles_become_classes() {
        let made = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", true).unwrap();
        assert!(made.contains("class=\"mr\"") && !made.contains(" style="), "{made}");
    }

    #[test]
    fn printed_values_are_shown_as_typed() {
        let made =
            mathml(&format!("{} = {}", spelled("</math><i>\\x_{2}"), spelled("−0.48")), false).unwrap();
        assert!(made.contains("<mtext>&lt;/math&gt;&lt;i&gt;\\x_{2}</mtext>"), "{made}");
        assert!(made.contains("<mn>0.48</mn>"), "{made}");
    }

    #[test]
    fn a_wrong_formula_says_what_is_wrong() {
        let error = mathml(r"\frak x \nosuch", false).unwrap_err();
        assert!(error.contains("nosuch"), "{error}");
    }
}
