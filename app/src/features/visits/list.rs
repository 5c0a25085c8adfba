//! "My visits": what comes next, then everything else.

use anteroom::domain::{
    appointment::{AppointmentView, VisitList},
    lifecycle::Transition,
    local,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{MyVisits, mine},
    parts::{VisitRow, Where, zone_words},
};
use crate::{
    load::load,
    ui::{
        Avatar, BeyondTheEnd, ButtonKind, ButtonLink, DayTile, EmptyState, PageHeading, Pagination, Sign, StatusBadge,
        Tab, Tabs, ZoneNote,
    },
    viewer::viewer,
};

/// The patient's visits.
#[component]
pub fn VisitsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let word = query.get("part").unwrap_or_default();
    let part = word.parse().unwrap_or(VisitList::Upcoming);
    load(mine(word, query.get("page").unwrap_or_default()), move |visits| page(visits, part))
}

fn page(MyVisits { next, list }: MyVisits, part: VisitList) -> impl IntoView {
    let parts = [VisitList::Upcoming, VisitList::Past, VisitList::Cancelled];
    let tabs = parts.map(|each| Tab::new(format!("/visits?part={each}"), each.label(), each == part)).into();
    let (page, pages, total) = (list.page, list.pages(), list.total);
    let shown = next.filter(|_| part == VisitList::Upcoming);
    // What stands above as the next visit is not told twice.
    let next = shown.as_ref().map(|visit| visit.id);
    let rest: Vec<_> = list.items.into_iter().filter(|visit| Some(visit.id) != next).collect();
    let head = if part == VisitList::Upcoming {
        "My visits".to_owned()
    } else {
        format!("My visits: {}", part.label().to_lowercase())
    };
    let zone = (next.is_some() || !rest.is_empty()).then(|| viewer().zone).flatten();
    let content = match (rest.is_empty(), total) {
        _ if page > pages => view! { <BeyondTheEnd/> }.into_any(),
        (false, _) => {
            let again = part != VisitList::Upcoming;
            let rows = rest.into_iter().map(|visit| view! { <VisitRow visit again/> }).collect_view();
            view! { <ul class="grid gap-4">{rows}</ul> }.into_any()
        }
        (true, 1..) if shown.is_some() => {
            view! { <p class="text-muted">"Nothing else is planned after your next visit."</p> }.into_any()
        }
        (true, _) => empty(part).into_any(),
    };
    view! {
        <PageHeading title="My visits" head>
            <ButtonLink href="/doctors" kind=ButtonKind::Secondary sign=Sign::Search>"Find a doctor"</ButtonLink>
        </PageHeading>
        {zone.map(|zone| view! { <div class="-mt-4 mb-6"><ZoneNote shown=zone.clone() practice=zone/></div> })}
        <Tabs label="Parts of your visits" tabs/>
        <div class="mt-6">
            {shown.map(|visit| view! { <NextVisit visit/> })}
            <h2 class="sr-only">{part.label()}</h2>
            {content}
            <Pagination page pages/>
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

fn empty(part: VisitList) -> impl IntoView {
    let (title, text) = match part {
        VisitList::Past => {
            ("No past visits yet", "After a visit you find it here, with everything that was noted about its course.")
        }
        VisitList::Cancelled => {
            ("Nothing was cancelled", "Visits that you or the practice cancel stay here, with the reason.")
        }
        _ => ("No visits planned", "Find a doctor and see the times that are really free. Booking takes a minute."),
    };
    view! {
        <EmptyState title text sign=Sign::Calendar>
            <ButtonLink href="/doctors">"Find a doctor"</ButtonLink>
        </EmptyState>
    }
}
