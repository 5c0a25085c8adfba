//! The directory and public profiles. Open to everybody.

use clinic::{
    directory::{self, doctors},
    scheduling::zones,
};
use contract::directory::{DoctorCard, DoctorProfile};
use domain::{
    directory::{
        doctor::{DoctorSort, Specialty},
        search::DoctorSearch,
    },
    platform::{ids::DoctorId, page::Page, problem::ValidationErrors},
    scheduling::visit_type::VisitKind,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        Items,
        extract::{Call, Json, Path},
        optional,
        problem::ApiError,
        query::{Paged, Paging},
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(specialties, search, profile)
}

/// The specialties that are offered, by name.
#[utoipa::path(get, path = "/specialties", tag = "doctors", responses((status = 200, body = Items<Specialty>)))]
async fn specialties(caller: Call) -> Result<Json<Items<Specialty>>, ApiError> {
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
}

/// Find doctors that can be booked.
#[utoipa::path(
    get, path = "/doctors", tag = "doctors", params(DirectoryQuery, Paging),
    responses((status = 200, body = Page<DoctorCard>)),
)]
async fn search(caller: Call, Paged(query, page): Paged<DirectoryQuery>) -> Result<Json<Page<DoctorCard>>, ApiError> {
    let mut errors = ValidationErrors::default();
    let kind = optional(&query.kind).and_then(|kind| errors.keep("kind", kind.parse::<VisitKind>()));
    let sort = optional(&query.sort).and_then(|sort| errors.keep("sort", sort.parse::<DoctorSort>()));
    errors.into_result()?;
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
async fn specialty_id(caller: &Call, wanted: &str) -> Result<String, ApiError> {
    let vocabulary = caller.answer(directory::vocabulary(&caller.clinic).await)?;
    Ok(vocabulary.specialty(wanted).map_or_else(|| wanted.to_lowercase(), |entry| entry.id.clone()))
}

/// A doctor's public profile with what can be booked.
#[utoipa::path(
    get, path = "/doctors/{id}", tag = "doctors",
    params(("id" = DoctorId, Path, description = "From the directory.")),
    responses((status = 200, body = DoctorProfile)),
)]
async fn profile(caller: Call, Path(id): Path<DoctorId>) -> Result<Json<DoctorProfile>, ApiError> {
    caller.answer(doctors::profile(&caller.clinic, caller.actor(), id).await).map(Json)
}
