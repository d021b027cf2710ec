//! The key fold: every code point to at most a few one-byte letter codes.
//!
//! What the `search` profile holds equal has equal codes; so have ة and ه, the hamza carriers and
//! their bare letters, and letters that differ in a combining mark only. Arabic and ASCII letters
//! have a code of their own; all other letters share fifteen. Codes therefore select candidates,
//! they never prove a match.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use xxhash_rust::xxh3::xxh3_64;

use super::kernel::{filter_bits, filter_block};
use super::keys::NameKeys;

use crate::chars::classes::{latin_lower, presentation_form};
use crate::chars::tables::{ARABIC_MARKS, INVISIBLE};
use crate::normalize::{Profile, normalize};

/// Code of everything that separates words.
pub(crate) const SEP: u8 = 0;
/// Code points that stand inside a word and leave no letter: marks, tatweel, controls.
pub(super) const DEL: u8 = 0xFF;

/// Letters that particles and the article are written with, and no others, have codes with these four
/// bits set.
pub(super) const PARTICLE_BITS: u8 = 0xF0;
pub(super) const WAW: u8 = 0xF8;
pub(super) const FEH: u8 = 0xF9;
pub(super) const BEH: u8 = 0xFA;
pub(super) const KAF: u8 = 0xFB;
pub(super) const LAM: u8 = 0xFC;
pub(super) const SEEN: u8 = 0xFD;
pub(super) const ALEF: u8 = 0xF0;

const PARTICLES: [(char, u8); 7] =
    [('و', WAW), ('ف', FEH), ('ب', BEH), ('ك', KAF), ('ل', LAM), ('س', SEEN), ('ا', ALEF)];

/// First code given to the remaining Arabic letters; ASCII letters and digits keep their own
/// values, and 1 to 15 are shared by all other scripts.
const FIRST_FREE: u8 = 16;
const N_SHARED: u32 = 15;

/// Whether a code is that of an Arabic letter of U+0600..=U+06FF.
pub(super) const fn is_arabic(code: u8) -> bool {
    code >= FIRST_FREE && !code.is_ascii_alphanumeric()
}

/// In the pair table: no character that the tables fold.
pub(super) const FOREIGN: u8 = 0xFE;

/// Tables by lead byte: none (ASCII), D8, D9, DA, DB, C2.
const N_LEADS: usize = 6;

/// The tables of the key fold; built once an engine.
#[derive(Clone)]
pub(crate) struct LetterCodes {
    /// Code of each code point of U+0600..=U+06FF.
    arabic: [u8; 256],
    /// Code of a byte behind a lead: what vector kernels permute with.
    pub(super) by_lead: Box<[[u8; 256]; N_LEADS]>,
    /// Code of the character that begins with two bytes, the first lowest; for ASCII whatever the
    /// second is. 64 KiB, of which a text uses few lines.
    pairs: Box<[u8; 1 << 16]>,
    fingerprint: u64,
}

impl std::fmt::Debug for LetterCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LetterCodes").finish_non_exhaustive()
    }
}

impl LetterCodes {
    pub(crate) fn new() -> Self {
        let mut this = LetterCodes {
            arabic: [SEP; 256],
            by_lead: Box::new([[SEP; 256]; N_LEADS]),
            pairs: Box::new([FOREIGN; 1 << 16]),
            fingerprint: 0,
        };
        this.assign_arabic();
        this.fill_block_table();
        this.fill_pairs();
        this.fingerprint = this.hash_all();
        this
    }

    fn assign_arabic(&mut self) {
        let mut code_of: Vec<(char, u8)> = PARTICLES.to_vec();
        let mut next = FIRST_FREE;
        for (slot, c) in self.arabic.iter_mut().zip('\u{600}'..='\u{6FF}') {
            *slot = match fold_by_search(c)[..] {
                [] => DEL,
                [Some(l)] if l.is_ascii() => l as u8,
                [Some(l)] => match code_of.iter().find(|(known, _)| *known == l) {
                    Some((_, known)) => *known,
                    None => {
                        while next.is_ascii_alphanumeric() {
                            next += 1;
                        }
                        code_of.push((l, next));
                        next += 1;
                        next - 1
                    }
                },
                _ => SEP,
            };
        }
        debug_assert!(next < ALEF, "Arabic letters ran into the particle codes");
    }

