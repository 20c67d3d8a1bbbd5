//! Progress: bars on a terminal, plain lines elsewhere, nothing with `--quiet`.

use counterweight::observe::Observe;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;

/// What listens to a run.
pub fn listener(quiet: bool) -> Box<dyn Observe> {
    if quiet {
        Box::new(counterweight::observe::Silent)
    } else if std::io::stderr().is_terminal() {
        Box::new(Bars(Mutex::new(None)))
    } else {
        Box::new(Lines)
    }
}

/// One bar a stage.
struct Bars(Mutex<Option<ProgressBar>>);

impl Bars {
    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        // a poisoned lock means another thread panicked: the bar no longer matters
        if let Ok(mut bar) = self.0.lock() {
            act(&mut bar);
        }
    }
}

impl Observe for Bars {
    fn stage_began(&self, name: &'static str, steps: u64) {
        let style = ProgressStyle::with_template("{msg:36} {bar:32} {percent:>3} %  {eta}");
        let bar = ProgressBar::new(steps).with_message(name);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        self.with(|slot| *slot = Some(bar));
    }

    fn advanced(&self, steps: u64) {
        self.with(|slot| {
            if let Some(bar) = slot {
                bar.inc(steps);
            }
        });
    }

    fn stage_ended(&self) {
        self.with(|slot| {
            if let Some(bar) = slot.take() {
                bar.finish_and_clear();
            }
        });
    }
}

/// One line a stage.
struct Lines;

impl Observe for Lines {
    fn stage_began(&self, name: &'static str, _: u64) {
        super::say(&format!("{name} …"));
    }
}
