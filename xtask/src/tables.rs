//! `cargo xtask tables`: writes `crates/marsad/src/chars/tables.rs`, the Unicode data of the engine.
//!
//! Sources: `icu_properties` (categories, scripts, case), `unicode-normalization` (compatibility
//! decompositions), `icu_normalizer` (canonical mappings, as the engine itself sees them) and
//! `icu_segmenter` (which marks it does not know yet). The result is committed; `--check` fails when it no longer equals what the sources say.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Result, bail, ensure};
use icu_normalizer::properties::{
    CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed,
    CanonicalDecompositionBorrowed, Decomposed,
};
use icu_properties::props::{
    ExtendedPictographic, GeneralCategory, GraphemeClusterBreak, IndicConjunctBreak, Script,
    WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use icu_segmenter::GraphemeClusterSegmenter;
use unicode_normalization::UnicodeNormalization as _;

use crate::generated;

const PATH: &str = "crates/marsad/src/chars/tables.rs";

/// From the first to the last presentation form.
const FORMS: std::ops::RangeInclusive<u32> = 0xFB50..=0xFEFC;

/// Blocks inside [`FORMS`] that are not Arabic: variation selectors to small form variants.
const NOT_FORMS: std::ops::RangeInclusive<u32> = 0xFE00..=0xFE6F;

/// Characters without a shape of their own that steer layout, joining or variants.
const INVISIBLE: &[(u32, u32)] = &[
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0x2066, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xE0100, 0xE01EF),
];

/// Blocks whose nonspacing marks are Arabic.
const ARABIC_BLOCKS: &[(u32, u32)] =
    &[(0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0x10EC0, 0x10EFF)];

/// Runs the command; with `--check` only compares.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("usage: cargo xtask tables [--check]"),
    };
    generated::put(PATH, &generate()?, check, "tables")
}

fn generate() -> Result<String> {
    let mut out = String::from(
        "//! Unicode data of the engine. Written by `cargo xtask tables`; do not edit.\n\n\
         use super::classes::CharSet;\n",
    );
    let unicode = unicode_normalization::UNICODE_VERSION;
    write!(
        out,
        "\n/// Version of the Unicode data.\npub(crate) const UNICODE_VERSION: (u8, u8, u8) = \
         ({}, {}, {});\n",
        unicode.0, unicode.1, unicode.2
    )?;
    write!(
        out,
        "\n/// Digest of every canonical mapping and combining class of the normaliser's data.\n\
         pub(crate) const CANONICAL_DIGEST: u64 = {:#018x};\n",
        canonical_digest()
    )?;
    char_set(
        &mut out,
        "INVISIBLE",
        "Controls without a shape: zero width, bidi, joiners, soft hyphen, byte order mark, \
         variation selectors.",
        &INVISIBLE.iter().flat_map(|&(a, b)| a..=b).collect(),
    )?;
    char_set(
        &mut out,
        "ARABIC_MARKS",
        "Arabic nonspacing marks: vowels, Quranic signs, honorifics, hamza and madda above and \
         below.",
        &arabic_marks(),
    )?;
    char_set(
        &mut out,
        "WHITE_SPACE",
        "Characters with the property `White_Space`.",
        &CodePointSetData::new::<WhiteSpace>().iter_ranges().flatten().collect(),
    )?;
    let joining = joining();
    char_set(
        &mut out,
        "JOINING",
        "Characters that can change with what stands before them: combining class not 0, or the \
         second of a canonical composition, or decomposing to such.",
        &joining,
    )?;
    let lower = latin_lower();
    let mut active: BTreeSet<u32> = joining;
    active.extend(INVISIBLE.iter().flat_map(|&(a, b)| a..=b));
    active.extend(CodePointSetData::new::<WhiteSpace>().iter_ranges().flatten());
    // one of them has combining class 0 and does not join
    active.extend(arabic_marks());
    active.extend(FORMS.filter(|&c| form(c).is_some()));
    active.extend(lower.iter().map(|&(from, _)| from));
    active.extend(scalars().filter(|&c| decomposes(c)).map(u32::from));
    char_set(
        &mut out,
        "ACTIVE",
        "Characters outside ASCII and the Arabic block that some operation may change; all others \
         are copied as they are.",
        &active,
    )?;
    let (opening, clinging) = cluster_sets();
    char_set(
        &mut out,
        "OPENING",
        "Characters that begin a grapheme cluster unless one of [`CLINGING`] stands before them.",
        &opening,
    )?;
    char_set(
        &mut out,
        "CLINGING",
        "Characters that hold even one of [`OPENING`] in their grapheme cluster: prepended signs.",
        &clinging,
    )?;
    char_set(
        &mut out,
        "LATE_MARKS",
        "Marks that belong to the grapheme cluster before them by Unicode's properties, and that \
         the data of the segmenter does not have yet.",
        &late_marks(),
    )?;
    latin_table(&mut out, &lower)?;
    forms_table(&mut out)?;
    Ok(out)
}

