//! `counterweight completions SHELL` and `counterweight man`.

use counterweight::error::{Error, Result};

/// Arguments of `completions`.
#[derive(clap::Args)]
pub struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

/// Prints the completions.
pub fn run(args: Args, mut command: clap::Command) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "counterweight", &mut script);
    super::print(&String::from_utf8_lossy(&script))
}

/// Prints the manual page.
pub fn man(command: clap::Command) -> Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|e| Error::Internal(format!("the manual page can't be made: {e}")))?;
    super::print(&String::from_utf8_lossy(&page))
}
