//! Is it right? Who, when, where, what it costs, and one button.

use clinic::scheduling::booking::{self, BookingSummary, Prospect};
use contract::scheduling::{AppointmentDoctor, BookingRequest};
use domain::{
    people::{account::Role, policy::AsPatient},
    platform::problem::Problem,
    scheduling::faults::{NotOffered, VisitFault},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{back_to_the_doctor, search, when, withdrawn::NoLongerOffered};
use crate::{
    by::By,
    error::AppError,
    features::scheduling::visits::parts::{Where, to_pay},
    load::load,
    server::{ctx, done, id, sent},
    ui::{
        Avatar, Button, ButtonKind, ButtonLink, Card, DayChips, Facts, Form, Notice, PageHeading, Sign, TimeLink, Tone,
        ZoneAware, link, path_of,
    },
    viewer::viewer,
};

pub(super) const BOOK: &str = path_of::<Book>();

/// The summary: `/book?doctor=&visit_type=&start=`.
#[component]
pub fn SummaryPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let what = read(get("doctor"), get("visit_type"), get("start"));
    view! {
        <ZoneAware/>
        {load(what, |found| match found {
            Prospect::Offered(summary) => view! { <Summary summary=*summary/> }.into_any(),
            Prospect::Withdrawn(withdrawn) => view! { <NoLongerOffered withdrawn=*withdrawn/> }.into_any(),
        })}
    }
}

#[component]
fn Summary(summary: BookingSummary) -> impl IntoView {
    if let Some(visit) = summary.booked {
        return view! { <Yours visit=visit.to_string() summary/> }.into_any();
    }
    let free = summary.rejection.is_none();
    let title = match summary.rejection {
        None => "Is this right?",
        Some(NotOffered::NoAddress) => "This visit cannot be booked yet",
        Some(_) => "This time is not free any more",
    };
    let back = back_to_the_doctor(&summary);
    let way_on = match summary.rejection {
        None => view! { <Confirm summary=summary.clone()/> }.into_any(),
        Some(rejection) => view! { <Gone summary=summary.clone() rejection/> }.into_any(),
    };
    view! {
        <div class="mx-auto max-w-prose">
            <PageHeading title/>
            {(!free).then(|| way_on_first(&summary))}
            {what(&summary)}
            <div class="mt-6 grid gap-6">{way_on}</div>
            <p class="mt-4"><a class="inline-block py-2" href=back>"Choose another time"</a></p>
        </div>
    }
    .into_any()
}

/// A look back at what the reader has booked already.
#[component]
fn Yours(visit: String, summary: BookingSummary) -> impl IntoView {
    view! {
        <div class="mx-auto max-w-prose">
            <PageHeading title="You have booked this time" lead="It is yours. There is nothing more to do here."/>
            {what(&summary)}
            <div class="actions mt-6">
                <ButtonLink href=format!("/visits/{visit}")>"See your visit"</ButtonLink>
            </div>
        </div>
    }
}

/// With whom, and the facts.
fn what(summary: &BookingSummary) -> impl IntoView + use<> {
    let (doctor, facts) = (summary.doctor.clone(), facts(summary));
    view! {
        <Card>
            <div class="mb-5"><WithWhom doctor/></div>
            <Facts facts/>
        </Card>
    }
}

#[component]
pub(super) fn WithWhom(doctor: AppointmentDoctor) -> impl IntoView {
    view! {
        <div class="flex items-center gap-4" data-doctor=doctor.id.to_string()>
            <Avatar name=doctor.full_name.clone() picture=doctor.picture/>
            <div class="min-w-0">
                <h2 class="text-lg">{doctor.full_name}</h2>
                <p class="text-muted">{doctor.designation}</p>
            </div>
        </div>
    }
}

/// What stands before the facts when the time is gone.
fn way_on_first(summary: &BookingSummary) -> impl IntoView + use<> {
    let refused = viewer().submitted_to(BOOK).and_then(|sent| sent.problem().cloned());
    let lost = refused == Some(Problem::SlotTaken);
    let busy = refused == Some(Problem::PatientBusy);
    let visits = busy.then(|| view! { " "<a href="/visits">"See your visits"</a> });
    let text = match summary.rejection {
        Some(_) if busy => format!("{} Nothing was booked.", words::problem(&Problem::PatientBusy)),
        Some(_) if lost => "Somebody else has just taken this time. Nothing was booked.".to_owned(),
        Some(NotOffered::Taken) => "This time has been taken. Nothing was booked just now.".to_owned(),
        Some(rejection) => format!("This time cannot be booked: {} Nothing was booked.", words::not_offered(rejection)),
        None => String::new(),
    };
    let alert = refused.is_some().then_some("alert");
    view! { <div role=alert class="mb-6"><Notice tone=Tone::Warn>{text}{visits}</Notice></div> }
}

