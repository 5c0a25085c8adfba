//! What can be practised: the list of specialties, the form of one, and what is asked before many see a change.

use clinic::directory::specialties;
use contract::directory::SpecialtyRowView;
use domain::{
    directory::specialty::{SpecialtyEntry, SpecialtyPatch, SpecialtySpec},
    people::policy::AsAdmin,
    platform::{page::Page, problem::Problem},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    by::By,
    error::AppError,
    load::{load, tidy_address},
    server::{self, ctx, sent},
    ui::{
        Badge, Breadcrumb, Button, ButtonKind, ButtonLink, Card, Chip, EmptyState, Field, Filters, Form, Listing,
        Notice, PageHeading, Section, Sign, TextArea, Tone, cell, counted, link, number, path_of,
    },
    viewer::viewer,
};

const PATH: &str = "/admin/specialties";
const SAVE: &str = path_of::<SaveSpecialty>();
/// So many words stand in the list; the others are counted.
const SHOWN: usize = 6;

/// All specialties by name: `/admin/specialties?q=&page=`; one of them: `?edit=`, and before it is retired: `&step=retire`.
#[component]
pub fn AdminSpecialtiesPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    tidy_address();
    match get("edit") {
        id if id.is_empty() => {
            let q = get("q");
            load(read(q.clone(), get("page")), move |found| list(found, q)).into_any()
        }
        id => {
            let retires = get("step") == "retire";
            load(read_one(id), move |found| one(found, retires)).into_any()
        }
    }
}

fn list(found: Page<SpecialtyRowView>, q: String) -> impl IntoView {
    let listing = Listing::new(found, "specialty").narrowed(link::query(PATH, &[("q", &q)]), Chip::of_words(&q));
    let columns = ["Name", "Found by", "Doctors", "State"];
    let empty = || {
        let text = "Add the first below: doctors choose one when they register.";
        view! { <EmptyState title="No specialties yet" text/> }.into_any()
    };
    view! {
        <PageHeading title="Specialties" head=listing.title() lead="What doctors can practise, and the words by which patients find them.">
            <ButtonLink href="#add" kind=ButtonKind::Secondary sign=Sign::Add>"Add a specialty"</ButtonLink>
        </PageHeading>
        <Filters action=PATH label="Search specialties">
            <Field name="q" label="Name or word" kind="search" value=q autocomplete="off" optional=true quiet=true/>
        </Filters>
        {listing.chosen()}
        {listing.table("Specialties", &columns, &["Doctors"], row, empty)}
        <Section title="Add a specialty" id="add">
            <Card><Fields/></Card>
        </Section>
    }
}

fn row(specialty: SpecialtyRowView) -> Vec<AnyView> {
    let edit = edit(&specialty.id);
    let more = specialty.words.len().saturating_sub(SHOWN);
    let shown = specialty.words.get(..SHOWN).unwrap_or(&specialty.words).join(", ");
    let words = match (shown.is_empty(), more) {
        (true, _) => "Its name only".to_owned(),
        (false, 0) => shown,
        (false, more) => format!("{shown} and {more} more"),
    };
    vec![
        cell(view! { <a class="row-link" href=edit>{specialty.name}</a> }),
        cell(view! { <span class="text-sm text-muted wrap-anywhere">{words}</span> }),
        cell(view! { <span class="tabular-nums">{number(specialty.doctors)}</span> }),
        cell(state(specialty.retired)),
    ]
}

fn state(retired: bool) -> impl IntoView {
    let (label, tone, sign) =
        if retired { ("Retired", Tone::Calm, Sign::Cross) } else { ("Offered", Tone::Good, Sign::Check) };
    view! { <Badge label tone sign/> }
}

fn edit(id: &str) -> String {
    link::query(PATH, &[("edit", id)])
}

/// One specialty: its form, or what is asked before it gets another name or is retired.
fn one(found: SpecialtyRowView, retires: bool) -> AnyView {
    // The form was sent, and nothing is wrong with it: whoever sent it is asked first.
    let asked = viewer().submitted_to(SAVE).filter(|sent| sent.outcome.is_ok()).map(|sent| {
        let typed = |name| sent.value(name).unwrap_or_default().to_owned();
        [typed("name"), typed("words"), typed("version")]
    });
    match asked {
        Some(typed) => view! { <Rename found typed/> }.into_any(),
        None if retires && !found.retired => view! { <Retire found/> }.into_any(),
        None => view! { <Edit found/> }.into_any(),
    }
}

