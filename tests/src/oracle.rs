//! Slow, obvious implementations that the engine is held equal to.

pub mod find;
pub mod normalize;
mod quran;
mod repair;
