//! Every kernel gives the bytes, the edits and the stops of the portable one.

use super::{Edits, Entry, FoldTable, Kernel, fold, same};

/// Dropped bytes as bits.
struct Dropped(Vec<u64>);

impl Dropped {
    fn of(text: &str) -> Dropped {
        Dropped(vec![0; text.len() / 64 + 2])
    }

    /// The bytes themselves.
    fn places(&self) -> Vec<usize> {
        (0..self.0.len() * 64).filter(|at| self.0[at / 64] >> (at % 64) & 1 == 1).collect()
    }
}

impl Edits for Dropped {
    const RECORD: bool = true;

    fn dropped(&mut self) -> &mut [u64] {
        &mut self.0
    }
}

/// A table with every kind of entry: kept, mapped within a lead, to another lead, to ASCII, to a
/// shorter character, deleted, complex; rows of three bytes of one kind and of several. With
/// `odd_ascii`, ASCII is treated as no profile does, and letters of the alphabet change their lead.
fn table(odd_ascii: bool) -> FoldTable {
    let mut table = FoldTable::all_complex();
    for c in (0..FoldTable::LEN).filter_map(char::from_u32) {
        table.set(
            c,
            match c {
                'A'..='Z' => Entry::Char(c.to_ascii_lowercase()),
                '\t'..='\u{C}' | '\u{A0}' => Entry::Char(' '),
                '\u{7F}' if odd_ascii => Entry::Delete,
                'ة' if odd_ascii => Entry::Char('ه'),
                'ئ' => Entry::Char(if odd_ascii { 'ي' } else { c }),
                // the one trail that a turned entry can not hold, and the last that it can
                '\u{620}' => Entry::Char('\u{67F}'),
                '\u{63B}' => Entry::Char('\u{67E}'),
                'É' => Entry::Char('é'),
                'Ÿ' => Entry::Char('ÿ'),
                'ⅰ' | '\u{2000}'..='\u{200A}' => Entry::Char(' '),
                '\u{200B}'..='\u{200F}' => Entry::Delete,
                '“' | '”' => Entry::Char('"'),
                'ﺍ' => Entry::Char('ا'),
                'ﻚ' => Entry::Char('ك'),
                'Ａ'..='Ｚ' => Entry::Char('a'),
                'ぁ' => Entry::Char('あ'),
                '一' => Entry::Char('帀'),
                'ꀀ' => Entry::Char('一'),
                '\u{16A0}'..='\u{16FF}' | 'ﻻ' | '\u{3099}' => Entry::Complex,
                'أ' | 'إ' | 'آ' | 'ٱ' => Entry::Char('ا'),
                'ی' => Entry::Char('ي'),
                '\u{660}'..='\u{669}' => {
                    Entry::Char(char::from_digit(u32::from(c) - 0x660, 10).unwrap())
                }
                '\u{64B}'..='\u{652}' | 'ـ' | '\u{AD}' => Entry::Delete,
                '\u{653}'..='\u{655}' | '\r' | '\u{300}'..='\u{36F}' => Entry::Complex,
                c => Entry::Char(c),
            },
        );
    }
    table.keep_astral(0x1_F000);
    table
}

fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

const RARE: [char; 30] = [
    '“',
    '”',
    '\u{200F}',
    '\u{2009}',
    '…',
    '\u{654}',
    '\r',
    'é',
    'É',
    'ﻻ',
    'ﺍ',
    'ﻚ',
    'Ａ',
    '中',
    '文',
    '一',
    'ꀀ',
    'ぁ',
    '\u{3099}',
    '€',
    '🌍',
    '🇸',
    '\u{E0100}',
    '𐤀',
    'ᚠ',
    '\u{301}',
    'я',
    '\u{620}',
    '\u{63B}',
    'ئ',
];

fn random_text(state: &mut u64, len: usize, rare: u64) -> String {
    let pick = |set: &[char], at: u64| set[usize::try_from(at % set.len() as u64).unwrap()];
    (0..len)
        .map(|_| {
            let at = random(state) >> 8;
            match random(state) % 24 {
                0..=11 => pick(&['ب', 'ت', 'ل', 'م', 'ن', 'ا', 'و', 'ي', 'ة'], at),
                12..=15 => ' ',
                16 => pick(&['A', 'z', '7', '.', '\n', '\0', '\u{7F}'], at),
                17 | 18 => pick(&['\u{64E}', '\u{651}', 'ـ', '\u{650}'], at),
                19 => pick(&['أ', 'إ', 'ٱ', '٣', '٩', 'ة', 'ئ'], at),
                20 => pick(&['ی', 'ک', 'پ', '۳', '،'], at),
                21 => pick(&['\u{A0}', '«', '»', '\u{AD}'], at),
                _ if random(state) % 100 < rare => pick(&RARE, at),
                _ => 'ق',
            }
        })
        .collect()
}

/// The whole text: the scanner over what it takes, one character copied where it stops.
fn run(
    kernel: Kernel,
    table: &FoldTable,
    text: &str,
    from: usize,
) -> (String, Vec<usize>, Vec<usize>) {
    let (mut out, mut dropped, mut stops) = (String::new(), Dropped::of(text), Vec::new());
    let mut at = from;
    loop {
        at = fold(kernel, table, text, at, &mut out, &mut dropped);
        let Some(c) = text[at..].chars().next() else { break };
        stops.push(at);
        out.push(c);
        at += c.len_utf8();
    }
    (out, dropped.places(), stops)
}

