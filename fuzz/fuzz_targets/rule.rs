//! Any text as a rule file.
#![no_main]

#[path = "../checks.rs"]
#[expect(dead_code, reason = "the other target's check")]
mod checks;

libfuzzer_sys::fuzz_target!(|text: &str| checks::rule(text));
