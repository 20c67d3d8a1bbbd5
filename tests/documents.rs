//! The documents say what the program does: every option, every design.

use counterweight::options::Options;
use counterweight::simulate::DESIGNS;

const README: &str = include_str!("../README.md");
const CHANGELOG: &str = include_str!("../CHANGELOG.md");

#[test]
fn the_readme_names_every_option_with_its_default() {
    let options = serde_json::to_value(Options::default()).unwrap();
    let table: Vec<&str> = README.lines().filter(|line| line.starts_with("| `--")).collect();
    for (name, default) in options.as_object().unwrap() {
        let flag = format!("`--{name}");
        let line = table.iter().find(|line| {
            let mut rest = line.split(&flag).skip(1);
            rest.any(|after| after.starts_with(['`', ' ', '=']))
        });
        let line = line.unwrap_or_else(|| panic!("README.md has no line for --{name}"));
        let shown = match default {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(text) => text.clone(),
            _ => continue,
        };
        assert!(
            line.contains(&format!("| `{shown}` |")),
            "README.md: the default of --{name} is {shown}: {line}"
        );
    }
}

#[test]
fn the_changelog_counts_the_designs() {
    assert!(CHANGELOG.contains(&format!("tables of known truth from {} designs", DESIGNS.len())));
}
