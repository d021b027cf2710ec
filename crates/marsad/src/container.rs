//! The file of a compiled list: a header, a table of sections, and the sections.
//!
//! A [`Container`] is bytes that were found sound: made here, or given by a frontend, which opens the
//! file and may have it mapped. It knows no section's meaning. Each damage of a byte is found: all
//! bytes are under a checksum or must be zero.
//!
//! [`Container::open`] checks, in this order: magic, order of bytes, version, length, checksum of
//! header and table, fingerprint, places of the sections, padding, checksums of the sections. It
//! accepts or refuses any bytes whatever, without a panic.
//!
//! The layout in numbers, which `docs/format.md` tells in words:
//!
//! | bytes | what |
//! |---|---|
//! | 0..8 | [`MAGIC`] |
//! | 8..12 | [`VERSION`] |
//! | 12..16 | [`ORDER`], in the order of bytes of the machine that wrote the file |
//! | 16..24 | length of the file, bytes |
//! | 24..32 | fingerprint of what the content was made with |
//! | 32..36 | number of sections |
//! | 36..40 | zero |
//! | 40..48 | checksum of the bytes 0..40 and of the table |
//! | 48..64 | zero |
//! | 64.. | the table: for each section its kind (4 bytes), zero (4), start (8), length (8), checksum (8) |
//!
//! Each section begins at the next multiple of 64; what lies between is zero.

mod bytes;
mod error;
#[cfg(test)]
mod tests;

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;
use zerocopy::FromBytes;

pub use error::OpenError;

pub(crate) use bytes::Bytes;
pub(crate) use error::Damage;

use error::Kind;

/// First bytes of a compiled list. They are no text, and a change of line ends shows in them.
pub(crate) const MAGIC: [u8; 8] = *b"\x89MRSD\r\n\x1A";

/// Version of the layout, of this module and of the sections.
pub(crate) const VERSION: u32 = 1;

/// Tells one order of bytes from the other.
const ORDER: u32 = 0x0102_0304;

const HEADER: usize = 64;
/// Where the checksum of header and table stands.
const CHECKSUM: Range<usize> = 40..48;
/// Bytes of a section in the table.
const ENTRY: usize = 32;
/// Sections begin at multiples of this.
const ALIGN: usize = 64;
/// Far more than there are kinds.
const MOST_SECTIONS: u32 = 256;

/// Sound bytes, and where in them each section lies.
#[derive(Debug, Clone)]
pub(crate) struct Container {
    bytes: Bytes,
    sections: Vec<(u32, Range<usize>)>,
}

impl Container {
    /// Writes sections, of different kinds, one behind the other. Cost: a copy of each.
    pub(crate) fn write(fingerprint: u64, sections: &[(u32, &[u8])]) -> Container {
        let mut end = HEADER + ENTRY * sections.len();
        let mut places = Vec::with_capacity(sections.len());
        for (kind, content) in sections {
            let start = end.next_multiple_of(ALIGN);
            end = start + content.len();
            places.push((*kind, start..end));
        }
        let n_words = end.div_ceil(8);
        let bytes = Bytes::owned(n_words, |bytes| fill(bytes, fingerprint, sections, &places));
        Container { bytes, sections: places }
    }

    /// Checks that `bytes` are a container with this fingerprint. Cost: one pass over them; they are
    /// copied if they do not begin at a multiple of eight in memory.
    ///
    /// # Errors
    /// Other bytes than [`Container::write`] gave, or another fingerprint.
    pub(crate) fn open(bytes: Bytes, fingerprint: u64) -> Result<Container, OpenError> {
        let bytes = bytes.aligned();
        let sections = check(bytes.as_slice(), fingerprint)?;
        Ok(Container { bytes, sections })
    }

    /// All bytes of the file.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Kind and length of each section.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (u32, usize)> {
        self.sections.iter().map(|(kind, place)| (*kind, place.len()))
    }

    /// The bytes of a section; empty when there is none of this kind.
    pub(crate) fn section(&self, kind: u32) -> &[u8] {
        let place = self.sections.iter().find(|(own, _)| *own == kind).map(|(_, place)| place);
        place.and_then(|place| self.as_bytes().get(place.clone())).unwrap_or_default()
    }

    /// Those of a section of numbers or of arrays of them; empty when it does not hold whole ones.
    pub(crate) fn view<T>(&self, kind: u32) -> &[T]
    where
        T: FromBytes + zerocopy::Immutable,
        [T]: zerocopy::KnownLayout<PointerMetadata = usize>,
    {
        <[T]>::ref_from_bytes(self.section(kind)).unwrap_or_default()
    }
}

