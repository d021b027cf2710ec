//! NFKC by ICU4X.

use icu_normalizer::ComposingNormalizerBorrowed;
use marsad_peers::{Result, normalizer};

fn main() -> Result<()> {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    normalizer(|text, out| {
        // Writing to a String cannot fail.
        let written = nfkc.normalize_to(text, out);
        debug_assert!(written.is_ok());
    })
}
