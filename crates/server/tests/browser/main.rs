//! The pages in a real browser: what a person sees, types, uploads and reads. Needs Chromium and
//! chromedriver, and is skipped with a line where they are not installed.

#![expect(clippy::print_stderr, reason = "tests say what they skip")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod asking;
mod served;
mod line;
mod driver;
mod browser;
mod axe;
mod pictures;
mod cases;

mod following;
mod losing;
mod hearing;
mod examining;
mod recovering;
mod warning;
mod hostile;
mod reading;
mod accessible;
