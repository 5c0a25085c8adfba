//! The few real differences between the engines, by name.

/// Keeps a doctor's row from [`HOLD_DOCTOR`] until the transaction ends, beside others who keep it. Postgres only.
pub(super) const KEEP_DOCTOR: &str = "SELECT id FROM doctor WHERE id = $1 FOR KEY SHARE";

/// Waits for whoever keeps a doctor's row, or refers to it by a foreign key, and holds it alone. Postgres only.
pub(super) const HOLD_DOCTOR: &str = "SELECT id FROM doctor WHERE id = $1 FOR UPDATE";

/// The same for some doctors; between the two parts, which. Always in the same order, so that two never wait for each other in
/// a circle. Postgres only.
pub(super) const HOLD_DOCTORS: (&str, &str) = ("SELECT id FROM doctor WHERE id", " ORDER BY id FOR UPDATE");

/// Waits for whoever holds an account's row, and holds it; rows that refer to it are not waited for. Postgres only.
pub(super) const HOLD_ACCOUNT: &str = "SELECT id FROM account WHERE id = $1 FOR NO KEY UPDATE";

/// Waits for whoever counts, and lets nobody else count until the transaction ends. Postgres only.
pub(super) const LOCK_STATISTICS: &str = "LOCK TABLE statistics_hour, statistics_day IN EXCLUSIVE MODE";

/// Waits for whoever holds the directory's entries of some doctors, and holds them; between the two parts, whose. Postgres
/// only.
pub(super) const HOLD_ENTRIES: (&str, &str) =
    ("SELECT kind FROM directory_entry WHERE doctor_id", " ORDER BY doctor_id, kind FOR UPDATE");

/// Waits for whoever has changed an entry of the directory, and lets nobody change one until the transaction ends. Postgres
/// only.
pub(super) const LOCK_ENTRIES: &str = "LOCK TABLE directory_entry IN EXCLUSIVE MODE";

/// Waits for whoever changes specialties, and lets nobody else change one until the transaction ends; who refers to one is not
/// waited for. Postgres only.
pub(super) const LOCK_SPECIALTIES: &str = "LOCK TABLE specialty IN SHARE ROW EXCLUSIVE MODE";
