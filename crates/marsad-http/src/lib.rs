//! The HTTP service of Marsad: names of watchlists in Arabic text, lists that change while they are
//! searched, and what an operator needs.
//!
//! [`App`] is a running server without sockets, [`app`] answers requests with it, [`serve`] puts it on a
//! socket. Threads that move bytes do not work on texts; every request sees one state of the lists; a change
//! that is acknowledged is on disk and seen by the next request.

mod auth;
mod commands;
mod config;
mod cpu;
mod error;
mod gate;
mod limits;
mod lists;
mod log;
mod metrics;
mod openapi;
mod routes;
mod screening;
mod serve;
mod state;
mod store;
mod writer;

pub use auth::Scope;
pub use commands::{back_up, check, create_key, list_keys, revoke_key};
pub use config::{Config, LogRequests, Settings};
pub use error::error_page;
pub use routes::app;
pub use serve::serve;
pub use state::{App, Phase};
