//! Registering as a doctor, with an invitation.

use clinic::people::accounts;
use contract::people::DoctorRegistration;
use domain::people::policy::Actor;
use leptos::prelude::*;

use super::{AlreadySignedIn, Lists, ZoneField, choices, welcome, zone_options};
use crate::{
    by::By,
    error::AppError,
    load::load,
    server::{self, ctx},
    ui::{Button, Field, Form, PageHeading, Select, ZoneAware, path_of},
};

/// The page for invited doctors. An invitation's link carries its code behind the #, where no server and no log sees it;
/// `frontend` fills it in.
#[component]
pub fn RegisterDoctorPage() -> impl IntoView {
    view! {
        <ZoneAware/>
        {load(choices(), |lists| view! { <RegisterDoctor lists/> })}
    }
}

#[component]
fn RegisterDoctor(lists: Lists) -> impl IntoView {
    let Lists { zones, specialties } = lists;
    let first = (String::new(), "Please choose".to_owned());
    let specialties = std::iter::once(first).chain(specialties.into_iter().map(|s| (s.id, s.name))).collect();
    view! {
        <div class="narrow">
        <PageHeading title="Register as a doctor" lead="You need an invitation code from the people who run this clinic."/>
        <AlreadySignedIn/>
        <div class="card"><Form action={path_of::<RegisterDoctor>()} makes=true>
            <Field
                name="invitation_code"
                label="Invitation code"
                hint="For example 7KQ4-ZM2P-9XWD-R3TB-6HJN-8VQF-2MYC. Letter case and dashes do not matter."
                autocomplete="off"
            />
            <Field name="full_name" label="Full name" hint="With your title, as patients should see it." autocomplete="name"/>
            <Field name="email" label="E-mail" kind="email" hint="Bookings are sent there." autocomplete="username"/>
            <Field
                name="password"
                label="Password"
                kind="password"
                hint="10 characters or more. Three or four words are easy to keep in mind."
                autocomplete="new-password"
            />
            <Select name="specialty" label="Specialty" hint="You can add more later." options=specialties/>
            <ZoneField
                before="Your practice keeps"
                label="Time zone of your practice"
                hint="Your hours are kept in it."
                zones=zone_options(zones)
            />
            <div class="actions"><Button busy="Registering…">"Register"</Button></div>
        </Form></div>
        <p class="mt-6">"You have an account? "<a href="/sign-in">"Sign in"</a></p>
        </div>
    }
}

/// Registers a doctor with an invitation code and signs in.
#[server(prefix = "/do", endpoint = "auth/register-doctor", protocol = By<Actor>)]
pub async fn register_doctor(
    invitation_code: String,
    full_name: String,
    email: String,
    password: String,
    specialty: String,
    time_zone: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), AppError> {
    let ctx = ctx()?;
    let key = server::key(&idempotency_key);
    let (address, secret) = (email.clone(), password.clone());
    let form = DoctorRegistration { invitation_code, email, password, full_name, specialty, time_zone };
    ctx.answer(accounts::register_doctor(&ctx.clinic, &ctx.caller, form, key).await)?;
    let notice = "Welcome to Anteroom. Set your hours, a visit type and your address: then patients can find you.";
    welcome(&ctx, &address, &secret, "/practice/hours", notice).await
}
