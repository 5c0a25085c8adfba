//! The only place with SQL. One text serves both engines; what differs stands in [`dialect`].
//!
//! A use case takes a [`ReadTx`] or a [`WriteTx`] and hands it to the functions of the repositories. Nothing slow
//! (mail, password hashing, files, HTTP, a second connection) happens between `write()` and `commit()`.

mod db;
pub mod demo_repo;
mod dialect;
pub mod directory;
mod error;
mod file;
pub mod insight;
pub mod notices;
mod open;
pub mod people;
pub mod platform;
mod postgres_address;
pub mod scheduling;
mod sql;
mod tx;

pub(crate) use db::{Db, from_row, plain};
pub use error::StoreError;
pub use notices::bus::{Announcement, Bus, Change, Reader, Times, Topic};
pub use notices::cache_versions::{CacheVersion, DirectoryVersion, Epoch};
pub use open::Store;
pub use postgres_address::{PostgresAddress, PostgresSecurity};
pub(crate) use sql::{among, containing, having_words, one_slip, statements, word_start};
#[doc(hidden)]
pub use tx::Engine;
pub use tx::{ReadTx, WriteTx};

/// Every constant statement, by repository, for the test that prepares them all on both engines.
#[cfg(feature = "testing")]
pub fn all_statements() -> Vec<(&'static str, &'static str)> {
    [
        people::account_repo::ALL,
        scheduling::appointment_repo::ALL,
        scheduling::claim_repo::ALL,
        platform::currency_repo::ALL,
        directory::directory_repo::ALL,
        directory::doctor_repo::ALL,
        directory::entry_repo::ALL,
        scheduling::event_repo::ALL,
        insight::statistics_repo::ALL,
        platform::idempotency_repo::ALL,
        insight::integrity_repo::ALL,
        people::invitation_repo::ALL,
        notices::live_repo::ALL,
        scheduling::location_repo::ALL,
        directory::name_repo::ALL,
        directory::specialty_repo::ALL,
        notices::outbox_repo::ALL,
        people::patient_repo::ALL,
        scheduling::practice_repo::ALL,
        insight::aggregate_repo::EVERY.concat().as_slice(),
        scheduling::schedule_repo::ALL,
        people::session_repo::ALL,
        platform::throttle_repo::ALL,
        scheduling::visit_type_repo::ALL,
    ]
    .concat()
}
