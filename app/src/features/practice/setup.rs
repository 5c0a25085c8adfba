//! What is missing before patients can find a doctor.

use anteroom::domain::{doctor::OwnProfile, visit_type::VisitType};
use leptos::prelude::*;

use crate::ui::{Badge, ButtonKind, ButtonLink, Notice, Sign, Tone};

/// The steps to a public profile, each with its link; nothing once patients can find it.
#[component]
pub fn SetUp(
    profile: OwnProfile,
    /// Patients are to come somewhere, and are not told where.
    no_address: bool,
) -> impl IntoView {
    let has_address = !profile.edit.address.is_empty();
    // Whoever sees patients by video only needs none.
    let address = (no_address || has_address || !profile.has_visit_type).then_some((
        has_address,
        "The address of your practice",
        "Visits in person are offered once patients know where to come.",
        "/practice/profile#field-address",
        "Add the address",
    ));
    let needed = [
        (
            profile.has_hours,
            "Weekly hours",
            "Patients are offered times only within them.",
            "/practice/hours",
            "Set your hours",
        ),
        (
            profile.has_visit_type,
            "A visit type",
            "Its name, its length and how you meet.",
            "/practice/visit-types",
            "Add a visit type",
        ),
    ];
    let wanted = [(
        !profile.edit.about.is_empty(),
        "A few words about you",
        "Not required, but patients choose a doctor whom they can picture.",
        "/practice/profile",
        "Edit your profile",
    )];
    let steps: Vec<_> = needed.into_iter().chain(address).chain(wanted).collect();
    let first_open = steps.iter().position(|step| !step.0);
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(n, (done, title, text, href, action))| {
            let kind = if first_open == Some(n) { ButtonKind::Primary } else { ButtonKind::Secondary };
            let state = if done {
                view! { <Badge label="Done" tone=Tone::Good sign=Sign::Check/> }.into_any()
            } else {
                view! { <ButtonLink href kind>{action}</ButtonLink> }.into_any()
            };
            view! {
                <li class="flex flex-wrap items-center justify-between gap-4 border-t border-line py-4">
                    <div class="min-w-0 flex-1 basis-64">
                        <p class="font-semibold">{title}</p>
                        <p class="text-sm text-muted">{text}</p>
                    </div>
                    {state}
                </li>
            }
        })
        .collect_view();
    if profile.is_public() {
        return no_address.then(|| view! { <NoAddress/> }).into_any();
    }
    view! {
        <section class="card mb-8" aria-labelledby="set-up">
            <h2 id="set-up" class="text-lg font-semibold">"Patients cannot find you yet"</h2>
            <p class="mt-1 mb-4 max-w-prose text-muted">
                "Your profile becomes public as soon as you have weekly hours and a visit type: by video, or in person with an address."
            </p>
            <ul>{steps}</ul>
        </section>
    }
    .into_any()
}

/// Asks for the address without which no visit in person is offered.
#[component]
pub fn NoAddress() -> impl IntoView {
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
