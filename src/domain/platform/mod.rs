pub mod currency;
pub mod email;
pub mod faults;
pub mod fold;
pub mod ids;
pub mod local;
pub mod locale;
pub mod page;
#[cfg(test)]
mod parsing;
pub mod patch;
pub mod price;
pub mod problem;
mod redact;
pub mod stored;
pub mod text;
pub mod throttle;
pub mod words;
