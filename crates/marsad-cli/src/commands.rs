//! The commands: each parses no more, calls the engine, writes its answer.

pub(crate) mod compare;
pub(crate) mod explain;
pub(crate) mod find;
pub(crate) mod normalize;
pub(crate) mod profiles;
pub(crate) mod screen;
pub(crate) mod shell;
pub(crate) mod watchlist;
