#![no_main]
//! `cargo +nightly fuzz run position --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::position(bytes);
});
