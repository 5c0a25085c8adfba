//! The calendar of free times. Without JavaScript its buttons send a plain form; hydrated, they change the page in place.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use domain::platform::local;
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};

use super::{
    calendar::{WEEKDAYS, first_of, month_word},
    given::{Given, Lost, fetch_month, given},
    month::MonthView,
    wire,
};
use crate::ui::{Icon, Sign, TimeChips, TimeLink, anew, anew_as, link};

/// Moves the focus once what was changed is on the page.
fn focus(id: String) {
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let element = document().get_element_by_id(&id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(element) = element {
            let _ = element.focus();
        }
    });
}

/// The address of the time in focus, if one is.
fn focused_time() -> Option<String> {
    let element = document().active_element()?;
    element.closest("#picker-times").ok()??;
    element.get_attribute("href")
}

/// Makes the address say what is shown, so that going back or sharing it shows the same.
fn remember(name: &str, value: &str) {
    let location = window().location();
    let here = format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let other = if name == "day" { "month" } else { "day" };
    let there = link::with(&link::with(&here, other, ""), name, value);
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&there));
    }
}

#[derive(Clone, Copy)]
struct Picker {
    shown: RwSignal<MonthView>,
    chosen: RwSignal<Option<NaiveDate>>,
    /// The one day that Tab reaches (roving tabindex).
    active: RwSignal<NaiveDate>,
    /// The month on its way.
    awaited: RwSignal<Option<NaiveDate>>,
    /// The month that could not be loaded, and the day that was to be in focus.
    failed: RwSignal<Option<(NaiveDate, Option<NaiveDate>)>>,
    /// What is shown is being asked for anew; one question at a time, or an older answer could come last.
    asking: RwSignal<bool>,
    /// Something changed meanwhile.
    again: RwSignal<bool>,
    /// The search that led here.
    search: StoredValue<String>,
}

/// So often what is shown is asked for anew before the reader is told that it cannot be.
const TRIES: u32 = 3;

impl Picker {
    fn choose(self, date: NaiveDate) {
        self.active.set(date);
        self.chosen.set(Some(date));
        remember("day", &date.to_string());
        focus("picker-day".into());
    }

    /// Shows another month; the focus goes to `day` if there is one, else it stays.
    fn turn(self, first: NaiveDate, day: Option<NaiveDate>) {
        self.awaited.set(Some(first));
        self.failed.set(None);
        spawn_local(async move {
            let loaded = fetch_month(self.shown.get_untracked(), first).await;
            if self.awaited.get_untracked() != Some(first) {
                return; // Another month was asked for meanwhile.
            }
            self.awaited.set(None);
            match loaded {
                Ok(month) => {
                    self.active.set(day.or(month.first_free()).unwrap_or(month.first));
                    self.chosen.set(None);
                    remember("month", &month_word(month.first));
                    self.shown.set(month);
                    if let Some(day) = day {
                        focus(format!("day-{day}"));
                    }
                }
                Err(lost) => self.failed_to_load(lost, first, day),
            }
            self.follow_up();
        });
    }

    /// What is no longer offered cannot be loaded by trying again: the page shows what is there instead.
    fn failed_to_load(self, lost: Lost, first: NaiveDate, day: Option<NaiveDate>) {
        if lost == Lost::Gone {
            window().location().reload().ok();
        } else {
            self.failed.set(Some((first, day)));
        }
    }

    /// Asks once more if something changed while an answer was on its way.
    fn follow_up(self) {
        if self.again.get_untracked() {
            self.refresh(1);
        }
    }

