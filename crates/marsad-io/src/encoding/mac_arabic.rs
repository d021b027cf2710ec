//! MacArabic, the encoding of Arabic in Mac OS before it had Unicode.
//!
//! The table is that of Unicode's `MAPPINGS/VENDORS/APPLE/ARABIC.TXT`. Apple had the punctuation of
//! ASCII and the digits twice, once for either direction; a text decoded has them once, and the
//! direction is left to the Unicode bidirectional algorithm.

/// The characters of the bytes from 80 to FF; those below are ASCII.
#[rustfmt::skip]
const HIGH: [char; 128] = [
    '\u{C4}', '\u{A0}', '\u{C7}', '\u{C9}', '\u{D1}', '\u{D6}', '\u{DC}', '\u{E1}', // 80
    '\u{E0}', '\u{E2}', '\u{E4}', '\u{6BA}', '\u{AB}', '\u{E7}', '\u{E9}', '\u{E8}', // 88
    '\u{EA}', '\u{EB}', '\u{ED}', '\u{2026}', '\u{EE}', '\u{EF}', '\u{F1}', '\u{F3}', // 90
    '\u{BB}', '\u{F4}', '\u{F6}', '\u{F7}', '\u{FA}', '\u{F9}', '\u{FB}', '\u{FC}', // 98
    '\u{20}', '\u{21}', '\u{22}', '\u{23}', '\u{24}', '\u{66A}', '\u{26}', '\u{27}', // A0
    '\u{28}', '\u{29}', '\u{2A}', '\u{2B}', '\u{60C}', '\u{2D}', '\u{2E}', '\u{2F}', // A8
    '\u{660}', '\u{661}', '\u{662}', '\u{663}', '\u{664}', '\u{665}', '\u{666}', '\u{667}', // B0
    '\u{668}', '\u{669}', '\u{3A}', '\u{61B}', '\u{3C}', '\u{3D}', '\u{3E}', '\u{61F}', // B8
    '\u{274A}', '\u{621}', '\u{622}', '\u{623}', '\u{624}', '\u{625}', '\u{626}', '\u{627}', // C0
    '\u{628}', '\u{629}', '\u{62A}', '\u{62B}', '\u{62C}', '\u{62D}', '\u{62E}', '\u{62F}', // C8
    '\u{630}', '\u{631}', '\u{632}', '\u{633}', '\u{634}', '\u{635}', '\u{636}', '\u{637}', // D0
    '\u{638}', '\u{639}', '\u{63A}', '\u{5B}', '\u{5C}', '\u{5D}', '\u{5E}', '\u{5F}', // D8
    '\u{640}', '\u{641}', '\u{642}', '\u{643}', '\u{644}', '\u{645}', '\u{646}', '\u{647}', // E0
    '\u{648}', '\u{649}', '\u{64A}', '\u{64B}', '\u{64C}', '\u{64D}', '\u{64E}', '\u{64F}', // E8
    '\u{650}', '\u{651}', '\u{652}', '\u{67E}', '\u{679}', '\u{686}', '\u{6D5}', '\u{6A4}', // F0
    '\u{6AF}', '\u{688}', '\u{691}', '\u{7B}', '\u{7C}', '\u{7D}', '\u{698}', '\u{6D2}', // F8
];

/// The character of a byte. Every byte has one.
pub(super) fn character(byte: u8) -> char {
    match HIGH.get(usize::from(byte).wrapping_sub(0x80)) {
        Some(&high) => high,
        None => char::from(byte),
    }
}
