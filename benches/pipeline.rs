//! `pipeline/<n> threads`: the documents of the plain corpus, searched for 100,000 names by the ordered
//! pipeline, several times over so that batches overlap. Two threads should take little more than
//! half the time of one.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to report")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use marsad::pipeline::{Batching, Flow, Outcome, ordered};
use marsad::{Engine, Entity, MatchOptions};
use marsad_bench::corpora::Corpus;
use marsad_bench::names::names;
use marsad_bench::settings;
use rayon::ThreadPool;

/// How often the corpus goes through in one run.
const PASSES: usize = 8;

fn benches(criterion: &mut Criterion) {
    let corpus = settings::plain().unwrap();
    let names = names(if settings::is_test() { 2_000 } else { 100_000 }, &corpus);
    let entities = names.iter().enumerate().map(|(k, name)| Entity::new(k.to_string(), [name]));
    let engine = Engine::builder().entities(entities).build().unwrap();
    let options = MatchOptions::default();
    let mut worker = engine.worker();
    let once: Vec<usize> =
        corpus.documents().map(|text| worker.find(text, &options).unwrap().len()).collect();
    let serial = once.repeat(PASSES);
    assert!(serial.iter().sum::<usize>() > 0, "there is something to find");

    let mut group = criterion.benchmark_group("pipeline");
    group.throughput(Throughput::Bytes(corpus.bytes() * PASSES as u64));
    for (name, n_threads) in [("1 thread", 1), ("2 threads", 2)] {
        group.bench_function(name, |bencher| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            assert_eq!(
                hits(&pool, &engine, &corpus),
                serial,
                "the order does not depend on threads"
            );
            bencher.iter(|| black_box(hits(&pool, &engine, &corpus)));
        });
    }
    group.finish();
}

/// Hits of each document, in order, all of it [`PASSES`] times.
fn hits(pool: &ThreadPool, engine: &Engine, corpus: &Corpus) -> Vec<usize> {
    let mut hits = Vec::new();
    let numbered: Vec<(usize, usize)> = corpus.documents().map(str::len).enumerate().collect();
    let numbered = numbered.repeat(PASSES);
    let outcome = ordered(
        pool,
        Batching::default(),
        numbered.into_iter(),
        |(_, bytes)| *bytes,
        || engine.worker(),
        |worker, (k, _)| {
            let found = worker.find(corpus.document(k), &MatchOptions::default());
            found.map_or(0, <[_]>::len)
        },
        || false,
        |batch| {
            hits.extend(batch);
            Flow::Continue
        },
    );
    assert_eq!(outcome, Outcome::Finished);
    hits
}

criterion_group! {
    name = group;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
    targets = benches
}
criterion_main!(group);
