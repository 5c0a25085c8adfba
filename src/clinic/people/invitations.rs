//! Invitations for doctors, issued by admins.

use contract::people::{InvitationView, IssuedInvitation};
use domain::{
    insight::security::SecurityEvent,
    notices::job::{Audience, JobKind},
    people::{
        faults::AccountFault,
        invitation::{Invitation, InvitationState},
        policy::AsAdmin,
    },
    platform::{
        ids::{InvitationId, JobId},
        page::{Page, PageRequest},
        problem::Problem,
    },
};
use effects::{Rng, keys};
use store::{
    notices::outbox_repo::{self, NewJob},
    people::invitation_repo,
};
use unicode_normalization::UnicodeNormalization;

use crate::{
    Clinic, Result,
    people::accounts,
    platform::{
        idempotency::{self, Press},
        security::{self, About},
    },
};

/// Issues one; a given e-mail binds it to that address and is sent the code. Valid for 14 days. The same key with the same
/// address gives the same one again, as long as it is open.
pub async fn issue(
    clinic: &Clinic,
    admin: AsAdmin,
    email: Option<&str>,
    key: Option<&str>,
) -> Result<IssuedInvitation> {
    let email = email.filter(|email| !email.trim().is_empty());
    let email = email.map(|email| accounts::address("email", email)).transpose()?;
    let now = clinic.effects.clock.now();
    let press = Press::of(clinic, admin.account(), key, "invitation", &email)?;
    let id = InvitationId(clinic.effects.rng.id(now));
    let code = code_of(clinic, id);
    let invitation = Invitation::issue(id, email, now);
    let mut tx = clinic.store.write().await?;
    if let Some(press) = press
        && let Some(made) = press.bind(&mut tx, id.0, now).await?
    {
        let before = invitation_repo::find(&mut tx, InvitationId(made)).await?;
        tx.roll_back().await?;
        // A code that lets nobody in any more is not told as if it did.
        let before = before.filter(|before| before.state(now) == InvitationState::Open);
        return Ok(issued(clinic, before.ok_or_else(idempotency::gone)?));
    }
    invitation_repo::insert(&mut tx, &invitation, &keys::hash(&normal(&code)), admin.account()).await?;
    if invitation.email.is_some() {
        let job = NewJob {
            id: JobId(clinic.effects.rng.id(now)),
            kind: JobKind::Invitation,
            subject: invitation.id.0,
            version: 1,
            audience: Audience::Owner,
            secret: Some(code.clone()),
            run_at: now,
        };
        outbox_repo::enqueue(&mut tx, job, now);
    }
    tx.commit().await?;
    security::record(SecurityEvent::InvitationIssued, About::what(invitation.id));
    Ok(issued(clinic, invitation))
}

fn issued(clinic: &Clinic, invitation: Invitation) -> IssuedInvitation {
    let Invitation { id, email, expires_at, .. } = invitation;
    IssuedInvitation { id, code: code_of(clinic, id), expires_at, email }
}

/// An invitation's code follows from its id and the clinic's secret: a second press is told the same one, although only its
/// hash is stored. So whoever has both the database and the secret has the codes.
fn code_of(clinic: &Clinic, id: InvitationId) -> String {
    Rng::from_bytes(clinic.effects.keys.derived("invitation code", &[id.0.as_bytes()])).code()
}

/// All invitations, newest first.
pub async fn list(
    clinic: &Clinic,
    _: AsAdmin,
    state: Option<InvitationState>,
    page: PageRequest,
) -> Result<Page<InvitationView>> {
    security::record(SecurityEvent::AdminRead, About::what("invitations"));
    let mut tx = clinic.store.read().await?;
    let (items, total) = invitation_repo::list(&mut tx, state, clinic.effects.clock.now(), page).await?;
    Ok(Page::new(items, page, total))
}

/// Takes back an open one.
pub async fn revoke(clinic: &Clinic, _: AsAdmin, id: InvitationId) -> Result<()> {
    let now = clinic.effects.clock.now();
    let mut tx = clinic.store.write().await?;
    let found = invitation_repo::find(&mut tx, id).await?.ok_or(Problem::NotFound)?;
    // Somebody may use it at this very moment: the statement that takes it back says so.
    if found.revoke(now).is_err() || !invitation_repo::revoke(&mut tx, id, now).await? {
        return Err(Problem::conflict(AccountFault::InvitationEnded).into());
    }
    outbox_repo::forget_secret(&mut tx, id).await?;
    tx.commit().await?;
    security::record(SecurityEvent::InvitationRevoked, About::what(id));
    Ok(())
}

/// A code as it is hashed: letter case, width, spaces and dashes of any kind do not matter, nor do the letters that look
/// like digits.
pub(crate) fn normal(code: &str) -> String {
    let clear = code.nfkc().filter(|c| c.is_alphanumeric());
    clear
        .flat_map(char::to_uppercase)
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}
