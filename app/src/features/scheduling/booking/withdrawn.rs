//! The visit that somebody was about to book is no longer offered: what happened, and what is free instead.

use clinic::scheduling::booking::Withdrawn;
use domain::scheduling::visit_type::VisitType;
use leptos::prelude::*;

use super::{
    search,
    summary::{BOOK, WithWhom},
};
use crate::{
    ui::{ButtonKind, ButtonLink, Card, DayChips, Notice, PageHeading, Section, TimeLink, Tone, link},
    viewer::viewer,
};

#[component]
pub fn NoLongerOffered(withdrawn: Withdrawn) -> impl IntoView {
    let Withdrawn { doctor, booked, instead } = withdrawn;
    if let Some(visit) = booked {
        return view! {
            <div class="mx-auto max-w-prose">
                <PageHeading title="You have booked this time" lead="It is yours, although such visits are no longer offered."/>
                <div class="actions"><ButtonLink href=format!("/visits/{visit}")>"See your visit"</ButtonLink></div>
            </div>
        }
        .into_any();
    }
    // After a press it is told at once; whoever only opens the page reads it in its turn.
    let alert = viewer().submitted_to(BOOK).is_some().then_some("alert");
    let (id, name) = (doctor.id, doctor.full_name.clone());
    let text = match instead.is_empty() {
        true => format!(
            "{name} does not offer this visit any more. Nothing was booked, and no other time is free just now."
        ),
        false => format!("{name} does not offer this visit any more. Nothing was booked. This is free instead:"),
    };
    let (currency, search) = (viewer().currency, search());
    let all_times = link::query(&format!("/doctors/{id}"), &[("search", &search)]);
    let others = instead.into_iter().map(|(offer, times)| {
        let facts = offer.summary(currency);
        let VisitType { id: visit_type, name, .. } = offer;
        let times = times
            .iter()
            .map(|slot| TimeLink {
                at: slot.local,
                offset: slot.local_offset.clone(),
                href: link::booking(id, visit_type, slot.start, &search),
            })
            .collect();
        view! {
            <Section title=name id=format!("offer-{visit_type}") class="mt-6">
                <p class="mb-3 text-muted">{facts}</p>
                <DayChips times/>
            </Section>
        }
    });
    view! {
        <div class="mx-auto max-w-prose">
            <PageHeading title="This visit is no longer offered"/>
            <div role=alert class="mb-6"><Notice tone=Tone::Warn>{text}</Notice></div>
            <Card><WithWhom doctor/></Card>
            {others.collect_view()}
            <div class="actions mt-6">
                <ButtonLink href=all_times kind=ButtonKind::Secondary>"All free times"</ButtonLink>
                <ButtonLink href=link::directory(&search) kind=ButtonKind::Quiet>"Find another doctor"</ButtonLink>
            </div>
        </div>
    }
    .into_any()
}