fn facts(summary: &BookingSummary) -> Vec<(String, AnyView)> {
    let price = summary.visit_type.price.map_or_else(
        || "No price given. Please ask the doctor.".to_owned(),
        |price| to_pay(price, summary.visit_type.kind),
    );
    vec![
        when(&summary.local, summary.doctor_local.as_ref()),
        ("What".into(), format!("{}, {} minutes", summary.visit_type.name, summary.visit_type.minutes).into_any()),
        (
            "Where".into(),
            view! {
                <Where
                    kind=summary.visit_type.kind
                    address=summary.doctor.address.clone()
                    directions=summary.doctor.directions.clone()
                />
            }
            .into_any(),
        ),
        ("Price".into(), price.into_any()),
        ("Cancelling".into(), "Free of charge until the visit starts.".into_any()),
    ]
}

/// The one button, or the way to it for those who have to sign in first.
#[component]
fn Confirm(summary: BookingSummary) -> impl IntoView {
    let viewer = viewer();
    match viewer.role() {
        Some(Role::Patient) => view! {
            <Form action=BOOK makes=true>
                <input type="hidden" name="doctor" value=summary.doctor.id.to_string()/>
                <input type="hidden" name="visit_type" value=summary.visit_type.id.to_string()/>
                <input type="hidden" name="start" value=link::instant(summary.start)/>
                // Whoever has to sign in first comes back with it.
                <input type="hidden" name="search" value=search()/>
                <div class="actions">
                    <Button busy="Booking…" sign=Sign::Check>"Book this visit"</Button>
                </div>
            </Form>
        }
        .into_any(),
        Some(role) => view! {
            <Notice>
                {format!("You are signed in as {}. Visits are booked by patients.", match role {
                    Role::Admin => "an admin",
                    _ => "a doctor",
                })}
            </Notice>
        }
        .into_any(),
        None => {
            let next = viewer.path.clone();
            view! {
                <Notice tone=Tone::Accent>
                    "To book it we need to know who you are. You come back to this time; it is not kept for you meanwhile."
                </Notice>
                <div class="actions">
                    <ButtonLink href=link::query("/register", &[("next", &next)]) kind=ButtonKind::Secondary>
                        "Register to book"
                    </ButtonLink>
                    <ButtonLink href=link::sign_in(&next) kind=ButtonKind::Secondary>"Sign in to book"</ButtonLink>
                </div>
            }
            .into_any()
        }
    }
}

/// The nearest free times instead of the one that is gone.
#[component]
fn Gone(summary: BookingSummary, rejection: NotOffered) -> impl IntoView {
    let search = search();
    let times: Vec<_> = summary
        .nearest
        .iter()
        .map(|slot| TimeLink {
            at: slot.local,
            offset: slot.local_offset.clone(),
            href: link::booking(summary.doctor.id, summary.visit_type.id, slot.start, &search),
        })
        .collect();
    if times.is_empty() {
        let text = match rejection {
            NotOffered::TooFar => "Please choose a nearer date.",
            NotOffered::NoAddress => "Please look again later, or choose another visit on the doctor's page.",
            _ => "There is no other free time near to it. Later ones are on the doctor's page.",
        };
        return view! { <p>{text}</p> }.into_any();
    }
    view! {
        <section aria-labelledby="nearest">
            <h2 id="nearest" class="mb-3 text-lg">"Nearest free times"</h2>
            <DayChips times/>
        </section>
    }
    .into_any()
}

/// What a patient is about to book; open to visitors.
async fn read(doctor: String, visit_type: String, start: String) -> Result<Prospect, AppError> {
    let ctx = ctx()?;
    let request = request(&doctor, &visit_type, &start)?;
    ctx.answer(booking::summary(&ctx.clinic, &ctx.caller, &request).await)
}

/// Books, and leads to the proof. Whoever is not signed in any more signs in first and comes back.
#[server(prefix = "/do", endpoint = "booking/book", protocol = By<Option<AsPatient>>)]
pub async fn book(
    doctor: String,
    visit_type: String,
    start: String,
    idempotency_key: String,
    /// The query of the directory that led here.
    #[server(default)]
    search: String,
) -> Result<(), AppError> {
    let (ctx, patient) = sent::<Book>()?;
    let request = request(&doctor, &visit_type, &start)?;
    let Some(patient) = patient else {
        let BookingRequest { doctor_id, visit_type_id, start } = request;
        let back = link::booking(doctor_id, visit_type_id, start, &search);
        done(&link::sign_in(&back), "Please sign in to book this time.");
        return Ok(());
    };
    let booked = booking::book(&ctx.clinic, &ctx.caller, patient, request, Some(&idempotency_key)).await;
    let booked = ctx.answer(booked)?;
    done(&format!("/visits/{}/booked", booked.id), "");
    Ok(())
}

fn request(doctor: &str, visit_type: &str, start: &str) -> Result<BookingRequest, AppError> {
    let start =
        chrono::DateTime::parse_from_rfc3339(start).map_err(|_| Problem::field("start", VisitFault::NoStart))?;
    Ok(BookingRequest { doctor_id: id(doctor)?, visit_type_id: id(visit_type)?, start: start.to_utc() })
}
