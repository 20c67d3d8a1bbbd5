//! Chosen sets against all variables: accuracy and the paired differences.

use super::select;
use super::{Figure, Plot};
use crate::card::Card;
use crate::compare::{Answer, RetrainedSet};
use crate::numbers;
use crate::render::Report;
use crate::render::draw::labels::Name;
use crate::render::draw::rows::{Marks, Panel, Row, Rows};
use crate::render::draw::{Format, Picture};
use crate::render::theme::Tone;

/// The figure `retraining`.
pub struct Retraining;

static CARD: Card = Card {
    id: "retraining",
    title: "Sets against all variables",
    formula: "held-out accuracy; log loss of the set less that of all variables, paired over splits; interval with the corrected variance",
    reading: "Left, held-out accuracy; right, the log loss of the set less that of all variables on the same splits: right of zero is worse. Bars are 95 % intervals; a dot is filled where the interval leaves out zero. The grey band is the margin: a set whose interval stays below its upper end loses no more than the margin. Sets of the top of a measure are chosen inside each split.",
    misleading_when: "Sets chosen after looking at all rows look better than those chosen inside splits; only the latter are fair.",
    reference: "Nadeau and Bengio 2003, doi:10.1023/A:1024068626366",
};

/// Sets shown.
const SHOWN: usize = 18;

impl Figure for Retraining {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn plot(&self, report: &Report) -> Option<Plot> {
        if select::all_on_top(report) {
            return None;
        }
        let all = report.findings.retraining.iter().find(|s| s.why == "all")?;
        let mut sets = vec![all];
        sets.extend(chosen(report));
        if sets.len() < 2 {
            return None;
        }
        let mut right = Panel::new(
            "log loss less that of all",
            Format::Signed,
            sets.iter().map(|s| loss(report, s)).collect(),
        )
        .with_zero();
        let margin = report.config.options.margin * report.findings.performance.gain.mean;
        right.band = (margin > 0.0).then_some((0.0, margin));
        let left =
            Panel::new("accuracy, %", Format::Percent, sets.iter().map(|s| accuracy(report, s)).collect());
        let rows = sets.iter().map(|s| {
            vec![
                words(report, s),
                numbers::percent(&s.accuracy),
                numbers::percent(&s.recall),
                numbers::percent(&s.precision),
                numbers::estimate(&s.log_loss),
                s.difference.as_ref().map_or_else(String::new, |d| numbers::difference(&d.log_loss)),
                s.difference.as_ref().map_or_else(String::new, |d| numbers::points(&d.accuracy)),
                s.kept.map_or_else(String::new, |k| numbers::percent(&k)),
            ]
        });
        let head = [
            "set",
            "accuracy",
            "recall",
            "precision",
            "log loss",
            "log loss less all",
            "accuracy less all",
            "share of gain kept",
        ];
        Some(Plot {
            title: title(report),
            reading: String::new(),
            drawn: format!(
                "Dots with intervals of accuracy and of the difference of log loss for {}.",
                numbers::of(sets.len(), "set")
            ),
            numbers: select::table(head, rows.collect()),
            picture: Picture::Rows(Rows {
                panels: vec![left, right],
                shared: true,
                stacked: false,
                abreast: 2,
                note: String::new(),
            }),
        })
    }
}

/// The claimed set, the best pair, the tops of measures, random ones.
fn chosen(report: &Report) -> Vec<&RetrainedSet> {
    let sets = &report.findings.retraining;
    let mut claimed = select::claimed(report).to_vec();
    claimed.sort();
    let is_claimed = |s: &&RetrainedSet| {
        let mut own = s.variables.clone();
        own.sort();
        own == claimed
    };
    let mut list: Vec<&RetrainedSet> = sets.iter().filter(|s| s.why == "claim").collect();
    let best = sets.iter().filter(|s| s.why == "pair" || s.why == "subset");
    list.extend(best.filter(|s| s.place == Some(1) && s.variables.len() == claimed.len() && !is_claimed(s)));
    list.extend(sets.iter().filter(|s| s.why.starts_with("top:")));
    list.extend(sets.iter().filter(|s| s.why == "random").take(3));
    list.truncate(SHOWN);
    list
}

/// What a set is, in words.
fn words(report: &Report, set: &RetrainedSet) -> String {
    let names: Vec<String> = set.variables.iter().map(|v| Name::new(v, Tone::Muted).text).collect();
    let named = numbers::set(&names);
    match set.why.as_str() {
        "all" => format!("all {}", numbers::of(report.findings.data.variables.len(), "variable")),
        "claim" if report.findings.verdict.named_by_user => format!("{named} (claimed)"),
        "claim" => format!("{named} (proposed)"),
        "pair" | "subset" => format!("{named} (lowest)"),
        "random" if named.is_empty() => "random".to_owned(),
        "random" => format!("{named} (random)"),
        "top:together" => "top of all together".to_owned(),
        "top:signed_sum" => "largest signed sums".to_owned(),
        why => why
            .strip_prefix("top:")
            .map_or_else(|| why.to_owned(), |m| format!("top of {}", select::short(report, m))),
    }
}

fn name(report: &Report, set: &RetrainedSet) -> Name {
    let tone = match set.why.as_str() {
        "all" => Tone::Ink,
        "claim" if select::answer(report, "enough") == Answer::Yes => Tone::Ink,
        "claim" => Tone::Focus,
        _ => Tone::Muted,
    };
    Name { text: words(report, set), tone }
}

fn accuracy(report: &Report, set: &RetrainedSet) -> Row {
    let mut row = Row::new(name(report, set));
    row.marks = Marks {
        interval: select::interval(set.accuracy.low, set.accuracy.high),
        dot: Some(set.accuracy.mean),
        filled: true,
        ..Marks::default()
    };
    row.text = numbers::fixed(100.0 * set.accuracy.mean, 1);
    row.hover = format!("{}: {}", words(report, set), numbers::percent(&set.accuracy));
    row
}

fn loss(report: &Report, set: &RetrainedSet) -> Row {
    let mut row = Row::new(name(report, set));
    let Some(difference) = &set.difference else {
        row.text = "reference".to_owned();
        return row;
    };
    let interval = select::of_difference(&difference.log_loss);
    row.marks = Marks {
        interval,
        dot: Some(difference.log_loss.mean),
        filled: interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0),
        ..Marks::default()
    };
    row.text = numbers::signed(difference.log_loss.mean, 3);
    row.hover = format!("{}: {}", words(report, set), numbers::difference(&difference.log_loss));
    row
}

fn title(report: &Report) -> String {
    let claimed = numbers::set(select::claimed(report));
    let margin = numbers::share(report.config.options.margin);
    let claim =
        report.findings.retraining.iter().find(|s| s.why == "claim").and_then(|s| s.difference.as_ref());
    let loses =
        claim.map_or_else(String::new, |d| format!(": log loss {}", numbers::difference(&d.log_loss)));
    if !select::has_signal(report) {
        return format!("Nothing is decided, for no signal was shown{loses} for {claimed}");
    }
    match select::answer(report, "enough") {
        Answer::Yes => format!(
            "{claimed} loses less than the margin of {margin} of the gain against all variables{loses}"
        ),
        Answer::No => format!(
            "{claimed} loses more than the margin of {margin} of the gain against all variables{loses}"
        ),
        _ => format!("Whether {claimed} is enough without the other variables is not decided{loses}"),
    }
}
