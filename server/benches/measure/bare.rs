//! The same rows that a booking writes, committed as bare transactions: what the engine itself can do on this disk.

use std::{ops::Range, str::FromStr, sync::Arc, time::Instant};

use chrono::Duration;
use domain::scheduling::slots::{CELL, cells};
use effects::Rng;
use sqlx::{
    AssertSqlSafe, Connection, PgConnection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::task::JoinSet;

use crate::clinic::{Clinic, Wish};

/// Connections that commit side by side on Postgres, as many as the server has.
const SIDE_BY_SIDE: usize = 16;

const APPOINTMENT: &str = "INSERT INTO appointment (id, doctor_id, patient_id, visit_type_id, visit_name, kind, price,
    location_id, location_name, location_address, location_town, location_phone, location_email, location_directions,
    location_zone, start_at, end_at, buffer_before, buffer_after, status, version, created_at, specialty_id, time_zone)
    VALUES ($1, $2, $3, $4, 'Consultation', 'in_person', NULL, $8, '', '1 Example Street', '', '', '', '', 'UTC', $5, $6, 0,
    0, 'booked', 1, $7, 'cardiology', 'UTC')";
const KEY: &str = "INSERT INTO idempotency_key (owner_id, key, request_hash, made_id, created_at)
    VALUES ($1, $2, $3, $4, $5)";
const EVENT: &str =
    "INSERT INTO appointment_event (appointment_id, version, kind, data, from_status, to_status, party, actor_id, at,
    reason) VALUES ($1, 1, 'booked', NULL, NULL, 'booked', 'patient', $2, $3, NULL)";
const OUTBOX: &str = "INSERT INTO outbox (id, kind, subject_id, version, audience, secret, state, attempts, created_at,
    next_attempt_at, lease_until) VALUES ($1, 'visit_booked', $3, 1, 'patient', NULL, 'waiting', 0, $4, $4, 0),
    ($2, 'visit_booked', $3, 1, 'doctor', NULL, 'waiting', 0, $4, $4, 0)";
/// Writes what the n-th booking writes, in one transaction.
macro_rules! book {
    ($c:expr, $begin:literal, $clinic:expr, $rng:expr, $n:expr) => {{
        let Wish { doctor, patient, start } = $clinic.wish($n);
        let (doctor_account, patient_account) = ($clinic.doctor_accounts[doctor].0, $clinic.patients[patient].0);
        let end = start + Duration::minutes(30);
        let (id, now) = ($rng.id(start), start.timestamp_millis());
        let mut rows: Vec<_> = [doctor_account, patient_account]
            .into_iter()
            .flat_map(|p| cells(start, end).map(move |c| (p, c)))
            .collect();
        rows.sort_unstable();
        let mut tx = $c.begin_with($begin).await?;
        sqlx::query(APPOINTMENT)
            .bind(id)
            .bind($clinic.doctors[doctor].0)
            .bind(patient_account)
            .bind($clinic.visit_types[doctor].0)
            .bind(start.timestamp_millis())
            .bind(end.timestamp_millis())
            .bind(now)
            .bind($clinic.locations[doctor].0)
            .execute(&mut *tx)
            .await?;
        let hash = [7u8; 32].to_vec();
        let key = format!("measurement-{}", $n);
        sqlx::query(KEY).bind(patient_account).bind(key).bind(hash).bind(id).bind(now).execute(&mut *tx).await?;
        let mut claims = sqlx::QueryBuilder::new("INSERT INTO claim (person_id, cell, holder_kind, holder_id) ");
        claims.push_values(rows, |mut row, (person, cell)| {
            row.push_bind(person).push_bind(cell).push_bind("appointment").push_bind(id);
        });
        claims.build().execute(&mut *tx).await?;
        sqlx::query(EVENT).bind(id).bind(patient_account).bind(now).execute(&mut *tx).await?;
        sqlx::query(OUTBOX).bind($rng.id(start)).bind($rng.id(start)).bind(id).bind(now).execute(&mut *tx).await?;
        tx.commit().await?;
    }};
}

/// Bookings a second into a SQLite file with the pragmas of the store; it has one writer.
pub async fn sqlite(url: &str, clinic: &Clinic, count: usize) -> Result<f64, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let rng = Rng::seeded(11);
    let started = Instant::now();
    for n in 0..count {
        book!(connection, "BEGIN IMMEDIATE", clinic, rng, n);
    }
    let seconds = started.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(count as f64 / seconds)
}

/// Connections to Postgres, as many as the server has.
pub struct Bare {
    connections: Vec<PgConnection>,
    clinic: Arc<Clinic>,
    rng: Rng,
}

impl Bare {
    pub async fn open(url: &str, clinic: Clinic) -> Result<Self, sqlx::Error> {
        let mut connections = Vec::new();
        for _ in 0..SIDE_BY_SIDE {
            connections.push(PgConnection::connect(url).await?);
        }
        Ok(Self { connections, clinic: Arc::new(clinic), rng: Rng::seeded(11) })
    }

    /// Writes what these bookings write; the seconds that it took.
    pub async fn book(&mut self, which: Range<usize>) -> Result<f64, sqlx::Error> {
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for (first, mut connection) in self.connections.drain(..).enumerate() {
            let (clinic, rng, which) = (self.clinic.clone(), self.rng.clone(), which.clone());
            tasks.spawn(async move {
                for n in which.skip(first).step_by(SIDE_BY_SIDE) {
                    book!(connection, "BEGIN", clinic, rng, n);
                }
                Ok::<_, sqlx::Error>(connection)
            });
        }
        for connection in tasks.join_all().await {
            self.connections.push(connection?);
        }
        Ok(started.elapsed().as_secs_f64())
    }
}

/// A database of its own on the server that the address names.
pub async fn make_database(server: &str, name: &str) -> Result<String, sqlx::Error> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
    connection.close().await?;
    let (host, _) = server.rsplit_once('/').unwrap_or((server, ""));
    Ok(format!("{host}/{name}"))
}

/// Does a commit on this server wait for the disk?
pub async fn is_durable(server: &str) -> Result<bool, sqlx::Error> {
    let mut connection = PgConnection::connect(server).await?;
    let on = "SELECT current_setting('fsync') || current_setting('synchronous_commit')";
    let answer: String = sqlx::query_scalar(on).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(answer == "onon")
}

/// Keeps the raster of claims in view: a booking of half an hour is six cells of each person.
const _: () = assert!(CELL == 300);
