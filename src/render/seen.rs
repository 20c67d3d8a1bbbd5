//! A report as texts see it: made once, however many texts and frames look at it.

use super::Report;
use super::names::Names;
use crate::error::{Error, Result};
use serde_json::Value;
use tera::Context;

/// A JSON in the forms that templates look things up in.
pub struct View {
    /// The JSON, for paths.
    pub json: Value,
    /// The same for tera, as `report`.
    pub context: Context,
    /// Its names that are written from right to left.
    pub names: Names,
}

impl View {
    /// Of the JSON that templates call `report`.
    pub fn of(json: Value) -> Self {
        let mut context = Context::new();
        context.insert("report", &json);
        View { names: Names::of(&json), context, json }
    }
}

/// A report and its view.
pub struct Seen {
    /// The report.
    pub report: Report,
    /// The same as JSON.
    pub view: View,
}

impl Seen {
    /// Looks at a report.
    ///
    /// # Errors
    /// `Error::Internal` where the report is no JSON.
    pub fn of(report: &Report) -> Result<Self> {
        let json = serde_json::to_value(report)
            .map_err(|e| Error::Internal(format!("the report is no JSON: {e}")))?;
        Ok(Seen { report: report.clone(), view: View::of(json) })
    }
}
