//! How a run tells the world how far it is, without knowing who listens.

/// Listens to a run: a progress bar, a log, or silence.
pub trait Observe: Sync {
    /// A stage of `steps` equal steps began.
    fn stage_began(&self, _name: &'static str, _steps: u64) {}
    /// `steps` further steps of the current stage are done. Called from any thread.
    fn advanced(&self, _steps: u64) {}
    /// The current stage ended.
    fn stage_ended(&self) {}
    /// Whether the user asked to stop; long loops ask between pieces of work.
    fn interrupted(&self) -> bool {
        false
    }
}

/// Hears nothing, says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Observe for Silent {}
