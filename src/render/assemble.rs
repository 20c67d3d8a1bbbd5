//! Findings and settings become a `Report`.

use super::{Config, Library, Report, SCHEMA, Tool};
use crate::compare::Findings;
use crate::options::ValidOptions;
use crate::prepare::plan::Plan;

/// Libraries whose numbers stand in the report.
const LIBRARIES: [&str; 5] =
    ["linfa-logistic", "linfa-preprocessing", "linfa-trees", "smartcore", "plotters"];

/// Puts the report together; `command` is what makes it again.
pub fn assemble(findings: Findings, options: &ValidOptions, plan: &Plan, command: &str) -> Report {
    Report {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            libraries: libraries(include_str!("../../Cargo.lock")),
        },
        config: Config { options: (**options).clone(), plan: plan.clone(), command: command.to_owned() },
        findings,
    }
}

/// Versions as the lock file has them: what was built is what is named.
fn libraries(lock: &str) -> Vec<Library> {
    let mut found = Vec::new();
    let mut lines = lock.lines();
    while let Some(line) = lines.next() {
        let Some(name) = value(line, "name") else { continue };
        if !LIBRARIES.contains(&name) {
            continue;
        }
        if let Some(version) = lines.next().and_then(|l| value(l, "version")) {
            found.push(Library { name: name.to_owned(), version: version.to_owned() });
        }
    }
    found
}

fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_has_its_version() {
        let found = libraries(include_str!("../../Cargo.lock"));
        assert_eq!(found.len(), LIBRARIES.len());
        assert!(found.iter().all(|l| l.version.contains('.')));
    }
}
