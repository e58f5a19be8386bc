//! Any bytes as a log of a remote tool.
#![no_main]

#[path = "../machines.rs"]
#[expect(dead_code, reason = "the other targets' checks")]
mod machines;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| machines::tool_log(bytes));
