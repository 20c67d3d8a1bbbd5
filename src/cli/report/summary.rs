//! The last ten lines on stderr.

use crate::cli::say;
use counterweight::compare::Answer;
use counterweight::render::Report;
use std::path::Path;

/// Letters of a line at most: names of columns may be of any length, and the page has them whole.
const LONGEST: usize = 400;

/// Prints the finding, the answers and the place of the page.
pub fn print(report: &Report, page: &Path) {
    let findings = &report.findings;
    say(&format!("{}: {} rows, {}", findings.data.file, findings.data.rows, findings.data.reading));
    say(&shortened(&findings.verdict.title));
    for claim in &findings.verdict.claims {
        let mark = match claim.answer {
            Answer::Yes => "● yes",
            Answer::No => "○ no",
            Answer::Undecided => "◐ undecided",
            Answer::Depends => "◐ depends",
        };
        say(&shortened(&format!("  {mark:12} {}", claim.question)));
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

/// One line, cut where it is too long for a terminal; names may hold line ends, and marks that a terminal obeys.
fn shortened(line: &str) -> String {
    let mut letters = line.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_not_too_long() {
        assert_eq!(shortened("é\n\u{1b}[31mb"), "é  [31mb");
        assert_eq!(shortened(&"é".repeat(LONGEST)).chars().count(), LONGEST);
        assert_eq!(shortened(&"é".repeat(LONGEST + 1)).chars().count(), LONGEST + 1);
    }
}
