//! The rules of one set of operations, for single characters: what is deleted, what it folds to,
//! where a segment begins; and the byte table made from them.
//!
//! Order inside a segment: decompose, delete, fold, compose. This file knows characters;
//! `segment` knows their neighbours.

use std::collections::HashSet;

use icu_normalizer::properties::{
    CanonicalCompositionBorrowed, CanonicalDecompositionBorrowed, Decomposed,
};

use super::marked::{Kinds, is_mark};
use super::mojibake;
use super::op::{Op, Ops};
use super::orthography;
use super::segment::Segment;
use super::uthmani;
use crate::chars::Kernel;
use crate::chars::classes::{latin_lower, presentation_form};
use crate::chars::scan::{Entry, FoldTable};
use crate::chars::tables::{
    ACTIVE, ARABIC_MARKS, CANONICAL_DIGEST, FORMS, FORMS_TEXT, INVISIBLE, JOINING, LATIN_LOWER,
    UNICODE_VERSION, WHITE_SPACE,
};

/// Raised when the code of the slow path changes what it does with the same tables.
const RULES_REVISION: u32 = 1;

pub(super) const TATWEEL: char = '\u{640}';
pub(super) const HAMZA: char = '\u{621}';
pub(super) const ALEF: char = '\u{627}';
pub(super) const WAW: char = '\u{648}';
pub(super) const YEH: char = '\u{64A}';
pub(super) const ALEF_MAKSURA: char = '\u{649}';
pub(super) const HAMZA_ABOVE: char = '\u{654}';

/// Whether `c` is madda above, hamza above or hamza below.
pub(super) fn is_hamza_mark(c: char) -> bool {
    matches!(c, '\u{653}'..='\u{655}')
}

/// What the pass does with a character that the byte table does not know.
pub(super) enum Class {
    /// Copied; nothing any operation does concerns it.
    Inert,
    /// Deleted wherever it stands.
    Deleted,
    /// Its segment takes the slow path.
    Slow,
}

/// A set of operations, ready to use.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(super) ops: Ops,
    pub(super) table: FoldTable,
    /// The same, but that common marks stay as they are, which have then to be put in order. `None`
    /// where marks do not stay.
    pub(super) with_marks: Option<FoldTable>,
    pub(super) kernel: Kernel,
    pub(super) kinds: Kinds,
}

impl Rules {
    /// Builds the tables: each character of the basic plane that any operation concerns, and all
    /// of one or two bytes, through the slow path.
    pub(super) fn new(ops: Ops) -> Rules {
        let mut rules = Rules {
            ops,
            table: FoldTable::all_complex(),
            with_marks: (!ops.contains(Op::Marks)).then(FoldTable::all_complex),
            kernel: Kernel::best(),
            kinds: Kinds::none(),
        };
        let mut stays = HashSet::new();
        let mut segment = Segment::default();
        let mut text = String::new();
        for c in (0..FoldTable::LEN).filter_map(char::from_u32) {
            let entry = if c.len_utf8() == 3 && !ACTIVE.contains(c) {
                Entry::Char(c)
            } else if rules.deletes(c) {
                Entry::Delete
            } else if !rules.is_boundary(c) || (c == '\r' && rules.joins_crlf()) {
                Entry::Complex
            } else {
                text.clear();
                text.push(c);
                segment.read(&rules, &text, 0, &mut ());
                let mut result = segment.chars();
                match (result.next(), result.next()) {
                    (Some(to), None) => Entry::Char(to),
                    _ => Entry::Complex,
                }
            };
            if matches!(entry, Entry::Char(to) if to == c) && c.len_utf8() < 3 {
                stays.insert(c);
            }
            rules.table.set(c, entry);
            if let Some(table) = &mut rules.with_marks {
                table.set(c, if is_mark(c) { Entry::Char(c) } else { entry });
            }
        }
        rules.kinds = Kinds::new(&rules, |c| stays.contains(&c));
        for first in (0x1_0000..0x11_0000).step_by(0x1000) {
            let mut all = (first..first + 0x1000).filter_map(char::from_u32);
            if !all.any(|c| ACTIVE.contains(c)) {
                rules.table.keep_astral(first);
                if let Some(table) = &mut rules.with_marks {
                    table.keep_astral(first);
                }
            }
        }
        rules
    }

    #[inline]
    pub(super) fn has(&self, op: Op) -> bool {
        self.ops.contains(op)
    }

    /// Whether CR LF is one line end rather than two characters.
    #[inline]
    pub(super) fn joins_crlf(&self) -> bool {
        self.has(Op::Whitespace) || self.has(Op::Spacing)
    }

    /// The operation that deletes `c` wherever it stands.
    pub(super) fn deleted_by(&self, c: char) -> Option<Op> {
        let op = match c {
            TATWEEL => Op::Tatweel,
            HAMZA => Op::Hamza,
            _ if is_hamza_mark(c) => return None,
            _ if INVISIBLE.contains(c) => Op::Controls,
            _ if uthmani::needs(self, c) => return None,
            _ if ARABIC_MARKS.contains(c) => Op::Marks,
            _ => return None,
        };
        self.has(op).then_some(op)
    }

    pub(super) fn deletes(&self, c: char) -> bool {
        self.deleted_by(c).is_some()
    }

