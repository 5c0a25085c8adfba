//! What every area stands on: forms, lists, statements, rights, bad input, what pages are made of.

pub(crate) mod bad_input;
mod forms;
mod lists;
mod markup;
mod matrix;
mod queries;
mod reference;
mod requests;
mod security;
mod slow;
