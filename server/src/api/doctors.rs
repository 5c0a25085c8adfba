//! The directory, profiles and free times. Open to everybody.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use clinic::{
    directory::{self, doctors},
    scheduling::{availability, zones},
};
use domain::{
    directory::{
        doctor::{DoctorCard, DoctorProfile, DoctorSort, Specialty},
        search::DoctorSearch,
    },
    platform::{
        ids::{DoctorId, VisitTypeId},
        local::parse_date,
        page::{Page, PageRequest},
        problem::{Findings, Problem},
    },
    scheduling::visit_type::VisitKind,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Items,
    extract::{Caller, Json, Params, Path},
    optional,
    problem::ApiError,
    responses::{BadQuery, Missing},
};
use crate::state::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(specialties))
        .routes(routes!(search))
        .routes(routes!(profile))
        .routes(routes!(slots))
}

/// All specialties by name.
#[utoipa::path(get, path = "/specialties", tag = "doctors", responses((status = 200, body = Items<Specialty>)), security((), ("bearer" = [])))]
async fn specialties(caller: Caller) -> Result<Json<Items<Specialty>>, ApiError> {
    let items = caller.answer(doctors::specialties(&caller.clinic).await)?;
    Ok(Json(Items { items }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DirectoryQuery {
    /// Words of the name, of what the doctor practises as people call it (`heart`, `dentists`), or of the languages spoken
    /// (`german`); in any order and without accents. All must match, beginnings of words do, and words such as `doctor` or
    /// `near me` do not narrow. Where nobody matches, one letter is forgiven in words of four or more that is wrong, missing,
    /// too many, or has changed places with the next. Who is called so comes before those who are free sooner.
    #[param(format = "line", max_length = 100, example = "heart")]
    q: Option<String>,
    /// Id or name of a specialty.
    #[param(format = "line", max_length = 100, example = "cardiology")]
    specialty: Option<String>,
    /// ISO 639-1 code, e.g. `en`.
    #[param(format = "line", max_length = 100, example = "en")]
    language: Option<String>,
    /// One kind of visit only.
    #[param(value_type = Option<VisitKind>)]
    kind: Option<String>,
    /// By soonest free time (the default) or by name.
    #[param(inline, value_type = Option<DoctorSort>)]
    sort: Option<String>,
    /// IANA zone for the local times in the answer; each doctor's own when there is none.
    #[param(format = "time-zone", example = "Europe/Berlin")]
    time_zone: Option<String>,
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

/// Find doctors that can be booked.
#[utoipa::path(
    get, path = "/doctors", tag = "doctors", params(DirectoryQuery),
    responses((status = 200, body = Page<DoctorCard>), BadQuery),
    security((), ("bearer" = [])),
)]
async fn search(caller: Caller, Params(query): Params<DirectoryQuery>) -> Result<Json<Page<DoctorCard>>, ApiError> {
    let page = PageRequest::new(query.page, query.per_page, 20)?;
    let mut findings = Findings::default();
    let kind = optional(&query.kind).and_then(|kind| findings.keep("kind", kind.parse::<VisitKind>()));
    let sort = optional(&query.sort).and_then(|sort| findings.keep("sort", sort.parse::<DoctorSort>()));
    findings.into_result()?;
    let zone = optional(&query.time_zone);
    if let Some(zone) = zone {
        zones::parse("time_zone", zone)?;
    }
    let specialty = match optional(&query.specialty) {
        Some(wanted) => Some(specialty_id(&caller, wanted).await?),
        None => None,
    };
    let search = DoctorSearch {
        q: query.q.unwrap_or_default(),
        specialty,
        kind,
        language: optional(&query.language).map(str::to_lowercase),
        sort: sort.unwrap_or_default(),
    };
    let found = caller.answer(directory::search(&caller.clinic, &search, zone, page).await)?;
    Ok(Json(found.doctors))
}

/// Clients may name a specialty as people do. What is neither an id nor a name finds nobody.
async fn specialty_id(caller: &Caller, wanted: &str) -> Result<String, ApiError> {
    let known = caller.answer(doctors::specialties(&caller.clinic).await)?;
    let wanted = wanted.to_lowercase();
    let found = known.into_iter().find(|s| s.id == wanted || s.name.to_lowercase() == wanted);
    Ok(found.map_or(wanted, |specialty| specialty.id))
}

/// A doctor's public profile with what can be booked.
#[utoipa::path(
    get, path = "/doctors/{id}", tag = "doctors",
    params(("id" = DoctorId, Path, description = "From the directory.")),
    responses((status = 200, body = DoctorProfile), Missing),
    security((), ("bearer" = [])),
)]
async fn profile(caller: Caller, Path(id): Path<DoctorId>) -> Result<Json<DoctorProfile>, ApiError> {
    caller.answer(doctors::profile(&caller.clinic, caller.actor(), id).await).map(Json)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SlotsQuery {
    /// Id of one of the doctor's visit types.
    #[param(value_type = VisitTypeId)]
    visit_type: String,
    /// First date, `YYYY-MM-DD`, in `time_zone`, from 2000 to 2200; today when not given.
    #[param(format = Date, example = "2026-11-24")]
    from: Option<String>,
    /// Last date, at most 42 dates in all; six days after the first when not given.
    #[param(format = Date, example = "2026-11-28")]
    to: Option<String>,
    /// IANA zone in which the dates are meant; the caller's own or else the doctor's when not given.
    #[param(format = "time-zone", example = "Europe/Berlin")]
    time_zone: Option<String>,
}

/// Free times by date. Every date asked for is in it; one without free times has an empty list.
#[derive(Serialize, ToSchema)]
struct FreeTimes {
    /// The zone in which the dates are meant.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// In order; at most 42.
    #[schema(max_items = 42)]
    days: Vec<FreeDay>,
}

/// The free times of a date.
#[derive(Serialize, ToSchema)]
struct FreeDay {
    /// In the zone of the answer.
    #[schema(example = "2026-11-24")]
    date: NaiveDate,
    /// In order; none when nothing is free.
    slots: Vec<FreeTime>,
}

/// A time that can be booked: send its `start` to do so.
#[derive(Serialize, ToSchema)]
struct FreeTime {
    /// RFC 3339 in UTC.
    #[schema(example = "2026-11-24T08:00:00Z")]
    start: DateTime<Utc>,
    /// RFC 3339 in UTC.
    #[schema(example = "2026-11-24T08:30:00Z")]
    end: DateTime<Utc>,
}

/// The free times of a doctor for one visit type, at most 42 days.
#[utoipa::path(
    get, path = "/doctors/{id}/slots", tag = "doctors",
    params(("id" = DoctorId, Path, description = "From the directory."), SlotsQuery),
    responses((status = 200, body = FreeTimes), Missing, BadQuery),
    security((), ("bearer" = [])),
)]
async fn slots(
    caller: Caller,
    Path(id): Path<DoctorId>,
    Params(query): Params<SlotsQuery>,
) -> Result<Json<FreeTimes>, ApiError> {
    let profile = caller.answer(doctors::profile(&caller.clinic, caller.actor(), id).await)?;
    let mut findings = Findings::default();
    let visit_type = findings.keep(
        "visit_type",
        query.visit_type.parse::<VisitTypeId>().map_err(|_| "Please give the id of a visit type.".into()),
    );
    let from = optional(&query.from).and_then(|date| findings.keep("from", parse_date(date)));
    let to = optional(&query.to).and_then(|date| findings.keep("to", parse_date(date)));
    let own = caller.session.as_ref().map(|session| session.me.time_zone.as_str());
    let zone = optional(&query.time_zone).or(own).unwrap_or(&profile.time_zone).to_owned();
    if zones::known(&zone).is_none() {
        findings.add("time_zone", "Please give a time zone such as Europe/Berlin.");
    }
    findings.into_result()?;
    let today = || zones::known(&zone).map(|zone| caller.clinic.effects.clock.now().with_timezone(&zone).date_naive());
    let (Some(visit_type), Some(from)) = (visit_type, from.or_else(today)) else {
        return Err(Problem::NotFound.into());
    };
    let to = to.unwrap_or(from + Days::new(6));
    let found =
        caller.answer(availability::slots(&caller.clinic, caller.actor(), id, visit_type, from, to, &zone).await)?;
    let minutes = profile.visit_types.iter().find(|known| known.id == visit_type).map(|known| known.minutes);
    let length = Duration::minutes(i64::from(minutes.ok_or(Problem::NotFound)?));
    let days = found.days.into_iter().map(|day| FreeDay {
        date: day.date,
        slots: day.slots.iter().map(|slot| FreeTime { start: slot.start, end: slot.start + length }).collect(),
    });
    Ok(Json(FreeTimes { time_zone: found.time_zone, days: days.collect() }))
}
