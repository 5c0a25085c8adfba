//! Is this my doctor, and which time? The next free times first, then the calendar, then who they are.

use chrono::NaiveDate;
use clinic::{directory::doctors, scheduling::availability};
use contract::{directory::DoctorProfile, scheduling::SlotView};
use domain::{
    directory::doctor::language_name,
    platform::{
        ids::VisitTypeId,
        local::{self, zone_name},
    },
    scheduling::visit_type::VisitKind,
};
use leptos::{prelude::*, serde_json};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    given::Given,
    month::{MonthView, loading},
    picker::SlotPicker,
    wire,
};
use crate::{
    error::AppError,
    features::directory::search::{KindWord, fields},
    load::load,
    server::{ctx, id},
    ui::{
        Avatar, Breadcrumb, ButtonKind, ButtonLink, Card, DayChips, EmptyState, Facts, Icon, PageTitle, Section, Sign,
        Telephone, TimeLink, ZoneAware, ZoneNote, link, same_zone,
    },
    viewer::viewer,
};

/// A doctor's page: `/doctors/:id?type=&month=&day=&zone=&search=`; `search` is the query of the directory that led here.
#[component]
pub fn DoctorPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let get = |name: &str| query.get(name).unwrap_or_default();
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let (day, zone, search) = (get("day"), get("zone"), get("search"));
    let what = read(id, get("type"), get("month"), day.clone(), zone.clone());
    view! {
        <ZoneAware/>
        {load(what, move |found| view! { <Doctor found day asked_zone=zone search/> })}
    }
}

#[component]
fn Doctor(found: DoctorView, day: String, asked_zone: String, search: String) -> impl IntoView {
    let DoctorView { profile, zone, visit_type, next, month } = found;
    let specialties: Vec<&str> = profile.specialties.iter().map(|s| s.name.as_str()).collect();
    let fields = fields(&profile.designation, &profile.specialties).join(" · ");
    let description = format!("{}, {}. See the free times and book one.", profile.full_name, specialties.join(", "));
    let times = match month {
        Some(month) => {
            let search = search.clone();
            view! { <Times profile=profile.clone() zone visit_type next month day asked_zone search/> }.into_any()
        }
        None => view! {
            <EmptyState
                title="Nothing can be booked at the moment"
                text="This doctor takes no bookings just now. Visits that are booked stay booked. Please come back later."
                sign=Sign::Calendar
            />
        }
        .into_any(),
    };
    let edit = (viewer().me.as_ref().and_then(|me| me.doctor_id) == Some(profile.id)).then(|| {
        view! {
            <p class="mb-6 flex flex-wrap items-center gap-4">
                <span>"This is how patients see you."</span>
                <ButtonLink href="/practice/profile" kind=ButtonKind::Secondary>"Edit your profile"</ButtonLink>
            </p>
        }
    });
    view! {
        <PageTitle text=format!("{}, {}", profile.full_name, specialties.join(", ")) description/>
        <Breadcrumb trail=vec![(link::directory(&search), "Doctors".into())] here=profile.full_name.clone()/>
        <header class="mb-8 flex items-center gap-4 sm:gap-6" data-doctor=profile.id.to_string()>
            <Avatar name=profile.full_name.clone() picture=profile.picture.clone() large=true/>
            <div class="grid min-w-0 gap-1">
                <h1>{profile.full_name.clone()}</h1>
                <p class="text-lg text-muted">{fields}</p>
            </div>
        </header>
        {edit}
        <div class="grid items-start gap-8 lg:grid-cols-3">
            <div class="min-w-0 lg:col-span-2">{times}</div>
            <About profile/>
        </div>
    }
}

/// What to book, the next free times, and the calendar.
#[component]
fn Times(
    profile: DoctorProfile,
    zone: String,
    visit_type: Option<VisitTypeId>,
    next: Vec<SlotView>,
    month: MonthView,
    day: String,
    asked_zone: String,
    search: String,
) -> impl IntoView {
    let practice = profile.time_zone.clone();
    let day = local::parse_date(&day).ok().filter(|date| month.days.iter().any(|d| d.date == *date));
    // A day of which all times stand above already is not told twice.
    let told = |date: &NaiveDate| month.slots(*date).iter().all(|slot| next.iter().any(|one| one.start == slot.start));
    let day = day.or(month.first_free().filter(|date| !told(date)));
    let soonest = if next.is_empty() {
        view! { <p class="text-muted">"There is no free time in the days that can be booked. Please look again later."</p> }
            .into_any()
    } else {
        let times = next
            .iter()
            .map(|slot| TimeLink { at: slot.local, offset: slot.local_offset.clone(), href: month.book(slot, &search) })
            .collect();
        view! { <DayChips times/> }.into_any()
    };
    view! {
        <Card>
            <VisitTypes profile visit_type/>
            <Section title="Next free times" id="next" class="mt-8">
                {soonest}
                <div class="mt-3"><ZoneNote shown=zone.clone() practice=practice.clone()/></div>
                <ZoneSwitch zone practice/>
            </Section>
            <Section title="All free times" id="times" class="mt-8">
                <p class="-mt-2 mb-4 text-sm text-muted">{format!("Can be booked until {}.", local::day_with_year(month.last))}</p>
                <Calendar given=Given { month, day: day.map(wire::number), asked_zone, search }/>
            </Section>
        </Card>
    }
}

/// The island, and beside it what it begins with.
#[component]
fn Calendar(given: Given) -> impl IntoView {
    let props = serde_json::to_string(&given).unwrap_or_default();
    provide_context(given);
    view! { <div data-props=props><SlotPicker/></div> }
}

