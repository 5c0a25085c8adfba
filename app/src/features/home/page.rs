//! Who can see me, and when? Search first, then the soonest free times.

use anteroom::domain::account::Role;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    features::directory::{
        DoctorCardView,
        api::{Found, Wish, search},
        kind_options, specialty_options, zone_sentence,
    },
    load::load,
    ui::{Button, ButtonKind, ButtonLink, EmptyState, Field, Section, Select, Sign, ZoneAware, link},
    viewer::viewer,
};

/// How many of the soonest the start page shows.
const SOONEST: usize = 4;

/// The start page: `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <ZoneAware/>
        <Title text=""/>
        {load(search(Wish::default()), |found| view! { <Home found/> })}
    }
}

#[component]
fn Home(found: Found) -> impl IntoView {
    let Found { doctors, specialties } = found;
    let own = match viewer().role() {
        Some(Role::Patient) => Some(("/visits", "My visits")),
        Some(Role::Doctor) => Some(("/practice", "My day")),
        Some(Role::Admin) => Some(("/admin", "Figures of the platform")),
        None => None,
    };
    let total = doctors.total;
    let soonest: Vec<_> = doctors.items.into_iter().filter(|d| !d.next_free.is_empty()).take(SOONEST).collect();
    let zone = zone_sentence();
    let places = specialties
        .iter()
        .map(|specialty| {
            let href = link::query("/doctors", &[("specialty", &specialty.id)]);
            view! { <li><a class="chip" href=href>{specialty.name.clone()}</a></li> }
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
            <p class="mb-4 text-sm text-muted">{zone}</p>
            <div class="stack">{cards}</div>
            <div class="actions mt-6">
                <ButtonLink href="/doctors" kind=ButtonKind::Secondary>
                    {if total == 1 { "See the doctor".to_owned() } else { format!("See all {total} doctors") }}
                </ButtonLink>
            </div>
        }
        .into_any()
    };
    view! {
        <section>
            <h1>"See a doctor, at a time that is really free"</h1>
            <p class="lead">"Look, choose a time, book. It takes a minute, and you can cancel until the visit starts."</p>
            {own.map(|(href, label)| view! {
                <div class="actions mt-4">
                    <ButtonLink href kind=ButtonKind::Secondary sign=Sign::ArrowRight>{label}</ButtonLink>
                </div>
            })}
            <form method="get" action="/doctors" class="card card-raised mt-6" role="search" aria-label="Doctors">
                <div class="filters">
                    <Field name="q" label="Name or specialty" kind="search" optional=true quiet=true/>
                    <Select
                        name="specialty"
                        label="Specialty"
                        options=specialty_options(specialties)
                        optional=true
                        quiet=true
                    />
                    <Select name="kind" label="In person or video" options=kind_options() optional=true quiet=true/>
                    <Button sign=Sign::Search>"Search"</Button>
                </div>
            </form>
        </section>
        <Section title="Soonest free times" id="soonest">{list}</Section>
        <Section title="By specialty" id="specialties"><ul class="chips">{places}</ul></Section>
    }
}
