//! The lists of visits of those who have many: a doctor's own, and the clinic's.

use contract::scheduling::AppointmentView;
use domain::{
    platform::local::zone_name,
    scheduling::{appointment_search::AppointmentList, lifecycle::Status, visit_type::VisitKind},
};
use leptos::prelude::*;

use super::{
    parts::{day_and_hours, what},
    wish::{AppointmentWish, Choice, FoundAppointments, count_in_words},
};
use crate::{
    ui::{Field, Filters, Listing, Mailbox, PageHeading, Select, StatusBadge, Tab, Tabs, cell},
    viewer::viewer,
};

/// Whose visits they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Practice,
    Clinic,
}

/// Tabs, filters and a table.
#[component]
pub fn VisitsFound(
    wish: AppointmentWish,
    found: FoundAppointments,
    of: Of,
    /// Of this page.
    path: &'static str,
    /// Stands there where nothing is set and there is none.
    empty: AnyView,
    /// Stands below the heading.
    #[prop(optional)]
    note: Option<AnyView>,
) -> impl IntoView {
    let FoundAppointments { list, choices, relaxed } = found;
    let (part, set, address, total) = (wish.part(), wish.set(&choices), wish.address(path), list.total);
    let relaxed = (of == Of::Practice).then_some(relaxed.as_slice());
    let ways = wish.ways(path, &set, relaxed);
    let listing =
        Listing::new(list, "visit").counted(count_in_words(total, part)).narrowed(address, set).with_ways(ways);
    let columns: &[&str] = match of {
        Of::Practice => &["When", "Patient", "Visit", "Status"],
        Of::Clinic => &["When", "Patient", "Doctor", "Visit", "Status"],
    };
    let tabs = AppointmentList::ALL.iter().map(|each| Tab::new(wish.in_part(*each, path), each.label(), *each == part));
    let tabs = tabs.collect();
    let zone = viewer().zone.clone().filter(|_| of == Of::Clinic && total > 0);
    let zone = zone.map(|zone| format!(" Times are in {}.", zone_name(&zone))).unwrap_or_default();
    let lead = format!("{}.{zone}", listing.found());
    view! {
        <PageHeading title="Visits" head=listing.title() lead/>
        {note}
        <VisitFilters wish choices of path/>
        {listing.chosen()}
        <Tabs label="Parts of the visits" tabs/>
        <div class="mt-6">
            {listing.table("Visits", columns, &[], |visit| row(visit, of), || empty)}
        </div>
    }
}

#[component]
fn VisitFilters(wish: AppointmentWish, choices: Vec<Choice>, of: Of, path: &'static str) -> impl IntoView {
    let AppointmentWish { part, q, doctor_name, from, to, status, visit_type, kind, .. } = wish;
    let more_set = [&from, &to, &status, &visit_type, &kind].iter().filter(|value| !value.is_empty()).count();
    let statuses = Status::REACHED.iter().map(|status| (status.to_string(), status.label().to_owned()));
    let statuses = any("Every status", statuses);
    let kinds = any("Either", VisitKind::ALL.iter().map(|kind| (kind.to_string(), kind.label().to_owned())));
    let (whose, doctor, types) = match of {
        Of::Practice => {
            let options = any("Every visit type", choices.into_iter());
            let types = view! {
                <Select name="visit_type" label="Visit type" options value=visit_type optional=true quiet=true/>
            };
            ("Name of the patient", None, Some(types))
        }
        Of::Clinic => {
            let doctor = view! {
                <Field name="doctor_name" label="Name of the doctor" kind="search" value=doctor_name autocomplete="off" optional=true quiet=true/>
            };
            ("Name of patient or doctor", Some(doctor), None)
        }
    };
    let more = view! {
        <Field name="from" label="From" kind="date" value=from autocomplete="off" optional=true quiet=true/>
        <Field name="to" label="To" kind="date" value=to autocomplete="off" optional=true quiet=true/>
        <Select name="status" label="Status" options=statuses value=status optional=true quiet=true/>
        {types}
        <Select name="kind" label="In person or video" options=kinds value=kind optional=true quiet=true/>
    };
    view! {
        <Filters action=path label="Search visits" keep=vec![("part", part)] more=more.into_any() more_set>
            <Field name="q" label=whose kind="search" value=q autocomplete="off" optional=true quiet=true/>
            {doctor}
        </Filters>
    }
}

/// A choice, or none.
pub fn any(none: &str, options: impl Iterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once((String::new(), none.to_owned())).chain(options).collect()
}

fn row(visit: AppointmentView, of: Of) -> Vec<AnyView> {
    let (href, what) = (format!("/visits/{}", visit.id), what(&visit));
    let email = visit.patient.email.map(|email| view! { <p class="text-sm text-muted"><Mailbox address=email/></p> });
    let mut cells = vec![
        cell(view! { <span class="tabular-nums">{day_and_hours(&visit.local)}</span> }),
        cell(view! { <a class="row-link" href=href>{visit.patient.full_name}</a>{email} }),
    ];
    if of == Of::Clinic {
        cells.push(cell(visit.doctor.full_name));
    }
    cells.extend([cell(what), cell(view! { <StatusBadge status=visit.status/> })]);
    cells
}
