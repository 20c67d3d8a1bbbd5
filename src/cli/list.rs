//! `counterweight list measures|figures|sections|designs`.

use counterweight::card::Card;
use counterweight::error::Result;
use counterweight::{attribute, render, simulate};

/// Arguments of `list`.
#[derive(clap::Args)]
pub struct Args {
    /// What to list
    what: What,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    Measures,
    Figures,
    Sections,
    Designs,
}

/// Prints ids with their titles, and formulas where there are some.
pub fn run(args: Args) -> Result<()> {
    let cards: Vec<&Card> = match args.what {
        What::Measures => attribute::cards(),
        What::Figures => render::figures::FIGURES.iter().map(|f| f.card()).collect(),
        What::Designs => simulate::DESIGNS.iter().map(|d| d.card()).collect(),
        What::Sections => return super::print(&sections()),
    };
    let width = cards.iter().map(|c| c.id.len()).max().unwrap_or(0);
    let lines = cards.iter().map(|c| {
        let formula =
            if c.formula.is_empty() { String::new() } else { format!("\n{:width$}  {}", "", c.formula) };
        format!("{:width$}  {}{formula}\n", c.id, c.title)
    });
    super::print(&lines.collect::<String>())
}

fn sections() -> String {
    let line =
        |(n, s): (usize, &render::sections::Section)| format!("{:>2}  {:12}  {}\n", n + 1, s.id, s.title);
    render::sections::SECTIONS.iter().enumerate().map(line).collect()
}
