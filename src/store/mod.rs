//! The only place with SQL. One text serves both engines; what differs stands in [`dialect`].
//!
//! A use case takes a [`ReadTx`] or a [`WriteTx`] and hands it to the functions of the repositories. Nothing slow
//! (mail, password hashing, files, HTTP, a second connection) happens between `write()` and `commit()`.

pub mod account_repo;
mod ages;
pub mod appointment_repo;
mod asked;
mod bus;
mod carrier;
pub mod claim_repo;
pub mod currency_repo;
pub mod demo_repo;
mod dialect;
pub mod directory_repo;
pub mod doctor_repo;
mod error;
pub mod event_repo;
pub mod figures_repo;
mod file;
pub mod idempotency_repo;
pub mod integrity_repo;
pub mod invitation_repo;
pub mod live_repo;
mod name_repo;
mod open;
pub mod outbox_repo;
mod outgoing;
pub mod patient_repo;
mod postgres_address;
pub mod practice_repo;
mod recent;
pub mod rollup_repo;
pub mod schedule_repo;
pub mod session_repo;
mod sql;
mod statuses;
pub mod throttle_repo;
mod tx;
pub mod visit_list_repo;
pub mod visit_type_repo;

#[cfg(test)]
mod conformance;

pub use ages::Age;
pub use bus::{Announcement, Bus, Change, Reader, Times, Topic};
pub use error::StoreError;
pub use open::Store;
pub use postgres_address::{PostgresAddress, PostgresSecurity};
pub(crate) use sql::{among, containing, having_words, one_slip, statements, word_start};
pub(crate) use tx::{Engine, both};
pub use tx::{ReadTx, WriteTx};

/// Every constant statement, by repository, for the test that prepares them all on both engines.
#[cfg(test)]
fn all_statements() -> Vec<(&'static str, &'static str)> {
    [
        account_repo::ALL,
        appointment_repo::ALL,
        claim_repo::ALL,
        currency_repo::ALL,
        directory_repo::ALL,
        doctor_repo::ALL,
        event_repo::ALL,
        figures_repo::ALL,
        idempotency_repo::ALL,
        integrity_repo::ALL,
        invitation_repo::ALL,
        live_repo::ALL,
        name_repo::ALL,
        outbox_repo::ALL,
        patient_repo::ALL,
        practice_repo::ALL,
        rollup_repo::EVERY.concat().as_slice(),
        schedule_repo::ALL,
        session_repo::ALL,
        throttle_repo::ALL,
        visit_type_repo::ALL,
    ]
    .concat()
}
