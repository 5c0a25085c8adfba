//! What can be booked: the doctor's visit types, and the form for one of them.

#![allow(clippy::too_many_arguments, reason = "a field of the form each")]

use clinic::{directory::doctors, scheduling::visit_types};
use contract::directory::OwnProfile;
use domain::{
    people::policy::AsDoctor,
    scheduling::visit_type::{VisitKind, VisitType, defaults},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    setup::{SetUp, lacks_address},
    visit_type_text::Typed,
};
use crate::{
    by::By,
    error::AppError,
    load::load,
    server::{self, ctx, sent},
    ui::{
        Badge, Button, ButtonKind, ButtonLink, Card, Choice, ChoiceGroup, Disclosure, EmptyState, ErrorPage, Field,
        Form, PageHeading, Section, Select, Sign, Tone, counted, path_of,
    },
    viewer::viewer,
};

/// The doctor's visit types; `?edit=` opens the form of one.
#[component]
pub fn VisitTypesPage() -> impl IntoView {
    let edit = use_query_map().get_untracked().get("edit");
    load(read(), move |offer| page(offer, edit))
}

fn page(Offer { types, profile }: Offer, edit: Option<String>) -> impl IntoView {
    let no_address = lacks_address(&profile, &types);
    if let Some(id) = edit {
        return match types.into_iter().find(|each| id.parse() == Ok(each.id)) {
            Some(found) => view! { <Edit found/> }.into_any(),
            // Removed meanwhile, in another tab perhaps.
            None => view! { <ErrorPage problem=domain::platform::problem::Problem::NotFound/> }.into_any(),
        };
    }
    let list = if types.is_empty() {
        view! {
            <EmptyState title="Nothing can be booked yet" text="Add your first visit type below, such as “First visit”, 30 minutes." sign=Sign::Calendar/>
        }
        .into_any()
    } else {
        let address = &profile.edit.address;
        let card = |each: VisitType| view! { <Offered waits=!each.has_place(address) each/> };
        let cards = types.into_iter().map(card).collect_view();
        view! { <ul class="grid items-start gap-4 md:grid-cols-2">{cards}</ul> }.into_any()
    };
    view! {
        <PageHeading title="Visit types" lead="What patients can book with you."/>
        <SetUp profile no_address/>
        {list}
        <Section title="Add a visit type" id="add">
            <Card><TypeForm/></Card>
        </Section>
    }
    .into_any()
}

#[component]
fn Edit(found: VisitType) -> impl IntoView {
    view! {
        <PageHeading title=format!("Edit “{}”", found.name) lead="Visits that are booked already stay as they were booked.">
            <ButtonLink href="/practice/visit-types" kind=ButtonKind::Secondary sign=Sign::ArrowLeft>"All visit types"</ButtonLink>
        </PageHeading>
        <Card><TypeForm current=Some(found)/></Card>
    }
}

/// A visit type as it is offered.
#[component]
fn Offered(
    each: VisitType,
    /// For the address of the practice.
    waits: bool,
) -> impl IntoView {
    let mut rules = vec![format!("Up to {} ahead", days(each.booking_window_days))];
    rules.push(match each.minimum_notice_minutes {
        0 => "no notice needed".to_owned(),
        notice => format!("at least {} before", span(notice)),
    });
    let (before, after) = (each.buffer_before_minutes, each.buffer_after_minutes);
    if before + after > 0 {
        rules.push(format!("{before} minutes kept free before and {after} after"));
    }
    let edit = format!("/practice/visit-types?edit={}", each.id);
    let label = format!("Edit {}", each.name);
    view! {
        <li class="card flex flex-col gap-3">
            <h2 class="text-lg font-semibold break-words">{each.name.clone()}</h2>
            <p>{each.summary(viewer().currency)}</p>
            <p class="text-sm text-muted">{rules.join(" · ")}</p>
            {waits.then(|| view! {
                <p class="flex flex-wrap items-center gap-2">
                    <Badge label="Not offered yet" tone=Tone::Warn sign=Sign::Warning/>
                    <a class="py-1" href="/practice/profile#field-address">"It waits for your address"</a>
                </p>
            })}
            <div class="mt-auto flex flex-wrap items-start gap-4">
                <ButtonLink href=edit kind=ButtonKind::Secondary label>"Edit"</ButtonLink>
                <Disclosure summary=format!("Remove “{}”…", each.name) danger=true>
                    <Form action={path_of::<RemoveVisitType>()} key=format!("remove-{}", each.id)>
                        <input type="hidden" name="id" value=each.id.to_string()/>
                        <p class="max-w-prose">"It can no longer be booked. Booked visits stay."</p>
                        <Button kind=ButtonKind::Danger busy="Removing…">"Remove this visit type"</Button>
                    </Form>
                </Disclosure>
            </div>
        </li>
    }
}

/// What stands in the form of a visit type from the start.
struct Initial {
    name: String,
    minutes: String,
    kind: String,
    price: String,
    before: String,
    after: String,
    notice: u32,
    ahead: String,
}

impl Initial {
    fn of(current: Option<&VisitType>) -> Self {
        let text = |of: fn(&VisitType) -> String, usual: &str| current.map_or(usual.to_owned(), of);
        Self {
            name: text(|t| t.name.clone(), ""),
            minutes: text(|t| t.minutes.to_string(), "30"),
            kind: text(|t| t.kind.to_string(), defaults::kind().as_str()),
            price: text(|t| t.price.map(|price| price.to_string()).unwrap_or_default(), ""),
            before: text(|t| t.buffer_before_minutes.to_string(), "0"),
            after: text(|t| t.buffer_after_minutes.to_string(), "0"),
            notice: current.map_or(defaults::notice(), |t| t.minimum_notice_minutes),
            ahead: text(|t| t.booking_window_days.to_string(), &defaults::window().to_string()),
        }
    }
}

