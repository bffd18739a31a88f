#![no_main]
//! `cargo +nightly fuzz run particles --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::particles(bytes);
});
