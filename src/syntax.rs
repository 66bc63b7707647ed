//! From text to tree and back: lexer, parser, formatter.
//!
//! In: one file of text. Out: a tree, its tokens and a list of diagnostics; it never fails and
//! recovers at statements. Absent: names, types, dates compared.

pub mod format;
pub mod keywords;
mod layout;
pub mod lexer;
pub mod parser;
pub mod token;
pub mod tree;
