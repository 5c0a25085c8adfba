//! What the admins' pages ask the clinic for, and what their forms send.

use domain::{
    directory::doctor::{DoctorRowView, Specialty},
    insight::figures::{AdminFigures, FiguresQuery, MailView},
    people::{
        account::AccountRowView,
        invitation::{InvitationView, IssuedInvitation},
    },
    platform::page::Page,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    features::visits::{FoundVisits, VisitWish},
};

/// Rows on one page of an admin's list.
#[cfg(feature = "ssr")]
const ROWS: u32 = 25;

/// How the platform is doing, and the specialties to narrow it to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub figures: AdminFigures,
    pub specialties: Vec<Specialty>,
}

/// How the platform is doing.
#[server(prefix = "/do", endpoint = "admin/figures")]
pub async fn figures(#[server(default)] query: FiguresQuery) -> Result<Overview, AppError> {
    use clinic::{directory::doctors, insight::figures};

    use crate::server::ctx;
    let ctx = ctx()?;
    let figures = ctx.answer(figures::of_platform(&ctx.clinic, ctx.actor(), &query).await)?;
    let specialties = ctx.answer(doctors::specialties(&ctx.clinic).await)?;
    Ok(Overview { figures, specialties })
}

/// One page of all accounts.
#[server(prefix = "/do", endpoint = "admin/users")]
pub async fn users(
    #[server(default)] q: String,
    #[server(default)] role: String,
    #[server(default)] page: String,
) -> Result<Page<AccountRowView>, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    let (role, page) = (server::word("role", &role)?, server::page(&page, ROWS)?);
    ctx.answer(clinic::people::accounts::list(&ctx.clinic, ctx.actor(), &q, role, page).await)
}

/// One page of all doctors.
#[server(prefix = "/do", endpoint = "admin/doctors")]
pub async fn doctors(
    #[server(default)] q: String,
    /// Anything: only those whom patients cannot find.
    #[server(default)]
    hidden: String,
    #[server(default)] page: String,
) -> Result<Page<DoctorRowView>, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    let page = server::page(&page, ROWS)?;
    ctx.answer(clinic::directory::doctors::list(&ctx.clinic, ctx.actor(), &q, !hidden.is_empty(), page).await)
}

/// One page of all invitations.
#[server(prefix = "/do", endpoint = "admin/invitations")]
pub async fn invitations(
    #[server(default)] state: String,
    #[server(default)] page: String,
) -> Result<Page<InvitationView>, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    let (state, page) = (server::word("state", &state)?, server::page(&page, ROWS)?);
    ctx.answer(clinic::people::invitations::list(&ctx.clinic, ctx.actor(), state, page).await)
}

/// Issues an invitation; its code is in the answer and nowhere else.
#[server(prefix = "/do", endpoint = "admin/issue-invitation")]
pub async fn issue_invitation(
    #[server(default)] email: String,
    #[server(default)] idempotency_key: String,
) -> Result<IssuedInvitation, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let email = Some(email.trim()).filter(|email| !email.is_empty());
    let key = server::key(&idempotency_key);
    ctx.answer(clinic::people::invitations::issue(&ctx.clinic, ctx.actor(), email, key).await)
}

/// Takes an open invitation back.
#[server(prefix = "/do", endpoint = "admin/revoke-invitation")]
pub async fn revoke_invitation(id: String) -> Result<(), AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    ctx.answer(clinic::people::invitations::revoke(&ctx.clinic, ctx.actor(), server::id(&id)?).await)?;
    server::done("/admin/invitations", "The invitation is revoked. Its code no longer works.");
    Ok(())
}

/// One page of all visits.
#[server(prefix = "/do", endpoint = "admin/appointments")]
pub async fn appointments(#[server(default)] wish: VisitWish) -> Result<FoundVisits, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    FoundVisits::read(&ctx, &wish.search()?, server::page(&wish.page, ROWS)?, Vec::new()).await
}

/// One page of the outbox.
#[server(prefix = "/do", endpoint = "admin/mail")]
pub async fn mail(
    #[server(default)] state: String,
    #[server(default)] page: String,
) -> Result<Page<MailView>, AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    let (state, page) = (server::word("state", &state)?, server::page(&page, ROWS)?);
    ctx.answer(clinic::people::admin::mails(&ctx.clinic, ctx.actor(), state, page).await)
}

/// Sends a message again that was given up.
#[server(prefix = "/do", endpoint = "admin/retry-mail")]
pub async fn retry_mail(id: String) -> Result<(), AppError> {
    use crate::server::{self, ctx};
    let ctx = ctx()?;
    ctx.actor().as_admin()?;
    ctx.answer(clinic::people::admin::retry_mail(&ctx.clinic, ctx.actor(), server::id(&id)?).await)?;
    server::done("/admin/mail", "The message is on its way again.");
    Ok(())
}
