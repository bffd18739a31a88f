#![no_main]
//! `cargo +nightly fuzz run series --features libfuzzer`
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    sarex_fuzz::series(bytes);
});
