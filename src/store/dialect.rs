//! The few real differences between the engines, by name.

use super::ReadTx;

/// Appended to a subquery that picks rows for a worker: on Postgres other workers' rows are passed over; SQLite has one
/// writer, so there is nothing to pass over.
pub(super) fn skip_locked(tx: &ReadTx) -> &'static str {
    if tx.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" }
}
