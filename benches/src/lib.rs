//! What the benches of Marsad run on: corpora made from the project's own articles, lists of names
//! of which a stated share occurs in them, and a slow, obvious way to count what should be found.
//!
//! Everything is deterministic: the same articles give the same bytes on every machine. Nothing here
//! is copied from a real archive; a real one can be named instead (`--corpus FILE` of the driver,
//! the variable `MARSAD_CORPUS` of the benches).

pub mod clock;
pub mod corpora;
pub mod names;
pub mod oracle;
mod random;
pub mod settings;
mod words;

/// What goes wrong here goes wrong in files.
pub type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
