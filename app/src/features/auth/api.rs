//! Signing in and out, and registering.

use domain::directory::doctor::Specialty;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What a doctor chooses from when registering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    /// Zones by name, and what they are called.
    pub zones: Vec<(String, String)>,
    pub specialties: Vec<Specialty>,
}

/// IANA zones and specialties to choose from.
#[server(prefix = "/do", endpoint = "auth/choices")]
pub async fn choices() -> Result<Lists, AppError> {
    use clinic::{directory::doctors, scheduling::zones};

    let ctx = crate::server::ctx()?;
    let specialties = ctx.answer(doctors::specialties(&ctx.clinic).await)?;
    let zones = zones::choices(ctx.zone.as_deref(), ctx.clinic.effects.clock.now());
    Ok(Lists { zones, specialties })
}

/// Signs in on this browser, instead of whoever was signed in on it, and leads on.
#[server(prefix = "/do", endpoint = "auth/sign-in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::server::{self, ctx, done};
    let session = server::sign_in(&ctx()?, &email, &password).await?;
    done(if next.is_empty() { crate::ui::home_of(session.me.role) } else { &next }, "");
    Ok(())
}

/// Signs in as the demo's patient, doctor or admin, whose password anybody may know; only where everything is made up.
#[server(prefix = "/do", endpoint = "auth/look-as")]
pub async fn look_as(role: String) -> Result<(), AppError> {
    use domain::{people::account::Role, platform::problem::Problem};

    let ctx = crate::server::ctx()?;
    if !ctx.clinic.settings.demo {
        return Err(Problem::NotFound.into());
    }
    let email = match role.parse().map_err(|_| Problem::NotFound)? {
        Role::Patient => demo::PATIENT_EMAIL,
        Role::Doctor => demo::DOCTOR_EMAIL,
        Role::Admin => demo::ADMIN_EMAIL,
    };
    sign_in(email.to_owned(), demo::PASSWORD.to_owned(), String::new()).await
}

/// Signs this device out; others stay signed in.
#[server(prefix = "/do", endpoint = "auth/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    use clinic::people::sessions;

    use crate::server::{ctx, done, end_session};
    let ctx = ctx()?;
    if let Some(session) = &ctx.session {
        ctx.answer(sessions::end(&ctx.clinic, session.actor, session.id).await)?;
    }
    end_session(&ctx);
    done("/", "You are signed out.");
    Ok(())
}

/// Registers a patient and signs in.
#[server(prefix = "/do", endpoint = "auth/register")]
pub async fn register(
    full_name: String,
    email: String,
    password: String,
    time_zone: String,
    #[server(default)] next: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), AppError> {
    use clinic::people::accounts;
    use domain::people::account::Registration;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let key = server::key(&idempotency_key);
    let form = Registration { email: email.clone(), password: password.clone(), full_name, time_zone };
    ctx.answer(accounts::register_patient(&ctx.clinic, form, key, ctx.from).await)?;
    let next = if next.is_empty() { "/".to_owned() } else { next };
    welcome(&ctx, &email, &password, &next, "Welcome to Anteroom. Your account is ready.").await
}

/// Registers a doctor with an invitation code and signs in.
#[server(prefix = "/do", endpoint = "auth/register-doctor")]
pub async fn register_doctor(
    invitation_code: String,
    full_name: String,
    email: String,
    password: String,
    specialty: String,
    time_zone: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), AppError> {
    use clinic::people::accounts;
    use domain::people::account::DoctorRegistration;

    use crate::server::{self, ctx};
    let ctx = ctx()?;
    let key = server::key(&idempotency_key);
    let (address, secret) = (email.clone(), password.clone());
    let form = DoctorRegistration { invitation_code, email, password, full_name, specialty, time_zone };
    ctx.answer(accounts::register_doctor(&ctx.clinic, form, key, ctx.from).await)?;
    let notice = "Welcome to Anteroom. Set your hours, a visit type and your address: then patients can find you.";
    welcome(&ctx, &address, &secret, "/practice/hours", notice).await
}

/// Signs in whoever has just registered. An address that was known before leads to the sign-in page with words that do
/// not tell: its owner has got a mail.
#[cfg(feature = "ssr")]
async fn welcome(
    ctx: &crate::server::Ctx,
    email: &str,
    password: &str,
    next: &str,
    notice: &str,
) -> Result<(), AppError> {
    use domain::platform::problem::Problem;

    use crate::{
        server::{self, done},
        ui::link,
    };
    match server::sign_in(ctx, email, password).await {
        Ok(_) => done(next, notice),
        Err(AppError(Problem::InvalidCredentials | Problem::TooMany { .. })) => {
            done(&link::query("/sign-in", &[("next", next), ("after", "register")]), "");
        }
        Err(other) => return Err(other),
    }
    Ok(())
}
