//! A report whose names are codes (`--redact`), from one whose names are not.
//!
//! Where a name has a place of its own it is looked up there. In sentences it is looked for word by word; a name that
//! our own sentences may hold as a word can't be told from one, and the report is refused.

use super::Report;
use crate::attribute::Ranking;
use crate::attribute::models::sketch::Sketch;
use crate::attribute::profiles::Profile;
use crate::attribute::slopes::Slope;
use crate::compare::verdict::no_ranking;
use crate::compare::{ChosenSet, Findings, NegativeWeights, NetworkRecord, Verdict};
use crate::error::{Error, Result};
use crate::load::short;
use crate::prepare::redact::Codes;
use crate::prepare::{DataSummary, Kind};
use crate::truth::KnownTruth;

/// The sources of every sentence that holds a name: what words they hold, our sentences may hold.
const SENTENCES: [&str; 14] = [
    include_str!("../attribute/weights.rs"),
    include_str!("../compare/readings.rs"),
    include_str!("../compare/verdict.rs"),
    include_str!("../compare/elsewhere.rs"),
    include_str!("../compare/negative/symmetry.rs"),
    include_str!("../compare/claims/best_subset.rs"),
    include_str!("../compare/claims/each_needed.rs"),
    include_str!("../compare/claims/enough.rs"),
    include_str!("../compare/claims/mod.rs"),
    include_str!("../compare/claims/negative_weights.rs"),
    include_str!("../compare/claims/rows.rs"),
    include_str!("../compare/claims/top_variables.rs"),
    include_str!("../compare/claims/weights_speak.rs"),
    include_str!("../numbers.rs"),
];

/// Replaces every name by its code and takes out what stands in the units of the file; of a report that has codes
/// already, nothing but the latter.
///
/// # Errors
/// `Error::Usage` where a name is a word of the report's sentences.
pub fn redact(mut report: Report) -> Result<Report> {
    let codes = Codes::of(&report.findings.data);
    let prose = Prose::of(&codes)?;
    report.config.options = codes.options(&report.config.options);
    findings(&mut report.findings, &codes, &prose);
    Ok(report)
}

fn findings(findings: &mut Findings, codes: &Codes, prose: &Prose) {
    // every field by name: a new one is not forgotten here
    let Findings {
        data,
        performance,
        networks,
        rankings,
        negative_weights,
        stability,
        units: _,
        enough_runs,
        embedding,
        tree,
        agreement: _,
        null: _,
        retraining,
        profiles,
        slopes,
        groups,
        by_number,
        known_truth,
        verdict: answer,
        warnings,
    } = findings;
    networks.iter_mut().for_each(|network| inputs(network, data, codes));
    tree.iter_mut().for_each(|tree| sketch(tree, codes));
    rankings.iter_mut().for_each(|r| ranking(r, codes, prose));
    performance.per_class.iter_mut().for_each(|class| class.class = codes.class(&class.class));
    negative(negative_weights, codes, prose);
    stability.measures.iter_mut().for_each(|measure| sets(&mut measure.top_sets, codes));
    for gap in enough_runs.measures.iter_mut().flat_map(|of| &mut of.gaps) {
        gap.above = codes.column(&gap.above);
        gap.below = codes.column(&gap.below);
    }
    embedding.points.iter_mut().for_each(|point| point.name = codes.column(&point.name));
    embedding.clusters.iter_mut().for_each(|cluster| all(cluster, codes));
    for set in retraining {
        all(&mut set.variables, codes);
        sets(&mut set.chosen, codes);
    }
    profiles.iter_mut().for_each(|p| profile(p, codes));
    slopes.iter_mut().for_each(|s| slope(s, codes));
    groups.groups.iter_mut().for_each(|group| all(&mut group.variables, codes));
    let points = by_number.iter_mut().flat_map(|line| &mut line.points);
    points.filter_map(|point| point.chosen.as_mut()).for_each(|set| all(&mut set.variables, codes));
    known_truth.iter_mut().for_each(|t| truth(t, codes, prose));
    verdict(answer, codes, prose);
    let coded = no_ranking(&codes.column(&data.target));
    for (named, coded) in no_ranking(&data.target).iter().zip(coded) {
        if answer.title == prose.coded(named) {
            answer.title = coded;
        }
    }
    codes.warnings(warnings);
    codes.summary(data);
}

fn all(names: &mut [String], codes: &Codes) {
    names.iter_mut().for_each(|name| *name = codes.column(name));
}

fn sets(sets: &mut [ChosenSet], codes: &Codes) {
    sets.iter_mut().for_each(|set| all(&mut set.variables, codes));
}

