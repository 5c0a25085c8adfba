//! Takes changes from one process to the others that serve the same clinic: LISTEN and NOTIFY on Postgres. SQLite has
//! one process, so there is nothing to carry.
//!
//! A change is sent right after its commit, by one task that gathers what has come up: NOTIFY inside the transaction
//! would make all commits of the clinic wait for each other. What a process did not get to send when it was killed,
//! the others show with their next change or reload; nothing is decided by it.

use std::time::Duration;

use sqlx::{
    PgPool,
    postgres::{PgListener, PgNotification},
};
use tokio::{sync::mpsc, time};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Bus, Change, StoreError, outgoing::Outgoing};

const CHANNEL: &str = "anteroom_change";
/// So many go in one statement.
const AT_ONCE: usize = 256;
/// Between two tries to reach the database.
const PAUSE: Duration = Duration::from_secs(1);

const NOTIFY: &str = "SELECT pg_notify($1, change) FROM unnest($2::text[]) AS change";

/// Carries until told to stop. `node` names this process among the others: it needs no word of its own changes.
pub(super) async fn run(pool: PgPool, outgoing: Outgoing, node: Uuid, stop: CancellationToken) {
    let own = outgoing.carried();
    tokio::select! {
        () = stop.cancelled() => {}
        () = bring(&pool, outgoing.bus(), node) => {}
        () = send(&pool, own, node) => {}
    }
}

/// Publishes here what others changed.
async fn bring(pool: &PgPool, bus: &Bus, node: Uuid) {
    let mut again = false;
    loop {
        let outcome = listen(pool, bus, node, again).await;
        bus.hear_all(false);
        if let Err(error) = outcome {
            tracing::warn!(%error, "changes of other processes are not heard just now");
        }
        again = true;
        time::sleep(PAUSE).await;
    }
}

async fn listen(pool: &PgPool, bus: &Bus, node: Uuid, again: bool) -> Result<(), StoreError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    bus.hear_all(true);
    if again {
        // What was said meanwhile is lost: every open page asks again.
        bus.publish(Change::Anything);
    }
    loop {
        match listener.try_recv().await? {
            Some(notification) => {
                if let Some(change) = from_elsewhere(&notification, node) {
                    bus.publish(change);
                }
            }
            // The connection was lost.
            None => return Ok(()),
        }
    }
}

fn from_elsewhere(notification: &PgNotification, node: Uuid) -> Option<Change> {
    let (sender, change) = notification.payload().split_once(' ')?;
    if sender.parse::<Uuid>().is_ok_and(|sender| sender == node) {
        return None;
    }
    // A newer version may say what this one does not know.
    Some(change.parse().unwrap_or(Change::Anything))
}

/// Tells others what changed here.
async fn send(pool: &PgPool, mut own: mpsc::Receiver<Change>, node: Uuid) {
    let mut changes = Vec::with_capacity(AT_ONCE);
    while own.recv_many(&mut changes, AT_ONCE).await > 0 {
        let texts: Vec<String> = changes.drain(..).map(|change| format!("{node} {change}")).collect();
        while let Err(error) = sqlx::query(NOTIFY).bind(CHANNEL).bind(&texts).execute(pool).await {
            tracing::warn!(%error, "other processes could not be told of a change; trying again");
            time::sleep(PAUSE).await;
        }
    }
}
