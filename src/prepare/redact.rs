//! Names become codes (`--redact`): a report that may be shown to those who must not know what was measured.
//!
//! Variables are `variable 1`, `variable 2`, … in the order of the file, classes `class A`, `class B`, …, levels of a
//! category `level 1`, …; columns left out are `left out 1`, …. Every number in the units of the file goes too.

use super::{DataSummary, Dataset, VariableSummary, Warning};
use crate::load::short;
use crate::options::Options;
use std::collections::BTreeMap;

/// What the file is called.
const FILE: &str = "table";
/// What the column of classes is called.
const TARGET: &str = "target";
/// What the column of groups is called.
const GROUP: &str = "group";
/// What stands for a name or cell that has no code.
const WITHHELD: &str = "…";
/// How the reason of a column that is a copy of another begins.
const COPY: &str = "same as ";

/// The code of every name of a table.
pub struct Codes {
    columns: BTreeMap<String, String>,
    classes: BTreeMap<String, String>,
    levels: BTreeMap<String, Vec<(String, String)>>,
}

impl Codes {
    /// For the names of a table.
    pub fn of(data: &DataSummary) -> Codes {
        let mut columns = BTreeMap::new();
        let mut add = |name: &str, code: String| {
            columns.entry(name.to_owned()).or_insert(code);
        };
        add(&data.target, TARGET.to_owned());
        data.group.iter().for_each(|name| add(name, GROUP.to_owned()));
        data.variables.iter().enumerate().for_each(|(at, v)| add(&v.name, format!("variable {}", at + 1)));
        let others = data.dropped.iter().filter(|column| data.group.as_ref() != Some(&column.name));
        others.enumerate().for_each(|(at, column)| add(&column.name, format!("left out {}", at + 1)));
        let classes = data.classes.iter().enumerate();
        Codes {
            columns,
            classes: classes
                .map(|(at, class)| (class.name.clone(), format!("class {}", letters(at))))
                .collect(),
            levels: data.variables.iter().map(|v| (v.name.clone(), levels(v))).collect(),
        }
    }

    /// The code of a column.
    pub fn column(&self, name: &str) -> String {
        self.columns.get(name).map_or(WITHHELD, String::as_str).to_owned()
    }

    /// The code of a class.
    pub fn class(&self, name: &str) -> String {
        self.classes.get(name).map_or(WITHHELD, String::as_str).to_owned()
    }

    /// The code of a level of a variable, which is called by its name.
    pub fn level(&self, variable: &str, level: &str) -> String {
        let known = self.levels.get(variable).into_iter().flatten();
        known.into_iter().find(|(name, _)| name == level).map_or(WITHHELD, |(_, code)| code).to_owned()
    }

    /// Names of variables that differ from their codes, with the codes.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        let all =
            self.levels.keys().filter_map(|name| Some((name.as_str(), self.columns.get(name)?.as_str())));
        all.filter(|(name, code)| name != code)
    }

    /// The options, columns called by their codes. The title is the user's and stays.
    #[must_use]
    pub fn options(&self, options: &Options) -> Options {
        let all = |names: &[String]| names.iter().map(|name| self.column(name)).collect();
        Options {
            target: options.target.as_ref().map(|name| self.column(name)),
            drop: all(&options.drop),
            only: all(&options.only),
            group: options.group.as_ref().map(|name| self.column(name)),
            columns: options.columns.iter().map(|(name, role)| (self.column(name), *role)).collect(),
            claim: all(&options.claim),
            sheet: options.sheet.as_ref().map(|_| WITHHELD.to_owned()),
            redact: true,
            ..options.clone()
        }
    }

    /// Replaces the names in what the report says of the data, and takes out every number in the units of the file.
    pub fn summary(&self, data: &mut DataSummary) {
        for variable in &mut data.variables {
            self.variable(variable);
        }
        for column in &mut data.dropped {
            column.name = self.column(&column.name);
            if let Some(name) = column.reason.strip_prefix(COPY) {
                column.reason = format!("{COPY}{}", self.column(name));
            }
        }
        data.classes.iter_mut().for_each(|class| class.name = self.class(&class.name));
        data.file = FILE.to_owned();
        // the name of a sheet stands in quotes
        data.reading = self.unquoted(&data.reading, None);
        data.target = self.column(&data.target);
        data.group = data.group.as_ref().map(|name| self.column(name));
    }

    fn variable(&self, variable: &mut VariableSummary) {
        variable.levels.iter_mut().for_each(|level| *level = self.level(&variable.name, level));
        // the closest other variable has a code as well, and a correlation has no units
        if let Some(closest) = &mut variable.closest {
            closest.name = self.column(&closest.name);
        }
        // of two values the mean and the standard deviation tell both
        for number in
            [&mut variable.mean, &mut variable.sd, &mut variable.min, &mut variable.median, &mut variable.max]
        {
            *number = None;
        }
        variable.name = self.column(&variable.name);
    }

    /// Replaces the names in warnings. What a warning quotes is a name or a cell of the table; cells are withheld.
    pub fn warnings(&self, warnings: &mut [Warning]) {
        for warning in warnings {
            warning.text = self.unquoted(&warning.text, warning.column.as_deref());
            warning.column = warning.column.as_ref().map(|name| self.column(name));
        }
    }

    fn unquoted(&self, text: &str, column: Option<&str>) -> String {
        let mut coded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(begin) = rest.find('"') {
            let quoted = quoted(&rest[begin..]);
            coded.push_str(&rest[..begin]);
            coded.push_str(&self.code_of_quoted(quoted, column));
            rest = &rest[begin + quoted.len()..];
        }
        coded.push_str(rest);
        coded
    }

    fn code_of_quoted(&self, quoted: &str, column: Option<&str>) -> String {
        // an empty pair of quotes stands for itself: how a quote is written
        if quoted == "\"\"" {
            return quoted.to_owned();
        }
        let says = |name: &str| quoted == short(name) || quoted == format!("{name:?}");
        let levels = column.and_then(|name| self.levels.get(name)).into_iter().flatten();
        let own = levels.map(|(name, code)| (name, code));
        let all = self.columns.iter().chain(own).chain(&self.classes);
        let found = all.into_iter().find(|(name, _)| says(name)).map(|(_, code)| code.as_str());
        format!("\"{}\"", found.unwrap_or(WITHHELD))
    }
}

