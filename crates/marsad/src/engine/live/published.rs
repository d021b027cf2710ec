//! A value that is replaced while others read it: readers take it without waiting for whoever replaces
//! it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, TryLockError};

/// A shared value with a version, in two slots.
///
/// The version tells in which slot the value is. A new value is written to the other slot before
/// the version moves on, so that no reader is sent to a slot that is being written to: one that
/// comes late to a slot finds it locked or holding another version, and looks again, which happens
/// only when a new value has been published in between. Thus a reader never waits for a thread that
/// sleeps, and what it takes is the value of a moment between its call and its return.
#[derive(Debug)]
pub(super) struct Published<T> {
    version: AtomicU64,
    slots: [RwLock<(u64, Arc<T>)>; 2],
}

impl<T> Published<T> {
    pub(super) fn new(value: Arc<T>) -> Self {
        let slots = [RwLock::new((0, Arc::clone(&value))), RwLock::new((0, value))];
        Published { version: AtomicU64::new(0), slots }
    }

    fn slot(&self, version: u64) -> &RwLock<(u64, Arc<T>)> {
        let [even, odd] = &self.slots;
        if version.is_multiple_of(2) { even } else { odd }
    }

    /// The value published last.
    pub(super) fn load(&self) -> Arc<T> {
        loop {
            let version = self.version.load(Ordering::Acquire);
            let slot = match self.slot(version).try_read() {
                Ok(slot) => slot,
                Err(TryLockError::Poisoned(slot)) => slot.into_inner(),
                Err(TryLockError::WouldBlock) => continue,
            };
            if slot.0 == version {
                return Arc::clone(&slot.1);
            }
        }
    }

    /// Replaces the value. The caller sees to it that this is done by one thread at a time.
    pub(super) fn store(&self, value: Arc<T>) {
        let version = self.version.load(Ordering::Relaxed) + 1;
        self.write(version, version, &value);
        self.version.store(version, Ordering::Release);
        // what was replaced is not kept
        self.write(version - 1, version, &value);
    }

    fn write(&self, slot: u64, version: u64, value: &Arc<T>) {
        let mut slot = self.slot(slot).write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *slot, (version, Arc::clone(value)));
        drop(slot);
        drop(before);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn what_was_replaced_is_let_go() {
        let first = Arc::new(1);
        let published = Published::new(Arc::clone(&first));
        assert_eq!(*published.load(), 1);
        for value in 2..5 {
            published.store(Arc::new(value));
            assert_eq!(*published.load(), value);
            assert_eq!(Arc::strong_count(&first), 1);
        }
    }

    /// No reader sees a value after a later one, nor one that had been replaced before it asked.
    #[test]
    fn values_are_seen_in_order() {
        let published = Published::new(Arc::new(0));
        let (done, finished) = (AtomicU64::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..3)
                .map(|_| {
                    scope.spawn(|| {
                        let (mut last, mut different) = (0, 0u64);
                        while !finished.load(Ordering::Acquire) {
                            let before = done.load(Ordering::Acquire);
                            let value = *published.load();
                            assert!(value >= before.max(last), "{value} {before} {last}");
                            // another reader's view must not be older than what this one saw
                            assert!(*published.load() >= value);
                            different += u64::from(value != last);
                            last = value;
                        }
                        different
                    })
                })
                .collect();
            for value in 1..=3_000 {
                published.store(Arc::new(value));
                done.store(value, Ordering::Release);
                if value % 16 == 0 {
                    std::thread::yield_now();
                }
            }
            finished.store(true, Ordering::Release);
            for reader in readers {
                assert!(reader.join().unwrap() > 0);
            }
        });
        assert_eq!(*published.load(), 3_000);
    }
}
