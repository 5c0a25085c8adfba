//! All doctors, and whether patients can find them.

use contract::directory::DoctorRowView;
use domain::platform::{local::zone_name, page::Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{
        Badge, ButtonKind, ButtonLink, Chip, EmptyState, Field, Filters, Listing, Mailbox, PageHeading, Select, Sign,
        Tone, cell, link, number as digits,
    },
};

const PATH: &str = "/admin/doctors";

/// All doctors by name: `/admin/doctors?q=&hidden=&page=`.
#[component]
pub fn AdminDoctorsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (q, hidden) = (query.get("q").unwrap_or_default(), query.get("hidden").unwrap_or_default());
    tidy_address();
    let found = read(q.clone(), hidden.clone(), query.get("page").unwrap_or_default());
    load(found, move |found| page(found, q, hidden))
}

fn page(found: Page<DoctorRowView>, q: String, hidden: String) -> impl IntoView {
    let mut set = Chip::of_words(&q);
    if !hidden.is_empty() {
        let (value, words) = ("Patients cannot find them".to_owned(), "whom patients cannot find".to_owned());
        set.push(Chip { name: "hidden", label: "", value, words });
    }
    let listing = Listing::new(found, "doctor").narrowed(link::query(PATH, &[("q", &q), ("hidden", &hidden)]), set);
    let columns = ["Name", "Specialties", "Patients can find them", "Visits to come", "Time zone"];
    let empty = || {
        view! {
            <EmptyState title="No doctors yet" text="Doctors register with an invitation code that you issue." sign=Sign::Users>
                <ButtonLink href="/admin/invitations">"Invite a doctor"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    };
    let which = vec![
        (String::new(), "All doctors".to_owned()),
        ("yes".to_owned(), "Those whom patients cannot find".to_owned()),
    ];
    let lead = format!(
        "{}, by name. They are public once they have hours and a visit type that can be booked.",
        listing.found()
    );
    view! {
        <PageHeading title="Doctors" head=listing.title() lead>
            <ButtonLink href="/admin/invitations" kind=ButtonKind::Secondary sign=Sign::Add>"Invite a doctor"</ButtonLink>
        </PageHeading>
        <Filters action=PATH label="Search doctors">
            <Field name="q" label="Name or e-mail" kind="search" value=q autocomplete="off" optional=true quiet=true/>
            <Select name="hidden" label="Which" options=which value=hidden optional=true quiet=true/>
        </Filters>
        {listing.chosen()}
        {listing.table("Doctors", &columns, &["Visits to come"], row, empty)}
    }
}

fn row(doctor: DoctorRowView) -> Vec<AnyView> {
    let specialties: Vec<_> = doctor.specialties.into_iter().map(|specialty| specialty.name).collect();
    let (name, public) = if doctor.is_public {
        let href = format!("/doctors/{}", doctor.id);
        let name = view! { <a class="row-link" href=href>{doctor.full_name}</a> }.into_any();
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
        cell(view! { <span class="tabular-nums">{digits(doctor.upcoming)}</span> }),
        cell(zone_name(&doctor.time_zone)),
    ]
}

/// One page of all doctors; with anything in `hidden`, of those only whom patients cannot find.
async fn read(q: String, hidden: String, page: String) -> Result<Page<DoctorRowView>, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let page = server::page(&page, server::ROWS)?;
    ctx.answer(clinic::directory::doctors::list(&ctx.clinic, admin, &q, !hidden.is_empty(), page).await)
}
