//! Signing in and out, and registering.

pub mod api;
mod register;
mod register_doctor;
mod sign_in;

pub use register::RegisterPage;
pub use register_doctor::RegisterDoctorPage;
pub use sign_in::SignInPage;

use anteroom::domain::account::Role;
use leptos::prelude::*;

use crate::{
    ui::{ButtonKind, ButtonLink, Notice},
    viewer::viewer,
};

/// Where a person of this role begins.
pub fn home_of(role: Role) -> &'static str {
    match role {
        Role::Patient => "/visits",
        Role::Doctor => "/practice",
        Role::Admin => "/admin",
    }
}

/// Says who is signed in already, where that makes a form odd.
#[component]
fn AlreadySignedIn() -> impl IntoView {
    viewer().me.map(|me| {
        view! {
            <div class="mb-6 grid gap-4">
                <Notice>{format!("You are signed in as {}.", me.full_name)}</Notice>
                <div class="actions">
                    <ButtonLink href=home_of(me.role) kind=ButtonKind::Secondary>"Go on"</ButtonLink>
                </div>
            </div>
        }
    })
}

/// Zones as options, the guessed one first to be shown; without a guess a choice is asked for.
fn zone_options(zones: Vec<(String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), "Please choose".to_owned())).chain(zones).collect()
}
