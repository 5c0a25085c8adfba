pub mod account;
pub mod faults;
pub mod invitation;
pub mod policy;
pub mod sealed;
pub mod session;