    fn fill_block_table(&mut self) {
        for b in 0..128u8 {
            self.by_lead[0][b as usize] =
                if b.is_ascii_alphanumeric() { b.to_ascii_lowercase() } else { SEP };
        }
        for lead in 0..4u8 {
            for trail in 0..64u8 {
                self.by_lead[lead as usize + 1][0x80 + trail as usize] =
                    self.arabic[(lead as usize) << 6 | trail as usize];
            }
        }
        for (trail, c) in (0x80..).zip('\u{80}'..='\u{BF}') {
            let mut codes = Vec::new();
            self.push(c, &mut codes);
            // one code point of Latin-1 gives one code at most
            self.by_lead[5][trail] = codes.first().copied().unwrap_or(DEL);
        }
    }

    fn fill_pairs(&mut self) {
        for (pair, code) in (0..=u16::MAX).zip(self.pairs.iter_mut()) {
            let [first, second] = pair.to_le_bytes();
            let lead = match first {
                0..0x80 => {
                    *code = self.by_lead[0][usize::from(first)];
                    continue;
                }
                0xD8..=0xDB => usize::from(first - 0xD8) + 1,
                0xC2 => 5,
                _ => continue,
            };
            if second & 0xC0 == 0x80 {
                *code = self.by_lead[lead][usize::from(second)];
            }
        }
    }

    /// The code of the character that begins with these two bytes, the first lowest: one of ASCII,
    /// U+0080..=U+00BF or U+0600..=U+06FF; [`FOREIGN`] for others.
    #[inline]
    pub(super) fn pair(&self, bytes: u16) -> u8 {
        self.pairs[usize::from(bytes)]
    }

    /// Appends the codes of `c`: none for what is deleted, several for ligatures.
    pub(crate) fn push(&self, c: char, out: &mut Vec<u8>) {
        self.fold(c, |code| out.push(code));
    }

    /// Number of codes that [`push`](Self::push) gives for `c`; with none, `c` stands inside or
    /// beside words without parting them.
    pub(crate) fn count(&self, c: char) -> usize {
        let mut n = 0;
        self.fold(c, |_| n += 1);
        n
    }

    /// Whether `c` stands between words: it leaves separators and nothing else.
    pub(crate) fn is_separator(&self, c: char) -> bool {
        let (mut n, mut separates) = (0, true);
        self.fold(c, |code| {
            n += 1;
            separates &= code == SEP;
        });
        n > 0 && separates
    }

    /// A hash of the tables and of all else that keys are made from. Equal fingerprints give equal keys.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn hash_all(&self) -> u64 {
        let mut probe = Vec::new();
        for lead in self.by_lead.iter() {
            probe.extend_from_slice(lead);
        }
        probe.extend_from_slice(&Profile::search().fingerprint().to_le_bytes());
        for c in
            "\u{E9}\u{1EA5}\u{16F}\u{430}\u{451}\u{E35}\u{4E2D}\u{AC00}\u{FDFA}\u{FEFB}".chars()
        {
            self.push(c, &mut probe);
            probe.push(DEL);
        }
        let words: [&[u8]; 3] =
            [b"a", b"quick", &[ALEF, LAM, b'b', b'r', b'o', b'w', b'n', b'f', b'o', b'x']];
        let mut keys = NameKeys::default();
        for (k, word) in words.into_iter().enumerate() {
            for name in [&words[k..=k], &[word, b"jumps"]] {
                keys.fill(name.iter().copied());
                for key in keys.passing.iter().chain(&keys.filed) {
                    probe.extend_from_slice(&key.bits().to_le_bytes());
                    probe.extend_from_slice(&filter_bits(*key).to_le_bytes());
                    probe.extend_from_slice(&(filter_block(*key, 0xFFFF) as u64).to_le_bytes());
                }
            }
        }
        xxh3_64(&probe)
    }

    /// Gives the codes of one code point, without allocating.
    pub(super) fn fold(&self, c: char, mut emit: impl FnMut(u8)) {
        let u = c as u32;
        if let Some(&code) = u.checked_sub(0x600).and_then(|k| self.arabic.get(k as usize)) {
            if code != DEL {
                emit(code);
            }
        } else if c.is_ascii() {
            emit(self.by_lead[0][u as usize & 127]);
        } else if (0x2010..=0x2027).contains(&u) {
            emit(SEP); // dashes, quotes, bullets, ellipsis: nearly all of what comes here
        } else if let Some(letters) = presentation_form(c) {
            letters.chars().for_each(|l| self.fold_decomposed(l, &mut emit));
        } else if !INVISIBLE.contains(c) {
            let nfd = DecomposingNormalizerBorrowed::new_nfd();
            nfd.normalize_iter(std::iter::once(c)).for_each(|l| self.fold_decomposed(l, &mut emit));
        }
    }

    /// Gives the code of one code point of a canonical decomposition.
    fn fold_decomposed(&self, l: char, emit: &mut impl FnMut(u8)) {
        let u = l as u32;
        if let Some(&code) = u.checked_sub(0x600).and_then(|k| self.arabic.get(k as usize)) {
            if code != DEL {
                emit(code);
            }
        } else if l.is_ascii() {
            emit(self.by_lead[0][u as usize & 127]);
        } else if ARABIC_MARKS.contains(l) || is_mark(l) {
            // leaves no code
        } else if l.is_alphanumeric() {
            emit(1 + (latin_lower(l) as u32 % N_SHARED) as u8);
        } else {
            emit(SEP);
        }
    }
}

