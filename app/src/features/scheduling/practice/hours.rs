//! "When do I work?": the weekly hours beside their picture, and the dates that differ.

#![allow(clippy::too_many_arguments, reason = "a field of the form each")]

use clinic::{
    directory::doctors,
    scheduling::{
        attention::{self, Attention},
        schedules, visit_types, zones,
    },
};
use contract::{
    directory::OwnProfile,
    scheduling::{ExceptionView, WeeklySchedule},
};
use domain::{
    people::policy::AsDoctor,
    platform::{local::zone_name, problem::Problem},
    scheduling::{
        faults::HoursFault,
        schedule::{Day, minutes},
        visit_type::VisitType,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    attention::OutsideHours,
    exceptions::Exceptions,
    hours_text::{self, TypedWeek, draft},
    setup::{SetUp, lacks_address},
};
use crate::{
    by::By,
    error::AppError,
    load::load,
    server::{ctx, done, sent},
    ui::{Button, ButtonKind, Card, Field, Form, PageHeading, Section, Select, WeekChart, counted, path_of},
    viewer::viewer,
};

/// A line of hours for each weekday, Monday first.
type Lines = [String; 7];

/// Weekly hours and exceptions. With `?draft=`, lines and zone are those of the address: typed, and not saved yet.
#[component]
pub fn HoursPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let typed = |name: &str| query.get(name).unwrap_or_default();
    let draft = query.get("draft").map(|_| (lines_of(|day| typed(day.as_str())), typed("time_zone")));
    load(read(), move |own| page(own, draft))
}

fn page(own: OwnHours, draft: Option<(Lines, String)>) -> impl IntoView {
    let OwnHours { weekly, exceptions, today, zones, profile, types, attention } = own;
    let no_address = lacks_address(&profile, &types);
    let saved = lines_of(|day| line_of(&weekly, day));
    let sent = viewer().submitted_to(path_of::<SetWeekly>()).cloned();
    let sent = sent.map(|sent| {
        let typed = |name| sent.value(name).unwrap_or_default().to_owned();
        (lines_of(|day| typed(day.as_str())), typed("time_zone"))
    });
    let (typed, zone) = sent.or(draft).unzip();
    let zone = zone.filter(|zone| zones.iter().any(|(known, _)| known == zone)).unwrap_or(weekly.time_zone);
    let picture =
        view! { <HoursChart lines=typed.clone().unwrap_or(saved.clone()) zone=zone.clone() saved=typed.is_none()/> };
    view! {
        <PageHeading title="Hours" lead="Patients are offered times only within your hours. Booked visits stay when you change them."/>
        <SetUp profile no_address/>
        <OutsideHours visits=attention.outside/>
        <div class="grid items-start gap-8 lg:grid-cols-2">
            <Section title="Every week" id="weekly" class="mt-0">
                <Card><Weekly lines=typed.unwrap_or(saved) zone zones/></Card>
            </Section>
            <Section title="Your week" id="picture" class="mt-0 lg:sticky lg:top-8">
                <Card>{picture}</Card>
            </Section>
        </div>
        <Section title="Holidays and other exceptions" id="exceptions">
            <Exceptions exceptions today/>
        </Section>
    }
}

fn lines_of(line: impl Fn(Day) -> String) -> Lines {
    std::array::from_fn(|n| Day::ALL.get(n).map(|day| line(*day)).unwrap_or_default())
}

/// One line of hours for each weekday. While it is filled in, `frontend` draws the picture of what was typed.
#[component]
fn Weekly(lines: Lines, zone: String, zones: Vec<(String, String)>) -> impl IntoView {
    view! {
        <div data-draft="/practice/hours" data-draws="picture">
            <Form action={path_of::<SetWeekly>()}>
                <p class="max-w-prose text-muted">
                    "Write each day’s hours like "<strong class="font-semibold whitespace-nowrap">"09:00–12:00, 13:00–17:00"</strong>
                    " or "<strong class="font-semibold whitespace-nowrap">"9am–5pm"</strong>". Leave a day empty when you are closed."
                </p>
                // Built in here: a field takes what was typed from the form around it.
                <div class="day-fields">{Day::ALL
                    .iter()
                    .zip(lines)
                    .map(|(day, line)| view! {
                        <Field name=day.as_str() label=day.label() value=line autocomplete="off" optional=true quiet=true/>
                    })
                    .collect_view()}</div>
                // The first button of a form is the one that Enter presses.
                <Select name="time_zone" label="Time zone of your practice" options=zones value=zone/>
                <div class="actions">
                    <Button busy="Saving…">"Save weekly hours"</Button>
                    <Button kind=ButtonKind::Secondary busy="Copying…" name="copy" value="weekdays">"Copy Monday to Tuesday–Friday"</Button>
                    <Button kind=ButtonKind::Secondary busy="Copying…" name="copy" value="week">"Copy Monday to every day"</Button>
                </div>
            </Form>
        </div>
    }
}

