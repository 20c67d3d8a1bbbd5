//! What several share is said once.

/// Names by the text they share, in the order in which the texts first come: `(50 splits, [tree, logistic regression])`.
pub fn by_text<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> Vec<(&'a str, Vec<String>)> {
    let mut alike: Vec<(&str, Vec<String>)> = Vec::new();
    for (text, name) in pairs {
        match alike.iter_mut().find(|(known, _)| *known == text) {
            Some((_, names)) => names.push(name),
            None => alike.push((text, vec![name])),
        }
    }
    alike
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_order_and_gather_their_names() {
        let pairs = [("b", "one"), ("a", "two"), ("b", "three")];
        let gathered = by_text(pairs.into_iter().map(|(text, name)| (text, name.to_owned())));
        let names = |of: &[&str]| of.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(gathered, [("b", names(&["one", "three"])), ("a", names(&["two"]))]);
    }
}
