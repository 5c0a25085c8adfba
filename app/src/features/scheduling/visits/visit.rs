//! One visit, for whoever has a part in it: the patient, the doctor, an admin.

use clinic::scheduling::appointments;
use contract::scheduling::AppointmentView;
use domain::{
    people::{account::Role, policy::AsAccount},
    platform::{local, problem::Problem},
    scheduling::{
        faults::VisitFault,
        lifecycle::{Status, Transition},
        visit_type::VisitKind,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::parts::{BEFORE_NO_SHOW, Where, day_and_hours, happenings, to_pay, what};
use crate::{
    by::By,
    error::AppError,
    features::people::account::Travelled,
    load::load,
    server::{self, ctx, sent},
    ui::{
        Avatar, Breadcrumb, Button, ButtonKind, ButtonLink, Card, Disclosure, Facts, Form, Mailbox, PageHeading,
        PrintButton, PrintedAddress, Section, Sign, StatusBadge, Telephone, TextArea, Timeline, link, path_of,
    },
    viewer::viewer,
};

/// One visit.
#[component]
pub fn VisitPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    load(read(id), page)
}

fn page(mut visit: AppointmentView) -> impl IntoView {
    let role = viewer().role().unwrap_or(Role::Patient);
    let (title, up) = match role {
        Role::Patient => (format!("Visit with {}", visit.doctor.full_name), ("/visits", "My visits")),
        Role::Doctor => (format!("Visit of {}", visit.patient.full_name), ("/practice/visits", "Visits")),
        Role::Admin => {
            let title = format!("Visit of {} with {}", visit.patient.full_name, visit.doctor.full_name);
            (title, ("/admin/appointments", "Visits"))
        }
    };
    let title = match visit.status {
        Status::Cancelled => format!("Cancelled: {}", title.replacen("Visit", "visit", 1)),
        _ => title,
    };
    let class = if visit.status.is_open() || visit.status == Status::Completed { "" } else { "card-past" };
    let trail = vec![(up.0.to_owned(), up.1.to_owned())];
    let history = happenings(std::mem::take(&mut visit.history), role);
    // On paper, without its colour.
    let status = visit.status.label();
    let theirs = visit.doctor_local.as_ref().map(|theirs| {
        view! { <p class="text-sm text-muted">{format!("{} at the practice ({})", theirs.sentence(), theirs.zone_name())}</p> }
    });
    let actions = view! { <Actions visit=visit.clone() role/> };
    view! {
        <Breadcrumb trail here=title.clone()/>
        <PageHeading title=title.clone() head=format!("{title}, {}", local::day_with_year(visit.local.start.date()))/>
        <div class="-mt-4 mb-6">
            <p class="flex flex-wrap items-center gap-x-4 gap-y-2 text-lg font-semibold tabular-nums">
                <span>{day_and_hours(&visit.local)}</span>
                <span class="print:hidden"><StatusBadge status=visit.status/></span>
            </p>
            <p class="text-sm text-muted">{visit.local.zone_name()}</p>
            {theirs}
        </div>
        <p class="mb-6 hidden font-semibold print:block">{status}</p>
        <PrintedAddress/>
        {(role == Role::Patient).then(|| view! { <Travelled/> })}
        {actions}
        <div class="grid items-start gap-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <div class="grid gap-8">
                <Details visit role class/>
            </div>
            <Section title="History" id="history" class="mt-0">
                <Timeline items=history/>
            </Section>
        </div>
    }
}

/// What can be done now, the likeliest first.
#[component]
fn Actions(visit: AppointmentView, role: Role) -> impl IntoView {
    let id = visit.id;
    let open = visit.status.is_open();
    let calendar = (open && !visit.begun).then(|| {
        let href = format!("/visits/{id}/calendar.ics");
        view! { <ButtonLink href kind=ButtonKind::Secondary sign=Sign::Calendar download=true>"Add to calendar"</ButtonLink> }
    });
    // Where to go is what one needs next of a visit to come.
    let address = &visit.doctor.address;
    let going =
        role == Role::Patient && open && !visit.begun && visit.kind == VisitKind::InPerson && !address.is_empty();
    let map = going.then(|| {
        view! { <ButtonLink href=link::map(address) kind=ButtonKind::Secondary sign=Sign::Pin>"Directions"</ButtonLink> }
    });
    let again = (role == Role::Patient && (!open || visit.begun)).then(|| {
        let href = format!("/doctors/{}?type={}", visit.doctor.id, visit.visit_type_id);
        view! { <ButtonLink href>"Book again"</ButtonLink> }
    });
    let complete = (visit.begun && visit.may(Transition::Complete)).then(|| {
        view! {
            <Form action={path_of::<MoveVisit>()} key="complete" class="contents">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="transition" value="complete"/>
                <Button busy="Saving…" sign=Sign::CheckAll>"Mark completed"</Button>
            </Form>
        }
    });
    let missed = (visit.begun && visit.may(Transition::NoShow)).then(|| {
        view! {
            <Disclosure summary="The patient did not come…">
                <Form action={path_of::<MoveVisit>()} key="no-show">
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="transition" value="no_show"/>
                    <p class="max-w-prose">{BEFORE_NO_SHOW}</p>
                    <Button kind=ButtonKind::Danger busy="Saving…">"Mark no-show"</Button>
                </Form>
            </Disclosure>
        }
    });
    // Where the next patient stands.
    let day = (role == Role::Doctor).then(|| {
        let href = format!("/practice?date={}", visit.local.start.date());
        view! { <ButtonLink href kind=ButtonKind::Secondary sign=Sign::ArrowLeft>"All visits of this day"</ButtonLink> }
    });
    let later = (role == Role::Doctor && open && !visit.begun).then(|| {
        view! { <p class="text-sm text-muted">"Once the visit has begun, you can mark it completed or a no-show here."</p> }
    });
    view! {
        <div class="mb-8 grid gap-4 print:hidden">
            <div class="actions">{again}{complete}{map}{missed}{day}<Cancel visit role/>{calendar}<PrintButton/></div>
            {later}
        </div>
    }
}

/// Who, when, where, what.
#[component]
fn Details(visit: AppointmentView, role: Role, class: &'static str) -> impl IntoView {
    let doctor = visit.doctor.clone();
    let mut facts: Vec<(String, AnyView)> = Vec::new();
    let mut fact = |term: &str, value: AnyView| facts.push((term.to_owned(), value));
    if role != Role::Patient {
        let email = visit.patient.email.clone().map(|email| {
            view! { <p><Mailbox address=email link=true/></p> }
        });
        let name = visit.patient.full_name.clone();
        fact("Patient", view! { <p class="font-semibold">{name}</p>{email} }.into_any());
    }
    if role != Role::Doctor {
        let href = format!("/doctors/{}", doctor.id);
        fact(
            "Doctor",
            view! {
                <div class="flex items-center gap-4" data-doctor=doctor.id.to_string()>
                    <Avatar name=doctor.full_name.clone() picture=doctor.picture.clone()/>
                    <div class="min-w-0">
                        <p class="font-semibold"><a href=href>{doctor.full_name.clone()}</a></p>
                        <p class="text-sm text-muted">{doctor.designation.clone()}</p>
                    </div>
                </div>
            }
            .into_any(),
        );
    }
    fact("Visit", view! { <p>{what(&visit)}</p> }.into_any());
    fact("Where", view! { <Where kind=visit.kind address=doctor.address directions=doctor.directions/> }.into_any());
    if role == Role::Patient && !(doctor.phone.is_empty() && doctor.practice_email.is_none()) {
        let phone = (!doctor.phone.is_empty()).then(|| view! { <p><Telephone number=doctor.phone/></p> });
        let write = doctor.practice_email.map(|email| view! { <p><Mailbox address=email link=true/></p> });
        fact("Practice", view! { {phone}{write} }.into_any());
    }
    if let Some(price) = visit.price {
        fact("Price", view! { <p>{to_pay(price, visit.kind)}</p> }.into_any());
    }
    view! {
        <Section title="The visit" id="details" class="mt-0">
            <Card class><Facts facts/></Card>
        </Section>
    }
}

/// Folded away and in two steps, so that a stray press cancels nothing.
#[component]
fn Cancel(visit: AppointmentView, role: Role) -> impl IntoView {
    let refused = viewer()
        .submitted_to(path_of::<MoveVisit>())
        .is_some_and(|sent| sent.outcome.is_err() && sent.value("form_key") == Some("cancel"));
    let patient = role == Role::Patient;
    let (words, hint) = if patient {
        (
            "The time is released straight away, and the doctor is told. You can't undo this, but you can book again.",
            "It helps the doctor, but you need not give one.",
        )
    } else {
        (
            match role {
                Role::Admin => {
                    "The time is released straight away, and the patient and the doctor are told. You can't undo this."
                }
                _ => "The time is released straight away, and the patient is told. You can't undo this.",
            },
            "It stands in the history on this page, where the patient reads it.",
        )
    };
    visit.may(Transition::Cancel).then(|| {
        view! {
            <Disclosure summary="Cancel this visit…" open=refused danger=true class="print:hidden">
                <Form action={path_of::<MoveVisit>()} key="cancel">
                    <input type="hidden" name="id" value=visit.id.to_string()/>
                    <input type="hidden" name="transition" value="cancel"/>
                    <p class="max-w-prose">{words}</p>
                    <TextArea name="reason" label="Reason" hint optional=patient rows=3/>
                    <Button kind=ButtonKind::Danger busy="Cancelling…">"Cancel this visit"</Button>
                </Form>
            </Disclosure>
        }
    })
}

/// One visit with its history, for whoever has a part in it.
async fn read(id: String) -> Result<AppointmentView, AppError> {
    let ctx = ctx()?;
    ctx.answer(appointments::get(&ctx.clinic, ctx.right()?, server::id(&id)?).await)
}

/// Moves a visit through its life: cancel, complete, no-show and whatever else its state allows.
#[server(prefix = "/do", endpoint = "visits/move", protocol = By<AsAccount>)]
pub async fn move_visit(
    id: String,
    transition: String,
    #[server(default)] reason: String,
    /// A page of the practice to come back to; else it is the visit's.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    let (ctx, me) = sent::<MoveVisit>()?;
    let Some(transition) = server::word("transition", &transition)? else {
        return Err(Problem::field("transition", VisitFault::NoStep).into());
    };
    let moved = appointments::transition(&ctx.clinic, me, server::id(&id)?, transition, Some(&reason)).await;
    let moved = ctx.answer(moved)?;
    let by = ctx.session.as_ref().map_or(Role::Patient, |session| session.me.role);
    let to = match server::safe_path(&back) {
        day if day == "/practice" || day.starts_with("/practice?") => format!("{day}#visits"),
        _ => format!("/visits/{}", moved.id),
    };
    server::done(&to, super::parts::told(transition, by));
    Ok(())
}
