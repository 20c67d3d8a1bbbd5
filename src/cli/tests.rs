//! Any words on the command line are understood, or refused as usage with a message.

use super::report::config::settle;
use super::report::gates::Gates;
use super::{Cli, Command};
use clap::{CommandFactory, Parser};
use proptest::prelude::*;
use std::ffi::OsString;

/// Commands and options, as they are spelled.
fn known() -> Vec<String> {
    let mut words = Vec::new();
    for command in Cli::command().get_subcommands() {
        words.push(command.get_name().to_owned());
        words
            .extend(command.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}")));
    }
    words
}

/// Values that options take, and some that they don't.
fn value() -> impl Strategy<Value = OsString> {
    const VALUES: [&str; 24] = [
        "-",
        "--",
        "",
        "a.csv",
        "v1,v2",
        ",,",
        "v1=category",
        "=drop",
        "a=b=number",
        "8,3",
        "0",
        "-1",
        "1e999",
        "NaN",
        "inf",
        "18446744073709551616",
        "auto",
        "tanh",
        "quick",
        "\\t",
        "é",
        "accuracy=0.9",
        "enough",
        "measures",
    ];
    prop_oneof![
        4 => prop::sample::select(VALUES.to_vec()).prop_map(OsString::from),
        2 => "\\PC{0,12}".prop_map(OsString::from),
        1 => proptest::collection::vec(any::<u8>(), 0..8).prop_map(raw),
    ]
}

/// Bytes as the system hands them over: on Unix they need not be UTF-8.
#[cfg(unix)]
fn raw(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

#[cfg(not(unix))]
fn raw(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn word() -> impl Strategy<Value = OsString> {
    let option = prop::sample::select(known());
    let joined = (option.clone(), value()).prop_map(|(option, value)| {
        let mut word = OsString::from(option + "=");
        word.push(value);
        word
    });
    prop_oneof![2 => option.prop_map(OsString::from), 2 => value(), 1 => joined]
}

/// What is parsed is settled or refused as usage; nothing is read or trained.
fn check(words: Vec<OsString>) -> Result<(), TestCaseError> {
    let parsed = match Cli::try_parse_from(std::iter::once("counterweight".into()).chain(words)) {
        Ok(parsed) => parsed,
        Err(error) => {
            // 0 is that of --help and --version
            prop_assert!(matches!(error.exit_code(), 0 | 2), "{error}");
            prop_assert!(!error.to_string().trim().is_empty());
            return Ok(());
        }
    };
    let Command::Report(args) = parsed.command else { return Ok(()) };
    let named_file = args.config.is_some();
    let settled = settle(*args).and_then(|(options, destination)| {
        options.check()?;
        Gates::parse(&destination.fail_under, &destination.fail_unless)
    });
    if let Err(error) = settled {
        let wanted: &[u8] = if named_file { &[2, 3] } else { &[2] };
        prop_assert!(wanted.contains(&error.exit_code()), "{error}");
        prop_assert!(!error.to_string().trim().is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_words_are_understood_or_refused_as_usage(words in proptest::collection::vec(word(), 0..8)) {
        check(words)?;
    }

    #[test]
    fn any_words_after_a_table_are_understood_or_refused_as_usage(
        words in proptest::collection::vec((prop::sample::select(known()), value()), 0..6),
    ) {
        let pairs = words.into_iter().flat_map(|(option, value)| [OsString::from(option), value]);
        check(["report".into(), "t.csv".into()].into_iter().chain(pairs).collect())?;
    }
}
