//! Which encoding bytes are in. What each step goes by is told at [`Encoding::detect`].

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use memchr::memchr2;

use super::plausible::weigh;
use super::{BOM, Encoding, Kind};

/// Most bytes looked at.
const SAMPLE: usize = 64 * 1024;
/// Most bytes looked at for UTF-16.
const UNITS_SAMPLE: usize = 4 * 1024;

pub(super) fn detect(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xFF, 0xFE, ..] => return Encoding::UTF_16LE,
        [0xFE, 0xFF, ..] => return Encoding::UTF_16BE,
        _ if bytes.starts_with(BOM) => return Encoding::UTF_8,
        _ => {}
    }
    if let Some(encoding) = utf_16(bytes.get(..UNITS_SAMPLE).unwrap_or(bytes)) {
        return encoding;
    }
    let Some(first) = bytes.iter().position(|byte| !byte.is_ascii()) else {
        return Encoding::UTF_8;
    };
    // the word before it is evidence too
    let rest = bytes.get(first.saturating_sub(32)..).unwrap_or_default();
    let (sample, is_whole) = match rest.get(..SAMPLE) {
        Some(sample) => (sample, false),
        None => (rest, true),
    };
    let (good, bad) = sequences(sample);
    if good >= bad {
        return Encoding::UTF_8;
    }
    let (arabic, is_plausible) = arabic(sample);
    if is_plausible && let Some(encoding) = arabic {
        return encoding;
    }
    let other = other(sample, is_whole);
    // what stands for the want of a better is no word in which hardly a letter is from ASCII
    match (other, arabic) {
        (None, Some(arabic)) => arabic,
        (Some(Encoding(Kind::Whatwg(other))), Some(arabic))
            if other == encoding_rs::WINDOWS_1252 && is_dense(sample) =>
        {
            arabic
        }
        (other, _) => other.unwrap_or(Encoding::UTF_8),
    }
}

/// UTF-16 without a mark: nearly all units are those of Latin or Arabic text, in one of the orders.
fn utf_16(sample: &[u8]) -> Option<Encoding> {
    // in bytes of any other encoding these are hardly ever found
    memchr2(0x00, 0x06, sample)?;
    let units = sample.len() / 2;
    let fitting = |unit: fn([u8; 2]) -> u16| {
        let pairs = sample.chunks_exact(2).filter_map(|two| <[u8; 2]>::try_from(two).ok());
        let (mut usual, mut possible) = (0, 0);
        for unit in pairs.map(unit) {
            match unit {
                0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0xFF | 0x600..=0x6FF => usual += 1,
                // other blocks that Arabic text has characters of
                0x100..=0x17F | 0x750..=0x77F | 0x2000..=0x206F | 0xFB50..=0xFEFF => possible += 1,
                _ => {}
            }
        }
        (usual * 2 >= units && (usual + possible) * 10 >= units * 9).then_some(usual)
    };
    let little = fitting(u16::from_le_bytes).unwrap_or(0);
    let big = fitting(u16::from_be_bytes).unwrap_or(0);
    match little.max(big) {
        // one unit is two bytes of anything
        0 | 1 => None,
        _ if little >= big => Some(Encoding::UTF_16LE),
        _ => Some(Encoding::UTF_16BE),
    }
}

/// How many characters of several bytes the sample has as UTF-8, and how many mistakes.
fn sequences(sample: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    let mut at = 0;
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        at += chunk.valid().len() + chunk.invalid().len();
        let is_cut = at == sample.len()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        bad += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    (good, bad)
}

/// Whether most bytes beyond ASCII stand beside each other, as in no language of Latin letters.
fn is_dense(sample: &[u8]) -> bool {
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
    let pairs = sample.windows(2).filter(|two| two.iter().all(|byte| !byte.is_ascii())).count();
    pairs * 2 >= high
}

/// The encoding in which the sample is Arabic, if it may be in one, and whether it is likely.
fn arabic(sample: &[u8]) -> (Option<Encoding>, bool) {
    let candidates = [Encoding::ISO_8859_6, Encoding::WINDOWS_1256, Encoding::MAC_ARABIC];
    let weighed = candidates.map(|encoding| (encoding, weigh(encoding, sample)));
    let possible = weighed.into_iter().filter(|(encoding, weight)| weight.is_possible(*encoding));
    // the first of equals
    let best = possible.reduce(|best, next| if next.1.sum > best.1.sum { next } else { best });
    let Some((encoding, weight)) = best else { return (None, false) };
    // letters and their marks are the same bytes in both; blanks of Arabic are a byte of their own
    // in MacArabic, which in ISO-8859-6 is a blank that is hardly ever used
    let blanks = |byte| sample.iter().filter(|&&found| found == byte).count();
    let is_mac = encoding == Encoding::ISO_8859_6 && blanks(0xA0) > blanks(b' ');
    let is_plausible = weight.is_plausible(encoding);
    (Some(if is_mac { Encoding::MAC_ARABIC } else { encoding }), is_plausible)
}

/// Any other encoding that gives words.
fn other(sample: &[u8], is_whole: bool) -> Option<Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, is_whole);
    let mut guess = detector.guess(None, Utf8Detection::Deny);
    if guess == encoding_rs::WINDOWS_1256 || guess == encoding_rs::ISO_8859_6 {
        // it is not, and windows-1256 has the small letters of French where windows-1252 has them
        guess = encoding_rs::WINDOWS_1252;
    }
    let (text, _) = guess.decode_without_bom_handling(sample);
    let mut before = ' ';
    // a lone letter is no word, but may stand between some
    let (mut foreign, mut likely, mut in_words) = (0_usize, 0_usize, 0_usize);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let is_beside = |c: char| c.is_alphabetic();
            let in_word = is_beside(before) || chars.peek().is_some_and(|&next| is_beside(next));
            foreign += 1;
            likely += usize::from(c.is_alphabetic() || is_typographic(c));
            in_words += usize::from(c.is_alphabetic() && in_word);
        }
        before = c;
    }
    (in_words > 0 && likely * 10 >= foreign * 9).then_some(Encoding(Kind::Whatwg(guess)))
}

/// Punctuation of print beyond ASCII.
fn is_typographic(c: char) -> bool {
    matches!(c, '\u{A0}' | '«' | '»' | '°' | '\u{2013}'..='\u{201E}' | '…' | '€' | '、' | '。')
}
