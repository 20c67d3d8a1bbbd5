//! Citations by number, in the order of the text. Measures and claims are cited by their ids, other works by their keys.

use crate::error::{Error, Result};
use crate::load::nearest;
use crate::render::cards;
use std::collections::BTreeMap;

/// The works of a document and those cited so far.
pub struct Cited<'a> {
    works: &'a BTreeMap<String, String>,
    order: Vec<String>,
}

impl<'a> Cited<'a> {
    /// Nothing cited yet.
    pub fn new(works: &'a BTreeMap<String, String>) -> Self {
        Cited { works, order: Vec::new() }
    }

    /// The number of a work, counted from 1.
    ///
    /// # Errors
    /// Names the near keys.
    pub fn number(&mut self, key: &str) -> std::result::Result<usize, String> {
        let text = self.text(key)?;
        let there = self.order.iter().position(|cited| *cited == text);
        Ok(there.unwrap_or_else(|| {
            self.order.push(text);
            self.order.len() - 1
        }) + 1)
    }

    fn text(&self, key: &str) -> std::result::Result<String, String> {
        if let Some(text) = self.works.get(key) {
            return Ok(text.clone());
        }
        let all = cards::all();
        if let Some(card) = all.iter().find(|c| c.id == key && !c.reference.is_empty()) {
            return Ok(card.reference.to_owned());
        }
        let there: Vec<&str> =
            self.works.keys().map(String::as_str).chain(all.iter().map(|c| c.id)).collect();
        let near = nearest(key, &there);
        let near = if near.is_empty() {
            "name it in [bibliography] of the front matter, or cite a measure by its id".to_owned()
        } else {
            format!("there is {near}")
        };
        Err(format!("no work {key:?} to cite; {near}"))
    }

    /// The list of references, empty where nothing was cited.
    pub fn list(&self) -> String {
        if self.order.is_empty() {
            return String::new();
        }
        let item = |(place, text): (usize, &String)| {
            format!("<li id=\"ref-{}\">{}</li>\n", place + 1, cards::references(text))
        };
        let items: String = self.order.iter().enumerate().map(item).collect();
        format!(
            "<section class=\"refs\" role=\"doc-bibliography\" aria-labelledby=\"references\">\
             <h2 id=\"references\">References</h2><ol>\n{items}</ol></section>\n"
        )
    }
}

/// Citations in brackets: numbers with what was said beside them.
pub fn link(items: &[(usize, String)]) -> String {
    let item = |(number, rest): &(usize, String)| {
        format!("<a href=\"#ref-{number}\">{number}</a>{}", crate::render::escape::text(rest))
    };
    let items: Vec<String> = items.iter().map(item).collect();
    format!("<span class=\"cite\">[{}]</span>", items.join("; "))
}

/// The works of a `.bib` file, each as one line of text.
///
/// # Errors
/// `Error::Template` names file and line.
pub fn works(name: &str, text: &str) -> Result<BTreeMap<String, String>> {
    let bibliography = biblatex::Bibliography::parse(text).map_err(|error| {
        let at = error.span.start.min(text.len());
        let line = text.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        Error::Template(format!("{name}, line {line}: {}", error.kind))
    })?;
    Ok(bibliography.iter().map(|entry| (entry.key.clone(), line(entry))).collect())
}

/// `Olden, Joy & Death (2004), An accurate comparison …, Ecological Modelling 178:389-397, doi:…`
fn line(entry: &biblatex::Entry) -> String {
    use biblatex::ChunksExt;
    let field = |name: &str| entry.get(name).map(|c| c.format_verbatim()).filter(|t| !t.trim().is_empty());
    let names =
        entry.author().or_else(|_| entry.editors().map(|e| e.into_iter().flat_map(|(p, _)| p).collect()));
    let names: Vec<String> = names.unwrap_or_default().into_iter().map(|p| p.name).collect();
    let mut who = match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first, .., last] if names.len() == 2 => format!("{first} & {last}"),
        [others @ .., last] => format!("{} & {last}", others.join(", ")),
    };
    let year = field("year").or_else(|| field("date").map(|d| d.chars().take(4).collect()));
    if let Some(year) = year {
        who.push_str(&format!("{}({year})", if who.is_empty() { "" } else { " " }));
    }
    let volume = field("volume").map(|v| match field("number") {
        Some(number) => format!("{v}({number})"),
        None => v,
    });
    let mut place =
        field("journaltitle").or_else(|| field("journal")).or_else(|| field("booktitle")).unwrap_or_default();
    if let Some(volume) = volume {
        place.push_str(&format!(" {volume}"));
    }
    if let Some(pages) = field("pages") {
        place.push_str(&format!(":{}", pages.replace("--", "-").replace('–', "-")));
    }
    let link = field("doi").map(|doi| format!("doi:{doi}")).or_else(|| field("url"));
    [Some(who), field("title"), Some(place), field("publisher"), link]
        .into_iter()
        .flatten()
        .filter(|part| !part.trim().is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_numbered_as_they_are_cited() {
        let works = BTreeMap::from([("x".to_owned(), "X <i> (2001), doi:10.1/x".to_owned())]);
        let mut cited = Cited::new(&works);
        assert_eq!((cited.number("olden"), cited.number("x"), cited.number("olden")), (Ok(1), Ok(2), Ok(1)));
        let list = cited.list();
        assert!(list.contains("X &lt;i&gt; (2001), <a href=\"https://doi.org/10.1/x\">"), "{list}");
        assert!(cited.number("oldn").unwrap_err().contains("\"olden\""));
        assert_eq!(Cited::new(&works).list(), "");
    }

    #[test]
    fn a_bib_file_gives_its_works() {
        let text = "@article{olden2004, author={Olden, Julian D. and Joy, Michael K. and Death, Russell G.},\n\
                    title={An accurate comparison}, journal={Ecological Modelling}, volume={178}, number={3},\n\
                    pages={389--397}, year={2004}, doi={10.1016/j.ecolmodel.2004.03.013}}\n";
        let works = works("refs.bib", text).unwrap();
        assert_eq!(
            works["olden2004"],
            "Olden, Joy & Death (2004), An accurate comparison, Ecological Modelling 178(3):389-397, \
             doi:10.1016/j.ecolmodel.2004.03.013"
        );
        let error = super::works("refs.bib", "\n@article{a, title={x}\n").unwrap_err().to_string();
        assert!(error.starts_with("refs.bib, line "), "{error}");
    }
}
