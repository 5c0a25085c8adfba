//! What can go wrong with a database.

use domain::platform::stored::Unknown;

/// A failure of the database. Its text is for the log only.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    #[error("migration: {0}")]
    Migration(sqlx::migrate::MigrateError),
    /// Migrations were applied that this version does not have, or has otherwise.
    #[error(
        "another version of Anteroom made the database ({0}). One that only held trial data is made anew by removing it"
    )]
    OtherVersion(sqlx::migrate::MigrateError),
    #[error("the database address {0:?} is neither sqlite://… nor postgres://…")]
    Address(String),
    #[error("cannot make the folder {folder}: {source}")]
    Folder { folder: String, source: std::io::Error },
    /// Text in every script would be lost in it, or refused.
    #[error("the database's encoding is {0}, where UTF8 is wanted")]
    Encoding(String),
    #[error("a pooler in between lends its connections by the transaction (PgBouncer's pool_mode)")]
    Pooler,
    /// The file of the database was moved or removed. What is written to it now would be lost with it.
    #[error("the database file is not where it was opened")]
    Gone,
    /// There are prices, and they are in this currency, not in the one that was set.
    #[error("the prices in the database are in {0}")]
    OtherCurrency(String),
    /// A column holds what is no value of its type: written by a newer version, or by hand.
    #[error("unknown value in the column {column} of the database: {value:?}")]
    Unknown { column: String, value: String },
}

impl StoreError {
    /// A unique key refused the row: somebody else was first.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// The database is out of reach, locked or full; the same request may go through later.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                // SQLite: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, by primary result code (sqlite.org/rescode.html).
                let sqlite = code
                    .parse::<u32>()
                    .is_ok_and(|code| code < 10_000 && matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14));
                // PostgreSQL: connection, authorisation, unknown database, rollback for another's sake, resources,
                // operator intervention (appendix A, classes 08, 28, 3D, 40, 53, 57), a standby, a closed database, a lock.
                let classes = ["08", "28", "3D", "40", "53", "57", "25006", "55000", "55P03"];
                let postgres = code.len() == 5 && classes.iter().any(|class| code.starts_with(class));
                sqlite || postgres
            }),
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::Tls(_)
            ),
            Self::Gone => true,
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { index, source } => match source.downcast::<Unknown>() {
                Ok(unknown) => Self::Unknown { column: index.trim_matches('"').to_owned(), value: unknown.0 },
                Err(source) => Self::Database(sqlx::Error::ColumnDecode { index, source }),
            },
            other => Self::Database(other),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{VersionMismatch, VersionMissing};
        match error {
            VersionMissing(_) | VersionMismatch(_) => Self::OtherVersion(error),
            other => Self::Migration(other),
        }
    }
}
