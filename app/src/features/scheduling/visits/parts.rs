//! What the pages of visits share.

use contract::scheduling::{AppointmentView, HistoryEntry};
use domain::{
    people::account::Role,
    platform::{
        local::{self, LocalSpan},
        price::Price,
    },
    scheduling::{
        lifecycle::{Party, Status, Transition},
        visit_type::VisitKind,
    },
};
use leptos::prelude::*;

use crate::{
    ui::{DayTile, Happening, Icon, Sign, StatusBadge, link},
    viewer::viewer,
};

/// What is said to whoever has moved a visit.
pub fn told(transition: Transition, by: Role) -> &'static str {
    match transition {
        Transition::Accept => "The visit is booked. The patient is told.",
        Transition::Decline => "The request is declined.",
        Transition::Refer => "The request is referred.",
        Transition::Expire => "The request has expired.",
        Transition::CheckIn => "The patient is checked in.",
        Transition::Start => "The visit has started.",
        Transition::Complete => "The visit is marked completed.",
        Transition::NoShow => "The visit is marked as a no-show.",
        Transition::Move => "The visit is moved.",
        Transition::Undo => "That is taken back.",
        Transition::Cancel => match by {
            Role::Patient => "The visit is cancelled. The time is released, and the doctor is told.",
            Role::Doctor => "The visit is cancelled. The time is released, and the patient is told.",
            Role::Admin => "The visit is cancelled. The time is released, and both sides are told.",
        },
    }
}

/// What a doctor reads before they mark a visit as missed.
pub const BEFORE_NO_SHOW: &str =
    "The patient is told by e-mail, and time that is left is free again. You can’t undo this.";

/// "Tuesday 24 November, 14:30–15:00"
pub fn when_in_full(span: &LocalSpan) -> String {
    format!("{}, {}", local::day_in_full(span.start.date()), span.hours())
}

/// "Tue 24 Nov 2026, 14:30–15:00", whose hours do not break.
pub fn day_and_hours(span: &LocalSpan) -> impl IntoView + use<> {
    let (day, hours) = (local::day_with_year(span.start.date()), span.hours());
    view! { {day}", "<span class="whitespace-nowrap">{hours}</span> }
}

/// "Berlin time, which is yours": said only where the doctor's zone differs.
pub fn zone_words(visit: &AppointmentView) -> Option<String> {
    visit.doctor_local.as_ref().map(|theirs| format!("{} for the practice ({})", theirs.brief(), theirs.zone_name()))
}

/// "€65, paid at the practice": nothing is paid here.
pub fn to_pay(price: Price, kind: VisitKind) -> String {
    let to = match kind {
        VisitKind::InPerson => "at",
        VisitKind::Video => "to",
    };
    format!("{}, paid {to} the practice", viewer().currency.write(price))
}

/// In person with the practice's address, or by video.
#[component]
pub fn Where(
    kind: VisitKind,
    #[prop(into)] address: String,
    /// With the map and the way there.
    #[prop(optional, into)]
    directions: String,
) -> impl IntoView {
    match kind {
        VisitKind::Video => view! {
            <p class="flex items-center gap-2"><Icon sign=Sign::Video/>"By video"</p>
        }
        .into_any(),
        VisitKind::InPerson if address.is_empty() => view! {
            <p class="flex items-center gap-2"><Icon sign=Sign::Pin/>"In person, at the practice"</p>
        }
        .into_any(),
        VisitKind::InPerson => {
            let map = link::map(&address);
            let directions = (!directions.is_empty())
                .then(|| view! { <p class="mt-2 max-w-prose whitespace-pre-line text-muted">{directions}</p> });
            view! {
                <p class="whitespace-pre-line">{address}</p>
                <p class="print:hidden">
                    <a class="inline-flex min-h-11 items-center gap-2" href=map rel="noreferrer">
                        <Icon sign=Sign::Pin/>
                        "Show on a map"
                    </a>
                </p>
                {directions}
            }
            .into_any()
        }
    }
}

/// "Check-up · In person"; a name that says it already stands alone. What belongs together does not break.
pub fn what(visit: &AppointmentView) -> String {
    let (name, kind) = (&visit.visit_name, visit.kind.label());
    if name.to_lowercase().contains(&kind.to_lowercase()) {
        return name.clone();
    }
    format!("{name}\u{a0}· {}", kind.replace(' ', "\u{a0}"))
}

