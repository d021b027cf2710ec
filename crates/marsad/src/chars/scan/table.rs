//! The fold table: what becomes of each character of one or two bytes.

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

/// One packed entry for each character below U+0800, by code point and by its first two bytes.
///
/// Bits 0–15: the output bytes, the first lowest; 16–17: how many; 18–19: which bytes of the
/// character are dropped; 30: the output differs from the character; 31: complex.
#[derive(Debug)]
pub(crate) struct FoldTable {
    words: Box<[u32; FoldTable::LEN as usize]>,
    /// By the two bytes at a place of the text, the first lowest. Entries of one-byte characters
    /// stand once for every byte that may follow; whatever is no character of one or two bytes is
    /// complex. A quarter of a megabyte, of which a text uses few lines.
    pairs: Box<[u32]>,
    vector: Box<VectorTable>,
}

/// In a vector table: the character is not decided here; the scanner stops.
pub(super) const STOP: u8 = 0xFF;
/// In a hot table: the lead byte changes too; the other tables know.
pub(super) const COLD: u8 = 0xFE;

/// The same entries as tables of 64 bytes, for kernels that permute: what a byte becomes, by its
/// low six bits; 0 where its character is deleted. All but ASCII by the lead of the character.
#[derive(Debug)]
pub(super) struct VectorTable {
    /// What ASCII characters become.
    pub(super) ascii: [[u8; 64]; 2],
    /// What the trails behind D8 and D9 become, or [`COLD`], or [`STOP`].
    pub(super) hot: [[u8; 64]; 2],
    /// What the trails behind each of [`LEADS`](Self::LEADS) become, or [`STOP`].
    pub(super) trail: [[u8; 64]; 5],
    /// What each lead becomes, by the trail behind it.
    pub(super) lead: [[u8; 64]; 5],
    /// Whether ASCII stays as it is but for `lowers`, `spaces`, NUL and carriage return.
    pub(super) plain_ascii: bool,
    /// Whether capitals become small letters.
    pub(super) lowers: bool,
    /// Whether tab, line feed, vertical tab and form feed become spaces.
    pub(super) spaces: bool,
}

impl VectorTable {
    /// The lead bytes that have tables: Arabic, and Latin-1 with its spaces and quotes.
    pub(super) const LEADS: [u8; 5] = [0xD8, 0xD9, 0xDA, 0xDB, 0xC2];

    fn all_stop() -> VectorTable {
        VectorTable {
            ascii: [[STOP; 64]; 2],
            hot: [[STOP; 64]; 2],
            trail: [[STOP; 64]; 5],
            lead: Self::LEADS.map(|lead| [lead; 64]),
            plain_ascii: false,
            lowers: false,
            spaces: false,
        }
    }

    /// Looks for the few things that profiles do to ASCII.
    fn sum_up_ascii(&mut self) {
        let becomes = |b: u8| self.ascii[usize::from(b >> 6) & 1][usize::from(b & 63)];
        let (lowers, spaces) = (becomes(b'A') == b'a', becomes(b'\t') == b' ');
        self.plain_ascii = (1..0x80).all(|b: u8| match b {
            b'\r' => true,
            b'A'..=b'Z' if lowers => becomes(b) == b.to_ascii_lowercase(),
            b'\t'..=b'\x0C' if spaces => becomes(b) == b' ',
            _ => becomes(b) == b,
        });
        (self.lowers, self.spaces) = (lowers, spaces);
    }

