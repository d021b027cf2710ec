//! `marsad-driver`: our side of a comparison. It makes the files that all sides read, and times what
//! the engine does with them.
//!
//! Results are lines `bytes,ns,count`: bytes of text read, nanoseconds of the best run, and what was
//! counted, hits or bytes written. Peers print the same (`benches/peers`).

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use marsad::{
    Engine, Entity, Kernel, Level, MatchOptions, OffsetMap, Profile, Worker, normalize_into,
    normalize_with_map,
};
use marsad_bench::Result;
use marsad_bench::clock::{Best, best_of};
use marsad_bench::corpora::{self, Corpus};
use marsad_bench::names::{fold_name, names};
use marsad_bench::oracle::{Oracle, by_engine};

const USAGE: &str = "\
usage: marsad-driver <command>

  prepare DIR BYTES N,… [FILE]   write plain.txt, vocalised.txt, persian.txt, mixed.txt,
                                 plain.folded.txt and, for each N, names-N.txt and names-N.folded.txt to DIR; with FILE from
                                 that corpus instead of a made one of BYTES bytes
  normalize PROFILE FILE [offsets|stream]
                                 normalise each document; prints bytes,ns,count of bytes written
  match NAMES FILE [THREADS]     find the names in each document; prints bytes,ns,hits,build ns
  variant NAMES FILE [THREADS]   the same at level `variant`; its index is made in a run before the first
  hash PROFILE FILE              hash of the normal form of all documents
  check NAMES FILE               count by the engine and by an oracle, overlaps included; fails where
                                 they differ, prints hits of whole words, all hits, words at hits
  repeat N normalize PROFILE FILE [offsets]
  repeat N match NAMES FILE      the same work N times and nothing else, for those who count instructions;
                                 prints bytes,0,count of one time
  overview DIR                   prints name,bytes,ns,count of each overview bench

MARSAD_KERNEL=scalar (or avx2, avx512, neon) times another kernel than the fastest of the machine.
";

/// The kernel to time.
fn kernel() -> Result<Kernel> {
    let Ok(name) = env::var("MARSAD_KERNEL") else { return Ok(Kernel::best()) };
    let found = Kernel::available().find(|kernel| kernel.to_string() == name);
    found.ok_or_else(|| format!("no kernel `{name}` on this machine").into())
}

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let answer = match args.as_slice() {
        ["prepare", dir, bytes, lists] => prepare(Path::new(dir), bytes, lists, None),
        ["prepare", dir, bytes, lists, file] => {
            prepare(Path::new(dir), bytes, lists, Some(Path::new(file)))
        }
        ["normalize", profile, file] => normalize(profile, file, Output::Reused),
        ["normalize", profile, file, "offsets"] => normalize(profile, file, Output::Offsets),
        ["normalize", profile, file, "stream"] => normalize(profile, file, Output::Stream),
        ["match", names, file] => find(names, file, "1", Level::Folded),
        ["match", names, file, threads] => find(names, file, threads, Level::Folded),
        ["variant", names, file] => find(names, file, "1", Level::Variant),
        ["variant", names, file, threads] => find(names, file, threads, Level::Variant),
        ["hash", profile, file] => hash(profile, file),
        ["check", names, file] => check(names, file),
        ["repeat", n, work @ ..] => repeat(n, work),
        ["overview", dir] => overview(Path::new(dir)),
        _ => Err(USAGE.into()),
    };
    match answer.and_then(|text| Ok(writeln!(io::stdout(), "{}", text.trim_end())?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when standard error is closed too.
            drop(writeln!(io::stderr(), "{error}"));
            ExitCode::FAILURE
        }
    }
}

/// Shortest time and fewest runs of a measurement.
const TIME: Duration = Duration::from_millis(600);
const RUNS: usize = 5;

fn prepare(dir: &Path, bytes: &str, lists: &str, file: Option<&Path>) -> Result<String> {
    fs::create_dir_all(dir)?;
    let plain = match file {
        Some(file) => Corpus::read(file)?,
        None => corpora::plain(bytes.parse()?)?,
    };
    let write = |name: &str, text: &str| fs::write(dir.join(name), text);
    write("plain.txt", plain.text())?;
    write("vocalised.txt", corpora::vocalised(&plain).text())?;
    write("persian.txt", corpora::persian(&plain).text())?;
    write("mixed.txt", corpora::mixed(&plain).text())?;
    write("plain.folded.txt", corpora::folded(&plain).text())?;
    for n in lists.split(',') {
        let list = names(n.parse()?, &plain);
        write(&format!("names-{n}.txt"), &list.join("\n"))?;
        let folded: Vec<String> = list.iter().map(|name| fold_name(name)).collect();
        write(&format!("names-{n}.folded.txt"), &folded.join("\n"))?;
    }
    let (documents, bytes) = (plain.documents().len(), plain.bytes());
    Ok(format!("{documents} documents, {bytes} bytes"))
}

