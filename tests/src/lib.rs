//! What the tests of Marsad share: the fixtures and the naive oracles.

pub mod fixtures;
pub mod oracle;
