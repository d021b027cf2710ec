//! Integration tests, one binary.

mod find;
