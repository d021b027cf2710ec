//! See `marsad_tests::promises::any_text_is_normalised`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| marsad_tests::promises::any_text_is_normalised(bytes));
