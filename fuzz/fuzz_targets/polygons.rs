#![no_main]
//! `cargo +nightly fuzz run polygons --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::polygons(bytes);
});
