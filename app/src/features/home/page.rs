//! Who can see me, and when? Search first, then the soonest free times.

use anteroom::domain::account::Role;
use leptos::prelude::*;

use crate::{
    features::directory::{
        DoctorCardView,
        api::{Found, Wish, search},
        kind_options, specialty_options, zone_sentence,
    },
    load::load,
    ui::{Button, ButtonKind, ButtonLink, EmptyState, Field, Icon, PageTitle, Section, Select, Sign, ZoneAware, link},
    viewer::viewer,
};

/// How many of the soonest the start page shows.
const SOONEST: usize = 4;

/// The start page: `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <ZoneAware/>
        <PageTitle text=""/>
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
                    {if total == 1 { "See the doctor".to_owned() } else { format!("See all {total} doctors") }}
                </ButtonLink>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="hero">
            <h1>"See a doctor, at a time that is really free"</h1>
            <p class="lead">"Look, choose a time, book. It takes a minute, and you can cancel until the visit starts."</p>
            <form method="get" action="/doctors" class="card card-raised mt-8" role="search" aria-label="Doctors">
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
                    <Button sign=Sign::Search busy="Searching…">"Search"</Button>
                </div>
            </form>
            {match own {
                Some((href, label)) => view! {
                    <p class="mt-4">
                        <a class="inline-flex min-h-11 items-center gap-2 font-semibold" href=href>
                            {label}
                            <Icon sign=Sign::ArrowRight class="icon icon-way"/>
                        </a>
                    </p>
                }
                .into_any(),
                None => view! {
                    <ul class="promises">
                        <li><Icon sign=Sign::Check/>"Every time shown can be booked"</li>
                        <li><Icon sign=Sign::Check/>"Free to cancel until the visit starts"</li>
                        <li><Icon sign=Sign::Check/>"No account needed to look"</li>
                    </ul>
                }
                .into_any(),
            }}
        </section>
        <Section title="Soonest free times" id="soonest"><div data-directory="">{list}</div></Section>
        <Section title="By specialty" id="specialties"><ul class="tiles">{places}</ul></Section>
    }
}
