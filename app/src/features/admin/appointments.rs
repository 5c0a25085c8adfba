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
    let (part, status, q) = (get("part"), get("status"), get("q"));
    let found = appointments(part.clone(), status.clone(), q.clone(), get("page"));
    load(found, move |found| page(found, part, status, q))
}

fn page(found: Page<AppointmentView>, part: String, status: String, q: String) -> impl IntoView {
    let (number, pages, total) = (found.page, found.pages(), found.total);
    let zone = viewer().zone.filter(|_| total > 0).map(|zone| format!(" Times are in {}.", zone_name(&zone)));
    let lead = format!("{}.{}", counted_first(total, "visit"), zone.unwrap_or_default());
    let filtered = !part.is_empty() || !status.is_empty() || !q.is_empty();
    let mut parts = vec![(String::new(), "At any time".to_owned())];
    let some = [VisitList::Upcoming, VisitList::Past, VisitList::Cancelled];
    parts.extend(some.iter().map(|part| (part.to_string(), part.label().to_owned())));
    let mut statuses = vec![(String::new(), "Every status".to_owned())];
    statuses.extend(Status::ALL.iter().map(|status| (status.to_string(), status.label().to_owned())));
    let rows: Vec<_> = found.items.into_iter().map(row).collect();
    let content = if number > pages {
        view! { <BeyondTheEnd/> }.into_any()
    } else if !rows.is_empty() {
        view! { <Table caption="Appointments" columns=vec!["When", "Patient", "Doctor", "Visit", "Status"] rows/> }
            .into_any()
    } else if filtered {
        view! {
            <EmptyState title="No visit fits" text="No visit matches these filters." sign=Sign::Search>
                <ButtonLink href="/admin/appointments" kind=ButtonKind::Secondary>"Show all visits"</ButtonLink>
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
        <PageHeading title="Appointments" lead/>
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
        cell(view! { <a class="tabular-nums" href=href>{day_and_hours(&visit.local)}</a> }),
        cell(view! { <span class="wrap-anywhere">{visit.patient.full_name}</span> }),
        cell(view! { <span class="wrap-anywhere">{visit.doctor.full_name}</span> }),
        cell(what),
        cell(view! { <StatusBadge status=visit.status/> }),
    ]
}
