//! Any bytes as an event log that was saved as XML.
#![no_main]

#[path = "../machines.rs"]
#[expect(dead_code, reason = "the other targets' checks")]
mod machines;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| machines::event_xml(bytes));
