//! Which doctor? A search with filters in the address, and a card for each doctor found.

use std::sync::Arc;

use clinic::directory;
use contract::directory::DoctorCard;
use domain::{
    directory::{
        doctor::{DoctorSort, LANGUAGES, Specialty},
        meant::Vocabulary,
        search::{DoctorSearch, Instead},
        specialty::SpecialtyEntry,
    },
    platform::{local::zone_name, page::Page},
    scheduling::visit_type::VisitKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    DoctorCardView,
    wish::{Chosen, Nobody, Wish, taken_for as said},
};
use crate::{
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{Button, ButtonKind, ButtonLink, EmptyState, Field, Listing, PageHeading, Select, Sign, ZoneAware},
    viewer::viewer,
};

/// The directory: `/doctors?q=&specialty=&kind=&language=&sort=&page=`.
#[component]
pub fn DirectoryPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let wish = Wish {
        q: get("q"),
        specialty: get("specialty"),
        kind: get("kind"),
        language: get("language"),
        sort: get("sort"),
        page: get("page"),
    };
    tidy_address();
    view! {
        <ZoneAware/>
        {load(read(wish.clone()), move |found| view! { <Directory wish found/> })}
    }
}

#[component]
fn Directory(wish: Wish, found: Found) -> impl IntoView {
    let Found { doctors, vocabulary, taken_for, instead } = found;
    // An address may name what is not offered any more: then it is found, and named.
    let wished = [wish.specialty.clone()];
    let specialties: Vec<_> = vocabulary.choices(&wished).map(SpecialtyEntry::specialty).collect();
    let (page, total) = (doctors.page, doctors.total);
    let set = wish.set(&specialties);
    let title = match (set.is_empty(), total) {
        (true, 0) => "No doctors".to_owned(),
        _ => super::wish::found(total, &set),
    };
    let heading = specialties
        .iter()
        .find(|s| s.id == wish.specialty)
        .map_or_else(|| "Find a doctor".to_owned(), |s| format!("Find a doctor for {}", s.name.to_lowercase()));
    let query = wish.query();
    let cards = move |doctors: Vec<DoctorCard>| {
        let cards = doctors.into_iter().map(|doctor| view! { <DoctorCardView doctor search=query.clone()/> });
        view! { <div class="stack">{cards.collect_view()}</div> }.into_any()
    };
    let nobody = (!set.is_empty()).then(|| (wish.clone(), set.clone()));
    let empty = move || {
        match nobody {
        Some((wish, set)) => view! { <Nobody wish set instead/> }.into_any(),
        None => view! {
            <EmptyState
                title="No doctors yet"
                text="Doctors appear here once they have set their hours and what can be booked with them."
            >
                <ButtonLink href="/register/doctor" kind=ButtonKind::Secondary>"Register as an invited doctor"</ButtonLink>
            </EmptyState>
        }
        .into_any(),
    }
    };
    let list = Listing::new(doctors, "doctor").rows(cards, empty);
    let zone = zone_sentence();
    let taken_for = (!taken_for.is_empty()).then(|| view! { <p class="mb-4">{said(&taken_for)}</p> });
    let head = match (set.is_empty(), page) {
        (true, 1) => "Find a doctor".to_owned(),
        (true, _) => format!("Find a doctor, page {page}"),
        (false, 1) => title.clone(),
        (false, _) => format!("{title}, page {page}"),
    };
    let chosen = (!set.is_empty()).then(|| view! { <Chosen wish=wish.clone() set/> });
    view! {
        <PageHeading title=heading head/>
        <Filters wish specialties suggestions=suggestions(&vocabulary)/>
        <section class="mt-8" aria-labelledby="results" data-directory="">
            {chosen}
            <div class="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
                <h2 id="results" class="text-lg">{title}</h2>
                {(total > 0).then(|| view! { <p class="text-sm text-muted">{zone}</p> })}
            </div>
            {taken_for}
            {list}
        </section>
    }
}

/// In whose time the times of several practices stand.
pub fn zone_sentence() -> String {
    match &viewer().zone {
        Some(zone) => format!("Times are in {}.", zone_name(zone)),
        None => "Times are in each practice's own time.".to_owned(),
    }
}

