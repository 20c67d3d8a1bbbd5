//! Any text as a configuration file.

use crate::options::Options;

/// A configuration is read or refused; what is valid is the same after it is written and read again.
pub fn config(text: &str) {
    let Ok(options) = toml::from_str::<Options>(text) else { return };
    let Ok(valid) = options.check() else { return };
    let written = toml::to_string(&*valid);
    let written = written.unwrap_or_else(|error| panic!("{valid:?} can't be written: {error}"));
    let again: Options =
        toml::from_str(&written).unwrap_or_else(|error| panic!("{written} can't be read: {error}"));
    assert_eq!(again, *valid, "{written}");
}
