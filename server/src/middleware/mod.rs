//! What happens around every request.

pub mod address;
pub mod coding;
pub mod cors;
pub mod csrf;
pub mod headers;
pub mod readable;
pub mod session;
pub mod sound;
pub mod trace;
