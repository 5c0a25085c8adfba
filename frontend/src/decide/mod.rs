//! What a page decides, apart from the browser that it asks and changes: plain functions, tested natively.

pub mod asking;
pub mod forms;
pub mod line;
pub mod links;
pub mod reading;
