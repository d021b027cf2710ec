//! Facts about characters: sets and mappings generated from Unicode data, grapheme borders, and
//! the byte scanner. Knows no policy: which of these facts a profile uses is decided in
//! `normalize`.

pub(crate) mod classes;
mod graphemes;
mod kernel;
pub(crate) mod scan;
pub(crate) mod tables;

pub use graphemes::round_to_graphemes;
pub use kernel::Kernel;
