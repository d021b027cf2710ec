//! See `marsad_tests::promises::any_bytes_are_a_list`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| marsad_tests::promises::any_bytes_are_a_list(bytes));
