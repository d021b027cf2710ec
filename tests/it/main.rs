//! Integration tests, one binary.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests stop the test")]

mod find;
mod normalize;
