//! Marks in running words: `@fig:pairs` refers to what is shown, `[@olden; @lek]` cites.

use super::cite::Cited;
use crate::load::nearest;
use crate::render::literate::Sources;
use crate::render::prose::{Problem, plain};
use crate::render::references;
use pulldown_cmark::Event;

/// What a document refers to, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Marks {
    /// References to look up once everything is shown: target and the words that ask.
    pub asked: Vec<(String, String)>,
    /// Marks that can't be used.
    pub problems: Vec<Problem>,
}

impl Marks {
    /// Running words of a document as events.
    pub fn read(&mut self, text: &str, cited: &mut Cited) -> Vec<Event<'static>> {
        let mut events = Vec::new();
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find('@').map(|n| at + n) {
            at = found + 1;
            let bracket = text[..found].ends_with('[').then_some(found.wrapping_sub(1));
            let made = match bracket.filter(|b| *b >= from) {
                Some(open) => self.citation(text, open, cited).map(|(html, end)| (open, html, end)),
                None if starts_word(text, found) => {
                    self.reference(text, found).map(|(html, end)| (found, html, end))
                }
                None => None,
            };
            if let Some((start, html, end)) = made {
                events.push(plain(&text[from..start]));
                events.push(Event::InlineHtml(html.into()));
                from = end;
                at = end;
            }
        }
        events.push(plain(&text[from..]));
        events
    }

    /// `[@key; @key, p. 3]`, from its bracket on.
    fn citation(&mut self, text: &str, open: usize, cited: &mut Cited) -> Option<(String, usize)> {
        let close = open + text[open..].find(']')?;
        let mut items = Vec::new();
        for item in text[open + 1..close].split(';') {
            let item = item.trim().strip_prefix('@')?;
            let end = item.find(|c: char| !is_key(c)).unwrap_or(item.len());
            let (key, rest) = item.split_at(end);
            if key.is_empty() {
                return None;
            }
            match cited.number(key) {
                Ok(number) => items.push((number, rest.trim().to_owned())),
                Err(what) => self.problems.push(Problem { words: format!("@{key}"), what }),
            }
        }
        Some((super::cite::link(&items), close + 1))
    }

    /// `@fig:pairs`; `None` where the word is no reference.
    fn reference(&mut self, text: &str, at: usize) -> Option<(String, usize)> {
        let rest = &text[at + 1..];
        let name_end = rest.find(|c: char| !c.is_ascii_alphabetic())?;
        let kind = KINDS.iter().find(|(short, _)| *short == &rest[..name_end]).map(|(_, kind)| *kind)?;
        if !rest[name_end..].starts_with(':') {
            return None;
        }
        let id_text = &rest[name_end + 1..];
        let end =
            id_text.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(id_text.len());
        let id = id_text[..end].trim_end_matches('-');
        if id.is_empty() {
            return None;
        }
        let target = format!("{kind}:{id}");
        let words = text[at..at + 1 + name_end + 1 + id.len()].to_owned();
        self.asked.push((target.clone(), words.clone()));
        Some((references::token(&target), at + words.len()))
    }

    /// Checks that all that was asked for is shown.
    ///
    /// # Errors
    /// The first that is not, with its place.
    pub fn check(&self, shown: &[String], sources: &Sources) -> crate::error::Result<()> {
        if let Some(problem) = self.problems.first() {
            return Err(sources.error_at(&problem.words, &problem.what));
        }
        for (target, words) in &self.asked {
            if shown.contains(target) {
                continue;
            }
            let (kind, id) = target.split_once(':').unwrap_or(("", target));
            let what = match references::known(target) {
                Err(what) if kind != "section" => what,
                Ok(()) if kind != "section" => format!(
                    "the document does not show {kind} {id:?}; show it with {{{{ {kind}(\"{id}\") }}}}"
                ),
                _ => {
                    let there: Vec<&str> = shown.iter().filter_map(|s| s.strip_prefix("section:")).collect();
                    let near = nearest(id, &there);
                    let near = if near.is_empty() { there.join(", ") } else { near };
                    format!("no heading has the id {id:?}; there is {near}")
                }
            };
            return Err(sources.error_at(words, &what));
        }
        Ok(())
    }
}

/// Short and long names of what can be referred to.
const KINDS: [(&str, &str); 7] = [
    ("fig", "figure"),
    ("figure", "figure"),
    ("tbl", "table"),
    ("table", "table"),
    ("sec", "section"),
    ("section", "section"),
    ("claim", "claim"),
];

/// An address such as `a@fig:x` is none of ours.
fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))
}

fn is_key(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '/' | '.' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn html(text: &str) -> (String, Marks) {
        let mut marks = Marks::default();
        let works = BTreeMap::from([("x".to_owned(), "X (2001)".to_owned())]);
        let mut cited = Cited::new(&works);
        let of = |event| match event {
            Event::Text(text) | Event::InlineHtml(text) => text.to_string(),
            other => format!("{other:?}"),
        };
        let html = marks.read(text, &mut cited).into_iter().map(of).collect();
        (html, marks)
    }

    #[test]
    fn references_and_citations_are_found() {
        let (made, marks) = html("see @fig:pairs, @tbl:leaderboard. And [@x, p. 3; @olden] (@sec:how-so)");
        let token = references::token;
        assert_eq!(
            made,
            format!(
                "see {}, {}. And {} ({})",
                token("figure:pairs"),
                token("table:leaderboard"),
                "<span class=\"cite\">[<a href=\"#ref-1\">1</a>, p. 3; <a href=\"#ref-2\">2</a>]</span>",
                token("section:how-so")
            )
        );
        assert_eq!(marks.asked[2], ("section:how-so".to_owned(), "@sec:how-so".to_owned()));
    }

    #[test]
    fn addresses_and_other_words_stay() {
        for text in ["a@fig:pairs", "@someone", "mail me @ home", "[@]", "@fig:", "[@ x]", "@"] {
            assert_eq!(html(text).0, text);
        }
    }

    #[test]
    fn unknown_marks_name_the_near_ones() {
        let mut sources = Sources::default();
        sources.add("a.md", "so @fig:pairz\nand [@oldn]");
        let shown = vec!["figure:pairs".to_owned(), "section:one".to_owned()];
        let error = |text: &str| html(text).1.check(&shown, &sources).unwrap_err().to_string();
        assert_eq!(error("@fig:pairz"), "a.md, line 1, column 4: no figure \"pairz\"; there is \"pairs\"");
        assert!(error("[@oldn]").starts_with("a.md, line 2, column 6: "), "{}", error("[@oldn]"));
        assert!(error("@fig:signal").contains("show it with {{ figure(\"signal\") }}"));
        assert!(error("@sec:onne").contains("there is \"one\""));
        html("@fig:pairs @sec:one").1.check(&shown, &sources).unwrap();
    }
}
