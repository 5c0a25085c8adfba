//! Doctors as patients find them and as they edit themselves.

mod doctors;
mod money;
mod order;
mod patches;
mod search;
mod specialties;
