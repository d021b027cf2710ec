//! No allocation a document once the worker's buffers have grown.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use marsad::{Engine, Entity, MatchOptions};
use marsad_tests::fixtures::{articles, news_list};

struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // try_with: the allocator may be called while a thread ends
    let _ = COUNT.try_with(|n| n.set(n.get() + 1));
}

#[expect(unsafe_code, reason = "an allocator can be written in no other way")]
// SAFETY: every call is passed on to the system allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(ptr, layout, new_size) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_worker_that_has_grown_allocates_nothing() {
    let records = news_list();
    let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
    let mut worker = engine.worker();
    let texts: Vec<String> = articles().into_values().collect();
    let options = MatchOptions::default();
    let hits: usize = texts.iter().map(|text| worker.find(text, &options).unwrap().len()).sum();
    assert!(hits > 100, "{hits}");
    let before = COUNT.with(Cell::get);
    for text in &texts {
        worker.find(text, &options).unwrap();
    }
    assert_eq!(COUNT.with(Cell::get) - before, 0);
}
