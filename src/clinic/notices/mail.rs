//! The messages of the outbox, for admins.

use contract::notices::MailView;
use domain::{
    insight::security::SecurityEvent,
    notices::job::JobState,
    people::policy::AsAdmin,
    platform::{
        ids::JobId,
        page::{Page, PageRequest},
        problem::Problem,
    },
};
use store::notices::outbox_repo;

use crate::{
    Clinic, Result,
    platform::security::{self, About},
};

/// Messages by state, latest first; all states when none is named.
pub async fn list(clinic: &Clinic, _: AsAdmin, state: Option<JobState>, page: PageRequest) -> Result<Page<MailView>> {
    security::record(SecurityEvent::AdminRead, About::what("mail"));
    let mut tx = clinic.store.read().await?;
    let (items, total) = outbox_repo::list(&mut tx, state, page).await?;
    Ok(Page::new(items, page, total))
}

/// Sends a failed message again, now.
pub async fn retry(clinic: &Clinic, _: AsAdmin, id: JobId) -> Result<()> {
    let mut tx = clinic.store.write().await?;
    if !outbox_repo::retry(&mut tx, id, clinic.effects.clock.now()).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    security::record(SecurityEvent::MailRetried, About::what(id));
    Ok(())
}
