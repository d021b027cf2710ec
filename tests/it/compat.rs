//! Profiles that reproduce other programs: what all of them keep, and each against its rules
//! written down once more.

mod arabert;
mod bert;
mod camel;
mod laws;
mod lucene;
mod pyarabic;
mod recorded;
mod snowball;
