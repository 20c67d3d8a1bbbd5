//! `Findings` become a `Report`, and a `Report` becomes bytes. Rendering computes nothing and reads nothing else.

mod absent;
mod assemble;
pub(crate) mod blocks;
mod cards;
mod consistent;
mod decimals;
mod document;
pub mod draw;
mod engine;
mod escape;
pub mod figures;
mod foremost;
mod forms;
pub mod html;
pub mod json;
mod literate;
mod lookup;
pub mod markdown;
mod math;
mod names;
pub mod narrative;
mod paths;
mod prose;
#[cfg(feature = "png")]
pub mod raster;
pub mod redact;
mod references;
pub mod schema;
pub mod sections;
pub(crate) mod seen;
pub mod tables;
pub mod templates;
// the bodies in `fuzzing` take their small reports from it, and not all of it
#[cfg(any(test, feature = "fuzzing"))]
#[cfg_attr(not(test), allow(dead_code))]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod theme;
mod tokens;

pub use assemble::assemble;
pub use literate::Failed;

use crate::compare::Findings;
use crate::error::Result;
use crate::options::Options;
use crate::prepare::plan::Plan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Schema name and number of the JSON.
pub const SCHEMA: &str = "counterweight.report/1";

/// The whole report: all that rendering needs, and the only thing templates see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// `counterweight.report/1`.
    pub schema: String,
    /// The program that made it.
    pub tool: Tool,
    /// What was asked and what was planned.
    pub config: Config,
    /// What was found.
    #[serde(flatten)]
    pub findings: Findings,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `counterweight`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Versions of the libraries whose numbers stand in the report.
    pub libraries: Vec<Library>,
}

/// A library and its version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was asked and what was planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Config {
    /// The options, defaults filled in.
    pub options: Options,
    /// The work that followed from them and the size of the data.
    pub plan: Plan,
    /// The command that makes the report again (names of files without folders).
    pub command: String,
}

/// Turns a report into bytes of one kind.
pub trait Output: Sync {
    /// `html`, `json`, `markdown`.
    fn id(&self) -> &'static str;
    /// The bytes.
    ///
    /// # Errors
    /// `Error::Template` names file, line and column.
    fn render(&self, report: &Report) -> Result<Vec<u8>>;
}
