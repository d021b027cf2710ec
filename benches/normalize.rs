//! `normalize/<profile>/<corpus>`: each document of a corpus through one buffer, in input bytes.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to report")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use marsad::{OffsetMap, Profile, normalize_into, normalize_with_map};
use marsad_bench::corpora::{self, Corpus};
use marsad_bench::settings;
use marsad_tests::oracle;

fn benches(criterion: &mut Criterion) {
    let plain = settings::plain().unwrap();
    let vocalised = corpora::vocalised(&plain);
    let persian = corpora::persian(&plain);
    let mixed = corpora::mixed(&plain);
    let corpora =
        [("plain", &plain), ("vocalised", &vocalised), ("persian", &persian), ("mixed", &mixed)];
    for (name, corpus) in corpora {
        for profile in Profile::all() {
            let mut group = criterion.benchmark_group(format!("normalize/{}", profile.name()));
            group.throughput(Throughput::Bytes(corpus.bytes()));
            group.bench_function(name, |bencher| {
                assert_eq!(written(&profile, corpus), by_oracle(&profile, corpus));
                let mut out = String::new();
                bencher.iter(|| {
                    for text in corpus.documents() {
                        out.clear();
                        normalize_into(&profile, text, &mut out);
                        black_box(&out);
                    }
                });
            });
            group.finish();
        }
        let profile = Profile::search();
        let mut group = criterion.benchmark_group(format!("normalize/search/{name}"));
        group.throughput(Throughput::Bytes(corpus.bytes()));
        group.bench_function("offsets", |bencher| {
            let mut out = String::new();
            let mut map = OffsetMap::new();
            for text in corpus.documents() {
                normalize_with_map(&profile, text, &mut out, &mut map).unwrap();
                assert_eq!(map.norm_len() as usize, out.len());
                assert_eq!(map.orig_len() as usize, text.len());
            }
            bencher.iter(|| {
                for text in corpus.documents() {
                    // Documents are short of 4 GiB: see above.
                    black_box(normalize_with_map(&profile, text, &mut out, &mut map).is_ok());
                }
            });
        });
        group.finish();
    }
}

fn written(profile: &Profile, corpus: &Corpus) -> (usize, u64) {
    counted(corpus, |text| {
        let mut out = String::new();
        normalize_into(profile, text, &mut out);
        out
    })
}

fn by_oracle(profile: &Profile, corpus: &Corpus) -> (usize, u64) {
    counted(corpus, |text| oracle::normalize::normalize(profile.ops(), text))
}

/// Bytes of all normal forms, and their FNV-1a hash.
fn counted(corpus: &Corpus, normalize: impl Fn(&str) -> String) -> (usize, u64) {
    let (mut bytes, mut hash) = (0, 0xCBF2_9CE4_8422_2325u64);
    for text in corpus.documents() {
        let normal = normalize(text);
        bytes += normal.len();
        hash = normal.bytes().fold(hash, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    }
    (bytes, hash)
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
