//! Exit codes, all of them.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All was done. A closed pipe counts as done.
    Done = 0,
    /// All was done and nothing found, as `grep` has it.
    NothingFound = 1,
    /// The command can not be run as given: arguments, lists, output.
    Usage = 2,
    /// Some input could not be read; the rest was done, and each failure was named.
    SomeUnread = 3,
    /// Stopped by Ctrl-C; what was written are whole lines.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