#[derive(Clone, Copy)]
enum Output {
    /// One buffer for all documents, as a program has it that passes each on.
    Reused,
    /// The same, with the map of offsets.
    Offsets,
    /// All documents behind each other in one large buffer.
    Stream,
}

fn normalize(profile: &str, file: &str, output: Output) -> Result<String> {
    let profile = Profile::named(profile).ok_or_else(|| format!("no profile `{profile}`"))?;
    let profile = profile.with_kernel(kernel()?);
    let corpus = Corpus::read(Path::new(file))?;
    Ok(line(corpus.bytes(), run_normalize(&profile, &corpus, output)?))
}

fn run_normalize(profile: &Profile, corpus: &Corpus, output: Output) -> Result<Best> {
    let mut out = String::with_capacity(corpus.text().len() + 64);
    let mut map = OffsetMap::new();
    let best = best_of(RUNS, TIME, || {
        let mut written = 0;
        out.clear();
        for text in corpus.documents() {
            match output {
                Output::Stream => normalize_into(profile, text, &mut out),
                Output::Reused => {
                    out.clear();
                    normalize_into(profile, text, &mut out);
                    written += out.len();
                }
                Output::Offsets => {
                    // A document has less than 4 GiB, or it would not be counted.
                    if normalize_with_map(profile, text, &mut out, &mut map).is_ok() {
                        written += out.len();
                    }
                }
            }
        }
        written = if written == 0 { out.len() } else { written };
        written as u64
    })?;
    Ok(best)
}

fn engine(names: &[String]) -> Result<(Engine, u128)> {
    let entities = names.iter().enumerate().map(|(k, name)| Entity::new(k.to_string(), [name]));
    let builder = Engine::builder().entities(entities).kernel(kernel()?);
    let start = Instant::now();
    let engine = builder.build()?;
    Ok((engine, start.elapsed().as_nanos()))
}

fn read_names(file: &str) -> Result<Vec<String>> {
    let text = fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn find(names: &str, file: &str, threads: &str, level: Level) -> Result<String> {
    let (engine, build) = engine(&read_names(names)?)?;
    let corpus = Corpus::read(Path::new(file))?;
    let options = MatchOptions { level, ..MatchOptions::default() };
    let best = match threads.parse()? {
        1 => run_find(&engine, &corpus, &options)?,
        n => run_find_on(n, &engine, &corpus, &options)?,
    };
    Ok(format!("{},{build}", line(corpus.bytes(), best)))
}

fn run_find(engine: &Engine, corpus: &Corpus, options: &MatchOptions) -> Result<Best> {
    let mut worker = engine.worker();
    let best = best_of(RUNS, TIME, || {
        let hits = |text| worker.find(text, options).map_or(0, |hits| hits.len() as u64);
        corpus.documents().map(hits).sum()
    })?;
    Ok(best)
}

/// By several threads, each of which takes the next few documents when it has done its last.
fn run_find_on(
    n_threads: usize,
    engine: &Engine,
    corpus: &Corpus,
    options: &MatchOptions,
) -> Result<Best> {
    const AT_A_TIME: usize = 32;
    let n = corpus.documents().len();
    let mut workers: Vec<_> = (0..n_threads).map(|_| engine.worker()).collect();
    let best = best_of(RUNS, TIME, || {
        let next = AtomicUsize::new(0);
        let take = || {
            let from = next.fetch_add(AT_A_TIME, Ordering::Relaxed);
            (from < n).then(|| from..n.min(from + AT_A_TIME))
        };
        let search = |worker: &mut Worker<'_>| {
            let documents = iter::from_fn(take).flatten().map(|k| corpus.document(k));
            documents
                .map(|text| worker.find(text, options).map_or(0, |hits| hits.len() as u64))
                .sum::<u64>()
        };
        thread::scope(|scope| {
            let threads: Vec<_> =
                workers.iter_mut().map(|worker| scope.spawn(|| search(worker))).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).sum::<u64>()
        })
    })?;
    Ok(best)
}

