//! The program as its users have it: exit code, standard output, standard error. One binary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers fail as tests do")]

mod support;

mod bad_input;
mod comparing;
mod encodings;
mod explain;
mod finding;
mod formats;
mod help;
mod inputs;
mod limits;
mod lists;
mod normalize;
mod profiles;
mod screening;
mod streams;
mod threads;
mod variants;
