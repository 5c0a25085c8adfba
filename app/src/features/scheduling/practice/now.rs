//! Whom the doctor sees now, and who comes next.

use chrono::{DateTime, Utc};
use contract::scheduling::AppointmentView;
use domain::scheduling::lifecycle::Transition;
use leptos::prelude::*;

use crate::{
    features::scheduling::visits::{
        MoveVisit,
        parts::{BEFORE_NO_SHOW, what},
    },
    ui::{Button, ButtonKind, ButtonLink, Disclosure, Form, Mailbox, Sign, StatusBadge, path_of},
};

/// Of the day's open visits, the one that goes on and the first that is to come.
pub fn now_and_next(
    visits: &[AppointmentView],
    now: DateTime<Utc>,
) -> (Option<AppointmentView>, Option<AppointmentView>) {
    let open = || visits.iter().filter(|visit| visit.status.is_open());
    let going_on = open().find(|visit| is_now(visit, now));
    let next = open().find(|visit| visit.start > now);
    (going_on.cloned(), next.cloned())
}

/// Does it go on?
pub fn is_now(visit: &AppointmentView, now: DateTime<Utc>) -> bool {
    visit.status.is_open() && visit.start <= now && now < visit.end
}

/// "Next, in 12 minutes"
fn how_soon(visit: &AppointmentView, now: DateTime<Utc>) -> String {
    match (visit.start - now).num_minutes() {
        ..=0 => "Next, in less than a minute".to_owned(),
        1 => "Next, in a minute".to_owned(),
        minutes @ 2..=90 => format!("Next, in {minutes} minutes"),
        _ => format!("Next, at {}", visit.local.begins()),
    }
}

/// Whoever is in, with what can be done; below, who is next. Nobody in: whoever is next.
#[component]
pub fn NowAndNext(
    going_on: Option<AppointmentView>,
    next: Option<AppointmentView>,
    now: DateTime<Utc>,
) -> impl IntoView {
    let (heading, visit, then) = match (going_on, next) {
        (Some(visit), next) => ("Now".to_owned(), visit, next),
        (None, Some(visit)) => (how_soon(&visit, now), visit, None),
        (None, None) => return None,
    };
    let then = then.map(|next| {
        let (href, heading, time) = (format!("/visits/{}", next.id), how_soon(&next, now), next.local.hours());
        let about = what(&next);
        view! {
            <div class="then">
                <h3 class="text-base font-semibold text-muted">{heading}</h3>
                <p><a class="inline-block py-1 font-semibold" href=href>{next.patient.full_name}</a></p>
                <p class="text-sm tabular-nums">{time}" · "{about}</p>
            </div>
        }
    });
    let href = format!("/visits/{}", visit.id);
    let about = what(&visit);
    let email = visit.patient.email.clone().map(|email| view! { <p><Mailbox address=email link=true/></p> });
    let completes = visit.begun && visit.may(Transition::Complete);
    let complete = completes.then(|| view! { <Mark id=visit.id.to_string() transition=Transition::Complete/> });
    let missed = (visit.begun && visit.may(Transition::NoShow)).then(|| {
        view! {
            <Missed id=visit.id.to_string()/>
        }
    });
    let kind = if completes { ButtonKind::Secondary } else { ButtonKind::Primary };
    Some(view! {
        <section class="card card-raised next-patient" aria-labelledby="next-patient">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <h2 id="next-patient" class="text-base font-semibold text-muted">{heading}</h2>
                <StatusBadge status=visit.status/>
            </div>
            <p class="text-2xl leading-tight font-semibold break-words">{visit.patient.full_name.clone()}</p>
            <p class="tabular-nums">{visit.local.hours()}" · "{about}</p>
            {email}
            <div class="actions">
                {complete}
                <ButtonLink href kind>"Open the visit"</ButtonLink>
            </div>
            {missed}
            {then}
        </section>
    })
}

/// Opens what is said before the visit is marked as missed, and the button that does it.
#[component]
pub fn Missed(
    id: String,
    /// In a row of the table, as for `Mark`.
    #[prop(optional, into)]
    of: String,
) -> impl IntoView {
    view! {
        <Disclosure summary="Did not come…" of=of.clone()>
            <p class="mb-3">{BEFORE_NO_SHOW}</p>
            <Mark id transition=Transition::NoShow of/>
        </Disclosure>
    }
}

/// Says how a visit went, and comes back to the day.
#[component]
pub fn Mark(
    id: String,
    transition: Transition,
    /// In a row of the table, where the name is said only to those who do not see it.
    #[prop(optional, into)]
    of: String,
) -> impl IntoView {
    let in_row = !of.is_empty();
    let (text, label, kind) = match (transition, in_row) {
        (Transition::Complete, true) => ("Came", format!("{of} came"), ButtonKind::Secondary),
        (Transition::Complete, false) => ("Mark completed", String::new(), ButtonKind::Primary),
        (_, true) => ("Mark no-show", format!("Mark no-show: {of}"), ButtonKind::Danger),
        (_, false) => ("Mark no-show", String::new(), ButtonKind::Danger),
    };
    let sign = if transition == Transition::Complete { Sign::CheckAll } else { Sign::UserMissing };
    view! {
        <Form action={path_of::<MoveVisit>()} key=format!("{transition}-{id}") class="contents">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="transition" value=transition.as_str()/>
            <input type="hidden" name="back" value=crate::viewer::viewer().path.clone()/>
            <Button busy="Saving…" kind sign label>{text}</Button>
        </Form>
    }
}
