//! Normalization: laws, the naive oracle, offsets, chunks, explanations, and the trap fixtures.

mod alphabet;
mod explain;
mod fixtures;
mod laws;
mod map;
mod oracle;
mod stream;
