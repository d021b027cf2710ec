//! The tiling check: the source spans of consecutive normalised grapheme clusters cover the original
//! without gap or overlap, on grapheme borders, and the text of a source span alone gives its
//! normalised text.
//!
//! It knows nothing but the map and grapheme borders. Clusters that came from one place, as the letters
//! of a ligature or what is left of an emoji sequence, are one tile.

use marsad::{
    Norm, OffsetMap, Op, Profile, Span, normalize, normalize_into, normalize_with_map,
    round_to_graphemes,
};

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tiled {
    /// Grapheme clusters of normalised text.
    pub clusters: u64,
    /// Tiles they are in.
    pub tiles: u64,
    /// Tiles that were normalised alone.
    pub alone: u64,
}

impl std::ops::AddAssign for Tiled {
    fn add_assign(&mut self, other: Tiled) {
        self.clusters += other.clusters;
        self.tiles += other.tiles;
        self.alone += other.alone;
    }
}

/// A tile: a part of the original and what it became.
#[derive(Debug, Clone, Copy)]
struct Tile {
    orig: (usize, usize),
    norm: (usize, usize),
}

fn span<C>((start, end): (usize, usize)) -> Span<C> {
    Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap())
}

fn is_cluster_border(text: &str, at: usize) -> bool {
    round_to_graphemes(text, span((at, at))).is_empty()
}

/// Up to where a profile looks at what stands beside a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    Tile,
    Word,
    Line,
}

fn sight(profile: &Profile) -> Sight {
    let has = |op| profile.ops().contains(op);
    if has(Op::Spacing) || has(Op::Punctuation) {
        Sight::Line
    } else if has(Op::DaggerAlef) || has(Op::SmallLetters) {
        Sight::Word
    } else {
        Sight::Tile
    }
}

/// Whether words surely end on one side of `at` and begin on the other.
fn is_between_words(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let is_ascii = |c: char| c.is_ascii();
    (before.ends_with(is_ascii) || after.starts_with(is_ascii))
        && !after.starts_with(['\u{6E5}', '\u{6E6}'])
}

/// Checks one text.
///
/// # Errors
/// What is wrong, in words.
pub fn check(profile: &Profile, text: &str) -> Result<Tiled, String> {
    let (mut out, mut map) = (String::new(), OffsetMap::new());
    normalize_with_map(profile, text, &mut out, &mut map).map_err(|error| error.to_string())?;
    if out != normalize(profile, text) {
        return Err(format!("with a map it is {out:?}"));
    }
    if out.is_empty() {
        return Ok(Tiled::default());
    }
    let mut tiled = Tiled::default();
    let mut tiles = whole_tiles(text, tiles(text, &out, &map, &mut tiled)?);
    tiled.tiles = tiles.len() as u64;
    let sight = sight(profile);
    if sight == Sight::Word {
        tiles = joined(tiles, |at| is_between_words(text, at));
    }
    let mut alone = String::new();
    for tile in tiles {
        let (orig, norm) = (span(tile.orig), span::<Norm>(tile.norm));
        if map.to_norm(orig) != norm || map.to_orig(norm) != orig {
            let there = (map.to_norm(orig), map.to_orig(norm));
            return Err(format!("{orig:?} and {norm:?} of {out:?} map to {there:?}"));
        }
        if sight != Sight::Line {
            alone.clear();
            normalize_into(profile, &text[orig.range()], &mut alone);
            if alone != out[norm.range()] {
                return Err(format!("{orig:?} alone is {alone:?}, not {norm:?} of {out:?}"));
            }
            tiled.alone += 1;
        }
    }
    Ok(tiled)
}

/// The clusters of the normalised text with their sources, those that share one joined.
fn tiles(text: &str, out: &str, map: &OffsetMap, tiled: &mut Tiled) -> Result<Vec<Tile>, String> {
    let borders = out.char_indices().map(|(at, _)| at).filter(|&at| is_cluster_border(out, at));
    let borders: Vec<usize> = borders.chain([out.len()]).collect();
    let mut tiles: Vec<Tile> = Vec::new();
    for ends in borders.windows(2) {
        let norm = (ends[0], ends[1]);
        let range = map.to_orig(span(norm)).range();
        let orig = (range.start, range.end);
        tiled.clusters += 1;
        if text.get(range).is_none() {
            return Err(format!("{norm:?} of {out:?} is from {orig:?}, inside a character"));
        }
        match tiles.last_mut() {
            None if orig.0 != 0 => return Err(format!("the first cluster is from {orig:?}")),
            Some(last) if orig.0 > last.orig.1 => {
                return Err(format!("gap between {last:?} and {orig:?} of {out:?}"));
            }
            Some(last) if orig.0 < last.orig.0 || orig.1 < last.orig.1 => {
                return Err(format!("step back from {last:?} to {orig:?} of {out:?}"));
            }
            Some(last) if orig.0 < last.orig.1 => {
                last.orig.1 = orig.1;
                last.norm.1 = norm.1;
            }
            _ => tiles.push(Tile { orig, norm }),
        }
    }
    match tiles.last() {
        Some(last) if last.orig.1 == text.len() => Ok(tiles),
        last => Err(format!("the last tile is {last:?} of {out:?}")),
    }
}

