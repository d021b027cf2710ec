//! Bytes that are owned, or borrowed from whatever holds them.

use std::fmt;
use std::sync::Arc;

use zerocopy::IntoBytes;

/// Bytes, cheap to clone.
#[derive(Clone)]
pub(crate) enum Bytes {
    /// Made here; words, so that they begin where numbers may.
    Owned(Arc<Vec<u64>>),
    /// Given by the caller.
    Shared(Arc<dyn AsRef<[u8]> + Send + Sync>),
}

impl Bytes {
    /// All of them.
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Bytes::Owned(words) => words.as_bytes(),
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
        let mut words = vec![0u64; bytes.len() / 8];
        words.as_mut_bytes().copy_from_slice(bytes);
        Bytes::Owned(Arc::new(words))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Bytes::Owned(_) => "Owned",
            Bytes::Shared(_) => "Shared",
        };
        f.debug_tuple(kind).field(&self.as_slice().len()).finish()
    }
}
