//! What crosses a wire: answers, requests and live events, a module an area. They carry no rules of their own; ids, words
//! and values are those of `domain`, which checks them.

pub mod directory;
pub mod notices;
pub mod people;
pub mod scheduling;
