//! The fold table: what becomes of each character.
//!
//! Characters of one and two bytes have an entry each, those of three bytes by rows of 64 that share
//! their first two bytes, the rest by blocks of 4096. The tables of the vector kernels are made from
//! the same entries, one by one.

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// It becomes this one, of no more bytes.
    Char(char),
    /// It is deleted and what follows joins what stands before.
    Delete,
    /// The scanner stops.
    Complex,
}

/// One packed entry for each character of the basic plane.
///
/// Bits 0–23: the output bytes, the first lowest; 24–25: how many; 26–28: which bytes of the
/// character are dropped; 30: the output differs from the character; 31: complex.
#[derive(Debug)]
pub(crate) struct FoldTable {
    words: Box<[u32; FoldTable::TWO_BYTES as usize]>,
    /// By the two bytes at a place of the text, the first lowest. Entries of one-byte characters
    /// stand once for every byte that may follow; whatever is no character of one or two bytes is
    /// complex. A quarter of a megabyte, of which a text uses few lines.
    pairs: Box<[u32]>,
    /// The characters of three bytes, by their first two: [`COMPLEX_ROW`], [`KEPT_ROW`], or 2 more
    /// than a place in `rows`.
    row_of: Box<[u16; 1024]>,
    rows: Vec<Row>,
    /// For each 4096 characters from U+10000 on, whether they are kept rather than complex.
    astral_kept: Box<[bool; 1024]>,
    vector: Box<VectorTable>,
}

const COMPLEX_ROW: u16 = 0;
const KEPT_ROW: u16 = 1;

/// In a vector table: the character is not decided there; the scanner looks closer.
pub(super) const STOP: u8 = 0xFF;

/// 64 characters of three bytes that share their first two.
#[derive(Debug, Clone)]
pub(super) struct Row {
    entries: [u32; 64],
    /// How many of them are kept.
    kept: u8,
    /// What their bytes become, by the third; the output begins in the first. 0 is nothing, and
    /// [`STOP`] in the first.
    pub(super) bytes: [[u8; 64]; 3],
}

/// The same entries as tables of 64 bytes, for kernels that permute: what a byte becomes, by the low
/// six bits of the last byte of its character.
#[derive(Debug)]
pub(super) struct VectorTable {
    /// What ASCII characters become; 0 where they are deleted.
    pub(super) ascii: [[u8; 64]; 2],
    /// What the trails behind D8 and D9 become: a trail; an ASCII character, for which the lead
    /// goes too; 0, for which both go; [`TURNED`] and more, a trail behind the other lead of the
    /// two; or [`STOP`].
    pub(super) hot: [[u8; 64]; 2],
    /// What both bytes of the other characters of two bytes become, by the low bits of the lead. The
    /// output begins in the first; 0 is nothing, and [`STOP`] in the first.
    pub(super) two: [[[u8; 64]; 2]; 32],
    /// Which characters of three bytes are kept whole rows together: by the second byte, bit `k` for
    /// the lead E0 + k, in the second table E8 + k.
    pub(super) kept_rows: [[u8; 64]; 2],
    /// 1 for each second byte behind F0 whose characters are kept.
    pub(super) kept_astral: [u8; 64],
    /// Whether ASCII from the space on, and the controls before it but the first 16, stay as they are
    /// but for `lowers`.
    pub(super) plain_ascii: bool,
    /// Whether capitals become small letters.
    pub(super) lowers: bool,
    /// Whether any letter of the Arabic alphabet has an entry of [`TURNED`] and more, so that most
    /// blocks of a text hold some.
    pub(super) turns: bool,
}

/// In a hot table, added to the six bits of a trail: the lead is the other one of D8 and D9.
pub(super) const TURNED: u8 = 0xC0;

