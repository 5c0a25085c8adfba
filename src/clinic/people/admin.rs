//! How the platform is doing.

use crate::{Clinic, Result};
use domain::{
    insight::figures::{JobState, MailView},
    people::policy::Actor,
    platform::{
        ids::JobId,
        page::{Page, PageRequest},
        problem::Problem,
    },
};
use store::{Change, notices::outbox_repo};

/// Messages by state, latest first; all states when none is named.
pub async fn mails(
    clinic: &Clinic,
    actor: Actor,
    state: Option<JobState>,
    page: PageRequest,
) -> Result<Page<MailView>> {
    actor.as_admin()?;
    let mut tx = clinic.store.read().await?;
    let (items, total) = outbox_repo::list(&mut tx, state, page).await?;
    Ok(Page::new(items, page, total))
}

/// Sends a failed message again, now.
pub async fn retry_mail(clinic: &Clinic, actor: Actor, id: JobId) -> Result<()> {
    actor.as_admin()?;
    let mut tx = clinic.store.write().await?;
    if !outbox_repo::retry(&mut tx, id, clinic.effects.clock.now()).await? {
        return Err(Problem::NotFound.into());
    }
    tx.announce(Change::Platform);
    tx.commit().await?;
    clinic.effects.wake.notify_one();
    Ok(())
}
