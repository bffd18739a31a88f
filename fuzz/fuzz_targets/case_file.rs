#![no_main]
//! `cargo +nightly fuzz run case_file --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::case_file(bytes);
});