/// The way back to the list, and to the specialty from its steps.
#[component]
fn Trail(found: SpecialtyRowView, step: &'static str) -> impl IntoView {
    let mut trail = vec![(PATH.to_owned(), "Specialties".to_owned())];
    let mut here = found.name;
    if !step.is_empty() {
        trail.push((edit(&found.id), here));
        here = step.to_owned();
    }
    view! { <Breadcrumb trail here/> }
}

/// "12 doctors practise it.", with the way to them.
#[component]
fn Practised(found: SpecialtyRowView) -> impl IntoView {
    let (id, doctors) = (found.id, found.doctors);
    let words = match doctors {
        0 => "No doctor practises it.".to_owned(),
        1 => "One doctor practises it.".to_owned(),
        more => format!("{} practise it.", counted(more, "doctor")),
    };
    let to_them = (doctors > 0).then(|| {
        let href = link::query("/admin/doctors", &[("specialty", &id)]);
        view! { " "<a class="inline-block py-1" href=href>{if doctors == 1 { "See the doctor" } else { "See the doctors" }}</a> }
    });
    view! { <p data-testid="practised">{words}{to_them}</p> }
}

#[component]
fn Edit(found: SpecialtyRowView) -> impl IntoView {
    let name = found.name.clone();
    let overtaken = viewer()
        .submitted_to(SAVE)
        .is_some_and(|sent| matches!(sent.problem(), Some(Problem::Conflict { .. })))
        .then(|| format!("Now it is called “{name}” and found by: {}.", found.words.join(", ")));
    let id = found.id.clone();
    let offer = if found.retired {
        view! {
            <p class="max-w-prose">"It is not offered: nobody can choose it, and no search means it. Whoever practises it keeps it."</p>
            <Form action={path_of::<OfferSpecialty>()} key="offer">
                <input type="hidden" name="id" value=id/>
                <Button kind=ButtonKind::Secondary busy="Saving…">"Offer it again"</Button>
            </Form>
        }
        .into_any()
    } else {
        let href = link::query(PATH, &[("edit", &id), ("step", "retire")]);
        view! {
            <p class="max-w-prose">"Once retired, it cannot be chosen and does not stand on the start page and in the search. It can be offered again."</p>
            <div class="actions"><ButtonLink href kind=ButtonKind::Secondary>"Retire it…"</ButtonLink></div>
        }
        .into_any()
    };
    view! {
        <Trail found=found.clone() step=""/>
        <PageHeading title=name.clone() head=format!("Edit {name}")>{state(found.retired)}</PageHeading>
        <div class="-mt-4 mb-6"><Practised found=found.clone()/></div>
        {overtaken.map(|now| view! { <div class="mb-6"><Notice tone=Tone::Warn>{now}</Notice></div> })}
        <Card><Fields current=Some(found)/></Card>
        <Section title="Is it offered?" id="offer">
            <Card class="grid gap-4">{offer}</Card>
        </Section>
    }
}

/// The form of a new specialty, or of one that exists.
#[component]
fn Fields(#[prop(default = None)] current: Option<SpecialtyRowView>) -> impl IntoView {
    let makes = current.is_none();
    let known = current.as_ref().map(|current| {
        view! {
            <input type="hidden" name="id" value=current.id.clone()/>
            <input type="hidden" name="version" value=current.version.to_string()/>
        }
    });
    let button = if makes { "Add the specialty" } else { "Save the specialty" };
    let (name, words) = current.map(|current| (current.name, current.words.join(", "))).unwrap_or_default();
    view! {
        <Form action=SAVE makes>
            {known}
            <Field name="name" label="Name" value=name autocomplete="off" hint="As patients read it, for example “Cardiology”."/>
            <TextArea
                name="words"
                label="Words by which it is found"
                value=words
                optional=true
                rows=5
                hint="What people call it, what they have and whom they look for, with commas between: “cardiologist, heart, blood pressure”. \
                    Each is one word or two; plurals and beginnings are found by themselves."
            />
            <Button busy="Saving…">{button}</Button>
        </Form>
    }
}

/// Asked before many read another name.
#[component]
fn Rename(
    found: SpecialtyRowView,
    /// Name, words, and the version that they are for.
    typed: [String; 3],
) -> impl IntoView {
    let [name, words, version] = typed;
    let title = format!("Rename “{}”?", found.name);
    let back = edit(&found.id);
    view! {
        <Trail found=found.clone() step="Another name"/>
        <PageHeading title/>
        <Card class="grid max-w-prose gap-4">
            <p>"It will be called "<strong class="font-semibold wrap-anywhere">{name.trim().to_owned()}</strong>"."</p>
            <Practised found=found.clone()/>
            <p>"Everybody reads the new name at once: on doctors’ pages, in searches, on the start page and in figures. Addresses and figures stay as they are."</p>
            <Form action=SAVE key="rename">
                <input type="hidden" name="id" value=found.id/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="name" value=name/>
                <input type="hidden" name="words" value=words/>
                <input type="hidden" name="confirmed" value="yes"/>
                <div class="actions">
                    <Button busy="Renaming…">"Rename it"</Button>
                    <ButtonLink href=back kind=ButtonKind::Quiet>"Leave it as it is"</ButtonLink>
                </div>
            </Form>
        </Card>
    }
}

