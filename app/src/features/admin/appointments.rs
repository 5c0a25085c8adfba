//! All visits, for admins.

use anteroom::domain::{
    appointment::{AppointmentView, VisitList},
    lifecycle::Status,
    local::zone_name,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::appointments;
use crate::{
    features::visits::parts::{day_and_hours, what},
    load::load,
    ui::{
        BeyondTheEnd, ButtonKind, ButtonLink, EmptyState, Field, Filters, PageHeading, Pagination, Select, Sign,
        StatusBadge, Table, cell, counted_first,
    },
    viewer::viewer,
};

/// All visits, by part, status and name.
#[component]
pub fn AdminAppointmentsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let (mut part, status, q) = (get("part"), get("status"), get("q"));
    // What is to come stands first; of a status, whatever there is.
    if part.is_empty() {
        part = if status.is_empty() { VisitList::Upcoming } else { VisitList::All }.to_string();
    }
    let found = appointments(part.clone(), status.clone(), q.clone(), get("page"));
    load(found, move |found| page(found, part, status, q))
}

fn page(found: Page<AppointmentView>, part: String, status: String, q: String) -> impl IntoView {
    let (number, pages, total) = (found.page, found.pages(), found.total);
    let zone = viewer().zone.filter(|_| total > 0).map(|zone| format!(" Times are in {}.", zone_name(&zone)));
    let lead = format!("{}.{}", counted_first(total, "visit"), zone.unwrap_or_default());
    let all = part == VisitList::All.as_str() && status.is_empty() && q.is_empty();
    let parts = VisitList::ALL.iter().map(|part| {
        let label = if *part == VisitList::All { "At any time" } else { part.label() };
        (part.to_string(), label.to_owned())
    });
    let parts = parts.collect();
    let mut statuses = vec![(String::new(), "Every status".to_owned())];
    statuses.extend(Status::REACHED.iter().map(|status| (status.to_string(), status.label().to_owned())));
    let rows: Vec<_> = found.items.into_iter().map(row).collect();
    let content = if number > pages {
        view! { <BeyondTheEnd/> }.into_any()
    } else if !rows.is_empty() {
        view! { <Table caption="Visits" columns=vec!["When", "Patient", "Doctor", "Visit", "Status"] rows/> }.into_any()
    } else if !all {
        view! {
            <EmptyState title="No visit matches" text="No visit matches all of these filters." sign=Sign::Search>
                <ButtonLink href="/admin/appointments?part=all" kind=ButtonKind::Secondary>"Show all visits"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState title="No visits yet" text="As soon as a patient books, the visit stands here." sign=Sign::Calendar/>
        }
        .into_any()
    };
    view! {
        <PageHeading title="Visits" lead/>
        <Filters action="/admin/appointments" label="Search visits">
            <Field name="q" label="Name of patient or doctor" kind="search" value=q autocomplete="off" optional=true quiet=true/>
            <Select name="part" label="When" options=parts value=part optional=true quiet=true/>
            <Select name="status" label="Status" options=statuses value=status optional=true quiet=true/>
        </Filters>
        {content}
        <Pagination page=number pages/>
    }
}

fn row(visit: AppointmentView) -> Vec<AnyView> {
    let (href, what) = (format!("/visits/{}", visit.id), what(&visit));
    vec![
        cell(view! { <span class="tabular-nums">{day_and_hours(&visit.local)}</span> }),
        cell(view! { <a class="row-link" href=href>{visit.patient.full_name}</a> }),
        cell(visit.doctor.full_name),
        cell(what),
        cell(view! { <StatusBadge status=visit.status/> }),
    ]
}
