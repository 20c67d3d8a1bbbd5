//! The TOML file and the command line become options and destinations; the latter override.

use super::Destination;
use super::args::{ActivationArg, Args, ClassWeightsArg, EffortArg};
use counterweight::error::{Error, Result};
use counterweight::options::{Activation, AutoDecay, ClassWeights, Decay, Effort, Options};
use counterweight::render::Report;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Keys of the file that change no number.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct DestinationFile {
    out: Option<PathBuf>,
    json: Option<PathBuf>,
    summary: Option<PathBuf>,
    narrative: Option<PathBuf>,
    templates: Option<PathBuf>,
    fail_under: Vec<String>,
    fail_unless: Vec<String>,
    threads: Option<usize>,
    quiet: bool,
    open: bool,
}

const DESTINATION_KEYS: [&str; 10] = [
    "out",
    "json",
    "summary",
    "narrative",
    "templates",
    "fail-under",
    "fail-unless",
    "threads",
    "quiet",
    "open",
];

/// Options and destination from the file, then from the command line.
///
/// # Errors
/// `Error::Usage` for a file that is no TOML, has unknown keys, or values of the wrong kind.
pub fn settle(args: Args) -> Result<(Options, Destination)> {
    let (options, file) = match &args.config {
        Some(path) => read(path)?,
        None => (Options::default(), DestinationFile::default()),
    };
    let destination = destination(&args, file);
    Ok((overridden(options, args)?, destination))
}

fn read(path: &Path) -> Result<(Options, DestinationFile)> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::unreadable(path, &e))?;
    parse(&text).map_err(|error| Error::Usage(format!("{}: {error}", path.display())))
}

/// Keys of destinations are taken out first, so that each part can refuse what it doesn't know.
fn parse(text: &str) -> std::result::Result<(Options, DestinationFile), String> {
    let mut table: toml::Table = text.parse().map_err(|e: toml::de::Error| e.to_string())?;
    let taken: toml::Table = DESTINATION_KEYS.iter().filter_map(|k| table.remove_entry(*k)).collect();
    let options = Options::deserialize(toml::Value::Table(table)).map_err(|e| e.to_string())?;
    let destination = DestinationFile::deserialize(toml::Value::Table(taken)).map_err(|e| e.to_string())?;
    Ok((options, destination))
}

fn destination(args: &Args, file: DestinationFile) -> Destination {
    let over = |given: &Vec<String>, file: Vec<String>| if given.is_empty() { file } else { given.clone() };
    let out = &args.output;
    Destination {
        out: out.out.clone().or(file.out),
        json: out.json.clone().or(file.json),
        summary: out.summary.clone().or(file.summary),
        narrative: out.narrative.clone().or(file.narrative),
        templates: out.templates.clone().or(file.templates),
        fail_under: over(&out.fail_under, file.fail_under),
        fail_unless: over(&out.fail_unless, file.fail_unless),
        threads: args.evidence.threads.or(file.threads),
        quiet: out.quiet || file.quiet,
        open: out.open || file.open,
    }
}

fn overridden(mut options: Options, args: Args) -> Result<Options> {
    let (table, network, evidence, output) = (args.table, args.network, args.evidence, args.output);
    options.target = table.target.or(options.target);
    options.drop = table.drop.unwrap_or(options.drop);
    options.only = table.only.unwrap_or(options.only);
    options.group = table.group.or(options.group);
    options.columns.extend(table.column);
    options.bins = table.bins.or(options.bins);
    options.strict |= table.strict;
    options.sheet = table.sheet.or(options.sheet);
    options.delimiter = table.delimiter.or(options.delimiter);
    options.decimal = table.decimal.or(options.decimal);
    options.encoding = table.encoding.or(options.encoding);
    options.no_header |= table.no_header;
    options.hidden = network.hidden.unwrap_or(options.hidden);
    options.activation = network.activation.map_or(options.activation, activation);
    if let Some(text) = network.decay {
        options.decay = decay(&text)?;
    }
    options.class_weights = network.class_weights.map_or(options.class_weights, class_weights);
    options.folds = evidence.folds.or(options.folds);
    options.repeats = evidence.repeats.or(options.repeats);
    options.starts = evidence.starts.or(options.starts);
    // a claim on the command line replaces a size from the file, and the other way round
    if evidence.claim.is_some() {
        options.top = None;
    } else if evidence.top.is_some() {
        options.claim = Vec::new();
    }
    options.top = evidence.top.or(options.top);
    options.claim = evidence.claim.unwrap_or(options.claim);
    options.margin = evidence.margin.unwrap_or(options.margin);
    options.effort = evidence.effort.map_or(options.effort, effort);
    options.seed = evidence.seed.unwrap_or(options.seed);
    options.title = output.title.or(options.title);
    options.keep_networks |= output.keep_networks;
    options.redact |= output.redact;
    Ok(options)
}

