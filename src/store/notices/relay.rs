//! Takes changes from one process to the others that serve the same clinic: LISTEN and NOTIFY on Postgres. SQLite has
//! one process, so there is nothing to relay.
//!
//! A change is sent right after its commit, by one task that gathers what has come up: NOTIFY inside the transaction
//! would make all commits of the clinic wait for each other. What a process did not get to send when it was killed,
//! the others show with their next change or reload; nothing is decided by it.

use std::{io::ErrorKind, pin::pin, time::Duration};

use sqlx::{
    PgPool,
    postgres::{PgListener, PgNotification, PgPoolOptions},
};
use tokio::time::{self, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::relay_queue::{RelayQueue, RelayReceiver};
use crate::{Bus, Change};

const CHANNEL: &str = "anteroom_change";
/// So many go in one statement.
const AT_ONCE: usize = 256;
/// Between two tries to reach the database.
const PAUSE: Duration = Duration::from_secs(1);
/// For one try.
const PATIENCE: Duration = Duration::from_secs(5);
/// For telling the others of the last changes when the process stops.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// How often the listening connection is asked for a sign of life.
pub(crate) const BEAT: Duration = Duration::from_secs(15);

const NOTIFY: &str = "SELECT pg_notify($1, change) FROM unnest($2::text[]) AS change";

/// Relays until told to stop, or until the pool is closed. `node` names this process among the others: it needs no
/// word of its own changes.
pub(crate) async fn run(pool: PgPool, relay_queue: RelayQueue, node: Uuid, stop: CancellationToken, beat: Duration) {
    let mut sending = pin!(send(&pool, relay_queue.receiver(), node));
    let can_send = tokio::select! {
        () = stop.cancelled() => true,
        () = pool.close_event() => false,
        () = bring(&pool, relay_queue.bus(), node, beat) => true,
        // Another relay has taken over.
        () = &mut sending => return,
    };
    relay_queue.close();
    relay_queue.bus().set_connected(false);
    if can_send {
        // What was changed until now is told before the process ends.
        time::timeout(LAST_WORDS, sending).await.ok();
    }
}

/// Publishes here what others changed.
async fn bring(pool: &PgPool, bus: &Bus, node: Uuid, beat: Duration) {
    let mut again = false;
    loop {
        let outcome = listen(pool, bus, node, again, beat).await;
        bus.set_connected(false);
        if let Err(error) = outcome {
            tracing::warn!(%error, "changes of other processes are not heard just now");
        }
        again = true;
        time::sleep(PAUSE).await;
    }
}

async fn listen(pool: &PgPool, bus: &Bus, node: Uuid, again: bool, beat: Duration) -> Result<(), sqlx::Error> {
    // A connection apart: it is held for good, and closing a pool waits for all that it has given.
    let apart = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
    let apart = apart.idle_timeout(None).max_lifetime(None).connect_lazy_with(pool.connect_options().as_ref().clone());
    let mut listener = PgListener::connect_with(&apart).await?;
    // By ourselves: until it is connected again, nothing is heard.
    listener.eager_reconnect(false);
    let echo = format!("anteroom_echo_{}", node.simple());
    in_time(PATIENCE, listener.listen_all([CHANNEL, &echo])).await?;
    bus.set_connected(true);
    if again {
        // What was said meanwhile is lost: every open page asks again.
        bus.publish(Change::Anything);
    }
    // A connection may die without a word: it must bring what is sent to ourselves.
    let (mut beats, mut echoed) = (time::interval_at(Instant::now() + beat, beat), true);
    beats.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            heard = listener.try_recv() => match heard? {
                Some(notification) if notification.channel() == echo => echoed = true,
                Some(notification) => from_elsewhere(&notification, node).into_iter().for_each(|change| bus.publish(change)),
                // The connection was lost.
                None => return Ok(()),
            },
            _ = beats.tick() => {
                if !echoed {
                    return Err(silence());
                }
                echoed = false;
                let ask = sqlx::query(NOTIFY).bind(&echo).bind(vec![String::new()]);
                in_time(beat, ask.execute(&mut listener)).await?;
            }
        }
    }
}

fn silence() -> sqlx::Error {
    sqlx::Error::Io(ErrorKind::TimedOut.into())
}

async fn in_time<T>(patience: Duration, work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    time::timeout(patience, work).await.unwrap_or_else(|_| Err(silence()))
}

fn from_elsewhere(notification: &PgNotification, node: Uuid) -> Option<Change> {
    let (sender, change) = notification.payload().split_once(' ')?;
    if sender.parse::<Uuid>().is_ok_and(|sender| sender == node) {
        return None;
    }
    // A newer version may say what this one does not know.
    Some(change.parse().unwrap_or(Change::Anything))
}

/// Tells others what changed here, until nothing will change any more.
async fn send(pool: &PgPool, mut own: RelayReceiver, node: Uuid) {
    loop {
        let changes = own.next(AT_ONCE).await;
        if changes.is_empty() {
            return;
        }
        let texts: Vec<String> = changes.into_iter().map(|change| format!("{node} {change}")).collect();
        let tell = || sqlx::query(NOTIFY).bind(CHANNEL).bind(&texts).execute(pool);
        while let Err(error) = in_time(PATIENCE, tell()).await {
            tracing::warn!(%error, "other processes could not be told of a change; trying again");
            time::sleep(PAUSE).await;
        }
    }
}
