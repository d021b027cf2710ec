//! Every environment variable the command line reads itself. The terminal library also heeds
//! `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`.

/// Number of threads when `--threads` is not given.
pub(crate) const THREADS: &str = "MARSAD_THREADS";
