//! The interface for programs and what stands before it, asked as programs ask, in one process.

mod asking;

mod bad_input;
mod cases;
mod checkups;
mod description;
mod guard;
mod leaving;
mod origins;
mod parts;
mod roles;
mod signing_in;
mod slow;
mod visitors;
