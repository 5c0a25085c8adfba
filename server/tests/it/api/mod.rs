//! The REST API as its document says it is.

mod cors;
mod docs;
mod document;
mod shape;
mod snapshots_of_answers;
