//! Bytes to text. Nothing is refused: what is no Unicode becomes U+FFFD and is counted.

use std::borrow::Cow;

use memchr::memchr;

/// The bytes as text, and how many U+FFFD were put in. Invalid UTF-8 is replaced one maximal ill-formed
/// part at a time, as [`String::from_utf8_lossy`] does.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, u32) {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), 0),
        Err(_) => {
            let (text, replaced) = decode_lossy(bytes);
            (Cow::Owned(text), replaced)
        }
    }
}

#[cold]
fn decode_lossy(bytes: &[u8]) -> (String, u32) {
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut replaced = 0_u32;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced = replaced.saturating_add(1);
        }
    }
    (text, replaced)
}

/// Turns each `\uD800`–`\uDFFF` escape of a JSON text that is no half of a pair into `\ufffd`, in
/// place, and returns how many there were. JSON allows them, Unicode has no character for them, and
/// a parser would refuse the whole text for one. Takes one pass over the backslashes.
///
/// ```
/// let mut json = *br#""\ud83d\ude00 \ud83d""#;
/// assert_eq!(marsad_io::mend_surrogates(&mut json), 1);
/// assert_eq!(&json, br#""\ud83d\ude00 \ufffd""#);
/// ```
pub fn mend_surrogates(json: &mut [u8]) -> u32 {
    let mut mended = 0_u32;
    let mut at = 0;
    // outside of strings a backslash is a mistake that the parser reports, so none is special here
    while let Some(found) = json.get(at..).and_then(|rest| memchr(b'\\', rest)) {
        at += found;
        match unit_escape(json, at) {
            Some(0xD800..=0xDBFF) if matches!(unit_escape(json, at + 6), Some(0xDC00..=0xDFFF)) => {
                at += 12;
            }
            Some(0xD800..=0xDFFF) => {
                if let Some(digits) = json.get_mut(at + 2..at + 6) {
                    digits.copy_from_slice(b"fffd");
                    mended = mended.saturating_add(1);
                }
                at += 6;
            }
            Some(_) => at += 6,
            None => at += 2,
        }
    }
    mended
}

/// The value of the `\uXXXX` that begins at `at`.
fn unit_escape(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0_u16, |unit, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mended(json: &str) -> (String, u32) {
        let mut bytes = json.as_bytes().to_vec();
        let n = mend_surrogates(&mut bytes);
        (String::from_utf8(bytes).unwrap(), n)
    }

    #[test]
    fn pairs_stay_and_halves_go() {
        for (json, expected, n) in [
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#, 0),
            (r#""\uD83D\uDE00""#, r#""\uD83D\uDE00""#, 0),
            (r#""\ud83d""#, r#""\ufffd""#, 1),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#, 2),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#, 1),
            (r#""\ud83dx\ude00""#, r#""\ufffdx\ufffd""#, 2),
            (r#""\\ud83d""#, r#""\\ud83d""#, 0),
            (r#""\\\ud83d""#, r#""\\\ufffd""#, 1),
            (r#""\u0645\"\n""#, r#""\u0645\"\n""#, 0),
            (r#""\ud8"#, r#""\ud8"#, 0),
            ("\\", "\\", 0),
        ] {
            assert_eq!(mended(json), (expected.to_owned(), n), "{json}");
        }
    }

    proptest! {
        #[test]
        fn decoding_is_that_of_std(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            prop_assume!(!bytes.windows(3).any(|three| three == b"\xEF\xBF\xBD"));
            let expected = String::from_utf8_lossy(&bytes).into_owned();
            let (text, replaced) = decode(&bytes);
            prop_assert_eq!(&text, &expected);
            prop_assert_eq!(replaced as usize, text.matches('\u{FFFD}').count());
        }

        #[test]
        fn mended_json_is_parsed(units in prop::collection::vec(any::<u16>(), 0..12)) {
            let escapes: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let (json, n) = mended(&format!("\"{escapes}\""));
            let text: String = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&text, &String::from_utf16_lossy(&units));
            let lone = char::decode_utf16(units).filter(Result::is_err).count();
            prop_assert_eq!(n as usize, lone);
        }
    }
}