    /// Brings the month up to date: somebody booked or freed a time, or the hours changed.
    fn refresh(self, attempt: u32) {
        if self.asking.get_untracked() || self.awaited.get_untracked().is_some() {
            self.again.set(true);
            return;
        }
        self.asking.set(true);
        self.again.set(false);
        let shown = self.shown.get_untracked();
        spawn_local(async move {
            let first = shown.first;
            let loaded = fetch_month(shown, first).await;
            self.asking.set(false);
            let month = match loaded {
                Ok(month) => month,
                Err(lost) if attempt < TRIES && lost != Lost::Gone => {
                    return set_timeout(move || self.refresh(attempt + 1), Duration::from_secs(2 * u64::from(attempt)));
                }
                Err(_) if self.awaited.get_untracked().is_some() => return,
                Err(lost) => return self.failed_to_load(lost, first, None),
            };
            if self.awaited.get_untracked().is_some() {
                self.again.set(true);
                return;
            }
            self.follow_up();
            // Another month is shown by now, or nothing is different.
            if self.shown.with_untracked(|shown| shown.first != month.first || *shown == month) {
                return;
            }
            let (time, active) = (focused_time(), document().active_element().map(|element| element.id()));
            self.shown.set(month);
            // Drawing anew takes the focus away from what had it.
            request_animation_frame(move || match (time, active) {
                (Some(time), _) => {
                    let link = document().query_selector(&format!("#picker-times a[href='{time}']"));
                    let target = link.ok().flatten().map_or("picker-day", |link| {
                        link.set_id("picker-time");
                        "picker-time"
                    });
                    focus(target.into());
                }
                (None, Some(id)) if id.starts_with("day-") => focus(id),
                _ => {}
            });
        });
    }

    fn press(self, event: &KeyboardEvent) {
        let from = self.active.get_untracked();
        let Some(to) = self.shown.with_untracked(|month| month.step(from, &event.key())) else { return };
        event.prevent_default();
        if first_of(to) == self.shown.with_untracked(|month| month.first) {
            self.active.set(to);
            focus(format!("day-{to}"));
        } else {
            self.turn(first_of(to), Some(to));
        }
    }
}

