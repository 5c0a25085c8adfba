//! The one error of server functions.
//!
//! `ServerFnError` stands in no signature: its blanket `From` would send database text to browsers.

#[cfg(feature = "ssr")]
use domain::platform::faults::{RequestFault, TextFault};
use domain::platform::problem::Problem;
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// A refusal on its way to a page or an island.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", .0.code())]
pub struct AppError(pub Problem);

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// A form that the server could not read.
    #[cfg(feature = "ssr")]
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Args(detail)
            | ServerFnErrorErr::MissingArg(detail)
            | ServerFnErrorErr::Deserialization(detail) => unreadable(&detail),
            ServerFnErrorErr::UnsupportedRequestMethod(_) => Problem::malformed(RequestFault::NotPosted),
            _ => Problem::Unavailable,
        })
    }

    /// The connection is down, or the server is.
    #[cfg(not(feature = "ssr"))]
    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self(Problem::Unavailable)
    }
}

/// From what the reader of forms says to a refusal that names the field, without words of our source code.
#[cfg(feature = "ssr")]
fn unreadable(detail: &str) -> Problem {
    let named = |start: &str, end: char| {
        let (_, rest) = detail.split_once(start)?;
        rest.split_once(end).map(|(field, _)| field.to_owned())
    };
    if let Some(field) = named("missing field `", '`') {
        Problem::field(field, TextFault::Missing)
    } else if let Some(field) =
        named("duplicate field `", '`').or_else(|| named("Multiple values for one key: \"", '"'))
    {
        Problem::field(field, RequestFault::SentTwice)
    } else {
        Problem::malformed(RequestFault::FormBroken)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn field(detail: &str) -> String {
        match unreadable(detail) {
            Problem::Invalid { fields } => fields[0].field.clone(),
            other => other.code().to_owned(),
        }
    }

    #[test]
    fn a_form_that_cannot_be_read_names_its_field() {
        assert_eq!(field("missing field `full_name`"), "full_name");
        assert_eq!(field("duplicate field `email`"), "email");
        assert_eq!(field("Multiple values for one key: \"email\""), "email");
        assert_eq!(field("invalid type: map, expected a string"), "malformed");
    }
}
