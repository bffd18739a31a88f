#![no_main]
//! `cargo +nightly fuzz run tracks_ais --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::tracks_ais(bytes);
});
