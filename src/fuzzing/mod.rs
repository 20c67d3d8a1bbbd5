//! What has to hold for any input: bodies shared by property tests, a few hundred inputs each in `cargo test`, and by the
//! targets in `fuzz/`, as many inputs as there is time for.

#[cfg(feature = "spreadsheet")]
pub mod books;
mod changes;
mod config;
mod narrative;
mod report;
mod small;
mod table;
#[cfg(test)]
mod tests;

pub use config::config;
pub use narrative::narrative;
pub use report::report;
pub use table::table;
