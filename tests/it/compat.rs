//! Profiles that reproduce other programs: what all of them keep, and each against its rules
//! written down once more.

mod camel;
mod laws;
mod lucene;
mod snowball;