/// Works without a clock: as many instructions a time in every run.
fn repeat(n: &str, work: &[&str]) -> Result<String> {
    let n: u32 = n.parse()?;
    let times = |corpus: &Corpus, each: &mut dyn FnMut(&str) -> u64| {
        let mut count = 0;
        for _ in 0..n {
            count = corpus.documents().map(&mut *each).sum();
        }
        line(corpus.bytes(), Best { ns: 0, count })
    };
    match work {
        ["normalize", profile, file, output @ ..] => {
            let profile =
                Profile::named(profile).ok_or_else(|| format!("no profile `{profile}`"))?;
            let profile = profile.with_kernel(kernel()?);
            let corpus = Corpus::read(Path::new(file))?;
            let (mut out, mut map) = (String::new(), OffsetMap::new());
            Ok(times(&corpus, &mut |text| {
                out.clear();
                if output.is_empty() {
                    normalize_into(&profile, text, &mut out);
                } else if normalize_with_map(&profile, text, &mut out, &mut map).is_err() {
                    out.clear();
                }
                out.len() as u64
            }))
        }
        ["match", names, file] => {
            let (engine, _) = engine(&read_names(names)?)?;
            let corpus = Corpus::read(Path::new(file))?;
            let (mut worker, options) = (engine.worker(), MatchOptions::default());
            Ok(times(&corpus, &mut |text| {
                worker.find(text, &options).map_or(0, |hits| hits.len() as u64)
            }))
        }
        _ => Err(USAGE.into()),
    }
}

fn hash(profile: &str, file: &str) -> Result<String> {
    let profile = Profile::named(profile).ok_or_else(|| format!("no profile `{profile}`"))?;
    let corpus = Corpus::read(Path::new(file))?;
    let mut out = String::new();
    let mut hash = 0xCBF2_9CE4_8422_2325u64;
    for text in corpus.documents() {
        out.clear();
        normalize_into(&profile, text, &mut out);
        // FNV-1a
        for byte in out.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    Ok(format!("{hash:016x}"))
}

/// Counts by the engine and by the oracle. Prints what a search for whole words finds, what the
/// engine finds, and the words at which a name begins.
fn check(names: &str, file: &str) -> Result<String> {
    let list = read_names(names)?;
    let corpus = Corpus::read(Path::new(file))?;
    let oracle = Oracle::new(&list);
    let found = oracle.count(&corpus);
    let (engine, _) = engine(&list)?;
    let (all, plain) = by_engine(&engine, &corpus, Level::Folded)?;
    if (all, plain) != (found.all, found.plain) {
        return Err(difference(&engine, &oracle, &corpus).into());
    }
    Ok(format!("{plain},{all},{}", found.places))
}

/// The first document in which the engine and the oracle count differently.
fn difference(engine: &Engine, oracle: &Oracle, corpus: &Corpus) -> String {
    for document in corpus.documents() {
        let one = Corpus::from_documents([document]);
        let found = oracle.count(&one);
        let Ok((all, plain)) = by_engine(engine, &one, Level::Folded) else { continue };
        if (all, plain) != (found.all, found.plain) {
            return format!(
                "the engine finds {all} names, {plain} without particles, the oracle {} and {}, \
                 in:\n{document}",
                found.all, found.plain
            );
        }
    }
    "the engine and the oracle differ, in no single document".to_owned()
}

/// The few benches that speak for all, on the files of `prepare`.
fn overview(dir: &Path) -> Result<String> {
    let path = |name: &str| -> PathBuf { dir.join(name) };
    let mut lines = String::new();
    let mut add = |name: &str, corpus: &Corpus, best: Best| {
        lines.push_str(&format!("{name},{}\n", line(corpus.bytes(), best)));
    };
    let plain = Corpus::read(&path("plain.txt"))?;
    let vocalised = Corpus::read(&path("vocalised.txt"))?;
    let search = Profile::search();
    let best = run_normalize(&search, &plain, Output::Reused)?;
    add("normalize/search/plain", &plain, best);
    let best = run_normalize(&search, &vocalised, Output::Offsets)?;
    add("normalize/search/vocalised/offsets", &vocalised, best);
    let best = run_normalize(&Profile::clean(), &plain, Output::Reused)?;
    add("normalize/clean/plain", &plain, best);
    let (engine, _) = engine(&read_names(&path("names-100000.txt").to_string_lossy())?)?;
    let options = MatchOptions::default();
    add("match/100k/plain", &plain, run_find(&engine, &plain, &options)?);
    add("match/100k/vocalised", &vocalised, run_find(&engine, &vocalised, &options)?);
    Ok(lines)
}

fn line(bytes: u64, best: Best) -> String {
    format!("{bytes},{},{}", best.ns, best.count)
}
