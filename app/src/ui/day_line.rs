//! Hours drawn as bars: one day with its visits and now, and the seven days of a week.

use leptos::prelude::*;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// So long before and after the hours, now is drawn. Any further off, the day would shrink to make place for it.
const NEAR: u16 = 60;

/// From `start` to `end`, minutes since midnight.
pub type Span = (u16, u16);

/// A visit on the line.
#[derive(Clone)]
pub struct DayBlock {
    pub span: Span,
    /// Its page.
    pub href: String,
    /// Shown while it is pointed at.
    pub title: String,
}

domain::shows_only!(DayBlock { span });

/// A day as a line: working hours, visits, and where now stands. It is for those who see and point: the page says the
/// same in words, and its list of visits has the same links.
#[component]
pub fn DayLine(
    hours: Vec<Span>,
    visits: Vec<DayBlock>,
    /// Minutes since midnight, on the day that is today.
    now: Option<u16>,
) -> impl IntoView {
    let all = hours.iter().copied().chain(visits.iter().map(|visit| visit.span));
    let opens = all.clone().map(|span| span.0).min().unwrap_or(8 * 60);
    let closes = all.map(|span| span.1).max().unwrap_or(18 * 60);
    let now = now.filter(|now| (opens.saturating_sub(NEAR)..=closes + NEAR).contains(now));
    let first = now.map_or(opens, |now| now.min(opens)) / 60 * 60;
    let last = now.map_or(closes, |now| now.max(closes)).div_ceil(60) * 60;
    let last = last.clamp(first + 60, DAY.max(first + 60));
    let at = move |minute: u16| share(minute.saturating_sub(first), last - first);
    let bar = move |(start, end): Span, y: u16, height: u16, class: &'static str| {
        let width = share(end.saturating_sub(start), last - first);
        view! { <rect x=at(start) y=y width=width height=height rx="4" class=class/> }
    };
    let open: Vec<_> = hours.into_iter().map(|span| bar(span, 20, 32, "fill-line")).collect();
    let blocks: Vec<_> = visits
        .into_iter()
        .map(|DayBlock { span, href, title }| {
            view! {
                <a href=href tabindex="-1" class="day-block">
                    {leptos::svg::title().child(title)}
                    {bar(span, 24, 24, "fill-accent stroke-raised")}
                </a>
            }
        })
        .collect();
    let ticks: Vec<_> = (first / 60..=last / 60)
        .map(|hour| {
            // On a narrow screen only the ends are named, and every third hour that is not close to them.
            let (start, end) = (first / 60, last / 60);
            let named = hour == start || hour == end || (hour % 3 == 0 && hour - start > 2 && end - hour > 2);
            let class = if named { "fill-muted text-sm" } else { "hidden fill-muted text-sm md:block" };
            let anchor = if hour * 60 == first {
                "start"
            } else if hour * 60 == last {
                "end"
            } else {
                "middle"
            };
            view! {
                <line x1=at(hour * 60) x2=at(hour * 60) y1="16" y2="56" class="stroke-line"/>
                <text x=at(hour * 60) y="74" text-anchor=anchor class=class>{format!("{hour:02}:00")}</text>
            }
        })
        .collect();
    let now = now.map(|now| {
        view! {
            <line x1=at(now) x2=at(now) y1="6" y2="60" stroke-width="2" class="pointer-events-none stroke-bad"/>
            <circle cx=at(now) cy="6" r="5" class="fill-bad"/>
        }
    });
    view! {
        <svg aria-hidden="true" width="100%" height="80" class="block overflow-visible">
            {open}
            {ticks}
            {blocks}
            {now}
        </svg>
    }
}

/// A week as a picture: a bar for each window, a row for each day.
#[component]
pub fn WeekChart(
    /// Says the same in words.
    #[prop(into)]
    summary: String,
    /// Monday first.
    days: Vec<(&'static str, Vec<Span>)>,
) -> impl IntoView {
    let rows: Vec<_> = days
        .into_iter()
        .map(|(name, spans)| {
            let closed = spans.is_empty();
            let bars: Vec<_> = spans
                .into_iter()
                .map(|(start, end)| {
                    let width = share(end.saturating_sub(start), DAY);
                    view! { <rect x=share(start, DAY) y="4" width=width height="20" rx="4" class="fill-accent"/> }
                })
                .collect();
            let lines: Vec<_> = [0, 6, 12, 18, 24]
                .map(|hour| share(hour * 60, DAY))
                .into_iter()
                .map(|x| view! { <line x1=x.clone() x2=x y1="0" y2="28" class="stroke-line"/> })
                .collect();
            let class = if closed { "w-10 shrink-0 text-muted" } else { "w-10 shrink-0 font-semibold" };
            view! {
                <div class="flex items-center gap-2">
                    <span class=class>{&name[..3]}</span>
                    <svg width="100%" height="28" class="min-w-0 flex-1 overflow-visible">{lines}{bars}</svg>
                </div>
            }
        })
        .collect();
    view! {
        <div role="img" aria-label=summary>
            <div aria-hidden="true">
                {rows}
                <div class="ms-12 flex justify-between text-sm text-muted tabular-nums">
                    <span>"0"</span><span>"6"</span><span>"12"</span><span>"18"</span><span>"24"</span>
                </div>
            </div>
        </div>
    }
}

/// "12.500%"
fn share(part: u16, whole: u16) -> String {
    format!("{:.3}%", f64::from(part) * 100.0 / f64::from(whole.max(1)))
}
