//! The commands: each parses no more, calls the engine, writes its answer.

pub mod explain;
pub mod find;
pub mod normalize;
pub mod profiles;
pub mod shell;
pub mod watchlist;
