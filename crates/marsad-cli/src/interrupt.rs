//! Ctrl-C: the first asks the run to end after whole lines, the second ends the process at once.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C and SIGTERM from now on.
///
/// # Errors
/// When the handler can not be set.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "the user asked twice")]
            std::process::exit(crate::exit::Exit::Interrupted as i32);
        }
    })?;
    Ok(())
}

/// Whether the run should end.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
