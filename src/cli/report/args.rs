//! The options of `report` as clap reads them.

use counterweight::options::Role;
use std::path::PathBuf;

/// Arguments of `report`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The table: a text file such as CSV (also .gz, .zst), ARFF, a spreadsheet, Parquet, or - for stdin
    pub data: PathBuf,
    /// Options from a TOML file, with the names of this list; the command line overrides them
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub table: TableArgs,
    #[command(flatten)]
    pub network: NetworkArgs,
    #[command(flatten)]
    pub evidence: EvidenceArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What is read.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Data")]
pub struct TableArgs {
    /// Column with the classes
    #[arg(long, value_name = "COL")]
    pub target: Option<String>,
    /// Columns to leave out
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    pub drop: Option<Vec<String>>,
    /// Columns to keep, no others
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    pub only: Option<Vec<String>>,
    /// Rows of one group (a patient, say) stay on one side of every split
    #[arg(long, value_name = "COL")]
    pub group: Option<String>,
    /// What a column is taken for, whatever it looks like: number, category, date or drop
    #[arg(long, value_name = "COL=ROLE", value_parser = role)]
    pub column: Vec<(String, Role)>,
    /// Cut a target of many numbers into that many classes of about as many rows
    #[arg(long, value_name = "N")]
    pub bins: Option<usize>,
    /// Refuse the file where its reading would give a warning
    #[arg(long)]
    pub strict: bool,
    /// The sheet of a spreadsheet, by name or by number from 1 [default: the first that holds a table]
    #[arg(long, value_name = "NAME|NUMBER")]
    pub sheet: Option<String>,
    /// Field separator, where what is sniffed is wrong
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<char>,
    /// Decimal mark, where what is sniffed is wrong
    #[arg(long, value_name = "CHAR")]
    pub decimal: Option<char>,
    /// Text encoding of the file, as utf-16le or windows-1252, where what is sniffed is wrong
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The first line holds data, not names
    #[arg(long)]
    pub no_header: bool,
}

/// What is trained.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// Hidden units, a number for each layer [default: 8]
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub hidden: Option<Vec<usize>>,
    /// Nonlinearity of the hidden units [default: tanh]
    #[arg(long, value_enum)]
    pub activation: Option<ActivationArg>,
    /// Weight decay; auto chooses it inside the training rows [default: auto]
    #[arg(long, value_name = "auto|VALUE", allow_negative_numbers = true)]
    pub decay: Option<String>,
    /// What a row counts in training and in log losses: all the same, or each class the same [default: none]
    #[arg(long, value_enum)]
    pub class_weights: Option<ClassWeightsArg>,
}

/// How it is judged.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Evidence")]
pub struct EvidenceArgs {
    /// Folds of the cross-validation
    #[arg(long, value_name = "N")]
    pub folds: Option<usize>,
    /// Repeats of the cross-validation
    #[arg(long, value_name = "N")]
    pub repeats: Option<usize>,
    /// Random starts of each split
    #[arg(long, value_name = "N")]
    pub starts: Option<usize>,
    /// Size of the set of variables sought [default: 2]
    #[arg(long, value_name = "K")]
    pub top: Option<usize>,
    /// The set of variables to test
    #[arg(long, value_name = "COL,…", value_delimiter = ',')]
    pub claim: Option<Vec<String>>,
    /// Share of the log-loss gain that a set that is enough may lose [default: 0.02]
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub margin: Option<f64>,
    /// How much work to spend [default: standard]
    #[arg(long, value_enum)]
    pub effort: Option<EffortArg>,
    /// Seed of every random draw [default: 0]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Threads; never changes a byte of the report [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// What is written.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The page [default: reports/<stem>.html, the JSON beside it]
    #[arg(long, value_name = "FILE.html")]
    pub out: Option<PathBuf>,
    /// The JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// A summary in Markdown, for a pull request
    #[arg(long, value_name = "FILE.md")]
    pub summary: Option<PathBuf>,
    /// A document of your own over the same numbers, in the place of the report's text
    #[arg(long, value_name = "FILE.md")]
    pub narrative: Option<PathBuf>,
    /// A folder whose templates replace the embedded ones, file by file
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Title of the page [default: the finding]
    #[arg(long)]
    pub title: Option<String>,
    /// Exit with 1 when a held-out metric of the network is lower (the report is written first), as in accuracy=0.9
    #[arg(long, value_name = "METRIC=VALUE")]
    pub fail_under: Vec<String>,
    /// Exit with 1 unless the claim is answered yes (the report is written first)
    #[arg(long, value_name = "CLAIM")]
    pub fail_unless: Vec<String>,
    /// Call columns, classes and levels by codes (variable 1, class A, …) and give no number in the units of the file
    #[arg(long)]
    pub redact: bool,
    /// Keep every trained network in the JSON, not only the typical ones
    #[arg(long)]
    pub keep_networks: bool,
    /// Nothing on stderr but errors
    #[arg(long)]
    pub quiet: bool,
    /// Open the page afterwards
    #[arg(long)]
    pub open: bool,
}

/// Nonlinearities by name.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ActivationArg {
    /// Hyperbolic tangent
    Tanh,
    /// 1 / (1 + exp(-z))
    Logistic,
    /// max(0, z)
    Relu,
}

/// Class weights by name.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ClassWeightsArg {
    /// Every row counts the same
    None,
    /// Every class counts the same, however few its rows
    Balanced,
}

/// Efforts by name.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum EffortArg {
    /// A first look
    Quick,
    /// The default
    Standard,
    /// Narrower intervals for several times the work
    Thorough,
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut chars = text.chars();
    match (text, chars.next(), chars.next()) {
        ("\\t" | "tab", ..) => Ok('\t'),
        (_, Some(one), None) if one.is_ascii() && one != '"' && one != '\n' && one != '\r' => Ok(one),
        _ => Err("give one character, as in --delimiter ';', or tab".to_owned()),
    }
}

/// `COL=ROLE`; the name may hold an equals sign, a role does not.
fn role(text: &str) -> Result<(String, Role), String> {
    let role = |role: &str| match role {
        "number" => Some(Role::Number),
        "category" => Some(Role::Category),
        "date" => Some(Role::Date),
        "drop" => Some(Role::Drop),
        _ => None,
    };
    let found = text.rsplit_once('=').and_then(|(name, last)| role(last).map(|role| (name.to_owned(), role)));
    found.ok_or_else(|| {
        "give a column and number, category, date or drop, as in --column v3=category".to_owned()
    })
}
