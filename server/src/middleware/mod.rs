//! What happens around every request.

pub mod csrf;
pub mod limit;
pub mod session;
pub mod trace;
