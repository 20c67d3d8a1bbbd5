//! The last ten lines on stderr.

use counterweight::compare::Answer;
use counterweight::render::Report;
use std::path::Path;

/// Prints the finding, the answers and the place of the page.
pub fn print(report: &Report, page: &Path) {
    let findings = &report.findings;
    eprintln!("{}: {} rows, {}", findings.data.file, findings.data.rows, findings.data.reading);
    eprintln!("{}", findings.verdict.title);
    for claim in &findings.verdict.claims {
        let mark = match claim.answer {
            Answer::Yes => "● yes",
            Answer::No => "○ no",
            Answer::Undecided => "◐ undecided",
            Answer::Depends => "◐ depends",
        };
        eprintln!("  {mark:12} {}", claim.question);
    }
    for reduced in &report.config.plan.reduced {
        eprintln!("  note: {reduced}");
    }
    let warnings = findings.warnings.len();
    if warnings > 0 {
        eprintln!("  {warnings} warning{} in section 2 of the report", if warnings == 1 { "" } else { "s" });
    }
    eprintln!("  {} and its JSON are written", page.display());
}
