//! "My visits": what comes next, then everything else.

use clinic::scheduling::appointment_lists::{list, own_doctors};
use contract::scheduling::AppointmentView;
use domain::{
    platform::local,
    scheduling::{
        appointment_search::{AppointmentList, AppointmentSearch},
        lifecycle::Transition,
    },
};
use leptos::prelude::*;

use super::{
    parts::{VisitRow, Where, zone_words},
    search::any,
    wish::{AppointmentWish, FoundAppointments, count_in_words},
};
use crate::{
    error::AppError,
    features::people::account::Travelled,
    load::{load, tidy_address},
    server::{self, ctx},
    ui::{
        Avatar, ButtonKind, ButtonLink, DayTile, EmptyState, Filters, Listing, PageHeading, Select, Sign, StatusBadge,
        Tab, Tabs, ZoneNote,
    },
    viewer::viewer,
};

/// The patient's visits: `/visits?part=&doctor=&page=`.
#[component]
pub fn VisitsPage() -> impl IntoView {
    let wish = AppointmentWish::of_this_page();
    tidy_address();
    load(read(wish.clone()), move |visits| page(visits, wish))
}

const PATH: &str = "/visits";

fn page(MyVisits { next, found }: MyVisits, wish: AppointmentWish) -> impl IntoView {
    let FoundAppointments { mut list, choices, relaxed } = found;
    let (part, set, address) = (wish.part(), wish.set(&choices), wish.address(PATH));
    let parts = [AppointmentList::Upcoming, AppointmentList::Past, AppointmentList::Cancelled];
    let tabs = parts.map(|each| Tab::new(format!("{PATH}?part={each}"), each.label(), each == part)).into();
    let shown = next.filter(|_| part == AppointmentList::Upcoming && set.is_empty());
    // What stands above as the next visit is not told twice.
    let next = shown.as_ref().map(|visit| visit.id);
    list.items.retain(|visit| Some(visit.id) != next);
    let zone = (next.is_some() || !list.items.is_empty()).then(|| viewer().zone.clone()).flatten();
    let (plain, total) = (part == AppointmentList::Upcoming && set.is_empty() && list.page == 1, list.total);
    let ways = wish.ways(PATH, &set, Some(&relaxed));
    let listing =
        Listing::new(list, "visit").counted(count_in_words(total, part)).narrowed(address, set).with_ways(ways);
    let head = if plain { "My visits".to_owned() } else { format!("My visits: {}", listing.title()) };
    let rows = move |visits: Vec<AppointmentView>| {
        let again = part != AppointmentList::Upcoming;
        let rows = visits.into_iter().map(|visit| view! { <VisitRow visit again/> }).collect_view();
        view! { <ul class="grid gap-4">{rows}</ul> }.into_any()
    };
    let empty = move || match next {
        Some(_) => view! { <p class="text-muted">"Nothing else is planned after your next visit."</p> }.into_any(),
        None => empty(part).into_any(),
    };
    // One doctor is no choice.
    let choosing = part != AppointmentList::Upcoming && choices.len() > 1;
    let filters = (choosing || !wish.doctor.is_empty()).then(|| {
        let options = any("Every doctor", choices.into_iter());
        view! {
            <Filters action=PATH label="Search your visits" keep=vec![("part", part.to_string())]>
                <Select name="doctor" label="Doctor" options value=wish.doctor optional=true quiet=true/>
            </Filters>
        }
    });
    view! {
        <PageHeading title="My visits" head>
            <ButtonLink href="/doctors" kind=ButtonKind::Secondary sign=Sign::Search>"Find a doctor"</ButtonLink>
        </PageHeading>
        <Travelled/>
        {zone.map(|zone| view! { <div class="-mt-4 mb-6"><ZoneNote shown=zone.clone() practice=zone/></div> })}
        <Tabs label="Parts of your visits" tabs/>
        <div class="mt-6">
            {filters}
            {listing.chosen()}
            {shown.map(|visit| view! { <NextVisit visit/> })}
            <h2 class="sr-only">{part.label()}</h2>
            {listing.rows(rows, empty)}
        </div>
    }
}

