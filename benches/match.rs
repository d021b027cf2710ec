//! `match/<names>/<corpus>`: lists of 1,000, 100,000 and 1,000,000 names looked for in each document
//! of a corpus by one worker, in input bytes, with the options a user has who asks for none. And
//! `variant/<names>/<corpus>`: the same at level `variant`, by a worker that knows the words.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to report")]

use std::cell::OnceCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Bencher, Criterion, Throughput, criterion_group, criterion_main};
use marsad::{Engine, Entity, Level, MatchOptions};
use marsad_bench::corpora::{self, Corpus};
use marsad_bench::names::names;
use marsad_bench::oracle::{Oracle, by_engine};
use marsad_bench::settings;

fn benches(criterion: &mut Criterion) {
    let plain = settings::plain().unwrap();
    let vocalised = corpora::vocalised(&plain);
    let lists = if settings::is_test() {
        [("1k", 200), ("100k", 2_000), ("1M", 20_000)]
    } else {
        [("1k", 1_000), ("100k", 100_000), ("1M", 1_000_000)]
    };
    for (list, n) in lists {
        // made when first asked for: a filter may leave the list out
        let made = OnceCell::new();
        if n < 1_000_000 {
            let mut group = criterion.benchmark_group(format!("variant/{list}"));
            group.throughput(Throughput::Bytes(plain.bytes()));
            group.bench_function("plain", |bencher| {
                bench(bencher, made.get_or_init(|| make(n, &plain)), &plain, Level::Variant);
            });
            group.finish();
        }
        let mut group = criterion.benchmark_group(format!("match/{list}"));
        for (name, corpus) in [("plain", &plain), ("vocalised", &vocalised)] {
            group.throughput(Throughput::Bytes(corpus.bytes()));
            group.bench_function(name, |bencher| {
                bench(bencher, made.get_or_init(|| make(n, &plain)), corpus, Level::Folded);
            });
        }
        group.finish();
    }
}

/// Times a worker that has seen the corpus once, after its count was found right.
fn bench(
    bencher: &mut Bencher<'_>,
    (engine, oracle): &(Engine, Oracle),
    corpus: &Corpus,
    level: Level,
) {
    let found = oracle.count(corpus);
    assert_eq!(by_engine(engine, corpus, level).unwrap(), (found.all, found.plain));
    let mut worker = engine.worker();
    let options = MatchOptions { level, ..MatchOptions::default() };
    bencher.iter(|| {
        for text in corpus.documents() {
            black_box(worker.find(text, &options).map_or(0, <[_]>::len));
        }
    });
}

fn make(n: usize, corpus: &Corpus) -> (Engine, Oracle) {
    let names = names(n, corpus);
    assert_eq!(names.len(), n);
    let entities = names.iter().enumerate().map(|(k, name)| Entity::new(k.to_string(), [name]));
    (Engine::builder().entities(entities).build().unwrap(), Oracle::new(&names))
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
