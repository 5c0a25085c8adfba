//! Opening, migrating and closing a database.

use std::{
    num::NonZero,
    path::Path,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sqlx::{
    Connection as _, PgPool, SqlitePool,
    migrate::Migrator,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Bus, PostgresAddress, ReadTx, StoreError, WriteTx,
    directory::{entry_repo, name_repo},
    file::DatabaseFile,
    notices::{relay, relay_queue::RelayQueue},
    platform::currency_repo,
    tx::Connection,
};
use domain::platform::currency::Currency;
use effects::zones;

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// How long a request waits for a connection before it is told that the database is busy.
const PATIENCE: Duration = Duration::from_secs(5);
/// For so long after its last use, a connection to Postgres is taken for alive.
const RECENT: Duration = Duration::from_secs(1);
/// For this connection, in milliseconds.
const LOCK_TIMEOUT: &str = "SELECT set_config('lock_timeout', $1, false)";

/// A database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    statements: Arc<AtomicU64>,
    relay_queue: RelayQueue,
    wake: Arc<Notify>,
    currency: Currency,
}

#[derive(Clone)]
enum Pools {
    /// One writer, so that a write waits in our queue and never meets SQLITE_BUSY; any number of readers beside it.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        file: DatabaseFile,
    },
    Postgres(PgPool),
}

