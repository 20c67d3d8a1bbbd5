//! A document of the user's own: Markdown with the tags of the report's sections, over the same numbers.
//!
//! ```text
//!     FILE.md  →  front matter + text + included files  →  tera  →  Markdown  →  page
//! ```
//! The front matter is TOML between two lines of `+++`. Figures and tables are numbered as they come, `@fig:pairs` refers
//! to one, `[@olden]` cites what a measure's card or the bibliography has, `[^1]` is a note, `$x$` a formula. A sentence
//! in `require(that=…, says="…")` has to be supported by the numbers.

mod cite;
mod files;
mod front;
mod headings;
mod marks;
mod notes;
mod page;
#[cfg(test)]
mod tests;

pub use files::Narrative;
pub use front::Front;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use page::over;
pub use page::render;

use super::literate::Failed;

/// A page, and the sentences on it that do not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The bytes of the page.
    pub page: Vec<u8>,
    /// Sentences that the numbers do not support.
    pub failed: Vec<Failed>,
}
