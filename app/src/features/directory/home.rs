//! Who can see me, and when? Search first, then the soonest free times.

use std::sync::Arc;

use chrono::Timelike;
use clinic::{directory, scheduling::appointment_lists::list};
use contract::{
    directory::{DoctorCard, NextFree},
    scheduling::{AppointmentDoctor, AppointmentView},
};
use domain::{
    directory::{meant::Vocabulary, search::DoctorSearch},
    people::account::Role,
    platform::page::Page,
    scheduling::appointment_search::{AppointmentList, AppointmentSearch},
};
use leptos::prelude::*;

use super::search::{DoctorCardView, kind_options, suggestions, zone_sentence};
use crate::{
    error::AppError,
    features::scheduling::visits::parts::VisitRow,
    load::{lead_to, load},
    server::{ctx, page},
    ui::{
        Avatar, Button, ButtonKind, ButtonLink, EmptyState, Field, Icon, PageTitle, Section, Select, Sign, ZoneAware,
        counted, link,
    },
    viewer::viewer,
};

/// How many of the soonest the start page shows.
const SOONEST: usize = 4;

/// Hours in which people want to be seen.
const WAKING: std::ops::Range<u32> = 7..21;

/// The start page: `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    // Who works here starts at their desk.
    let desk = link::start_of(viewer().role());
    if desk != "/" {
        lead_to(desk);
    }
    view! {
        <ZoneAware/>
        <PageTitle text=""/>
        {load(read(), |found| view! { <Home found/> })}
    }
}