fn activation(arg: ActivationArg) -> Activation {
    match arg {
        ActivationArg::Tanh => Activation::Tanh,
        ActivationArg::Logistic => Activation::Logistic,
        ActivationArg::Relu => Activation::Relu,
    }
}

fn class_weights(arg: ClassWeightsArg) -> ClassWeights {
    match arg {
        ClassWeightsArg::None => ClassWeights::None,
        ClassWeightsArg::Balanced => ClassWeights::Balanced,
    }
}

fn effort(arg: EffortArg) -> Effort {
    match arg {
        EffortArg::Quick => Effort::Quick,
        EffortArg::Standard => Effort::Standard,
        EffortArg::Thorough => Effort::Thorough,
    }
}

fn decay(text: &str) -> Result<Decay> {
    if text == "auto" {
        return Ok(Decay::Auto(AutoDecay::Auto));
    }
    let value = text
        .parse()
        .map_err(|_| Error::Usage(format!("--decay {text}: give auto, or a number of 0 or more")))?;
    Ok(Decay::Value(value))
}

/// The command that makes the report again: options that differ from their defaults, files without folders.
pub fn command(report: &Report) -> String {
    let options = &report.config.options;
    let default = Options::default();
    let mut words = vec!["counterweight".to_owned(), "report".to_owned(), quoted(&report.findings.data.file)];
    let mut add = |flag: &str, value: Option<String>| {
        if let Some(value) = value {
            words.push(flag.to_owned());
            words.push(quoted(&value));
        }
    };
    add("--target", options.target.clone());
    add("--drop", joined(&options.drop));
    add("--only", joined(&options.only));
    add("--group", options.group.clone());
    for (name, role) in &options.columns {
        add("--column", Some(format!("{name}={}", name_of(role))));
    }
    add("--bins", options.bins.map(|n| n.to_string()));
    add("--sheet", options.sheet.clone());
    add("--delimiter", options.delimiter.map(|c| if c == '\t' { "tab".into() } else { c.to_string() }));
    add("--decimal", options.decimal.map(String::from));
    add("--encoding", options.encoding.clone());
    let hidden: Vec<String> = options.hidden.iter().map(usize::to_string).collect();
    add("--hidden", (options.hidden != default.hidden).then(|| hidden.join(",")));
    add("--activation", (options.activation != default.activation).then(|| name_of(&options.activation)));
    add(
        "--decay",
        match options.decay {
            Decay::Value(value) => Some(value.to_string()),
            Decay::Auto(_) => None,
        },
    );
    let weighted = options.class_weights != default.class_weights;
    add("--class-weights", weighted.then(|| name_of(&options.class_weights)));
    add("--folds", options.folds.map(|n| n.to_string()));
    add("--repeats", options.repeats.map(|n| n.to_string()));
    add("--starts", options.starts.map(|n| n.to_string()));
    add("--top", options.top.map(|n| n.to_string()));
    add("--claim", joined(&options.claim));
    add("--margin", (options.margin != default.margin).then(|| options.margin.to_string()));
    add("--effort", (options.effort != default.effort).then(|| name_of(&options.effort)));
    add("--seed", (options.seed != default.seed).then(|| options.seed.to_string()));
    add("--title", options.title.clone());
    for (flag, set) in [
        ("--strict", options.strict),
        ("--no-header", options.no_header),
        ("--keep-networks", options.keep_networks),
        ("--redact", options.redact),
    ] {
        if set {
            words.push(flag.to_owned());
        }
    }
    words.join(" ")
}

/// The name that serde writes, which is the one clap reads.
fn name_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn joined(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(","))
}

/// As a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=:%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_taken_out_of_the_file() {
        let (options, file) = parse("out = \"a.html\"\nseed = 3\nquiet = true\n").unwrap();
        assert_eq!(options.seed, 3);
        assert_eq!((file.out, file.quiet), (Some("a.html".into()), true));
        assert!(parse("sead = 3").unwrap_err().contains("sead"));
        assert!(parse("out = 3").is_err());
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("v4,v7"), "v4,v7");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