impl VectorTable {
    fn all_stop() -> VectorTable {
        VectorTable {
            ascii: [[STOP; 64]; 2],
            hot: [[STOP; 64]; 2],
            two: [[[STOP; 64], [0; 64]]; 32],
            kept_rows: [[0; 64]; 2],
            kept_astral: [0; 64],
            plain_ascii: false,
            lowers: false,
            turns: false,
        }
    }

    /// Looks for the few things that profiles do to ASCII.
    fn sum_up_ascii(&mut self) {
        let becomes = |b: u8| self.ascii[usize::from(b >> 6) & 1][usize::from(b & 63)];
        let lowers = becomes(b'A') == b'a';
        self.plain_ascii = (16..0x80).all(|b: u8| match b {
            b'A'..=b'Z' if lowers => becomes(b) == b.to_ascii_lowercase(),
            _ => becomes(b) == b,
        });
        self.lowers = lowers;
    }

    /// Takes over the entry of the character `code` of one or two bytes.
    #[expect(clippy::cast_possible_truncation, reason = "five bits of a code point")]
    fn set(&mut self, code: u32, entry: u32) {
        let [first, second, ..] = entry.to_le_bytes();
        let decided = entry & FoldTable::COMPLEX == 0;
        let low = (code & 63) as usize;
        if code < 0x80 {
            // NUL, which stays NUL, would read as deleted
            let kept = decided && (out_len(entry) == 0) == (first == 0);
            self.ascii[(code >> 6) as usize & 1][low] = if kept { first } else { STOP };
            self.sum_up_ascii();
            return;
        }
        let lead = 0xC0 | (code >> 6) as u8 & 0x1F;
        // a NUL would read as deleted here too
        let decided = decided && (out_len(entry) == 0) == (first == 0);
        self.two[usize::from(lead & 31)].iter_mut().zip([first, second]).for_each(
            |(table, byte)| {
                table[low] = byte;
            },
        );
        if !decided {
            self.two[usize::from(lead & 31)][0][low] = STOP;
        }
        let Some(hot) = self.hot.get_mut(usize::from(lead.wrapping_sub(0xD8))) else { return };
        hot[low] = match out_len(entry) {
            _ if !decided => STOP,
            0 | 1 => first,
            _ if first == lead => second,
            _ if first == lead ^ 1 && second < 0xBF => TURNED | second & 0x3F,
            _ => STOP,
        };
        self.turns = ('\u{621}'..='\u{64A}').any(|c| {
            let [lead, low] = [u32::from(c) >> 6 & 1, u32::from(c) & 63];
            (TURNED..STOP).contains(&self.hot[lead as usize][low as usize])
        });
    }
}

impl Row {
    fn new(first: u32, kept: bool) -> Row {
        let mut row = Row { entries: [FoldTable::COMPLEX; 64], kept: 0, bytes: [[0; 64]; 3] };
        row.bytes[0] = [STOP; 64];
        if kept {
            for code in first..first + 64 {
                row.set(code, char::from_u32(code).map_or(FoldTable::COMPLEX, same_char));
            }
        }
        row
    }

    fn set(&mut self, code: u32, entry: u32) {
        let low = (code & 63) as usize;
        let is_kept = |entry: u32| u8::from(entry & (FoldTable::COMPLEX | FoldTable::CHANGES) == 0);
        self.kept = self.kept - is_kept(self.entries[low]) + is_kept(entry);
        self.entries[low] = entry;
        let [first, second, third, _] = entry.to_le_bytes();
        let decided = entry & FoldTable::COMPLEX == 0 && (out_len(entry) == 0) == (first == 0);
        let first = if decided { first } else { STOP };
        for (table, byte) in self.bytes.iter_mut().zip([first, second, third]) {
            table[low] = byte;
        }
    }
}

impl FoldTable {
    /// Number of characters of one or two bytes.
    pub(crate) const TWO_BYTES: u32 = 0x800;
    /// Number of characters with an entry.
    pub(crate) const LEN: u32 = 0x1_0000;

