//! Buffers that go round: memory that was used once is used again, by whichever thread needs it next.
//!
//! Fresh memory costs twice: the system fills its pages with zeros, and then they are filled again. A
//! run that gives its buffers back asks for as many as are in use at once, whatever it reads.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Smaller ones cost an allocator less than they cost here.
const SMALLEST: usize = 16 * 1024;

/// Larger ones are rare, and would be held for nothing.
const LARGEST: usize = 4 << 20;

/// Most buffers that wait to be used again.
const KEPT: usize = 64;

/// Buffers that were given back. Clones are one set, which threads share.
///
/// Holds at most 64 buffers, of 16 KiB to 4 MiB each; others are freed.
///
/// ```
/// let buffers = marsad_io::Buffers::default();
/// let mut buffer = buffers.take();
/// buffer.resize(100_000, b'x');
/// let place = buffer.as_ptr();
/// drop(buffer);
/// assert_eq!(buffers.take().as_ptr(), place);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    /// The buffer that was given back last, with what was in it, or an empty one. It comes back when
    /// it is dropped.
    pub fn take(&self) -> Buffer {
        let bytes = self.lock().pop().unwrap_or_default();
        Buffer { bytes, home: self.clone() }
    }

    fn give_back(&self, bytes: Vec<u8>) {
        let mut waiting = self.lock();
        if waiting.len() < KEPT {
            waiting.push(bytes);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes that are given back when dropped; see [`Buffers::take`].
#[derive(Debug)]
pub struct Buffer {
    bytes: Vec<u8>,
    home: Buffers,
}

impl Deref for Buffer {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.bytes
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if (SMALLEST..=LARGEST).contains(&self.bytes.capacity()) {
            self.home.give_back(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_small_too_large_or_too_many_is_freed() {
        let buffers = Buffers::default();
        for capacity in [0, SMALLEST - 1, LARGEST + 1] {
            let mut buffer = buffers.take();
            *buffer = Vec::with_capacity(capacity);
            drop(buffer);
            assert_eq!(buffers.lock().len(), 0, "{capacity}");
        }
        let mut many: Vec<Buffer> = (0..KEPT + 9).map(|_| buffers.take()).collect();
        for buffer in &mut many {
            buffer.push(b'x');
            buffer.reserve_exact(SMALLEST);
        }
        drop(many);
        assert_eq!(buffers.lock().len(), KEPT);
        // with what was in it: nobody need fill it with zeros before reading into it
        assert_eq!(buffers.take().as_slice(), b"x");
    }

    #[test]
    fn a_buffer_comes_home_from_another_thread() {
        let buffers = Buffers::default();
        let mut buffer = buffers.take();
        buffer.resize(SMALLEST, 1);
        std::thread::spawn(move || drop(buffer)).join().unwrap();
        assert_eq!(buffers.take().len(), SMALLEST);
    }
}
