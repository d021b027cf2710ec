//! What the benches have in common: which corpus, how large, and whether this is a test.

use std::env;
use std::path::Path;

use crate::Result;
use crate::corpora::{self, Corpus};

/// Whether the benches are run once to see that they work: by `cargo test --benches` or with
/// `--test`. They then take small corpora and short lists.
pub fn is_test() -> bool {
    let mut args = env::args().skip(1);
    let is_bench = env::args().any(|arg| arg == "--bench");
    !is_bench || args.any(|arg| arg == "--test")
}

/// The plain corpus: the file that the variable `MARSAD_CORPUS` names, or 4 MiB made.
///
/// # Errors
/// A file that cannot be read.
pub fn plain() -> Result<Corpus> {
    match env::var_os("MARSAD_CORPUS") {
        _ if is_test() => corpora::plain(100_000),
        Some(file) => Corpus::read(Path::new(&file)),
        None => corpora::plain(4 << 20),
    }
}
