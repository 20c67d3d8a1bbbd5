//! Names of columns: made unique and never empty; and the nearest of some names to one mistyped.

use super::Warning;

/// Makes names usable: empty ones become `v` with their place, repeated ones get a number.
pub fn make_unique(written: Vec<String>, warnings: &mut Vec<Warning>) -> Vec<String> {
    let written: Vec<String> = written.into_iter().map(|name| seen(&name).to_owned()).collect();
    let taken: std::collections::BTreeSet<String> = written.iter().cloned().collect();
    let mut used = std::collections::BTreeSet::new();
    let mut names = Vec::with_capacity(written.len());
    for (place, name) in written.into_iter().enumerate() {
        let base = if name.is_empty() { format!("v{}", place + 1) } else { name.clone() };
        let mut unique = base.clone();
        let mut next = 2;
        while used.contains(&unique) || (unique != name && taken.contains(&unique)) {
            unique = format!("{base}_{next}");
            next += 1;
        }
        if name.is_empty() {
            let text = format!(
                "column {} has no name in the header; it is called {} here",
                place + 1,
                short(&unique)
            );
            warnings.push(Warning::new("empty_name", Some(&unique), text));
        } else if unique != name {
            let text = format!(
                "column {} has the name of an earlier one; it is called {} here",
                place + 1,
                short(&unique)
            );
            warnings.push(Warning::new("duplicate_name", Some(&unique), text));
        }
        used.insert(unique.clone());
        names.push(unique);
    }
    names
}

/// A name without what no one sees around it: blanks, letters without width, marks of order.
fn seen(name: &str) -> &str {
    name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// At most three of `names` that are near `wrong` in spelling, nearest first, quoted; all when there are few.
///
/// Near: an edit distance (Levenshtein 1966) of at most a third of the letters, or the same but for case, or one is
/// the start of the other.
pub(crate) fn nearest(wrong: &str, names: &[&str]) -> String {
    let lower = wrong.to_lowercase();
    let mut near: Vec<(usize, &str)> = Vec::new();
    for &name in names {
        let other = name.to_lowercase();
        let far = if lower.chars().count().max(other.chars().count()) > 100 {
            usize::MAX
        } else {
            distance(&lower, &other)
        };
        let starts = !lower.is_empty() && (other.starts_with(&lower) || lower.starts_with(&other));
        if far <= 1.max(lower.chars().count() / 3) || starts {
            near.push((far, name));
        }
    }
    near.sort_by_key(|&(far, _)| far);
    if near.is_empty() && names.len() <= 12 {
        near = names.iter().map(|&name| (0, name)).collect();
    } else {
        near.truncate(3);
    }
    near.iter().map(|(_, name)| short(name)).collect::<Vec<_>>().join(", ")
}

/// A name in quotes, cut where it is too long for a message.
pub(crate) fn short(name: &str) -> String {
    format!("{:?}", cut(name))
}

/// A name cut where it is too long for a message.
pub(crate) fn cut(name: &str) -> String {
    if name.chars().count() <= 60 { name.to_owned() } else { name.chars().take(57).chain(['…']).collect() }
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, &to) in b.iter().enumerate() {
            let replaced = corner + usize::from(from != to);
            corner = row[j + 1];
            row[j + 1] = replaced.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_unique_and_never_empty() {
        let mut warnings = Vec::new();
        let written = ["a", "", "a", "a_2", "v2", "a"].map(String::from).to_vec();
        assert_eq!(make_unique(written, &mut warnings), ["a", "v2_2", "a_3", "a_2", "v2", "a_4"]);
        let unseen = vec!["\u{200b}b".to_owned(), "\u{feff}c\u{a0}".to_owned(), "\u{200b}".to_owned()];
        assert_eq!(make_unique(unseen, &mut Vec::new()), ["b", "c", "v3"]);
        let ids: Vec<&str> = warnings.iter().map(|w| w.id.as_str()).collect();
        assert_eq!(ids, ["empty_name", "duplicate_name", "duplicate_name"]);
    }

    #[test]
    fn the_distance_is_levenshteins() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn near_misses_come_first() {
        let names = ["species", "island", "bill_length", "sex"];
        assert_eq!(nearest("Specis", &names), "\"species\"");
        assert_eq!(nearest("bill", &names), "\"bill_length\"");
        assert_eq!(nearest("zzz", &["a", "b"]), "\"a\", \"b\"");
    }
}
