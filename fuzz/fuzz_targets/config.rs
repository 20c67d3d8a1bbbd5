#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| counterweight::fuzzing::config(text));
