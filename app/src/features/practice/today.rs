//! "Whom do I see now?": the day as a line, the next patient, the day's visits.

use anteroom::domain::{
    appointment::{AppointmentView, DoctorDay},
    lifecycle::Transition,
    local::{self, LocalSpan},
    schedule,
};
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Timelike, Utc};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{Today, day},
    setup::{SetUp, lacks_address},
};
use crate::{
    features::visits::parts::what,
    load::load,
    ui::{
        Button, ButtonKind, ButtonLink, Card, DayLine, EmptyState, Form, Mailbox, PageHeading, PrintButton, Section,
        Sign, StatusBadge, Steps, Table, cell, counted,
    },
};

/// A day of the doctor.
#[component]
pub fn TodayPage() -> impl IntoView {
    let date = use_query_map().get_untracked().get("date").unwrap_or_default();
    load(day(date), page)
}

fn page(Today { day, profile, types }: Today) -> impl IntoView {
    let is_today = day.date == day.today;
    let title = match (day.date - day.today).num_days() {
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        -1 => "Yesterday".to_owned(),
        _ => local::day_in_full(day.date),
    };
    let head = if is_today { title.clone() } else { format!("Visits on {}", local::day_with_year(day.date)) };
    let lead = format!("{} · {}", local::day_with_year(day.date), local::zone_name(&day.zone));
    let next = is_today.then(|| next_patient(&day)).flatten();
    let (line, now) = (line(&day), day.now);
    let [yesterday, tomorrow] = [-1, 1].map(|days| format!("/practice?date={}", day.date + Duration::days(days)));
    let count = if day.visits.is_empty() { "Visits".to_owned() } else { counted(day.visits.len(), "visit") };
    let has_hours = profile.has_hours;
    let no_address = lacks_address(&profile, &types);
    let set_up = view! { <SetUp profile no_address/> };
    view! {
        <PageHeading title head lead>
            <Steps
                label="Days"
                before=(yesterday, "Previous day")
                after=(tomorrow, "Next day")
                now=(!is_today).then_some(("/practice", "Today"))
            />
            <PrintButton/>
        </PageHeading>
        {set_up}
        <Card class="mb-8">{line}</Card>
        <div class="day-columns">
            {next.map(|visit| view! { <NextPatient visit now/> })}
            <Section title=count id="visits" class="mt-0 min-w-0">
                <Visits day has_hours/>
            </Section>
        </div>
    }
}

/// The visit that is going on or comes next.
fn next_patient(day: &DoctorDay) -> Option<AppointmentView> {
    day.visits.iter().find(|visit| visit.status.is_open() && visit.end > day.now).cloned()
}

/// A visit on the doctor's wall.
fn on_doctors_wall(visit: &AppointmentView) -> &LocalSpan {
    visit.doctor_local.as_ref().unwrap_or(&visit.local)
}

/// Minutes of a date, from midnight to at most midnight. What begins in the first of two equal hours may end at an
/// earlier wall time: it stands there for as long as it lasts.
pub fn minutes_of(date: NaiveDate, visit: &AppointmentView) -> (u16, u16) {
    let span = on_doctors_wall(visit);
    let end = if span.end > span.start { span.end } else { span.start + (visit.end - visit.start) };
    let of = |at: NaiveDateTime| match at.date().cmp(&date) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => minute(at),
        std::cmp::Ordering::Greater => schedule::DAY,
    };
    (of(span.start), of(end))
}

/// Minutes since midnight.
pub fn minute(at: NaiveDateTime) -> u16 {
    u16::try_from(at.hour() * 60 + at.minute()).unwrap_or_default()
}

/// "09:00–12:00, 13:00–17:00"
pub fn hours_in_words(windows: &[(u16, u16)]) -> String {
    let spans: Vec<_> =
        windows.iter().map(|(start, end)| format!("{}–{}", schedule::clock(*start), schedule::clock(*end))).collect();
    spans.join(", ")
}

