//! Latin words cut into graphemes: the groups of letters that write one sound.
//!
//! The cut (in `spelled`) is by longest match. What each grapheme sounds like is not told here; the table learns
//! which Arabic letters stand for it.

/// Groups of letters that count as one. Letters that stand alone are graphemes too.
const GROUPS: [&str; 77] = [
    "tsch", "dsch", "shch", "ough", "tch", "sch", "cch", "eau", "oui", "ill", "gli", "igh", "sh",
    "ch", "th", "kh", "gh", "ph", "zh", "dh", "ts", "tz", "cz", "sz", "rz", "dj", "dz", "ck", "cs",
    "gy", "ny", "nj", "lj", "gn", "wh", "qu", "sc", "rh", "gu", "ng", "ou", "oo", "ee", "ai", "ay",
    "ei", "ey", "au", "aw", "ow", "ew", "ie", "oe", "ue", "eu", "ea", "oa", "oi", "oy", "ae", "aa",
    "uu", "bb", "cc", "dd", "ff", "gg", "kk", "ll", "mm", "nn", "pp", "rr", "ss", "tt", "vv", "zz",
];

/// The letters that stand alone.
const SINGLES: &str = "abcdefghijklmnopqrstuvwxyzćéáüščöıäşçžñøłğ'";

/// All graphemes; their places in this list are their numbers.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    GROUPS.into_iter().chain(SINGLES.split_inclusive(|_: char| true))
}

/// The number of a grapheme.
pub(super) fn number(grapheme: &str) -> Option<u8> {
    all().position(|known| known == grapheme).and_then(|at| u8::try_from(at).ok())
}

/// The letters of a grapheme.
pub(super) fn letters(number: u8) -> Option<&'static str> {
    all().nth(usize::from(number))
}
