//! All doctors, and whether patients can find them.

use std::sync::Arc;

use clinic::directory::{
    self,
    doctors::{self, Which},
};
use contract::directory::DoctorRowView;
use domain::{
    directory::{meant::Vocabulary, specialty::SpecialtyEntry},
    platform::{local::zone_name, page::Page},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::search::specialty_options;
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

/// All doctors by name: `/admin/doctors?q=&specialty=&hidden=&page=`.
#[component]
pub fn AdminDoctorsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let wish = Wish { q: get("q"), specialty: get("specialty"), hidden: get("hidden") };
    tidy_address();
    load(read(wish.clone(), get("page")), move |(found, vocabulary)| page(found, vocabulary, wish))
}

/// What the list is narrowed to, as it stands in the address.
#[derive(Clone)]
struct Wish {
    q: String,
    /// Its id.
    specialty: String,
    /// Anything: those only whom patients cannot find.
    hidden: String,
}

fn page(found: Page<DoctorRowView>, vocabulary: Arc<Vocabulary>, wish: Wish) -> impl IntoView {
    let Wish { q, specialty, hidden } = wish;
    let mut set = Chip::of_words(&q);
    if !specialty.is_empty() {
        let value = vocabulary.specialty(&specialty).map_or(&specialty, |entry| &entry.name).clone();
        set.push(Chip { name: "specialty", label: "", words: value.to_lowercase(), value });
    }
    if !hidden.is_empty() {
        let (value, words) = ("Patients cannot find them".to_owned(), "whom patients cannot find".to_owned());
        set.push(Chip { name: "hidden", label: "", value, words });
    }
    let address = link::query(PATH, &[("q", &q), ("specialty", &specialty), ("hidden", &hidden)]);
    let listing = Listing::new(found, "doctor").narrowed(address, set);
    let columns = ["Name", "Specialties", "Patients can find them", "Visits to come", "Time zone"];
    let empty = || {
        view! {
            <EmptyState title="No doctors yet" text="Doctors register with an invitation code that you issue." sign=Sign::Users>
                <ButtonLink href="/admin/invitations">"Invite a doctor"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    };
    // Also those that are not offered any more: some practise them still.
    let specialties = vocabulary.specialties().iter().map(SpecialtyEntry::specialty).collect();
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
            <Select name="specialty" label="Specialty" options=specialty_options(specialties) value=specialty optional=true quiet=true/>
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

/// One page of the doctors, and the specialties there are.
async fn read(wish: Wish, page: String) -> Result<(Page<DoctorRowView>, Arc<Vocabulary>), AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let page = server::page(&page, server::ROWS)?;
    let which = Which { q: &wish.q, specialty: &wish.specialty, hidden_only: !wish.hidden.is_empty() };
    let found = ctx.answer(doctors::list(&ctx.clinic, admin, which, page).await)?;
    Ok((found, ctx.answer(directory::vocabulary(&ctx.clinic).await)?))
}