/// `variable`, or `variable = level`: which is which is told by places, for a name may hold anything.
fn inputs(network: &mut NetworkRecord, data: &DataSummary, codes: &Codes) {
    let mut before = None;
    let mut place = 0;
    for (input, &at) in network.inputs.iter_mut().zip(&network.variables) {
        place = if before == Some(at) { place + 1 } else { 0 };
        before = Some(at);
        let Some(variable) = data.variables.get(at) else { continue };
        let level = variable.levels.get(place).filter(|_| variable.kind == Kind::Category);
        let code = codes.column(&variable.name);
        *input = level
            .map_or_else(|| code.clone(), |level| format!("{code} = {}", codes.level(&variable.name, level)));
    }
    network.outputs.iter_mut().for_each(|class| *class = codes.class(class));
}

/// Where a number stands is told by its place among the places.
fn profile(profile: &mut Profile, codes: &Codes) {
    for name in &mut profile.names {
        *name = codes.level(&profile.variable, name);
    }
    profile.variable = codes.column(&profile.variable);
    profile.levels.iter_mut().enumerate().for_each(|(place, level)| *level = (place + 1) as f64);
    profile.curves.iter_mut().for_each(|curve| curve.class = codes.class(&curve.class));
}

fn slope(slope: &mut Slope, codes: &Codes) {
    slope.variable = codes.column(&slope.variable);
    slope.classes.iter_mut().for_each(|of| of.class = codes.class(&of.class));
}

/// A threshold is a number in the units of the file.
fn sketch(tree: &mut Sketch, codes: &Codes) {
    tree.classes.iter_mut().for_each(|class| *class = codes.class(class));
    for split in tree.nodes.iter_mut().filter_map(|node| node.split.as_mut()) {
        split.threshold = None;
        split.level = split.level.as_ref().map(|level| codes.level(&split.variable, level));
        split.variable = codes.column(&split.variable);
    }
}

fn ranking(ranking: &mut Ranking, codes: &Codes, prose: &Prose) {
    ranking.not_applicable = ranking.not_applicable.as_ref().map(|why| prose.coded(why));
    for ranked in &mut ranking.variables {
        ranked.name = codes.column(&ranked.name);
        let by_class = std::mem::take(&mut ranked.per_class);
        ranked.per_class = by_class.into_iter().map(|(class, score)| (codes.class(&class), score)).collect();
    }
}

fn negative(negative: &mut NegativeWeights, codes: &Codes, prose: &Prose) {
    for paths in &mut negative.paths {
        paths.variable = codes.column(&paths.variable);
        paths.class = codes.class(&paths.class);
    }
    for symmetry in &mut negative.symmetries {
        symmetry.what = prose.coded(&symmetry.what);
    }
    if let Some(signed) = &mut negative.signed_against_absolute {
        all(&mut signed.signed.variables, codes);
        all(&mut signed.absolute.variables, codes);
    }
}

fn truth(truth: &mut KnownTruth, codes: &Codes, prose: &Prose) {
    for recovery in truth.kinds.iter_mut().flat_map(|kind| &mut kind.measures) {
        recovery.favourite = codes.column(&recovery.favourite);
    }
    truth.not_scored.iter_mut().for_each(|left| left.why = prose.coded(&left.why));
}

fn verdict(verdict: &mut Verdict, codes: &Codes, prose: &Prose) {
    all(&mut verdict.variables, codes);
    all(&mut verdict.possible_top, codes);
    verdict.speaking.iter_mut().for_each(|speaking| sets(&mut speaking.chosen, codes));
    for substitute in &mut verdict.substitutes {
        substitute.of = codes.column(&substitute.of);
        substitute.by = codes.column(&substitute.by);
    }
    let claims = verdict.claims.iter_mut().flat_map(|c| [&mut c.question, &mut c.text, &mut c.lead]);
    let texts = verdict.sentences.iter_mut().map(|sentence| &mut sentence.text).chain(claims);
    texts.chain([&mut verdict.title]).for_each(|text| *text = prose.coded(text));
}

/// Finds names in sentences.
struct Prose {
    /// Names and codes, the longest name first.
    names: Vec<(String, String)>,
}

impl Prose {
    fn of(codes: &Codes) -> Result<Prose> {
        let mut names: Vec<(String, String)> =
            codes.variables().map(|(name, code)| (name.to_owned(), code.to_owned())).collect();
        if let Some((name, _)) = names.iter().find(|(name, _)| is_ours(name)) {
            return Err(Error::Usage(format!(
                "--redact: the variable {} is called by a word or number that the report's own sentences may hold, so it \
                 can't be told from them; make the report again with report --redact",
                short(name)
            )));
        }
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Ok(Prose { names })
    }

