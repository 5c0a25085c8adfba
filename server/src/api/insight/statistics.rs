//! The figures of the platform, for admins, and of the own practice, for doctors.

use clinic::insight::statistics;
use domain::{
    insight::statistics::{AdminStatistics, Statistics, StatisticsQuery},
    people::policy::{AsAdmin, AsDoctor},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    api::{
        extract::{By, Json},
        problem::ApiError,
        query::Params,
        route::routes,
    },
    state::AppState,
};

pub fn routes() -> OpenApiRouter<AppState> {
    routes!(of_platform, of_practice)
}

/// Days up to today.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
enum SpanDays {
    #[schema(rename = "7")]
    Week,
    #[schema(rename = "30")]
    Month,
    #[schema(rename = "90")]
    Quarter,
    #[schema(rename = "365")]
    Year,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DatesQuery {
    /// 30 when neither this nor dates are given.
    #[param(inline, value_type = Option<SpanDays>)]
    span: Option<String>,
    /// The first date; goes before `span`. Without it, thirty days up to `to`.
    #[param(format = Date, example = "2026-11-01")]
    from: Option<String>,
    /// The last date, at most two years after the first; today when only the first is given.
    #[param(format = Date, example = "2026-11-30")]
    to: Option<String>,
}

impl DatesQuery {
    fn query(self, specialty: Option<String>) -> StatisticsQuery {
        let [span, from, to, specialty] = [self.span, self.from, self.to, specialty].map(Option::unwrap_or_default);
        StatisticsQuery { span, from, to, specialty }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SpecialtyQuery {
    /// Id of a specialty: only doctors whose first one it is.
    #[param(example = "cardiology")]
    specialty: Option<String>,
}

/// How the platform is doing, and the statistics of a span of dates.
#[utoipa::path(
    get, path = "/admin/figures", tag = "admin", params(DatesQuery, SpecialtyQuery),
    responses((status = 200, body = AdminStatistics)),
)]
async fn of_platform(
    By(caller, admin): By<AsAdmin>,
    Params(dates): Params<DatesQuery>,
    Params(of): Params<SpecialtyQuery>,
) -> Result<Json<AdminStatistics>, ApiError> {
    let query = dates.query(of.specialty);
    caller.answer(statistics::of_platform(&caller.clinic, admin, &query).await).map(Json)
}

/// The statistics of the doctor's own practice.
#[utoipa::path(
    get, path = "/practice/figures", tag = "practice", params(DatesQuery),
    responses((status = 200, body = Statistics)),
)]
async fn of_practice(
    By(caller, own): By<AsDoctor>,
    Params(dates): Params<DatesQuery>,
) -> Result<Json<Statistics>, ApiError> {
    let query = dates.query(None);
    caller.answer(statistics::of_practice(&caller.clinic, own, &query).await).map(Json)
}
