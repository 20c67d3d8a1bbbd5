//! Ctrl-C: what is half written goes, and the program ends at once with 130.

use super::{say, temporary};
use counterweight::error::Error;

/// Listens for Ctrl-C from now on.
pub fn listen() {
    // where it can't be listened for, the system ends the program as it always did
    let _ = ctrlc::set_handler(|| {
        let written = temporary::give_up();
        let error = Error::Interrupted;
        if written {
            say("counterweight: interrupted")
        } else {
            say(&format!("counterweight: {error}"))
        }
        std::process::exit(i32::from(error.exit_code()));
    });
}