/// The letters of one code point under the key fold, by the `search` profile itself: `None` for a
/// separator. The table is made from it, and it is the oracle of [`LetterCodes::push`].
fn fold_by_search(c: char) -> Vec<Option<char>> {
    let mut encoded = [0; 4];
    let folded = normalize(&Profile::search(), c.encode_utf8(&mut encoded)).into_owned();
    let nfd = DecomposingNormalizerBorrowed::new_nfd();
    nfd.normalize_iter(folded.chars())
        .filter(|l| !is_mark(*l))
        .map(|l| match l {
            'ة' => Some('ه'),
            l => l.is_alphanumeric().then_some(l),
        })
        .collect()
}

/// Combining marks: those of a combining class, and those of class 0 that `char::is_alphanumeric`
/// does not know and that occur beside Arabic or Latin text (enclosing circles and the like).
pub(crate) fn is_mark(c: char) -> bool {
    CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
        || matches!(c, '\u{488}' | '\u{489}' | '\u{20DD}'..='\u{20E0}' | '\u{20E2}'..='\u{20E4}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<u8> {
        let (codes, mut out) = (LetterCodes::new(), Vec::new());
        text.chars().for_each(|c| codes.push(c, &mut out));
        out
    }

    #[test]
    fn equal_spellings_have_equal_codes() {
        for (a, b) in [
            ("إجتماع", "اجتماع"),
            ("حمزة", "حمزه"),
            ("مُحَمَّد", "محمد"),
            ("الـــروسي", "الروسي"),
            ("مؤتمر", "مو\u{654}تمر"),
            ("٢٠٢٣", "2023"),
            ("۲۰۲۳", "2023"),
            ("LAVROV", "lavrov"),
            ("Erdo\u{11F}an", "Erdog\u{306}an"),
            ("\u{FEFB}", "لا"),
            ("می\u{200C}خواهم", "ميخواهم"),
        ] {
            assert_eq!(codes(a), codes(b), "{a} {b}");
        }
    }

    #[test]
    fn every_code_point_folds_as_the_search_profile() {
        let codes = LetterCodes::new();
        for c in '\0'..=char::MAX {
            let mut found = Vec::new();
            codes.push(c, &mut found);
            let mut expected = Vec::new();
            for letter in fold_by_search(c) {
                match letter {
                    None => expected.push(SEP),
                    Some(l) => codes.fold_decomposed(l, &mut |code| expected.push(code)),
                }
            }
            assert_eq!(found, expected, "{c:?} U+{:04X}", c as u32);
            assert_eq!(codes.count(c), found.len());
        }
    }

    #[test]
    fn letters_separators_and_particles() {
        assert_eq!(codes("و ، «"), [WAW, SEP, SEP, SEP, SEP]);
        assert_ne!(codes("ج"), codes("غ"));
        for (c, code) in PARTICLES {
            assert_eq!(codes(&c.to_string()), [code]);
        }
        assert!(codes("وفبكلسا").iter().all(|c| c & PARTICLE_BITS == PARTICLE_BITS));
        let others = "ءةتثجحخدذرزشصضطظعغقمنهىي0az";
        assert!(codes(others).iter().all(|c| *c != SEP && c & PARTICLE_BITS != PARTICLE_BITS));
    }
}
