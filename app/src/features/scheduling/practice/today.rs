//! "Whom do I see now?": the day as a line, the next patient, the day's visits.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Timelike, Utc};
use clinic::{
    directory::doctors,
    scheduling::{
        attention::{self, Attention},
        diary::DoctorDay,
        schedules, visit_types,
    },
};
use contract::{directory::OwnProfile, scheduling::AppointmentView};
use domain::{
    platform::local,
    scheduling::{lifecycle::Transition, schedule, visit_type::VisitType},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    attention::{OutsideHours, SomeAgreedElsewhere, Unmarked},
    now::{Mark, Missed, NowAndNext, is_now, now_and_next},
    setup::{SetUp, lacks_address},
};
use crate::{
    error::AppError,
    features::scheduling::visits::parts::what,
    load::load,
    server::{self, ctx},
    ui::{
        Badge, ButtonKind, ButtonLink, Card, DateJump, DayBlock, DayLine, EmptyState, PageHeading, PrintButton,
        PrintedAddress, Row, Section, Sign, StatusBadge, Steps, Table, Tone, cell, counted,
    },
};

/// A day of the doctor.
#[component]
pub fn TodayPage() -> impl IntoView {
    let date = use_query_map().get_untracked().get("date").unwrap_or_default();
    load(read(date), page)
}

fn page(Today { day, profile, types, attention }: Today) -> impl IntoView {
    let is_today = day.date == day.today;
    let title = match (day.date - day.today).num_days() {
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        -1 => "Yesterday".to_owned(),
        _ => local::day_in_full(day.date),
    };
    let head = if is_today { title.clone() } else { format!("Visits on {}", local::day_with_year(day.date)) };
    let lead = format!("{} · {}", local::day_with_year(day.date), local::zone_name(&day.zone));
    let (going_on, next) = if is_today { now_and_next(&day.visits, day.now) } else { (None, None) };
    let (line, now, date) = (line(&day), day.now, day.date);
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
            <DateJump action="/practice" date/>
            <PrintButton/>
        </PageHeading>
        <PrintedAddress/>
        {set_up}
        <OutsideHours visits=attention.outside/>
        <SomeAgreedElsewhere count=attention.elsewhere.len()/>
        {is_today.then(|| view! { <Unmarked visits=attention.unmarked/> })}
        <Card class="mb-8">{line}</Card>
        <div class="day-columns" data-clock="">
            <NowAndNext going_on next now/>
            <Section title=count id="visits" class="mt-0 min-w-0">
                <Visits day has_hours/>
            </Section>
        </div>
    }
}

/// Minutes of a date, from midnight to at most midnight. What begins in the first of two equal hours may end at an
/// earlier wall time: it stands there for as long as it lasts.
pub fn minutes_of(date: NaiveDate, visit: &AppointmentView) -> (u16, u16) {
    let span = &visit.local;
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
    let block = |visit: &AppointmentView| DayBlock {
        span: minutes_of(day.date, visit),
        href: format!("/visits/{}", visit.id),
        title: format!("{} {}", visit.local.hours(), visit.patient.full_name),
    };
    let visits: Vec<_> = day.visits.iter().map(block).collect();
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
        <p class="text-muted">{words}</p>
        {(!empty).then(|| view! { <div class="mt-4"><DayLine hours visits now/></div> })}
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

fn row(visit: AppointmentView, now: DateTime<Utc>) -> Row {
    let over = visit.status.is_open() && visit.end <= now;
    let current = is_now(&visit, now);
    let href = format!("/visits/{}", visit.id);
    let what = what(&visit);
    let id = visit.id.to_string();
    let of = visit.patient.full_name.clone();
    let status = if over {
        let came = visit.may(Transition::Complete).then(|| {
            view! { <Mark id=id.clone() transition=Transition::Complete of=of.clone()/> }
        });
        let missed = visit.may(Transition::NoShow).then(|| view! { <Missed id of/> });
        view! {
            <div class="actions">
                <Badge label="To be marked" tone=Tone::Warn sign=Sign::Hourglass/>
                {came}
                {missed}
            </div>
        }
        .into_any()
    } else {
        view! { <StatusBadge status=visit.status/> }.into_any()
    };
    let cells = vec![
        cell(view! { <span class="whitespace-nowrap tabular-nums">{visit.local.hours()}</span> }),
        cell(view! { <a class="row-link" href=href>{visit.patient.full_name}</a> }),
        cell(what),
        status,
    ];
    Row::new(cells, current)
}

/// The doctor's day, and what is still missing before patients can find the profile.
struct Today {
    day: DoctorDay,
    profile: OwnProfile,
    types: Vec<VisitType>,
    attention: Attention,
}

/// One day of the signed-in doctor; today when none is named.
async fn read(date: String) -> Result<Today, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    let date = (!date.is_empty()).then(|| server::date("date", &date)).transpose()?;
    let day = ctx.answer(schedules::day(&ctx.clinic, own, date).await)?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, own).await)?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, own).await)?;
    let attention = ctx.answer(attention::of_practice(&ctx.clinic, own).await)?;
    Ok(Today { day, profile, types, attention })
}
