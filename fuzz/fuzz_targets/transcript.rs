//! Any bytes as a file with calls.
#![no_main]

#[path = "../checks.rs"]
#[expect(dead_code, reason = "the other target's check")]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::transcript(bytes));