fn scalars() -> impl Iterator<Item = char> {
    (0..=0x10FFFF_u32).filter_map(char::from_u32)
}

fn decomposes(c: char) -> bool {
    !matches!(CanonicalDecompositionBorrowed::new().decompose(c), Decomposed::Default)
}

fn arabic_marks() -> BTreeSet<u32> {
    let category = CodePointMapData::<GeneralCategory>::new();
    let blocks = ARABIC_BLOCKS.iter().flat_map(|&(a, b)| a..=b);
    blocks.filter(|&c| category.get32(c) == GeneralCategory::NonspacingMark).collect()
}

/// Second characters of canonical compositions, combining characters, and what begins with one.
fn joining() -> BTreeSet<u32> {
    let ccc = CanonicalCombiningClassMapBorrowed::new();
    let canonical = CanonicalDecompositionBorrowed::new();
    let composition = CanonicalCompositionBorrowed::new();
    let mut set: BTreeSet<u32> = scalars().filter(|&c| ccc.get_u8(c) != 0).map(u32::from).collect();
    for c in scalars() {
        if let Decomposed::Expansion(first, second) = canonical.decompose(c)
            && composition.compose(first, second) == Some(c)
        {
            set.insert(second.into());
        }
    }
    // vowels and final consonants of the Hangul algorithm
    set.extend(0x1161..=0x1175_u32);
    set.extend(0x11A8..=0x11C2_u32);
    let begins: Vec<u32> = scalars()
        .filter(|&c| {
            c.nfd().next().is_some_and(|first| first != c && set.contains(&u32::from(first)))
        })
        .map(u32::from)
        .collect();
    set.extend(begins);
    set
}

/// Characters that nothing but a prepended sign joins to what stands before them, and those signs.
fn cluster_sets() -> (BTreeSet<u32>, BTreeSet<u32>) {
    let cluster = CodePointMapData::<GraphemeClusterBreak>::new();
    let conjunct = CodePointMapData::<IndicConjunctBreak>::new();
    let pictograph = CodePointSetData::new::<ExtendedPictographic>();
    let prepended = |&c: &char| cluster.get(c) == GraphemeClusterBreak::Prepend;
    let opens = |c: &char| match cluster.get(*c) {
        GraphemeClusterBreak::Other => {
            conjunct.get(*c) != IndicConjunctBreak::Consonant && !pictograph.contains(*c)
        }
        GraphemeClusterBreak::Control | GraphemeClusterBreak::CR => true,
        _ => prepended(c),
    };
    let opening = scalars().filter(opens).map(u32::from).collect();
    (opening, scalars().filter(prepended).map(u32::from).collect())
}

/// Marks that extend a cluster by their properties and begin one by the segmenter, whose data may be
/// of an older version.
fn late_marks() -> BTreeSet<u32> {
    let cluster = CodePointMapData::<GraphemeClusterBreak>::new();
    let extends = |c: &char| {
        matches!(cluster.get(*c), GraphemeClusterBreak::Extend | GraphemeClusterBreak::SpacingMark)
    };
    let begins = |c: &char| {
        GraphemeClusterSegmenter::new().segment_str(&format!("ب{c}")).any(|border| border == 2)
    };
    scalars().filter(extends).filter(begins).map(u32::from).collect()
}

/// Upper and title case letters of the Latin script that canonical decomposition leaves whole.
fn latin_lower() -> Vec<(u32, u32)> {
    let script = CodePointMapData::<Script>::new();
    scalars()
        .filter(|&c| script.get(c) == Script::Latin && !decomposes(c))
        .filter_map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(to), None) if to != c => Some((u32::from(c), u32::from(to))),
                _ => None,
            }
        })
        .collect()
}

/// What an Arabic presentation form stands for, or `None`.
///
/// The isolated and medial forms of marks (in Unicode a space or a tatweel with the mark) give the
/// mark alone; the rial sign is spelled with the Arabic yeh; a form of `U+0677` gives that letter.
fn form(code: u32) -> Option<String> {
    let c = char::from_u32(code)?;
    let whole: String = std::iter::once(c).nfkd().collect();
    match code {
        0xFBDD => return Some("\u{677}".into()),
        0xFDFC => return Some("\u{631}\u{64A}\u{627}\u{644}".into()),
        _ if NOT_FORMS.contains(&code) || whole.chars().eq([c]) => return None,
        _ => {}
    }
    let bare = whole.trim_start_matches([' ', '\u{640}']);
    let marks = arabic_marks();
    if bare.len() < whole.len() && bare.chars().all(|m| marks.contains(&m.into())) {
        return Some(bare.to_owned());
    }
    Some(whole.nfc().collect())
}

