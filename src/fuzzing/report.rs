//! The JSON of a report, changed in a few places.

use super::changes::changed;
use super::small::{JSON, TEMPLATES};
use crate::error::Result;
use crate::render::testing::part;
use crate::render::{Report, html, json};

/// The first byte that asks for the whole page, which takes a hundred times as long as a part of it.
const WHOLE: u8 = u8::MAX;
/// Of so many that ask for it one gets it, by the sum of the other bytes: a fuzzer asks for what reaches most.
const RARELY: usize = 16;
/// Of so many numbers of changed bytes one goes through the text of the JSON, which takes longer than all the rest.
const WRITTEN: usize = 16;

/// A changed report is rendered or refused, and no number in what comes of it is none. The first byte says which part of
/// the page is made, the others what is changed.
pub fn report(input: &[u8]) {
    let Some((&which, changes)) = input.split_first() else { return };
    let written = changes.len().is_multiple_of(WRITTEN);
    let read = JSON.with_borrow_mut(|json| {
        changed(json, changes, |value| match written {
            true => json::parse("r.json", value.to_string().as_bytes()),
            false => json::of_value("r.json", value),
        })
    });
    let whole =
        which == WHOLE && changes.iter().map(|&byte| usize::from(byte)).sum::<usize>().is_multiple_of(RARELY);
    match read.and_then(|report| made(&report, if whole { None } else { Some(which) })) {
        Ok(made) => {
            let none = ["NaN", ">inf", "=\"inf", "undefined"].into_iter().find(|word| made.contains(word));
            assert_eq!(none, None, "in part {which} ({whole}) after {changes:?}");
        }
        Err(error) => assert_ne!(error.exit_code(), 70, "{error}"),
    }
}

/// A part of what is made of a report, or the whole page.
fn made(report: &Report, which: Option<u8>) -> Result<String> {
    match which {
        Some(which) => part::part(report, &TEMPLATES, usize::from(which) % part::count()),
        None => {
            let page = html::render(report, &TEMPLATES)?.page;
            Ok(String::from_utf8_lossy(&page).into_owned())
        }
    }
}
