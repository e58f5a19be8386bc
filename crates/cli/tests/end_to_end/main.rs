//! End to end: the binary as people and scripts use it. The rules and weights are the built-in
//! ones, so these tests look at forms and invariants, and only at verdicts that nobody doubts.

mod running;
#[cfg(feature = "serve")]
mod served;

mod bad_input;
mod big_input;
mod case;
mod case_recovery;
mod checkup;
mod checkup_call;
mod commands;
mod forms;
mod leaving;
#[cfg(feature = "listen")]
mod lines;
#[cfg(feature = "listen")]
mod listen;
mod output;
#[cfg(all(unix, feature = "serve"))]
mod faults;
#[cfg(all(unix, feature = "serve"))]
mod killed;
#[cfg(feature = "serve")]
mod people;
#[cfg(feature = "serve")]
mod serve;
