//! Parameters of the query. Unknown ones are passed over: links pick up parameters on their way.

use axum::{extract::FromRequestParts, http::request::Parts};
use domain::platform::{page::PageRequest, problem::ValidationErrors};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

use super::{extract::named_field, problem::ApiError, route::Argument, shape};

/// Rows of a page when none are asked for.
const ROWS: u32 = 20;

/// What a query is refused for.
const BAD_QUERY: &[(u16, &str)] = &[(400, "malformed"), (422, "invalid")];

/// The parameters of a route.
pub struct Params<T>(pub T);

/// The parameters of a list, and which page of it is wanted: the document says it by [`Paging`].
///
/// They are read apart, each from the whole query: serde reads no numbers in what is flattened.
pub struct Paged<T>(pub T, pub PageRequest);

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// From 1.
    #[param(minimum = 1, maximum = 100_000, default = 1)]
    page: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<i64>,
}

impl<T> Argument for Params<T> {
    const REFUSES: &'static [(u16, &'static str)] = BAD_QUERY;
}

impl<T> Argument for Paged<T> {
    const REFUSES: &'static [(u16, &'static str)] = BAD_QUERY;
}

impl<T: DeserializeOwned + IntoParams + 'static, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Query::of(parts, &[shape::check_query::<T>])?.read().map(Self)
    }
}

impl<T: DeserializeOwned + IntoParams + 'static, S: Send + Sync> FromRequestParts<S> for Paged<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = Query::of(parts, &[shape::check_query::<T>, shape::check_query::<Paging>])?;
        let Paging { page, per_page } = query.read()?;
        Ok(Self(query.read()?, PageRequest::new(page, per_page, ROWS)?))
    }
}

/// Notes what is wrong with names and values.
type Check = fn(&[(String, String)], &mut ValidationErrors);

/// Names and values as they were sent.
struct Query(Vec<(String, String)>);

impl Query {
    /// Refused with all that any of these finds wrong.
    fn of(parts: &Parts, checks: &[Check]) -> Result<Self, ApiError> {
        let pairs: Vec<_> = serde_urlencoded::from_str(parts.uri.query().unwrap_or_default()).unwrap_or_default();
        let mut errors = ValidationErrors::default();
        checks.iter().for_each(|check| check(&pairs, &mut errors));
        errors.into_result()?;
        Ok(Self(pairs))
    }

    /// Left empty is the same as left out.
    fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let filled: Vec<_> = self.0.iter().filter(|(_, text)| !text.is_empty()).collect();
        let query = serde_urlencoded::to_string(filled).unwrap_or_default();
        serde_urlencoded::from_str(&query).map_err(|error| named_field(".", &error.to_string()))
    }
}