impl Store {
    /// Opens `sqlite://path` (the file and its folder are made when missing) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_or_make(url, true, PATIENCE).await
    }

    /// As [`Store::open`], with another patience for a busy database.
    pub async fn open_with_patience(url: &str, patience: Duration) -> Result<Self, StoreError> {
        Self::open_or_make(url, true, patience).await
    }

    /// As [`Store::open`], but makes nothing.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        Self::open_or_make(url, false, PATIENCE).await
    }

    async fn open_or_make(url: &str, make: bool, patience: Duration) -> Result<Self, StoreError> {
        let pools = if url.starts_with("sqlite:") {
            Self::open_sqlite(url, make, patience).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = url.parse::<PostgresAddress>()?.examined().await?;
            let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(patience);
            // A connection that was idle may be dead by now; to ask one that was just used would double its work.
            let pool = pool.test_before_acquire(false).before_acquire(|connection, last| {
                Box::pin(async move {
                    if last.idle_for >= RECENT {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            });
            // A row or table that somebody else has locked is a busy database, as on SQLite.
            let milliseconds = patience.as_millis().to_string();
            let pool = pool.after_connect(move |connection, _| {
                let wait = sqlx::query(LOCK_TIMEOUT).bind(milliseconds.clone());
                Box::pin(async move { wait.execute(connection).await.map(drop) })
            });
            Pools::Postgres(pool.connect_with(options).await?)
        } else {
            return Err(StoreError::Address(url.split(':').next().unwrap_or_default().to_owned()));
        };
        let relay_queue = RelayQueue::default();
        // Other processes may serve the same clinic, and nobody listens to them yet.
        relay_queue.bus().set_connected(matches!(pools, Pools::Sqlite { .. }));
        Ok(Self { pools, statements: Arc::default(), relay_queue, wake: Arc::default(), currency: Currency::EUR })
    }

    async fn open_sqlite(url: &str, make: bool, patience: Duration) -> Result<Pools, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(make)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(patience);
        if let Some(folder) = options.get_filename().parent().filter(|folder| make && *folder != Path::new("")) {
            std::fs::create_dir_all(folder)
                .map_err(|source| StoreError::Folder { folder: folder.display().to_string(), source })?;
        }
        // Without a test before each use: it would be one more switch to another thread, and a file does not hang up.
        let pool =
            |most| SqlitePoolOptions::new().max_connections(most).acquire_timeout(patience).test_before_acquire(false);
        // The writer first: it makes the file and switches it to WAL.
        // When the disk is full, SQLite may undo a transaction by itself. Our side then still believes to be in one, and
        // could never begin another on that connection.
        let writer = pool(1).before_acquire(|connection, _| {
            let usable = !connection.is_in_transaction();
            Box::pin(async move { Ok(usable) })
        });
        let writer = writer.connect_with(options.clone()).await?;
        let file = DatabaseFile::of(options.get_filename());
        // Reading is work for a core, and each connection has a thread and a cache of its own.
        let cores = std::thread::available_parallelism().map_or(2, NonZero::get);
        let most = u32::try_from(cores).unwrap_or(u32::MAX).clamp(4, 16);
        let readers = pool(most).connect_with(options.read_only(true)).await?;
        Ok(Pools::Sqlite { writer, readers, file })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await?,
            Pools::Postgres(pool) => {
                let mut connection = pool.acquire().await?;
                // Of two that start at once, the second waits until the first has migrated, however long it takes.
                sqlx::query(LOCK_TIMEOUT).bind("0").execute(&mut *connection).await?;
                let migrated = POSTGRES.run(&mut *connection).await;
                connection.close().await?;
                migrated?;
            }
        }
        self.fold_names().await?;
        self.forget_times_of_other_rules(&zones::in_use().version).await
    }

    /// Says in which currency the prices are, once the schema is up to date.
    pub async fn settle_currency(&self) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        currency_repo::settle(&mut tx, self.currency).await?;
        tx.commit().await
    }

    /// Keys of names are made here, not by SQL: those that are missing or were made otherwise follow in steps.
    async fn fold_names(&self) -> Result<(), StoreError> {
        let mut more = name_repo::is_stale(&mut self.read().await?).await?;
        while more {
            let mut tx = self.write().await?;
            more = name_repo::fold_some(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The rules of time zones may be others than at the last start.
    #[doc(hidden)]
    pub async fn forget_times_of_other_rules(&self, rules: &str) -> Result<(), StoreError> {
        if !entry_repo::any_of_other_rules(&mut self.read().await?, rules).await? {
            return Ok(());
        }
        let mut tx = self.write().await?;
        entry_repo::forget_times_of_other_rules(&mut tx, rules).await?;
        tx.commit().await
    }

    /// Is every migration of this binary applied? An error when the database cannot be reached.
    pub async fn is_migrated(&self) -> Result<bool, StoreError> {
        const APPLIED: &str = "SELECT COUNT(*) FROM _sqlx_migrations WHERE success";
        let applied: Result<i64, sqlx::Error> = match &self.pools {
            Pools::Sqlite { readers, file, .. } => {
                file.must_be_there()?;
                sqlx::query_scalar(APPLIED).fetch_one(readers).await
            }
            Pools::Postgres(pool) => sqlx::query_scalar(APPLIED).fetch_one(pool).await,
        };
        match applied {
            Ok(applied) => Ok(usize::try_from(applied).is_ok_and(|n| n >= SQLITE.iter().count())),
            Err(error) => match StoreError::from(error) {
                // No table of migrations yet.
                error @ StoreError::Database(sqlx::Error::Database(_)) if !error.is_unavailable() => Ok(false),
                error => Err(error),
            },
        }
    }

    /// The same database, whose prices are in this currency (euros when nobody says so).
    pub fn in_currency(self, currency: Currency) -> Self {
        Self { currency, ..self }
    }

    /// Until a transaction leaves something to send. Of those that come while nobody waits, one is kept.
    pub async fn something_to_send(&self) {
        self.wake.notified().await;
    }

    /// Of all prices.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    fn reading(&self, connection: Connection) -> ReadTx {
        ReadTx::new(connection, self.statements.clone(), self.currency)
    }

    pub async fn read(&self) -> Result<ReadTx, StoreError> {
        let connection = match &self.pools {
            Pools::Sqlite { readers, file, .. } => {
                file.must_be_there()?;
                Connection::SqliteRead(readers.acquire().await?)
            }
            Pools::Postgres(pool) => Connection::PostgresRead(pool.acquire().await?),
        };
        Ok(self.reading(connection))
    }

    /// As [`Store::read`], but all that is read is of one moment: for what is compared with each other.
    pub async fn snapshot(&self) -> Result<ReadTx, StoreError> {
        const AT_ONE_MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        let connection = match &self.pools {
            Pools::Sqlite { readers, file, .. } => {
                file.must_be_there()?;
                Connection::SqliteWrite(readers.begin_with("BEGIN").await?)
            }
            Pools::Postgres(pool) => Connection::PostgresWrite(pool.begin_with(AT_ONE_MOMENT).await?),
        };
        Ok(self.reading(connection))
    }

    /// Begins to write. On SQLite it takes the write lock at once: a transaction that reads first and writes later can
    /// be refused half-way.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        let connection = match &self.pools {
            Pools::Sqlite { writer, file, .. } => {
                file.must_be_there()?;
                Connection::SqliteWrite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Connection::PostgresWrite(pool.begin().await?),
        };
        Ok(WriteTx::new(self.reading(connection), self.relay_queue.clone(), self.wake.clone()))
    }

    /// The changes of this process, and of others once [`Store::relay_changes`] runs.
    pub fn bus(&self) -> &Bus {
        self.relay_queue.bus()
    }

    /// Exchanges changes with the other processes on this database until told to stop; then tells them of the last, which
    /// takes half a second at most. `node` names this process.
    pub async fn relay_changes(&self, node: Uuid, stop: CancellationToken) {
        self.relay_changes_at(node, stop, relay::BEAT).await;
    }

    /// As [`Store::relay_changes`], with another time between two signs of life.
    #[doc(hidden)]
    pub async fn relay_changes_at(&self, node: Uuid, stop: CancellationToken, beat: Duration) {
        match &self.pools {
            Pools::Sqlite { .. } => {}
            Pools::Postgres(pool) => relay::run(pool.clone(), self.relay_queue.clone(), node, stop, beat).await,
        }
    }

    /// How many statements were run so far: tests assert that a list's number does not grow with its rows.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// "SQLite" or "PostgreSQL"
    pub fn engine_name(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "SQLite",
            Pools::Postgres(_) => "PostgreSQL",
        }
    }

    /// Finishes what is under way and lets go of the database.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}