fn line(day: &DoctorDay) -> impl IntoView + use<> {
    let visits: Vec<_> = day.visits.iter().map(|visit| minutes_of(day.date, visit)).collect();
    let now = (day.date == day.today).then(|| minute(day.wall));
    let open =
        if day.windows.is_empty() { "Closed".to_owned() } else { format!("Open {}", hours_in_words(&day.windows)) };
    let mut words = format!("{open}, {}", counted(visits.len(), "visit"));
    if now.is_some() {
        words.push_str(&format!(", now {}", local::clock(day.wall, day.wall_offset.as_deref())));
    }
    let hours = day.windows.clone();
    let empty = hours.is_empty() && visits.is_empty();
    view! {
        <p class="text-muted">{words.clone()}</p>
        {(!empty).then(|| view! { <div class="mt-4"><DayLine summary=words hours visits now/></div> })}
    }
}

/// The patient whom the doctor sees now or next, with what can be done.
#[component]
fn NextPatient(visit: AppointmentView, now: DateTime<Utc>) -> impl IntoView {
    let href = format!("/visits/{}", visit.id);
    let heading = match (visit.start - now).num_minutes() {
        ..=0 => "Now".to_owned(),
        1 => "Next, in a minute".to_owned(),
        minutes @ 2..=90 => format!("Next, in {minutes} minutes"),
        _ => format!("Next, at {}", on_doctors_wall(&visit).begins()),
    };
    let complete = (visit.begun && visit.may(Transition::Complete)).then(|| {
        view! {
            <Form action="/do/visits/move" key="complete" class="contents">
                <input type="hidden" name="id" value=visit.id.to_string()/>
                <input type="hidden" name="transition" value="complete"/>
                <Button busy="Saving…" sign=Sign::CheckAll>"Mark completed"</Button>
            </Form>
        }
    });
    let kind = if complete.is_some() { ButtonKind::Secondary } else { ButtonKind::Primary };
    let about = what(&visit);
    let email = visit.patient.email.clone().map(|email| {
        view! { <p><Mailbox address=email link=true/></p> }
    });
    view! {
        <section class="card card-raised next-patient" aria-labelledby="next-patient">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h2 id="next-patient" class="text-base font-semibold text-muted">{heading}</h2>
                <StatusBadge status=visit.status/>
            </div>
            <p class="text-2xl leading-tight font-semibold">{visit.patient.full_name.clone()}</p>
            <p class="tabular-nums">{visit.local.hours()}" · "{about}</p>
            {email}
            <div class="actions">
                {complete}
                <ButtonLink href kind>"Open the visit"</ButtonLink>
            </div>
        </section>
    }
}

#[component]
fn Visits(day: DoctorDay, has_hours: bool) -> impl IntoView {
    if day.visits.is_empty() {
        let (title, text) = match (day.windows.is_empty(), day.date < day.today) {
            (true, _) if !has_hours => (
                "Nothing can be booked yet",
                "Set your weekly hours, and patients can choose times within them.".to_owned(),
            ),
            (true, _) => {
                ("You are closed on this day", "Your hours say so. You can open the day as an exception.".to_owned())
            }
            (false, true) => ("Nobody came on this day", "No visits were booked.".to_owned()),
            (false, false) => (
                "No visits on this day",
                format!("You are open {}. Booked visits stand here.", hours_in_words(&day.windows)),
            ),
        };
        return view! {
            <EmptyState title text sign=Sign::Calendar>
                <ButtonLink href="/practice/hours" kind=ButtonKind::Secondary>"Hours and exceptions"</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let now = day.now;
    let rows: Vec<_> = day.visits.into_iter().map(|visit| row(visit, now)).collect();
    view! { <Table caption="Visits of the day" columns=vec!["Time", "Patient", "Visit", "Status"] rows/> }.into_any()
}

fn row(visit: AppointmentView, now: DateTime<Utc>) -> Vec<AnyView> {
    let over = visit.status.is_open() && visit.end <= now;
    let over = over.then(|| view! { <p class="mt-1 text-sm text-warn">"Over, not marked yet"</p> });
    let href = format!("/visits/{}", visit.id);
    let what = what(&visit);
    vec![
        cell(view! { <span class="whitespace-nowrap tabular-nums">{visit.local.hours()}</span> }),
        cell(view! { <a href=href>{visit.patient.full_name}</a> }),
        cell(what),
        cell(view! { <StatusBadge status=visit.status/>{over} }),
    ]
}
