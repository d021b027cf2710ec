//! What Marsad promises of any bytes whatever, one function a promise: it panics when the promise is
//! broken. The fuzz targets of `fuzz/` and the smoke run of `cargo test` call the same functions.

use std::sync::LazyLock;

use marsad::{
    Engine, Entity, Kernel, Level, MatchOptions, Normalizer, OffsetMap, Overlaps, Profile,
    normalize, normalize_into, normalize_with_map, round_to_graphemes, tokens,
};
use marsad_io::{ListFormat, Watchlist};

use crate::seal::seal;

/// A promise: its name, which is that of its fuzz target and of its folders of inputs, and the check.
pub type Promise = (&'static str, fn(&[u8]));

/// All promises.
pub const ALL: [Promise; 5] = [
    ("normalize", any_text_is_normalised),
    ("kernels", kernels_are_equal),
    ("matches", any_text_is_searched),
    ("watchlist", any_bytes_are_a_list),
    ("compiled", any_bytes_are_opened),
];

/// The first byte as a choice among `n`, and the rest as text.
fn choice_and_text(bytes: &[u8], n: usize) -> (usize, String) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    (usize::from(*first) % n.max(1), String::from_utf8_lossy(rest).into_owned())
}

/// Each profile, own or a peer's, takes any text; all ways of normalising agree; normalising by an
/// own profile twice is normalising once; tokens slice back. The first byte chooses the profile, the lengths of chunks follow the text.
pub fn any_text_is_normalised(bytes: &[u8]) {
    let (choice, text) = choice_and_text(bytes, PROFILES.len());
    let profile = &PROFILES[choice];
    let name = profile.name();
    let whole = normalize(profile, &text);
    let mut out = String::new();
    normalize_into(profile, &text, &mut out);
    assert_eq!(out, whole, "appended: {name}");
    let mut map = OffsetMap::new();
    normalize_with_map(profile, &text, &mut out, &mut map).unwrap();
    assert_eq!(out, whole, "with a map: {name}");
    assert_eq!((map.orig_len() as usize, map.norm_len() as usize), (text.len(), out.len()));
    out.clear();
    let mut chunks = Normalizer::new(profile.clone());
    let mut rest = text.as_str();
    for byte in bytes.iter().cycle() {
        let Some((at, _)) = rest.char_indices().nth(usize::from(*byte) % 23 + 1) else { break };
        let (chunk, behind) = rest.split_at(at);
        chunks.push(chunk, &mut out);
        rest = behind;
    }
    chunks.push(rest, &mut out);
    chunks.finish(&mut out);
    assert_eq!(out, whole, "in chunks: {name}");
    let (mut parts, mut rest) = (Vec::new(), text.as_str());
    while let Some(at) = profile.cut().last(rest.as_bytes()) {
        parts.push(normalize(profile, &rest[at..]));
        rest = &rest[..at];
    }
    parts.push(normalize(profile, rest));
    parts.reverse();
    assert_eq!(parts.concat(), whole, "in parts: {name}");
    if profile.peer().is_none() {
        assert_eq!(normalize(profile, &whole), whole, "twice: {name}");
    }
    let mut found = Vec::new();
    tokens(profile, &text, &mut found).unwrap();
    for token in &found {
        assert!(text.get(token.span.range()).is_some(), "{token:?}: {name}");
    }
}

/// Every kernel gives what the portable one gives: text, map and hits. The first byte chooses the
/// profile.
pub fn kernels_are_equal(bytes: &[u8]) {
    let (choice, text) = choice_and_text(bytes, BY_KERNEL.len());
    let run = |kernel: usize| {
        let (mut out, mut map) = (String::new(), OffsetMap::new());
        let (_, ref profile) = BY_KERNEL[choice][kernel];
        normalize_with_map(profile, &text, &mut out, &mut map).unwrap();
        (out, map.edits(&text).collect::<Vec<_>>())
    };
    let expected = run(0);
    for (place, (kernel, profile)) in BY_KERNEL[choice].iter().enumerate() {
        assert_eq!(run(place), expected, "{} on {kernel}", profile.name());
    }
    let options = MatchOptions { overlaps: Overlaps::All, ..MatchOptions::default() };
    let [first, others @ ..] = &ENGINES[..] else { return };
    let expected = first.worker().find(&text, &options).unwrap().to_vec();
    for engine in others {
        let found = engine.worker().find(&text, &options).unwrap().to_vec();
        assert_eq!(found, expected, "hits on {}", engine.kernel());
    }
}

