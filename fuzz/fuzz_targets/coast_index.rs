#![no_main]
//! `cargo +nightly fuzz run coast_index --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::coast_index(bytes);
});
