//! Transactions over two engines, without a trait object: two concretely typed arms.

use std::{
    mem,
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use tokio::sync::Notify;

use super::{
    Change, StoreError,
    directory::entry_repo::{self, Outdated},
    notices::{
        outbox_repo::{self, NewJob},
        relay_queue::RelayQueue,
    },
};
use domain::platform::{currency::Currency, ids::DoctorId};

/// A connection for reading.
pub struct ReadTx {
    connection: Connection,
    statements: Arc<AtomicU64>,
    currency: Currency,
}

/// A transaction that writes; what reads can be done in it too. Dropped without [`WriteTx::commit`], it is undone.
///
/// What leaves with it is written down by the repositories: whoever changes a row need not think of who hears of it.
pub struct WriteTx {
    inner: ReadTx,
    changes: Vec<Change>,
    jobs: Vec<(NewJob, DateTime<Utc>)>,
    outdated: Outdated,
    /// There is something new to do for the worker.
    wakes: bool,
    relay_queue: RelayQueue,
    wake: Arc<Notify>,
}

pub(super) enum Connection {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// The arm to run a statement on.
pub enum Engine<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Runs the same body on whichever engine the transaction has; `|c|` is its connection.
#[doc(hidden)]
#[macro_export]
macro_rules! both {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx.engine() {
            $crate::Engine::Sqlite($c) => $body,
            $crate::Engine::Postgres($c) => $body,
        }
    };
}

impl ReadTx {
    pub(super) fn new(connection: Connection, statements: Arc<AtomicU64>, currency: Currency) -> Self {
        Self { connection, statements, currency }
    }

    /// Of all prices.
    pub(super) fn currency(&self) -> Currency {
        self.currency
    }

    /// The connection for one statement; counts it.
    #[doc(hidden)]
    pub fn engine(&mut self) -> Engine<'_> {
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
    pub(super) fn new(inner: ReadTx, relay_queue: RelayQueue, wake: Arc<Notify>) -> Self {
        Self {
            inner,
            changes: Vec::new(),
            jobs: Vec::new(),
            outdated: Outdated::default(),
            wakes: false,
            relay_queue,
            wake,
        }
    }

    /// Says what this transaction changes; open pages hear of it once it is committed. For the repositories: a use case that
    /// said so itself could forget it.
    #[doc(hidden)]
    pub fn changes(&mut self, change: Change) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// Writes these messages when it is committed.
    pub(crate) fn tells(&mut self, jobs: impl IntoIterator<Item = NewJob>, now: DateTime<Utc>) {
        self.jobs.extend(jobs.into_iter().map(|job| (job, now)));
    }

    /// Makes what the directory knows of a doctor anew when it is committed.
    pub(crate) fn relists(&mut self, doctor: DoctorId) {
        self.outdated.doctors.insert(doctor);
    }

    /// Takes a doctor's key over into the directory when it is committed. The transaction holds the doctor.
    pub(crate) fn rekeys(&mut self, doctor: DoctorId) {
        self.outdated.keys.insert(doctor);
    }

    /// Lets the directory find out anew when a doctor is free, once it is committed. The transaction keeps the doctor from
    /// being changed by then ([`super::directory::doctor_repo::keep`], or a foreign key).
    pub(crate) fn retimes(&mut self, doctor: DoctorId) {
        self.outdated.times.insert(doctor);
    }

    /// Wakes the worker when it is committed.
    pub(crate) fn wakes(&mut self) {
        self.wakes = true;
    }

    /// Makes everything written in it last, tells whoever listens, and wakes the worker if there is something to send.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let jobs = mem::take(&mut self.jobs);
        outbox_repo::write(&mut self, &jobs).await?;
        let outdated = mem::take(&mut self.outdated);
        entry_repo::settle(&mut self, outdated).await?;
        let Self { inner, changes, wakes, relay_queue, wake, .. } = self;
        let end = async move {
            let done = match inner.connection {
                Connection::SqliteWrite(tx) => tx.commit().await,
                Connection::PostgresWrite(tx) => tx.commit().await,
                // `Store::write` makes no other.
                Connection::SqliteRead(_) | Connection::PostgresRead(_) => Ok(()),
            };
            // Also after an error: a line that breaks in the middle of it does not say whether it was committed.
            for change in changes {
                relay_queue.publish(change);
            }
            if wakes {
                wake.notify_one();
            }
            done
        };
        // In a task of its own: when whoever asked goes away meanwhile, it is committed all the same, and must be told.
        Ok(tokio::spawn(end).await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?)
    }

    /// Undoes everything now, rather than at some time after the drop.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        match self.inner.connection {
            // Refused when SQLite has undone it by itself; a connection that is stuck in it is not used again.
            Connection::SqliteWrite(tx) => tx.rollback().await.unwrap_or_default(),
            Connection::PostgresWrite(tx) => tx.rollback().await?,
            Connection::SqliteRead(_) | Connection::PostgresRead(_) => {}
        }
        Ok(())
    }
}

impl Deref for WriteTx {
    type Target = ReadTx;
    fn deref(&self) -> &ReadTx {
        &self.inner
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.inner
    }
}
