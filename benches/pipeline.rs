//! `pipeline/<n> threads`: the documents of the plain corpus, searched for 100,000 names by the ordered
//! pipeline, several times over so that batches overlap. Two threads should take little more than
//! half the time of one.
//!
//! `bulk/<n> threads`: the same corpus as one text through `search`, in parts, as the command line does
//! it but for the system: each part is copied in, checked, folded and copied out. `bulk/memcpy` only
//! copies in and out, on one thread, and is what the reader and the writer alone cost.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to report")]

use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use marsad::pipeline::{Batching, Flow, Outcome, ordered};
use marsad::{Engine, Entity, MatchOptions, Profile, normalize_into};
use marsad_bench::corpora::Corpus;
use marsad_bench::names::names;
use marsad_bench::settings;
use marsad_io::{Buffers, Encoding};
use rayon::ThreadPool;

/// How often the corpus goes through in one run.
const PASSES: usize = 8;

/// Bytes of a part of a text.
const PART: usize = 256 * 1024;

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

/// A text in parts that are normalised apart.
struct Parts {
    text: Arc<str>,
    profile: Profile,
    ranges: Vec<Range<usize>>,
}

impl Parts {
    fn new(text: &str, profile: Profile) -> Parts {
        let (mut ranges, mut start) = (Vec::new(), 0);
        while start < text.len() {
            let end = text.len().min(start + PART);
            let cut = match end < text.len() {
                true => profile.cut().last(&text.as_bytes()[start..end]),
                false => None,
            };
            let end = cut.map_or(end, |at| start + at);
            ranges.push(start..end);
            start = end;
        }
        Parts { text: text.into(), profile, ranges }
    }

    /// All parts through the pipeline, [`PASSES`] times; the bytes written.
    fn run(&self, pool: &ThreadPool) -> usize {
        let (read, answers) = (Buffers::default(), Buffers::default());
        let text = Arc::clone(&self.text);
        let ranges = self.ranges.clone();
        let input = (0..PASSES).flat_map(move |_| ranges.clone()).map(move |range| {
            let mut part = read.take();
            part.clear();
            part.extend_from_slice(&text.as_bytes()[range]);
            part
        });
        let (mut out, mut written) = (Vec::with_capacity(2 * PART), 0);
        let outcome = ordered(
            pool,
            Batching::default(),
            input,
            |part| part.len(),
            || (),
            |(), part| {
                let text = Encoding::UTF_8.decode(&part).text;
                let mut answer = answers.take();
                answer.clear();
                let mut normalized = String::from_utf8(std::mem::take(&mut *answer)).unwrap();
                normalized.reserve(text.len() + 64);
                normalize_into(&self.profile, &text, &mut normalized);
                *answer = normalized.into_bytes();
                answer
            },
            || false,
            |results| {
                for answer in results {
                    out.clear();
                    out.extend_from_slice(&answer);
                    written += black_box(&out).len();
                }
                Flow::Continue
            },
        );
        assert_eq!(outcome, Outcome::Finished);
        written
    }

    /// Copies all parts in and out.
    fn copy(&self, part: &mut Vec<u8>, out: &mut Vec<u8>) -> usize {
        let mut written = 0;
        for range in (0..PASSES).flat_map(|_| self.ranges.clone()) {
            part.clear();
            part.extend_from_slice(&self.text.as_bytes()[range]);
            out.clear();
            out.extend_from_slice(black_box(part));
            written += black_box(&out).len();
        }
        written
    }
}

fn bulk(criterion: &mut Criterion) {
    let corpus = settings::plain().unwrap();
    let parts = Parts::new(corpus.text(), Profile::search());
    let whole = marsad::normalize(&parts.profile, corpus.text()).len() * PASSES;
    let mut group = criterion.benchmark_group("bulk");
    group.throughput(Throughput::Bytes(corpus.text().len() as u64 * PASSES as u64));
    let (mut part, mut out) = (Vec::new(), Vec::new());
    assert_eq!(parts.copy(&mut part, &mut out), corpus.text().len() * PASSES);
    group.bench_function("memcpy", |bencher| {
        bencher.iter(|| black_box(parts.copy(&mut part, &mut out)));
    });
    for (name, n_threads) in [("1 thread", 1), ("2 threads", 2)] {
        group.bench_function(name, |bencher| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            assert_eq!(parts.run(&pool), whole, "parts give what the whole gives");
            bencher.iter(|| black_box(parts.run(&pool)));
        });
    }
    group.finish();
}

criterion_group! {
    name = group;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(2));
    targets = benches, bulk
}
criterion_main!(group);