/// The form of a new visit type, or of one that exists.
#[component]
fn TypeForm(#[prop(default = None)] current: Option<VisitType>) -> impl IntoView {
    let Initial { name, minutes, kind, price, before, after, notice, ahead } = Initial::of(current.as_ref());
    let kinds = vec![
        Choice::new(VisitKind::InPerson.as_str(), "In person").hint("At the address in your profile."),
        Choice::new(VisitKind::Video.as_str(), "Video"),
    ];
    let id = current.as_ref().map(|t| view! { <input type="hidden" name="id" value=t.id.to_string()/> });
    let button = if current.is_some() { "Save the visit type" } else { "Add the visit type" };
    let currency = viewer().currency;
    let price_label = format!("Price in {currency}");
    let price_hint = format!("For example {}. Leave empty to show no price.", currency.examples());
    view! {
        <Form action={path_of::<SaveVisitType>()} class="form-wide" makes=current.is_none()>
            {id}
            <div class="grid items-end gap-6 md:grid-cols-2">
            <Field name="name" label="Name" value=name autocomplete="off"
                hint="As patients read it, for example “First visit” or “Check-up”."/>
            <Field name="minutes" label="Length in minutes" kind="number" min="5" max="480" step="5" short=true
                value=minutes hint="In steps of five."/>
            <ChoiceGroup name="kind" legend="How you meet" choices=kinds chosen=vec![kind]/>
            <Field name="price" label=price_label value=price short=true optional=true autocomplete="off"
                hint=price_hint/>
            <Field name="buffer_before_minutes" label="Minutes kept free before" kind="number" min="0" max="120" step="5"
                short=true optional=true value=before/>
            <Field name="buffer_after_minutes" label="Minutes kept free after" kind="number" min="0" max="120" step="5"
                short=true optional=true value=after/>
            <Select name="minimum_notice_minutes" label="Latest booking before the start" options=notices(notice)
                value=notice.to_string()/>
            <Field name="booking_window_days" label="How many days ahead" kind="number" min="1" max="366" short=true
                value=ahead hint="1 to 366."/>
            </div>
            <Button busy="Saving…">{button}</Button>
        </Form>
    }
}

/// Usual notices, and the one that holds.
fn notices(current: u32) -> Vec<(String, String)> {
    let mut choices = vec![0, 30, 60, 120, 240, 720, 1440, 2880, 4320, 10_080];
    if !choices.contains(&current) {
        choices.push(current);
        choices.sort_unstable();
    }
    let label = |minutes| if minutes == 0 { "Up to the last minute".to_owned() } else { span(minutes) };
    choices.into_iter().map(|minutes| (minutes.to_string(), label(minutes))).collect()
}

/// "2 hours"
fn span(minutes: u32) -> String {
    let (number, unit) = match minutes {
        m if m % 1440 == 0 => (m / 1440, "day"),
        m if m % 60 == 0 => (m / 60, "hour"),
        m => (m, "minute"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

fn days(number: u16) -> String {
    span(u32::from(number) * 1440)
}

/// What can be booked, and the profile that says where.
pub(super) struct Offer {
    pub(super) types: Vec<VisitType>,
    pub(super) profile: OwnProfile,
}

/// The doctor's visit types.
pub(super) async fn read() -> Result<Offer, AppError> {
    let ctx = ctx()?;
    let own = ctx.right()?;
    let types = ctx.answer(visit_types::list(&ctx.clinic, own).await)?;
    let profile = ctx.answer(doctors::own_profile(&ctx.clinic, own).await)?;
    Ok(Offer { types, profile })
}

/// Adds a visit type, or replaces the one whose id is sent.
#[server(prefix = "/do", endpoint = "practice/save-visit-type", protocol = By<AsDoctor>)]
pub async fn save_visit_type(
    #[server(default)] id: String,
    name: String,
    minutes: String,
    #[server(default)] buffer_before_minutes: String,
    #[server(default)] buffer_after_minutes: String,
    #[server(default)] minimum_notice_minutes: String,
    #[server(default)] booking_window_days: String,
    #[server(default)] kind: String,
    #[server(default)] price: String,
    #[server(default)] idempotency_key: String,
) -> Result<(), AppError> {
    let (ctx, own) = sent::<SaveVisitType>()?;
    let typed = Typed {
        name,
        minutes,
        buffer_before_minutes,
        buffer_after_minutes,
        minimum_notice_minutes,
        booking_window_days,
        kind,
        price,
    };
    let spec = typed.read()?;
    if id.is_empty() {
        ctx.answer(visit_types::add(&ctx.clinic, own, spec, server::key(&idempotency_key)).await)?;
        server::done("/practice/visit-types", "The visit type is added.");
    } else {
        ctx.answer(visit_types::replace(&ctx.clinic, own, server::id(&id)?, spec).await)?;
        server::done("/practice/visit-types", "The visit type is saved. Booked visits stay as they were booked.");
    }
    Ok(())
}

/// Takes a visit type out of the offer.
#[server(prefix = "/do", endpoint = "practice/remove-visit-type", protocol = By<AsDoctor>)]
pub async fn remove_visit_type(id: String) -> Result<(), AppError> {
    let (ctx, own) = sent::<RemoveVisitType>()?;
    let said = match ctx.answer(visit_types::remove(&ctx.clinic, own, server::id(&id)?).await)? {
        0 => "The visit type is no longer offered. No visit of it is booked.".to_owned(),
        1 => "The visit type is no longer offered. One booked visit of it stays.".to_owned(),
        n => format!("The visit type is no longer offered. {} of it stay.", counted(n, "booked visit")),
    };
    server::done("/practice/visit-types", &said);
    Ok(())
}