    pub(super) const CHANGES: u32 = 1 << 30;
    pub(super) const COMPLEX: u32 = 1 << 31;

    /// The table on which the scanner stops at once.
    pub(crate) fn all_complex() -> FoldTable {
        FoldTable {
            words: Box::new([Self::COMPLEX; Self::TWO_BYTES as usize]),
            pairs: vec![Self::COMPLEX; 1 << 16].into_boxed_slice(),
            row_of: Box::new([COMPLEX_ROW; 1024]),
            rows: Vec::new(),
            astral_kept: Box::new([false; 1024]),
            vector: Box::new(VectorTable::all_stop()),
        }
    }

    /// Sets the entry of `c`, a character of the basic plane; of others nothing is set. An output
    /// longer than the character makes its entry complex: whatever is set, outputs are whole
    /// characters, no longer than their source.
    pub(crate) fn set(&mut self, c: char, entry: Entry) {
        let code = u32::from(c);
        let len = c.len_utf8();
        let all = (1 << len) - 1;
        let word = match entry {
            Entry::Char(to) if to == c && len < 4 => same_char(c),
            Entry::Char(to) if to.len_utf8() <= len && len < 4 => {
                let out = to.len_utf8();
                pack(to, out, all & !((1 << out) - 1)) | Self::CHANGES
            }
            Entry::Delete if len < 4 => pack('\0', 0, all) | Self::CHANGES,
            _ => Self::COMPLEX,
        };
        let mut bytes = [0; 4];
        match *c.encode_utf8(&mut bytes).as_bytes() {
            [one] => self.pairs.iter_mut().skip(one.into()).step_by(256).for_each(|e| *e = word),
            [one, two] => {
                let pair = usize::from(u16::from_le_bytes([one, two]));
                if let Some(place) = self.pairs.get_mut(pair) {
                    *place = word;
                }
            }
            [_, _, _] => return self.set_three(code, word),
            _ => return,
        }
        if let Some(place) = self.words.get_mut(c as usize) {
            *place = word;
        }
        self.vector.set(code, word);
    }

    /// The same for a character of three bytes.
    fn set_three(&mut self, code: u32, word: u32) {
        let n = (code >> 6) as usize;
        let Some(at) = self.row_of.get_mut(n) else { return };
        if *at == COMPLEX_ROW && word == Self::COMPLEX {
            return;
        }
        if *at < 2 {
            let row = Row::new(code & !63, *at == KEPT_ROW);
            // a row that is kept again has left its place
            let free = self.rows.iter().position(|row| row.kept == 64);
            let place = free.unwrap_or(self.rows.len());
            match self.rows.get_mut(place) {
                Some(old) => *old = row,
                None => self.rows.push(row),
            }
            // there are fewer than 1024 rows
            *at = u16::try_from(place + 2).unwrap_or(COMPLEX_ROW);
        }
        let Some(row) = self.rows.get_mut(usize::from(*at) - 2) else { return };
        row.set(code, word);
        let kept = row.kept == 64;
        if kept {
            *at = KEPT_ROW;
        }
        let bit = 1 << (n >> 6 & 7);
        let bits = &mut self.vector.kept_rows[n >> 9 & 1][n & 63];
        *bits = if kept { *bits | bit } else { *bits & !bit };
    }

    /// Keeps the 4096 characters of four bytes from `first`, a multiple of 4096, on.
    pub(crate) fn keep_astral(&mut self, first: u32) {
        let n = (first >> 12) as usize;
        if let Some(place) = self.astral_kept.get_mut(n)
            && first >= 0x1_0000
        {
            *place = true;
            if let Some(place) = self.vector.kept_astral.get_mut(n) {
                *place = 1;
            }
        }
    }

    /// The tables for kernels that permute.
    #[inline]
    pub(super) fn vector(&self) -> &VectorTable {
        &self.vector
    }

