//! Contracts over every list: what each entry must say of itself, and which way imports may point.

use counterweight::attribute::{self, Family, MEASURES};
use counterweight::card::Card;
use counterweight::compare::claims::CHECKS;
use counterweight::render::figures::FIGURES;
use counterweight::render::sections::SECTIONS;
use counterweight::simulate::DESIGNS;
use counterweight::truth::KINDS;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Rooms in the order of the flow; a folder may import those before it.
const FLOW: [&str; 9] =
    ["stats", "load", "prepare", "train", "attribute", "truth", "compare", "render", "benchmark"];
/// What lies below all rooms.
const GROUND: [&str; 8] = ["card", "error", "memory", "numbers", "observe", "options", "seed", "stats"];

fn lists() -> Vec<(&'static str, Vec<&'static Card>)> {
    vec![
        ("measures", attribute::cards()),
        ("claims", CHECKS.iter().map(|check| check.card()).collect()),
        ("figures", FIGURES.iter().map(|figure| figure.card()).collect()),
        ("kinds of truth", KINDS.iter().map(|kind| kind.card()).collect()),
        ("designs", DESIGNS.iter().map(|design| design.card()).collect()),
    ]
}

#[test]
fn every_card_is_complete_and_cites_what_can_be_found() {
    for (list, cards) in lists() {
        for card in cards {
            let fields =
                [card.id, card.title, card.formula, card.reading, card.misleading_when, card.reference];
            assert!(fields.iter().all(|field| !field.trim().is_empty()), "{list}: {card:?}");
            let found =
                ["doi:10.", "arXiv:", "http", "Press", "Wadsworth", "(book)", "JSTOR", "Journal", "Elements"];
            assert!(
                found.iter().any(|mark| card.reference.contains(mark)),
                "{list}: {} cites no DOI, address or book: {}",
                card.id,
                card.reference
            );
        }
    }
}

#[test]
fn ids_are_unique_and_in_the_case_of_their_list() {
    for (list, cards) in lists() {
        let ids: BTreeSet<&str> = cards.iter().map(|card| card.id).collect();
        assert_eq!(ids.len(), cards.len(), "{list} has an id twice");
        let allowed = |c: char| match list {
            "measures" | "claims" => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
            "figures" => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
            _ => c.is_ascii_alphanumeric(),
        };
        assert!(ids.iter().all(|id| id.chars().all(allowed)), "{list}: {ids:?}");
    }
    assert!(SECTIONS.iter().all(|s| s.id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
}

#[test]
fn near_copies_name_a_measure_of_their_family() {
    for measure in MEASURES {
        let Some(named) = measure.same_as() else { continue };
        let of = MEASURES.iter().find(|other| other.card().id == named).unwrap();
        assert_eq!(measure.family(), of.family(), "{}", measure.card().id);
        assert!(of.same_as().is_none(), "{named} is itself a near copy");
    }
    assert!(MEASURES.iter().any(|m| m.family() == Family::Network));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Rooms named after `crate::` in the code of a file, its tests left out.
fn imports(path: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut rooms = BTreeSet::new();
    for line in lines {
        for after in line.split("crate::").skip(1) {
            rooms.insert(after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
}

#[test]
fn no_room_imports_a_later_one() {
    for (place, room) in FLOW.iter().enumerate() {
        for path in rust_files(&source().join(room)) {
            let named = imports(&path);
            let later = FLOW[place + 1..].iter().find(|later| named.contains(**later));
            assert!(later.is_none(), "{} imports {}", path.display(), later.unwrap_or(&""));
        }
    }
}

#[test]
fn numbers_and_designs_stand_beside_the_flow() {
    for (room, allowed) in [("stats", &GROUND[..]), ("simulate", &GROUND[..])] {
        for path in rust_files(&source().join(room)) {
            let named = imports(&path);
            let stranger = named.iter().find(|name| *name != room && !allowed.contains(&name.as_str()));
            assert!(stranger.is_none(), "{} imports {stranger:?}", path.display());
        }
    }
}

#[test]
fn one_file_draws_and_one_folder_knows_the_command_line() {
    for path in rust_files(&source()) {
        let text = std::fs::read_to_string(&path).unwrap();
        let uses = |library: &str| {
            text.lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//")
                    && (line.contains(&format!("{library}::"))
                        || line.contains(&format!("{library}_backend::")))
            })
        };
        if uses("plotters") {
            assert!(path.ends_with("render/draw/canvas.rs"), "{} uses plotters", path.display());
        }
        if uses("clap") {
            assert!(path.components().any(|part| part.as_os_str() == "cli"), "{} uses clap", path.display());
        }
    }
}