#[component]
fn Home(found: HomeView) -> impl IntoView {
    let HomeView { doctors, vocabulary, next, seen } = found;
    let total = doctors.total;
    let mut soonest: Vec<_> = doctors.items.into_iter().filter(|d| !d.next_free.is_empty()).collect();
    // Whoever looks at night wants no visit at four in the morning, though it is the soonest.
    let at_night = |free: &NextFree| !WAKING.contains(&free.local.hour());
    soonest.sort_by_key(|doctor| doctor.next_free.first().is_some_and(at_night));
    soonest.truncate(SOONEST);
    let zone = zone_sentence();
    let places = vocabulary
        .offered()
        .map(|specialty| {
            let href = link::query("/doctors", &[("specialty", &specialty.id)]);
            view! { <li><a class="tile" href=href><span>{specialty.name.clone()}</span><Icon sign=Sign::ArrowRight class="icon icon-way"/></a></li> }
        })
        .collect_view();
    let list = if soonest.is_empty() {
        view! {
            <EmptyState
                title="No free times at the moment"
                text="Times appear here as soon as a doctor has some. You can look at all doctors meanwhile."
                sign=Sign::Calendar
            >
                <ButtonLink href="/doctors" kind=ButtonKind::Secondary>"All doctors"</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        let cards = soonest.into_iter().map(|doctor| view! { <DoctorCardView doctor/> }).collect_view();
        view! {
            <p class="-mt-3 mb-4 text-sm text-muted">{zone}</p>
            <div class="doctor-cards">{cards}</div>
            <div class="actions mt-6">
                <ButtonLink href="/doctors" kind=ButtonKind::Secondary>
                    {if total == 1 { "See the doctor".to_owned() } else { format!("See all {}", counted(total, "doctor")) }}
                </ButtonLink>
            </div>
        }
        .into_any()
    };
    // Who has been here before begins with what is theirs.
    let head = if next.is_some() || !seen.is_empty() {
        view! { <Welcome next seen vocabulary/> }.into_any()
    } else {
        view! { <Hero vocabulary/> }.into_any()
    };
    view! {
        {head}
        <Section title="Soonest free times" id="soonest"><div data-directory="">{list}</div></Section>
        <Section title="By specialty" id="specialties"><ul class="tiles">{places}</ul></Section>
    }
}

/// What this is, and the search.
#[component]
fn Hero(vocabulary: Arc<Vocabulary>) -> impl IntoView {
    view! {
        <section class="hero">
            <h1>"See a doctor, at a time that is really free"</h1>
            <p class="lead">"Look, choose a time, book. It takes a minute, and you can cancel until the visit starts."</p>
            <Search vocabulary class="mt-8"/>
            {viewer().me.is_none().then(|| view! {
                <ul class="promises">
                    <li><Icon sign=Sign::Check/>"Every time shown can be booked"</li>
                    <li><Icon sign=Sign::Check/>"Free to cancel until the visit starts"</li>
                    <li><Icon sign=Sign::Check/>"No account needed to look"</li>
                </ul>
            })}
        </section>
    }
}

/// A patient's next visit and whom they have seen; then the search.
#[component]
fn Welcome(next: Option<AppointmentView>, seen: Vec<AppointmentDoctor>, vocabulary: Arc<Vocabulary>) -> impl IntoView {
    let name = viewer().me.as_ref().map(|me| me.full_name.clone()).unwrap_or_default();
    let next = next.map(|visit| {
        view! {
            <Section title="Your next visit" id="next-visit" class="mt-6">
                <ul class="grid gap-4"><VisitRow visit/></ul>
                <p class="mt-2"><a class="inline-block py-2" href="/visits">"All my visits"</a></p>
            </Section>
        }
    });
    let seen = (!seen.is_empty()).then(|| {
        view! {
            <Section title="Doctors you have seen" id="seen" class="mt-6">
                <ul class="tiles tiles-people">{seen.into_iter().map(|doctor| view! { <Seen doctor/> }).collect_view()}</ul>
            </Section>
        }
    });
    view! {
        <section class="hero">
            <h1>"Welcome back, "{name}</h1>
            {next}
            {seen}
        </section>
        <Section title="Find a doctor" id="find"><Search vocabulary/></Section>
    }
}

#[component]
fn Search(vocabulary: Arc<Vocabulary>, #[prop(optional)] class: &'static str) -> impl IntoView {
    view! {
        <form method="get" action="/doctors" class=format!("card card-raised {class}") role="search" aria-label="Doctors">
            <div class="filters home-search">
                <Field
                    name="q"
                    label="Name or specialty"
                    kind="search"
                    suggestions=suggestions(&vocabulary)
                    optional=true
                    quiet=true
                />
                <Select name="kind" label="In person or video" options=kind_options() optional=true quiet=true/>
                <Button sign=Sign::Search busy="Searching…">"Search"</Button>
            </div>
        </form>
    }
}

/// A doctor whom the reader knows.
#[component]
fn Seen(doctor: AppointmentDoctor) -> impl IntoView {
    view! {
        <li data-doctor=doctor.id.to_string()>
            <a class="tile" href=format!("/doctors/{}", doctor.id)>
                <Avatar name=doctor.full_name.clone() picture=doctor.picture/>
                <span class="min-w-0 flex-1">
                    {doctor.full_name}
                    <span class="block text-sm font-normal text-muted">{doctor.designation}</span>
                </span>
                <Icon sign=Sign::ArrowRight class="icon icon-way"/>
            </a>
        </li>
    }
}

/// Most doctors that are named as seen before.
const SEEN: usize = 4;

/// Whom one can see soonest; and for a patient, what comes next and whom they have seen.
struct HomeView {
    doctors: Page<DoctorCard>,
    vocabulary: Arc<Vocabulary>,
    next: Option<AppointmentView>,
    /// Each once, the latest first, at most four.
    seen: Vec<AppointmentDoctor>,
}

/// The start page of whoever asks.
async fn read() -> Result<HomeView, AppError> {
    let ctx = ctx()?;
    let found = directory::search(&ctx.clinic, &DoctorSearch::default(), ctx.zone(), page("", 20)?).await;
    let doctors = ctx.answer(found)?.doctors;
    let vocabulary = ctx.answer(directory::vocabulary(&ctx.clinic).await)?;
    let (mut next, mut seen) = (None, Vec::<AppointmentDoctor>::new());
    if ctx.session.as_ref().is_some_and(|session| session.me.role == Role::Patient) {
        let visits = async |part| {
            let search = AppointmentSearch { part: Some(part), ..Default::default() };
            ctx.answer(list(&ctx.clinic, ctx.right()?, &search, page("", 20)?).await)
        };
        next = visits(AppointmentList::Upcoming).await?.items.into_iter().next();
        for visit in visits(AppointmentList::Past).await?.items {
            if seen.len() < SEEN && seen.iter().all(|doctor| doctor.id != visit.doctor.id) {
                seen.push(visit.doctor);
            }
        }
    }
    Ok(HomeView { doctors, vocabulary, next, seen })
}
