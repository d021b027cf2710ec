//! The service: its router without a socket, and a real server on loopback.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers fail as tests do")]

mod hostile;
mod kill;
mod lists;
mod problems;
mod routes;
mod sockets;
mod streams;
mod support;
