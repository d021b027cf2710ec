//! See `marsad_tests::promises::any_bytes_are_opened`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| marsad_tests::promises::any_bytes_are_opened(bytes));
