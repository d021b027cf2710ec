//! Words of a text in a form made for looking names up: one byte a letter, word borders as lists,
//! hashes taken from the word's end so that every prefix cut is a shift, and the readings that the
//! Arabic particles allow.
//!
//! Nothing here knows a watchlist; nothing here decides a match. The letter codes are a *key*: equal
//! names have equal codes, different names may share them, and the matcher compares the text.

mod codes;
mod collisions;
mod function;
mod kernel;
mod keys;
mod prefix;
mod segment;

pub use collisions::{Collision, WordCounts};
pub use prefix::{Article, Prefix};

pub(crate) use codes::{LetterCodes, SEP, is_mark};
pub(crate) use function::is_function_word;
pub(crate) use kernel::{MOST_BLOCKS, filter, filter_bits, filter_block, prefetch};
pub(crate) use keys::{Key, Keys, NameKeys, WINDOW, filed_under, name_codes, scan_keys};
pub(crate) use prefix::{Reading, first_words, read, readings};
pub(crate) use segment::{Words, end_of_letter};