/// Tiles joined where the original has no border between them.
fn whole_tiles(text: &str, tiles: Vec<Tile>) -> Vec<Tile> {
    joined(tiles, |at| is_cluster_border(text, at))
}

fn joined(tiles: Vec<Tile>, is_border: impl Fn(usize) -> bool) -> Vec<Tile> {
    let mut kept: Vec<Tile> = Vec::with_capacity(tiles.len());
    for tile in tiles {
        match kept.last_mut() {
            Some(last) if !is_border(tile.orig.0) => {
                last.orig.1 = tile.orig.1;
                last.norm.1 = tile.norm.1;
            }
            _ => kept.push(tile),
        }
    }
    kept
}

/// Random texts, the same for the same seed.
#[derive(Debug, Clone)]
pub struct Texts(u64);

impl Texts {
    /// The texts of a seed.
    pub fn new(seed: u64) -> Texts {
        Texts(seed)
    }

    /// The next number (SplitMix64).
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.number() % u64::from(n)).unwrap()
    }

    /// A character: of Arabic in most cases, of what stands beside it, or any at all.
    fn character(&mut self) -> char {
        const RANGES: [(u32, u32, u32); 18] = [
            (34, 0x620, 0x64A),
            (10, 0x64B, 0x655),
            (8, 0x20, 0x20),
            (8, 0x600, 0x6FF),
            (2, 0x750, 0x77F),
            (3, 0x870, 0x8FF),
            (4, 0xFB50, 0xFDFF),
            (4, 0xFE70, 0xFEFF),
            (5, 0x20, 0x7E),
            (1, 0x09, 0x0D),
            (2, 0xA0, 0x24F),
            (3, 0x300, 0x36F),
            (3, 0x2000, 0x206F),
            (1, 0x1100, 0x11FF),
            (1, 0x900, 0x9FF),
            (1, 0x1F1E6, 0x1F64F),
            (1, 0x10EC0, 0x10EFF),
            (9, 0, 0x10_FFFF),
        ];
        loop {
            let mut pick = self.below(100);
            let range = RANGES.iter().find(|(weight, _, _)| {
                let here = pick < *weight;
                pick = pick.wrapping_sub(*weight);
                here
            });
            let &(_, first, last) = range.unwrap_or(&RANGES[0]);
            if let Some(c) = char::from_u32(first + self.below(last - first + 1)) {
                return c;
            }
        }
    }
}

impl Iterator for Texts {
    type Item = String;

    /// A text of up to 100 characters, now and then of some blocks of a map.
    fn next(&mut self) -> Option<String> {
        let n = if self.below(50) == 0 { 500 + self.below(2000) } else { 1 + self.below(100) };
        Some((0..n).map(|_| self.character()).collect())
    }
}

/// A text that fails from which no character can be taken, with what is wrong with it.
pub fn shrink(profile: &Profile, text: &str, wrong: String) -> (String, String) {
    let (mut chars, mut wrong): (Vec<char>, String) = (text.chars().collect(), wrong);
    let mut step = chars.len() / 2;
    while step > 0 {
        let mut at = 0;
        while at < chars.len() {
            let end = chars.len().min(at + step);
            let rest: String = chars[..at].iter().chain(&chars[end..]).collect();
            match check(profile, &rest) {
                Err(reason) => {
                    chars.drain(at..end);
                    wrong = reason;
                }
                Ok(_) => at += step,
            }
        }
        step /= 2;
    }
    (chars.into_iter().collect(), wrong)
}

/// Sends random texts of `codepoints` characters in all through the check, each by each profile.
///
/// # Errors
/// The first text that fails, shrunk.
pub fn soak(
    profiles: &[Profile],
    seed: u64,
    codepoints: u64,
    mut progress: impl FnMut(u64),
) -> Result<Tiled, String> {
    let (mut tiled, mut seen) = (Tiled::default(), 0);
    for text in Texts::new(seed) {
        for profile in profiles {
            match check(profile, &text) {
                Ok(more) => tiled += more,
                Err(wrong) => {
                    let (text, wrong) = shrink(profile, &text, wrong);
                    return Err(format!("{} on {text:?}: {wrong}", profile.name()));
                }
            }
        }
        seen += text.chars().count() as u64;
        progress(seen);
        if seen >= codepoints {
            break;
        }
    }
    Ok(tiled)
}

/// The profiles to check: all own ones, and `clean` without its repair, which looks along the line.
pub fn profiles() -> Vec<Profile> {
    let letters = Profile::clean().with_ops("-spacing,-punctuation").unwrap();
    Profile::all().into_iter().chain([letters]).collect()
}
