//! The progress bar: bytes, documents a second, megabytes a second and the time left, on standard
//! error, when a person is looking.

use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use marsad_io::Progress;

use crate::output::{self, counted};

/// Shows how far a run has come and sums it up.
pub(crate) struct Meter {
    bar: Option<ProgressBar>,
    progress: Progress,
    started: Instant,
}

impl Meter {
    /// A meter over `total` bytes, if known. Nothing is drawn when `quiet` or when standard error is
    /// no terminal.
    pub(crate) fn new(progress: Progress, total: Option<u64>, quiet: bool) -> Self {
        let shown = !quiet && output::is_talk_seen();
        Meter { bar: shown.then(|| bar(total)), progress, started: Instant::now() }
    }

    /// Draws the state after `documents` documents.
    pub(crate) fn show(&self, documents: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(self.progress.bytes());
            bar.set_message(rate(documents, self.started.elapsed()));
        }
    }

    /// Takes the bar away while `talk` writes to the terminal; the meter must not be used inside.
    pub(crate) fn suspend(&self, talk: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(talk),
            None => talk(),
        }
    }

    /// Ends the bar and sums up, with `found` as the last words.
    pub(crate) fn finish(self, is_stopped: bool, documents: u64, found: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            let elapsed = self.started.elapsed();
            let bytes = self.progress.bytes();
            output::tell(&format!(
                "{}{}, {} in {:.2} s ({}/s){found}",
                if is_stopped { "stopped after " } else { "" },
                counted(documents, "document", "documents"),
                HumanBytes(bytes),
                elapsed.as_secs_f64(),
                HumanBytes(per_second(bytes, elapsed)),
            ));
        }
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10));
    let template = match total {
        Some(_) => "{bar:16} {percent:>3}% of {total_bytes}  {msg}  {bytes_per_sec}  {eta} left",
        None => "{spinner} {bytes}  {msg}  {bytes_per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("━╸ "));
    }
    bar
}

fn rate(documents: u64, elapsed: Duration) -> String {
    format!("{} docs/s", HumanCount(per_second(documents, elapsed)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rate to be read by people"
)]
fn per_second(n: u64, elapsed: Duration) -> u64 {
    (n as f64 / elapsed.as_secs_f64().max(1e-3)) as u64
}
