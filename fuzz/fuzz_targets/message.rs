#![no_main]
//! `cargo +nightly fuzz run message --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::message(bytes);
});
