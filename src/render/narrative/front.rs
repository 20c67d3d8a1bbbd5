//! The front matter of a document: TOML between two lines of `+++`.

use crate::error::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a document says of itself. Title and abstract may hold tags and Markdown.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Front {
    /// Title of the page [default: the report's finding].
    pub title: Option<String>,
    /// One name or several.
    pub author: Names,
    /// Any text; the program knows no clock.
    pub date: Option<String>,
    /// A paragraph or more below the title.
    #[serde(rename = "abstract")]
    pub summary: Option<String>,
    /// Language of the document, as HTML names it [default: en].
    pub lang: Option<String>,
    /// Whether headings are numbered.
    pub numbered: bool,
    /// Whether there is a list of contents; where it is not said, there is one from three headings on.
    pub contents: Option<bool>,
    /// Works that `[@key]` cites: a text a key, or the name of a `.bib` file beside the document. Measures and claims can
    /// be cited by their ids without it.
    pub bibliography: Bibliography,
}

/// One name or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Names {
    /// `author = "A"`
    One(String),
    /// `author = ["A", "B"]`
    Many(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Names::Many(Vec::new())
    }
}

impl Names {
    /// All names, in order.
    pub fn all(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Many(names) => names,
        }
    }
}

/// Works that can be cited.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Bibliography {
    /// A `.bib` file, beside the document.
    File(String),
    /// The text of the reference, by key.
    Works(BTreeMap<String, String>),
}

impl Default for Bibliography {
    fn default() -> Self {
        Bibliography::Works(BTreeMap::new())
    }
}

/// Takes the front matter off a document; gives also the document with blank lines in its place, so that lines keep
/// their numbers.
///
/// # Errors
/// `Error::Template` with file, line, and what there is instead.
pub fn split(name: &str, text: &str) -> Result<(Front, String)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    match lines.next().map(str::trim_end) {
        Some("+++") => {}
        Some("---") => {
            let what =
                "front matter is TOML between two lines of +++, as in title = \"Two variables are enough\"";
            return Err(Error::Template(format!("{name}, line 1: {what}")));
        }
        _ => return Ok((Front::default(), text.to_owned())),
    }
    let mut matter = String::new();
    let mut closed = false;
    for line in lines.by_ref() {
        if line.trim_end() == "+++" {
            closed = true;
            break;
        }
        matter.push_str(line);
    }
    if !closed {
        return Err(Error::Template(format!("{name}, line 1: the front matter has no second line of +++")));
    }
    let front: Front = toml::from_str(&matter).map_err(|error| wrong(name, &matter, &error))?;
    if front
        .lang
        .as_ref()
        .is_some_and(|l| l.is_empty() || !l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    {
        return Err(Error::Template(format!("{name}, line 1: lang is a code such as en or pt-BR")));
    }
    let rest: String = lines.collect();
    Ok((front, "\n".repeat(matter.matches('\n').count() + 2) + &rest))
}

fn wrong(name: &str, matter: &str, error: &toml::de::Error) -> Error {
    let line =
        error.span().map_or(1, |span| matter[..span.start.min(matter.len())].matches('\n').count() + 2);
    Error::Template(format!("{name}, line {line}: {}", error.message().trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_matter_is_taken_off_and_lines_stay() {
        let (front, rest) = split("a.md", "+++\ntitle = \"T\"\nauthor = \"A\"\n+++\ntext\n").unwrap();
        assert_eq!((front.title.as_deref(), front.author.all()), (Some("T"), &["A".to_owned()][..]));
        assert_eq!(rest, "\n\n\n\ntext\n");
        assert_eq!(split("a.md", "text").unwrap(), (Front::default(), "text".to_owned()));
    }

    #[test]
    fn mistakes_name_their_line() {
        let error = |text: &str| split("a.md", text).unwrap_err().to_string();
        let unknown = error("+++\ntitle = \"T\"\nautor = \"A\"\n+++\n");
        assert!(unknown.starts_with("a.md, line 3: ") && unknown.contains("author"), "{unknown}");
        assert!(error("---\ntitle: T\n---\n").contains("TOML"));
        assert!(error("+++\ntitle = 1\n").contains("second line of +++"));
        assert!(error("+++\nlang = \"e\\\"n\"\n+++\n").contains("lang"));
    }

    #[test]
    fn a_bibliography_is_a_file_or_a_list() {
        let (front, _) = split("a.md", "+++\nbibliography = \"refs.bib\"\n+++\n").unwrap();
        assert_eq!(front.bibliography, Bibliography::File("refs.bib".into()));
        let (front, _) = split("a.md", "+++\n[bibliography]\nx = \"X (2001)\"\n+++\n").unwrap();
        assert!(matches!(front.bibliography, Bibliography::Works(works) if works["x"] == "X (2001)"));
    }
}
