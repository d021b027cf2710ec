//! Integration tests, one binary.

mod find;
mod normalize;
