//! The files a page is made from: embedded in the program, replaced file by file by those of a folder.

use super::engine;
use super::sections::SECTIONS;
use crate::error::{Error, Result};
use crate::load::nearest;
use std::path::Path;

/// The frame of the page.
pub const PAGE: &str = "page.html";
/// Its style.
pub const STYLE: &str = "style.css";
/// The style of the figures.
pub const FIGURES: &str = "figures.css";
/// The script that marks the current place in the contents.
pub const SCRIPT: &str = "page.js";

/// The report as a document to start from.
pub const DOCUMENT: &str = "report.md";

/// Every template with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates {
    files: Vec<(String, String)>,
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

impl Templates {
    /// Those in the program.
    pub fn embedded() -> Self {
        let files = embedded![
            "page.html",
            "style.css",
            "figures.css",
            "page.js",
            "report.md",
            "sections/01-short.md",
            "sections/02-data.md",
            "sections/03-good.md",
            "sections/04-weights.md",
            "sections/05-negative.md",
            "sections/06-rankings.md",
            "sections/07-repeats.md",
            "sections/08-map.md",
            "sections/09-baselines.md",
            "sections/10-agree.md",
            "sections/11-chance.md",
            "sections/12-retraining.md",
            "sections/13-truth.md",
            "sections/14-made.md",
        ];
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        Templates { files: files.into_iter().map(owned).collect() }
    }

    /// Those in the program, replaced by the files of the same name in a folder.
    ///
    /// # Errors
    /// `Error::Usage` when the folder has no template or one of an unknown name, `Error::Input` when a file can't be
    /// read, `Error::Template` (file, line, column) when one can't be parsed.
    pub fn overlay(folder: &Path) -> Result<Self> {
        let mut templates = Self::embedded();
        let mut replaced = 0;
        for (name, text) in &mut templates.files {
            let path = folder.join(&*name);
            if path.is_file() {
                *text = std::fs::read_to_string(&path).map_err(|e| Error::unreadable(&path, &e))?;
                replaced += 1;
            }
        }
        templates.refuse_unknown(folder)?;
        if replaced == 0 {
            let text = format!(
                "--templates {}: has none of the templates; write them out with `counterweight template eject {}`",
                folder.display(),
                folder.display()
            );
            return Err(Error::Usage(text));
        }
        engine::parse(&templates)?;
        Ok(templates)
    }

    /// Their names.
    pub fn list(&self) -> Vec<&str> {
        self.files.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Names and texts.
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    /// The text of a template; empty for a name that isn't there.
    pub fn text(&self, name: &str) -> &str {
        self.files.iter().find(|(n, _)| n == name).map_or("", |(_, text)| text)
    }

    /// A file that looks like a template under a name that none has is a mistake worth a word.
    fn refuse_unknown(&self, folder: &Path) -> Result<()> {
        for below in ["", "sections"] {
            let place = folder.join(below);
            let Ok(entries) = std::fs::read_dir(&place) else { continue };
            let mut names: Vec<String> =
                entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            for name in names {
                let full = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                let is_template = if below.is_empty() {
                    [".html", ".css", ".js"].iter().any(|end| name.ends_with(end))
                } else {
                    name.ends_with(".md")
                };
                if is_template && self.text(&full).is_empty() && !self.list().contains(&full.as_str()) {
                    let near = nearest(&full, &self.list());
                    let text =
                        format!("{}: no template has this name; there is {near}", place.join(name).display());
                    return Err(Error::Usage(text));
                }
            }
        }
        Ok(())
    }

    /// The same with another text for one of them.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        let file = self.files.iter_mut().find(|(n, _)| n == name);
        text.clone_into(&mut file.expect("a template has this name").1);
        self
    }
}

/// Names of the templates of sections, in order.
pub fn section_files() -> impl Iterator<Item = &'static str> {
    SECTIONS.iter().map(|s| s.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("counterweight-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("sections")).unwrap();
        path
    }

    #[test]
    fn every_section_has_its_file() {
        let templates = Templates::embedded();
        for file in section_files().chain([PAGE, STYLE, FIGURES, SCRIPT, DOCUMENT]) {
            assert!(!templates.text(file).is_empty(), "{file} is missing");
        }
        assert_eq!(templates.list().len(), SECTIONS.len() + 5);
    }

    #[test]
    fn a_folder_replaces_file_by_file() {
        let folder = folder("overlay");
        std::fs::write(folder.join("sections/13-truth.md"), "mine").unwrap();
        let templates = Templates::overlay(&folder).unwrap();
        assert_eq!(templates.text("sections/13-truth.md"), "mine");
        assert_eq!(templates.text(STYLE), Templates::embedded().text(STYLE));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn mistakes_in_a_folder_are_named() {
        let folder = folder("mistakes");
        assert_eq!(Templates::overlay(&folder).unwrap_err().exit_code(), 2);
        std::fs::write(folder.join("sections/13-truht.md"), "mine").unwrap();
        let error = Templates::overlay(&folder).unwrap_err().to_string();
        assert!(error.contains("13-truth.md"), "{error}");
        std::fs::remove_file(folder.join("sections/13-truht.md")).unwrap();
        std::fs::write(folder.join("sections/13-truth.md"), "a\n\nb {{ value(path= }}").unwrap();
        let error = Templates::overlay(&folder).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().starts_with("sections/13-truth.md, line 3, column "), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