    /// Whether a segment begins at `c`: it is not deleted, and neither it nor what it decomposes to
    /// changes with what stands before. A line feed is one even after a carriage return; the
    /// reader of the segment knows better.
    pub(super) fn is_boundary(&self, c: char) -> bool {
        let c = self.expand(c).map_or(c, |(_, text)| text.chars().next().unwrap_or(c));
        !self.deletes(c) && !JOINING.contains(c)
    }

    /// The class of a character outside the byte table, or that the table calls complex.
    pub(super) fn class(&self, c: char) -> Class {
        if (c as usize) < FoldTable::LEN as usize {
            Class::Slow
        } else if !ACTIVE.contains(c) {
            Class::Inert
        } else if self.deletes(c) {
            Class::Deleted
        } else {
            Class::Slow
        }
    }

    /// What `c` stands for beyond its canonical decomposition.
    pub(super) fn expand(&self, c: char) -> Option<(Op, &'static str)> {
        if self.has(Op::Forms)
            && let Some(text) = presentation_form(c)
        {
            return Some((Op::Forms, text));
        }
        self.has(Op::Lookalikes).then(|| high_hamza(c).map(|text| (Op::Lookalikes, text))).flatten()
    }

    /// The last fold that changes `c`, a character in canonical decomposition, and its result.
    pub(super) fn fold(&self, c: char) -> (char, Option<Op>) {
        let mut state = (c, None);
        for (op, map) in FOLDS {
            if self.has(op) {
                let to = map(state.0);
                if to != state.0 {
                    state = (to, Some(op));
                }
            }
        }
        state
    }

    /// FNV-1a hash of the revision, the operations, the byte table and all other tables.
    pub(super) fn fingerprint(&self, version: u32) -> u64 {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        };
        eat(&version.to_le_bytes());
        eat(&RULES_REVISION.to_le_bytes());
        let (major, minor, update) = UNICODE_VERSION;
        eat(&[major, minor, update]);
        eat(&CANONICAL_DIGEST.to_le_bytes());
        if self.has(Op::Mojibake) {
            eat(&mojibake::digest().to_le_bytes());
        }
        if self.has(Op::Orthography) {
            eat(&orthography::digest().to_le_bytes());
        }
        for op in self.ops.iter() {
            eat(op.name().as_bytes());
            eat(&[0]);
        }
        self.table.words().for_each(|word| eat(&word.to_le_bytes()));
        for set in [&ACTIVE, &ARABIC_MARKS, &INVISIBLE, &JOINING, &WHITE_SPACE] {
            set.words().for_each(|word| eat(&word.to_le_bytes()));
        }
        for (start, len) in FORMS {
            eat(&start.to_le_bytes());
            eat(&[len]);
        }
        eat(FORMS_TEXT.as_bytes());
        for (from, to) in LATIN_LOWER {
            eat(&u32::from(from).to_le_bytes());
            eat(&u32::from(to).to_le_bytes());
        }
        hash
    }
}

type Fold = fn(char) -> char;

/// Folds of single characters, in order: each sees the result of the one before.
const FOLDS: [(Op, Fold); 9] = [
    (Op::Lookalikes, lookalike),
    (Op::Whitespace, |c| if WHITE_SPACE.contains(c) { ' ' } else { c }),
    (Op::Spacing, blank_or_line_end),
    (Op::Wasla, |c| if c == '\u{671}' { ALEF } else { c }),
    (Op::Alef, |c| if matches!(c, '\u{671}'..='\u{673}' | '\u{675}') { ALEF } else { c }),
    (Op::Yeh, |c| if c == ALEF_MAKSURA { YEH } else { c }),
    (Op::Digits, digit),
    (Op::Case, latin_lower),
    (Op::Teh, |c| if c == '\u{629}' { '\u{647}' } else { c }),
];

fn lookalike(c: char) -> char {
    match c {
        '\u{6CC}' | '\u{6D0}' | '\u{6D2}' => YEH,
        '\u{6A9}' | '\u{6AA}' => '\u{643}',
        '\u{6C1}' | '\u{6BE}' | '\u{6D5}' => '\u{647}',
        '\u{6C3}' => '\u{629}',
        _ => c,
    }
}

/// High hamza, alone or in a letter, as hamza above.
fn high_hamza(c: char) -> Option<&'static str> {
    match c {
        '\u{674}' => Some("\u{654}"),
        '\u{675}' => Some("\u{627}\u{654}"),
        '\u{676}' => Some("\u{648}\u{654}"),
        '\u{677}' => Some("\u{6C7}\u{654}"),
        '\u{678}' => Some("\u{64A}\u{654}"),
        _ => None,
    }
}

fn blank_or_line_end(c: char) -> char {
    match c {
        '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        _ if WHITE_SPACE.contains(c) => ' ',
        _ => c,
    }
}

/// A digit of Arabic or Persian as one of ASCII.
pub(crate) fn digit(c: char) -> char {
    let code = u32::from(c);
    match c {
        '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' => {
            char::from_digit(code & 15, 10).unwrap_or(c)
        }
        _ => c,
    }
}

/// The canonical composition of two characters.
pub(super) fn compose(first: char, second: char) -> Option<char> {
    CanonicalCompositionBorrowed::new().compose(first, second)
}

/// Calls `each` with the full canonical decomposition of `c`, in order.
pub(super) fn decompose(c: char, each: &mut impl FnMut(char)) {
    match CanonicalDecompositionBorrowed::new().decompose(c) {
        Decomposed::Default => each(c),
        Decomposed::Singleton(one) => decompose(one, each),
        Decomposed::Expansion(one, two) => {
            decompose(one, each);
            decompose(two, each);
        }
    }
}