/// One visit in a patient's list: the whole card leads to it.
#[component]
pub fn VisitRow(
    visit: AppointmentView,
    /// Offers to book the same again.
    #[prop(optional)]
    again: bool,
) -> impl IntoView {
    let again = again.then(|| {
        let href = format!("/doctors/{}?type={}", visit.doctor.id, visit.visit_type_id);
        view! { <a class="relative z-1 inline-block py-1 text-sm" href=href>"Book again"<span class="sr-only">{format!(" with {}", visit.doctor.full_name)}</span></a> }
    });
    let day = local::day_with_year(visit.local.start.date());
    let time = visit.local.hours();
    let about = what(&visit);
    view! {
        <li class="card visit-row" data-doctor=visit.doctor.id.to_string()>
            <DayTile date=visit.local.start.date()/>
            <div class="min-w-0 flex-1">
                <p class="text-lg leading-snug font-semibold tabular-nums">
                    <a class="visit-way text-ink no-underline after:absolute after:inset-0" href=format!("/visits/{}", visit.id)>
                        {day}", "<span class="whitespace-nowrap">{time}</span>
                    </a>
                </p>
                <p>{visit.doctor.full_name}</p>
                <p class="text-sm text-muted">{about}</p>
                {again}
            </div>
            <StatusBadge status=visit.status/>
        </li>
    }
}

/// The history of a visit as a timeline's items; what the reader's own side did is "by you".
pub fn happenings(history: Vec<HistoryEntry>, reader: Role) -> Vec<Happening> {
    let item = |entry: HistoryEntry| Happening {
        title: title(&entry, reader),
        when: format!("{}, {}", local::day_with_year(entry.local.start.date()), entry.local.begins()),
        datetime: entry.at.to_rfc3339(),
        words: entry.reason,
    };
    history.into_iter().map(item).collect()
}

/// "Cancelled by the patient"
fn title(entry: &HistoryEntry, reader: Role) -> String {
    let what = match entry.to {
        Status::NoShow => "Marked as a no-show".to_owned(),
        Status::Completed => "Marked completed".to_owned(),
        to => to.label().to_owned(),
    };
    match entry.by {
        Party::Patient if reader == Role::Patient => format!("{what} by you"),
        Party::Doctor if reader == Role::Doctor => format!("{what} by you"),
        Party::Patient => format!("{what} by the patient"),
        Party::Doctor => format!("{what} by the doctor"),
        Party::Admin => format!("{what} by an admin"),
        Party::System => what,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        notices::{job::Audience, notified::notified},
        scheduling::appointment::Step,
    };

    use super::*;

    const THERE: &str = "01938a52-0000-7000-8000-000000000001";

    /// What is told of a step that is said by its word.
    fn step(transition: Transition) -> Option<Step> {
        Some(match transition {
            Transition::Accept => Step::Accepted { location: THERE.parse().unwrap() },
            Transition::Decline => Step::Declined,
            Transition::Expire => Step::Expired,
            Transition::CheckIn => Step::CheckedIn,
            Transition::Start => Step::Started,
            Transition::Complete => Step::Completed,
            Transition::NoShow => Step::Missed,
            Transition::Cancel => Step::Cancelled,
            Transition::Refer | Transition::Move | Transition::Undo => return None,
        })
    }

    #[test]
    fn nobody_is_promised_a_mail_that_is_not_sent() {
        for &transition in Transition::ALL {
            for by in [Role::Patient, Role::Doctor, Role::Admin] {
                let words = told(transition, by);
                let told = step(transition).map_or(&[][..], |step| notified(&step));
                let mail = told.iter().filter(|one| one.mail.is_some());
                let to: Vec<Audience> = mail.map(|one| one.audience).collect();
                let promised =
                    |side: &str| words.contains(&format!("the {side} is told")) || words.contains("both sides");
                for (side, audience) in [("patient", Audience::Patient), ("doctor", Audience::Doctor)] {
                    assert!(!promised(side) || to.contains(&audience), "{transition}: {words}");
                }
            }
        }
    }
}
