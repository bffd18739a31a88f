#![no_main]
//! `cargo +nightly fuzz run plan --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::plan(bytes);
});
