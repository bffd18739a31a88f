#![no_main]
//! `cargo +nightly fuzz run tracks_gpx --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::tracks_gpx(bytes);
});