/// What can be booked, as links; the chosen one is marked. One alone is no choice.
#[component]
fn VisitTypes(profile: DoctorProfile, visit_type: Option<VisitTypeId>) -> impl IntoView {
    let currency = viewer().currency;
    if let [only] = profile.visit_types.as_slice() {
        let (name, summary) = (only.name.clone(), only.summary(currency));
        return view! { <Section title=name id="visit-types"><p>{summary}</p></Section> }.into_any();
    }
    let address = viewer().path.clone();
    let rows = profile
        .visit_types
        .into_iter()
        .map(|offer| {
            let chosen = Some(offer.id) == visit_type;
            let href = link::with(&link::with(&address, "type", &offer.id.to_string()), "day", "") + "#visit-types";
            let price = offer.price.map(|price| view! { <span>{currency.write(price)}</span> });
            view! {
                <li>
                    <a class="option" href=href aria-current=chosen.then_some("true")>
                        <span class="option-name">
                            {offer.name.clone()}
                            {chosen.then(|| view! { <Icon sign=Sign::Check/> })}
                        </span>
                        <span class="option-facts">
                            <span>{format!("{} minutes", offer.minutes)}</span>
                            <KindWord kind=offer.kind/>
                            {price}
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <Section title="Choose a visit" id="visit-types"><ul class="options">{rows}</ul></Section> }.into_any()
}

/// The same times on the other wall, where the two differ.
#[component]
fn ZoneSwitch(zone: String, practice: String) -> impl IntoView {
    let viewer = viewer();
    let own = viewer.zone.clone().filter(|own| !same_zone(own, &practice))?;
    let (target, label) = if same_zone(&zone, &practice) {
        (own.clone(), format!("Show times in your time ({})", zone_name(&own)))
    } else {
        (practice.clone(), format!("Show times in the practice's time ({})", zone_name(&practice)))
    };
    let href = link::with(&link::with(&viewer.path, "day", ""), "zone", &target) + "#next";
    Some(view! { <p class="text-sm"><a class="inline-block py-1" href=href>{label}</a></p> })
}

/// Who the doctor is and where they work.
#[component]
fn About(profile: DoctorProfile) -> impl IntoView {
    let spoken: Vec<&str> = profile.languages.iter().map(|code| language_name(code)).collect();
    let mut facts: Vec<(String, AnyView)> = Vec::new();
    match profile.experience_years {
        0 => {}
        1 => facts.push(("Experience".into(), "One year".into_any())),
        years => facts.push(("Experience".into(), format!("{years} years").into_any())),
    }
    if !spoken.is_empty() {
        facts.push(("Languages".into(), spoken.join(", ").into_any()));
    }
    if !profile.phone.is_empty() {
        facts.push(("Telephone".into(), view! { <Telephone number=profile.phone.clone()/> }.into_any()));
    }
    facts.push(("Practice's time".into(), zone_name(&profile.time_zone).into_any()));
    let about = (!profile.about.is_empty()).then(|| {
        view! {
            <Section title="About" id="about">
                <p class="max-w-prose whitespace-pre-line">{profile.about.clone()}</p>
            </Section>
        }
    });
    // Whoever is met by video only is not gone to.
    let in_person = profile.visit_types.iter().any(|offer| offer.kind == VisitKind::InPerson);
    let place = (in_person && !profile.address.is_empty()).then(|| {
        let map = link::map(&profile.address);
        view! {
            <Section title="Where" id="where" class="mt-8">
                <address class="whitespace-pre-line not-italic">{profile.address.clone()}</address>
                <p>
                    <a class="inline-flex min-h-11 items-center gap-2" href=map rel="noreferrer">
                        <Icon sign=Sign::Pin/>
                        "Show on a map"
                    </a>
                </p>
                {(!profile.directions.is_empty()).then(|| view! {
                    <p class="mt-2 whitespace-pre-line text-muted">{profile.directions.clone()}</p>
                })}
            </Section>
        }
    });
    view! {
        <div class="min-w-0">
            {about}
            <Section title="Good to know" id="facts" class="mt-8"><Facts facts/></Section>
            {place}
        </div>
    }
}

/// A doctor's page.
struct DoctorView {
    profile: DoctorProfile,
    /// The zone in which times are shown.
    zone: String,
    /// The visit type whose times are shown; none when nothing can be booked yet.
    visit_type: Option<VisitTypeId>,
    /// The next free times, at most five.
    next: Vec<SlotView>,
    month: Option<MonthView>,
}

/// A doctor with the next free times and a month of them: the wanted one, else that of the next free time.
async fn read(
    doctor: String,
    visit_type: String,
    month: String,
    day: String,
    zone: String,
) -> Result<DoctorView, AppError> {
    let ctx = ctx()?;
    let doctor = id(&doctor)?;
    let profile = ctx.answer(doctors::profile(&ctx.clinic, ctx.actor(), doctor).await)?;
    let zone = loading::shown_zone(&ctx, &zone, &profile)?;
    let chosen = profile.visit_types.iter().find(|t| visit_type.parse() == Ok(t.id));
    let Some(chosen) = chosen.or(profile.visit_types.first()).cloned() else {
        return Ok(DoctorView { profile, zone, visit_type: None, next: vec![], month: None });
    };
    let next = availability::next_free(&ctx.clinic, ctx.actor(), doctor, chosen.id, &zone, 5).await;
    let next = ctx.answer(next)?;
    let wanted = match (day.get(..7), month.as_str()) {
        (_, month) if !month.is_empty() => Some(loading::parse_month(month)?),
        (Some(month), _) => Some(loading::parse_month(month)?),
        _ => next.first().map(|slot| slot.local.date()),
    };
    let month = loading::month(&ctx, doctor, &chosen, wanted, &zone).await?;
    Ok(DoctorView { profile, zone, visit_type: Some(chosen.id), next, month: Some(month) })
}
