//! The report on a machine for people: its words, its rows and its page. The terminal's layout of
//! the same words is the command line's own.

pub mod words;
pub mod rows;
pub mod html;
