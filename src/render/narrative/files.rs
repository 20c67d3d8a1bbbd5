//! The files of a document: its text, what it includes, its bibliography. Read before anything is trained.

use super::front::{self, Bibliography, Front};
use crate::error::{Error, Result};
use crate::load::nearest;
use crate::render::engine;
use crate::render::literate::Sources;
use crate::render::literate::scan;
use crate::render::literate::sources::position;
use crate::render::templates::Templates;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A document with all it is made of.
#[derive(Debug, Clone)]
pub struct Narrative {
    /// Its name in errors, as it was given.
    pub name: String,
    /// What it says of itself.
    pub front: Front,
    /// Works it can cite: the text of the reference, by key.
    pub works: BTreeMap<String, String>,
    pub(super) sources: Sources,
}

impl Narrative {
    /// Reads a document and the files it includes: sections of the report by their names (`sections/12-retraining.md`),
    /// others from its folder.
    ///
    /// # Errors
    /// `Error::Input` for a file that can't be read, `Error::Template` (file, line, column) for front matter, an include
    /// or a bibliography that can't be used.
    pub fn read(path: &Path, templates: &Templates) -> Result<Self> {
        let text = text_of(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let name = path.display().to_string();
        Self::parse(&name, &text, templates, &|file| text_of(&folder.join(file)))
    }

    /// The same from texts in memory; `file` gives the text of a file beside the document.
    ///
    /// # Errors
    /// As `read`.
    pub fn parse(
        name: &str,
        text: &str,
        templates: &Templates,
        file: &dyn Fn(&str) -> Result<String>,
    ) -> Result<Self> {
        let (front, body) = front::split(name, text)?;
        let works = match &front.bibliography {
            Bibliography::Works(works) => works.clone(),
            Bibliography::File(bib) => super::cite::works(bib, &file(bib)?)?,
        };
        let mut sources = Sources::default();
        sources.add(name, &body);
        let beside = Beside { templates, file };
        beside.add(&mut sources, name, &body, &mut vec![name.to_owned()])?;
        for (part, text) in [("title", &front.title), ("abstract", &front.summary)] {
            sources.add(&part_name(name, part), text.as_deref().unwrap_or_default());
        }
        engine::parsed(&sources)?;
        Ok(Narrative { name: name.to_owned(), front, works, sources })
    }
}

/// What the title or abstract of a document is called in errors.
pub(super) fn part_name(name: &str, part: &str) -> String {
    format!("{name} ({part})")
}

fn text_of(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|e| Error::unreadable(path, &e))?;
    String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        Error::Input(format!("{}, line {line}: is not UTF-8; save the file as UTF-8", path.display()))
    })
}

/// Where included files come from.
struct Beside<'a> {
    templates: &'a Templates,
    file: &'a dyn Fn(&str) -> Result<String>,
}

impl Beside<'_> {
    fn add(&self, sources: &mut Sources, name: &str, text: &str, above: &mut Vec<String>) -> Result<()> {
        for (at, wanted) in includes(text) {
            let (line, column) = position(text, at);
            let place = format!("{name}, line {line}, column {column}");
            if above.iter().any(|a| a == wanted) {
                return Err(Error::Template(format!("{place}: {wanted:?} includes itself")));
            }
            if sources.written().any(|(there, _)| there == wanted) {
                continue;
            }
            let included = self.text(wanted, &place)?;
            sources.add(wanted, &included);
            above.push(wanted.to_owned());
            self.add(sources, wanted, &included, above)?;
            above.pop();
        }
        Ok(())
    }

    fn text(&self, wanted: &str, place: &str) -> Result<String> {
        if self.templates.list().contains(&wanted) {
            return Ok(self.templates.text(wanted).to_owned());
        }
        if PathBuf::from(wanted).is_absolute() {
            return Err(Error::Template(format!("{place}: include a file by its place beside the document")));
        }
        (self.file)(wanted).map_err(|error| {
            let near = nearest(wanted, &self.templates.list());
            let near =
                if near.is_empty() { near } else { format!("; of the report's sections there is {near}") };
            Error::Template(format!("{place}: {error}{near}"))
        })
    }
}

/// Names in `{% include "name" %}`, with the place of the tag.
fn includes(text: &str) -> Vec<(usize, &str)> {
    let named = |tag: std::ops::Range<usize>| {
        let inside = text[tag.clone()].trim_start_matches('-').trim_start();
        let rest = inside.strip_prefix("include")?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        Some((tag.start.saturating_sub(2), rest[1..].split(quote).next()?))
    };
    scan::tags(text).into_iter().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Narrative> {
        let file = |name: &str| match name {
            "a.md" => Ok("A {% include \"b.md\" %}".to_owned()),
            "b.md" => Ok("B".to_owned()),
            "c.md" => Ok("{% include \"d.md\" %}".to_owned()),
            "d.md" => Ok("{% include \"c.md\" %}".to_owned()),
            _ => Err(Error::Input(format!("{name}: no such file"))),
        };
        Narrative::parse("doc.md", text, &Templates::embedded(), &file)
    }

    #[test]
    fn included_files_are_read_once() {
        let made = parse("{% include \"a.md\" %}{%- include 'b.md' -%}{% include \"sections/08-map.md\" %}")
            .unwrap();
        let names: Vec<&str> = made.sources.written().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["doc.md", "a.md", "b.md", "sections/08-map.md", "doc.md (title)", "doc.md (abstract)"]
        );
    }

    #[test]
    fn what_cannot_be_included_is_named_with_its_place() {
        let missing = parse("x\n  {% include \"sections/08-mapp.md\" %}").unwrap_err().to_string();
        assert!(
            missing.starts_with("doc.md, line 2, column 3: ") && missing.contains("08-map.md\""),
            "{missing}"
        );
        let circle = parse("{% include \"c.md\" %}").unwrap_err().to_string();
        assert_eq!(circle, "d.md, line 1, column 1: \"c.md\" includes itself");
    }
}