/// A month of days with the number of free times on each, and the times of the chosen day.
///
/// Whatever it says is [`anew`]: a browser may translate it at any time.
#[island(lazy)]
pub fn SlotPicker() -> impl IntoView {
    let Given { month: initial, day, asked_zone, search } = given();
    let day = day.map(wire::date);
    let active = day.or(initial.first_free()).unwrap_or(initial.today.max(initial.first));
    let picker = Picker {
        shown: RwSignal::new(initial.clone()),
        chosen: RwSignal::new(day),
        active: RwSignal::new(active),
        awaited: RwSignal::new(None),
        failed: RwSignal::new(None),
        asking: RwSignal::new(false),
        again: RwSignal::new(false),
        search: StoredValue::new(search.clone()),
    };
    let Picker { shown, awaited, failed, .. } = picker;
    // Only what is hydrated has arrow keys: before, every day is reached by Tab.
    let live = RwSignal::new(false);
    Effect::new(move || {
        live.set(true);
        // `frontend` says so; the detail is the doctor's id, or empty when anything may have changed.
        let listener = window_event_listener_untyped("anteroom:change", move |event| {
            use wasm_bindgen::JsCast;
            let doctor = event.dyn_into::<web_sys::CustomEvent>().ok().and_then(|event| event.detail().as_string());
            let own = shown.with_untracked(|month| month.doctor.to_string());
            if doctor.is_none_or(|doctor| doctor.is_empty() || doctor == own) {
                picker.refresh(1);
            }
        });
        on_cleanup(move || listener.remove());
    });
    let busy = move || awaited.get().is_some();
    let status = move || match awaited.get() {
        Some(month) => format!("Loading the times of {}…", local::month(month)),
        None if failed.get().is_some() => String::new(),
        None => shown.with(MonthView::sum),
    };
    view! {
        <div class="picker">
            <form method="get" action=format!("/doctors/{}#times", initial.doctor)>
                <input type="hidden" name="type" value=initial.visit_type.to_string()/>
                {(!search.is_empty()).then(|| view! { <input type="hidden" name="search" value=search/> })}
                {(!asked_zone.is_empty()).then(|| view! { <input type="hidden" name="zone" value=asked_zone/> })}
                <div class="calendar-head">
                    <TurnButton picker forward=false/>
                    <h3 id="picker-month">{move || anew(shown.with(|month| local::month(month.first)))}</h3>
                    <TurnButton picker forward=true/>
                </div>
                <table
                    role="grid"
                    class="calendar"
                    class:calendar-busy=busy
                    aria-labelledby="picker-month"
                    aria-busy=move || busy().to_string()
                    on:keydown=move |event| picker.press(&event)
                >
                    <thead>
                        <tr>
                            {WEEKDAYS
                                .iter()
                                .map(|(name, short)| view! {
                                    <th scope="col"><abbr class="no-underline" title=*name>{anew(*short)}</abbr></th>
                                })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {move || shown.with(|month| {
                            month
                                .weeks()
                                .into_iter()
                                .map(|week| {
                                    let days = week.map(|date| view! {
                                        <td role="none">{date.map(|date| day_button(picker, live, month, date))}</td>
                                    });
                                    view! { <tr>{days.into_iter().collect_view()}</tr> }
                                })
                                .collect_view()
                        })}
                    </tbody>
                </table>
            </form>
            <p role="status" class="mt-2 text-sm text-muted">{move || anew(status())}</p>
            {move || failed.get().map(|(month, day)| view! {
                <div role="alert" class="notice notice-bad mt-2">
                    <div class="grid gap-3">
                        <p>{anew(format!("The times of {} could not be loaded.", local::month(month)))}</p>
                        <div>
                            <button type="button" class="btn btn-secondary" on:click=move |_| picker.turn(month, day)>
                                {anew("Try again")}
                            </button>
                        </div>
                    </div>
                </div>
            })}
            <Times picker/>
        </div>
    }
}

/// To the month before or after.
#[component]
fn TurnButton(picker: Picker, forward: bool) -> impl IntoView {
    let target = move || picker.shown.with(|month| if forward { month.next() } else { month.previous() });
    let word = if forward { "Next month" } else { "Previous month" };
    view! {
        <button
            type="submit"
            class="btn btn-secondary"
            name="month"
            value=move || target().map(month_word).unwrap_or_default()
            aria-label=word
            disabled=move || target().is_none()
            on:click=move |event| {
                event.prevent_default();
                if let Some(month) = target() {
                    picker.turn(month, None);
                }
            }
        >
            <Icon sign=if forward { Sign::ArrowRight } else { Sign::ArrowLeft }/>
        </button>
    }
}

/// A day, which is a cell and its button in one, so that its label is read once: its number, and how many times are free.
/// The style sheet draws that count: as text, the button would show
/// something that its label does not say (WCAG 2.5.3).
fn day_button(picker: Picker, live: RwSignal<bool>, month: &MonthView, date: NaiveDate) -> impl IntoView + use<> {
    let count = month.slots(date).len();
    let reached = move || if live.get() && picker.active.get() != date { "-1" } else { "0" };
    view! {
        <button
            type="submit"
            role="gridcell"
            id=format!("day-{date}")
            class="day"
            class:day-free={count > 0}
            class:day-today={date == month.today}
            class:day-next-month={!month.holds(date)}
            name="day"
            value=date.to_string()
            aria-label=month.label(date)
            aria-selected=move || (picker.chosen.get() == Some(date)).to_string()
            tabindex=reached
            on:focus=move |_| picker.active.set(date)
            on:click=move |event| {
                event.prevent_default();
                picker.choose(date);
            }
        >
            {anew_as("day-number", date.day().to_string())}
            <small data-count=(count > 0).then(|| count.to_string())></small>
        </button>
    }
}

/// The times of the chosen day.
#[component]
fn Times(picker: Picker) -> impl IntoView {
    let content = move || {
        let date = picker.chosen.get()?;
        picker.shown.with(|month| picker.search.with_value(|search| {
            let slots = month.slots(date);
            let times: Vec<_> = slots.iter().map(|slot| TimeLink { at: slot.local, offset: slot.local_offset.clone(), href: month.book(slot, search) }).collect();
            let none = slots.is_empty();
            Some(view! {
                <div class="mt-6 grid gap-4">
                    <h3 id="picker-day" tabindex="-1">{anew(local::day_in_full(date))}</h3>
                    {none.then(|| view! { <p class="text-muted">{anew("No free times on this day. Please choose another.")}</p> })}
                    <TimeChips times/>
                </div>
            })
        }))
    };
    view! { <div id="picker-times">{content}</div> }
}
