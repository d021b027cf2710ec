//! Many records through one function on several threads, results in input order.
//!
//! Only this module knows threads. The pool is the caller's.

mod ordered;

pub use ordered::{Batching, Flow, Outcome, ordered};
