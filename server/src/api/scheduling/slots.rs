//! Free times. Open to everybody.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use clinic::{
    directory::doctors,
    scheduling::{availability, zones},
};
use domain::platform::{
    faults::{RequestFault, Wanted},
    ids::{DoctorId, VisitTypeId},
    local::parse_date,
    problem::{Problem, ValidationErrors},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{Call, Json, Path},
        instant::rfc3339,
        optional,
        problem::ApiError,
        query::Params,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(slots)
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
    #[serde(serialize_with = "rfc3339")]
    start: DateTime<Utc>,
    /// RFC 3339 in UTC.
    #[schema(example = "2026-11-24T08:30:00Z")]
    #[serde(serialize_with = "rfc3339")]
    end: DateTime<Utc>,
}

/// The free times of a doctor for one visit type, at most 42 days.
#[utoipa::path(
    get, path = "/doctors/{id}/slots", tag = "doctors",
    params(("id" = DoctorId, Path, description = "From the directory."), SlotsQuery),
    responses((status = 200, body = FreeTimes)),
)]
async fn slots(
    caller: Call,
    Path(id): Path<DoctorId>,
    Params(query): Params<SlotsQuery>,
) -> Result<Json<FreeTimes>, ApiError> {
    let profile = caller.answer(doctors::profile(&caller.clinic, caller.actor(), id).await)?;
    let mut errors = ValidationErrors::default();
    let visit_type = query.visit_type.parse::<VisitTypeId>();
    let visit_type =
        errors.keep("visit_type", visit_type.map_err(|_| RequestFault::NotA { wanted: Wanted::VisitTypeId }));
    let from = optional(&query.from).and_then(|date| errors.keep("from", parse_date(date)));
    let to = optional(&query.to).and_then(|date| errors.keep("to", parse_date(date)));
    let own = caller.session.as_ref().map(|session| session.me.time_zone.as_str());
    let zone = optional(&query.time_zone).or(own).unwrap_or(&profile.time_zone).to_owned();
    if zones::known(&zone).is_none() {
        errors.add("time_zone", RequestFault::NotA { wanted: Wanted::TimeZone });
    }
    errors.into_result()?;
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
