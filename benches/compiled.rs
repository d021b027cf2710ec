//! `compiled/<work>/<names>`: a list of 100,000 and of 1,000,000 names.
//!
//! `build`: from its entities to the bytes of its file, on the threads that the name says. `open`: from its
//! file, mapped and in the page cache, to an engine, all checks included.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to report")]

use std::cell::OnceCell;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use marsad::{Engine, Entity, MatchOptions};
use marsad_bench::corpora::Corpus;
use marsad_bench::names::names;
use marsad_bench::settings;
use marsad_io::{open_compiled, save_compiled};

/// Bytes of a list for each name, at most.
const MOST_BYTES: usize = 64;

fn benches(criterion: &mut Criterion) {
    let corpus = settings::plain().unwrap();
    let lists = if settings::is_test() {
        [("100k", 2_000), ("1M", 20_000)]
    } else {
        [("100k", 100_000), ("1M", 1_000_000)]
    };
    for (list, n) in lists {
        // made when first asked for: a filter may leave the list out
        let made = OnceCell::new();
        let entities = || made.get_or_init(|| entities(n, &corpus)).clone();
        let built = |list: Vec<Entity>| Engine::builder().entities(list).build().unwrap();
        for (name, n_threads) in [("1 thread", 1), ("2 threads", 2)] {
            let mut group = criterion.benchmark_group("compiled/build");
            group.throughput(Throughput::Elements(n as u64));
            group.bench_function(format!("{list}/{name}"), |bencher| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
                let build = |list| pool.install(|| built(list));
                assert_eq!(build(entities()).to_bytes(), built(entities()).to_bytes());
                bencher.iter_batched(
                    entities,
                    |list| black_box(build(list)),
                    BatchSize::PerIteration,
                );
            });
            group.finish();
        }
        let mut group = criterion.benchmark_group("compiled/open");
        group.bench_function(list, |bencher| {
            let engine = built(entities());
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{list}.marsad"));
            save_compiled(&path, &engine.to_bytes().unwrap()).unwrap();
            let opened = open_compiled(&path).unwrap();
            assert_eq!(opened.n_names(), n);
            assert!(opened.index_bytes() <= MOST_BYTES * n, "{} bytes", opened.index_bytes());
            assert_eq!(hits(&opened, &corpus), hits(&engine, &corpus));
            bencher.iter(|| black_box(open_compiled(&path).unwrap()));
            std::fs::remove_file(&path).unwrap();
        });
        group.finish();
    }
}

fn entities(n: usize, corpus: &Corpus) -> Vec<Entity> {
    let names = names(n, corpus);
    assert_eq!(names.len(), n);
    names.iter().enumerate().map(|(k, name)| Entity::new(k.to_string(), [name])).collect()
}

fn hits(engine: &Engine, corpus: &Corpus) -> usize {
    let mut worker = engine.worker();
    let hits = |text| worker.find(text, &MatchOptions::default()).unwrap().len();
    let n = corpus.documents().map(hits).sum();
    assert!(n > 0, "there is something to find");
    n
}

criterion_group! {
    name = group;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    targets = benches
}
criterion_main!(group);