/// Writes all that a container consists of; `bytes` are zero.
fn fill(
    bytes: &mut [u8],
    fingerprint: u64,
    sections: &[(u32, &[u8])],
    places: &[(u32, Range<usize>)],
) {
    let len = bytes.len() as u64;
    let mut put = |at: usize, value: &[u8]| {
        if let Some(place) = bytes.get_mut(at..at + value.len()) {
            place.copy_from_slice(value);
        }
    };
    put(0, &MAGIC);
    put(8, &VERSION.to_ne_bytes());
    put(12, &ORDER.to_ne_bytes());
    put(16, &len.to_ne_bytes());
    put(24, &fingerprint.to_ne_bytes());
    put(32, &u32::try_from(sections.len()).unwrap_or(u32::MAX).to_ne_bytes());
    for (k, ((kind, content), (_, place))) in sections.iter().zip(places).enumerate() {
        let at = HEADER + ENTRY * k;
        put(at, &kind.to_ne_bytes());
        put(at + 8, &(place.start as u64).to_ne_bytes());
        put(at + 16, &(content.len() as u64).to_ne_bytes());
        put(at + 24, &xxh3_64(content).to_ne_bytes());
        put(place.start, content);
    }
    let checksum = header_checksum(bytes, sections.len());
    if let Some(place) = bytes.get_mut(CHECKSUM) {
        place.copy_from_slice(&checksum.to_ne_bytes());
    }
}

/// Checksum of the bytes before its own, and of the table.
fn header_checksum(bytes: &[u8], n_sections: usize) -> u64 {
    let before = bytes.get(..CHECKSUM.start).unwrap_or_default();
    let table = bytes.get(HEADER..HEADER + ENTRY * n_sections).unwrap_or_default();
    xxh3_64(&[before, table].concat())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |four| u32::from_ne_bytes(*four))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |eight| u64::from_ne_bytes(*eight))
}

/// Where the sections lie, if the bytes are sound.
fn check(bytes: &[u8], fingerprint: u64) -> Result<Vec<(u32, Range<usize>)>, OpenError> {
    let len = bytes.len() as u64;
    if !bytes.starts_with(&MAGIC) {
        return Err(Kind::NoMagic { len }.into());
    }
    if bytes.len() < HEADER {
        return Err(Kind::Length { expected: HEADER as u64, found: len }.into());
    }
    match u32_at(bytes, 12) {
        ORDER => {}
        order if order == ORDER.swap_bytes() => return Err(Kind::OtherOrder.into()),
        order => return Err(Damage::number("mark of the order of bytes", ORDER, order).into()),
    }
    let version = u32_at(bytes, 8);
    if version != VERSION {
        return Err(Kind::Version { found: version }.into());
    }
    let expected = u64_at(bytes, 16);
    if expected != len {
        return Err(Kind::Length { expected, found: len }.into());
    }
    let n_sections = u32_at(bytes, 32);
    if n_sections > MOST_SECTIONS {
        return Err(Damage::number("number of sections", MOST_SECTIONS, n_sections).into());
    }
    let (expected, found) =
        (u64_at(bytes, CHECKSUM.start), header_checksum(bytes, n_sections as usize));
    if expected != found {
        return Err(Kind::Checksum { what: None, expected, found }.into());
    }
    let found = u64_at(bytes, 24);
    if found != fingerprint {
        return Err(Kind::Fingerprint { expected: fingerprint, found }.into());
    }
    let sections = places(bytes, n_sections as usize)?;
    for (k, (kind, place)) in sections.iter().enumerate() {
        let expected = u64_at(bytes, HEADER + ENTRY * k + 24);
        let found = xxh3_64(bytes.get(place.clone()).unwrap_or_default());
        if expected != found {
            return Err(Kind::Checksum { what: Some(*kind), expected, found }.into());
        }
    }
    Ok(sections)
}

/// The places that the table gives: one behind the other, with as many zeros between as it takes.
fn places(bytes: &[u8], n_sections: usize) -> Result<Vec<(u32, Range<usize>)>, OpenError> {
    let is_zero = |range: Range<usize>| {
        bytes.get(range).is_some_and(|padding| padding.iter().all(|byte| *byte == 0))
    };
    if !is_zero(36..40) || !is_zero(CHECKSUM.end..HEADER) {
        return Err(Damage::text("header", "zeros behind its last field", "other bytes").into());
    }
    let mut sections: Vec<(u32, Range<usize>)> = Vec::with_capacity(n_sections);
    let mut end = HEADER + ENTRY * n_sections;
    for k in 0..n_sections {
        let at = HEADER + ENTRY * k;
        let (kind, zero) = (u32_at(bytes, at), u32_at(bytes, at + 4));
        let (start, len) = (u64_at(bytes, at + 8), u64_at(bytes, at + 16));
        let next = end.next_multiple_of(ALIGN);
        if start != next as u64 {
            return Err(Damage::number("start of a section", next as u64, start).into());
        }
        let room = bytes.len().saturating_sub(next) as u64;
        let Some(len) = usize::try_from(len).ok().filter(|len| *len as u64 <= room) else {
            return Err(Damage::number("length of a section", room, len).into());
        };
        if zero != 0 || sections.iter().any(|(other, _)| *other == kind) {
            return Err(Damage::number("kind of a section", "one more", kind).into());
        }
        if !is_zero(end..next) {
            return Err(Damage::text("padding", "zeros", "other bytes").into());
        }
        end = next + len;
        sections.push((kind, next..end));
    }
    if end.next_multiple_of(8) != bytes.len() {
        return Err(Damage::number("end of the last section", bytes.len(), end).into());
    }
    if !is_zero(end..bytes.len()) {
        return Err(Damage::text("padding", "zeros", "other bytes").into());
    }
    Ok(sections)
}
