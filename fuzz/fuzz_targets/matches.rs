//! See `marsad_tests::promises::any_text_is_searched`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| marsad_tests::promises::any_text_is_searched(bytes));
