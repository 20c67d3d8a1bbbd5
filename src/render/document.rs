//! What a document has shown so far: pieces of HTML, and the numbers of its figures and tables.

use super::prose::Piece;
use super::tokens;
use std::collections::BTreeMap;

/// A document in the making.
#[derive(Debug, Default)]
pub struct Document {
    /// Number of the section being written.
    pub section: usize,
    /// HTML that tokens stand for.
    pub pieces: Vec<Piece>,
    /// Where `figure:pairs` or `table:models` stands.
    pub places: BTreeMap<String, Place>,
    /// Whether a user wrote it, so that its sections are its own headings.
    pub of_user: bool,
    /// Headings of a document of a user's own.
    pub headings: Vec<Heading>,
    figures: usize,
    tables: usize,
}

/// A heading that can be referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
    /// 2 for the highest, below the title.
    pub level: usize,
    /// `3` or `3.1`, where headings are numbered.
    pub number: Option<String>,
}

/// Where a figure or table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its number; `None` where a sentence says why it isn't there.
    pub number: Option<usize>,
    /// The section.
    pub section: usize,
}

impl Document {
    /// Keeps a piece and gives its token.
    pub fn piece(&mut self, html: String, block: bool) -> String {
        self.pieces.push(Piece { html, block });
        tokens::piece(self.pieces.len() - 1)
    }

    /// The number of a figure, shown now.
    ///
    /// # Errors
    /// Says that it is there already: ids on a page are unique.
    pub fn number_figure(&mut self, id: &str) -> Result<usize, String> {
        self.figures += 1;
        self.stand(&format!("figure:{id}"), Some(self.figures))?;
        Ok(self.figures)
    }

    /// The number of a table, shown now.
    ///
    /// # Errors
    /// Says that it is there already.
    pub fn number_table(&mut self, id: &str) -> Result<usize, String> {
        self.tables += 1;
        self.stand(&format!("table:{id}"), Some(self.tables))?;
        Ok(self.tables)
    }

    /// Remembers that a sentence stands where a figure or table would.
    ///
    /// # Errors
    /// Says that it is there already.
    pub fn absent(&mut self, target: &str) -> Result<(), String> {
        self.stand(target, None)
    }

    fn stand(&mut self, target: &str, number: Option<usize>) -> Result<(), String> {
        let place = Place { number, section: self.section };
        match self.places.insert(target.to_owned(), place) {
            None => Ok(()),
            Some(_) => Err(format!("{} is shown already; show it once", target.replace(':', " "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order_and_skip_what_is_absent() {
        let mut document = Document { section: 3, ..Document::default() };
        assert_eq!(document.number_figure("pairs"), Ok(1));
        assert_eq!(document.number_table("pairs"), Ok(1));
        document.absent("figure:signal").unwrap();
        assert_eq!(document.number_figure("singles"), Ok(2));
        assert_eq!(document.places["figure:signal"], Place { number: None, section: 3 });
        assert!(document.number_figure("pairs").is_err());
    }
}