/// The search and its filters, which fold away on phones.
#[component]
fn Filters(wish: Wish, specialties: Vec<Specialty>, suggestions: Vec<(String, String)>) -> impl IntoView {
    let more = [&wish.kind, &wish.language, &wish.sort].iter().filter(|value| !value.is_empty()).count();
    let summary = if more == 0 { "More filters".to_owned() } else { format!("More filters ({more} set)") };
    // The usual order needs no word in the address.
    let sort = |sort: &DoctorSort| if *sort == DoctorSort::default() { String::new() } else { sort.to_string() };
    view! {
        <form method="get" action="/doctors" class="card stack" role="search" aria-label="Doctors">
            <div class="filters">
                <Field
                    name="q"
                    label="Name or specialty"
                    kind="search"
                    value=wish.q
                    suggestions
                    optional=true
                    quiet=true
                />
                <Select
                    name="specialty"
                    label="Specialty"
                    options=specialty_options(specialties)
                    value=wish.specialty
                    optional=true
                    quiet=true
                />
                <Button sign=Sign::Search busy="Searching…">"Search"</Button>
            </div>
            <details class="disclosure filters-more" open={more > 0}>
                <summary>{summary}</summary>
                <div class="filters">
                    <Select
                        name="kind"
                        label="In person or video"
                        options=kind_options()
                        value=wish.kind
                        optional=true
                        quiet=true
                    />
                    <Select
                        name="language"
                        label="Language"
                        options=any("Any language", LANGUAGES.iter().map(|(code, name)| (*code, *name)))
                        value=wish.language
                        optional=true
                        quiet=true
                    />
                    <Select
                        name="sort"
                        label="Order"
                        options=DoctorSort::ALL
                            .iter()
                            .map(|each| (sort(each), each.label().to_owned()))
                            .collect()
                        value=wish.sort.parse().map(|chosen| sort(&chosen)).unwrap_or_default()
                        optional=true
                        quiet=true
                    />
                </div>
            </details>
        </form>
    }
}

/// Specialties to choose from, or any.
pub fn specialty_options(specialties: Vec<Specialty>) -> Vec<(String, String)> {
    any("Any specialty", specialties.iter().map(|s| (s.id.as_str(), s.name.as_str())))
}

/// What can be searched for: each specialty, and what people call it.
pub fn suggestions(vocabulary: &Vocabulary) -> Vec<(String, String)> {
    let called = |entry: &SpecialtyEntry| entry.complaints().collect::<Vec<_>>().join(", ");
    vocabulary.offered().map(|entry| (entry.name.clone(), called(entry))).collect()
}

/// Kinds of visit to choose from, or either.
pub fn kind_options() -> Vec<(String, String)> {
    any("Either", VisitKind::ALL.iter().map(|kind| (kind.as_str(), kind.label())))
}

fn any<'a>(none: &str, options: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    let first = (String::new(), none.to_owned());
    std::iter::once(first).chain(options.map(|(value, label)| (value.to_owned(), label.to_owned()))).collect()
}

/// Doctors found, and the specialties to choose from.
struct Found {
    doctors: Page<DoctorCard>,
    vocabulary: Arc<Vocabulary>,
    /// What was taken for the words that were typed; empty where they were found as they are.
    taken_for: Vec<String>,
    /// Where nobody was found: what would match.
    instead: Instead,
}

/// Public doctors, ten a page.
async fn read(wish: Wish) -> Result<Found, AppError> {
    let ctx = ctx()?;
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let search = DoctorSearch {
        q: wish.q.trim().to_owned(),
        specialty: given(&wish.specialty),
        kind: server::word("kind", &wish.kind)?,
        language: given(&wish.language),
        sort: server::word("sort", &wish.sort)?.unwrap_or_default(),
    };
    let page = server::page(&wish.page, 10)?;
    let found = ctx.answer(directory::search(&ctx.clinic, &search, ctx.zone(), page).await)?;
    let vocabulary = ctx.answer(directory::vocabulary(&ctx.clinic).await)?;
    let directory::Found { doctors, taken_for } = found;
    let instead = if doctors.total == 0 && search.filters().next().is_some() {
        ctx.answer(directory::instead(&ctx.clinic, &search).await)?
    } else {
        Instead::default()
    };
    Ok(Found { doctors, vocabulary, taken_for, instead })
}
