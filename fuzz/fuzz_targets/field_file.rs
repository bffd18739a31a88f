#![no_main]
//! `cargo +nightly fuzz run field_file --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::field_file(bytes);
});
