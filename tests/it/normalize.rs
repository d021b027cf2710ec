//! Normalization: laws, the naive oracle, offsets, chunks, explanations, and the trap fixtures.

pub(crate) mod alphabet;
mod cut;
mod explain;
mod fixtures;
mod laws;
mod map;
mod mojibake;
mod oracle;
mod orthography;
mod quran;
mod repair;
mod single;
mod steps;
mod stream;
mod tiling;
