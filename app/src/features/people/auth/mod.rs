//! Signing in and out, and registering.

mod register;
mod register_doctor;
mod sign_in;

pub use register::RegisterPage;
pub use register_doctor::RegisterDoctorPage;
pub use sign_in::{LookAs, SignInPage, SignOut};

use clinic::{directory::doctors, scheduling::zones};
use domain::{
    directory::doctor::Specialty,
    platform::{local::zone_name, problem::Problem},
};
use leptos::prelude::*;

use crate::{
    error::AppError,
    server::{self, done},
    ui::{ButtonKind, ButtonLink, FormScope, Notice, Select, clock_in, link},
    viewer::viewer,
};

/// Says who is signed in already, where that makes a form odd.
#[component]
fn AlreadySignedIn() -> impl IntoView {
    viewer().me.clone().map(|me| {
        view! {
            <div class="mb-6 grid gap-4">
                <Notice>{format!("You are signed in as {}.", me.full_name)}</Notice>
                <div class="actions">
                    <ButtonLink href=link::home_of(me.role) kind=ButtonKind::Secondary>"Go on"</ButtonLink>
                </div>
            </div>
        }
    })
}

/// The zone of the browser in words, with what the clocks there show, and all zones behind it. Where the browser told none,
/// or the one that was chosen is refused, the list is open.
#[component]
fn ZoneField(
    /// What is in it: "Times in", "Your practice keeps".
    before: &'static str,
    label: &'static str,
    hint: &'static str,
    zones: Vec<(String, String)>,
) -> impl IntoView {
    let scope = FormScope::current();
    let value = scope.value("time_zone", viewer().zone.clone().unwrap_or_default());
    let now = clock_in(&value).filter(|_| scope.error("time_zone").is_none());
    let summary = match &now {
        Some(now) => format!("{before} {} ({now} now).", zone_name(&value)),
        None => label.to_owned(),
    };
    let change = now.is_some().then(|| view! { " "<span class="underline">"Change"</span> });
    view! {
        <details class="disclosure zone-field" open=now.is_none()>
            <summary><span>{summary}{change}</span></summary>
            <Select name="time_zone" label hint options=zones value/>
        </details>
    }
}

/// Zones as options, the guessed one first to be shown; without a guess a choice is asked for.
fn zone_options(zones: Vec<(String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), "Please choose".to_owned())).chain(zones).collect()
}

/// What a doctor chooses from when registering.
struct Lists {
    /// Zones by name, and what they are called.
    zones: Vec<(String, String)>,
    specialties: Vec<Specialty>,
}

/// IANA zones and specialties to choose from.
async fn choices() -> Result<Lists, AppError> {
    let ctx = server::ctx()?;
    let specialties = ctx.answer(doctors::specialties(&ctx.clinic).await)?;
    let zones = zones::choices(ctx.zone(), ctx.clinic.effects.clock.now());
    Ok(Lists { zones, specialties })
}

/// Signs in whoever has just registered. An address that was known before leads to the sign-in page with words that do
/// not tell: its owner has got a mail.
async fn welcome(ctx: &server::Ctx, email: &str, password: &str, next: &str, notice: &str) -> Result<(), AppError> {
    match server::sign_in(ctx, email, password).await {
        Ok(_) => done(next, notice),
        Err(AppError(Problem::InvalidCredentials | Problem::TooMany { .. })) => {
            done(&link::query("/sign-in", &[("next", next), ("after", "register")]), "");
        }
        Err(other) => return Err(other),
    }
    Ok(())
}
