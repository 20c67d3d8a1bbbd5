//! Readers of binary files that other people wrote panic on some damaged files. What a user hands over is no reason for
//! this program to end so: a panic inside them is caught and becomes an error.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether this thread is inside such a reader, and what it says of its panics should not be printed.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives; none where it panics, silently. What it has half made must not be used afterwards.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !INSIDE.get() {
                usual(panic);
            }
        }));
    });
    let outer = INSIDE.replace(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    INSIDE.set(outer);
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_becomes_nothing() {
        assert_eq!(guarded(|| 3), Some(3));
        let nothing: Vec<u32> = Vec::new();
        assert_eq!(guarded(|| nothing[1]), None);
        assert!(!INSIDE.get());
    }
}
