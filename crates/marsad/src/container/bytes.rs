//! Bytes that are owned, or borrowed from whatever holds them.

use std::fmt;
use std::sync::Arc;

use zerocopy::IntoBytes;

/// Bytes, cheap to clone.
#[derive(Clone)]
pub(crate) enum Bytes {
    /// Made here: words from the given one on, so that blocks do not lie across lines of cache.
    Owned(Arc<Vec<u64>>, usize),
    /// Given by the caller.
    Shared(Arc<dyn AsRef<[u8]> + Send + Sync>),
}

/// Bytes of a line of cache.
const LINE: usize = 64;

impl Bytes {
    /// So many words, zero but for what `fill` puts there.
    pub(super) fn owned(n_words: usize, fill: impl FnOnce(&mut [u8])) -> Bytes {
        let mut words = vec![0u64; n_words + LINE / 8 - 1];
        let from = words.as_ptr().align_offset(LINE).min(LINE / 8 - 1);
        words.truncate(from + n_words);
        fill(words.get_mut(from..).unwrap_or_default().as_mut_bytes());
        Bytes::Owned(Arc::new(words), from)
    }

    /// All of them.
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Bytes::Owned(words, from) => words.get(*from..).unwrap_or_default().as_bytes(),
            Bytes::Shared(bytes) => (**bytes).as_ref(),
        }
    }

    /// The same bytes, at a multiple of eight in memory. What is no whole number of words is no
    /// container, and stays as it is.
    pub(super) fn aligned(self) -> Bytes {
        let bytes = self.as_slice();
        let is_aligned = bytes.as_ptr().align_offset(align_of::<u64>()) == 0;
        if is_aligned || !bytes.len().is_multiple_of(8) {
            return self;
        }
        Bytes::owned(bytes.len() / 8, |own| own.copy_from_slice(bytes))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Bytes::Owned(..) => "Owned",
            Bytes::Shared(_) => "Shared",
        };
        f.debug_tuple(kind).field(&self.as_slice().len()).finish()
    }
}
