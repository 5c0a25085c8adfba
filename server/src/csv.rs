//! The figures as files for a spreadsheet.

use axum::{
    Extension, Router,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use clinic::{
    Caller,
    insight::statistics,
    platform::security::{self, About},
};
use domain::{
    insight::{
        security::SecurityEvent,
        statistics::{StatisticsQuery, csv::CsvTable},
    },
    platform::{faults::RequestFault, problem::Problem},
};

use crate::{api::ApiError, state::AppState};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/admin/figures/{file}", get(|a, b, c, d, e| file(Whose::Platform, a, b, c, d, e)))
        .route("/practice/figures/{file}", get(|a, b, c, d, e| file(Whose::Practice, a, b, c, d, e)))
}

enum Whose {
    Platform,
    /// The doctor's who asks.
    Practice,
}

/// `/admin/figures/bookings.csv?span=90&specialty=cardiology`
async fn file(
    whose: Whose,
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Path(file): Path<String>,
    asked: Result<Query<StatisticsQuery>, QueryRejection>,
    uri: Uri,
) -> Response {
    let clinic = &state.clinic;
    let text = async {
        let (table, query) = wanted(&file, asked)?;
        let text = match whose {
            Whose::Platform => statistics::platform_csv(clinic, caller.right()?, table, &query).await?,
            Whose::Practice => statistics::practice_csv(clinic, caller.right()?, table, &query).await?,
        };
        Ok((table, text))
    };
    answer(caller.answer(text.await), &uri)
}

/// Which table of which dates.
fn wanted(
    file: &str,
    asked: Result<Query<StatisticsQuery>, QueryRejection>,
) -> Result<(CsvTable, StatisticsQuery), Problem> {
    let table = file.strip_suffix(".csv").and_then(|name| name.parse().ok()).ok_or(Problem::NotFound)?;
    let unreadable = |_| Problem::malformed(RequestFault::AddressBroken);
    Ok((table, asked.map_err(unreadable)?.0))
}

/// The file, or where to go instead. As with pages, what belongs to another role is not found.
fn answer(text: Result<(CsvTable, String), Problem>, uri: &Uri) -> Response {
    match text {
        Ok((table, text)) => {
            let name = format!("attachment; filename=\"{table}.csv\"");
            let mut response = text.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(Problem::Unauthenticated) => {
            let back = uri.path_and_query().map_or("/", |path| path.as_str());
            Redirect::to(&app::ui::link::sign_in(back)).into_response()
        }
        Err(Problem::Forbidden) => {
            security::record(SecurityEvent::Refused, About::what("a table of figures"));
            ApiError::Problem(Problem::NotFound).into_response()
        }
        Err(problem) => ApiError::Problem(problem).into_response(),
    }
}
