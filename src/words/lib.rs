//! What the clinic says to people, in English: the layers below know values, which become sentences here, once for pages, API
//! and mail. Every function is plain: a value, its text.

mod notices;
#[cfg(test)]
mod tests;

pub use notices::change;