fn line_of(weekly: &WeeklySchedule, day: Day) -> String {
    let of_day = weekly.weekly.iter().filter(|hours| hours.weekday == day);
    hours_text::line(of_day.map(|hours| (hours.start.as_str(), hours.end.as_str())))
}

/// The week as bars, as it is saved or as it was typed.
#[component]
fn HoursChart(lines: Lines, zone: String, saved: bool) -> impl IntoView {
    let days: Vec<_> = Day::ALL.iter().zip(lines).map(|(day, line)| (day.label(), spans(&line))).collect();
    let total: u16 = days.iter().flat_map(|(_, spans)| spans).map(|(start, end)| end - start).sum();
    let open: Vec<_> = days.iter().filter(|(_, spans)| !spans.is_empty()).map(|(name, _)| *name).collect();
    let words = match (open.is_empty(), total % 60) {
        (true, _) => "No hours yet: nothing can be booked.".to_owned(),
        (false, 0) => format!("{} a week, on {}.", counted(total / 60, "hour"), counted(open.len(), "day")),
        (false, rest) if total < 60 => format!("{rest} minutes a week, on {}.", counted(open.len(), "day")),
        (false, rest) => {
            format!("{} {rest} minutes a week, on {}.", counted(total / 60, "hour"), counted(open.len(), "day"))
        }
    };
    let note = (!saved).then(|| view! { <p class="mt-2 font-semibold" role="note">"As typed; not saved yet."</p> });
    let summary = if open.is_empty() { words.clone() } else { format!("{words} Open on {}.", open.join(", ")) };
    view! {
        <p class="mb-4">{words}</p>
        <WeekChart summary days/>
        <p class="mt-2 text-sm text-muted">{zone_name(&zone)}</p>
        {note}
    }
}

/// Only what can be drawn: lines that do not make sense are for the form to tell.
fn spans(line: &str) -> Vec<(u16, u16)> {
    let windows = hours_text::windows(line).unwrap_or_default();
    let spans = windows
        .iter()
        .filter_map(|window| Some((minutes(&window.hours.start).ok()?, minutes(&window.hours.end).ok()?)));
    spans.filter(|(start, end)| start < end).collect()
}

/// Weekly hours and the dates that differ.
struct OwnHours {
    weekly: WeeklySchedule,
    exceptions: Vec<ExceptionView>,
    /// The doctor's own today: the first date that may be changed.
    today: chrono::NaiveDate,
    /// Zones to choose from: by name, and what they are called.
    zones: Vec<(String, String)>,
    profile: OwnProfile,
    types: Vec<VisitType>,
    attention: Attention,
}

/// The doctor's hours, exceptions and the zones there are.
async fn read() -> Result<OwnHours, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, own).await)?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, own).await)?;
    let attention = ctx.answer(attention::of_practice(&ctx.clinic, own).await)?;
    let weekly = ctx.answer(schedules::weekly(&ctx.clinic, own).await)?;
    let exceptions = ctx.answer(schedules::exceptions(&ctx.clinic, own).await)?;
    let today = ctx.answer(schedules::day(&ctx.clinic, own, None).await)?.today;
    let zones = zones::choices(Some(&weekly.time_zone), ctx.clinic.effects.clock.now());
    Ok(OwnHours { weekly, exceptions, today, zones, profile, types, attention })
}

/// Replaces the weekly hours: a line of windows for each weekday.
#[server(prefix = "/do", endpoint = "practice/set-weekly", protocol = By<AsDoctor>)]
pub async fn set_weekly(
    time_zone: String,
    #[server(default)] mon: String,
    #[server(default)] tue: String,
    #[server(default)] wed: String,
    #[server(default)] thu: String,
    #[server(default)] fri: String,
    #[server(default)] sat: String,
    #[server(default)] sun: String,
    /// Pressed instead of saving: Monday's line is to stand on these days as well.
    #[server(default)]
    copy: String,
) -> Result<(), AppError> {
    let (ctx, own) = sent::<SetWeekly>()?;
    if !copy.is_empty() {
        if mon.trim().is_empty() {
            return Err(Problem::field("mon", HoursFault::NoMonday).into());
        }
        let kept = |line: String| if copy == "week" { mon.clone() } else { line };
        let lines = [&mon, &mon, &mon, &mon, &mon, &kept(sat), &kept(sun)].map(String::to_owned);
        done(&draft(&time_zone, &lines), "Monday’s hours are copied. They hold once you save them.");
        return Ok(());
    }
    let typed = TypedWeek::read(&[mon, tue, wed, thu, fri, sat, sun])?;
    let schedule = WeeklySchedule { time_zone, weekly: typed.hours.clone() };
    let saved = schedules::set_weekly(&ctx.clinic, own, schedule).await;
    ctx.answer(saved).map_err(|AppError(problem)| typed.by_weekday(problem))?;
    done("/practice/hours", "Your weekly hours are saved.");
    Ok(())
}
