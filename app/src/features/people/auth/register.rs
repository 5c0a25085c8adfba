//! Registering as a patient.

use clinic::people::accounts;
use contract::people::Registration;
use domain::people::policy::Actor;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{AlreadySignedIn, ZoneField, choices, welcome, zone_options};
use crate::{
    by::By,
    error::AppError,
    load::load,
    server::{self, ctx},
    ui::{Button, Field, Form, PageHeading, ZoneAware, link, path_of},
};

/// The page for new patients: `/register?next=`.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let next = use_query_map().get_untracked().get("next").unwrap_or_default();
    view! {
        <ZoneAware/>
        {load(choices(), |lists| view! { <Register next zones=lists.zones/> })}
    }
}

#[component]
fn Register(next: String, zones: Vec<(String, String)>) -> impl IntoView {
    let sign_in = link::sign_in(&next);
    let lead = if next.starts_with("/book") {
        "Three fields, then you come back to the time you chose."
    } else {
        "Three fields, and you can book."
    };
    view! {
        <div class="narrow">
        <PageHeading title="Register" lead/>
        <AlreadySignedIn/>
        <div class="card"><Form action={path_of::<Register>()} makes=true>
            <input type="hidden" name="next" value=next/>
            <Field name="full_name" label="Full name" hint="As your doctors should call you." autocomplete="name"/>
            <Field
                name="email"
                label="E-mail"
                kind="email"
                hint="Confirmations and changes are sent there."
                autocomplete="username"
            />
            <Field
                name="password"
                label="Password"
                kind="password"
                hint="10 characters or more. Three or four words are easy to keep in mind."
                autocomplete="new-password"
            />
            <ZoneField before="Times in" label="Time zone" hint="We show times in this zone." zones=zone_options(zones)/>
            <div class="actions"><Button busy="Registering…">"Register"</Button></div>
        </Form></div>
        <p class="mt-6">"You have an account? "<a href=sign_in>"Sign in"</a></p>
        </div>
    }
}

/// Registers a patient and signs in.
#[server(prefix = "/do", endpoint = "auth/register", protocol = By<Actor>)]
pub async fn register(
    full_name: String,
    email: String,
    password: String,
    time_zone: String,
    #[server(default)] next: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), AppError> {
    let ctx = ctx()?;
    let key = server::key(&idempotency_key);
    let form = Registration { email: email.clone(), password: password.clone(), full_name, time_zone };
    ctx.answer(accounts::register_patient(&ctx.clinic, &ctx.caller, form, key).await)?;
    let next = if next.is_empty() { "/".to_owned() } else { next };
    welcome(&ctx, &email, &password, &next, "Welcome to Anteroom. Your account is ready.").await
}