/// Asked before nobody can choose it any more.
#[component]
fn Retire(found: SpecialtyRowView) -> impl IntoView {
    let title = format!("Retire “{}”?", found.name);
    let keep = (found.doctors > 0).then(|| {
        view! { <p>"They keep it, and it stays on their pages, until they leave it out of their profile."</p> }
    });
    let back = edit(&found.id);
    view! {
        <Trail found=found.clone() step="Out of the offer"/>
        <PageHeading title/>
        <Card class="grid max-w-prose gap-4">
            <Practised found=found.clone()/>
            {keep}
            <p>"Nobody else can choose it, and it no longer stands on the start page and in the search. Its words find nobody. You can offer it again at any time."</p>
            <Form action={path_of::<OfferSpecialty>()} key="retire">
                <input type="hidden" name="id" value=found.id/>
                <input type="hidden" name="retired" value="yes"/>
                <div class="actions">
                    <Button kind=ButtonKind::Danger busy="Retiring…">"Retire it"</Button>
                    <ButtonLink href=back kind=ButtonKind::Quiet>"Keep it in the offer"</ButtonLink>
                </div>
            </Form>
        </Card>
    }
}

/// One page of all specialties.
async fn read(q: String, page: String) -> Result<Page<SpecialtyRowView>, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    let page = server::page(&page, server::ROWS)?;
    ctx.answer(specialties::list(&ctx.clinic, admin, &q, page).await)
}

async fn read_one(id: String) -> Result<SpecialtyRowView, AppError> {
    let ctx = ctx()?;
    let admin = ctx.right()?;
    ctx.answer(specialties::get(&ctx.clinic, admin, &id).await)
}

/// Adds a specialty, or changes the one whose id is sent. `true`: it would get another name, and doctors practise it; nothing
/// is changed yet, and whoever sends it once more as `confirmed` means it.
#[server(prefix = "/do", endpoint = "admin/save-specialty", protocol = By<AsAdmin>)]
pub async fn save_specialty(
    #[server(default)] id: String,
    name: String,
    #[server(default)] words: String,
    #[server(default)] version: String,
    #[server(default)] confirmed: String,
    #[server(default)] idempotency_key: String,
) -> Result<bool, AppError> {
    let (ctx, admin) = sent::<SaveSpecialty>()?;
    let words = SpecialtyEntry::split(&words);
    if id.is_empty() {
        let (spec, key) = (SpecialtySpec { name, words }, server::key(&idempotency_key));
        let added = ctx.answer(specialties::add(&ctx.clinic, admin, spec, key).await)?;
        server::done(PATH, &format!("{} is added. Doctors can choose it now.", added.name));
        return Ok(false);
    }
    let patch = SpecialtyPatch { name: Some(name), words: Some(words), retired: None, version: version.parse().ok() };
    if confirmed.is_empty() {
        let now = ctx.answer(specialties::get(&ctx.clinic, admin, &id).await)?;
        let after = ctx.answer(specialties::named_after(&ctx.clinic, admin, &id, patch.clone()).await)?;
        if after != now.name && now.doctors > 0 {
            return Ok(true);
        }
    }
    let saved = ctx.answer(specialties::change(&ctx.clinic, admin, &id, patch).await)?;
    server::done(&edit(&saved.id), "The specialty is saved.");
    Ok(false)
}

/// Takes a specialty out of the offer, or back into it.
#[server(prefix = "/do", endpoint = "admin/offer-specialty", protocol = By<AsAdmin>)]
pub async fn offer_specialty(id: String, #[server(default)] retired: String) -> Result<(), AppError> {
    let (ctx, admin) = sent::<OfferSpecialty>()?;
    let patch = SpecialtyPatch { retired: Some(!retired.is_empty()), ..SpecialtyPatch::default() };
    let saved = ctx.answer(specialties::change(&ctx.clinic, admin, &id, patch).await)?;
    let said = if saved.retired { "is no longer offered. Whoever practises it keeps it." } else { "is offered again." };
    server::done(&edit(&saved.id), &format!("{} {said}", saved.name));
    Ok(())
}
