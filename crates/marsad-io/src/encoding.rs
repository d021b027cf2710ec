//! Encodings: how text is written in bytes, which of them some bytes are in, and where each
//! character of the decoded text stood.
//!
//! UTF-8 comes first: bytes that are UTF-8, or UTF-8 with some mistakes, are taken as such. Decoding
//! never fails; what is no text in the encoding becomes U+FFFD and is counted.

mod detect;
mod mac_arabic;
mod pairs;
mod plausible;
mod source_map;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

pub use source_map::{SourceIndex, SourceMap};

/// A UTF-8 byte order mark.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A way of writing text in bytes.
///
/// Known are UTF-8, UTF-16, the three of Arabic (windows-1256, ISO-8859-6, MacArabic) and all others
/// of the WHATWG Encoding Standard, by any of their labels.
///
/// ```
/// use marsad_io::Encoding;
/// let encoding: Encoding = "CP1256".parse()?;
/// assert_eq!((encoding, encoding.name()), (Encoding::WINDOWS_1256, "windows-1256"));
/// assert_eq!(encoding.decode(b"\xE3\xD1\xD5\xCF").text, "مرصد");
/// # Ok::<(), marsad_io::UnknownEncoding>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding(Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    MacArabic,
    /// UTF-16 in the order its byte order mark tells, little-endian without one.
    Utf16,
    Whatwg(&'static encoding_rs::Encoding),
}

/// A text and how well its bytes fitted.
///
/// ```
/// use marsad_io::Encoding;
/// let decoded = Encoding::UTF_8.decode(b"a\xFFb");
/// assert_eq!((&*decoded.text, decoded.replaced), ("a\u{FFFD}b", 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text; the bytes themselves where they are UTF-8 already.
    pub text: Cow<'a, str>,
    /// How many U+FFFD were put in for bytes that mean nothing in the encoding.
    pub replaced: u32,
}

/// A label that is that of no encoding.
///
/// ```
/// let error = "utf-7".parse::<marsad_io::Encoding>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown encoding `utf-7`; known are utf-8, "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEncoding(String);

impl fmt::Display for UnknownEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown encoding `{}`; known are utf-8, utf-16le, utf-16be, windows-1256, \
             iso-8859-6, macarabic and the labels of the WHATWG Encoding Standard",
            self.0
        )
    }
}

