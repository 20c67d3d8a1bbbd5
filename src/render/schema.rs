//! JSON Schema of the report, draft 2020-12, from the types themselves.

use super::Report;
use crate::error::{Error, Result};

/// The schema as JSON.
///
/// # Errors
/// `Error::Internal` when it cannot be written.
pub fn schema() -> Result<String> {
    let schema = schemars::schema_for!(Report);
    let text = serde_json::to_string_pretty(&schema);
    text.map(|t| t + "\n").map_err(|e| Error::Internal(format!("the schema is no JSON: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_every_part_of_the_report() {
        let schema: serde_json::Value = serde_json::from_str(&schema().unwrap()).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let report = serde_json::to_value(crate::render::testing::report(3, 3)).unwrap();
        for key in report.as_object().unwrap().keys() {
            assert!(schema["properties"].get(key).is_some(), "{key} is not described");
        }
    }
}