    /// Bytes that `c` becomes, when the table decides.
    pub(crate) fn output_len(&self, c: char) -> Option<usize> {
        self.decided(c).map(|(_, len, _)| len)
    }

    /// What the table decides for `c`: its output bytes, how many they are, and which bytes of `c`
    /// are dropped.
    #[inline]
    pub(super) fn decided(&self, c: char) -> Option<([u8; 4], usize, u64)> {
        let code = u32::from(c);
        if code >= Self::LEN {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let kept = self.astral_kept.get((code >> 12) as usize).copied().unwrap_or(false);
            return kept.then_some((bytes, 4, 0));
        }
        let word = self.entry(code);
        let [a, b, c, _] = word.to_le_bytes();
        (word & Self::COMPLEX == 0).then_some(([a, b, c, 0], out_len(word), dropped(word)))
    }

    /// Whether the table decides that `c` stays as it is.
    pub(super) fn keeps(&self, c: char) -> bool {
        let code = u32::from(c);
        match self.astral_kept.get((code >> 12) as usize) {
            Some(&kept) if code >= Self::LEN => kept,
            _ => self.entry(code) & (Self::CHANGES | Self::COMPLEX) == 0,
        }
    }

    /// The entry of the character `code` of the basic plane.
    #[inline]
    fn entry(&self, code: u32) -> u32 {
        if code < Self::TWO_BYTES {
            return self.words.get(code as usize).copied().unwrap_or(Self::COMPLEX);
        }
        match self.row_of.get((code >> 6) as usize) {
            Some(&KEPT_ROW) => char::from_u32(code).map_or(Self::COMPLEX, same_char),
            Some(&n) => {
                let row = usize::from(n).checked_sub(2).and_then(|place| self.rows.get(place));
                row.map_or(Self::COMPLEX, |row| row.entries[(code & 63) as usize])
            }
            None => Self::COMPLEX,
        }
    }

    /// The row of the characters that begin with these two bytes, unless all are complex or kept.
    #[inline]
    pub(super) fn row(&self, first: u8, second: u8) -> Option<&Row> {
        let n = *self.row_of.get(usize::from(first & 15) << 6 | usize::from(second & 63))?;
        self.rows.get(usize::from(n).checked_sub(2)?)
    }

    /// The entries of characters of one and two bytes, for digests: the output in 16 bits, its
    /// length and the dropped bytes in two each, then whether it changes or is complex.
    pub(crate) fn words(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().map(|word| {
            let len = word >> 24 & 3;
            word & 0xFFFF
                | len << 16
                | (word >> 26 & 3) << 18
                | word & (Self::CHANGES | Self::COMPLEX)
        })
    }

    /// The entry of a character of one or two bytes, by its code point.
    #[inline]
    pub(super) fn word(&self, code: usize) -> u32 {
        debug_assert!(code < Self::TWO_BYTES as usize);
        // the mask is free and lets the compiler drop the check
        self.words[code & (Self::TWO_BYTES as usize - 1)]
    }

    /// Entries by the first two bytes of a character: 65,536 of them.
    #[inline]
    pub(super) fn pairs(&self) -> &[u32] {
        &self.pairs
    }
}

/// How many bytes the output of an entry has.
#[inline]
pub(super) fn out_len(word: u32) -> usize {
    (word >> 24 & 3) as usize
}

/// Which bytes of its character an entry drops.
#[inline]
pub(super) fn dropped(word: u32) -> u64 {
    u64::from(word >> 26 & 7)
}

/// The entry of a character of at most three bytes that stays as it is.
fn same_char(c: char) -> u32 {
    pack(c, c.len_utf8(), 0)
}

fn pack(out: char, len: usize, dropped: u32) -> u32 {
    let mut bytes = [0; 4];
    out.encode_utf8(&mut bytes);
    let [first, second, third, _] = bytes;
    let len = u32::try_from(len).unwrap_or(0);
    u32::from_le_bytes([first, second, third, 0]) | len << 24 | dropped << 26
}
