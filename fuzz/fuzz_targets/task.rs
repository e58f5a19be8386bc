//! Any bytes as a planned task.
#![no_main]

#[path = "../state.rs"]
#[expect(dead_code, reason = "the other targets' checks")]
mod state;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| state::task(bytes));
