//! The last ten lines on stderr.

use crate::cli::say;
use counterweight::compare::Answer;
use counterweight::render::Report;
use std::path::Path;

/// Prints the finding, the answers and the place of the page.
pub fn print(report: &Report, page: &Path) {
    let findings = &report.findings;
    say(&format!("{}: {} rows, {}", findings.data.file, findings.data.rows, findings.data.reading));
    say(&findings.verdict.title);
    for claim in &findings.verdict.claims {
        let mark = match claim.answer {
            Answer::Yes => "● yes",
            Answer::No => "○ no",
            Answer::Undecided => "◐ undecided",
            Answer::Depends => "◐ depends",
        };
        say(&format!("  {mark:12} {}", claim.question));
    }
    for reduced in &report.config.plan.reduced {
        say(&format!("  note: {reduced}"));
    }
    let warnings = findings.warnings.len();
    if warnings > 0 {
        say(&format!(
            "  {warnings} warning{} in section 2 of the report",
            if warnings == 1 { "" } else { "s" }
        ));
    }
    say(&format!("  {} and its JSON are written", page.display()));
}
