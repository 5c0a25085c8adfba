//! Transactions over two engines, without a trait object: two concretely typed arms.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

use super::StoreError;

/// A connection for reading.
pub struct ReadTx {
    connection: Connection,
    statements: Arc<AtomicU64>,
}

/// A transaction that writes; what reads can be done in it too. Dropped without [`WriteTx::commit`], it is undone.
pub struct WriteTx(ReadTx);

pub(super) enum Connection {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// The arm to run a statement on.
pub(crate) enum Engine<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Runs the same body on whichever engine the transaction has; `|c|` is its connection.
macro_rules! both {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx.engine() {
            $crate::store::Engine::Sqlite($c) => $body,
            $crate::store::Engine::Postgres($c) => $body,
        }
    };
}
pub(crate) use both;

impl ReadTx {
    pub(super) fn new(connection: Connection, statements: Arc<AtomicU64>) -> Self {
        Self { connection, statements }
    }

    /// The connection for one statement; counts it.
    pub(crate) fn engine(&mut self) -> Engine<'_> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &mut self.connection {
            Connection::SqliteRead(c) => Engine::Sqlite(c),
            Connection::SqliteWrite(c) => Engine::Sqlite(c),
            Connection::PostgresRead(c) => Engine::Postgres(c),
            Connection::PostgresWrite(c) => Engine::Postgres(c),
        }
    }

    pub(super) fn is_postgres(&self) -> bool {
        matches!(self.connection, Connection::PostgresRead(_) | Connection::PostgresWrite(_))
    }
}

impl WriteTx {
    pub(super) fn new(connection: Connection, statements: Arc<AtomicU64>) -> Self {
        Self(ReadTx::new(connection, statements))
    }

    /// Makes everything written in it last.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0.connection {
            Connection::SqliteWrite(tx) => tx.commit().await?,
            Connection::PostgresWrite(tx) => tx.commit().await?,
            // `Store::write` makes no other.
            Connection::SqliteRead(_) | Connection::PostgresRead(_) => {}
        }
        Ok(())
    }

    /// Undoes everything now, rather than at some time after the drop.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        match self.0.connection {
            Connection::SqliteWrite(tx) => tx.rollback().await?,
            Connection::PostgresWrite(tx) => tx.rollback().await?,
            Connection::SqliteRead(_) | Connection::PostgresRead(_) => {}
        }
        Ok(())
    }
}

impl Deref for WriteTx {
    type Target = ReadTx;
    fn deref(&self) -> &ReadTx {
        &self.0
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.0
    }
}
