//! A doctor in a list: face, name, what for, and the next free times.

use contract::directory::{DoctorCard, NextFree};
use domain::{
    directory::doctor::language_name,
    scheduling::visit_type::{VisitKind, VisitType},
};
use leptos::prelude::*;

use super::fields;
use crate::{
    ui::{Avatar, DayChips, Icon, Sign, TimeLink, link},
    viewer::viewer,
};

/// A doctor with the next free times; choosing one leads to its summary.
#[component]
pub fn DoctorCardView(
    doctor: DoctorCard,
    /// The query of the search that found them, which their page leads back to.
    #[prop(optional, into)]
    search: String,
) -> impl IntoView {
    let DoctorCard { id, full_name, designation, specialties, languages, kinds, picture, visit_type, next_free } =
        doctor;
    let chosen = visit_type.as_ref().map(|visit_type| visit_type.id.to_string()).unwrap_or_default();
    let profile = link::query(&format!("/doctors/{id}"), &[("type", &chosen), ("search", &search)]);
    let what = visit_type.map(|visit_type| view! { <What visit_type/> });
    let fields = fields(&designation, &specialties).join(" · ");
    let spoken: Vec<&str> = languages.iter().map(|code| language_name(code)).collect();
    let (way, times) = if next_free.is_empty() {
        ("See the profile", view! { <p class="text-muted">"No free times at the moment."</p> }.into_any())
    } else {
        let times = next_free
            .into_iter()
            .map(|NextFree { start, local, local_offset, visit_type_id }| TimeLink {
                at: local,
                offset: local_offset,
                href: link::booking(id, visit_type_id, start, &search),
            })
            .collect();
        ("All times", view! { <DayChips times who=full_name.clone()/> }.into_any())
    };
    view! {
        <article class="card doctor-card" data-doctor=id.to_string()>
            <div class="flex min-w-0 gap-4">
                <Avatar name=full_name.clone() picture/>
                <div class="grid min-w-0 content-start gap-0.5">
                    <h3><a class="text-ink no-underline hover:underline" href=profile.clone()>{full_name.clone()}</a></h3>
                    <p class="text-muted">{fields}</p>
                    <ul class="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
                        {kinds.into_iter().map(|kind| view! { <li><KindWord kind/></li> }).collect_view()}
                        {(!spoken.is_empty()).then(|| view! { <li>{format!("Speaks {}", spoken.join(", "))}</li> })}
                    </ul>
                </div>
            </div>
            <div class="doctor-card-times">
                <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                    <div class="min-w-0 flex-1 basis-48">{what}</div>
                    <a class="inline-flex min-h-6 items-center gap-1 py-1 text-sm" href=profile>
                        {way}<span class="sr-only">{format!(" of {full_name}")}</span>
                    </a>
                </div>
                {times}
            </div>
        </article>
    }
}

/// What the times beside it are of: "Consultation", "20 minutes · In person · €65".
#[component]
fn What(visit_type: VisitType) -> impl IntoView {
    view! {
        <p class="font-semibold">{visit_type.name.clone()}</p>
        <p class="text-sm text-muted">{visit_type.summary(viewer().currency)}</p>
    }
}

/// "In person" or "Video" with its sign.
#[component]
pub fn KindWord(kind: VisitKind) -> impl IntoView {
    let sign = match kind {
        VisitKind::InPerson => Sign::Pin,
        VisitKind::Video => Sign::Video,
    };
    view! { <span class="inline-flex items-center gap-1.5"><Icon sign/>{kind.label()}</span> }
}