/// FNV-1a over all mappings.
fn canonical_digest() -> u64 {
    let ccc = CanonicalCombiningClassMapBorrowed::new();
    let canonical = CanonicalDecompositionBorrowed::new();
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut eat = |word: u32| {
        for byte in word.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    };
    for c in scalars() {
        let class = ccc.get_u8(c);
        let (first, second) = match canonical.decompose(c) {
            Decomposed::Default => (c, '\0'),
            Decomposed::Singleton(one) => (one, '\0'),
            Decomposed::Expansion(one, two) => (one, two),
        };
        if class != 0 || first != c {
            for word in [c.into(), class.into(), first.into(), second.into()] {
                eat(word);
            }
        }
    }
    hash
}

/// A set as a two-level table for the basic plane and ranges above it.
fn char_set(out: &mut String, name: &str, doc: &str, set: &BTreeSet<u32>) -> Result<()> {
    let mut blocks: Vec<u64> = vec![0];
    let mut index: Vec<usize> = Vec::new();
    for block in 0..1024_u32 {
        let bits =
            set.range(block * 64..(block + 1) * 64).fold(0_u64, |bits, &c| bits | 1 << (c & 63));
        let known = blocks.iter().position(|&b| b == bits);
        index.push(known.unwrap_or_else(|| {
            blocks.push(bits);
            blocks.len() - 1
        }));
    }
    ensure!(blocks.len() <= 256, "{name}: {} blocks do not fit one byte", blocks.len());
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &c in set.range(0x1_0000..) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == c => *last = c,
            _ => ranges.push((c, c)),
        }
    }
    write!(out, "\n/// {doc}\n#[rustfmt::skip]\npub(crate) static {name}: CharSet = CharSet {{\n")?;
    rows(out, "    index: &[", &index.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    rows(out, "    blocks: &[", &blocks.iter().map(|b| format!("{b:#x}")).collect::<Vec<_>>())?;
    let ranges: Vec<_> = ranges.iter().map(|(a, b)| format!("({a:#x}, {b:#x})")).collect();
    rows(out, "    ranges: &[", &ranges)?;
    out.push_str("};\n");
    Ok(())
}

fn latin_table(out: &mut String, lower: &[(u32, u32)]) -> Result<()> {
    let pairs: Vec<_> =
        lower.iter().map(|(a, b)| format!("('\\u{{{a:x}}}', '\\u{{{b:x}}}')")).collect();
    write!(
        out,
        "\n/// Upper and title case Latin letters that decomposition leaves whole, and their lower \
         case.\n#[rustfmt::skip]\npub(crate) static LATIN_LOWER: [(char, char); {}] = \n",
        pairs.len()
    )?;
    rows(out, "    [", &pairs)?;
    out.truncate(out.trim_end().trim_end_matches(',').len());
    out.push_str(";\n");
    Ok(())
}

fn forms_table(out: &mut String) -> Result<()> {
    let mut pool = String::new();
    let mut entries = Vec::new();
    for code in FORMS {
        match form(code) {
            None => entries.push("(0, 0)".to_owned()),
            Some(text) => {
                let start = pool.find(&text).unwrap_or_else(|| {
                    pool.push_str(&text);
                    pool.len() - text.len()
                });
                entries.push(format!("({start}, {})", text.len()));
            }
        }
    }
    write!(
        out,
        "\n/// First character of the presentation forms.\npub(crate) const FORMS_FIRST: u32 = \
         {:#x};\n",
        FORMS.start()
    )?;
    write!(
        out,
        "\n/// What each presentation form stands for: start and length in [`FORMS_TEXT`]; length \
         0: itself.\n#[rustfmt::skip]\npub(crate) static FORMS: [(u16, u8); {}] = \n",
        entries.len()
    )?;
    rows(out, "    [", &entries)?;
    out.truncate(out.trim_end().trim_end_matches(',').len());
    out.push_str(";\n");
    let escaped: String = pool.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
    write!(
        out,
        "\n/// The letters of [`FORMS`].\n#[rustfmt::skip]\npub(crate) static FORMS_TEXT: &str = \
         \"\\\n"
    )?;
    let units: Vec<&str> = escaped.split_inclusive('}').collect();
    for line in units.chunks(11) {
        writeln!(out, "    {}\\", line.concat())?;
    }
    out.push_str("    \";\n");
    Ok(())
}

/// `items` in lines of at most 100 columns between `open` and `],`.
fn rows(out: &mut String, open: &str, items: &[String]) -> Result<()> {
    writeln!(out, "{open}")?;
    let mut line = String::new();
    for item in items {
        if line.len() + item.len() + 2 > 90 {
            writeln!(out, "        {}", line.trim_end())?;
            line.clear();
        }
        write!(line, "{item}, ")?;
    }
    if !line.is_empty() {
        writeln!(out, "        {}", line.trim_end())?;
    }
    out.push_str("    ],\n");
    Ok(())
}
