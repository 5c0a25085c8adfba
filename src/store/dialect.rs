//! The few real differences between the engines, by name.

/// Keeps a doctor's row from [`HOLD_DOCTOR`] until the transaction ends, beside others who keep it. Postgres only.
pub(super) const KEEP_DOCTOR: &str = "SELECT id FROM doctor WHERE id = $1 FOR KEY SHARE";

/// Waits for whoever keeps a doctor's row, or refers to it by a foreign key, and holds it alone. Postgres only.
pub(super) const HOLD_DOCTOR: &str = "SELECT id FROM doctor WHERE id = $1 FOR UPDATE";

/// Waits for whoever holds an account's row, and holds it; rows that refer to it are not waited for. Postgres only.
pub(super) const HOLD_ACCOUNT: &str = "SELECT id FROM account WHERE id = $1 FOR NO KEY UPDATE";

/// Waits for whoever has counted something, and lets nobody count until the transaction ends. Postgres only.
pub(super) const LOCK_FIGURES: &str = "LOCK TABLE figure_hour, figure_day IN EXCLUSIVE MODE";