    /// Takes over the entry of the character `code`.
    #[expect(clippy::cast_possible_truncation, reason = "five bits of a code point")]
    fn set(&mut self, code: u32, entry: u32) {
        let [first, second, ..] = entry.to_le_bytes();
        let decided = entry & FoldTable::COMPLEX == 0;
        let low = (code & 63) as usize;
        if code < 0x80 {
            // NUL, which stays NUL, would read as deleted
            let kept = decided && (entry >> 16 & 3 == 0) == (first == 0);
            self.ascii[(code >> 6) as usize & 1][low] = if kept { first } else { STOP };
            self.sum_up_ascii();
            return;
        }
        let own_lead = 0xC0 | (code >> 6) as u8 & 0x1F;
        let Some(k) = Self::LEADS.into_iter().position(|lead| lead == own_lead) else { return };
        let (lead, trail) = match (decided, entry >> 16 & 3) {
            (false, _) => (own_lead, STOP),
            (true, 0) => (own_lead, 0),
            (true, 1) if first != 0 => (own_lead, first),
            (true, 2) => (first, second),
            (true, _) => (own_lead, STOP),
        };
        self.trail[k][low] = trail;
        self.lead[k][low] = lead;
        if let Some(hot) = self.hot.get_mut(k) {
            hot[low] = if lead == own_lead { trail } else { COLD };
        }
    }
}

impl FoldTable {
    /// Number of characters of one or two bytes.
    pub(crate) const LEN: u32 = 0x800;

    pub(super) const CHANGES: u32 = 1 << 30;
    pub(super) const COMPLEX: u32 = 1 << 31;

    /// The table on which the scanner stops at once.
    pub(crate) fn all_complex() -> FoldTable {
        FoldTable {
            words: Box::new([Self::COMPLEX; Self::LEN as usize]),
            pairs: vec![Self::COMPLEX; 1 << 16].into_boxed_slice(),
            vector: Box::new(VectorTable::all_stop()),
        }
    }

    /// Sets the entry of `c`. A character the table has no place for, or an output longer than it,
    /// makes the entry complex: whatever is set, outputs are whole characters, no longer than
    /// their source.
    pub(crate) fn set(&mut self, c: char, entry: Entry) {
        let Some(place) = self.words.get_mut(c as usize) else { return };
        let len = c.len_utf8();
        let mut bytes = [0; 4];
        let word = match entry {
            Entry::Char(to) if to.len_utf8() <= len => {
                let out = to.encode_utf8(&mut bytes).len();
                let dropped = if out < len { 0b10 } else { 0 };
                pack(bytes, out, dropped) | if to == c { 0 } else { Self::CHANGES }
            }
            Entry::Delete => pack(bytes, 0, (1 << len) - 1) | Self::CHANGES,
            Entry::Char(_) | Entry::Complex => Self::COMPLEX,
        };
        *place = word;
        match *c.encode_utf8(&mut bytes).as_bytes() {
            [one] => self.pairs.iter_mut().skip(one.into()).step_by(256).for_each(|e| *e = word),
            [one, two] => {
                let pair = usize::from(u16::from_le_bytes([one, two]));
                if let Some(place) = self.pairs.get_mut(pair) {
                    *place = word;
                }
            }
            _ => {}
        }
        self.vector.set(u32::from(c), word);
    }

    /// The tables for kernels that permute.
    #[inline]
    pub(super) fn vector(&self) -> &VectorTable {
        &self.vector
    }

    /// Bytes that `c` becomes, when the table decides.
    pub(crate) fn output_len(&self, c: char) -> Option<usize> {
        let word = *self.words.get(c as usize)?;
        (word & Self::COMPLEX == 0).then_some((word >> 16 & 3) as usize)
    }

    /// The entry of `c`, when the table decides.
    pub(super) fn decided(&self, c: char) -> Option<u32> {
        self.words.get(c as usize).copied().filter(|word| word & Self::COMPLEX == 0)
    }

    pub(crate) fn words(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().copied()
    }

    /// The entry of a character of one or two bytes, by its code point.
    #[inline]
    pub(super) fn word(&self, code: usize) -> u32 {
        debug_assert!(code < Self::LEN as usize);
        // the mask is free and lets the compiler drop the check
        self.words[code & (Self::LEN as usize - 1)]
    }

    /// Entries by the first two bytes of a character: 65,536 of them.
    #[inline]
    pub(super) fn pairs(&self) -> &[u32] {
        &self.pairs
    }
}

fn pack(bytes: [u8; 4], len: usize, dropped: u32) -> u32 {
    let [first, second, ..] = bytes;
    u32::from(first)
        | u32::from(second) << 8
        | u32::try_from(len).unwrap_or(0) << 16
        | dropped << 18
}