impl std::error::Error for UnknownEncoding {}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(label: &str) -> Result<Self, UnknownEncoding> {
        let lower = label.trim().to_ascii_lowercase();
        match lower.as_str() {
            "macarabic" | "mac-arabic" | "mac_arabic" | "x-mac-arabic" => {
                return Ok(Encoding::MAC_ARABIC);
            }
            "utf-16" | "utf16" => return Ok(Encoding(Kind::Utf16)),
            _ => {}
        }
        // names by which Python, iconv and Windows know encodings that the standard calls otherwise
        let label = match lower.as_str() {
            "utf-16-le" | "utf16le" => "utf-16le",
            "utf-16-be" | "utf16be" => "utf-16be",
            "cp-1256" | "windows1256" => "windows-1256",
            "iso_8859_6" | "iso8859_6" => "iso-8859-6",
            other => other,
        };
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())
            .map(|encoding| Encoding(Kind::Whatwg(encoding)))
            .ok_or_else(|| UnknownEncoding(lower.clone()))
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding(Kind::Whatwg(encoding_rs::UTF_8));
    /// UTF-16, the low byte of each unit first.
    pub const UTF_16LE: Encoding = Encoding(Kind::Whatwg(encoding_rs::UTF_16LE));
    /// UTF-16, the high byte of each unit first.
    pub const UTF_16BE: Encoding = Encoding(Kind::Whatwg(encoding_rs::UTF_16BE));
    /// Arabic, Persian and Urdu of Windows, beside the small letters of French.
    pub const WINDOWS_1256: Encoding = Encoding(Kind::Whatwg(encoding_rs::WINDOWS_1256));
    /// Arabic of ISO, ASMO 708.
    pub const ISO_8859_6: Encoding = Encoding(Kind::Whatwg(encoding_rs::ISO_8859_6));
    /// Arabic of the Mac OS before X.
    pub const MAC_ARABIC: Encoding = Encoding(Kind::MacArabic);
    /// Western European of Windows.
    pub const WINDOWS_1252: Encoding = Encoding(Kind::Whatwg(encoding_rs::WINDOWS_1252));

    /// Its name in the WHATWG Encoding Standard, or `macarabic`, which is not in it; `utf-16` when
    /// the byte order mark is to tell the order.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::MacArabic => "macarabic",
            Kind::Utf16 => "utf-16",
            Kind::Whatwg(encoding) => encoding.name(),
        }
    }

    /// The encoding that `bytes`, all of a text or its first part, are most likely in.
    ///
    /// - A byte order mark decides. Without one, UTF-16 is known by its high bytes: every second one
    ///   is 00 or 06 in Latin and Arabic text.
    /// - Bytes that are UTF-8, or hold at least as many good sequences of several bytes as bad ones,
    ///   are UTF-8.
    /// - Others are read as windows-1256, ISO-8859-6 and MacArabic, and weighed by what is usual in
    ///   Arabic and Persian words: which letter follows which, with what a word begins and ends, what
    ///   stands beside a letter. Where the latter two can not be told apart their texts are equal
    ///   but for directions, and it is ISO-8859-6.
    /// - What is not likely Arabic in any of them is what the detector of Firefox says, if that gives
    ///   words. If not, it is Arabic where it may be, and UTF-8 with mistakes otherwise.
    ///
    /// Looks at 64 KiB at most, from the first byte on that is not ASCII. A sequence that the end of
    /// `bytes` cuts is no mistake.
    ///
    /// ```
    /// use marsad_io::Encoding;
    /// assert_eq!(Encoding::detect("وصل الوفد".as_bytes()), Encoding::UTF_8);
    /// let windows = b"\xE6\xD5\xE1 \xC7\xE1\xE6\xDD\xCF \xC5\xE1\xEC \xC7\xE1\xDE\xC7\xE5\xD1\xC9";
    /// assert_eq!(Encoding::detect(windows), Encoding::WINDOWS_1256);
    /// assert_eq!(Encoding::detect("d\u{E9}j\u{E0} vu".as_bytes()), Encoding::UTF_8);
    /// assert_eq!(Encoding::detect(b"Le caf\xE9 \xE9tait ferm\xE9"), Encoding::WINDOWS_1252);
    /// ```
    pub fn detect(bytes: &[u8]) -> Encoding {
        detect::detect(bytes)
    }

    /// The bytes as text. Valid UTF-8 is not copied.
    ///
    /// A byte order mark of UTF-16 is no part of the text; one of UTF-8 is, as U+FEFF, so that
    /// positions in the text are those in the file. Invalid UTF-8 is replaced one maximal ill-formed
    /// part at a time, as [`String::from_utf8_lossy`] does; in UTF-16 half of a pair is one U+FFFD, and
    /// so is a last odd byte.
    ///
    /// ```
    /// use marsad_io::Encoding;
    /// let bytes = [0xFF, 0xFE, 0x45, 0x06];
    /// assert_eq!(Encoding::UTF_16LE.decode(&bytes).text, "م");
    /// ```
    pub fn decode(self, bytes: &[u8]) -> Decoded<'_> {
        match self.0 {
            Kind::MacArabic => {
                let mut text = String::with_capacity(bytes.len() * 2);
                text.extend(bytes.iter().map(|&byte| mac_arabic::character(byte)));
                Decoded { text: Cow::Owned(text), replaced: 0 }
            }
            Kind::Utf16 => self.in_order_of(bytes).decode(bytes),
            Kind::Whatwg(encoding) if encoding == encoding_rs::UTF_8 => {
                let (text, replaced) = crate::decode::decode(bytes);
                Decoded { text, replaced }
            }
            Kind::Whatwg(encoding) => {
                let bytes = bytes.get(self.mark_len(bytes)..).unwrap_or_default();
                let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
                let replaced = match has_errors {
                    true => self.replaced(bytes, &text),
                    false => 0,
                };
                Decoded { text, replaced }
            }
        }
    }

    /// How many U+FFFD of a decoded text were put in.
    #[cold]
    fn replaced(self, bytes: &[u8], text: &str) -> u32 {
        let all = text.matches(char::REPLACEMENT_CHARACTER).count();
        // UTF-16 can write the character itself
        let own = match self.unit16() {
            Some(unit) => bytes
                .chunks_exact(2)
                .filter(|two| <[u8; 2]>::try_from(*two).is_ok_and(|two| unit(two) == 0xFFFD))
                .count(),
            None => 0,
        };
        u32::try_from(all.saturating_sub(own)).unwrap_or(u32::MAX)
    }

    /// What reads a unit of UTF-16, if this is UTF-16.
    fn unit16(self) -> Option<fn([u8; 2]) -> u16> {
        if self == Encoding::UTF_16LE {
            Some(u16::from_le_bytes)
        } else if self == Encoding::UTF_16BE {
            Some(u16::from_be_bytes)
        } else {
            None
        }
    }

    /// Whether it is UTF-16 in a known order.
    pub(crate) fn is_utf16(self) -> bool {
        self.unit16().is_some()
    }

    /// Length of the byte order mark before the text that is no part of it.
    pub(crate) fn mark_len(self, bytes: &[u8]) -> usize {
        match self.unit16() {
            Some(unit) => match bytes {
                [a, b, ..] if unit([*a, *b]) == 0xFEFF => 2,
                _ => 0,
            },
            None => 0,
        }
    }

    /// The encoding with the byte order its mark tells, for the one that leaves it open.
    pub(crate) fn in_order_of(self, bytes: &[u8]) -> Encoding {
        match (self.0, bytes) {
            (Kind::Utf16, [0xFE, 0xFF, ..]) => Encoding::UTF_16BE,
            (Kind::Utf16, _) => Encoding::UTF_16LE,
            _ => self,
        }
    }

    /// Whether LF, quotes and commas are the bytes they are in ASCII, and nothing else is.
    pub(crate) fn is_ascii_based(self) -> bool {
        match self.0 {
            Kind::MacArabic => true,
            Kind::Utf16 => false,
            Kind::Whatwg(encoding) => encoding.is_single_byte() || encoding == encoding_rs::UTF_8,
        }
    }

    /// What decodes a stream, for an encoding that is not [based on ASCII](Self::is_ascii_based).
    pub(crate) fn decoder(self) -> Option<encoding_rs::Decoder> {
        match self.0 {
            Kind::Whatwg(encoding) => Some(encoding.new_decoder_with_bom_removal()),
            Kind::MacArabic | Kind::Utf16 => None,
        }
    }
}
