//! What a text may say between braces: functions and filters over a report, places of mistakes, sentences that have to
//! hold. Sections of the report and documents of users are written in the same way.

pub mod functions;
pub mod require;
pub mod scan;
pub mod sources;

pub use require::Failed;
pub use sources::Sources;
