//! The texts that a document is made from, as they were written and as tera reads them.
//!
//! tera 2 takes arguments by name only. `figure("pairs")` reads better, so the first argument of our functions may go
//! without its name, which is put in here; places in errors are those of the text as it was written.

use super::scan::{self, Call};
use crate::error::Error;
use crate::render::tokens;

/// The name of the first argument of each function that takes one without it.
const FIRST: [(&str, &str); 8] = [
    ("value", "path"),
    ("figure", "id"),
    ("table", "id"),
    ("claim", "id"),
    ("card", "id"),
    ("cards", "of"),
    ("see", "id"),
    ("require", "that"),
];

/// A sentence that has to hold: where it stands and what it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// File, line and column.
    pub place: String,
    /// The condition as it was written.
    pub that: String,
}

/// A text and what was put into it.
#[derive(Debug, Clone)]
struct Source {
    name: String,
    written: String,
    read: String,
    /// Line, column of the text as written (from 1) and length of what was put in there.
    put_in: Vec<(usize, usize, usize)>,
}

/// All texts of a document.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// What the document demands, in the order of the texts; `require` gets its place in this list.
    pub demands: Vec<Demand>,
}

impl Sources {
    /// Adds a text under a name that errors use.
    pub fn add(&mut self, name: &str, written: &str) {
        let mut source = Source {
            name: name.to_owned(),
            written: written.to_owned(),
            read: String::with_capacity(written.len()),
            put_in: Vec::new(),
        };
        let mut from = 0;
        for (at, text) in self.insertions(name, written) {
            source.read.push_str(&written[from..at]);
            source.read.push_str(&text);
            let (line, column) = position(written, at);
            source.put_in.push((line, column, text.chars().count()));
            from = at;
        }
        source.read.push_str(&written[from..]);
        source.read = tokens::cleaned(&source.read);
        self.sources.push(source);
    }

    /// What has to be put in, with the byte offset where.
    fn insertions(&mut self, name: &str, written: &str) -> Vec<(usize, String)> {
        let mut all = Vec::new();
        for call in scan::calls(written) {
            if call.name == "require" {
                let (line, column) = position(written, call.at);
                self.demands.push(Demand {
                    place: format!("{name}, line {line}, column {column}"),
                    that: condition(written, &call),
                });
                all.push((call.open, format!("at={}, ", self.demands.len() - 1)));
            }
            let Some((_, key)) = FIRST.iter().find(|(function, _)| *function == call.name) else { continue };
            let Some(first) = call.arguments.first().filter(|a| !a.is_empty()) else { continue };
            if scan::keyed(written, first.clone()).0.is_none() {
                all.push((first.start, format!("{key}=")));
            }
        }
        for (at, _) in written.match_indices("{#").filter(|(at, _)| scan::anchor(written, *at)) {
            // with a space tera takes it for text, and Markdown for the same anchor
            all.push((at + 1, " ".to_owned()));
        }
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// Names and texts as tera reads them.
    pub fn read(&self) -> Vec<(&str, &str)> {
        self.sources.iter().map(|s| (s.name.as_str(), s.read.as_str())).collect()
    }

    /// Names and texts as they were written.
    pub fn written(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|s| (s.name.as_str(), s.written.as_str()))
    }

    /// The column of the text as it was written, for a place in the text as it is read; both count from 1.
    pub fn column(&self, name: &str, line: usize, column: usize) -> usize {
        let Some(source) = self.sources.iter().find(|s| s.name == name) else { return column };
        let mut shift = 0;
        for (_, at, length) in source.put_in.iter().filter(|(l, ..)| *l == line) {
            if column > at + shift {
                shift += (*length).min(column - at - shift);
            }
        }
        column - shift
    }

    /// An error at the first place where any text has these words; without a place where none has.
    pub fn error_at(&self, words: &str, what: &str) -> Error {
        let found = self.sources.iter().find_map(|s| Some((s, s.written.find(words)?)));
        Error::Template(match found {
            Some((source, at)) => {
                let (line, column) = position(&source.written, at);
                format!("{}, line {line}, column {column}: {what}", source.name)
            }
            None => {
                let name = self.sources.first().map_or("the document", |s| &s.name);
                format!("{name}: {what}")
            }
        })
    }
}

/// The condition of a `require`, on one line.
fn condition(written: &str, call: &Call<'_>) -> String {
    let mut first = None;
    for argument in &call.arguments {
        match scan::keyed(written, argument.clone()) {
            (Some("that"), value) => return one_line(&written[value]),
            (None, value) if first.is_none() => first = Some(value),
            _ => {}
        }
    }
    first.map_or_else(String::new, |value| one_line(&written[value]))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line and column of a byte offset, from 1.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(text: &str) -> Sources {
        let mut sources = Sources::default();
        sources.add("a.md", text);
        sources
    }

    #[test]
    fn first_arguments_get_their_names() {
        let made =
            sources("{{ figure(\"pairs\") }} {{ table(id=\"x\", top=5) }} {{ value( \"a.b\", form=\"p\") }}");
        let expected =
            "{{ figure(id=\"pairs\") }} {{ table(id=\"x\", top=5) }} {{ value( path=\"a.b\", form=\"p\") }}";
        assert_eq!(made.read()[0].1, expected);
    }

    #[test]
    fn anchors_pass_tera() {
        assert_eq!(sources("# A {#one}\n{# b #}").read()[0].1, "# A { #one}\n{# b #}");
    }

    #[test]
    fn demands_keep_their_place_and_condition() {
        let made =
            sources("text\n {{ require(that=a >\n 1, says=\"a, b\") }}{{ require(b == 2, says=\"c\") }}");
        assert_eq!(
            made.demands,
            vec![
                Demand { place: "a.md, line 2, column 5".into(), that: "a > 1".into() },
                Demand { place: "a.md, line 3, column 23".into(), that: "b == 2".into() },
            ]
        );
        assert!(made.read()[0].1.contains("require(at=0, that=a >"));
        assert!(made.read()[0].1.contains("require(at=1, that=b == 2"));
    }

    #[test]
    fn columns_are_those_of_the_text_as_it_was_written() {
        // written: {{ see("x") }} {{ bad }}, read: {{ see(id="x") }} {{ bad }}
        let made = sources("{{ see(\"x\") }} {{ bad }}");
        assert_eq!(made.column("a.md", 1, 22), 19);
        assert_eq!(made.column("a.md", 1, 4), 4);
        assert_eq!(made.column("a.md", 1, 9), 8); // inside of what was put in
        assert_eq!(made.column("a.md", 2, 22), 22);
    }

    #[test]
    fn errors_name_the_first_place_of_the_words() {
        let error = sources("a\nb @fig:x").error_at("@fig:x", "no such figure");
        assert_eq!(error.to_string(), "a.md, line 2, column 3: no such figure");
    }
}
