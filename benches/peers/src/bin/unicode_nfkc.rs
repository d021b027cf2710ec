//! NFKC by unicode-normalization.

use marsad_peers::{Result, normalizer};
use unicode_normalization::UnicodeNormalization;

fn main() -> Result<()> {
    normalizer(|text, out| out.extend(text.nfkc()))
}