    /// The sentence with codes in the place of names.
    fn coded(&self, text: &str) -> String {
        let mut coded = String::with_capacity(text.len());
        let mut at = 0;
        let mut before = None;
        while let Some(letter) = text[at..].chars().next() {
            let found = self.names.iter().find_map(|(name, code)| {
                begins(&text[at..], name, before).map(|length| (length, name, code))
            });
            let taken = match found {
                Some((length, name, code)) => {
                    let capital = !text[at..].starts_with(name.as_str());
                    coded.push_str(&if capital { crate::numbers::sentence(code) } else { code.clone() });
                    length
                }
                None => {
                    coded.push(letter);
                    letter.len_utf8()
                }
            };
            before = text[at..at + taken].chars().next_back();
            at += taken;
        }
        coded
    }
}

/// Bytes of the name with which the text begins, if it stands there as a word of its own, perhaps with a capital.
fn begins(text: &str, name: &str, before: Option<char>) -> Option<usize> {
    let joined = |a: Option<char>, b: Option<char>| {
        let wordy = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        wordy(a) && wordy(b)
    };
    let as_spelled = text.starts_with(name).then_some(name.len());
    let capital = || {
        let capital = crate::numbers::sentence(name);
        text.starts_with(&capital).then_some(capital.len())
    };
    let length = as_spelled.or_else(capital).filter(|&length| length > 0)?;
    let alone = !joined(before, name.chars().next())
        && !joined(name.chars().next_back(), text[length..].chars().next());
    alone.then_some(length)
}

/// Whether our sentences may hold the name by themselves: every word of it is a number, a mark, or one of ours.
fn is_ours(name: &str) -> bool {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    words.iter().all(|word| word.parse::<f64>().is_ok() || SENTENCES.iter().any(|source| holds(source, word)))
}

/// Whether the code of a source holds the word; its comments and tests say nothing in a report.
fn holds(source: &str, word: &str) -> bool {
    let code = source.split("#[cfg(test)]").next().unwrap_or(source);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| has_word(line, word))
}

fn has_word(source: &str, word: &str) -> bool {
    source
        .match_indices(word)
        .any(|(at, _)| begins(&source[at..], word, source[..at].chars().next_back()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{html, json, markdown, templates::Templates, testing};

    #[test]
    fn no_name_is_left_and_a_second_time_changes_nothing() {
        let mut report = testing::report(14, 3);
        let text = serde_json::to_string(&report).unwrap();
        // names that no sentence of ours holds
        let text = (1..=14).rev().fold(text, |text, n| {
            let text = text.replace(&format!("\"v{n}\""), &format!("\"quagga_{n}\""));
            text.replace(&format!("v{n} "), &format!("quagga_{n} "))
                .replace(&format!("v{n}?"), &format!("quagga_{n}?"))
        });
        report = serde_json::from_str(&text).unwrap();
        report.findings.data.file = "quagga.csv".to_owned();
        report.config.command = "counterweight report table".to_owned();
        report.findings.warnings[0].text = "\"quagga_1\" is close to \"quagga_2\"".to_owned();
        let redacted = redact(report).unwrap();
        let page = html::render(&redacted, &Templates::embedded()).unwrap().page;
        for bytes in [page, json::render(&redacted).unwrap(), markdown::render(&redacted).unwrap()] {
            let text = String::from_utf8(bytes).unwrap();
            let left = text.to_lowercase().find("quagga");
            assert!(left.is_none(), "{:?}", left.map(|at| &text[at.saturating_sub(80)..at + 40]));
            assert!(text.contains("variable 1"));
        }
        assert_eq!(redact(redacted.clone()).unwrap(), redacted);
    }

    #[test]
    fn names_in_sentences_are_words_and_the_longest_counts() {
        let pairs = [("v1", "variable 1"), ("v1 log", "variable 2"), ("é", "variable 3")];
        let names = pairs.map(|(name, code)| (name.to_owned(), code.to_owned())).to_vec();
        let mut prose = Prose { names };
        prose.names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        assert_eq!(
            prose.coded("V1, v1 log and v11; xé, é."),
            "Variable 1, variable 2 and v11; xé, variable 3."
        );
    }

    #[test]
    fn words_of_ours_are_refused() {
        for ours in ["a", "the", "of the", "2", "loss", "A", ""] {
            assert!(is_ours(ours), "{ours}");
        }
        for name in ["v4", "alcohol", "bill_length", "the quagga"] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
