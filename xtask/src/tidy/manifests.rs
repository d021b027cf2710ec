//! Manifests: which crate may depend on what, and why; lints and versions from the workspace; lock
//! files that name one registry.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{File, Report};

/// Every dependency of every crate with its reason. What is not here is not used; what is here is.
/// `marsad` ← `marsad-schema` ← `marsad-io` ← frontends; `marsad-bench`, `marsad-tests` and `xtask` are
/// leaves, of which `marsad-bench` borrows the oracles of `marsad-tests`.
const ALLOWED: &[(&str, &[(&str, &str)])] = &[
    (
        "marsad",
        &[
            ("icu_normalizer", "canonical mappings outside the fast path"),
            ("icu_segmenter", "borders of grapheme clusters"),
            ("memchr", "line ends and rare bytes"),
            ("rayon", "the pool of the caller, behind `parallel`"),
            ("simdutf8", "texts of compiled lists: are they UTF-8"),
            ("xxhash-rust", "checksums of compiled lists"),
            ("zerocopy", "numbers of compiled lists, read where they lie"),
        ],
    ),
    (
        "marsad-schema",
        &[
            ("marsad", "the values that become records"),
            ("serde", "the contract is its derives"),
            ("serde_json", "fields that are passed through"),
            ("schemars", "tests: the committed JSON Schema is that of the types"),
        ],
    ),
    (
        "marsad-io",
        &[
            ("marsad", "entities, and the fold that finds clashes"),
            ("marsad-schema", "documents and entities as records"),
            ("chardetng", "which encoding, for text that is not Arabic"),
            ("encoding_rs", "encodings of the web"),
            ("flate2", "gzip"),
            ("glob", "patterns as inputs"),
            ("memchr", "line ends"),
            ("memmap2", "compiled lists, read where they lie"),
            ("serde", "records"),
            ("serde_json", "JSON lines"),
            ("simdutf8", "is it UTF-8, with vectors"),
            ("zstd", "Zstandard"),
            ("proptest", "tests"),
            ("tempfile", "tests"),
        ],
    ),
    (
        "marsad-cli",
        &[
            ("marsad", "the engine"),
            ("marsad-schema", "results as JSON"),
            ("marsad-io", "documents and lists"),
            ("anstream", "colours off where they do not belong"),
            ("anstyle", "colours"),
            ("anyhow", "errors of a program"),
            ("clap", "arguments"),
            ("clap_complete", "completions"),
            ("clap_mangen", "manual pages"),
            ("ctrlc", "whole lines on Ctrl-C"),
            ("indicatif", "progress"),
            ("mimalloc", "the allocator of the binary"),
            ("rayon", "the pool of the binary"),
            ("serde", "results as JSON"),
            ("serde_json", "results as JSON"),
            ("terminal_size", "columns of the terminal"),
            ("insta", "tests: snapshots"),
            ("tempfile", "tests"),
            ("flate2", "tests: compressed inputs"),
            ("zstd", "tests: compressed inputs"),
        ],
    ),
    (
        "marsad-http",
        &[
            ("marsad", "the engine"),
            ("marsad-schema", "the contract, in and out"),
            ("marsad-io", "lists in all their formats"),
            ("anyhow", "errors of a program"),
            ("arc-swap", "what is published is taken without waiting"),
            ("axum", "routes"),
            ("clap", "arguments"),
            ("getrandom", "keys"),
            ("governor", "requests a second and key"),
            ("http-body", "how long a body says it is"),
            ("http-body-util", "bodies piece by piece"),
            ("hyper", "connections with time limits, which axum's own server does not set"),
            ("hyper-util", "connections that end when they are done"),
            ("mimalloc", "the allocator of the binary"),
            ("rayon", "the pools"),
            ("rusqlite", "lists, trail and keys, durable; SQLite is compiled in"),
            ("schemars", "the OpenAPI document is that of the types"),
            ("serde", "requests and answers"),
            ("serde_json", "requests and answers"),
            ("serde_path_to_error", "which field of a request is wrong"),
            ("sha2", "keys are filed as hashes"),
            ("subtle", "hashes are compared in constant time"),
            ("tokio", "sockets and timers"),
            ("toml", "the file of settings"),
            ("tempfile", "tests"),
            ("tower", "tests: the router without a socket"),
        ],
    ),
    (
        "marsad-bench",
        &[
            ("marsad", "what is measured"),
            ("marsad-io", "corpora of one's own"),
            ("unicode-normalization", "words by the obvious definition"),
            ("criterion", "the harness"),
            ("marsad-tests", "the oracle of normalization"),
            ("rayon", "the pool of the pipeline bench"),
        ],
    ),
    (
        "marsad-tests",
        &[
            ("marsad", "what is tested"),
            ("marsad-io", "lists and documents"),
            ("marsad-schema", "expected results"),
            ("serde", "fixtures"),
            ("serde_json", "results"),
            ("toml", "fixtures"),
            ("unicode-normalization", "the oracle's own Unicode"),
            ("xxhash-rust", "damaged lists whose checksums are right"),
            ("encoding_rs", "text decoded with the wrong encoding"),
            ("insta", "snapshots"),
            ("proptest", "laws on random text"),
            ("tempfile", "files to read"),
        ],
    ),
    (
        "xtask",
        &[
            ("anyhow", "errors of a program"),
            ("icu_normalizer", "tables: canonical mappings"),
            ("icu_properties", "tables: categories, scripts"),
            ("icu_segmenter", "tables: marks the segmenter does not know yet"),
            ("serde", "world: entities"),
            ("serde_json", "world: JSON lines; dist: metadata"),
            ("toml", "tidy: manifests"),
            ("unicode-normalization", "tables: compatibility mappings"),
            ("tempfile", "tests"),
        ],
    ),
];

