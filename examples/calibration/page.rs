//! Puts tables into the page, each between its own pair of marks.

use std::io::{Error, Result};

/// The page with every table put in anew between `<!-- table NAME -->` and `<!-- end -->`.
///
/// # Errors
/// A mark whose table is unknown, or that has no end.
pub fn filled(page: &str, table: impl Fn(&str) -> Option<String>) -> Result<String> {
    const BEGIN: &str = "<!-- table ";
    const END: &str = "<!-- end -->";
    let mut text = String::new();
    let mut rest = page;
    while let Some(at) = rest.find(BEGIN) {
        let named = &rest[at + BEGIN.len()..];
        let close = named.find(" -->").ok_or_else(|| Error::other("a mark of a table is not closed"))?;
        let name = &named[..close];
        let made = table(name).ok_or_else(|| Error::other(format!("no table is called {name:?}")))?;
        let end = named.find(END).ok_or_else(|| Error::other(format!("the table {name:?} has no end")))?;
        text.push_str(&rest[..at]);
        text.push_str(&format!("{BEGIN}{name} -->\n\n{}\n\n{END}", made.trim()));
        rest = &named[end + END.len()..];
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_table_is_put_in_anew_and_the_rest_stays() {
        let page = "before\n<!-- table a -->\n\nold\n\n<!-- end -->\nafter\n";
        let table = |name: &str| (name == "a").then(|| "| new |\n".to_owned());
        let once = filled(page, table).unwrap();
        assert_eq!(once, "before\n<!-- table a -->\n\n| new |\n\n<!-- end -->\nafter\n");
        assert_eq!(filled(&once, table).unwrap(), once);
        assert!(filled("<!-- table b --> <!-- end -->", table).is_err());
    }
}
