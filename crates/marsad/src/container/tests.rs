//! Any damage to a container is found, and no bytes make it panic.

use std::sync::Arc;

use zerocopy::IntoBytes;

use super::*;

fn sample() -> Vec<u8> {
    let numbers: Vec<u64> = (0..5).collect();
    let sections: [(u32, &[u8]); 4] =
        [(3, b"seven b"), (1, numbers.as_bytes()), (9, b""), (4, "نص".as_bytes())];
    Container::write(77, &sections).as_bytes().to_vec()
}

fn open(bytes: Vec<u8>) -> Result<Container, OpenError> {
    Container::open(Bytes::Shared(Arc::new(bytes)), 77)
}

#[test]
fn what_was_written_is_read() {
    let container = open(sample()).unwrap();
    assert_eq!(container.section(3), b"seven b");
    assert_eq!(container.view::<u64>(1), [0, 1, 2, 3, 4]);
    assert_eq!(
        container.view::<[u32; 2]>(1)[1],
        if cfg!(target_endian = "little") { [1, 0] } else { [0, 1] }
    );
    assert_eq!(container.section(4), "نص".as_bytes());
    assert_eq!((container.section(9), container.section(8)), (&b""[..], &b""[..]));
    assert!(container.view::<u64>(3).is_empty());
    assert_eq!(container.sizes().collect::<Vec<_>>(), [(3, 7), (1, 40), (9, 0), (4, 4)]);
    assert_eq!(container.as_bytes(), sample());
}

#[test]
fn bytes_at_odd_places_are_copied() {
    let sample = sample();
    for shift in 0..9 {
        /// A part of a buffer.
        struct Part(Vec<u8>, usize);
        impl AsRef<[u8]> for Part {
            fn as_ref(&self) -> &[u8] {
                &self.0[self.1..]
            }
        }
        let shifted = Part([vec![0; shift], sample.clone()].concat(), shift);
        let container = Container::open(Bytes::Shared(Arc::new(shifted)), 77).unwrap();
        assert_eq!(container.view::<u64>(1), [0, 1, 2, 3, 4], "{shift}");
    }
}

#[test]
fn every_changed_bit_is_found() {
    let good = sample();
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            assert!(open(bytes).is_err(), "byte {at} bit {bit}");
        }
    }
}

#[test]
fn every_length_is_found() {
    let good = sample();
    for len in 0..good.len() {
        assert!(open(good[..len].to_vec()).is_err(), "{len}");
    }
    for more in 1..70 {
        assert!(open([&good[..], &vec![0; more]].concat()).is_err(), "{more} more");
    }
}

/// Sets a field, and the checksum of the header right again.
fn with_field(at: usize, value: &[u8]) -> Vec<u8> {
    let mut bytes = sample();
    bytes[at..at + value.len()].copy_from_slice(value);
    let checksum = header_checksum(&bytes, u32_at(&bytes, 32) as usize);
    bytes[CHECKSUM].copy_from_slice(&checksum.to_ne_bytes());
    bytes
}

#[test]
fn errors_name_both_sides() {
    let error = |bytes| open(bytes).unwrap_err().to_string();
    assert_eq!(
        error(b"plain text".to_vec()),
        "no compiled list: it has 10 bytes and does not begin as one"
    );
    assert_eq!(
        error(with_field(8, &2u32.to_ne_bytes())),
        "the list has format version 2, this program reads version 1; compile it again"
    );
    assert!(error(with_field(12, &ORDER.swap_bytes().to_ne_bytes())).contains("order of bytes"));
    assert_eq!(
        error(with_field(12, &[0; 4])),
        "damaged: mark of the order of bytes: found 0, expected 16909060"
    );
    assert_eq!(
        error(with_field(24, &255u64.to_ne_bytes())),
        "the list was compiled with folding 00000000000000ff, this program folds by \
         000000000000004d; compile it again"
    );
    assert_eq!(error(sample()[..80].to_vec()), "damaged: it has 80 bytes, expected 328");
    assert!(
        error(with_field(16, &u64::MAX.to_ne_bytes())).starts_with("damaged: it has 328 bytes")
    );
}

#[test]
fn tables_that_can_not_be_are_found_behind_a_right_checksum() {
    let error =
        |at, value: u64| open(with_field(at, &value.to_ne_bytes())).unwrap_err().to_string();
    for (at, value, start) in [
        (HEADER + 8, 200, "damaged: start of a section: found 200"),
        (HEADER + 8, u64::MAX, "damaged: start of a section"),
        (HEADER + 16, u64::MAX, "damaged: length of a section"),
        (HEADER + 16, 1 << 20, "damaged: length of a section"),
        (HEADER + 16, 6, "damaged: padding"),
        (HEADER, 1, "damaged: kind of a section: found 1"),
        (HEADER, 5 << 32, "damaged: kind of a section"),
        (HEADER + 3 * ENTRY + 16, 5, "damaged: the checksum of section 4"),
        (HEADER + 3 * ENTRY + 16, 9, "damaged: length of a section"),
        (32, u64::from(u32::MAX), "damaged: number of sections"),
        (32, 3, "damaged: "),
        (32, 0, "damaged: end of the last section"),
        (32, 4 | 1 << 32, "damaged: header"),
        (48, 1, "damaged: header"),
    ] {
        let error = error(at, value);
        assert!(error.starts_with(start), "{at} {value}: {error}");
    }
}
