//! All doctors, and whether patients can find them.

use anteroom::domain::{doctor::DoctorRowView, local::zone_name, page::Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::doctors;
use crate::{
    load::load,
    ui::{
        Badge, BeyondTheEnd, ButtonKind, ButtonLink, EmptyState, Field, Filters, Mailbox, PageHeading, Pagination,
        Select, Sign, Table, Tone, cell, counted_first,
    },
};

/// All doctors by name.
#[component]
pub fn AdminDoctorsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (q, hidden) = (query.get("q").unwrap_or_default(), query.get("hidden").unwrap_or_default());
    let found = doctors(q.clone(), hidden.clone(), query.get("page").unwrap_or_default());
    load(found, move |found| page(found, q, hidden))
}

fn page(found: Page<DoctorRowView>, q: String, hidden: String) -> impl IntoView {
    let (number, pages, total) = (found.page, found.pages(), found.total);
    let rows: Vec<_> = found.items.into_iter().map(row).collect();
    let content = if number > pages {
        view! { <BeyondTheEnd/> }.into_any()
    } else if !rows.is_empty() {
        let columns = vec!["Name", "Specialties", "Patients can find them", "Visits to come", "Time zone"];
        view! { <Table caption="Doctors" columns rows named=&["Visits to come"]/> }.into_any()
    } else if q.is_empty() && hidden.is_empty() {
        view! {
            <EmptyState title="No doctors yet" text="Doctors register with an invitation code that you issue." sign=Sign::Users>
                <ButtonLink href="/admin/invitations">"Invite a doctor"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState title="No doctor matches" text="No doctor matches all of this." sign=Sign::Search>
                <ButtonLink href="/admin/doctors" kind=ButtonKind::Secondary>"Show all doctors"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    };
    let which = vec![
        (String::new(), "All doctors".to_owned()),
        ("yes".to_owned(), "Those whom patients cannot find".to_owned()),
    ];
    view! {
        <PageHeading title="Doctors" lead=format!("{}, by name. They are public once they have hours and a visit type that can be booked.", counted_first(total, "doctor"))>
            <ButtonLink href="/admin/invitations" kind=ButtonKind::Secondary sign=Sign::Add>"Invite a doctor"</ButtonLink>
        </PageHeading>
        <Filters action="/admin/doctors" label="Search doctors">
            <Field name="q" label="Name or e-mail" kind="search" value=q autocomplete="off" optional=true quiet=true/>
            <Select name="hidden" label="Which" options=which value=hidden optional=true quiet=true/>
        </Filters>
        {content}
        <Pagination page=number pages/>
    }
}

fn row(doctor: DoctorRowView) -> Vec<AnyView> {
    let specialties: Vec<_> = doctor.specialties.into_iter().map(|specialty| specialty.name).collect();
    let (name, public) = if doctor.is_public {
        let href = format!("/doctors/{}", doctor.id);
        let name = view! { <a href=href>{doctor.full_name}</a> }.into_any();
        (name, view! { <Badge label="Public" tone=Tone::Good sign=Sign::Check/> }.into_any())
    } else {
        let badge = view! {
            <Badge label="Hidden" tone=Tone::Warn sign=Sign::Hourglass/>
            <p class="mt-1 text-sm text-muted">"Hours, a visit type, or the address for visits in person is missing."</p>
        };
        (doctor.full_name.into_any(), badge.into_any())
    };
    vec![
        cell(view! { <p>{name}</p><p class="text-sm font-normal text-muted"><Mailbox address=doctor.email/></p> }),
        cell(specialties.join(", ")),
        public,
        cell(view! { <span class="tabular-nums">{doctor.upcoming}</span> }),
        cell(zone_name(&doctor.time_zone)),
    ]
}