#[test]
fn kernels_are_equal_on_random_text_at_all_lengths() {
    let tables = [table(false), table(true)];
    let mut state = 88_172_645_463_325_252;
    for round in 0..6000 {
        let table = &tables[round % 2];
        let len = if round % 50 == 0 { 3000 } else { round % 201 };
        let text = random_text(&mut state, len, [0, 5, 60, 100][round % 4]);
        let from = text.char_indices().map(|(at, _)| at).nth(round % 7).unwrap_or(0);
        let expected = run(Kernel::Scalar, table, &text, from);
        for kernel in Kernel::available() {
            assert_eq!(run(kernel, table, &text, from), expected, "{kernel} {text:?}");
            let mut out = String::new();
            fold(kernel, table, &text, from, &mut out, &mut ());
            assert!(expected.0.starts_with(&out), "{kernel} {text:?}");
            assert_eq!(
                same(kernel, table, &text, from),
                same(Kernel::Scalar, table, &text, from),
                "{kernel} {text:?}"
            );
        }
    }
}

/// Every character of one and two bytes and of the rows that `table` does something to, and a few
/// of each other row.
fn all_kinds() -> impl Iterator<Item = char> {
    let whole = [0x1680..0x1700, 0x2000..0x2180, 0x3040..0x30A0, 0xFE80..0x1_0000];
    let all = (1..FoldTable::TWO_BYTES).chain(whole.into_iter().flatten());
    let some = (FoldTable::TWO_BYTES..FoldTable::LEN).step_by(61);
    let astral = [0x1_0000, 0x1_EFFF, 0x1_F000, 0x1_FFFF, 0x2_0000, 0xE_0100, 0x10_FFFF];
    all.chain(some).chain(astral).filter_map(char::from_u32)
}

#[test]
fn every_entry_is_the_same_at_every_place_of_a_block() {
    let tables = [table(false), table(true)];
    for c in all_kinds() {
        for (n, before) in
            [0, 1, 28, 29, 30, 31, 32, 60, 61, 62, 63, 64, 127].into_iter().enumerate()
        {
            let table = &tables[n % 2];
            // behind the end there is nothing to look at, or text, or the same again
            let behind = ["".to_owned(), "ب".repeat(70), format!("{c}{c}ب{c}")];
            let text = format!("{}{c}{}", "a".repeat(before), behind[(c as usize + n) % 3]);
            let expected = run(Kernel::Scalar, table, &text, 0);
            for kernel in Kernel::available() {
                assert_eq!(run(kernel, table, &text, 0), expected, "{kernel} U+{:04X}", c as u32);
            }
        }
    }
}

#[test]
fn the_portable_form_does_what_entries_say() {
    for odd_ascii in [false, true] {
        let table = table(odd_ascii);
        for c in all_kinds() {
            let (out, dropped, stops) = run(Kernel::Scalar, &table, &c.to_string(), 0);
            let told = c.len_utf8() - out.len();
            assert_eq!(dropped, (out.len()..c.len_utf8()).collect::<Vec<_>>(), "{c:?}");
            assert_eq!(table.output_len(c).is_none(), !stops.is_empty(), "{c:?}");
            assert_eq!(table.output_len(c).unwrap_or(c.len_utf8()), c.len_utf8() - told, "{c:?}");
            assert_eq!(table.keeps(c), stops.is_empty() && out == c.to_string(), "{c:?}");
        }
        let folded = |c: char| run(Kernel::Scalar, &table, &c.to_string(), 0).0;
        for (c, to) in [('“', "\""), ('\u{200F}', ""), ('ﻚ', "ك"), ('Ａ', "a"), ('一', "帀")]
        {
            assert_eq!(folded(c), to);
        }
        assert_eq!((folded('ﻻ').as_str(), folded('🌍').as_str()), ("ﻻ", "🌍"));
    }
}

#[test]
fn entries_can_be_set_again() {
    let mut table = table(false);
    let row = '\u{2000}'..='\u{203F}';
    for entry in [Entry::Delete, Entry::Complex] {
        row.clone().for_each(|c| table.set(c, entry));
        assert_eq!(table.output_len('…'), (entry == Entry::Delete).then_some(0));
    }
    // a row kept whole, then not, then kept again
    row.clone().for_each(|c| table.set(c, Entry::Char(c)));
    assert!(row.clone().all(|c| table.keeps(c)));
    table.set('…', Entry::Char('.'));
    let text = "“هنا… وهناك”".repeat(9);
    for kernel in Kernel::available() {
        let (out, _, stops) = run(kernel, &table, &text, 0);
        assert_eq!((out, stops), (text.replace('…', "."), vec![]), "{kernel}");
    }
    table.set('…', Entry::Char('…'));
    assert!(row.clone().all(|c| table.keeps(c)));
    // longer outputs and characters without a place do nothing
    table.set('a', Entry::Char('ا'));
    table.set('🌍', Entry::Delete);
    assert_eq!((table.output_len('a'), table.output_len('🌍')), (None, Some(4)));
}
