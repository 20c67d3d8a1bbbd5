//! `counterweight template list|eject DIR`.

use counterweight::error::Result;
use counterweight::render::templates::Templates;
use std::path::PathBuf;

/// Arguments of `template`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Names of the templates
    List,
    /// Writes the templates into a folder, to change them and use them with --templates
    Eject {
        /// The folder; files that exist already are left alone
        dir: PathBuf,
    },
}

/// Lists or writes the templates.
pub fn run(args: Args) -> Result<()> {
    let templates = Templates::embedded();
    match args.action {
        Action::List => super::print(&templates.list().iter().map(|n| format!("{n}\n")).collect::<String>()),
        Action::Eject { dir } => {
            let files = templates.files();
            let new = files.iter().map(|(name, text)| super::write::Output {
                path: dir.join(name),
                bytes: text.as_bytes().to_vec(),
            });
            let new: Vec<super::write::Output> = new.filter(|o| !o.path.exists()).collect();
            super::write::write_all(&new)?;
            super::print(&new.iter().map(|o| format!("{}\n", o.path.display())).collect::<String>())
        }
    }
}
