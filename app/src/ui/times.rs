//! Free times as chips: of one day by its parts, or the next ones by day.

use chrono::{NaiveDateTime, Timelike};
use domain::platform::local::{clock, day};
use leptos::prelude::*;

use super::anew;

/// A time and where choosing it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLink {
    /// On the viewer's wall.
    pub at: NaiveDateTime,
    /// Which of the two it is, in an hour that comes twice.
    pub offset: Option<String>,
    pub href: String,
}

impl TimeLink {
    fn clock(&self) -> String {
        clock(self.at, self.offset.as_deref())
    }
}

const PARTS: [(&str, u32, u32); 3] = [("Morning", 0, 12), ("Afternoon", 12, 17), ("Evening", 17, 24)];

/// Times of one day, grouped by morning, afternoon and evening; parts without times are left out. They stand in an island,
/// where a browser may translate them.
#[component]
pub fn TimeChips(times: Vec<TimeLink>) -> impl IntoView {
    PARTS
        .iter()
        .filter_map(|(part, from, to)| {
            let chips: Vec<_> = times
                .iter()
                .filter(|time| (*from..*to).contains(&time.at.hour()))
                .map(|time| {
                    let (clock, name) = (time.clock(), format!("{}, {}", day(time.at.date()), time.clock()));
                    view! { <li><a class="chip" href=time.href.clone() aria-label=name>{anew(clock)}</a></li> }
                })
                .collect();
            (!chips.is_empty()).then(|| {
                view! {
                    <div class="times-part">
                        <h4>{anew(*part)}</h4>
                        <ul class="chips">{chips}</ul>
                    </div>
                }
            })
        })
        .collect_view()
}

/// The next times, a row for each day. The links say the day as well, and whom to see if `who` is given.
#[component]
pub fn DayChips(times: Vec<TimeLink>, #[prop(optional, into)] who: String) -> impl IntoView {
    let before = if who.is_empty() { String::new() } else { format!("Book {who}, ") };
    let rows = times
        .chunk_by(|a, b| a.at.date() == b.at.date())
        .map(|times| {
            let date = times.first().map(|time| day(time.at.date())).unwrap_or_default();
            let chips = times
                .iter()
                .map(|time| {
                    let unseen = format!("{before}{date}, ");
                    view! {
                        <li>
                            <a class="chip" href=time.href.clone()>
                                <span class="sr-only">{unseen}</span>
                                {time.clock()}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <li class="day-row">
                    <span>{date.clone()}</span>
                    <ul class="chips">{chips}</ul>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="day-rows">{rows}</ul> }
}
