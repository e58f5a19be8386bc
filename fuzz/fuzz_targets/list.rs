//! Any bytes as a small list: names, commands, settings, the origin of a file.
#![no_main]

#[path = "../machines.rs"]
#[expect(dead_code, reason = "the other targets' checks")]
mod machines;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| machines::list(bytes));
