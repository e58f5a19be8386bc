//! Any bytes as an AudioSocket connection.
#![no_main]

#[path = "../lines.rs"]
#[expect(dead_code, reason = "the other targets' checks")]
mod lines;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| lines::audiosocket(bytes));
