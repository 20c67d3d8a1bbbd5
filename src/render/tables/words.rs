//! Words of the report and what they mean.

use super::{Cell, Head, Row, Table};
use crate::numbers;
use crate::render::Report;

/// A word and its meaning.
pub struct Word {
    /// Anchor after `g-`.
    pub id: &'static str,
    /// The word.
    pub word: &'static str,
    meaning: fn(&Report) -> String,
}

macro_rules! word {
    ($id:literal, $word:literal, $meaning:literal) => {
        Word { id: $id, word: $word, meaning: |_| $meaning.to_owned() }
    };
}

/// Every word, in the order of the alphabet.
pub const WORDS: &[Word] = &[
    word!("baseline", "baseline", "A measure that looks at no weight of the network."),
    word!(
        "cancellation",
        "cancelled",
        "The part of a variable’s paths to a class that is undone by its paths of the other sign."
    ),
    Word { id: "claim", word: "claim", meaning: claim },
    word!(
        "class-frequencies",
        "class frequencies",
        "The model that knows no variable: it gives every row the shares of the classes among the training rows."
    ),
    word!(
        "corrected",
        "corrected interval",
        "Splits share most of their training rows, so their results are alike; the variance is raised for that (Nadeau and \
         Bengio 2003). For held-out losses of refitted models. Where all rows are right in every split, nothing varies: then \
         Wilson's interval for that many rows."
    ),
    word!(
        "family",
        "family",
        "Measures that are nearly the same statistic. A family counts once in any vote."
    ),
    word!(
        "gain",
        "gain",
        "Log loss of the class frequencies less that of a model: how much the model knows about the class."
    ),
    Word { id: "half-sample", word: "half-sample", meaning: half_sample },
    word!(
        "log-loss",
        "log loss",
        "Mean of −log of the probability given to the true class of a held-out row. Lower is better; it notices \
         confidence, accuracy does not."
    ),
    Word { id: "margin", word: "margin", meaning: margin },
    word!("measure", "measure", "A rule that gives each variable a score."),
    word!(
        "monte-carlo",
        "Monte Carlo error",
        "What a mean owes to the draw of splits and starts, the rows being what they are: its spread over repeats by the root of \
         their number. More repeats make it smaller; how far other rows would agree is another question."
    ),
    word!(
        "near-copies",
        "near copies",
        "Variables that carry one piece of information; each can stand in for the other, so a score may fall on either."
    ),
    word!(
        "olden",
        "net of the paths",
        "Olden’s score: sum over hidden units of input weight × output weight, with signs, centred over classes."
    ),
    word!(
        "paired-difference",
        "paired difference",
        "Two models judged on the same splits, subtracted split by split: what the splits have in common drops out."
    ),
    word!(
        "probe",
        "probe column",
        "A shuffled copy of a column, trained along in the same networks; whatever score it gets is chance."
    ),
    word!("run", "run", "One trained network: a split and a start."),
    Word { id: "split", word: "split", meaning: split },
    Word { id: "start", word: "start", meaning: start },
    word!(
        "symmetry",
        "symmetry",
        "A change of the weights that changes no prediction, as turning a hidden unit around."
    ),
    Word { id: "top-set", word: "top set", meaning: top_set },
    word!(
        "undecided",
        "undecided",
        "The data cannot tell. Neither yes nor no: more rows may decide; other splits of the same rows seldom do, and where they might, the table of answers says so."
    ),
];

fn split(report: &Report) -> String {
    let full = &report.config.plan.full;
    format!(
        "One division into training and held-out rows; here {} for the network of all variables, from {} of {}-fold \
         cross-validation. The unit of evidence.",
        numbers::count(full.repeats * full.folds),
        numbers::of(full.repeats, "repeat"),
        full.folds
    )
}

fn start(report: &Report) -> String {
    let starts = report.config.plan.full.starts;
    format!(
        "One random initialisation of the weights; here {} a split, averaged before anything is concluded.",
        numbers::in_words(starts)
    )
}

fn half_sample(report: &Report) -> String {
    format!(
        "A random half of the rows, or its complement; here {} in all. What scores do between halves gives the interval of \
         a score read off a fitted network.",
        numbers::count(report.config.plan.halves)
    )
}

fn margin(report: &Report) -> String {
    format!(
        "The largest share of the gain of all variables that a set may lose and still be enough, fixed beforehand: {}.",
        numbers::share(report.config.options.margin)
    )
}

fn claim(report: &Report) -> String {
    let verdict = &report.findings.verdict;
    let whose =
        if verdict.named_by_user { "named beforehand" } else { "proposed by the measures inside each split" };
    format!(
        "A statement that is tested; here about the set of {}, {whose}.",
        numbers::list(&verdict.variables)
    )
}

fn top_set(report: &Report) -> String {
    format!("The {} highest variables of a ranking.", numbers::in_words(report.findings.stability.top))
}

/// The glossary.
pub fn glossary(report: &Report) -> Result<Table, String> {
    let row = |word: &Word| Row {
        cells: vec![Cell::text(word.word), Cell::text((word.meaning)(report))],
        marked: false,
        anchor: Some(format!("g-{}", word.id)),
    };
    let head = vec![Head::of("word"), Head::of("meaning")];
    Ok(Table {
        caption: "Words".to_owned(),
        head,
        rows: WORDS.iter().map(row).collect(),
        class: "gloss",
        ..Table::default()
    })
}
