//! Every kernel gives the bytes, the edits and the stops of the portable one.

use super::{Edits, Entry, FoldTable, Kernel, fold, same};

/// Dropped bytes as a plain list.
#[derive(Default)]
struct Dropped(Vec<usize>);

impl Edits for Dropped {
    const RECORD: bool = true;

    fn drop_bits(&mut self, word: usize, drop: u64) {
        self.0.extend((0..64).filter(|bit| drop >> bit & 1 == 1).map(|bit| word * 64 + bit));
    }
}

/// A table with every kind of entry: kept, mapped within a lead, to another lead, to ASCII, deleted,
/// complex. With `odd_ascii`, ASCII is treated as no profile does.
fn table(odd_ascii: bool) -> FoldTable {
    let mut table = FoldTable::all_complex();
    for c in (0..FoldTable::LEN).filter_map(char::from_u32) {
        table.set(
            c,
            match c {
                'A'..='Z' => Entry::Char(c.to_ascii_lowercase()),
                '\t'..='\u{C}' | '\u{A0}' => Entry::Char(' '),
                '\u{7F}' if odd_ascii => Entry::Delete,
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
    table
}

fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

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
                19 => pick(&['أ', 'إ', 'ٱ', '٣', '٩'], at),
                20 => pick(&['ی', 'ک', 'پ', '۳', '،'], at),
                21 => pick(&['\u{A0}', '«', '»', '\u{AD}'], at),
                _ if random(state) % 100 < rare => {
                    pick(&['“', '\u{200F}', '\u{654}', '\r', 'é', 'ﻻ', '中', '🌍', '\u{301}'], at)
                }
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
    let (mut out, mut dropped, mut stops) = (String::new(), Dropped::default(), Vec::new());
    let mut at = from;
    loop {
        at = fold(kernel, table, text, at, &mut out, &mut dropped);
        let Some(c) = text[at..].chars().next() else { break };
        stops.push(at);
        out.push(c);
        at += c.len_utf8();
    }
    (out, dropped.0, stops)
}

#[test]
fn kernels_are_equal_on_random_text_at_all_lengths() {
    let tables = [table(false), table(true)];
    let mut state = 88_172_645_463_325_252;
    for round in 0..6000 {
        let table = &tables[round % 2];
        let len = if round % 50 == 0 { 3000 } else { round % 201 };
        let text = random_text(&mut state, len, [0, 5, 60][round % 3]);
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

#[test]
fn every_entry_is_the_same_at_every_place_of_a_block() {
    let table = table(false);
    for c in (1..FoldTable::LEN).filter_map(char::from_u32) {
        for before in [0, 1, 29, 30, 31, 32, 61, 62, 63, 64, 127] {
            let text = format!("{}{c}{}", "a".repeat(before), "ب".repeat(70));
            let expected = run(Kernel::Scalar, &table, &text, 0);
            for kernel in Kernel::available() {
                assert_eq!(run(kernel, &table, &text, 0), expected, "{kernel} U+{:04X}", c as u32);
            }
        }
    }
}