/// Replaces every name of a data set that reaches a report.
pub fn dataset(dataset: &mut Dataset) -> Codes {
    let codes = Codes::of(&dataset.summary);
    codes.warnings(&mut dataset.warnings);
    codes.summary(&mut dataset.summary);
    dataset.target.name = codes.column(&dataset.target.name);
    dataset.target.classes.iter_mut().for_each(|class| *class = codes.class(class));
    dataset.variables.iter_mut().for_each(|variable| variable.name = codes.column(&variable.name));
    codes
}

/// From a quote to the one that closes it; a quote behind a backslash closes nothing.
fn quoted(text: &str) -> &str {
    let mut escaped = true;
    for (at, letter) in text.char_indices() {
        match letter {
            '"' if !escaped => return &text[..=at],
            '\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    text
}

/// A, …, Z, AA, AB, ….
fn letters(place: usize) -> String {
    let last = char::from(b'A' + (place % 26) as u8);
    if place < 26 { last.to_string() } else { format!("{}{last}", letters(place / 26 - 1)) }
}

/// Codes of the levels of a variable; the level of missing cells is our own word and stays.
fn levels(variable: &VariableSummary) -> Vec<(String, String)> {
    let has = |word: &str| variable.levels.iter().any(|level| level == word);
    let ours = if has("(missing)") && has("missing") { "(missing)" } else { "missing" };
    let code = |(at, level): (usize, &String)| {
        let keep = variable.missing > 0 && level == ours;
        (level.clone(), if keep { level.clone() } else { format!("level {}", at + 1) })
    };
    variable.levels.iter().enumerate().map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load_bytes;

    fn secret() -> Dataset {
        let mut text = String::from("zebra \\ \"one\",quagga,gnu,copy,herd,okapi\n");
        for row in 0..60 {
            let place = ["fen \"x\"", "moor", "bog", ""][row % 4];
            let kind = ["eland", "kudu"][row % 2];
            let height = (row * 37 % 61) as f64;
            text.push_str(&format!(
                "{height}.5,\"{}\",7,{height}.5,{},{kind}\n",
                place.replace('"', "\"\""),
                row / 3
            ));
        }
        let text = text.replace("zebra \\ \"one\"", "\"zebra \\ \"\"one\"\"\"");
        let options =
            Options { group: Some("herd".into()), target: Some("okapi".into()), ..Options::default() };
        let options = options.check().unwrap();
        let table = load_bytes("africa.csv", text.as_bytes(), &options).unwrap();
        crate::prepare::prepare(&table, &options).unwrap()
    }

    #[test]
    fn every_name_has_a_code_in_the_order_of_the_file() {
        let mut data = secret();
        let codes = dataset(&mut data);
        let names: Vec<&str> = data.summary.variables.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["variable 1", "variable 2"]);
        assert_eq!(data.summary.variables[1].levels, ["level 1", "level 2", "missing", "level 4"]);
        assert_eq!(data.target.classes, ["class A", "class B"]);
        let dropped: Vec<(&str, &str)> =
            data.summary.dropped.iter().map(|c| (c.name.as_str(), c.reason.as_str())).collect();
        assert_eq!(
            dropped,
            [("left out 1", "constant"), ("left out 2", "same as variable 1"), ("group", "--group")]
        );
        assert_eq!((data.summary.file.as_str(), data.summary.target.as_str()), ("table", "target"));
        assert!(data.summary.variables.iter().all(|v| v.min.is_none() && v.mean.is_none()));
        let options = Options { claim: vec!["quagga".into()], ..Options::default() };
        assert_eq!(codes.options(&options).claim, ["variable 2"]);
    }

    #[test]
    fn warnings_quote_codes_and_no_cell() {
        let data = secret();
        let codes = Codes::of(&data.summary);
        let mut warnings = vec![
            Warning::new(
                "a",
                Some("quagga"),
                format!("{} says {} and {:?}", short("quagga"), short("moor"), "plum"),
            ),
            Warning::new("b", None, format!("{}: write \"\" for a quote", short("zebra \\ \"one\""))),
            Warning::new("c", Some("okapi"), format!("class {} is \"unclosed", short("kudu"))),
        ];
        codes.warnings(&mut warnings);
        let texts: Vec<&str> = warnings.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "\"variable 2\" says \"level 4\" and \"…\"",
                "\"variable 1\": write \"\" for a quote",
                "class \"class B\" is \"…\""
            ]
        );
        assert_eq!(warnings[0].column.as_deref(), Some("variable 2"));
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
