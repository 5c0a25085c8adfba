//! What is missing before patients can find a doctor.

use contract::directory::OwnProfile;
use domain::scheduling::visit_type::VisitType;
use leptos::prelude::*;

use super::visit_types::{self, Offer};
use crate::{
    load::load,
    ui::{Icon, Notice, Sign, Tone},
};

/// The steps to a public profile, each with its link, on every page of the practice; nothing once patients can find it,
/// but for what they will miss.
#[component]
pub fn SetUp(
    profile: OwnProfile,
    /// Patients are to come somewhere, and are not told where.
    no_address: bool,
) -> impl IntoView {
    if profile.is_public() {
        return no_address.then(|| view! { <NoAddress/> }).into_any();
    }
    let has_address = !profile.edit.address.is_empty();
    // Whoever sees patients by video only needs none.
    let address = (no_address || has_address || !profile.has_visit_type).then_some((
        has_address,
        "The address of your practice",
        "/practice/profile#field-address",
    ));
    let needed = [
        (profile.has_hours, "Weekly hours", "/practice/hours#weekly"),
        (profile.has_visit_type, "A visit type", "/practice/visit-types#add"),
    ];
    let about = !profile.edit.about.is_empty();
    let wanted = [(about, "A few words about you (not required)", "/practice/profile#field-about")];
    let steps: Vec<_> = needed.into_iter().chain(address).chain(wanted).collect();
    let done = steps.iter().filter(|step| step.0).count();
    let next = steps.iter().find(|step| !step.0).map(|(_, title, href)| {
        view! { " Next: "<a href=*href>{*title}</a>"." }
    });
    let sum = format!("{done} of {} done.", steps.len());
    let items = steps
        .iter()
        .map(|(done, title, href)| {
            let state = if *done { "done" } else { "to do" };
            let sign = if *done { Sign::Check } else { Sign::Minus };
            view! {
                <li class=if *done { "set-up-done" } else { "set-up-open" }>
                    <Icon sign/>
                    <a href=*href>{*title}</a>
                    <span class="sr-only">{format!(" ({state})")}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card mb-8" aria-labelledby="set-up">
            <h2 id="set-up" class="text-lg font-semibold">"Patients cannot find you yet"</h2>
            <p class="mt-1 max-w-prose">
                "Your profile becomes public as soon as you have weekly hours and a visit type: by video, or in person with an address. "
                {sum}{next}
            </p>
            <ul class="set-up">{items}</ul>
        </section>
    }
    .into_any()
}

/// [`SetUp`] on a page that asks for nothing of it itself.
#[component]
pub fn SetUpHere() -> impl IntoView {
    load(visit_types::read(), |Offer { types, profile }| {
        let no_address = lacks_address(&profile, &types);
        view! { <SetUp profile no_address/> }
    })
}

/// Asks for the address without which no visit in person is offered.
#[component]
fn NoAddress() -> impl IntoView {
    view! {
        <div class="mb-8">
            <Notice tone=Tone::Warn>
                "Patients cannot book visits in person yet: they are not told where to come. "
                <a href="/practice/profile#field-address">"Add the address of your practice"</a>
            </Notice>
        </div>
    }
}

/// Whether a visit type waits for the address, and is not offered until then.
pub fn lacks_address(profile: &OwnProfile, types: &[VisitType]) -> bool {
    !types.iter().all(|each| each.has_place(&profile.edit.address))
}
