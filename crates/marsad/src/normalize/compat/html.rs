//! Character references of HTML, read as `html.unescape` of CPython reads them.
//!
//! A name may end without `;` where HTML allows it, and then takes the longest name that fits. A
//! number that is no character, or one that HTML takes from windows-1252, is replaced as HTML says;
//! a few are deleted. What is no reference stays.

mod entities;

use super::Rewrite;
use entities::ENTITIES;

/// Bytes of the longest name, with its `;`.
const LONGEST: usize = 32;

/// Resolves the references of `text`.
pub(super) fn unescape(text: &str, out: &mut dyn Rewrite) {
    let mut kept = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let Some(rest) = text.get(at + 1..) else { continue };
        let mut buffer = [0; 4];
        let found = match rest.strip_prefix('#') {
            Some(number) => numeric(number)
                .map(|(c, len)| (c.map_or("", |c| &*c.encode_utf8(&mut buffer)), len + 1)),
            None => named(rest),
        };
        if let Some((with, len)) = found {
            let to = at + 1 + len;
            out.keep(kept, at);
            if with.is_empty() {
                out.drop(at, to);
            } else {
                out.replace(at, to, with);
            }
            kept = to;
        }
    }
    out.keep(kept, text.len());
}

/// The reference whose name `rest` begins with: its text, and the length of the name.
fn named(rest: &str) -> Option<(&'static str, usize)> {
    // A name of HTML is ASCII, and holds none of what ends one for CPython.
    let is_name = |b: &u8| b.is_ascii_alphanumeric();
    let letters = rest.bytes().take(LONGEST).take_while(is_name).count();
    let closed = rest.as_bytes().get(letters) == Some(&b';');
    // one letter is no name, even with `;`
    (2..=letters + usize::from(closed)).rev().find_map(|len| {
        let name = rest.get(..len)?;
        let found = ENTITIES.binary_search_by_key(&name, |&(name, _)| name).ok()?;
        ENTITIES.get(found).map(|&(_, text)| (text, len))
    })
}

/// The number that `rest`, which stands behind `#`, begins with: its character, if it gives one,
/// and the length.
fn numeric(rest: &str) -> Option<(Option<char>, usize)> {
    let hex = rest.starts_with(['x', 'X']);
    let digits = rest.get(usize::from(hex)..)?;
    let radix = if hex { 16 } else { 10 };
    let (mut code, mut len) = (0u32, 0);
    for digit in digits.chars().map_while(|c| c.to_digit(radix)) {
        // stays above all characters once it is
        code = (code * radix + digit).min(0x11_0000);
        len += 1;
    }
    if len == 0 {
        return None;
    }
    let closed = digits.as_bytes().get(len) == Some(&b';');
    Some((character(code), usize::from(hex) + len + usize::from(closed)))
}

/// The character that HTML gives for a number; none for controls and noncharacters.
fn character(code: u32) -> Option<char> {
    match code {
        0 | 0xD800..=0xDFFF | 0x11_0000.. => Some('\u{FFFD}'),
        0x80..=0x9F => {
            let windows = WINDOWS_1252.get(code as usize - 0x80).copied();
            windows.filter(|&c| c != '\0').or(char::from_u32(code))
        }
        0x01..=0x08 | 0x0B | 0x0E..=0x1F | 0x7F | 0xFDD0..=0xFDEF => None,
        _ if code & 0xFFFE == 0xFFFE => None,
        _ => char::from_u32(code),
    }
}

/// What windows-1252 has at 0x80 to 0x9F; NUL where it has nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];