/// The visit that comes next, with what can be done about it.
#[component]
fn NextVisit(visit: AppointmentView) -> impl IntoView {
    let href = format!("/visits/{}", visit.id);
    let zones = zone_words(&visit);
    let may_cancel = visit.may(Transition::Cancel);
    view! {
        <section class="card card-raised mb-6 grid gap-6" aria-labelledby="next-visit">
            <div class="flex items-start gap-4 sm:gap-6">
                <DayTile date=visit.local.start.date() large=true/>
                <div class="min-w-0 flex-1">
                    <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                        <h2 id="next-visit" class="text-base font-semibold text-muted">"Your next visit"</h2>
                        <StatusBadge status=visit.status/>
                    </div>
                    <p class="mt-1 text-xl leading-tight font-semibold tabular-nums sm:text-2xl">
                        {local::day_in_full(visit.local.start.date())}", "<span class="whitespace-nowrap">{visit.local.hours()}</span>
                    </p>
                    {zones.map(|zones| view! { <p class="mt-1 text-muted">{zones}</p> })}
                </div>
            </div>
            <div class="grid gap-x-8 gap-y-4 border-t border-line pt-6 md:grid-cols-2" data-doctor=visit.doctor.id.to_string()>
                <div class="flex items-center gap-4">
                    <Avatar name=visit.doctor.full_name.clone() picture=visit.doctor.picture/>
                    <div class="min-w-0 flex-1">
                        <p class="text-lg font-semibold">
                            <a href=format!("/doctors/{}", visit.doctor.id)>{visit.doctor.full_name}</a>
                        </p>
                        <p class="text-muted">{visit.visit_name}</p>
                    </div>
                </div>
                <div class="self-center"><Where kind=visit.kind address=visit.doctor.address/></div>
            </div>
            <div class="actions">
                <ButtonLink href=href.clone()>"Details and directions"</ButtonLink>
                <ButtonLink href=format!("{href}/calendar.ics") kind=ButtonKind::Secondary sign=Sign::Calendar download=true>
                    "Add to calendar"
                </ButtonLink>
                {may_cancel.then(|| view! {
                    <ButtonLink href=format!("{href}#field-cancel-reason") kind=ButtonKind::Quiet>"Cancel visit"</ButtonLink>
                })}
            </div>
        </section>
    }
}

fn empty(part: AppointmentList) -> impl IntoView {
    let (title, text) = match part {
        AppointmentList::Past => {
            ("No past visits yet", "After a visit you find it here, with everything that was noted about its course.")
        }
        AppointmentList::Cancelled => {
            ("Nothing was cancelled", "Visits that you or the doctor cancel stay here, with the reason.")
        }
        _ => ("No visits planned", "Find a doctor and see the times that are really free. Booking takes a minute."),
    };
    view! {
        <EmptyState title text sign=Sign::Calendar>
            <ButtonLink href="/doctors">"Find a doctor"</ButtonLink>
        </EmptyState>
    }
}

/// A patient's visits: the one that comes next, and one page of what is asked for.
struct MyVisits {
    next: Option<AppointmentView>,
    found: FoundAppointments,
}

/// The signed-in patient's visits.
async fn read(wish: AppointmentWish) -> Result<MyVisits, AppError> {
    let ctx = ctx()?;
    let patient = ctx.right()?;
    let mut search = wish.search()?;
    let part = *search.part.get_or_insert(AppointmentList::Upcoming);
    let upcoming = AppointmentSearch { part: Some(AppointmentList::Upcoming), ..AppointmentSearch::default() };
    let next = ctx.answer(list(&ctx.clinic, ctx.right()?, &upcoming, server::page("", 1)?).await)?;
    let doctors = ctx.answer(own_doctors(&ctx.clinic, patient, part).await)?;
    let choices = doctors.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let found = FoundAppointments::read(&ctx, &search, server::page(&wish.page, 10)?, choices).await?;
    Ok(MyVisits { next: next.items.into_iter().next(), found })
}
