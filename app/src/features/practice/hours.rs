//! "When do I work?": the weekly hours beside their picture, and the dates that differ.

use anteroom::domain::{
    local::zone_name,
    schedule::{Day, WeeklySchedule, minutes},
};
use leptos::prelude::*;

use super::{
    api::{OwnHours, hours},
    exceptions::Exceptions,
    hours_text,
};
use crate::{
    load::load,
    ui::{Button, Card, Field, Form, PageHeading, Section, Select, WeekPicture, counted},
    viewer::viewer,
};

/// Weekly hours and exceptions.
#[component]
pub fn HoursPage() -> impl IntoView {
    load(hours(), page)
}

fn page(OwnHours { weekly, exceptions, today, zones }: OwnHours) -> impl IntoView {
    let picture = view! { <Picture weekly=weekly.clone()/> };
    view! {
        <PageHeading title="Hours" lead="Patients are offered times only within your hours. Booked visits stay when you change them."/>
        <div class="grid items-start gap-8 lg:grid-cols-2">
            <Section title="Every week" id="weekly" class="mt-0">
                <Card><Weekly weekly zones/></Card>
            </Section>
            <Section title="Your week" id="picture" class="mt-0 lg:sticky lg:top-8">
                <Card>{picture}</Card>
            </Section>
        </div>
        <Section title="Dates that differ" id="exceptions">
            <Exceptions exceptions today/>
        </Section>
    }
}

/// One line of hours for each weekday.
#[component]
fn Weekly(weekly: WeeklySchedule, zones: Vec<(String, String)>) -> impl IntoView {
    let zone = weekly.time_zone.clone();
    view! {
        <Form action="/do/practice/set-weekly">
            <p class="max-w-prose text-muted">
                "Write each day’s hours like "<strong class="font-semibold whitespace-nowrap">"09:00–12:00, 13:00–17:00"</strong>
                ". Leave a day empty when you are closed."
            </p>
            // Built in here: a field takes what was typed from the form around it.
            <div class="day-fields">{Day::ALL
                .iter()
                .map(|day| {
                    let line = line_of(&weekly, *day);
                    view! {
                        <Field name=day.as_str() label=day.label() value=line autocomplete="off" optional=true quiet=true/>
                    }
                })
                .collect_view()}</div>
            <Select name="time_zone" label="Time zone of your practice" options=zones value=zone/>
            <Button busy="Saving…">"Save weekly hours"</Button>
        </Form>
    }
}

fn line_of(weekly: &WeeklySchedule, day: Day) -> String {
    let of_day = weekly.weekly.iter().filter(|hours| hours.weekday == day);
    hours_text::line(of_day.map(|hours| (hours.start.as_str(), hours.end.as_str())))
}

/// The saved week as bars; what was just typed when it could be read.
#[component]
fn Picture(weekly: WeeklySchedule) -> impl IntoView {
    let typed = viewer().submitted_to("/do/practice/set-weekly").cloned();
    let days: Vec<_> = Day::ALL
        .iter()
        .map(|day| {
            let line = typed.as_ref().and_then(|sent| sent.value(day.as_str()).map(str::to_owned));
            (day.label(), spans(&line.unwrap_or_else(|| line_of(&weekly, *day))))
        })
        .collect();
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
    let note = typed.is_some().then(|| view! { <p class="mt-2 text-sm text-muted">"As typed; not saved yet."</p> });
    let summary = if open.is_empty() { words.clone() } else { format!("{words} Open on {}.", open.join(", ")) };
    view! {
        <p class="mb-4">{words}</p>
        <WeekPicture summary days/>
        <p class="mt-2 text-sm text-muted">{zone_name(&weekly.time_zone)}</p>
        {note}
    }
}

/// Only what can be drawn: lines that do not make sense are for the form to tell.
fn spans(line: &str) -> Vec<(u16, u16)> {
    let windows = hours_text::windows(line).unwrap_or_default();
    let spans = windows.iter().filter_map(|window| Some((minutes(&window.start).ok()?, minutes(&window.end).ok()?)));
    spans.filter(|(start, end)| start < end).collect()
}
