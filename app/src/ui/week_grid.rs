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

anteroom::shows_only!(GridEvent { span, time });

/// The whole text while a block is pointed at or in focus.
const WHOLE: &str = "break-words group-hover:line-clamp-none group-hover:whitespace-normal \
                     group-focus-visible:line-clamp-none group-focus-visible:whitespace-normal";

/// Minutes of one row. Starts and lengths are multiples of it.
const ROW: u16 = 5;

/// Seven days. Rows are classes (`row-start-7 row-span-6`, all of them kept by style/calendar.css), not inline styles,
/// so that the content security policy can stay strict.
#[component]
pub fn WeekGrid(#[prop(into)] label: String, days: Vec<GridDay>) -> impl IntoView {
    let spans = || days.iter().flat_map(|day| day.hours.iter().copied().chain(day.events.iter().map(|e| e.span)));
    let first = spans().map(|span| span.0).min().unwrap_or(8 * 60).min(9 * 60) / 60 * 60;
    let last = spans().map(|span| span.1).max().unwrap_or(18 * 60).max(17 * 60).div_ceil(60) * 60;
    let hours: Vec<_> = (first / 60..last / 60)
        .map(|hour| {
            let class = format!(
                "{} -mt-2.5 pe-2 text-end text-sm text-muted tabular-nums",
                rows(first, (hour * 60, hour * 60 + 60))
            );
            view! { <span class=class>{format!("{hour:02}:00")}</span> }
        })
        .collect();
    let columns: Vec<_> = days.iter().map(|day| column(day, first, last)).collect();
    let lists: Vec<_> = days.into_iter().map(list).collect();
    view! {
        <div class="hidden lg:flex" role="group" aria-label=label.clone()>
            <div aria-hidden="true" class="mt-14 grid w-14 shrink-0 auto-rows-2.5">{hours}</div>
            <div class="grid min-w-0 flex-1 grid-cols-7">{columns}</div>
        </div>
        <div class="grid gap-6 lg:hidden" role="group" aria-label=label>{lists}</div>
    }
}

fn heading(day: &GridDay) -> impl IntoView + use<> {
    let class = if day.today { "font-semibold text-accent" } else { "font-semibold text-ink" };
    let today = day.today.then(|| view! { <span class="sr-only">" (today)"</span> });
    view! { <a href=day.href.clone() class=class>{day.name.clone()}{today}</a> }
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
            view! { <span aria-hidden="true" class=format!("{place} col-start-1 bg-raised")></span> }
        })
        .collect();
    let now = day.now.filter(|now| (first..last).contains(now)).map(|now| {
        let place = rows(first, (now / ROW * ROW, now / ROW * ROW + ROW));
        view! { <span aria-hidden="true" class=format!("{place} pointer-events-none col-start-1 border-t-2 border-bad")></span> }
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
            // As many lines as stand whole in the block; the rest is cut with an ellipsis.
            let (layout, lines) = match event.span.1.saturating_sub(event.span.0) {
                0..15 => ("leading-none", "block truncate"),
                15..25 => ("py-0.5 leading-tight", "block truncate"),
                25..40 => ("py-1 leading-tight", "line-clamp-2"),
                40..60 => ("py-1 leading-tight", "line-clamp-3"),
                _ => ("py-1 leading-tight", "line-clamp-6"),
            };
            let title = format!("{} {}, {}", event.time, event.title, event.state);
            let sign = event.sign.map(|sign| view! { <Icon sign class="week-sign"/> });
            view! {
                <li class=format!("{place} {beside} col-start-1 z-1 min-h-0 min-w-0 px-0.5 pb-px")>
                    <a
                        href=event.href.clone()
                        class=format!("week-event group {tone} {layout}")
                        title=title
                    >
                        <span class=format!("{WHOLE} {lines}")>
                            {sign}
                            <span aria-hidden="true" class="font-semibold tabular-nums">{event.begins.clone()}</span>
                            <span class="sr-only">{event.time.clone()}</span>
                            " "
                            <span>{event.title.clone()}</span>
                            <span class="sr-only">", "{event.state}</span>
                        </span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <section class="min-w-0 border-s border-line">
            <h2 class="flex h-14 items-center justify-center text-center text-base leading-tight">{heading(day)}</h2>
            <ul class="grid grid-cols-1 auto-rows-2.5 border-b border-line">
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
                        <span class="min-w-0 wrap-anywhere">{event.title}</span>
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
