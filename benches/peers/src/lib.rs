//! What the programs share: reading documents and names, timing, printing.
//!
//! Each prints `bytes,ns,count`: bytes of text read, nanoseconds of the fastest run, and what was
//! counted. Those that search print the nanoseconds of building behind it.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use unicode_normalization::char::is_combining_mark;

/// Anything that goes wrong ends the program.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The documents of a file: they end with an empty line.
pub fn documents(text: &str) -> Vec<&str> {
    text.split("\n\n").filter(|document| !document.is_empty()).collect()
}

/// Reads a file of documents.
pub fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).map_err(|e| format!("{path}: {e}").into())
}

/// Times `work` over all documents: the fastest of at least five runs and 0.6 seconds.
pub fn time(documents: &[&str], mut work: impl FnMut(&str) -> u64) -> Result<String> {
    let begin = Instant::now();
    let (mut fastest, mut count, mut runs) = (u128::MAX, None, 0);
    while runs < 5 || begin.elapsed() < Duration::from_millis(600) {
        let start = Instant::now();
        let counted: u64 = documents.iter().map(|document| black_box(work(document))).sum();
        fastest = fastest.min(start.elapsed().as_nanos());
        if count.is_some_and(|count| count != counted) {
            return Err("two runs counted differently".into());
        }
        count = Some(counted);
        runs += 1;
    }
    let bytes: usize = documents.iter().map(|document| document.len()).sum();
    Ok(format!("{bytes},{fastest},{}", count.unwrap_or_default()))
}

/// `PROGRAM FILE`: normalises every document into one buffer and prints the bytes written.
/// `PROGRAM FILE hash`: prints the FNV-1a hash of what is written.
pub fn normalizer(normalize: impl Fn(&str, &mut String)) -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let file = args.first().ok_or("usage: PROGRAM FILE [hash]")?;
    let text = read(file)?;
    let documents = documents(&text);
    let mut out = String::new();
    if args.get(1).is_some_and(|arg| arg == "hash") {
        let mut hash = 0xCBF2_9CE4_8422_2325u64;
        for document in &documents {
            out.clear();
            normalize(document, &mut out);
            hash = out.bytes().fold(hash, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
        }
        println!("{hash:016x}");
        return Ok(());
    }
    let line = time(&documents, |document| {
        out.clear();
        normalize(document, &mut out);
        out.len() as u64
    })?;
    println!("{line}");
    Ok(())
}

/// Counts hits in a text.
pub type Count = Box<dyn Fn(&str) -> u64>;

/// Builds a search for the names: the flag asks for every hit at word borders, overlaps included,
/// instead of the leftmost longest ones anywhere.
pub type Build = fn(&[&str], bool) -> Result<Count>;

/// `PROGRAM NAMES FILE`: finds the names in every document, leftmost-longest, and prints the hits.
/// `PROGRAM NAMES FILE check`: prints all hits that begin and end at word borders.
pub fn matcher(build: Build) -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [names, file, rest @ ..] = args.as_slice() else {
        return Err("usage: PROGRAM NAMES FILE [check]".into());
    };
    let (names, text) = (read(names)?, read(file)?);
    let names: Vec<&str> = names.lines().collect();
    let documents = documents(&text);
    let check = rest.first().is_some_and(|arg| arg == "check");
    let start = Instant::now();
    let count = build(&names, check)?;
    let built = start.elapsed().as_nanos();
    if check {
        let hits: u64 = documents.iter().map(|document| count(document)).sum();
        println!("{hits}");
    } else {
        println!("{},{built}", time(&documents, count)?);
    }
    Ok(())
}

/// Whether `text[start..end]` is no part of a longer word.
pub fn at_borders(text: &str, start: usize, end: usize) -> bool {
    let inside = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    !text[..start].chars().next_back().is_some_and(inside)
        && !text[end..].chars().next().is_some_and(inside)
}