/// Hits of any text lie on grapheme borders and have evidence. The first byte chooses the options.
pub fn any_text_is_searched(bytes: &[u8]) {
    let (choice, text) = choice_and_text(bytes, 6);
    let options = MatchOptions {
        level: Level::ALL[choice % 3],
        overlaps: [Overlaps::Longest, Overlaps::All][choice / 3],
        ..MatchOptions::default()
    };
    let Some(engine) = ENGINES.last() else { return };
    let mut worker = engine.worker();
    for hit in worker.find(&text, &options).unwrap() {
        assert!(!hit.span.is_empty() && text.get(hit.span.range()).is_some(), "{hit:?}");
        assert_eq!(round_to_graphemes(&text, hit.span), hit.span, "{hit:?}");
        drop(engine.evidence(&text, hit));
    }
}

/// Any bytes are read as a list of each format: as entities, and errors that name their line.
pub fn any_bytes_are_a_list(bytes: &[u8]) {
    let names = ["list.jsonl", "list.csv", "list.tsv", "list.txt", "list"];
    let auto = names.map(|name| (name, ListFormat::Auto));
    for (name, format) in auto.into_iter().chain(ListFormat::ALL.map(|format| ("list", format))) {
        let mut list = Watchlist::default();
        if list.read_as(name, format, bytes).is_err() {
            continue;
        }
        for problem in &list.problems {
            assert!(problem.to_string().starts_with(name), "{problem}");
        }
        drop(marsad_io::warnings(&list.entries));
    }
}

/// Any bytes are opened as a compiled list, or refused with a message; so they are when all their
/// checksums are right. What was opened answers.
pub fn any_bytes_are_opened(bytes: &[u8]) {
    let fingerprint = ENGINES.first().map_or(0, Engine::fingerprint);
    for bytes in [bytes.to_vec(), seal(bytes, fingerprint)] {
        match Engine::open(bytes) {
            Ok(engine) => answers(&engine),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// All that is asked of a list gives an answer.
fn answers(engine: &Engine) {
    let entities: Vec<Entity> = engine.entities().map(|(_, entity)| entity.to_entity()).collect();
    assert_eq!(entities.len(), engine.n_entities());
    let names: Vec<&str> =
        entities.iter().flat_map(|entity| &entity.names).map(String::as_str).take(40).collect();
    let text = format!("قال {} امس", names.join(" وب"));
    let mut worker = engine.worker();
    for level in Level::ALL {
        let options = MatchOptions { level, overlaps: Overlaps::All, ..MatchOptions::default() };
        for hit in worker.find(&text, &options).unwrap() {
            assert!(text.get(hit.span.range()).is_some(), "{hit:?}");
            drop((engine.evidence(&text, hit), engine.name(hit.name), engine.entity(hit.entity)));
        }
    }
    drop(engine.diagnose(&text, &MatchOptions::default()));
}

/// Own profiles and those of peers.
static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| Profile::all().into_iter().chain(Profile::peers()).collect());

/// Kernels of this machine, the portable one first.
fn kernels() -> Vec<Kernel> {
    let mut kernels: Vec<Kernel> = Kernel::available().collect();
    kernels.sort_by_key(|kernel| *kernel != Kernel::Scalar);
    kernels
}

/// Each own profile on each kernel, the portable one first. Peers share their scanner.
static BY_KERNEL: LazyLock<Vec<Vec<(Kernel, Profile)>>> = LazyLock::new(|| {
    let on_each = |profile: Profile| {
        kernels().into_iter().map(|kernel| (kernel, profile.with_kernel(kernel))).collect()
    };
    Profile::all().into_iter().map(on_each).collect()
});

/// One engine a kernel, the portable one first, with names of each kind.
static ENGINES: LazyLock<Vec<Engine>> = LazyLock::new(|| {
    let names = [
        "روسيا",
        "الصين",
        "عُمان",
        "Lavrov",
        "ب",
        "الأمم المتحدة",
        "شي جين بينغ",
        "عبد الله",
        "كوفيد 19",
    ];
    let build = |kernel| {
        let entities = names.iter().map(|name| Entity::new(*name, [*name]));
        Engine::builder().entities(entities).kernel(kernel).build().unwrap()
    };
    kernels().into_iter().map(build).collect()
});
