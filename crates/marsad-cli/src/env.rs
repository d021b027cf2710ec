//! Every environment variable the command line reads.

/// Number of threads when `--threads` is not given.
pub const THREADS: &str = "MARSAD_THREADS";

/// When set to anything, no colours. Read by the terminal library, as are `CLICOLOR` and
/// `CLICOLOR_FORCE`; named here for completeness.
pub const NO_COLOR: &str = "NO_COLOR";
