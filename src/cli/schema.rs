//! `counterweight schema`.

use counterweight::error::Result;

/// Prints the JSON Schema of the report.
pub fn run() -> Result<()> {
    super::print(&counterweight::render::schema::schema()?)
}
