#![no_main]
//! `cargo +nightly fuzz run class_file --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::class_file(bytes);
});
