//! The command `counterweight`: parses, runs, prints the error, exits.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::say(&format!("counterweight: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}
