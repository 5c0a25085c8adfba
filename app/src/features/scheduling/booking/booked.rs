//! Do I have proof? What was booked, how to keep it, how to get there, how to cancel.

use clinic::scheduling::appointments;
use contract::scheduling::AppointmentView;
use domain::scheduling::{
    lifecycle::{Status, Transition},
    visit_type::VisitKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::when;
use crate::{
    error::AppError,
    features::scheduling::visits::parts::{Where, to_pay},
    load::load,
    server::{self, ctx},
    ui::{
        Avatar, ButtonKind, ButtonLink, Card, Facts, Icon, Notice, PageHeading, PrintButton, Section, Sign,
        StatusBadge, Tone,
    },
    viewer::viewer,
};

/// The page after booking: `/visits/:id/booked`.
#[component]
pub fn BookedPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    load(read(id), |visit| view! { <Booked visit/> })
}

#[component]
fn Booked(visit: AppointmentView) -> impl IntoView {
    let email = viewer().me.as_ref().map(|me| me.email.clone()).unwrap_or_default();
    let page = format!("/visits/{}", visit.id);
    let calendar = format!("{page}/calendar.ics");
    let (title, lead) = match visit.status {
        Status::Booked => ("Your visit is booked", format!("The confirmation is on its way to {email}.")),
        Status::Requested => ("Your request is sent", "The doctor answers by e-mail.".to_owned()),
        status => ("This visit has changed since", format!("It is now {}.", status.label().to_lowercase())),
    };
    let cancel = visit.may(Transition::Cancel).then(|| format!("{page}#field-cancel-reason"));
    let span = &visit.local;
    let mut facts = vec![
        when(span, visit.doctor_local.as_ref()),
        ("What".to_owned(), visit.visit_name.clone().into_any()),
        (
            "Where".to_owned(),
            view! {
                <Where
                    kind=visit.kind
                    address=visit.doctor.address.clone()
                    directions=visit.doctor.directions.clone()
                />
            }
            .into_any(),
        ),
    ];
    let bring = match visit.kind {
        VisitKind::InPerson => (
            "What to bring",
            "Your insurance card or an identity document, a list of the medicines you take, and earlier results if you have them.",
        ),
        VisitKind::Video => (
            "What to have at hand",
            "A quiet place with light on your face, a list of the medicines you take, and earlier results if you have them.",
        ),
    };
    if let Some(price) = visit.price {
        facts.push(("Price".to_owned(), to_pay(price, visit.kind).into_any()));
    }
    view! {
        <div class="mx-auto max-w-prose">
            {matches!(visit.status, Status::Booked | Status::Requested).then(|| view! {
                <span class="success-sign"><Icon sign=Sign::Check/></span>
            })}
            <PageHeading title lead/>
            <Card class="card-raised">
                <div class="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2" data-doctor=visit.doctor.id.to_string()>
                    <Avatar name=visit.doctor.full_name.clone() picture=visit.doctor.picture.clone()/>
                    <div class="min-w-0 flex-1 basis-40">
                        <h2 class="text-lg">{visit.doctor.full_name.clone()}</h2>
                        <p class="text-muted">{visit.doctor.designation.clone()}</p>
                    </div>
                    <StatusBadge status=visit.status/>
                </div>
                <Facts facts/>
            </Card>
            <div class="actions mt-6">
                <ButtonLink href=calendar sign=Sign::Calendar download=true>"Add to calendar"</ButtonLink>
                <ButtonLink href=page.clone() kind=ButtonKind::Secondary>"See the visit"</ButtonLink>
                <ButtonLink href="/visits" kind=ButtonKind::Quiet>"My visits"</ButtonLink>
                {cancel.map(|href| view! { <ButtonLink href kind=ButtonKind::Quiet>"Cancel visit"</ButtonLink> })}
                <PrintButton/>
            </div>
            <Section title="If something comes up" id="cancelling">
                <p>
                    "You can cancel free of charge until the visit starts, on "
                    <a href=page>"the page of this visit"</a>
                    ". The doctor is told, and the time is free for somebody else."
                </p>
            </Section>
            <Section title=bring.0 id="bringing"><Notice tone=Tone::Calm>{bring.1}</Notice></Section>
        </div>
    }
}

/// The visit that was just booked.
async fn read(id: String) -> Result<AppointmentView, AppError> {
    let ctx = ctx()?;
    ctx.answer(appointments::get(&ctx.clinic, ctx.right()?, server::id(&id)?).await)
}
