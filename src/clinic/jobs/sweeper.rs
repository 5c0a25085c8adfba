//! What the clock makes needless: claims on the past, ended sessions, old messages and codes, worn-off strikes. See the retention table in
//! docs/rights-and-retention.md.

use chrono::TimeDelta;

use crate::{Clinic, Result};
use domain::scheduling::slots::CELL;
use store::{
    notices::outbox_repo,
    people::session_repo,
    platform::{idempotency_repo, throttle_repo},
    scheduling::claim_repo,
};

/// Claims stay a day longer than they must, so that a clock set back does no harm.
const CLAIMS: TimeDelta = TimeDelta::days(1);
/// How long it can be seen that a message was sent.
const MESSAGES: TimeDelta = TimeDelta::days(90);

/// How long the code of an invitation is kept whose message was given up on, so that an admin can send it again.
const UNSENT_CODES: TimeDelta = TimeDelta::days(7);
/// How long a form that was sent makes nothing when it is sent again.
const KEYS: TimeDelta = TimeDelta::days(30);

/// Deletes what is over.
pub async fn sweep(clinic: &Clinic) -> Result<()> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.write().await?;
    claim_repo::sweep(&mut tx, (now - CLAIMS).timestamp() / CELL).await?;
    session_repo::delete_expired(&mut tx, now).await?;
    outbox_repo::forget_secrets(&mut tx, now, now - UNSENT_CODES).await?;
    idempotency_repo::sweep(&mut tx, now - KEYS).await?;
    outbox_repo::delete_old(&mut tx, now - MESSAGES).await?;
    throttle_repo::sweep(&mut tx, now).await?;
    tx.commit().await?;
    Ok(())
}
