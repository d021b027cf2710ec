//! What the tests of Marsad share: the fixtures and the naive oracles.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "support of tests: a broken fixture stops the test and says where it is"
)]

pub mod fixtures;
pub mod numbers;
pub mod oracle;
pub mod promises;
pub mod running;
pub mod seal;
pub mod tiling;
