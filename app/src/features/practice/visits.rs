//! All visits of the doctor, by part and by patient's name.

use anteroom::domain::{
    appointment::{AppointmentView, VisitList},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::visits;
use crate::{
    features::visits::parts::{day_and_hours, what},
    load::load,
    ui::{
        BeyondTheEnd, ButtonKind, ButtonLink, EmptyState, Field, Filters, Mailbox, PageHeading, Pagination, Sign,
        StatusBadge, Tab, Table, Tabs, cell, counted_first, link,
    },
};

/// The doctor's visits.
#[component]
pub fn PracticeVisitsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let (word, q) = (get("part"), get("q"));
    let part = word.parse().unwrap_or(VisitList::Upcoming);
    load(visits(word, q.clone(), get("page")), move |found| page(found, part, q))
}

fn page(found: Page<AppointmentView>, part: VisitList, q: String) -> impl IntoView {
    let tabs = VisitList::ALL
        .iter()
        .map(|each| {
            let href = link::query("/practice/visits", &[("part", each.as_str()), ("q", &q)]);
            Tab::new(href, each.label(), *each == part)
        })
        .collect();
    let (number, pages, total) = (found.page, found.pages(), found.total);
    let rows: Vec<_> = found.items.into_iter().map(row).collect();
    let content = if number > pages {
        view! { <BeyondTheEnd/> }.into_any()
    } else if !rows.is_empty() {
        view! { <Table caption="Visits" columns=vec!["When", "Patient", "Visit", "Status"] rows/> }.into_any()
    } else if q.is_empty() {
        let (title, text) = match part {
            VisitList::Past => ("No past visits", "Visits that are over stand here."),
            VisitList::Cancelled => ("Nothing was cancelled", "Cancelled visits stand here, with their reasons."),
            _ => ("No visits booked", "As soon as a patient books one of your free times, the visit stands here."),
        };
        view! {
            <EmptyState title text sign=Sign::Calendar>
                <ButtonLink href="/practice/hours" kind=ButtonKind::Secondary>"Check your hours"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        let all = link::query("/practice/visits", &[("part", part.as_str())]);
        view! {
            <EmptyState title="No patient matches" text="No patient of this name is in this part of your visits." sign=Sign::Search>
                <ButtonLink href=all kind=ButtonKind::Secondary>"Show all of them"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <PageHeading title="Visits" head=format!("Visits: {}", part.label().to_lowercase()) lead=format!("{} in this list.", counted_first(total, "visit")) />
        <Filters action="/practice/visits" label="Search visits" keep=vec![("part", part.to_string())]>
            <Field name="q" label="Name of the patient" kind="search" value=q autocomplete="off" optional=true quiet=true/>
        </Filters>
        <Tabs label="Parts of your visits" tabs/>
        <div class="mt-6">
            {content}
            <Pagination page=number pages/>
        </div>
    }
}

fn row(visit: AppointmentView) -> Vec<AnyView> {
    let (href, what) = (format!("/visits/{}", visit.id), what(&visit));
    let email = visit.patient.email.map(|email| view! { <p class="text-sm text-muted"><Mailbox address=email/></p> });
    vec![
        cell(view! { <span class="tabular-nums">{day_and_hours(&visit.local)}</span> }),
        cell(view! { <a class="row-link" href=href>{visit.patient.full_name}</a>{email} }),
        cell(what),
        cell(view! { <StatusBadge status=visit.status/> }),
    ]
}
