//! See `marsad_tests::promises::kernels_are_equal`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| marsad_tests::promises::kernels_are_equal(bytes));
