//! No allocation a document once the worker's buffers have grown.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use marsad::{Buffers, Engine, Entity, Level, ListChange, LiveEngine, MatchOptions};
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
    for level in [Level::Folded, Level::Variant] {
        none_is_left(&MatchOptions { level, ..MatchOptions::default() });
    }
}

fn none_is_left(options: &MatchOptions) {
    let records = news_list();
    let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
    let mut worker = engine.worker();
    let texts: Vec<String> = articles().into_values().collect();
    let hits: usize = texts.iter().map(|text| worker.find(text, options).unwrap().len()).sum();
    assert!(hits > 100, "{hits}");
    for text in &texts {
        let before = COUNT.with(Cell::get);
        worker.find(text, options).unwrap();
        let allocated = COUNT.with(Cell::get) - before;
        assert_eq!(allocated, 0, "{} {text}", options.level);
    }
}

#[test]
fn nor_does_one_that_follows_a_list_that_changes() {
    let records = news_list();
    let entities: Vec<Entity> = records.iter().map(Entity::from).collect();
    let engine = Engine::builder().entities(entities.iter().cloned()).build().unwrap();
    let live = LiveEngine::new(engine);
    let texts: Vec<String> = articles().into_values().collect();
    let mut buffers = Buffers::default();
    for (round, entity) in entities.iter().take(20).enumerate() {
        live.apply([ListChange::Upsert(entity.clone())]).unwrap();
        let before = COUNT.with(Cell::get);
        let engine = live.engine();
        let mut worker = engine.worker_with(buffers);
        for text in &texts {
            worker.find(text, &MatchOptions::default()).unwrap();
        }
        buffers = worker.into_buffers();
        assert_eq!(engine.generation(), round as u64 + 1);
        drop(engine);
        let allocated = COUNT.with(Cell::get) - before;
        assert!(allocated == 0 || round == 0, "{allocated} in round {round}");
    }
}
