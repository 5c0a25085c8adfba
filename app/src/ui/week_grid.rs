//! A week of a calendar: columns of days with events placed by time, and a list by day on narrow screens.

use leptos::prelude::*;

use super::{Icon, Sign, day_line::Span};

/// One day of the grid.
#[derive(Clone, Debug)]
pub struct GridDay {
    /// "Tue 24 Nov"
    pub name: String,
    /// Page of this day.
    pub href: String,
    pub today: bool,
    /// Minutes since midnight, on the day that is today.
    pub now: Option<u16>,
    pub hours: Vec<Span>,
    /// By start.
    pub events: Vec<GridEvent>,
}

/// Something that takes time on a day.
#[derive(Clone)]
pub struct GridEvent {
    pub span: Span,
    /// "09:30"
    pub begins: String,
    /// "09:30–10:00"
    pub time: String,
    pub title: String,
    /// "Booked"
    pub state: &'static str,
    /// Still to come, or over.
    pub open: bool,
    /// How it ended, where that is not plain from the time.
    pub sign: Option<Sign>,
    pub href: String,
}

domain::shows_only!(GridEvent { span, time });

/// Minutes of one row. Starts and lengths are multiples of it.
const ROW: u16 = 5;

/// Seven days. All of them share the rows of one grid, so that a block in which a long name needs more room makes these
/// minutes higher on every day, and nothing is cut. Rows are classes (`row-start-7 row-span-6`, all of them kept by
/// style/main.css), not inline styles, so that the content security policy can stay strict.
#[component]
pub fn WeekGrid(#[prop(into)] label: String, days: Vec<GridDay>) -> impl IntoView {
    let spans = || days.iter().flat_map(|day| day.hours.iter().copied().chain(day.events.iter().map(|e| e.span)));
    let first = spans().map(|span| span.0).min().unwrap_or(8 * 60).min(9 * 60) / 60 * 60;
    let last = spans().map(|span| span.1).max().unwrap_or(18 * 60).max(17 * 60).div_ceil(60) * 60;
    let all = (last - first) / ROW;
    let hours: Vec<_> = (first / 60..last / 60)
        .map(|hour| {
            let class = format!("{} week-hour", rows(first, (hour * 60, hour * 60 + 60)));
            view! { <span class=class>{format!("{hour:02}:00")}</span> }
        })
        .collect();
    let columns: Vec<_> = days.iter().map(|day| column(day, first, last)).collect();
    let now = days
        .iter()
        .any(|day| day.now.is_some())
        .then(|| view! { <li><span class="week-key week-key-now"></span>"Now"</li> });
    let lists: Vec<_> = days.into_iter().map(list).collect();
    view! {
        <div class="week" role="group" aria-label=label.clone()>
            <div aria-hidden="true" class=format!("row-start-2 row-span-{all} week-hours")>{hours}</div>
            {columns}
            <ul aria-hidden="true" class="week-legend">
                <li><span class="week-key week-open"></span>"Open"</li>
                <li><span class="week-key"></span>"Closed"</li>
                {now}
            </ul>
        </div>
        <div class="week-lists" role="group" aria-label=label>{lists}</div>
    }
}

fn heading(day: &GridDay) -> impl IntoView + use<> {
    let today = day.today.then(|| view! { <span class="week-today">" Today"</span> });
    let current = day.today.then_some("date");
    view! { <a href=day.href.clone() class="font-semibold text-ink" aria-current=current>{day.name.clone()}{today}</a> }
}

fn column(day: &GridDay, first: u16, last: u16) -> impl IntoView + use<> {
    let lines: Vec<_> = (first / 60..last / 60)
        .map(|hour| {
            let place = rows(first, (hour * 60, hour * 60 + 60));
            view! { <span aria-hidden="true" class=format!("{place} col-start-1 border-t border-line")></span> }
        })
        .collect();
    let open: Vec<_> = day
        .hours
        .iter()
        .map(|span| {
            let place = rows(first, *span);
            view! { <span aria-hidden="true" class=format!("{place} col-start-1 week-open")></span> }
        })
        .collect();
    let now = day.now.filter(|now| (first..last).contains(now)).map(|now| {
        let place = rows(first, (now / ROW * ROW, now / ROW * ROW + ROW));
        view! { <span aria-hidden="true" class=format!("{place} col-start-1 week-now")></span> }
    });
    let mut before = 0;
    let events: Vec<_> = day
        .events
        .iter()
        .map(|event| {
            // A no-show frees its time: another visit may stand beside it.
            let beside = if event.span.0 < before { "ms-8" } else { "" };
            before = before.max(event.span.1);
            let tone = if event.open { "week-event-open" } else { "" };
            let place = rows(first, event.span);
            let title = format!("{} {}, {}", event.time, event.title, event.state);
            let sign = event.sign.map(|sign| view! { <Icon sign class="week-sign"/> });
            view! {
                <li class=format!("{place} {beside} col-start-1 z-1 min-w-0 px-0.5 pb-px")>
                    <a href=event.href.clone() class=format!("week-event {tone}") title=title>
                        {sign}
                        <span aria-hidden="true" class="font-semibold tabular-nums">{event.begins.clone()}</span>
                        <span class="sr-only">{event.time.clone()}</span>
                        " "
                        <span>{event.title.clone()}</span>
                        <span class="sr-only">{format!(" ({})", event.state)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let closed = if day.hours.is_empty() && day.events.is_empty() { " week-closed" } else { "" };
    view! {
        <section class=format!("row-start-1 row-span-{} week-day{closed}", (last - first) / ROW + 1)>
            <h2 class="week-heading">{heading(day)}</h2>
            <ul class="week-rows">
                <li aria-hidden="true" class="contents">{open}{lines}{now}</li>
                {events}
            </ul>
        </section>
    }
}

fn list(day: GridDay) -> impl IntoView {
    let heading = heading(&day);
    let events: Vec<_> = day
        .events
        .into_iter()
        .map(|event| {
            view! {
                <li class="border-t border-line">
                    <a href=event.href class="flex min-h-11 flex-wrap items-baseline gap-x-4 py-2 text-ink no-underline hover:underline">
                        <span class="font-semibold tabular-nums">{event.time}</span>
                        <span class="min-w-0 break-words">{event.title}</span>
                        <span class="ms-auto text-sm text-muted">{event.state}</span>
                    </a>
                </li>
            }
        })
        .collect();
    let content = if events.is_empty() {
        let words = if day.hours.is_empty() { "Closed" } else { "No visits" };
        view! { <p class="border-t border-line py-2 text-muted">{words}</p> }.into_any()
    } else {
        view! { <ul>{events}</ul> }.into_any()
    };
    view! {
        <section>
            <h2 class="py-1 text-base">{heading}</h2>
            {content}
        </section>
    }
}

/// Where a span stands in a column that begins at `first`.
fn rows(first: u16, (start, end): Span) -> String {
    let from = start.saturating_sub(first) / ROW + 1;
    let rows = end.saturating_sub(start).div_ceil(ROW).max(1);
    format!("row-start-{from} row-span-{rows}")
}
