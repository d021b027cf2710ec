//! Lists that change while they are searched.
//!
//! `live/parts/<n>`: one list whole, and as two and three parts (the last of 100 and of 4,000 names),
//! in input bytes, by one worker.
//! `live/change`: one change of a list of 1,000,000 names, until whoever asks next has it, while two
//! threads search and a third merges, all of the list among it. Criterion has no percentiles: they
//! are printed in one line.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to report")]

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use marsad::{Buffers, Engine, Entity, ListChange, LiveEngine, MatchOptions};
use marsad_bench::corpora::Corpus;
use marsad_bench::names::names;
use marsad_bench::settings;

/// Between two changes.
const PAUSE: Duration = Duration::from_millis(2);

fn entity(name: &String) -> Entity {
    Entity::new(name, [name])
}

fn upserts(names: &[String]) -> impl Iterator<Item = ListChange> {
    names.iter().map(entity).map(ListChange::Upsert)
}

fn list(names: &[String]) -> Engine {
    Engine::builder().entities(names.iter().map(entity)).build().unwrap()
}

fn hits(engine: &Engine, corpus: &Corpus, buffers: Buffers) -> (usize, Buffers) {
    let mut worker = engine.worker_with(buffers);
    let found = |text| worker.find(text, &MatchOptions::default()).map_or(0, <[_]>::len);
    (corpus.documents().map(found).sum(), worker.into_buffers())
}

fn parts(criterion: &mut Criterion) {
    let corpus = settings::plain().unwrap();
    let [n, few, some] = if settings::is_test() { [2_000, 10, 300] } else { [100_000, 100, 4_000] };
    let names = names(n, &corpus);
    let expected = hits(&list(&names), &corpus, Buffers::default()).0;
    assert!(expected > 0);
    let mut group = criterion.benchmark_group("live/parts");
    group.throughput(Throughput::Bytes(corpus.bytes()));
    for (count, behind) in
        [("1", &[][..]), ("2", &[few]), ("2 of 4k", &[some]), ("3", &[some, few])]
    {
        let mut rest = n - behind.iter().sum::<usize>();
        let live = LiveEngine::new(list(&names[..rest]));
        for more in behind {
            live.apply(upserts(&names[rest..rest + more])).unwrap();
            rest += more;
        }
        let engine = live.engine();
        group.bench_function(count, |bencher| {
            let (found, buffers) = hits(&engine, &corpus, Buffers::default());
            assert_eq!(found, expected);
            let mut buffers = Some(buffers);
            bencher.iter(|| {
                let (found, kept) = hits(&engine, &corpus, buffers.take().unwrap_or_default());
                buffers = Some(kept);
                black_box(found)
            });
        });
    }
    group.finish();
}

#[expect(clippy::print_stdout, reason = "criterion has no percentiles")]
/// Changes of one name each, most of them while a list grown by a fifth is merged whole.
fn changes() {
    let corpus = settings::plain().unwrap();
    let [n, more, n_changes] =
        if settings::is_test() { [20_000, 5_000, 300] } else { [1_000_000, 200_000, 4_000] };
    let names = names(n + more, &corpus);
    let (names, new) = names.split_at(n);
    let live = LiveEngine::new(list(names));
    let (searching, finished) = (AtomicUsize::new(0), AtomicBool::new(false));
    let search = || {
        let (mut buffers, mut bytes) = (Buffers::default(), 0);
        loop {
            for text in corpus.documents() {
                if finished.load(Ordering::Acquire) {
                    return bytes;
                }
                let engine = live.engine();
                let mut worker = engine.worker_with(buffers);
                black_box(worker.find(text, &MatchOptions::default()).unwrap().len());
                buffers = worker.into_buffers();
                bytes += text.len();
            }
            searching.fetch_add(1, Ordering::AcqRel);
        }
    };
    let merge = || {
        let mut most = Duration::ZERO;
        while !finished.load(Ordering::Acquire) {
            let start = Instant::now();
            while live.needs_merge() && live.merge().unwrap() {}
            most = most.max(start.elapsed());
            thread::sleep(Duration::from_millis(1));
        }
        most
    };
    let change = |k: usize| match (k % 3, &names[k * 7919 % n]) {
        (0, name) => ListChange::Remove(name.clone()),
        (1, name) => ListChange::Upsert(entity(name)),
        (_, name) => ListChange::Upsert(Entity::new(format!("new {k}"), [name])),
    };
    let (mut samples, speed, merged) = thread::scope(|scope| {
        let threads = [scope.spawn(search), scope.spawn(search)];
        while searching.load(Ordering::Acquire) < 2 {
            thread::sleep(PAUSE);
        }
        live.apply(upserts(new)).unwrap();
        let merger = scope.spawn(merge);
        let begin = Instant::now();
        let one = |k| {
            let start = Instant::now();
            let generation = live.apply([change(k)]).unwrap();
            let visible = live.engine().generation() >= generation;
            let taken = start.elapsed();
            assert!(visible);
            thread::sleep(PAUSE);
            taken
        };
        let samples: Vec<Duration> = (0..n_changes).map(one).collect();
        finished.store(true, Ordering::Release);
        let time = begin.elapsed().as_secs_f64();
        let bytes: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        (samples, bytes as f64 / time / 1e6, merger.join().unwrap())
    });
    samples.sort_unstable();
    let at = |thousandths: usize| samples[(samples.len() - 1) * thousandths / 1000];
    let [half, high, highest, most] = [500, 990, 999, 1000].map(at);
    println!(
        "live/change: {n_changes} changes of {n} names: p50 {half:?}, p99 {high:?}, p99.9 {highest:?}, \
         max {most:?}; longest merge {merged:?}; {speed:.0} MB/s searched by two threads"
    );
}

fn main() {
    let wanted = |name: &str| {
        let mut filters = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).peekable();
        filters.peek().is_none() || filters.any(|filter| name.contains(&filter))
    };
    if wanted("live/change") {
        changes();
    }
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    parts(&mut criterion);
    criterion.final_summary();
}