/// The one source a lock file may name.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Have a workspace and a lock file of their own.
const APART: [&str; 2] = ["benches/peers/", "fuzz/"];

pub(super) fn check(files: &[File], report: &mut Report) {
    check_with(ALLOWED, files, report);
}

pub(super) fn check_with(allowed: &[(&str, &[(&str, &str)])], files: &[File], report: &mut Report) {
    for file in files {
        if file.path.ends_with("Cargo.lock") {
            check_lock(file, report);
        }
        if !file.path.ends_with("Cargo.toml")
            || APART.iter().any(|folder| file.path.starts_with(folder))
        {
            continue;
        }
        let manifest: Table = match file.text.parse() {
            Ok(manifest) => manifest,
            Err(error) => {
                report.problem(&file.path, error);
                continue;
            }
        };
        if let Some(package) = manifest.get("package") {
            let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
            check_package(name, &manifest, file, report);
            check_dependencies(name, &manifest, allowed, file, report);
        }
    }
}

fn check_package(name: &str, manifest: &Table, file: &File, report: &mut Report) {
    let inherits = |value: Option<&Value>| {
        value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
    };
    if !inherits(manifest.get("lints")) {
        report.problem(&file.path, format!("`{name}` does not inherit the lints of the workspace"));
    }
    for key in ["version", "edition", "rust-version", "license"] {
        if !inherits(manifest.get("package").and_then(|package| package.get(key))) {
            report.problem(&file.path, format!("`{key}` does not come from the workspace"));
        }
    }
    let lists = ["bin", "test"].into_iter().filter_map(|kind| manifest.get(kind)?.as_array());
    let targets = manifest.get("lib").into_iter().chain(lists.flatten());
    for target in targets {
        if target.get("bench").and_then(Value::as_bool) != Some(false) {
            report.problem(&file.path, "a target without benches says `bench = false`");
        }
    }
}

fn check_dependencies(
    name: &str,
    manifest: &Table,
    allowed: &[(&str, &[(&str, &str)])],
    file: &File,
    report: &mut Report,
) {
    let Some((_, allowed)) = allowed.iter().find(|(listed, _)| *listed == name) else {
        report
            .problem(&file.path, format!("no dependencies are listed for `{name}` in xtask tidy"));
        return;
    };
    let allowed: BTreeMap<&str, &str> = allowed.iter().copied().collect();
    let mut used = BTreeSet::new();
    let per_target = manifest.get("target").and_then(Value::as_table);
    let tables = per_target.into_iter().flat_map(|targets| targets.values());
    let tables = tables.filter_map(Value::as_table).chain([manifest]);
    for table in tables {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = table.get(kind).and_then(Value::as_table) else { continue };
            for (dependency, how) in dependencies {
                used.insert(dependency.as_str());
                if how.get("workspace").and_then(Value::as_bool) != Some(true) {
                    report.problem(
                        &file.path,
                        format!("`{dependency}` does not take its version from the workspace"),
                    );
                }
            }
        }
    }
    for dependency in &used {
        if allowed.get(dependency).is_none_or(|reason| reason.is_empty()) {
            report.problem(
                &file.path,
                format!(
                    "`{name}` may not depend on `{dependency}`: list it in xtask tidy with a reason"
                ),
            );
        }
    }
    for dependency in allowed.keys().filter(|dependency| !used.contains(*dependency)) {
        report.problem(
            &file.path,
            format!("`{name}` no longer depends on `{dependency}`: strike it from xtask tidy"),
        );
    }
}

fn check_lock(file: &File, report: &mut Report) {
    for (k, line) in file.text.lines().enumerate() {
        if let Some(source) = line.strip_prefix("source = ")
            && source.trim_matches('"') != REGISTRY
        {
            report.problem(format!("{}:{}", file.path, k + 1), format!("foreign source {source}"));
        }
    }
}
