//! Integration tests, one binary.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests stop the test")]

mod compat;
mod conformance;
mod find;
mod names;
mod normalize;
mod promises;
mod screen;
